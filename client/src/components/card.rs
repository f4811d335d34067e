//! Spaces as lists show them: who is there, who talks, how many listen, what it was.

use super::{
    disc::{Size, disc_of_seat},
    el::{el, text},
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
    let since = unix_ms().since_ms(card.since);
    let class = if ended { "space-card over" } else { "space-card" };
    let facts = if ended {
        el("p", "card-facts").with(fact(Glyph::Ended, t.ended()))
    } else {
        let lock = match card.guests {
            true => Html::default(),
            false => fact(Glyph::Lock, t.with_account()),
        };
        let time = el("time", "").put("datetime", clock::iso_duration(since));
        el("p", "card-facts")
            .with(fact(Glyph::Headphones, &t.listeners(u64::from(card.listeners))))
            .el(time.words(&clock::since(t, since)))
            .with(lock)
    };
    let link = el("a", class)
        .put("href", Route::Space(card.id).address())
        .testid("space-card")
        .el(el("span", "card-discs").each(card.stage.iter().take(DISCS_MOST).map(|seat| {
            let talks = card.talking.contains(&seat.voice);
            let class = if talks { "card-disc talks" } else { "card-disc" };
            el("span", class).key(seat.voice.csrc()).with(disc_of_seat(seat, Size::Small)).html()
        })))
        .with(written("h3", "card-title", card.title.as_str()))
        .el(el("p", "card-people").with(people(t, card)))
        .with(topics(&card.topics))
        .el(facts);
    el("li", "").key(card.id.to_string()).el(link).html()
}

/// A space that is over, in one line.
pub(crate) fn past_row(t: Language, card: &PastCard) -> Html {
    let day = webapi::day(card.since.0, t.tag());
    let elapsed = clock::elapsed(card.ended.since_ms(card.since));
    let who = whose(t, &card.stage);
    let facts = [who.as_str(), " · ", &t.ended_after(&day, &elapsed)].concat();
    let link = el("a", "past-link")
        .put("href", Route::Space(card.id).address())
        .with(written("span", "past-title", card.title.as_str()))
        .with(leaf("span", "person-facts", &facts));
    el("li", "past-row").key(card.id.to_string()).el(link).html()
}

fn fact(glyph: Glyph, words: &str) -> Html {
    el("span", "").with(icon(glyph)).words(words).html()
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
        (None, _) => return text(&whose(t, &card.stage)),
        (Some(one), None) => t.talking_one(one),
        (Some(one), Some(other)) => t.talking_two(one, other),
    };
    el("span", "card-talking").el(el("i", "live-dot")).words(&words).html()
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
