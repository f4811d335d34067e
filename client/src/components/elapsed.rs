//! Time that passes on screen. The only part of a page that is drawn every second.

use crate::{hooks::use_unix_ms, state::clock};
use causerie_shared::time::UnixMs;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct ElapsedProps {
    pub(crate) since: UnixMs,
}

#[component]
pub(crate) fn Elapsed(props: &ElapsedProps) -> Html {
    let ms = use_unix_ms().since_ms(props.since);
    html! { <time datetime={clock::iso_duration(ms)}>{ clock::elapsed(ms) }</time> }
}

#[derive(Properties, PartialEq)]
pub(crate) struct RemainingProps {
    pub(crate) until: UnixMs,
    /// Puts the time into its sentence.
    pub(crate) say: Callback<String, String>,
}

#[component]
pub(crate) fn Remaining(props: &RemainingProps) -> Html {
    let ms = props.until.since_ms(use_unix_ms());
    // Not read out every second: the notice around it was, once.
    html! { <span aria-live="off">{ props.say.emit(clock::elapsed(ms)) }</span> }
}
