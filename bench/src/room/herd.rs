//! Those who lost their socket, on their way back: each waits for its moment, asks for a pass if it
//! has a name, connects, and says where it stood.

use super::line::Left;
use crate::house::{Line as Opened, Visitor};
use anyhow::{Result, bail};
use causerie_shared::id::SpaceId;
use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, TryRecvError, channel},
    },
    thread,
    time::Instant,
};

/// Who is on the way at once: enough that a relay that takes its time holds nobody else up.
const AT_A_TIME: usize = 64;

pub(super) struct Herd {
    relay: SocketAddr,
    space: SpaceId,
    waiting: Vec<Waiting>,
}

struct Waiting {
    number: usize,
    due: Instant,
    left: Left,
}

/// Whoever comes back, by number.
pub(super) struct Returning(Receiver<Result<(usize, Opened)>>);

impl Herd {
    pub(super) fn new(relay: SocketAddr, space: SpaceId) -> Self {
        Self { relay, space, waiting: Vec::new() }
    }

    /// In the order in which they are due.
    pub(super) fn add(&mut self, number: usize, due: Instant, left: Left) {
        self.waiting.push(Waiting { number, due, left });
    }

    pub(super) fn set_out(self) -> Returning {
        let (tell, told) = channel();
        let queue = Arc::new(Mutex::new(self.waiting.into_iter()));
        for _ in 0..AT_A_TIME {
            let (queue, tell) = (Arc::clone(&queue), tell.clone());
            let (relay, space) = (self.relay, self.space);
            thread::spawn(move || walk(relay, space, &queue, &tell));
        }
        Returning(told)
    }
}

fn walk(
    relay: SocketAddr,
    space: SpaceId,
    queue: &Mutex<impl Iterator<Item = Waiting>>,
    tell: &Sender<Result<(usize, Opened)>>,
) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(Waiting { number, due, left }) = next else { return };
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let visitor = left.visitor.unwrap_or_else(|| Visitor::new(relay));
        let opened = visitor.come_back(space, left.resume).map(|line| (number, line));
        if tell.send(opened).is_err() {
            return;
        }
    }
}

impl Returning {
    /// One of those who are back, if there is one.
    pub(super) fn next(&self) -> Result<Option<(usize, Opened)>> {
        match self.0.try_recv() {
            Ok(opened) => opened.map(Some),
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => bail!("nobody is on the way any more"),
        }
    }
}
