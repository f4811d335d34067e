//! Which page is shown, and going to another one without loading it.

use crate::route::Route;
use gloo_events::EventListener;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use web_sys::Window;
use yew::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) route: Route,
    /// The person has just created this space, and comes to speak.
    pub(crate) as_its_creator: bool,
}

pub(crate) type Places = UseReducerHandle<Place>;

impl Place {
    pub(crate) const fn at(route: Route) -> Self {
        Self { route, as_its_creator: false }
    }

    fn now() -> Self {
        let path = web_sys::window().and_then(|window| window.location().pathname().ok());
        Self::at(path.map_or(Route::Home, |path| Route::of(&path)))
    }
}

pub(crate) enum Go {
    To(Place),
    /// The browser went back or forth by itself.
    WhereverWeAre,
}

impl Reducible for Place {
    type Action = Go;

    fn reduce(self: Rc<Self>, go: Go) -> Rc<Self> {
        let place = match go {
            Go::WhereverWeAre => Self::now(),
            Go::To(place) => {
                if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
                    let path = place.route.path();
                    // Where history is not ours to write, the page changes all the same.
                    let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&path));
                }
                place
            }
        };
        Rc::new(place)
    }
}

#[hook]
pub(crate) fn use_place() -> Places {
    let place = use_reducer_eq(Place::now);
    let dispatch = place.dispatcher();
    use_effect_with((), move |()| {
        let back = web_sys::window().map(|window: Window| {
            EventListener::new(&window, "popstate", move |_| dispatch.dispatch(Go::WhereverWeAre))
        });
        move || drop(back)
    });
    place
}
