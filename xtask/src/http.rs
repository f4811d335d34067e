//! One question to a relay on this machine, over a connection of its own.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};

const ANSWER_MOST: Duration = Duration::from_secs(10);

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

/// `address`: IP and port.
pub(crate) fn get(address: &str, path: &str) -> Result<Answer> {
    let address = address.parse().context("an address")?;
    let mut stream = TcpStream::connect_timeout(&address, ANSWER_MOST)?;
    stream.set_read_timeout(Some(ANSWER_MOST))?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok(Answer { status: status.context("an answer without a status")?, body: body.to_owned() })
}

/// Free a moment ago; another program could take it in between, and whoever wanted it would say so.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
