//! The media plane, as the rest of the relay sees it: offers go in, answers and events come out.
//! What happens to packets is in `core` (pure) and `io` (threads); neither knows of hub, space
//! or store.

use causerie_shared::id::{SpaceId, VoiceId};
use std::net::SocketAddr;
use tokio::sync::mpsc;

/// How the media plane is reached.
#[derive(Debug, Clone)]
pub struct MediaConfig {
    /// One UDP port a thread, in order; `0` lets the system choose (tests).
    pub ports: Vec<u16>,
    /// Addresses written into answers in place of the machine's own, for machines behind NAT.
    /// Empty: every address of the machine, IPv4 first, loopback too.
    pub announced: Vec<std::net::IpAddr>,
    pub limits: Limits,
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
    pub from: std::net::IpAddr,
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
    pub from: std::net::IpAddr,
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
    #[error("there is no such session; it has ended")]
    NoSuchSession,
    #[error("the ETag is not this session's; the session was restarted since")]
    WrongEtag,
    #[error("there is no such space on air")]
    NoSuchSpace,
    #[error("this voice is being published already; end the other session first")]
    AlreadyPublishing,
    #[error("{0} has too many sessions")]
    TooMany(&'static str),
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

/// Handle to the media threads. Cheap to clone; every call returns at once.
#[derive(Clone)]
pub struct Media {}

/// An ICE restart asked for by PATCH (RFC 9725, section 4.3.3).
#[derive(Clone)]
pub enum Patched {
    /// Trickled candidates were noted: 204.
    Noted,
    /// New ICE credentials: 200 with this `application/trickle-ice-sdpfrag` and the new ETag.
    Restarted { fragment: String, etag: String },
}

/// Pushes the frames of a voice that lives inside the relay (demo content), as if it had come
/// from a publisher. Dropping it silences the voice.
pub struct LocalVoice {}

impl LocalVoice {
    /// One Opus packet of 20 ms, due now. `level`: RFC 6464, 0 loudest to 127 silent.
    pub fn push(&self, _payload: &[u8], _level: u8) {
        todo!()
    }
}

impl Media {
    /// Opens the ports and starts one thread a port. Fails with words naming the port.
    pub fn start(
        _config: MediaConfig,
        _events: mpsc::UnboundedSender<MediaEvent>,
    ) -> anyhow::Result<Self> {
        todo!()
    }
    /// The ports in use, one a thread.
    pub fn ports(&self) -> Vec<SocketAddr> {
        todo!()
    }
    pub fn open_space(&self, _space: SpaceId) {
        todo!()
    }
    /// Ends every session of the space.
    pub fn close_space(&self, _space: SpaceId) {
        todo!()
    }
    pub fn publish(&self, _request: Publish) -> Result<Answered, MediaFault> {
        todo!()
    }
    pub fn subscribe(&self, _request: Subscribe) -> Result<Answered, MediaFault> {
        todo!()
    }
    /// `if_match`: the request's If-Match, `*` for an ICE restart of whatever stands.
    pub fn patch(
        &self,
        _session: SessionId,
        _if_match: &str,
        _fragment: &str,
    ) -> Result<Patched, MediaFault> {
        todo!()
    }
    /// False when there was no such session.
    pub fn close(&self, _session: SessionId) -> bool {
        todo!()
    }
    /// Lets a warm or paused session have its audio; false when there is no such WHEP session.
    pub fn listen(&self, _session: SessionId) -> bool {
        todo!()
    }
    pub fn pause(&self, _session: SessionId) -> bool {
        todo!()
    }
    /// The person behind a WHEP session came on stage, or left it.
    pub fn set_own_voice(&self, _session: SessionId, _voice: Option<VoiceId>) {
        todo!()
    }
    /// From the next packet on, nothing of this voice is forwarded (or it is again).
    pub fn set_muted(&self, _space: SpaceId, _voice: VoiceId, _muted: bool) {
        todo!()
    }
    /// The voice left the stage: its publisher's session ends.
    pub fn remove_voice(&self, _space: SpaceId, _voice: VoiceId) {
        todo!()
    }
    pub fn local_voice(&self, _space: SpaceId, _voice: VoiceId, _music: bool) -> LocalVoice {
        todo!()
    }
    /// Counters since the start, summed over the threads, by name; the names are stable and end
    /// in their unit (`packets_forwarded_total`, `stun_bad_integrity_total`, `sessions`, …).
    pub fn counters(&self) -> Vec<(&'static str, u64)> {
        todo!()
    }
    /// Stops the threads after their last packets (RTCP BYE, DTLS close_notify) are out.
    pub fn stop(&self) {
        todo!()
    }
}
