//! Time that passes on screen. The only parts of a page that are drawn every second.

use super::{el::el, part::leaf};
use crate::{
    hooks::{use_unix_ms, use_words},
    state::{clock, coming::standing},
};
use causerie_shared::{announcement::Announcement, time::UnixMs};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct PassingProps {
    pub(crate) moment: UnixMs,
    /// Up to the moment rather than since.
    #[prop_or_default]
    pub(crate) until: bool,
}

#[component]
pub(crate) fn Passing(props: &PassingProps) -> Html {
    let now = use_unix_ms();
    let ms = if props.until { props.moment.since_ms(now) } else { now.since_ms(props.moment) };
    el("time", "").put("datetime", clock::iso_duration(ms)).words(&clock::elapsed(ms)).html()
}

#[derive(Properties, PartialEq)]
pub(crate) struct UntilProps {
    pub(crate) announcement: Announcement,
}

/// How long until a space begins.
#[component]
pub(crate) fn Until(props: &UntilProps) -> Html {
    let words = standing(use_words(), &props.announcement, use_unix_ms());
    leaf("p", "coming-standing", &words)
}
