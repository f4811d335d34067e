//! The DTLS handshakes of one media thread's peers, pure: records in; records, keys and goodbyes
//! out. It has a thread of its own beside the forwarding core, so that public-key arithmetic never
//! holds a voice up.
//!
//! Law: records leave only for the address that the core last named as proved; a peer's records are
//! handled in the order they came; nobody waits for more than one record of each other peer; what
//! waits is bounded, of one peer and in all.

use super::{
    Path, Wire,
    counters::Counters,
    dtls::{Association, Identity, News},
    send,
};
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

/// Records of all peers that wait for their turn; more are dropped, and the peers send them again.
const WAITING_MOST: usize = 1024;
/// Records of one peer, so that none can fill the queue: the longest flight is about ten.
const WAITING_OF_ONE_MOST: usize = 32;
/// The handshake's state of a listener is kept this long, to answer its retransmissions. It is
/// most of a peer's memory.
const KEPT: Duration = Duration::from_secs(30);
/// Between two wake-ups of one association.
const PAUSE_LEAST: Duration = Duration::from_millis(1);
/// The library's way to say that it waits for nothing is a deadline of ten years, which would stay
/// among the timers long after its peer. No deadline of a handshake is near as far as this.
const FAR: Duration = Duration::from_secs(3600);

/// What the forwarding core asks for.
pub enum Order {
    /// The peer proved an address: its handshake may begin.
    Begin {
        peer: u32,
        path: Path,
        /// We start it.
        active: bool,
        fingerprint: [u8; 32],
        /// Until its goodbye; otherwise a while after the keys are made.
        keep: bool,
    },
    Moved {
        peer: u32,
        path: Path,
    },
    Record {
        peer: u32,
        record: Box<[u8]>,
    },
    /// Says goodbye, and forgets the peer.
    Close {
        peer: u32,
    },
}

pub struct Handshakes {
    identity: Identity,
    counters: Arc<Counters>,
    peers: HashMap<u32, Entry>,
    /// Peers with records that wait, each once.
    turns: VecDeque<u32>,
    waiting: usize,
    timers: BinaryHeap<Reverse<(Instant, u32)>>,
    news: VecDeque<(u32, News)>,
}

struct Entry {
    association: Box<Association>,
    path: Path,
    keep: bool,
    records: VecDeque<Box<[u8]>>,
    /// The earliest entry of this peer in `timers`.
    timer: Option<Instant>,
    forget_at: Option<Instant>,
    /// It failed, or its peer said goodbye: it waits for the core to close it, and for nothing else.
    ended: bool,
}

impl Handshakes {
    pub fn new(identity: Identity, counters: Arc<Counters>) -> Self {
        Self {
            identity,
            counters,
            peers: HashMap::new(),
            turns: VecDeque::new(),
            waiting: 0,
            timers: BinaryHeap::new(),
            news: VecDeque::new(),
        }
    }

    pub fn handle(&mut self, order: Order, now: Instant, wire: &mut impl Wire) {
        match order {
            Order::Begin { peer, path, active, fingerprint, keep } => {
                let association = Association::new(&self.identity, active, fingerprint, now);
                let entry = Entry {
                    association: Box::new(association),
                    path,
                    keep,
                    records: VecDeque::new(),
                    timer: None,
                    forget_at: None,
                    ended: false,
                };
                self.peers.insert(peer, entry);
                // An active association has its first flight ready.
                self.wake(peer, now, wire);
            }
            Order::Moved { peer, path } => {
                if let Some(entry) = self.peers.get_mut(&peer) {
                    entry.path = path;
                }
            }
            Order::Record { peer, record } => self.queue(peer, record),
            Order::Close { peer } => {
                if let Some(mut entry) = self.forget(peer) {
                    let path = entry.path;
                    entry.association.close(now, |record| send(wire, record, &path));
                }
            }
        }
    }

    /// Handles the next waiting record; false when there was none.
    pub fn handle_next(&mut self, now: Instant, wire: &mut impl Wire) -> bool {
        let Some(peer) = self.turns.pop_front() else { return false };
        let Some(entry) = self.peers.get_mut(&peer) else { return true };
        let Some(record) = entry.records.pop_front() else { return true };
        self.waiting = self.waiting.saturating_sub(1);
        if !entry.records.is_empty() {
            self.turns.push_back(peer);
        }
        let path = entry.path;
        let news = entry.association.handle(&record, now, |record| send(wire, record, &path));
        self.take(peer, news, now);
        true
    }

    /// Retransmissions, and peers whose handshake is long over.
    pub fn handle_timeout(&mut self, now: Instant, wire: &mut impl Wire) {
        while let Some(Reverse((at, peer))) =
            self.timers.peek().copied().filter(|Reverse((at, _))| *at <= now)
        {
            self.timers.pop();
            let Some(entry) = self.peers.get_mut(&peer) else { continue };
            // One that an earlier deadline took the place of.
            if entry.timer != Some(at) {
                continue;
            }
            entry.timer = None;
            if entry.forget_at.is_some_and(|at| at <= now) {
                self.forget(peer);
                continue;
            }
            self.wake(peer, now, wire);
        }
    }

    pub fn poll_output(&mut self) -> Option<(u32, News)> {
        self.news.pop_front()
    }

    /// When [`Self::handle_timeout`] is due, and why.
    pub fn poll_timeout(&self) -> Option<(Instant, &'static str)> {
        self.timers.peek().map(|Reverse((at, _))| (*at, "a handshake's next flight, or its end"))
    }

    /// Peers whose handshake's state is kept.
    pub fn peers(&self) -> usize {
        self.peers.len()
    }

    fn queue(&mut self, peer: u32, record: Box<[u8]>) {
        let open = self.peers.get_mut(&peer).filter(|entry| !entry.ended);
        let Some(entry) = open else {
            // Settled: nothing that a record could say is waited for.
            self.counters.dtls_settled_total.add(1);
            return;
        };
        if self.waiting >= WAITING_MOST || entry.records.len() >= WAITING_OF_ONE_MOST {
            self.counters.dtls_queue_full_total.add(1);
            return;
        }
        if entry.records.is_empty() {
            self.turns.push_back(peer);
        }
        entry.records.push_back(record);
        self.waiting += 1;
    }

    fn wake(&mut self, peer: u32, now: Instant, wire: &mut impl Wire) {
        let Some(entry) = self.peers.get_mut(&peer) else { return };
        let path = entry.path;
        let due = entry.association.next().is_none_or(|at| at <= now);
        let news =
            due.then(|| entry.association.handle_timeout(now, |record| send(wire, record, &path)));
        self.take(peer, news.flatten(), now);
    }

    /// Passes on what an association said, and sets its timer.
    fn take(&mut self, peer: u32, news: Option<News>, now: Instant) {
        let Some(entry) = self.peers.get_mut(&peer) else { return };
        match news {
            Some(News::Keys(_)) if !entry.keep => entry.forget_at = Some(now + KEPT),
            Some(News::Failed | News::Closed) => entry.ended = true,
            Some(News::Keys(_)) | None => {}
        }
        if let Some(news) = news {
            self.news.push_back((peer, news));
        }
        if entry.ended {
            self.waiting = self.waiting.saturating_sub(entry.records.len());
            entry.records.clear();
            entry.timer = None;
            return;
        }
        // Never at this very moment again, whatever the library asks for.
        let flight = entry.association.next().filter(|at| *at < now + FAR);
        let flight = flight.map(|at| at.max(now + PAUSE_LEAST));
        let next = [flight, entry.forget_at].into_iter().flatten().min();
        if let Some(at) = next.filter(|at| entry.timer.is_none_or(|timer| *at < timer)) {
            entry.timer = Some(at);
            self.timers.push(Reverse((at, peer)));
        }
    }

    fn forget(&mut self, peer: u32) -> Option<Entry> {
        let entry = self.peers.remove(&peer)?;
        self.waiting = self.waiting.saturating_sub(entry.records.len());
        if self.peers.is_empty() {
            // What a burst of joins made room for goes back.
            self.peers.shrink_to_fit();
            self.timers = BinaryHeap::new();
        }
        Some(entry)
    }
}
