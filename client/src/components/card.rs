//! Spaces as lists show them: who is there, who talks, how many listen, what it was.

use super::{
    disc::{Size, disc_of_seat},
    icon::{Glyph, icon},
};
use crate::{
    hooks::unix_ms,
    route::Route,
    state::{clock, filter::Filter},
    webapi,
    words::Language,
};
use causerie_shared::{
    api::{PastCard, SpaceCard},
    role::Role,
    topic::{Topic, Topics},
    view::Seat,
};
use yew::prelude::*;

/// More discs than this would only be a crowd.
const DISCS_MOST: usize = 5;

pub(crate) fn card(t: Language, card: &SpaceCard, ended: bool) -> Html {
    let talks = |seat: &Seat| card.talking.contains(&seat.voice);
    let since = unix_ms().since_ms(card.since);
    html! {
        <li key={card.id.to_string()}>
            <a class={classes!("space-card", ended.then_some("over"))} href={Route::Space(card.id).address()}
                data-testid="space-card">
                <span class="card-discs">
                    { for card.stage.iter().take(DISCS_MOST).map(|seat| html! {
                        <span key={seat.voice.csrc()} class={classes!("card-disc", talks(seat).then_some("talks"))}>
                            { disc_of_seat(seat, Size::Small) }
                        </span>
                    }) }
                </span>
                <h3 class="card-title" dir="auto">{ card.title.as_str() }</h3>
                <p class="card-people">{ people(t, &card.stage, |seat| talks(seat)) }</p>
                { topics(&card.topics) }
                <p class="card-facts">
                    if ended {
                        <span class="card-ended">{ icon(Glyph::Ended) }{ t.ended() }</span>
                    } else {
                        <span>{ icon(Glyph::Headphones) }{ t.listeners(u64::from(card.listeners)) }</span>
                        if !card.guests {
                            <span>{ icon(Glyph::Lock) }{ t.with_account() }</span>
                        }
                        <time datetime={clock::iso_duration(since)}>{ clock::since(t, since) }</time>
                    }
                </p>
            </a>
        </li>
    }
}

/// A space that is over, in one line.
pub(crate) fn past_row(t: Language, card: &PastCard) -> Html {
    let day = webapi::day(card.since.0, t.tag());
    let elapsed = clock::elapsed(card.ended.since_ms(card.since));
    html! {
        <li key={card.id.to_string()} class="past-row">
            <a class="past-link" href={Route::Space(card.id).address()}>
                <span class="past-title" dir="auto">{ card.title.as_str() }</span>
                <span class="person-facts">
                    { people(t, &card.stage, |_| false) }{ " · " }{ t.ended_after(&day, &elapsed) }
                </span>
            </a>
        </li>
    }
}

pub(crate) fn topics(topics: &Topics) -> Html {
    if topics.is_empty() {
        return Html::default();
    }
    html! {
        <p class="topics">
            { for topics.as_slice().iter().map(|topic| html! { <span class="topic" dir="auto">{ topic.as_str() }</span> }) }
        </p>
    }
}

/// The same, each leading to what else is on air about it.
pub(crate) fn topic_links(topics: &Topics) -> Html {
    if topics.is_empty() {
        return Html::default();
    }
    let link = |topic: &Topic| {
        let filter = Filter { topic: Some(topic.clone()), ..Filter::NONE };
        html! { <a class="topic" dir="auto" href={Route::Home(filter).address()}>{ topic.as_str() }</a> }
    };
    html! { <p class="topics">{ for topics.as_slice().iter().map(link) }</p> }
}

/// Who talks, if anybody does, else whose space it is.
fn people(t: Language, stage: &[Seat], talks: impl Fn(&Seat) -> bool) -> Html {
    let talking: Vec<&Seat> = stage.iter().filter(|seat| talks(seat)).collect();
    let words = match talking.as_slice() {
        [] => {
            let host = stage.iter().find(|seat| seat.role == Role::Host);
            let Some(seat) = host.or(stage.first()) else { return html! { t.empty_stage() } };
            let with = t.with_host(seat.name.as_str());
            return match stage.len().saturating_sub(1) as u64 {
                0 => html! { with },
                more => html! { [with.as_str(), " ", &t.more_on_stage(more)].concat() },
            };
        }
        [one] => t.talking_one(one.name.as_str()),
        [one, other, ..] => t.talking_two(one.name.as_str(), other.name.as_str()),
    };
    html! { <span class="card-talking"><i class="live-dot" />{ words }</span> }
}
