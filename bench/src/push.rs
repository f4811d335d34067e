//! A push service that takes everything: it answers, counts, and notes when things came.
//!
//! A thread a connection, since the relay keeps as many as it sends at once. Nothing is decrypted: what
//! a browser does with it is not the relay's cost.

use crate::spread::Spread;
use anyhow::{Context, Result};
use serde::Serialize;
use std::{
    collections::HashSet,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

#[derive(clap::Args)]
pub struct Options {
    /// Ends when so many came
    #[arg(long)]
    count: usize,
    /// The moment in Unix milliseconds at which they are due
    #[arg(long)]
    due_ms: f64,
    /// Ends then in any case
    #[arg(long, default_value_t = 120.0)]
    seconds: f64,
    /// The port of this machine to listen on
    #[arg(long)]
    port: u16,
}

#[derive(Debug, Serialize)]
pub struct Came {
    pub count: usize,
    /// Browsers that got something.
    pub browsers: usize,
    /// After the moment at which they were due.
    pub ms: Spread,
}

#[derive(Default)]
struct Post {
    at_ms: Vec<f64>,
    browsers: HashSet<String>,
}

/// # Errors
/// A port that is taken.
pub fn run(options: &Options) -> Result<Came> {
    let listener = TcpListener::bind(("127.0.0.1", options.port)).context("the port is taken")?;
    let post: Arc<(Mutex<Post>, Condvar)> = Arc::default();
    let taken = Arc::clone(&post);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(std::io::Result::ok) {
            let post = Arc::clone(&taken);
            thread::spawn(move || take(stream, &post));
        }
    });
    let (lock, came) = &*post;
    let waiting = lock.lock().unwrap_or_else(PoisonError::into_inner);
    let enough = |post: &mut Post| post.at_ms.len() < options.count;
    let within = Duration::from_secs_f64(options.seconds);
    let (post, _) =
        came.wait_timeout_while(waiting, within, enough).unwrap_or_else(PoisonError::into_inner);
    let late = post.at_ms.iter().map(|at| at - options.due_ms).collect();
    Ok(Came { count: post.at_ms.len(), browsers: post.browsers.len(), ms: Spread::of(late) })
}

/// One connection to its end. What is no message ends it.
fn take(stream: TcpStream, post: &(Mutex<Post>, Condvar)) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut answers = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream);
    loop {
        let mut first = String::new();
        lines.read_line(&mut first).ok()?;
        let browser = first.split(' ').nth(1)?.to_owned();
        let mut length = 0;
        loop {
            let mut line = String::new();
            lines.read_line(&mut line).ok()?;
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        lines.read_exact(&mut body).ok()?;
        let at = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs_f64() * 1e3;
        answers.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n").ok()?;
        let (lock, came) = post;
        let mut post = lock.lock().unwrap_or_else(PoisonError::into_inner);
        post.at_ms.push(at);
        post.browsers.insert(browser);
        came.notify_one();
    }
}
