//! How much the visitor was told and has not read.

use super::{Kept, Setter, is_hidden, use_act, use_value};
use crate::net::reminding;
use gloo_timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;
use web_sys::Storage;
use yew::prelude::*;

/// A stream for each tab would take one of the six connections that a browser lends a site.
const EVERY_MS: u32 = 20_000;

/// In this browser somebody without an account asked to be reminded.
const ASKED_KEY: &str = "causerie.reminded";

#[derive(Clone, PartialEq)]
pub(crate) struct Unread {
    pub(crate) count: u32,
    /// Whether there may be anything to read.
    pub(crate) is_told: bool,
    set: Setter<u32>,
    asked: Setter<bool>,
}

impl Unread {
    /// Somebody asks to be reminded here, with an account or without.
    pub(crate) fn remember_asking(&self) {
        if let Some(storage) = storage() {
            let _ = storage.set_item(ASKED_KEY, "1");
        }
        self.asked.set(true);
    }

    pub(crate) fn is(&self, count: u32) {
        self.set.set(count);
    }
}

/// Asked at each page that is opened, and now and then. `account` is the handle, if there is one.
#[hook]
pub(crate) fn use_unread(account: &str, page: &str) -> Unread {
    let count = use_value(|| 0);
    let set = count.setter();
    let asked = use_value(has_asked);
    let is_told = !account.is_empty() || *asked;
    let told = if is_told { " told " } else { " " };
    use_act([account, told, page].concat().into(), {
        let set = set.clone();
        Box::new(move || {
            if !is_told {
                set.set(0);
                return Kept::Nothing;
            }
            let look = move || {
                if is_hidden() {
                    return;
                }
                let set = set.clone();
                spawn_local(async move {
                    if let Ok(told) = reminding::unread().await {
                        set.set(told.unread);
                    }
                });
            };
            look();
            Kept::thing(Interval::new(EVERY_MS, look))
        })
    });
    Unread { count: *count, is_told, set, asked: asked.setter() }
}

fn has_asked() -> bool {
    storage().is_some_and(|storage| storage.get_item(ASKED_KEY).ok().flatten().is_some())
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
