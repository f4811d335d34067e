//! A modal dialog: the browser's own, which keeps the focus inside and gives it back.

use super::icon::{Glyph, icon};
use crate::hooks::use_words;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct DialogProps {
    pub(crate) heading: String,
    /// Closed by its button or by Escape.
    pub(crate) on_close: Callback<()>,
    #[prop_or_default]
    pub(crate) testid: Option<&'static str>,
    pub(crate) children: Html,
}

/// Open as long as it is drawn.
#[component]
pub(crate) fn Dialog(props: &DialogProps) -> Html {
    let t = use_words();
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                let _ = dialog.show_modal();
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        }
    });
    let close = props.on_close.reform(|_: MouseEvent| ());
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    html! {
        <dialog ref={node} class="dialog" aria-labelledby="dialog-heading" data-testid={props.testid} {oncancel}>
            <header class="dialog-head">
                <h2 id="dialog-heading">{ &props.heading }</h2>
                <button class="button quiet round" type="button" aria-label={t.close()} onclick={close}>
                    { icon(Glyph::Close) }
                </button>
            </header>
            { props.children.clone() }
        </dialog>
    }
}
