//! A stream of what changes (server-sent events). Carries texts and decides nothing; dropped, it closes.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{EventSource, MessageEvent};

pub(crate) enum News {
    /// The data of one event.
    Told(String),
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
    pub(crate) fn open(path: &str, tell: impl Fn(News) + Clone + 'static) -> Option<Self> {
        let source = EventSource::new(path).ok()?;
        let lost = tell.clone();
        let listeners = vec![
            EventListener::new(&source, "message", move |event| {
                let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
                if let Some(text) = event.data().as_string() {
                    tell(News::Told(text));
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
