//! What joins the pure state to the browser.

mod auras;
mod clock;
mod door;
mod keys;
mod settings;
mod title;
mod toasts;

pub(crate) use auras::{Frames, use_auras};
pub(crate) use clock::{unix_ms, use_unix_ms};
pub(crate) use door::{Door, Say, use_door};
pub(crate) use keys::{Key, use_keys};
pub(crate) use settings::{
    Choose, SettingsHandle, Theme, use_settings, use_settings_provider, use_words,
};
pub(crate) use title::use_title;
pub(crate) use toasts::{Toasts, use_toasts, use_toasts_provider};
