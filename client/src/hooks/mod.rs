//! What joins the pure state to the browser.

mod auras;
mod clock;
mod door;
mod keys;
mod place;
mod settings;
mod title;
mod toasts;

pub(crate) use auras::{Frames, use_auras};
pub(crate) use clock::{unix_ms, use_unix_ms};
pub(crate) use door::{Door, Say, is_hidden, use_door};
pub(crate) use keys::{Key, use_keys};
pub(crate) use place::{Go, Place, use_place};
pub(crate) use settings::{Choose, Settings, Theme, use_settings_provider, use_words};
pub(crate) use title::use_title;
pub(crate) use toasts::{Toasts, use_toasts, use_toasts_provider};

/// What every page may ask for: how the reader wants it, and a way to say something.
#[yew::hook]
pub(crate) fn use_house() -> House {
    yew::use_context::<House>().expect("App provides the house")
}

#[derive(Clone, PartialEq)]
pub(crate) struct House {
    pub(crate) settings: Settings,
    pub(crate) toasts: yew::UseReducerDispatcher<Toasts>,
    pub(crate) place: Place,
    pub(crate) places: yew::UseReducerDispatcher<Place>,
}
