//! A state that needs a sentence and one thing to do.

use super::icon::{Glyph, Icon};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct NoticeProps {
    pub(crate) glyph: Glyph,
    pub(crate) heading: AttrValue,
    pub(crate) children: Html,
    /// A failure rather than a fact.
    #[prop_or_default]
    pub(crate) trouble: bool,
    #[prop_or_default]
    pub(crate) action: Html,
}

#[component]
pub(crate) fn Notice(props: &NoticeProps) -> Html {
    html! {
        <section class={classes!("notice", props.trouble.then_some("trouble"))}>
            <span class="notice-icon"><Icon glyph={props.glyph} /></span>
            <div class="notice-words">
                <h2>{ &props.heading }</h2>
                <p>{ props.children.clone() }</p>
            </div>
            if props.action != Html::default() {
                <div class="notice-action">{ props.action.clone() }</div>
            }
        </section>
    }
}
