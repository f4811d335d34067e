//! Which page is shown, and going to another one without loading it.

use super::{Fold, Kept, ONCE, Value, use_act, use_value};
use crate::{route::Route, webapi};
use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use web_sys::Window;
use yew::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) route: Route,
    /// The person has just created this space, and comes to speak.
    pub(crate) as_its_creator: bool,
}

pub(crate) type Places = Value<Place>;

impl Place {
    pub(crate) const fn at(route: Route) -> Self {
        Self { route, as_its_creator: false }
    }

    fn now() -> Self {
        Self::at(Route::of(&webapi::address()))
    }
}

pub(crate) enum Go {
    To(Place),
    /// The same page, narrowed otherwise: going back skips what stood here.
    Instead(Route),
    /// The browser went back or forth by itself.
    WhereverWeAre,
}

impl Fold for Place {
    type Happening = Go;

    fn fold(&self, go: Go) -> Self {
        match go {
            Go::WhereverWeAre => Self::now(),
            // Where history is not ours to write, the page changes all the same.
            Go::To(place) => {
                if let Some(history) = history() {
                    let address = place.route.address();
                    let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&address));
                }
                place
            }
            Go::Instead(route) => {
                if let Some(history) = history() {
                    let address = route.address();
                    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
                }
                Self::at(route)
            }
        }
    }
}

fn history() -> Option<web_sys::History> {
    web_sys::window()?.history().ok()
}

#[hook]
pub(crate) fn use_place() -> Places {
    let place = use_value(Place::now);
    let dispatch = place.setter();
    let listen = move || {
        let back = web_sys::window().map(|window: Window| {
            EventListener::new(&window, "popstate", move |_| dispatch.dispatch(Go::WhereverWeAre))
        });
        Kept::thing(back)
    };
    use_act(ONCE, Box::new(listen));
    place
}
