//! Speaking: one send-only audio line.

use super::{
    microphone::Microphone,
    peer::{News, Peer},
};
use causerie_shared::id::SpaceId;
use web_sys::{RtcRtpTransceiverDirection, RtcRtpTransceiverInit};

pub(crate) fn voice(microphone: &Microphone, tell: impl Fn(News) + 'static) -> Option<Peer> {
    let peer = Peer::new(tell)?;
    let init = RtcRtpTransceiverInit::new();
    init.set_direction(RtcRtpTransceiverDirection::Sendonly);
    init.set_streams(&js_sys::Array::of1(&microphone.stream));
    let track = microphone.track();
    peer.connection.add_transceiver_with_media_stream_track_and_init(&track, &init);
    Some(peer)
}

pub(crate) fn door(space: SpaceId, music: bool) -> String {
    let music = if music { "?music=1" } else { "" };
    format!("/api/spaces/{space}/whip{music}")
}
