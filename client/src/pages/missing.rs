//! An address that leads nowhere.

use crate::{
    components::{
        icon::{Glyph, icon},
        notice::{Tone, notice},
    },
    hooks::{use_title, use_words},
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct MissingProps {
    /// The address was one of a space.
    #[prop_or_default]
    pub(crate) space: bool,
}

#[component]
pub(crate) fn Missing(props: &MissingProps) -> Html {
    let t = use_words();
    let (heading, hint) = if props.space {
        (t.missing_space(), t.missing_space_hint())
    } else {
        (t.missing_heading(), t.missing_hint())
    };
    use_title(Some(heading.to_owned()));
    html! {
        <div class="lone">
            <h1 class="said">{ heading }</h1>
            { notice(Glyph::Ended, Tone::Fact, heading, hint, to_home(t.back_home())) }
        </div>
    }
}

pub(crate) fn to_home(words: &str) -> Html {
    html! { <a href="/" class="button primary">{ icon(Glyph::Radio) }<span>{ words }</span></a> }
}
