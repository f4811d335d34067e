//! An address that leads nowhere.

use crate::{
    components::{
        icon::{Glyph, Icon},
        notice::Notice,
    },
    hooks::{use_title, use_words},
    route::Route,
};
use yew::prelude::*;
use yew_router::prelude::*;

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
            <Notice glyph={Glyph::Ended} {heading} action={to_home(t.back_home())}>{ hint }</Notice>
            <span class="said" data-testid="not-found" />
        </div>
    }
}

pub(crate) fn to_home(words: &'static str) -> Html {
    html! {
        <Link<Route> to={Route::Home} classes="button primary">
            <Icon glyph={Glyph::Radio} /><span>{ words }</span>
        </Link<Route>>
    }
}
