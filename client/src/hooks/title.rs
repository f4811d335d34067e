//! The name of a page, in the tab and for whoever cannot see that the page changed.

use yew::prelude::*;

#[hook]
pub(crate) fn use_title(title: Option<String>) {
    use_effect_with(title, |title| {
        let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
        match title {
            Some(title) => document.set_title(&format!("{title} · Causerie")),
            None => document.set_title("Causerie"),
        }
    });
}
