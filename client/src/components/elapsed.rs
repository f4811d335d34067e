//! Time that passes on screen. The only part of a page that is drawn every second.

use super::el::el;
use crate::{hooks::use_unix_ms, state::clock};
use causerie_shared::time::UnixMs;
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
