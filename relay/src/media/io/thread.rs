//! The loop of one media thread.

use super::udp::{BATCH, Inbox, Outbox, Socket, Waker, sleep};
use crate::clock;
use crate::media::core::{Core, Input, Neighbours, Output, counters::Counters, packet::SlotFrame};
use causerie_shared::id::SpaceId;
use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

/// Batches of datagrams taken before inputs and deadlines get their turn.
const BATCHES_A_TURN: usize = 8;
/// Slot frames that may wait for another thread: over a second of three talkers.
pub const RING_FRAMES: usize = 256;

/// A slot frame on its way to another thread.
pub type Passed = (SpaceId, SlotFrame);

/// One end of the way to another thread.
pub struct Neighbour {
    pub ring: rtrb::Producer<Passed>,
    pub waker: Waker,
}

pub struct Thread<F> {
    pub core: Core,
    pub socket: Arc<Socket>,
    pub waker: Waker,
    pub inputs: mpsc::Receiver<Input>,
    /// By thread number; none to itself.
    pub neighbours: Vec<Option<Neighbour>>,
    pub rings: Vec<rtrb::Consumer<Passed>>,
    pub counters: Arc<Counters>,
    /// Told of everything the core has to say.
    pub report: F,
}

struct Passing<'a> {
    neighbours: &'a mut [Option<Neighbour>],
    counters: &'a Counters,
}

impl<F: FnMut(Output)> Thread<F> {
    /// Runs until the inputs' other end is gone.
    pub fn run(mut self) {
        let mut inbox = Inbox::default();
        let mut outbox = Outbox::new(self.socket.clone(), self.counters.clone());
        loop {
            outbox.flush();
            let (due, _why) = self.core.poll_timeout();
            let most = if self.core.handshakes_wait() {
                Duration::ZERO
            } else {
                due.saturating_duration_since(clock::instant())
            };
            sleep(&self.socket, &self.waker, most);

            for _ in 0..BATCHES_A_TURN {
                let count = inbox.receive(&self.socket);
                let now = clock::instant();
                let mut passing =
                    Passing { neighbours: &mut self.neighbours, counters: &self.counters };
                for at in 0..count {
                    if let Some((path, bytes)) = inbox.datagram(at) {
                        #[cfg(feature = "capture")]
                        let sealed = bytes.to_vec();
                        self.core.handle_datagram(path, bytes, now, &mut outbox, &mut passing);
                        #[cfg(feature = "capture")]
                        crate::capture::datagram(&sealed, bytes);
                    }
                }
                if count < BATCH {
                    break;
                }
            }
            let now = clock::instant();
            for ring in &mut self.rings {
                while let Ok((space, frame)) = ring.pop() {
                    self.core.handle_frame(space, &frame, now, &mut outbox);
                }
            }
            let mut passing =
                Passing { neighbours: &mut self.neighbours, counters: &self.counters };
            loop {
                match self.inputs.try_recv() {
                    Ok(input) => self.core.handle(input, now, &mut outbox, &mut passing),
                    Err(mpsc::TryRecvError::Empty) => break,
                    Err(mpsc::TryRecvError::Disconnected) => {
                        self.core.handle(Input::Farewell, now, &mut outbox, &mut passing);
                        outbox.flush();
                        return;
                    }
                }
            }
            if now >= due {
                self.core.handle_timeout(now, &mut outbox, &mut passing);
            }
            // Audio is on its way before the next handshake is worked on.
            outbox.flush();
            self.core.handle_handshakes(now, &mut outbox);
            while let Some(output) = self.core.poll_output() {
                (self.report)(output);
            }
        }
    }
}

impl Neighbours for Passing<'_> {
    fn pass_on(&mut self, space: SpaceId, frame: &SlotFrame, threads: u64) {
        if threads == 0 {
            return;
        }
        for (thread, neighbour) in self.neighbours.iter_mut().enumerate() {
            let Some(neighbour) =
                neighbour.as_mut().filter(|_| threads & (1 << (thread % 64)) != 0)
            else {
                continue;
            };
            if neighbour.ring.push((space, frame.clone())).is_err() {
                self.counters.ring_full_total.add(1);
            }
            neighbour.waker.wake();
        }
    }
}
