//! One session's transport: how far it is proved, and what it may carry.

use super::{
    Path,
    dtls::Association,
    packet::Shape,
    rtcp::Reception,
    srtp::{Receiver, Sender},
};
use crate::media::SessionId;
use causerie_shared::id::{SpaceId, VoiceId};
use std::{
    fmt,
    time::{Duration, Instant},
};

use super::audience::Lines;

/// RFC 7675: without a valid check for this long, nobody there wants our packets any more.
pub const CONSENT_LASTS: Duration = Duration::from_secs(30);
/// A voice sends 50 packets a second; bursts after a stall and RED repairs stay below this.
const PACKETS_MOST_PER_S: f32 = 200.0;
const PACKETS_BURST: f32 = 300.0;

pub struct Peer {
    pub session: SessionId,
    pub space: SpaceId,
    pub ice: Ice,
    pub part: Part,
    /// Taken down a while after the handshake for listeners: it is most of a peer's memory.
    pub association: Option<Box<Association>>,
    /// Its DTLS records that wait for their turn.
    pub records_waiting: usize,
    pub receiver: Option<Receiver>,
    pub connected_at: Option<Instant>,
}

/// A session's ICE credentials and what they have proved so far.
pub struct Ice {
    pub ufrag: String,
    pub pwd: String,
    pub path: Option<Path>,
    pub nominated: bool,
    pub last_check: Instant,
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
    pub own_voice: Option<VoiceId>,
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

impl Peer {
    pub fn has_consent(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.ice.last_check) <= CONSENT_LASTS
    }
}

/// A token bucket for the packets of one publisher.
pub struct Allowance {
    left: f32,
    at: Instant,
}

impl Allowance {
    pub const fn new(now: Instant) -> Self {
        Self { left: PACKETS_BURST, at: now }
    }

    pub fn take(&mut self, now: Instant) -> bool {
        let since = now.saturating_duration_since(self.at).as_secs_f32();
        self.left = (self.left + since * PACKETS_MOST_PER_S).min(PACKETS_BURST);
        self.at = now;
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}

impl fmt::Debug for Peer {
    /// Credentials and keys stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "peer of {:?}", self.session)
    }
}
