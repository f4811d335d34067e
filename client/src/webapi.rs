//! What browsers have and web-sys lacks or calls unstable, bound by hand. Each function does
//! nothing where the browser lacks it too.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: Navigator;

    type Navigator;
    #[wasm_bindgen(method, getter, js_name = wakeLock)]
    fn wake_lock(this: &Navigator) -> Option<WakeLock>;
    #[wasm_bindgen(method, getter, js_name = mediaSession)]
    fn media_session(this: &Navigator) -> Option<MediaSession>;

    type WakeLock;
    #[wasm_bindgen(method, catch)]
    fn request(this: &WakeLock, kind: &str) -> Result<Promise, JsValue>;

    type Sentinel;
    #[wasm_bindgen(method, catch)]
    fn release(this: &Sentinel) -> Result<Promise, JsValue>;

    type MediaSession;
    #[wasm_bindgen(method, setter)]
    fn set_metadata(this: &MediaSession, metadata: Option<&MediaMetadata>);
    #[wasm_bindgen(method, setter, js_name = playbackState)]
    fn set_playback_state(this: &MediaSession, state: &str);

    type MediaMetadata;
    #[wasm_bindgen(constructor, catch)]
    fn new(init: &Object) -> Result<MediaMetadata, JsValue>;

    type KeptRequest;
    #[wasm_bindgen(method, setter)]
    fn set_keepalive(this: &KeptRequest, keep: bool);
}

/// Lets a request outlive the page that sends it.
pub(crate) fn keep_alive(init: &web_sys::RequestInit) {
    init.unchecked_ref::<KeptRequest>().set_keepalive(true);
}

/// Keeps the screen on until dropped: a phone that sleeps closes the microphone.
pub(crate) struct Awake(Sentinel);

pub(crate) async fn stay_awake() -> Option<Awake> {
    let asked = NAVIGATOR.with(Navigator::wake_lock)?.request("screen").ok()?;
    let sentinel = JsFuture::from(asked).await.ok()?;
    Some(Awake(sentinel.unchecked_into()))
}

impl Drop for Awake {
    fn drop(&mut self) {
        let _ = self.0.release();
    }
}

/// Names the space on lock screens and headset displays.
pub(crate) fn now_playing(title: Option<&str>) {
    let Some(session) = NAVIGATOR.with(Navigator::media_session) else { return };
    let Some(title) = title else {
        session.set_metadata(None);
        session.set_playback_state("none");
        return;
    };
    let init = Object::new();
    for (key, value) in [("title", title), ("artist", "Causerie")] {
        let _ = Reflect::set(&init, &key.into(), &value.into());
    }
    if let Ok(metadata) = MediaMetadata::new(&init) {
        session.set_metadata(Some(&metadata));
    }
    session.set_playback_state("playing");
}
