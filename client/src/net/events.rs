//! The stream of what changes on home (server-sent events). Carries lines and decides nothing;
//! dropped, it closes.

use crate::wire;
use causerie_shared::api::HomeEvent;
use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

pub(crate) enum News {
    Told(HomeEvent),
    /// The browser tries again by itself, unless [`Events::is_closed`].
    Lost,
}

pub(crate) struct Events {
    source: EventSource,
    /// Dropped first of all, so that a closed stream says nothing more.
    listeners: Vec<EventListener>,
}

impl Events {
    /// `None` if the browser refuses to try.
    pub(crate) fn open(tell: impl Fn(News) + Clone + 'static) -> Option<Self> {
        let source = EventSource::new("/api/home/events").ok()?;
        let lost = tell.clone();
        let listeners = vec![
            EventListener::new(&source, "message", move |event| {
                let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
                let Some(text) = event.data().as_string() else { return };
                // What this version does not know is for newer clients.
                if let Some(event) = wire::read(&text) {
                    tell(News::Told(event));
                }
            }),
            EventListener::new(&source, "error", move |_| lost(News::Lost)),
        ];
        Some(Self { source, listeners })
    }

    /// Given up by the browser, as after an answer that is no stream.
    pub(crate) fn is_closed(&self) -> bool {
        self.source.ready_state() == EventSource::CLOSED
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.listeners.clear();
        self.source.close();
    }
}
