//! Keeps in this tab what the next page is to have, until it is there.

use crate::{route::Route, state::carried::Carried};
use web_sys::Storage;

const KEY: &str = "causerie.carried";

/// A browser that keeps nothing shows the page all the same.
pub(crate) fn keep(carried: &Carried) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(KEY, &carried.written());
    }
}

/// Once: a page that is loaded again, or another one, arrives with nothing.
pub(crate) fn take(here: &Route) -> Option<Carried> {
    let storage = storage()?;
    let written = storage.get_item(KEY).ok()??;
    let _ = storage.remove_item(KEY);
    Carried::read(&written, here)
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}
