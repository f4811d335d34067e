//! `/api/home`: what is on air, as this visitor likes it, and what changes there.

use crate::{
    http::{
        Problem, State, answer::event_stream, caller::Caller, limits::Place, openapi::Refused,
        visitor::Visitor,
    },
    hub::{Board, Taste},
    store::{Liveness, PersonRow},
};
use axum::{
    Json,
    extract::{Query, State as From, rejection::QueryRejection},
    http::{HeaderValue, header},
    response::{IntoResponse, Response, sse::Event},
};
use causerie_shared::{
    api::{Home, PastCard, SpaceCard},
    fault::Fault,
    id::PersonId,
    language::Language,
    people::PersonCard,
    topic::{Topic, TopicsFault},
    view::{Lifecycle, SpaceView},
};
use futures_util::{Stream, StreamExt, stream};
use serde::Deserialize;
use std::{collections::HashSet, convert::Infallible, sync::Arc};
use tokio::sync::broadcast::{Receiver, error::RecvError};

#[derive(Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wish {
    /// Only spaces about this.
    topic: Option<String>,
    /// Only spaces in this language: a code as "en".
    language: Option<String>,
    /// Words that the space, its host or a person is found by.
    q: Option<String>,
    /// Cards on air, 60 unless said otherwise, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// Cards of a page, unless it asks for fewer or more.
const LIVE_DEFAULT: u32 = 60;
const LIVE_MOST: u32 = 200;

/// Of those on air that match a search, so many are looked at.
const FOUND_MOST: u32 = 500;
const PAST_MOST: u32 = 20;
const PEOPLE_MOST: u32 = 12;

/// What is on air, as this visitor likes it: with those whom they follow first, of a topic, in a
/// language, or found by words.
#[utoipa::path(
    get,
    path = "/api/home",
    tag = "home",
    params(Wish),
    responses((status = 200, body = Home), Refused)
)]
pub(super) async fn get(
    From(state): From<State>,
    visitor: Visitor,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(wish) = wish.map_err(|fault| Problem::unreadable(fault.body_text()))?;
    let home = home(&state, &visitor, &wish).await?;
    let private = HeaderValue::from_static("private, no-cache");
    Ok(([(header::CACHE_CONTROL, private)], Json(home)).into_response())
}

pub(super) async fn home(state: &State, visitor: &Visitor, wish: &Wish) -> Result<Home, Problem> {
    let taste = taste(wish)?;
    let most = wish.limit.unwrap_or(LIVE_DEFAULT);
    if !(1..=LIVE_MOST).contains(&most) {
        return Err(Problem::unreadable(format!("limit: 1 to {LIVE_MOST}")));
    }
    let most = most as usize;
    let typed = wish.q.as_deref().map(str::trim).filter(|typed| !typed.is_empty());
    let (board, as_of) = state.hub.board_as_of();
    let mut home = match typed {
        None => on_air(state, visitor, &board, &taste, most).await?,
        Some(typed) => found(state, visitor, &board, &taste, typed, most).await?,
    };
    home.topics = board.topics().to_vec();
    home.as_of = as_of;
    Ok(home)
}

fn taste(wish: &Wish) -> Result<Taste, Fault> {
    let topic = asked_topic(wish.topic.as_deref())?;
    Ok(Taste { topic, language: asked_language(wish.language.as_deref())? })
}

/// A topic as a query names it; nothing is none.
pub(super) fn asked_topic(text: Option<&str>) -> Result<Option<Topic>, Fault> {
    let read = text.filter(|text| !text.is_empty()).map(str::parse).transpose();
    read.map_err(|topic| Fault::BadTopics { topics: TopicsFault::Bad { at: 0, topic } })
}

/// A language by its code, likewise.
pub(super) fn asked_language(code: Option<&str>) -> Result<Option<Language>, Fault> {
    let read = code.filter(|code| !code.is_empty()).map(str::parse).transpose();
    read.map_err(|_| Fault::BadLanguage)
}

async fn on_air(
    state: &State,
    visitor: &Visitor,
    board: &Board,
    taste: &Taste,
    most: usize,
) -> Result<Home, Problem> {
    let hidden = hidden(state, visitor).await?;
    let suiting = || board.suiting(taste).filter(|card| !is_of_any(card, &hidden));
    let followed: Vec<SpaceCard> = match visitor {
        Visitor::Nobody | Visitor::Guest(_) => Vec::new(),
        Visitor::Account(signed_in) => {
            let people = state.hub.store().followed_on_air(&signed_in.person).await?;
            let suits: HashSet<_> = suiting().map(|card| card.id).collect();
            let with_them = board.with_any_of(&people).into_iter();
            with_them
                .filter(|card| suits.contains(&card.id))
                .take(most)
                .map(|card| (**card).clone())
                .collect()
        }
    };
    let above: HashSet<_> = followed.iter().map(|card| card.id).collect();
    let mut live_total = 0;
    let mut live = Vec::new();
    for card in suiting().filter(|card| !above.contains(&card.id)) {
        live_total += 1;
        if live.len() < most {
            live.push((**card).clone());
        }
    }
    let (as_of, topics, past, people) = Default::default();
    Ok(Home { as_of, followed, live, live_total, topics, past, people })
}

async fn found(
    state: &State,
    visitor: &Visitor,
    board: &Board,
    taste: &Taste,
    typed: &str,
    most: usize,
) -> Result<Home, Problem> {
    let store = state.hub.store();
    let hidden = hidden(state, visitor).await?;
    let suits: HashSet<_> = board.suiting(taste).map(|card| card.id).collect();
    let on_air = store.search_spaces(typed, Liveness::OnAir, FOUND_MOST).await?;
    let mut cards: Vec<_> = on_air
        .iter()
        .filter(|id| suits.contains(id))
        .filter_map(|id| board.card(*id))
        .filter(|card| !is_of_any(card, &hidden))
        .collect();
    cards.sort_by(|a, b| b.listeners.cmp(&a.listeners).then(b.id.cmp(&a.id)));
    let live_total = u32::try_from(cards.len()).unwrap_or(u32::MAX);
    let live = cards.into_iter().take(most).map(|card| (**card).clone()).collect();
    let mut past = Vec::new();
    for id in store.search_spaces(typed, Liveness::Over, PAST_MOST).await? {
        let Some(row) = store.space(id).await? else { continue };
        if !hidden.contains(&row.host) {
            past.extend(past_card(&row.view));
        }
    }
    let people = store.search_people(typed, PEOPLE_MOST).await?;
    let people = people.iter().filter(|row| !hidden.contains(&row.id)).map(person_card).collect();
    let (as_of, followed, topics) = Default::default();
    Ok(Home { as_of, followed, live, live_total, topics, past, people })
}

/// People whom the visitor has blocked, or who have blocked the visitor.
async fn hidden(state: &State, visitor: &Visitor) -> Result<HashSet<PersonId>, Problem> {
    match visitor {
        Visitor::Nobody | Visitor::Guest(_) => Ok(HashSet::new()),
        Visitor::Account(signed_in) => {
            let hidden = state.hub.store().hidden_from(signed_in.person.id).await?;
            Ok(hidden.into_iter().collect())
        }
    }
}

fn is_of_any(card: &SpaceCard, people: &HashSet<PersonId>) -> bool {
    !people.is_empty()
        && card.stage.iter().any(|seat| seat.role.in_charge() && people.contains(&seat.person))
}

pub(super) fn person_card(row: &PersonRow) -> PersonCard {
    PersonCard {
        id: row.id,
        handle: row.handle.clone(),
        name: row.name.clone(),
        avatar: row.avatar,
        biography: row.biography.clone(),
        followers: row.followers,
        following: row.following,
    }
}

/// None while it is on air.
pub(super) fn past_card(view: &SpaceView) -> Option<PastCard> {
    let ended = match view.lifecycle {
        Lifecycle::Backstage { .. } | Lifecycle::Live { .. } => return None,
        Lifecycle::Ended { at, .. } => at,
    };
    Some(PastCard {
        id: view.id,
        title: view.title.clone(),
        since: view.lifecycle.since(),
        ended,
        topics: view.topics.clone(),
        language: view.language,
        stage: view.stage.clone(),
    })
}

/// What changes on home, for as long as the visitor looks. Counts as one of the address's sockets.
#[utoipa::path(
    get,
    path = "/api/home/events",
    tag = "home",
    responses(
        (status = 200, content_type = "text/event-stream", body = Object,
         description = "Each event's data is a HomeEvent in JSON."),
        Refused
    )
)]
pub(super) async fn events(From(state): From<State>, caller: Caller) -> Result<Response, Problem> {
    state.is_open()?;
    let place = state.limits.socket(caller.address)?;
    let (now, changes) = state.hub.watch_board();
    let first = stream::iter([Ok::<_, Infallible>(Event::default().data(now))]);
    Ok(event_stream(first.chain(told(changes, place))))
}

/// Ends for whoever fell behind: the browser comes back by itself and looks anew.
fn told(
    changes: Receiver<Arc<str>>,
    place: Place,
) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold((changes, place), |(mut changes, place)| async move {
        match changes.recv().await {
            // The relay stops.
            Ok(text) if text.is_empty() => None,
            Ok(text) => Some((Ok(Event::default().data(text)), (changes, place))),
            Err(RecvError::Lagged(_) | RecvError::Closed) => None,
        }
    })
}
