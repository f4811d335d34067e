//! A state that needs a sentence and one thing to do.

use super::{
    icon::{Glyph, icon},
    part::leaf,
};
use yew::prelude::*;

/// How grave it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Fact,
    Trouble,
}

/// `action` may be empty.
pub(crate) fn notice(glyph: Glyph, tone: Tone, heading: &str, words: &str, action: Html) -> Html {
    let class = match tone {
        Tone::Fact => "notice",
        Tone::Trouble => "notice trouble",
    };
    html! {
        <section {class}>
            <span class="notice-icon">{ icon(glyph) }</span>
            <div class="notice-words">{ leaf("h2", "", heading) }{ leaf("p", "", words) }</div>
            <div class="notice-action">{ action }</div>
        </section>
    }
}
