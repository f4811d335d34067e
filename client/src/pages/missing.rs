//! An address that leads nowhere.

use crate::{
    components::{
        el::el,
        icon::Glyph,
        notice::{Tone, notice},
        part::{leaf, way},
    },
    hooks::{use_title, use_words},
    words::Language,
};
use yew::prelude::*;

/// `space`: the address was one of a space.
#[hook]
pub(super) fn use_missing_page(space: bool) -> Html {
    let t = use_words();
    use_title(Some(words(t, space).0.to_owned()));
    missing(t, space)
}

pub(super) fn missing(t: Language, space: bool) -> Html {
    let (heading, hint) = words(t, space);
    let notice = notice(Glyph::Ended, Tone::Fact, heading, hint, to_home(t.back_home()));
    lone(heading, notice)
}

/// A page that says one thing.
pub(super) fn lone(heading: &str, notice: Html) -> Html {
    el("div", "lone").with(leaf("h1", "said", heading)).with(notice).html()
}

const fn words(t: Language, space: bool) -> (&'static str, &'static str) {
    if space {
        (t.missing_space(), t.missing_space_hint())
    } else {
        (t.missing_heading(), t.missing_hint())
    }
}

pub(super) fn to_home(words: &str) -> Html {
    way("button primary", "to-home", Some(Glyph::Radio), words, "/".to_owned())
}
