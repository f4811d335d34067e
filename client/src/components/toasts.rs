//! Quiet notes at the edge of the page, read out when the reader pauses.

use crate::hooks::Toasts;
use yew::prelude::*;

pub(crate) fn toast_list(toasts: &Toasts) -> Html {
    html! {
        <div class="toasts" role="log" aria-live="polite" aria-relevant="additions">
            { for toasts.shown.iter().map(|toast| html! {
                <p key={toast.number} class="toast" data-testid="toast">{ &toast.text }</p>
            }) }
        </div>
    }
}
