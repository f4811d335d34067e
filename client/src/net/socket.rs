//! The WebSocket of one space. Carries frames and decides nothing; dropped, it closes.

use crate::wire;
use causerie_shared::{
    id::SpaceId,
    signal::{ClientFrame, ServerFrame},
};
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, WebSocket};

pub(crate) enum News {
    Opened,
    Frame(Box<ServerFrame>),
    Lost,
}

pub(crate) struct Socket {
    socket: WebSocket,
    /// Dropped first of all, so that a closed socket says nothing more.
    listeners: Vec<EventListener>,
}

impl Socket {
    /// `None` if the browser refuses to try.
    pub(crate) fn open(space: SpaceId, tell: impl Fn(News) + Clone + 'static) -> Option<Self> {
        let socket = WebSocket::new(&door(space)).ok()?;
        let (opened, closed, heard) = (tell.clone(), tell.clone(), tell);
        let listeners = vec![
            EventListener::new(&socket, "open", move |_| opened(News::Opened)),
            EventListener::new(&socket, "close", move |_| closed(News::Lost)),
            EventListener::new(&socket, "message", move |event| {
                let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
                let Some(text) = event.data().as_string() else { return };
                // A frame that this version does not know is for newer clients.
                if let Some(frame) = wire::read(&text) {
                    heard(News::Frame(Box::new(frame)));
                }
            }),
        ];
        Some(Self { socket, listeners })
    }

    pub(crate) fn send(&self, frame: &ClientFrame) {
        // A socket that closed meanwhile says so by its event.
        let _ = self.socket.send_with_str(&wire::client_frame(frame));
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.listeners.clear();
        let _ = self.socket.close();
    }
}

/// The relay writes its tags into every page it serves. A page without them came from `trunk
/// serve`, whose proxy needs sockets on a path of their own.
fn door(space: SpaceId) -> String {
    let document = web_sys::window().and_then(|window| window.document());
    let tag = document.map(|document| document.query_selector("meta[property='og:site_name']"));
    match tag {
        Some(Ok(None)) => format!("/live/{space}"),
        Some(_) | None => format!("/api/spaces/{space}/live"),
    }
}
