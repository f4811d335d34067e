//! `/api/spaces`: what is on air, opening a space, looking at one, and passes to its doors.

use crate::{
    clock,
    http::{BODY_WITHIN, Holder, PASS_LIFE_S, Problem, State, caller::Caller, me},
    hub::Who,
};
use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State as From},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    api::{CreateSpace, Pass, PassFor, PassRequest, SpaceList},
    fault::Fault,
    id::SpaceId,
    role::Action,
    text::Title,
};
use serde::{Deserialize, de::DeserializeOwned};

/// Longest JSON body, in bytes: a title and a name fit a hundred times.
const JSON_MOST: usize = 16 * 1024;

#[derive(Deserialize)]
pub(super) struct Which {
    state: Option<String>,
}

pub(super) async fn list(
    From(state): From<State>,
    which: Result<Query<Which>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let asked = which.map(|Query(which)| which.state).unwrap_or_default();
    if asked.as_deref().is_some_and(|asked| asked != "live") {
        return Err(Problem::unreadable("the one state that can be listed is \"live\""));
    }
    let no_cache = HeaderValue::from_static("no-cache");
    let list = Json(SpaceList { spaces: state.hub.live() });
    Ok(([(header::CACHE_CONTROL, no_cache)], list).into_response())
}

pub(super) async fn create(
    From(state): From<State>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let CreateSpace { title, name } = read_json(&headers, body).await?;
    let title: Title = title.parse().map_err(|text| Fault::BadTitle { text })?;
    let known = me::holder(&state, &headers);
    let host = match (known, name) {
        (Some(holder), None) => holder,
        (known, Some(name)) => {
            let name = name.parse().map_err(|text| Fault::BadName { text })?;
            let person = known.map_or_else(me::new_person, |known| known.person);
            Holder { person, name }
        }
        (None, None) => return Err(Fault::WhoAreYou.into()),
    };
    state.limits.space(caller.address)?;
    let who = Who { person: host.person, name: Some(host.name.clone()) };
    let view = state.hub.create(title, &who).await?;
    tracing::info!(space = %view.id, "a space is live");
    let location = HeaderValue::from_str(&format!("/api/spaces/{}", view.id))
        .unwrap_or(HeaderValue::from_static("/"));
    let cookie = me::set_cookie(&state, &caller, &host);
    let headers = [(header::LOCATION, location), (header::SET_COOKIE, cookie)];
    Ok((StatusCode::CREATED, headers, Json((*view).clone())).into_response())
}

/// The space as anyone at the door may see it, live or ended.
pub(super) async fn look(
    From(state): From<State>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view = state.hub.view(read_id(&id)?)?;
    let no_cache = HeaderValue::from_static("no-cache");
    Ok(([(header::CACHE_CONTROL, no_cache)], Json((*view).clone())).into_response())
}

pub(super) async fn pass(
    From(state): From<State>,
    Path(id): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let id = read_id(&id)?;
    let PassRequest { door } = read_json(&headers, body).await?;
    state.limits.pass(caller.address)?;
    let holder = me::holder(&state, &headers).ok_or(Fault::WhoAreYou)?;
    match door {
        // Looking at the end of a space is for everybody.
        PassFor::Live => {
            state.hub.view(id)?;
        }
        PassFor::Whip => state.hub.may(id, holder.person, Action::Speak)?,
        PassFor::Whep => state.hub.may(id, holder.person, Action::Listen)?,
    }
    let pass = state.keys.write_pass(id, holder, door, clock::now(), clock::chance_u128());
    let no_store = HeaderValue::from_static("no-store");
    let pass = Json(Pass { pass, expires_in_s: PASS_LIFE_S });
    Ok(([(header::CACHE_CONTROL, no_store)], pass).into_response())
}

pub(super) fn read_id(id: &str) -> Result<SpaceId, Fault> {
    id.parse().map_err(|_| Fault::NoSuchSpace)
}

/// A JSON body that says it is one: the content type keeps the forms of other sites out.
pub(super) async fn read_json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "wrong_type",
            "send this as application/json",
        ));
    }
    let bytes = tokio::time::timeout(BODY_WITHIN, axum::body::to_bytes(body, JSON_MOST)).await;
    let Ok(bytes) = bytes.map_err(|_| Problem::too_late())? else {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_long",
            "this is longer than the 16 kB that fit here",
        ));
    };
    serde_json::from_slice(&bytes)
        .map_err(|fault| Problem::unreadable(format!("this could not be read: {fault}")))
}
