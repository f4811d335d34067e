//! The loop of one media thread.

use super::orders::{Full, Orders};
use super::processors::stay_on;
use super::udp::{BATCH, Inbox, Outbox, Socket, Waker, sleep};
use crate::clock;
use crate::media::core::{
    Core, Input, Neighbours, Output,
    counters::Counters,
    packet::SlotFrame,
    tap::{Spoken, Tapped},
};
use causerie_shared::id::SpaceId;
use crossbeam_queue::ArrayQueue;
use std::sync::{Arc, mpsc};

/// Batches of datagrams taken before inputs and deadlines get their turn.
const BATCHES_A_TURN: usize = 8;
/// Slot frames that may wait for another thread: over a second of three talkers. Beyond it the
/// oldest goes, which nobody would want to hear any more.
pub const RING_FRAMES: usize = 256;

/// A slot frame on its way to another thread.
pub type Passed = (SpaceId, SlotFrame);
pub type Ring = Arc<ArrayQueue<Passed>>;

/// Packets of tapped voices that may wait for whoever decodes them: most of a second of six people
/// who talk at once. Beyond it the oldest goes, and words with it, never sound.
pub const TAP_FRAMES: usize = 256;
pub type Tap = Arc<ArrayQueue<Tapped>>;

/// One end of the way to another thread.
pub struct Neighbour {
    pub ring: Ring,
    pub waker: Waker,
}

pub struct Thread<F> {
    pub core: Core,
    pub socket: Arc<Socket>,
    /// The processor that is this thread's own, if it has one.
    pub processor: Option<usize>,
    pub waker: Waker,
    pub inputs: mpsc::Receiver<Input>,
    pub orders: Orders,
    /// By thread number; none to itself.
    pub neighbours: Vec<Option<Neighbour>>,
    pub rings: Vec<Ring>,
    pub tap: Tap,
    pub counters: Arc<Counters>,
    /// Told of everything the core has to say.
    pub report: F,
}

struct Passing<'a> {
    neighbours: &'a [Option<Neighbour>],
    tap: &'a Tap,
    counters: &'a Counters,
}

impl<F: FnMut(Output)> Thread<F> {
    /// Runs until it is told [`Input::Farewell`].
    pub fn run(mut self) {
        if let Some(processor) = self.processor {
            stay_on(processor);
        }
        let mut inbox = Inbox::default();
        let mut outbox = Outbox::receiving(self.socket.clone(), self.counters.clone());
        loop {
            let (due, _why) = self.core.poll_timeout();
            if !outbox.has_received() {
                let most = due.saturating_duration_since(clock::instant());
                sleep(&self.socket, &self.waker, most);
            }
            let farewell = self.receive(&mut inbox, &mut outbox);
            let now = clock::instant();
            for ring in &self.rings {
                while let Some((space, frame)) = ring.pop() {
                    self.core.handle_frame(space, &frame, now, &mut outbox);
                }
            }
            let mut passing =
                Passing { neighbours: &self.neighbours, tap: &self.tap, counters: &self.counters };
            self.core.handle_timeout(now, &mut outbox, &mut passing);
            self.core.fan_out(now, &mut outbox);
            outbox.flush();
            while let Some(order) = self.core.poll_order() {
                if let Err(Full) = self.orders.send(order) {
                    self.counters.dtls_queue_full_total.add(1);
                }
            }
            while let Some(output) = self.core.poll_output() {
                (self.report)(output);
            }
            if farewell {
                return;
            }
        }
    }

    /// What was received while others were served, and then what waits in the kernel. Whoever was
    /// answered at a door before they sent a datagram is known by the time it is read: inputs are
    /// taken after datagrams are received and before they are handled. Whether it is time to end.
    fn receive(&mut self, inbox: &mut Inbox, outbox: &mut Outbox) -> bool {
        for _ in 0..BATCHES_A_TURN {
            if let Some(mut received) = outbox.take_received() {
                let farewell = self.take(&mut received, outbox);
                outbox.give_back(received);
                if farewell {
                    return true;
                }
                continue;
            }
            let count = inbox.receive(&self.socket);
            if self.take(inbox, outbox) {
                return true;
            }
            if count < BATCH {
                break;
            }
        }
        false
    }

    fn take(&mut self, inbox: &mut Inbox, outbox: &mut Outbox) -> bool {
        let now = clock::instant();
        let mut passing =
            Passing { neighbours: &self.neighbours, tap: &self.tap, counters: &self.counters };
        while let Ok(input) = self.inputs.try_recv() {
            let farewell = matches!(input, Input::Farewell);
            self.core.handle(input, now, outbox, &mut passing);
            if farewell {
                return true;
            }
        }
        for at in 0..inbox.count() {
            if let Some((path, bytes)) = inbox.datagram(at) {
                #[cfg(feature = "capture")]
                let sealed = bytes.to_vec();
                self.core.handle_datagram(path, bytes, now, outbox, &mut passing);
                #[cfg(feature = "capture")]
                crate::capture::datagram(&sealed, bytes);
            }
        }
        false
    }
}

impl Neighbours for Passing<'_> {
    fn pass_on(&mut self, space: SpaceId, frame: &SlotFrame, threads: u64) {
        if threads == 0 {
            return;
        }
        for (thread, neighbour) in self.neighbours.iter().enumerate() {
            let Some(neighbour) =
                neighbour.as_ref().filter(|_| threads & (1 << (thread % 64)) != 0)
            else {
                continue;
            };
            if neighbour.ring.force_push((space, frame.clone())).is_some() {
                self.counters.ring_dropped_total.add(1);
            }
            neighbour.waker.wake();
        }
    }

    fn tap(&mut self, space: SpaceId, spoken: Spoken<'_>) {
        let Some(tapped) = Tapped::new(space, spoken) else { return };
        if self.tap.force_push(tapped).is_some() {
            self.counters.tap_dropped_total.add(1);
        }
    }
}
