//! `/api/people`: profiles, and who follows or blocks whom.

use crate::{
    clock,
    http::{
        Problem, State,
        answer::private,
        cards, paging,
        visitor::{SignedInVisitor, Visitor},
    },
    store::{Follow, PersonRow, Side, SignedIn},
};
use axum::{
    extract::{Path, Query, State as From, rejection::QueryRejection},
    response::Response,
};
use causerie_shared::{
    api::SpaceCard,
    fault::Fault,
    handle::Handle,
    id::PersonId,
    people::{PersonList, Profile, Related, Relation},
};
use serde::Deserialize;

/// People in one answer of a list.
const PAGE: u32 = 50;

/// Spaces that are over, on a profile.
const PAST_SHOWN: u32 = 20;

/// Somebody's profile, with their spaces.
#[utoipa::path(
    get,
    path = "/api/people/{handle}",
    tag = "people",
    params(("handle" = causerie_shared::handle::Handle, Path, description = "With or without @.")),
    responses((status = 200, body = causerie_shared::people::Profile), crate::http::openapi::Refused)
)]
pub(super) async fn profile(
    From(state): From<State>,
    visitor: Visitor,
    Path(handle): Path<String>,
) -> Result<Response, Problem> {
    let person = person_of(&state, &handle).await?;
    Ok(private(profile_of(&state, &visitor, &person).await?))
}

/// Somebody's profile, as this visitor sees it.
pub(super) async fn profile_of(
    state: &State,
    visitor: &Visitor,
    person: &PersonRow,
) -> Result<Profile, Problem> {
    let relation = match visitor {
        Visitor::Account(me) => relation(state, me.person.id, person.id).await?,
        Visitor::Guest(_) | Visitor::Nobody => Relation::default(),
    };
    let past = state.hub.store().past_spaces(person.id, None, PAST_SHOWN).await?;
    Ok(Profile {
        person: cards::person(person),
        links: person.links.clone(),
        joined: person.created_at,
        relation,
        live: live_of(state, person.id),
        past: past.into_iter().filter_map(cards::past).collect(),
    })
}

/// Listed, on air, and theirs.
fn live_of(state: &State, host: PersonId) -> Vec<SpaceCard> {
    let board = state.hub.board();
    let with_them = board.with_any_of(&[host]).into_iter();
    let theirs = with_them.filter(|card| state.hub.host(card.id) == Some(host));
    theirs.map(|card| SpaceCard::clone(card)).collect()
}

/// Follow somebody.
#[utoipa::path(
    put,
    path = "/api/people/{handle}/follow",
    tag = "people",
    params(("handle" = causerie_shared::handle::Handle, Path, description = "With or without @.")),
    responses((status = 200, body = causerie_shared::people::Related), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn follow(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(handle): Path<String>,
) -> Result<Response, Problem> {
    let other = other(&state, &me, &handle).await?;
    match state.hub.store().follow(me.person.id, other.id, clock::now()).await? {
        Follow::Done => {}
        Follow::NoSuchPerson => return Err(Fault::NoSuchPerson.into()),
        Follow::Blocked => return Err(Fault::Blocked.into()),
        Follow::Blocking => return Err(Fault::Blocking.into()),
    }
    related(&state, &me, other.id).await
}

/// Follow somebody no more.
#[utoipa::path(
    delete,
    path = "/api/people/{handle}/follow",
    tag = "people",
    params(("handle" = causerie_shared::handle::Handle, Path, description = "With or without @.")),
    responses((status = 200, body = causerie_shared::people::Related), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn unfollow(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(handle): Path<String>,
) -> Result<Response, Problem> {
    let other = other(&state, &me, &handle).await?;
    state.hub.store().unfollow(me.person.id, other.id).await?;
    related(&state, &me, other.id).await
}

/// They can neither follow nor come into one's spaces from here on, and leave those on air.
#[utoipa::path(
    put,
    path = "/api/people/{handle}/block",
    tag = "people",
    params(("handle" = causerie_shared::handle::Handle, Path, description = "With or without @.")),
    responses((status = 200, body = causerie_shared::people::Related), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn block(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(handle): Path<String>,
) -> Result<Response, Problem> {
    let other = other(&state, &me, &handle).await?;
    if !state.hub.store().block(me.person.id, other.id, clock::now()).await? {
        return Err(Fault::NoSuchPerson.into());
    }
    state.hub.expel(other.id, Some(me.person.id)).await;
    related(&state, &me, other.id).await
}

/// Block somebody no more.
#[utoipa::path(
    delete,
    path = "/api/people/{handle}/block",
    tag = "people",
    params(("handle" = causerie_shared::handle::Handle, Path, description = "With or without @.")),
    responses((status = 200, body = causerie_shared::people::Related), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn unblock(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(handle): Path<String>,
) -> Result<Response, Problem> {
    let other = other(&state, &me, &handle).await?;
    state.hub.store().unblock(me.person.id, other.id).await?;
    related(&state, &me, other.id).await
}

#[derive(Deserialize)]
pub(super) struct Where {
    after: Option<String>,
}

type Asked = Result<Query<Where>, QueryRejection>;

/// Who follows somebody, the newest first.
#[utoipa::path(
    get,
    path = "/api/people/{handle}/followers",
    tag = "people",
    params(("handle" = causerie_shared::handle::Handle, Path), ("after" = Option<String>, Query, description = "Where the page before ended.")),
    responses((status = 200, body = causerie_shared::people::PersonList), crate::http::openapi::Refused)
)]
pub(super) async fn followers(
    From(state): From<State>,
    Path(handle): Path<String>,
    after: Asked,
) -> Result<Response, Problem> {
    list(&state, &handle, Side::Followers, after).await
}

/// Whom somebody follows, the newest first.
#[utoipa::path(
    get,
    path = "/api/people/{handle}/following",
    tag = "people",
    params(("handle" = causerie_shared::handle::Handle, Path), ("after" = Option<String>, Query, description = "Where the page before ended.")),
    responses((status = 200, body = causerie_shared::people::PersonList), crate::http::openapi::Refused)
)]
pub(super) async fn following(
    From(state): From<State>,
    Path(handle): Path<String>,
    after: Asked,
) -> Result<Response, Problem> {
    list(&state, &handle, Side::Following, after).await
}

async fn list(state: &State, handle: &str, side: Side, after: Asked) -> Result<Response, Problem> {
    let after = after.map(|Query(asked)| asked.after).unwrap_or_default();
    let before = paging::read(after.as_deref())?;
    let person = person_of(state, handle).await?;
    // One more than is shown, to know whether there is more.
    let mut rows = state.hub.store().follows(person.id, side, before, PAGE + 1).await?;
    let goes_on = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let after =
        rows.last().filter(|_| goes_on).map(|(person, at)| paging::write(*at, person.id.bits()));
    let people = rows.iter().map(|(person, _)| cards::person(person)).collect();
    Ok(private(PersonList { people, after }))
}

async fn related(state: &State, me: &SignedIn, other: PersonId) -> Result<Response, Problem> {
    let other = state.hub.store().person(other).await?.ok_or(Fault::NoSuchPerson)?;
    let relation = relation(state, me.person.id, other.id).await?;
    let (followers, following) = (other.followers, other.following);
    Ok(private(Related { relation, followers, following }))
}

async fn relation(state: &State, from: PersonId, to: PersonId) -> Result<Relation, Problem> {
    if from == to {
        return Ok(Relation { is_self: true, ..Relation::default() });
    }
    let row = state.hub.store().relation(from, to).await?;
    let (follows, followed_by, blocks) = (row.follows, row.followed_by, row.blocks);
    Ok(Relation { is_self: false, follows, followed_by, blocks })
}

async fn other(state: &State, me: &SignedIn, handle: &str) -> Result<PersonRow, Problem> {
    let person = person_of(state, handle).await?;
    if person.id == me.person.id {
        return Err(Fault::NotOneself.into());
    }
    Ok(person)
}

async fn person_of(state: &State, handle: &str) -> Result<PersonRow, Problem> {
    let handle = Handle::existing(handle).map_err(|_| Fault::NoSuchPerson)?;
    Ok(state.hub.store().person_of(&handle).await?.ok_or(Fault::NoSuchPerson)?)
}
