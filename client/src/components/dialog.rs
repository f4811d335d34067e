//! A modal dialog: the browser's own, which keeps the focus inside and gives it back. Where something is
//! to be typed, one can type at once.

use super::{
    el::el,
    icon::{Glyph, icon},
};
use crate::hooks::{Kept, ONCE, use_act, use_words};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};
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
    use_act(ONCE, {
        let node = node.clone();
        Box::new(move || {
            let Some(dialog) = node.cast::<HtmlDialogElement>() else { return Kept::Nothing };
            let _ = dialog.show_modal();
            if let Ok(Some(field)) = dialog.query_selector(".input:not(select)") {
                let _ = field.unchecked_into::<HtmlElement>().focus();
            }
            Kept::undo(move || dialog.close())
        })
    });
    let close = props.on_close.reform(|_: MouseEvent| ());
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    let close = el("button", "button quiet round")
        .set("type", "button")
        .set("aria-label", t.close())
        .onclick(close)
        .with(icon(Glyph::Close));
    let head = el("header", "dialog-head")
        .el(el("h2", "").set("id", "dialog-heading").words(&props.heading))
        .el(close);
    el("dialog", "dialog")
        .node(&node)
        .set("aria-labelledby", "dialog-heading")
        .testid(props.testid.unwrap_or("dialog"))
        .oncancel(oncancel)
        .el(head)
        .with(props.children.clone())
        .html()
}
