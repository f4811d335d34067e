//! Listening: three receive-only audio lines, negotiated once, whoever comes and goes on stage.

use super::peer::{News, Peer};
use causerie_shared::id::SpaceId;
use web_sys::{MediaStream, RtcRtpReceiver, RtcRtpTransceiverDirection, RtcRtpTransceiverInit};

/// As many as a space has slots.
pub(crate) const SLOTS: usize = 3;

pub(crate) struct Ear {
    pub(crate) peer: Peer,
    pub(crate) receivers: Vec<RtcRtpReceiver>,
}

impl Ear {
    pub(crate) fn new(tell: impl Fn(News) + 'static) -> Option<Self> {
        let peer = Peer::new(tell)?;
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(RtcRtpTransceiverDirection::Recvonly);
        let receivers = (0..SLOTS)
            .map(|_| peer.connection.add_transceiver_with_str_and_init("audio", &init).receiver())
            .collect();
        Some(Self { peer, receivers })
    }

    /// One stream a slot, for one audio element each.
    pub(crate) fn streams(&self) -> Vec<MediaStream> {
        let stream = |receiver: &RtcRtpReceiver| {
            let tracks = js_sys::Array::of1(&receiver.track());
            MediaStream::new_with_tracks(&tracks).ok()
        };
        self.receivers.iter().filter_map(stream).collect()
    }
}

/// `warm`: connected, and without media until the socket says `listen`.
pub(crate) fn door(space: SpaceId, warm: bool) -> String {
    let warm = if warm { "?warm=1" } else { "" };
    format!("/api/spaces/{space}/whep{warm}")
}
