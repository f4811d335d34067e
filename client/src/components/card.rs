//! Spaces as lists show them: who is there, who talks, how many listen, what it was.

use super::{
    disc::{Size, disc_of_seat},
    icon::{Glyph, icon},
    part::{group, leaf, way, written},
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
                { written("h3", "card-title", card.title.as_str()) }
                <p class="card-people">{ people(t, card) }</p>
                { topics(&card.topics) }
                <p class="card-facts">
                    if ended {
                        { fact(Glyph::Ended, t.ended()) }
                    } else {
                        { fact(Glyph::Headphones, &t.listeners(u64::from(card.listeners))) }
                        if !card.guests { { fact(Glyph::Lock, t.with_account()) } }
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
    let who = whose(t, &card.stage);
    let facts = [who.as_str(), " · ", &t.ended_after(&day, &elapsed)].concat();
    html! {
        <li key={card.id.to_string()} class="past-row">
            <a class="past-link" href={Route::Space(card.id).address()}>
                { written("span", "past-title", card.title.as_str()) }
                { leaf("span", "person-facts", &facts) }
            </a>
        </li>
    }
}

fn fact(glyph: Glyph, words: &str) -> Html {
    html! { <span>{ icon(glyph) }{ words }</span> }
}

fn topics(topics: &Topics) -> Html {
    let topic = |topic: &Topic| written("span", "topic", topic.as_str());
    of_topics(topics, topic)
}

fn of_topics(topics: &Topics, draw: fn(&Topic) -> Html) -> Html {
    if topics.is_empty() {
        return Html::default();
    }
    group("p", "topics", topics.as_slice().iter().map(draw).collect())
}

/// The same, each leading to what else is on air about it.
pub(crate) fn topic_links(topics: &Topics) -> Html {
    of_topics(topics, |topic| {
        let filter = Filter { topic: Some(topic.clone()), ..Filter::NONE };
        way("topic", "topic-link", None, topic.as_str(), Route::Home(filter).address())
    })
}

/// Who talks, if anybody does, else whose space it is.
fn people(t: Language, card: &SpaceCard) -> Html {
    let talks = |seat: &&Seat| card.talking.contains(&seat.voice);
    let mut talking = card.stage.iter().filter(talks).map(|seat| seat.name.as_str());
    let words = match (talking.next(), talking.next()) {
        (None, _) => return html! { whose(t, &card.stage) },
        (Some(one), None) => t.talking_one(one),
        (Some(one), Some(other)) => t.talking_two(one, other),
    };
    html! { <span class="card-talking"><i class="live-dot" />{ words }</span> }
}

fn whose(t: Language, stage: &[Seat]) -> String {
    let host = stage.iter().find(|seat| seat.role == Role::Host).or(stage.first());
    let Some(host) = host else { return t.empty_stage().to_owned() };
    let with = t.with_host(host.name.as_str());
    match stage.len().saturating_sub(1) as u64 {
        0 => with,
        more => [with.as_str(), " ", &t.more_on_stage(more)].concat(),
    }
}
