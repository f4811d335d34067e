//! What doors and hub exchange with the media plane: requests, answers, refusals, news. Values only.

use causerie_shared::id::{SpaceId, VoiceId};
use std::net::IpAddr;

pub use super::core::gather::Gathering;

/// How the media plane is reached.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// One UDP port a thread, in order; `0` lets the system choose (tests).
    pub ports: Vec<u16>,
    /// Addresses written into answers in place of the machine's own, for machines behind NAT.
    /// Empty: every address of the machine, IPv4 first, loopback too.
    pub announced: Vec<IpAddr>,
    pub limits: Limits,
    /// How long frames may wait for others that go to the same listeners.
    pub gathering: Gathering,
}

/// Bounds on what strangers can make the relay hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Sessions in one space, warm ones included.
    pub sessions_per_space: usize,
    /// Warm sessions in one space.
    pub warm_per_space: usize,
    /// Sessions from one address.
    pub sessions_per_address: usize,
    /// Warm sessions from one address.
    pub warm_per_address: usize,
    /// Sessions of the whole relay whose handshake is not over. Each holds up to 16 kB, and
    /// one that nobody comes for holds them for half a minute.
    pub handshakes_in_flight: usize,
}

/// 128 random bits, the last part of a session's URL. Whoever knows it may end the session.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub u128);

/// Asks for a WHIP session: one voice into a space.
#[derive(Clone)]
pub struct Publish {
    pub space: SpaceId,
    pub voice: VoiceId,
    /// Stereo, no DTX, keeps its slot while unmuted.
    pub music: bool,
    pub muted: bool,
    pub offer: String,
    /// Where the request came from, for limits.
    pub from: IpAddr,
}

/// Asks for a WHEP session: a space's slots out to one listener.
#[derive(Clone)]
pub struct Subscribe {
    pub space: SpaceId,
    /// The voice of the person who listens, if on stage: it is not sent back to them.
    pub own_voice: Option<VoiceId>,
    /// Connect, and send nothing until [`Media::listen`].
    pub warm: bool,
    pub offer: String,
    pub from: IpAddr,
}

/// What a door answers with: 201, `Location` made of `session`, `ETag`, and the SDP.
#[derive(Clone)]
pub struct Answered {
    pub session: SessionId,
    pub etag: String,
    pub sdp: String,
}

/// Why an offer, or a change to a session, was refused. The words go into problem+json.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MediaFault {
    #[error("the offer could not be read as SDP: {0}")]
    Unparsable(String),
    #[error("the offer has no audio m-line; offer one audio m-line with Opus")]
    NoAudio,
    #[error("the offer has no Opus at 48000 Hz; Opus is the one codec here")]
    NoOpus,
    #[error("the offer has no a=ice-ufrag and a=ice-pwd")]
    NoIce,
    #[error("the offer has no SHA-256 a=fingerprint")]
    NoFingerprint,
    #[error("the offer's audio m-line points the wrong way: {0}")]
    WrongDirection(&'static str),
    #[error("the offer has more than {most} m-lines")]
    TooManyLines { most: usize },
    #[error("there are more than {most} candidates; the relay needs none of them")]
    TooManyCandidates { most: usize },
    #[error("there is no such session; it has ended")]
    NoSuchSession,
    #[error("the ETag is not this session's; the session was restarted since")]
    WrongEtag,
    #[error("there is no such space on air")]
    NoSuchSpace,
    #[error("this voice is being published already; end the other session first")]
    AlreadyPublishing,
    #[error("{0} has too many sessions; try again in a minute")]
    TooMany(&'static str),
    #[error("many people are coming in at this moment; try again in a few seconds")]
    TooManyHandshakes,
}

/// Why a session is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gone {
    /// The door was asked to (DELETE, or the hub).
    Asked,
    /// No valid STUN check within 30 s (RFC 7675), or none ever.
    ConsentExpired,
    /// The peer closed DTLS.
    PeerClosed,
    /// The certificate is not the one whose fingerprint the offer named, or DTLS failed.
    HandshakeFailed,
    /// The space was closed.
    SpaceClosed,
    /// The publisher used more SSRCs under one key than can be remembered: it needs new keys.
    SourcesSpent,
}

/// What the media plane tells the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaEvent {
    /// DTLS is done: audio can flow.
    Connected {
        session: SessionId,
    },
    Gone {
        session: SessionId,
        why: Gone,
    },
    /// Voices heard in the slots since the last report; at most twice a second a space.
    Heard {
        space: SpaceId,
        voices: Vec<VoiceId>,
    },
}

impl std::fmt::Debug for SessionId {
    /// A session id opens its session, so a log shows only its first digits.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "session {:08x}…", (self.0 >> 96) as u32)
    }
}

/// What a PATCH did (RFC 9725, section 4.3).
#[derive(Clone)]
pub enum Patched {
    /// Trickled candidates were noted: 204. The relay is ICE-lite and learns addresses from
    /// checks, so it needs none of them.
    Noted,
    /// New ICE credentials: 200 with this `application/trickle-ice-sdpfrag` and the new ETag.
    Restarted { fragment: String, etag: String },
}
