//! The loop of the thread that shakes hands for one media thread: it yields to audio, and sends
//! through the same socket.

use super::orders::Ordered;
use super::udp::{Outbox, Socket};
use crate::clock;
use crate::media::core::{
    counters::Counters,
    dtls::{Identity, News},
    handshakes::Handshakes,
};
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Below the media threads, so that a burst of joins waits for audio and not audio for it.
const NICE: i32 = 5;
/// Without a deadline.
const LONG: Duration = Duration::from_secs(3600);

pub struct Handshaker<F> {
    pub identity: Identity,
    pub orders: Ordered,
    pub socket: Arc<Socket>,
    pub counters: Arc<Counters>,
    /// Told what each peer's handshake came to.
    pub report: F,
}

impl<F: FnMut(u32, News)> Handshaker<F> {
    /// Runs until the orders' other end is gone, and what it asked for is done.
    pub fn run(mut self) {
        // On Linux this is a thread's own; where it is refused, all are equal.
        let _ = rustix::process::setpriority_process(None, NICE);
        let mut handshakes = Handshakes::new(self.identity, self.counters.clone());
        let mut outbox = Outbox::new(self.socket, self.counters);
        let mut idle = true;
        let mut ending = false;
        while !(ending && idle) {
            if idle {
                let due = handshakes.poll_timeout();
                let most =
                    due.map_or(LONG, |(at, _why)| at.saturating_duration_since(clock::instant()));
                match self.orders.recv_timeout(most) {
                    Ok(order) => handshakes.handle(order, clock::instant(), &mut outbox),
                    Err(mpsc::RecvTimeoutError::Timeout) => {}
                    Err(mpsc::RecvTimeoutError::Disconnected) => ending = true,
                }
            }
            let now = clock::instant();
            while let Some(order) = self.orders.try_recv() {
                handshakes.handle(order, now, &mut outbox);
            }
            idle = !handshakes.handle_next(now, &mut outbox);
            handshakes.handle_timeout(now, &mut outbox);
            outbox.flush();
            while let Some((peer, news)) = handshakes.poll_output() {
                (self.report)(peer, news);
            }
        }
    }
}
