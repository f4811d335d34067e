//! A live space as home shows it: who is there, who talks, how many listen.

use super::{
    disc::disc,
    icon::{Glyph, icon},
};
use crate::{hooks::unix_ms, route::Route, state::clock, words::Language};
use causerie_shared::{api::SpaceCard, role::Role, view::Seat};
use yew::prelude::*;

/// More discs than this would only be a crowd.
const DISCS_MOST: usize = 5;

pub(crate) fn card(t: Language, card: &SpaceCard) -> Html {
    let address = Route::Space(card.id).path();
    let talks = |seat: &Seat| card.talking.contains(&seat.voice);
    let since = unix_ms().since_ms(card.since);
    let (minutes, words) = (clock::iso_duration(since), clock::since(t, since));
    html! {
        <li key={card.id.to_string()}>
            <a class="space-card" href={address} data-testid="space-card">
                <span class="card-discs">
                    { for card.stage.iter().take(DISCS_MOST).map(|seat| html! {
                        <span key={seat.voice.csrc()} class={classes!("card-disc", talks(seat).then_some("talks"))}>
                            { disc(seat.person, seat.name.as_str()) }
                        </span>
                    }) }
                </span>
                <h3 class="card-title" dir="auto">{ card.title.as_str() }</h3>
                <p class="card-people">{ people(t, card) }</p>
                <p class="card-facts">
                    <span>{ icon(Glyph::Headphones) }{ t.listeners(u64::from(card.listeners)) }</span>
                    <time datetime={minutes}>{ words }</time>
                </p>
            </a>
        </li>
    }
}

/// Who talks, if anybody does, else whose space it is.
fn people(t: Language, card: &SpaceCard) -> Html {
    let talking: Vec<&Seat> =
        card.stage.iter().filter(|seat| card.talking.contains(&seat.voice)).collect();
    let words = match talking.as_slice() {
        [] => {
            let host = card.stage.iter().find(|seat| seat.role == Role::Host);
            let shown = host.or(card.stage.first());
            let Some(seat) = shown else { return html! { t.empty_stage() } };
            let more = card.stage.len().saturating_sub(1) as u64;
            let with = t.with_host(seat.name.as_str());
            return match more {
                0 => html! { with },
                more => html! { format!("{with} {}", t.more_on_stage(more)) },
            };
        }
        [one] => t.talking_one(one.name.as_str()),
        [one, other, ..] => t.talking_two(one.name.as_str(), other.name.as_str()),
    };
    html! { <span class="card-talking"><i class="live-dot" />{ words }</span> }
}
