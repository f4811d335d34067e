//! The smallest parts of pages, each of them code once: an element of `html!` is some 300 bytes
//! wherever it stands, a call is 50.

use super::icon::{Glyph, icon};
use yew::prelude::*;

/// An element with words of ours in it.
pub(crate) fn leaf(tag: &'static str, class: &'static str, words: &str) -> Html {
    html! { <@{tag} class={some(class)}>{ words }</@> }
}

/// The same with words that people wrote, in the direction of their script.
pub(crate) fn written(tag: &'static str, class: &'static str, words: &str) -> Html {
    html! { <@{tag} class={some(class)} dir="auto">{ words }</@> }
}

pub(crate) fn heading(id: &'static str, words: &str) -> Html {
    html! { <h2 {id}>{ words }</h2> }
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
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button {class} type="button" data-testid={testid} {onclick}>{ face(glyph, words) }</button>
    }
}

/// What leads elsewhere.
pub(crate) fn way(
    class: &'static str,
    testid: &'static str,
    glyph: Option<Glyph>,
    words: &str,
    href: String,
) -> Html {
    html! { <a {class} data-testid={testid} {href}>{ face(glyph, words) }</a> }
}

/// An entry of a menu.
pub(crate) fn entry(
    testid: &'static str,
    glyph: Glyph,
    words: &str,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button class="menu-item" role="menuitem" tabindex="-1" type="button" data-testid={testid} {onclick}>
            { face(Some(glyph), words) }
        </button>
    }
}

fn some(class: &'static str) -> Option<&'static str> {
    (!class.is_empty()).then_some(class)
}

fn face(glyph: Option<Glyph>, words: &str) -> Html {
    html! { <>{ glyph.map(icon).unwrap_or_default() }{ leaf("span", "", words) }</> }
}

pub(crate) fn row(kids: Vec<Html>) -> Html {
    group("div", "button-row", kids)
}

pub(crate) fn group(tag: &'static str, class: &'static str, kids: Vec<Html>) -> Html {
    html! { <@{tag} {class}>{ for kids }</@> }
}

/// A part of a page under a heading of its own.
pub(crate) fn section(class: &'static str, id: &'static str, words: &str, kids: Vec<Html>) -> Html {
    html! {
        <section {class} aria-labelledby={id}>
            { heading(id, words) }
            { for kids }
        </section>
    }
}

/// The foot of a dialog: out of it, and what it is for.
pub(crate) fn foot(cancel: &str, on_close: &Callback<()>, act: Html) -> Html {
    let out = button("button", "cancel", None, cancel, on_close.reform(|_| ()));
    group("footer", "dialog-foot", vec![out, act])
}

/// A quiet line under a form: words, and what they lead to.
pub(crate) fn aside(words: &str, act: Html) -> Html {
    html! { <p class="aside">{ words }{ " " }{ act }</p> }
}
