//! The microphone: asking for it, choosing one, and noticing when it is pulled out.

use crate::state::speaking::Trouble;
use gloo_events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream,
    MediaStreamConstraints, MediaStreamTrack, MediaTrackConstraints,
};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Wish {
    /// `None`: whichever the browser prefers.
    pub(crate) device: Option<String>,
    /// As the room sounds: stereo, without echo cancelling, noise suppression or levelling.
    pub(crate) music: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Device {
    pub(crate) id: String,
    /// Empty until the microphone was allowed once.
    pub(crate) label: String,
}

/// An open microphone; dropped, it closes, and the browser's mark goes out.
pub(crate) struct Microphone {
    pub(crate) stream: MediaStream,
    track: MediaStreamTrack,
    _ended: EventListener,
}

impl Microphone {
    pub(crate) async fn open(
        wish: &Wish,
        on_ended: impl FnMut(&web_sys::Event) + 'static,
    ) -> Result<Self, Trouble> {
        let audio = MediaTrackConstraints::new();
        let clean = !wish.music && !raw();
        audio.set_echo_cancellation_bool(clean);
        audio.set_noise_suppression_bool(clean);
        audio.set_auto_gain_control_bool(clean);
        if wish.music {
            audio.set_channel_count_i32(2);
        }
        if let Some(device) = &wish.device {
            audio.set_device_id_str(device);
        }
        let constraints = MediaStreamConstraints::new();
        constraints.set_audio_media_track_constraints(&audio);
        let asked = devices()?.get_user_media_with_constraints(&constraints).map_err(trouble)?;
        let stream: MediaStream = JsFuture::from(asked).await.map_err(trouble)?.unchecked_into();
        let track = stream.get_audio_tracks().get(0);
        let track: MediaStreamTrack = track.dyn_into().map_err(|_| Trouble::Missing)?;
        let ended = EventListener::new(&track, "ended", on_ended);
        Ok(Self { stream, track, _ended: ended })
    }

    pub(super) fn track(&self) -> MediaStreamTrack {
        self.track.clone()
    }

    /// Whether sound passes; a track that carries none sends silence at once.
    pub(crate) fn carry(&self, on: bool) {
        self.track.set_enabled(on);
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        self.track.stop();
    }
}

pub(crate) async fn list() -> Vec<Device> {
    let Ok(devices) = devices() else { return Vec::new() };
    let Ok(asked) = devices.enumerate_devices() else { return Vec::new() };
    let Ok(found) = JsFuture::from(asked).await else { return Vec::new() };
    js_sys::Array::from(&found)
        .iter()
        .filter_map(|device| device.dyn_into::<MediaDeviceInfo>().ok())
        .filter(|device| device.kind() == MediaDeviceKind::Audioinput)
        .map(|device| Device { id: device.device_id(), label: device.label() })
        .collect()
}

/// Absent on pages without TLS, where browsers offer no microphone.
fn devices() -> Result<MediaDevices, Trouble> {
    let navigator = web_sys::window().ok_or(Trouble::Missing)?.navigator();
    let devices = navigator.media_devices().map_err(|_| Trouble::Refused)?;
    if devices.is_undefined() { Err(Trouble::Refused) } else { Ok(devices) }
}

fn trouble(error: JsValue) -> Trouble {
    match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
        Some("NotAllowedError" | "SecurityError") => Trouble::Refused,
        _ => Trouble::Missing,
    }
}

/// For tests that measure a tone, which noise suppression would take for noise.
fn raw() -> bool {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    let value = storage.and_then(|storage| storage.get_item("causerie.raw_mic").ok().flatten());
    value.as_deref() == Some("1")
}
