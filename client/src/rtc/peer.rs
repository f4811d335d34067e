//! One media connection to the relay, either way: one HTTP round trip from offer to answer, no
//! trickle, since the relay is ICE-lite and finds us by our checks. Dropped, it closes here and
//! ends its session there.

use crate::{
    net::api::{self, Answer, Failed},
    rtc::sdp,
};
use gloo_events::EventListener;
use js_sys::Reflect;
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RtcPeerConnection, RtcPeerConnectionState, RtcSdpType, RtcSessionDescriptionInit};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    Connected,
    Wobbling,
    Dead,
}

pub(crate) struct Peer {
    pub(super) connection: RtcPeerConnection,
    location: RefCell<Option<String>>,
    watching: RefCell<Option<EventListener>>,
}

impl Peer {
    pub(super) fn new(tell: impl Fn(News) + 'static) -> Option<Self> {
        let connection = RtcPeerConnection::new().ok()?;
        let watched = connection.clone();
        let watching = EventListener::new(&connection, "connectionstatechange", move |_| {
            let news = match watched.connection_state() {
                RtcPeerConnectionState::Connected => News::Connected,
                RtcPeerConnectionState::Disconnected => News::Wobbling,
                RtcPeerConnectionState::Failed | RtcPeerConnectionState::Closed => News::Dead,
                RtcPeerConnectionState::New | RtcPeerConnectionState::Connecting | _ => return,
            };
            tell(news);
        });
        Some(Self {
            connection,
            location: RefCell::default(),
            watching: RefCell::new(Some(watching)),
        })
    }

    /// Offers at `door` and takes the answer; gives the session's name.
    pub(crate) async fn negotiate(&self, door: &str, pass: Option<&str>) -> Answer<String> {
        let offline = |_: JsValue| Failed::Offline;
        let offer = JsFuture::from(self.connection.create_offer()).await.map_err(offline)?;
        let offer = Reflect::get(&offer, &"sdp".into()).map_err(offline)?;
        let offer = sdp::with_stereo(&offer.as_string().ok_or(Failed::Offline)?);
        let local = described(RtcSdpType::Offer, &offer);
        JsFuture::from(self.connection.set_local_description(&local)).await.map_err(offline)?;
        if self.is_closed() {
            return Err(Failed::Offline);
        }
        let answered = api::offer(door, &offer, pass).await?;
        let session = sdp::session_of(&answered.location).to_owned();
        self.location.replace(Some(answered.location));
        if self.is_closed() {
            // Closed while the relay thought about it.
            self.end_session();
            return Err(Failed::Offline);
        }
        let remote = described(RtcSdpType::Answer, &answered.sdp);
        JsFuture::from(self.connection.set_remote_description(&remote)).await.map_err(offline)?;
        Ok(session)
    }

    pub(crate) fn close(&self) {
        self.watching.replace(None);
        self.connection.close();
        self.end_session();
    }

    fn is_closed(&self) -> bool {
        self.watching.borrow().is_none()
    }

    fn end_session(&self) {
        if let Some(location) = self.location.take() {
            api::end_session(&location);
        }
    }

    /// Packets received on all m-lines so far.
    pub(crate) async fn packets(&self) -> Option<u64> {
        let report = JsFuture::from(self.connection.get_stats()).await.ok()?;
        let mut total = 0.0;
        for entry in js_sys::try_iter(&report.unchecked_into::<js_sys::Map>().values()).ok()?? {
            let entry = entry.ok()?;
            let of = |key: &str| Reflect::get(&entry, &key.into()).ok();
            if of("type")?.as_string().as_deref() == Some("inbound-rtp") {
                total += of("packetsReceived")?.as_f64().unwrap_or_default();
            }
        }
        Some(total as u64)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.close();
    }
}

fn described(kind: RtcSdpType, sdp: &str) -> RtcSessionDescriptionInit {
    let description = RtcSessionDescriptionInit::new(kind);
    description.set_sdp(sdp);
    description
}
