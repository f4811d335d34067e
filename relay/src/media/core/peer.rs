//! One session's transport: how far it is proved, and what it may carry.

use super::{
    Path,
    packet::Shape,
    rtcp::Reception,
    srtp::{Receiver, Sender},
};
use crate::media::SessionId;
use causerie_shared::id::{SpaceId, VoiceId};
use std::{
    fmt,
    net::SocketAddr,
    time::{Duration, Instant},
};

use super::{audience::Lines, withheld::Withheld};

/// RFC 7675: without a valid check for this long, nobody there wants our packets any more.
pub const CONSENT_LASTS: Duration = Duration::from_secs(30);
/// From the answer to keys.
const HANDSHAKE_MOST: Duration = Duration::from_secs(30);
/// Frames a second that a publisher may send: one with each packet, and those that it brings back.
/// A voice sends 50; bursts after a stall stay below this. More are dropped behind the seal, so
/// that no voice costs its space more than four.
pub const PACKETS_MOST_PER_S: f32 = 200.0;
/// Frames that a publisher may send at once: 6 s of a voice that was held up on its way.
pub const PACKETS_BURST: f32 = 300.0;

pub struct Peer {
    pub session: SessionId,
    pub opened_at: Instant,
    pub space: SpaceId,
    pub ice: Ice,
    pub part: Part,
    /// Of the certificate that the offer named.
    pub fingerprint: [u8; 32],
    /// We start DTLS.
    pub active: bool,
    pub receiver: Option<Receiver>,
    /// Of RTCP packets.
    pub reports: Allowance,
    pub connected_at: Option<Instant>,
}

/// A session's ICE credentials and what they have proved so far.
pub struct Ice {
    pub ufrag: String,
    pub pwd: String,
    /// Where its packets are sent.
    pub path: Option<Path>,
    /// Where its packets may come from: addresses that checks have proved, the latest last.
    pub proved: Vec<SocketAddr>,
    pub nominated: bool,
    /// The last valid check along `path`. Checks from elsewhere are no consent to it.
    pub checked_at: Instant,
    pub moved_at: Instant,
}

/// What a session is for.
pub enum Part {
    Publisher(Box<Publisher>),
    Listener(Listener),
}

pub struct Publisher {
    pub voice: VoiceId,
    pub opus: u8,
    pub red: Option<u8>,
    pub level_ext: Option<u8>,
    pub sender: Option<Sender>,
    pub reception: Option<Reception>,
    pub report_due: Instant,
    pub ssrc: u32,
    pub allowance: Allowance,
}

pub struct Listener {
    pub lines: Lines,
    pub withheld: Withheld,
    /// Asked for while the connection was still being made.
    pub listening: bool,
}

/// What a door hands to a thread: everything its peer is made of.
pub struct NewPeer {
    pub session: SessionId,
    pub space: SpaceId,
    pub ufrag: String,
    pub pwd: String,
    pub fingerprint: [u8; 32],
    /// We start DTLS.
    pub active: bool,
    pub part: NewPart,
}

pub enum NewPart {
    Publisher { voice: VoiceId, shape: Shape, music: bool, muted: bool, ssrc: u32 },
    Listener { lines: Lines, own_voice: Option<VoiceId>, listening: bool },
}

/// Addresses a peer may send from at a time: IPv4 and IPv6, before and after a change of network.
const PROVED_MOST: usize = 4;
/// Browsers check their pair every 5 s at the latest; a path that was silent for longer is dead,
/// and a check from elsewhere shows where its owner went, nominated or not.
const PATH_STALE: Duration = Duration::from_secs(8);
/// A nominated peer moves at most this often: a path that flaps carries nothing.
const MOVE_LEAST: Duration = Duration::from_millis(50);

/// What a valid check changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// The path is confirmed, or the check was about another one.
    Stays,
    Moves,
}

impl Ice {
    pub const fn new(ufrag: String, pwd: String, now: Instant) -> Self {
        let proved = Vec::new();
        Self { ufrag, pwd, path: None, proved, nominated: false, checked_at: now, moved_at: now }
    }

    /// A valid check came along `path`.
    pub fn check(&mut self, path: Path, nominates: bool, now: Instant) -> Checked {
        let Some(current) = self.path else {
            self.move_to(path, nominates, now);
            return Checked::Moves;
        };
        if current == path {
            self.checked_at = now;
            self.nominated |= nominates;
            return Checked::Stays;
        }
        let stale = now.saturating_duration_since(self.checked_at) > PATH_STALE;
        let often = now.saturating_duration_since(self.moved_at) < MOVE_LEAST;
        if (nominates && !(self.nominated && often)) || stale {
            self.move_to(path, nominates, now);
            return Checked::Moves;
        }
        Checked::Stays
    }

    /// Remembers an address, and gives back the one that makes room for it.
    pub fn prove(&mut self, address: SocketAddr) -> Option<SocketAddr> {
        if self.proved.contains(&address) {
            return None;
        }
        self.proved.push(address);
        let current = self.path.map(|path| path.remote);
        let over = self.proved.len() > PROVED_MOST;
        let oldest = self.proved.iter().position(|proved| Some(*proved) != current);
        oldest.filter(|_| over).map(|at| self.proved.remove(at))
    }

    fn move_to(&mut self, path: Path, nominates: bool, now: Instant) {
        self.path = Some(path);
        self.nominated |= nominates;
        self.checked_at = now;
        self.moved_at = now;
    }
}

impl Peer {
    pub fn has_consent(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.ice.checked_at) <= CONSENT_LASTS
    }

    /// Checks pass, and DTLS never ends: nobody is there to hear or to speak.
    pub fn is_stuck(&self, now: Instant) -> bool {
        let waited = now.saturating_duration_since(self.opened_at);
        self.connected_at.is_none() && waited > HANDSHAKE_MOST
    }
}

/// A token bucket, full at first.
pub struct Allowance {
    spent: f32,
    at: Instant,
}

impl Allowance {
    pub const fn new(now: Instant) -> Self {
        Self { spent: 0.0, at: now }
    }

    /// Takes one of `burst` tokens, of which `per_s` come back each second.
    pub fn take(&mut self, now: Instant, per_s: f32, burst: f32) -> bool {
        let since = now.saturating_duration_since(self.at).as_secs_f32();
        self.spent = (self.spent - since * per_s).max(0.0);
        self.at = now;
        if self.spent + 1.0 > burst {
            return false;
        }
        self.spend(1);
        true
    }

    /// How many of `burst` tokens the last [`Self::take`] left.
    pub fn left(&self, burst: f32) -> u32 {
        (burst - self.spent).max(0.0) as u32
    }

    pub fn spend(&mut self, tokens: u32) {
        self.spent += tokens as f32;
    }
}

impl fmt::Debug for Peer {
    /// Credentials and keys stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "peer of {:?}", self.session)
    }
}
