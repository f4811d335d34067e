//! Who is heard right now, in step with the sound: the CSRC of the packets being played names
//! the voice (RFC 3550), and the forwarded audio level (RFC 6464) says how loud it is.

use crate::state::aura::Heard;
use causerie_shared::id::VoiceId;
use wasm_bindgen::JsCast;
use web_sys::{RtcRtpContributingSource, RtcRtpReceiver};

pub(crate) fn heard(receivers: &[RtcRtpReceiver]) -> Vec<Heard> {
    let sources = receivers.iter().flat_map(|receiver| receiver.get_contributing_sources());
    sources
        .filter_map(|source| {
            let source: RtcRtpContributingSource = source.unchecked_into();
            let voice = VoiceId::new(source.get_source())?;
            let (stamp, level) = (source.get_timestamp(), source.get_audio_level());
            Some(Heard { voice, stamp, level })
        })
        .collect()
}
