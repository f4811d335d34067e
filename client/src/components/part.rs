//! Parts that recur on every page.

use super::{
    el::{El, el},
    icon::{Glyph, icon},
};
use yew::prelude::*;

/// An element with words of ours in it.
pub(crate) fn leaf(tag: &'static str, class: &'static str, words: &str) -> Html {
    el(tag, class).words(words).html()
}

/// The same with words that people wrote, in the direction of their script.
pub(crate) fn written(tag: &'static str, class: &'static str, words: &str) -> Html {
    el(tag, class).written().words(words).html()
}

pub(crate) fn hint(words: &str) -> Html {
    leaf("p", "hint", words)
}

/// What does something here.
pub(crate) fn button(
    class: &'static str,
    testid: &'static str,
    glyph: Option<Glyph>,
    words: &str,
    act: Callback<MouseEvent>,
) -> Html {
    press(class, testid, glyph, words, act).html()
}

/// A button that has more to say.
pub(crate) fn press(
    class: &'static str,
    testid: &'static str,
    glyph: Option<Glyph>,
    words: &str,
    act: Callback<MouseEvent>,
) -> El {
    let button = el("button", class).set("type", "button").testid(testid).onclick(act);
    with_face(button, glyph, words)
}

/// A button of an icon alone, with its name for whoever cannot see it.
pub(crate) fn round(
    class: &'static str,
    testid: &'static str,
    glyph: Glyph,
    name: &'static str,
    act: Callback<MouseEvent>,
) -> El {
    let button = el("button", class).set("type", "button").testid(testid).onclick(act);
    button.set("aria-label", name).set("title", name).with(icon(glyph))
}

/// What leads elsewhere.
pub(crate) fn way(
    class: &'static str,
    testid: &'static str,
    glyph: Option<Glyph>,
    words: &str,
    address: String,
) -> Html {
    leads(class, testid, glyph, words, address).html()
}

/// A link that has more to say.
pub(crate) fn leads(
    class: &'static str,
    testid: &'static str,
    glyph: Option<Glyph>,
    words: &str,
    address: String,
) -> El {
    with_face(el("a", class).testid(testid).put("href", address), glyph, words)
}

/// An entry of a menu: a button, or a link.
pub(crate) fn entry(of: El) -> Html {
    of.set("role", "menuitem").set("tabindex", "-1").html()
}

fn with_face(el: El, glyph: Option<Glyph>, words: &str) -> El {
    el.with(glyph.map(icon).unwrap_or_default()).with(leaf("span", "", words))
}

pub(crate) fn row(kids: Vec<Html>) -> Html {
    group("div", "button-row", kids)
}

pub(crate) fn group(tag: &'static str, class: &'static str, kids: Vec<Html>) -> Html {
    el(tag, class).each(kids.into_iter()).html()
}

/// A part of a page under a heading of its own.
pub(crate) fn section(class: &'static str, id: &'static str, words: &str, kids: Vec<Html>) -> Html {
    let heading = el("h2", "").set("id", id).words(words);
    part_of_page(class, id, heading, kids)
}

/// The same with the mark of what is on air.
pub(crate) fn live_section(id: &'static str, words: &str, kids: Vec<Html>) -> Html {
    let dot = el("i", "live-dot").set("aria-hidden", "true");
    let heading = el("h2", "").set("id", id).el(dot).words(words);
    part_of_page("live-now", id, heading, kids)
}

fn part_of_page(class: &'static str, id: &'static str, heading: El, kids: Vec<Html>) -> Html {
    el("section", class).set("aria-labelledby", id).el(heading).each(kids.into_iter()).html()
}

/// The foot of a dialog: out of it, and what it is for.
pub(crate) fn foot(cancel: &str, on_close: &Callback<()>, act: Html) -> Html {
    let out = button("button", "cancel", None, cancel, on_close.reform(|_| ()));
    group("footer", "dialog-foot", vec![out, act])
}

/// A quiet line under a form: words, and what they lead to.
pub(crate) fn aside(words: &str, act: Html) -> Html {
    el("p", "aside").words(words).words(" ").with(act).html()
}
