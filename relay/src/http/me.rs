//! `/api/me`: a guest's name, kept in a signed cookie.

use crate::{
    clock,
    http::{Holder, Problem, State, caller::Caller, spaces::read_json},
};
use axum::{
    Json,
    body::Body,
    extract::State as From,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    api::{Me, NameRequest},
    fault::Fault,
    id::PersonId,
};
use cookie::{Cookie, SameSite, time::Duration};

const COOKIE: &str = "causerie_guest";

/// Longer than a person stays away who comes back at all.
const COOKIE_LIFE: Duration = Duration::days(400);

pub(super) async fn get(From(state): From<State>, headers: HeaderMap) -> Response {
    let holder = holder(&state, &headers);
    let (person, name) = holder.map(|holder| (holder.person, holder.name)).unzip();
    let no_store = HeaderValue::from_static("no-store");
    ([(header::CACHE_CONTROL, no_store)], Json(Me { person, name })).into_response()
}

pub(super) async fn post(
    From(state): From<State>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let NameRequest { name } = read_json(&headers, body).await?;
    let name = name.parse().map_err(|text| Fault::BadName { text })?;
    let person = match holder(&state, &headers) {
        Some(known) => known.person,
        None => new_person(),
    };
    let holder = Holder { person, name };
    let cookie = set_cookie(&state, &caller, &holder);
    let me = Me { person: Some(holder.person), name: Some(holder.name) };
    Ok(([(header::SET_COOKIE, cookie)], Json(me)).into_response())
}

pub(super) fn new_person() -> PersonId {
    PersonId::v7(clock::now().0, clock::chance_u128())
}

/// The person whom the cookie names.
pub(super) fn holder(state: &State, headers: &HeaderMap) -> Option<Holder> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(Cookie::split_parse).flatten();
    let cookie = cookies.find(|cookie| cookie.name() == COOKIE)?;
    state.keys.read_guest(cookie.value())
}

pub(super) fn set_cookie(state: &State, caller: &Caller, holder: &Holder) -> HeaderValue {
    let cookie = Cookie::build((COOKIE, state.keys.write_guest(holder)))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(caller.is_https)
        .max_age(COOKIE_LIFE)
        .build();
    // A signed token is letters, digits and signs that any header may hold.
    HeaderValue::from_str(&cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}
