//! A state that needs a sentence and one thing to do.

use super::{
    el::el,
    icon::{Glyph, icon},
    part::{button, leaf},
};
use crate::{net::api::Failed, webapi, words::Language};
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
    let words = el("div", "notice-words").with(leaf("h2", "", heading)).with(leaf("p", "", words));
    el("section", class)
        .el(el("span", "notice-icon").with(icon(glyph)))
        .el(words)
        .el(el("div", "notice-action").with(action))
        .html()
}

/// What could not be had, and asking for the page anew.
pub(crate) fn not_had(t: Language, heading: &str, failed: &Failed) -> Html {
    let words = match failed {
        Failed::Fault(fault) => t.fault(fault),
        Failed::Offline => t.fault_offline().to_owned(),
    };
    let again = Callback::from(|_: MouseEvent| webapi::reload());
    let again = button("button primary", "again", Some(Glyph::Again), t.try_again(), again);
    notice(Glyph::WifiOff, Tone::Trouble, heading, &words, again)
}
