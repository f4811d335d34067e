//! A button with a menu under it (WAI-ARIA menu button): arrows walk, Escape and a click elsewhere
//! close, and the focus goes back to the button.

use super::el::{el, when};
use crate::hooks::{Kept, use_act, use_value, whether};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct MenuProps {
    /// What the button shows.
    pub(crate) face: Html,
    pub(crate) label: String,
    pub(crate) class: &'static str,
    pub(crate) testid: &'static str,
    /// Each of them with `role="menuitem"`.
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Menu(props: &MenuProps) -> Html {
    let open = use_value(|| false);
    let node = use_node_ref();
    let is_open = *open;
    use_act(whether(is_open), {
        let node = node.clone();
        Box::new(move || {
            if is_open {
                walk(&node, Step::First);
            }
            Kept::Nothing
        })
    });
    let toggle = {
        let (is_open, open) = (*open, open.setter());
        Callback::from(move |_: MouseEvent| open.set(!is_open))
    };
    let onkeydown = {
        let (node, is_open, open) = (node.clone(), *open, open.setter());
        Callback::from(move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowDown" => Step::Next,
                "ArrowUp" => Step::Before,
                "Home" => Step::First,
                "End" => Step::Last,
                "Escape" if is_open => Step::Out,
                _ => return,
            };
            event.prevent_default();
            match (step, is_open) {
                (Step::Out, _) => {
                    open.set(false);
                    walk(&node, Step::Out);
                }
                (_, true) => walk(&node, step),
                (_, false) => open.set(true),
            }
        })
    };
    // The focus left for something outside: a click elsewhere, or Tab.
    let onfocusout = {
        let (node, open) = (node.clone(), open.setter());
        Callback::from(move |event: FocusEvent| {
            let goes_to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
            let is_inside = node.cast::<Node>().is_some_and(|menu| menu.contains(goes_to.as_ref()));
            if !is_inside {
                open.set(false);
            }
        })
    };
    let onchosen = {
        let (node, open) = (node.clone(), open.setter());
        Callback::from(move |event: MouseEvent| {
            // Whoever came by keyboard goes on from the button; a dialog that opens takes the
            // focus from there, and gives it back.
            if event.detail() == 0 {
                walk(&node, Step::Out);
            }
            open.set(false);
        })
    };
    let button = el("button", props.class)
        .set("type", "button")
        .testid(props.testid)
        .set("aria-haspopup", "menu")
        .says("aria-expanded", *open)
        .put("aria-label", props.label.clone())
        .onclick(toggle)
        .with(props.face.clone());
    // Safari gives no focus to a button that is clicked; the list takes it.
    let list = when(*open, || {
        el("div", "menu-list")
            .set("role", "menu")
            .put("aria-label", props.label.clone())
            .set("tabindex", "-1")
            .onclick(onchosen)
            .with(props.children.clone())
    });
    el("div", "menu")
        .node(&node)
        .onkeydown(onkeydown)
        .onfocusout(onfocusout)
        .el(button)
        .with(list)
        .html()
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    Next,
    Before,
    /// To the button.
    Out,
}

fn walk(node: &NodeRef, step: Step) {
    let Some(menu) = node.cast::<Element>() else { return };
    let Ok(items) = menu.query_selector_all("button[aria-haspopup], [role='menuitem']") else {
        return;
    };
    // The button is the first of them.
    let count = items.length();
    let here = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.active_element());
    let at = (0..count).find(|at| {
        let item = items.item(*at).and_then(|item| item.dyn_into::<Element>().ok());
        item.is_some() && item == here
    });
    let to = match (step, at.unwrap_or(0)) {
        (Step::Out, _) => 0,
        (Step::First, _) => 1,
        (Step::Last, _) => count - 1,
        (Step::Next, at) if at + 1 < count => at + 1,
        (Step::Next, _) => 1,
        (Step::Before, at) if at > 1 => at - 1,
        (Step::Before, _) => count - 1,
    };
    if let Some(item) = items.item(to) {
        let _ = item.unchecked_into::<HtmlElement>().focus();
    }
}
