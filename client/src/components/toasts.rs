//! Quiet notes at the edge of the page, read out when the reader pauses.

use crate::hooks::Toasts;
use yew::prelude::*;

#[component]
pub(crate) fn ToastList() -> Html {
    let toasts = use_context::<UseReducerHandle<Toasts>>().expect("App provides the toasts");
    html! {
        <div class="toasts" role="log" aria-live="polite" aria-relevant="additions">
            { for toasts.shown.iter().map(|toast| html! {
                <p key={toast.number} class="toast" data-testid="toast">{ &toast.text }</p>
            }) }
        </div>
    }
}
