//! Quiet notes at the edge of the page, read out when the reader pauses.

use super::el::el;
use crate::hooks::Toasts;
use yew::prelude::*;

pub(crate) fn toast_list(toasts: &Toasts) -> Html {
    el("div", "toasts")
        .set("role", "log")
        .set("aria-live", "polite")
        .set("aria-relevant", "additions")
        .each(toasts.shown.iter().map(|toast| {
            el("p", "toast").key(toast.number).testid("toast").words(&toast.text).html()
        }))
        .html()
}
