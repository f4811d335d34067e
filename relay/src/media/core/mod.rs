//! Forwarding, pure: encrypted packets in, encrypted packets out, for the spaces and peers of one
//! thread. Knows no socket, reads no clock, draws no chance, and knows nothing of hub, space or
//! store: time comes with every call, randomness with the peers that doors make, and datagrams
//! leave through a [`Wire`].
//!
//! Law: nothing is sent to an address that no valid STUN check has proved, except the answer to
//! such a check; no DTLS byte is read from one either.

pub mod audience;
pub mod counters;
pub mod dtls;
pub mod gather;
pub mod handshakes;
pub mod histograms;
pub mod ice;
pub mod level;
pub mod packet;
pub mod peer;
pub mod press;
pub mod rtcp;
pub mod sdp;
pub mod speakers;
pub mod srtp;
pub mod stage;
pub mod tap;
pub mod timeline;
pub mod withheld;

mod arrivals;
mod reports;
pub mod rooms;
mod uplink;

use super::{Gone, SessionId};
use causerie_shared::id::{SpaceId, VoiceId};
use counters::Counters;
use dtls::News;
use gather::Gathering;
use handshakes::Order;
use packet::SlotFrame;
use peer::{Allowance, Ice, Listener, NewPart, NewPeer, Part, Peer, Publisher};
use rooms::Rooms;
use std::{
    collections::{HashMap, VecDeque},
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::{Duration, Instant},
};
use withheld::Withheld;

/// Names the relay as one source of all its streams (RFC 7022).
pub const CNAME: &str = "causerie";

/// How often the core wants to be called while anything is connected: one frame of Opus.
pub const TICK: Duration = Duration::from_millis(20);

/// How often consent is looked at.
const SWEEP_EVERY: Duration = Duration::from_secs(1);
/// For how long after its last check an address stays one peer's alone.
const ADDRESS_KEPT: Duration = Duration::from_secs(6);
/// The two ends of a peer's way: where its packets come from, and which of our addresses they
/// reach. Answers leave from that address; where none is specified, from the one that the system
/// chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Path {
    pub remote: SocketAddr,
    pub local: IpAddr,
}

/// Where datagrams leave: a batch of buffers of at least 1500 bytes each.
pub trait Wire {
    /// Room for the next datagram.
    fn room(&mut self) -> &mut [u8];
    /// The first `len` bytes of the room are to go to `path`.
    fn send(&mut self, len: usize, path: &Path);
    /// The same path as it is cheapest to send along: without a local address, where the system
    /// chooses this very one at this moment.
    fn along(&mut self, path: Path) -> Path {
        path
    }
}

/// Where frames go that are not for the wire: to listeners of the same space on other threads, and to
/// whoever turns speech into words.
pub trait Neighbours {
    /// `threads`: one bit a thread.
    fn pass_on(&mut self, space: SpaceId, frame: &SlotFrame, threads: u64);
    /// A packet of a voice that is to be captioned.
    fn tap(&mut self, space: SpaceId, spoken: tap::Spoken<'_>);
}

/// What the world asks of a core.
pub enum Input {
    OpenSpace {
        space: SpaceId,
        ssrcs: [u32; stage::STREAMS],
        chance: u32,
        home: bool,
    },
    CloseSpace {
        space: SpaceId,
    },
    /// Thread `thread` has listeners of a space whose home is here.
    Neighbour {
        space: SpaceId,
        thread: usize,
    },
    Open(Box<NewPeer>),
    Close {
        session: SessionId,
    },
    /// An ICE restart.
    Restart {
        session: SessionId,
        ufrag: String,
        pwd: String,
    },
    SetListening {
        session: SessionId,
        listening: bool,
    },
    SetOwnVoice {
        session: SessionId,
        voice: Option<VoiceId>,
    },
    /// A listener turned a voice off, or on.
    SetHeard {
        session: SessionId,
        voice: VoiceId,
        heard: bool,
    },
    SetMuted {
        space: SpaceId,
        voice: VoiceId,
        muted: bool,
    },
    RemoveVoice {
        space: SpaceId,
        voice: VoiceId,
    },
    /// Every packet of the voice is to be told, or none.
    SetTapped {
        space: SpaceId,
        voice: VoiceId,
        tapped: bool,
    },
    /// Two frames of each stream are to leave together, or not.
    SetPairs {
        space: SpaceId,
        pairs: bool,
    },
    AddLocalVoice {
        space: SpaceId,
        voice: VoiceId,
        music: bool,
    },
    /// One Opus frame of 20 ms of a voice that lives inside the relay.
    LocalFrame {
        space: SpaceId,
        voice: VoiceId,
        level: u8,
        payload: Box<[u8]>,
    },
    /// What a peer's handshake came to.
    Handshaken {
        peer: u32,
        news: News,
    },
    /// Says goodbye to everyone.
    Farewell,
}

/// What a core has to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    Connected { session: SessionId },
    Gone { session: SessionId, why: Gone },
    Heard { space: SpaceId, voices: Vec<VoiceId> },
}

pub struct Core {
    counters: Arc<Counters>,
    /// What the Unix clock said when the process's clock said `epoch`.
    epoch: (Instant, u64),
    peers: HashMap<u32, Peer>,
    next_peer: u32,
    by_session: HashMap<SessionId, u32>,
    by_ufrag: HashMap<String, u32>,
    by_address: HashMap<SocketAddr, u32>,
    /// Those who get reports; few, while listeners are many.
    publishers: Vec<u32>,
    orders: VecDeque<Order>,
    rooms: Rooms,
    outputs: VecDeque<Output>,
    ticked_at: Instant,
    swept_at: Instant,
}

impl Core {
    pub fn new(gathering: Gathering, counters: Arc<Counters>, now: Instant, unix_us: u64) -> Self {
        Self {
            counters,
            epoch: (now, unix_us),
            peers: HashMap::new(),
            next_peer: 0,
            by_session: HashMap::new(),
            by_ufrag: HashMap::new(),
            by_address: HashMap::new(),
            publishers: Vec::new(),
            orders: VecDeque::new(),
            rooms: Rooms::new(gathering),
            outputs: VecDeque::new(),
            ticked_at: now,
            swept_at: now,
        }
    }

    pub fn handle(
        &mut self,
        input: Input,
        now: Instant,
        wire: &mut impl Wire,
        neighbours: &mut impl Neighbours,
    ) {
        match input {
            Input::OpenSpace { space, ssrcs, chance, home } => {
                self.rooms.open(space, ssrcs, home.then_some(chance));
            }
            Input::CloseSpace { space } => self.close_space(space, now, wire),
            Input::Neighbour { space, thread } => self.rooms.add_neighbour(space, thread),
            Input::Open(peer) => self.open(*peer, now),
            Input::Close { session } => {
                if let Some(key) = self.by_session.get(&session) {
                    self.close(*key, Gone::Asked, now, wire);
                }
            }
            Input::Restart { session, ufrag, pwd } => self.restart(session, ufrag, pwd, now),
            Input::SetListening { session, listening } => self.set_listening(session, listening),
            Input::SetOwnVoice { session, voice } => {
                self.withhold(session, |withheld| withheld.set_own(voice));
            }
            Input::SetHeard { session, voice, heard } => {
                self.withhold(session, |withheld| withheld.set_heard(voice, heard));
            }
            Input::SetMuted { space, voice, muted } => {
                self.rooms.set_muted(space, voice, muted, now)
            }
            Input::SetTapped { space, voice, tapped } => {
                self.rooms.set_tapped(space, voice, tapped);
            }
            Input::RemoveVoice { space, voice } => {
                self.rooms.remove_voice(space, voice, now);
                let publisher = self
                    .peers
                    .iter()
                    .find(|(_, peer)| peer.space == space && peer.publishes(voice));
                if let Some(key) = publisher.map(|(key, _)| *key) {
                    self.close(key, Gone::Asked, now, wire);
                }
            }
            Input::SetPairs { space, pairs } => self.rooms.set_pairs(space, pairs),
            Input::AddLocalVoice { space, voice, music } => {
                self.rooms.add_voice(space, voice, music, false, now);
            }
            Input::LocalFrame { space, voice, level, payload } => {
                let heard =
                    self.rooms.hear_local(space, voice, level, &payload, now, wire, neighbours);
                self.count_voice(heard);
            }
            Input::Handshaken { peer, news } => self.take_news(peer, news, now, wire),
            Input::Farewell => {
                let keys: Vec<_> = self.peers.keys().copied().collect();
                for key in keys {
                    self.close(key, Gone::Asked, now, wire);
                }
            }
        }
        self.count_gauges();
    }

    /// A frame from a space's home thread, for the listeners here.
    pub fn handle_frame(
        &mut self,
        space: SpaceId,
        frame: &SlotFrame,
        now: Instant,
        wire: &mut impl Wire,
    ) {
        self.rooms.take(space, frame, now, wire);
    }

    /// Sends the frames whose time has come to everyone who is to hear them. Called after each
    /// batch of datagrams, so that what came together leaves together.
    pub fn fan_out(&mut self, now: Instant, wire: &mut impl Wire) {
        let done = self.rooms.fan_out(now, wire);
        self.counters.packets_forwarded_total.add(done.packets);
        self.counters.bytes_forwarded_total.add(done.bytes);
    }

    /// Time passed: silences that end voices, reports, and peers that are gone.
    pub fn handle_timeout(
        &mut self,
        now: Instant,
        wire: &mut impl Wire,
        neighbours: &mut impl Neighbours,
    ) {
        if now < self.ticked_at + TICK {
            return;
        }
        self.ticked_at = now;
        self.rooms.handle_timeout(now, self.unix_us(now), wire, neighbours);
        while let Some((space, voices)) = self.rooms.poll_heard() {
            self.outputs.push_back(Output::Heard { space, voices });
        }
        self.report(now, wire);
        if now.saturating_duration_since(self.swept_at) >= SWEEP_EVERY {
            self.swept_at = now;
            self.sweep(now, wire);
        }
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// What the handshakes are to do.
    pub fn poll_order(&mut self) -> Option<Order> {
        self.orders.pop_front()
    }

    /// When [`Self::handle_timeout`] or [`Self::fan_out`] is due, and why.
    pub fn poll_timeout(&self) -> (Instant, &'static str) {
        if self.peers.is_empty() && self.rooms.are_silent() {
            return (self.ticked_at + Duration::from_secs(1), "nobody is here");
        }
        let tick = self.ticked_at + TICK;
        match self.rooms.due() {
            Some(due) if due < tick => (due, "frames that leave together"),
            Some(_) | None => (tick, "the next frame"),
        }
    }

    /// How many entries each of its tables holds: peers, sessions, ufrags, addresses, and
    /// orders to the handshakes. What strangers send may make none of them grow.
    pub fn held(&self) -> [usize; 5] {
        [
            self.peers.len(),
            self.by_session.len(),
            self.by_ufrag.len(),
            self.by_address.len(),
            self.orders.len(),
        ]
    }

    fn unix_us(&self, now: Instant) -> u64 {
        let (then, unix_us) = self.epoch;
        unix_us + now.saturating_duration_since(then).as_micros() as u64
    }

    fn open(&mut self, new: NewPeer, now: Instant) {
        // The space may have closed while its door was answering.
        if !self.rooms.is_open(new.space) {
            self.outputs.push_back(Output::Gone { session: new.session, why: Gone::SpaceClosed });
            return;
        }
        let key = self.next_peer;
        self.next_peer = self.next_peer.wrapping_add(1);
        let part = match new.part {
            NewPart::Publisher { voice, shape, music, muted, ssrc } => {
                self.publishers.push(key);
                self.rooms.add_voice(new.space, voice, music, muted, now);
                Part::Publisher(Box::new(Publisher {
                    voice,
                    opus: shape.opus,
                    red: shape.red,
                    level_ext: shape.level_ext,
                    sender: None,
                    reception: None,
                    report_due: now,
                    ssrc,
                    allowance: Allowance::new(now),
                }))
            }
            NewPart::Listener { lines, own_voice, listening } => {
                let withheld = Withheld::own(own_voice);
                Part::Listener(Listener { lines, withheld, listening })
            }
        };
        self.by_session.insert(new.session, key);
        self.by_ufrag.insert(new.ufrag.clone(), key);
        self.peers.insert(
            key,
            Peer {
                session: new.session,
                space: new.space,
                opened_at: now,
                ice: Ice::new(new.ufrag, new.pwd, now),
                part,
                fingerprint: new.fingerprint,
                active: new.active,
                receiver: None,
                reports: Allowance::new(now),
                connected_at: None,
            },
        );
    }

    fn close(&mut self, key: u32, why: Gone, now: Instant, wire: &mut impl Wire) {
        let Some(mut peer) = self.peers.remove(&key) else { return };
        self.by_session.remove(&peer.session);
        self.by_ufrag.remove(&peer.ice.ufrag);
        for address in std::mem::take(&mut peer.ice.proved) {
            self.forget_address(address, key);
        }
        self.publishers.retain(|publisher| *publisher != key);
        match &peer.part {
            // A newer microphone of the same voice may have come first.
            Part::Publisher(publisher) if !self.is_published(peer.space, publisher.voice) => {
                self.rooms.remove_voice(peer.space, publisher.voice, now);
            }
            Part::Publisher(_) => {}
            Part::Listener(_) => self.rooms.remove_ear(peer.space, key, wire),
        }
        if peer.ice.path.is_some() {
            self.orders.push_back(Order::Close { peer: key });
        }
        self.outputs.push_back(Output::Gone { session: peer.session, why });
        self.count_gauges();
    }

    fn is_published(&self, space: SpaceId, voice: VoiceId) -> bool {
        self.peers.values().any(|peer| peer.space == space && peer.publishes(voice))
    }

    fn close_space(&mut self, space: SpaceId, now: Instant, wire: &mut impl Wire) {
        let keys: Vec<_> = self
            .peers
            .iter()
            .filter(|(_, peer)| peer.space == space)
            .map(|(key, _)| *key)
            .collect();
        for key in keys {
            self.close(key, Gone::SpaceClosed, now, wire);
        }
        self.rooms.close(space);
    }

    fn restart(&mut self, session: SessionId, ufrag: String, pwd: String, now: Instant) {
        let Some(key) = self.by_session.get(&session) else { return };
        let Some(peer) = self.peers.get_mut(key) else { return };
        self.by_ufrag.remove(&peer.ice.ufrag);
        self.by_ufrag.insert(ufrag.clone(), *key);
        // Media goes on along the old path until a check with the new credentials proves another.
        peer.ice.ufrag = ufrag;
        peer.ice.pwd = pwd;
        peer.ice.nominated = false;
        peer.ice.checked_at = now;
    }

    fn set_listening(&mut self, session: SessionId, listening: bool) {
        let Some(key) = self.by_session.get(&session) else { return };
        let Some(peer) = self.peers.get_mut(key) else { return };
        if let Part::Listener(listener) = &mut peer.part {
            listener.listening = listening;
            self.rooms.set_listening(peer.space, *key, listening);
        }
    }

    fn withhold(&mut self, session: SessionId, change: impl FnOnce(&mut Withheld)) {
        let Some(key) = self.by_session.get(&session) else { return };
        let Some(peer) = self.peers.get_mut(key) else { return };
        if let Part::Listener(listener) = &mut peer.part {
            change(&mut listener.withheld);
            self.rooms.set_withheld(peer.space, *key, listener.withheld.clone());
        }
    }

    fn count_gauges(&self) {
        self.counters.peers.set(self.peers.len() as u64);
        self.counters.listeners.set(self.rooms.listeners() as u64);
        self.counters.spaces.set(self.rooms.homes() as u64);
    }
}

impl Peer {
    fn publishes(&self, voice: VoiceId) -> bool {
        match &self.part {
            Part::Publisher(publisher) => publisher.voice == voice,
            Part::Listener(_) => false,
        }
    }
}

/// Sends bytes as they are.
fn send(wire: &mut impl Wire, bytes: &[u8], path: &Path) {
    if let Some(room) = wire.room().get_mut(..bytes.len()) {
        room.copy_from_slice(bytes);
        wire.send(bytes.len(), path);
    }
}
