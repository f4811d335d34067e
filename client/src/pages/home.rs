//! What is live now, kept fresh without moving under the finger.

use crate::{
    components::{
        card::card,
        icon::{Glyph, icon},
        notice::{Tone, notice},
    },
    hooks::{is_hidden, use_title, use_words},
    net::api,
    state::list::keep_order,
};
use causerie_shared::api::SpaceCard;
use gloo_timers::future::TimeoutFuture;
use std::{cell::Cell, rc::Rc};
use yew::prelude::*;

const REFRESH_EVERY_MS: u32 = 5_000;

#[derive(Clone, PartialEq, Default)]
struct Shown {
    /// `None` until the first answer.
    spaces: Option<Vec<SpaceCard>>,
    /// The last question went unanswered.
    stale: bool,
}

#[component]
pub(crate) fn Home() -> Html {
    let t = use_words();
    use_title(None);
    let shown = use_live_spaces();
    html! {
        <div class="home">
            <section class="hero">
                <h1>{ t.tagline() }</h1>
                <p>{ t.home_lead() }</p>
                <a href="/new" class="button primary large" data-testid="create-link">
                    { icon(Glyph::Mic) }<span>{ t.start_a_space() }</span>
                </a>
            </section>
            <section class="live-now" aria-labelledby="live-now">
                <h2 id="live-now"><i class="live-dot" aria-hidden="true" />{ t.live_now() }</h2>
                <div role="status">
                    if shown.stale && shown.spaces.is_some() {
                        <p class="stale">{ t.home_stale() }</p>
                    }
                </div>
                { match &shown.spaces {
                    None if shown.stale => notice(
                        Glyph::WifiOff, Tone::Trouble, t.home_failed(), t.home_failed_hint(), Html::default(),
                    ),
                    None => html! {
                        <ul class="cards" aria-busy="true" aria-label={t.loading()}>
                            { for (0..3).map(|_| html! { <li class="space-card ghost" aria-hidden="true" /> }) }
                        </ul>
                    },
                    Some(spaces) if spaces.is_empty() => notice(
                        Glyph::Lamp, Tone::Fact, t.nobody_live(), t.nobody_live_hint(), Html::default(),
                    ),
                    Some(spaces) => html! {
                        <ul class="cards">
                            { for spaces.iter().map(|space| card(t, space)) }
                        </ul>
                    },
                } }
            </section>
        </div>
    }
}

#[hook]
fn use_live_spaces() -> Shown {
    let shown = use_state_eq(Shown::default);
    let set = shown.setter();
    use_effect_with((), move |()| {
        let left = Rc::new(Cell::new(false));
        let gone = left.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let mut now = Shown::default();
            while !gone.get() {
                if !is_hidden() {
                    match api::live_spaces().await {
                        Ok(spaces) => {
                            let kept = keep_order(now.spaces.as_deref().unwrap_or(&[]), spaces);
                            now = Shown { spaces: Some(kept), stale: false };
                        }
                        Err(_) => now.stale = true,
                    }
                    set.set(now.clone());
                }
                TimeoutFuture::new(REFRESH_EVERY_MS).await;
            }
        });
        move || left.set(true)
    });
    (*shown).clone()
}
