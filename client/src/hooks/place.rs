//! Which page is shown, and going to another one: without loading it, where this program draws it
//! too.

use super::{Fold, Kept, ONCE, Value, carried, use_act, use_value};
use crate::{route::Route, state::carried::Carried, webapi};
use causerie_shared::program::Program;
use gloo_events::EventListener;
use wasm_bindgen::JsValue;
use yew::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) route: Route,
    /// The person has just created this space, and comes to speak.
    pub(crate) as_its_creator: bool,
    /// The browser is loading another page, and a second click would do the same thing twice.
    pub(crate) leaving: bool,
}

pub(crate) type Places = Value<Place>;

impl Place {
    pub(crate) const fn at(route: Route) -> Self {
        Self { route, as_its_creator: false, leaving: false }
    }

    pub(crate) fn now() -> Self {
        Self::at(Route::of(&webapi::address()))
    }
}

pub(crate) enum Go {
    To(Place),
    /// To a page of another program, which the browser loads.
    Away(Carried),
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
            Go::Away(carried) => {
                carried::keep(&carried);
                webapi::load(&carried.to.address());
                Self { leaving: true, ..self.clone() }
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

/// `brought`: what the page before handed to this one.
#[hook]
pub(crate) fn use_place(brought: Option<&Carried>, programs: &'static [Program]) -> Places {
    let as_its_creator = brought.is_some_and(|brought| brought.as_its_creator);
    let place = use_value(|| Place { as_its_creator, ..Place::now() });
    let dispatch = place.setter();
    let listen = move || {
        let Some(window) = web_sys::window() else { return Kept::Nothing };
        let back = EventListener::new(&window, "popstate", move |_| {
            match Place::now().route.is_of(programs) {
                true => dispatch.dispatch(Go::WhereverWeAre),
                false => webapi::reload(),
            }
        });
        // A page that the browser kept whole comes back without its connections, and shows whoever
        // signed out meanwhile.
        let kept = EventListener::new(&window, "pageshow", move |event| {
            let kept = js_sys::Reflect::get(event, &"persisted".into());
            if kept.is_ok_and(|kept| kept.is_truthy()) {
                webapi::reload();
            }
        });
        Kept::thing((back, kept))
    };
    use_act(ONCE, Box::new(listen));
    place
}
