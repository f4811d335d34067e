//! How much the visitor was told and has not read.

use super::{Kept, Setter, is_hidden, use_act, use_value};
use crate::net::announcements;
use gloo_timers::callback::Interval;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A stream for each tab would take one of the six connections that a browser lends a site.
const EVERY_MS: u32 = 20_000;

#[derive(Clone, PartialEq)]
pub(crate) struct Unread {
    pub(crate) count: u32,
    set: Setter<u32>,
}

impl Unread {
    pub(crate) fn is(&self, count: u32) {
        self.set.set(count);
    }
}

/// Asked at each page that is opened, and now and then. `account` is the handle, if there is one.
#[hook]
pub(crate) fn use_unread(account: &str, page: &str) -> Unread {
    let count = use_value(|| 0);
    let set = count.setter();
    let is_somebody = !account.is_empty();
    use_act([account, " ", page].concat().into(), {
        let set = set.clone();
        Box::new(move || {
            if !is_somebody {
                set.set(0);
                return Kept::Nothing;
            }
            let look = move || {
                if is_hidden() {
                    return;
                }
                let set = set.clone();
                spawn_local(async move {
                    if let Ok(list) = announcements::notifications().await {
                        set.set(list.unread);
                    }
                });
            };
            look();
            Kept::thing(Interval::new(EVERY_MS, look))
        })
    });
    Unread { count: *count, set }
}
