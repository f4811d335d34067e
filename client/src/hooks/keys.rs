//! Keys that work anywhere on a page, unless somebody is typing or a dialog is open.

use super::{Kept, ONCE, use_act};
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

pub(crate) enum Key {
    Down(KeyboardEvent),
    Up(KeyboardEvent),
}

/// Calls back for every key, by the callback of the first drawing.
#[hook]
pub(crate) fn use_keys(on_key: Callback<Key>) {
    let listen = move || {
        let listen = |name: &'static str| {
            let on_key = on_key.clone();
            let window = web_sys::window()?;
            let options = EventListenerOptions::enable_prevent_default();
            Some(EventListener::new_with_options(&window, name, options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let up = event.type_() == "keyup";
                // A key that goes up always counts, or a held one would stay held.
                if !up && (is_taken(event) || event.repeat()) {
                    return;
                }
                on_key.emit(if up { Key::Up(event.clone()) } else { Key::Down(event.clone()) });
            }))
        };
        Kept::thing((listen("keydown"), listen("keyup")))
    };
    use_act(ONCE, Box::new(listen));
}

/// Shortcuts of the browser, fields being typed in, and dialogs keep their keys; so does the
/// space bar on what it would press.
fn is_taken(event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return true;
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    let within = |selector: &str| target.closest(selector).is_ok_and(|found| found.is_some());
    within("input, textarea, select, dialog")
        || (event.key() == " " && within("button, a, summary"))
}
