//! What is to come, for calendars and feed readers: the same spaces that `/api/announcements` lists.
//!
//! Programs look again and again: an answer that has not changed is a line, and one address asks
//! only so often.

use crate::{
    clock,
    http::{
        Problem, State,
        caller::Caller,
        invitations::accepted,
        spaces::read_id,
        upcoming::{Which, upcoming},
    },
    schedule::{calendar, feed, missed_before},
    store::Upcoming,
};
use axum::{
    extract::{OriginalUri, Path, Query, State as From, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{announcement::Coming, fault::Fault, handle::Handle};

/// Spaces in one file: a month of a busy relay.
const SPACES_MOST: u32 = 500;

/// Between two looks of one program nothing is asked of the store.
const FRESH: &str = "public, max-age=60";

const ICS: &str = "text/calendar; charset=utf-8";
const ATOM: &str = "application/atom+xml; charset=utf-8";

/// One announced space, for a calendar.
#[utoipa::path(
    get,
    path = "/api/announcements/{id}/space.ics",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses((status = 200, content_type = "text/calendar", body = String), crate::http::openapi::Refused)
)]
pub(super) async fn one(
    From(state): From<State>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.limits.feed(caller.address)?;
    let found = state.hub.store().announcement(read_id(&id)?).await?;
    let found = found.filter(|found| found.state != Coming::Draft);
    let mut found = found.ok_or(Fault::NoSuchSpace)?;
    // A file that is handed on tells everybody the same.
    found.invitations = accepted(state.hub.store().invitations(found.id).await?);
    let name = found.title.to_string();
    let text = calendar(&caller.site(), &name, &[found]);
    Ok(file(ICS, text, &headers))
}

/// What is to come, for a calendar that looks again by itself; what was cancelled stands in it as
/// cancelled.
#[utoipa::path(
    get,
    path = "/api/announcements.ics",
    tag = "announcements",
    params(Which),
    responses((status = 200, content_type = "text/calendar", body = String), crate::http::openapi::Refused)
)]
pub(super) async fn all(
    From(state): From<State>,
    caller: Caller,
    which: Result<Query<Which>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.limits.feed(caller.address)?;
    let (name, which) = read(&state, which).await?;
    let which = Upcoming { cancelled: true, ..which };
    let spaces = state.hub.store().upcoming(&which, SPACES_MOST).await?;
    Ok(file(ICS, calendar(&caller.site(), &name, &spaces), &headers))
}

/// The spaces that somebody is reminded of, at an address that only they know.
#[utoipa::path(
    get,
    path = "/api/reminders/{token}/calendar.ics",
    tag = "reminding",
    params(("token" = String, Path, description = "From `GET /api/reminding`.")),
    responses((status = 200, content_type = "text/calendar", body = String), crate::http::openapi::Refused)
)]
pub(super) async fn own(
    From(state): From<State>,
    caller: Caller,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.limits.feed(caller.address)?;
    let nothing = || Problem::new(StatusCode::NOT_FOUND, "no_such_calendar", NO_CALENDAR);
    let (person, edition) = state.messages.links.read_calendar(&token).ok_or_else(nothing)?;
    let store = state.hub.store();
    if store.wishes(person).await?.calendar != edition || store.person(person).await?.is_none() {
        return Err(nothing());
    }
    let from = missed_before(clock::now());
    let spaces = store.reminded_spaces(person, from, SPACES_MOST).await?;
    let mut file = file(ICS, calendar(&caller.site(), "Causerie", &spaces), &headers);
    file.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(OWN_FRESH));
    Ok(file)
}

const NO_CALENDAR: &str =
    "there is no such calendar; if it was yours, its new address stands in your settings";

/// As [`FRESH`], for one reader.
const OWN_FRESH: &str = "private, max-age=60";

/// What is to come, for a feed reader.
#[utoipa::path(
    get,
    path = "/api/announcements.atom",
    tag = "announcements",
    params(Which),
    responses((status = 200, content_type = "application/atom+xml", body = String), crate::http::openapi::Refused)
)]
pub(super) async fn atom(
    From(state): From<State>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    which: Result<Query<Which>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    state.limits.feed(caller.address)?;
    let (name, which) = read(&state, which).await?;
    let spaces = state.hub.store().upcoming(&which, SPACES_MOST).await?;
    // A query is written in ASCII without blanks, whatever it means.
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    Ok(file(ATOM, feed(&caller.site(), path, &name, &spaces), &headers))
}

/// What the file is called, and what belongs into it.
async fn read(
    state: &State,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<(String, Upcoming), Problem> {
    let Query(which) = which.map_err(|fault| Problem::unreadable(fault.body_text()))?;
    let host = which.host.as_deref().and_then(|host| Handle::existing(host).ok());
    let upcoming = upcoming(state, which).await?;
    // Of what was asked for, what was understood: the rest may be any sign.
    let mut name = "Causerie".to_owned();
    if let Some(host) = host {
        name.push_str(&format!(" · @{host}"));
    }
    if let Some(topic) = &upcoming.topic {
        name.push_str(&format!(" · {topic}"));
    }
    Ok((name, upcoming))
}

fn file(kind: &'static str, text: String, headers: &HeaderMap) -> Response {
    let etag = format!("\"{:08x}-{}\"", crc32fast::hash(text.as_bytes()), text.len());
    let etag = HeaderValue::from_str(&etag).unwrap_or(HeaderValue::from_static("\"\""));
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == etag);
    let about = [
        (header::CACHE_CONTROL, HeaderValue::from_static(FRESH)),
        (header::ETAG, etag),
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
    ];
    match known {
        true => (StatusCode::NOT_MODIFIED, about).into_response(),
        false => (about, text).into_response(),
    }
}
