//! `/api/me`: who the visitor is, and a guest's name, kept in a signed cookie.

use crate::{
    clock,
    http::{
        Holder, Problem, State,
        caller::Caller,
        spaces::read_json,
        visitor::{GUEST_COOKIE, Visitor},
    },
};
use axum::{
    Json,
    body::Body,
    extract::State as From,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{api::NameRequest, fault::Fault, id::PersonId};
use cookie::{Cookie, SameSite, time::Duration};

/// Longer than a person stays away who comes back at all.
const COOKIE_LIFE: Duration = Duration::days(400);

pub(super) async fn get(From(state): From<State>, visitor: Visitor) -> Result<Response, Problem> {
    let me = visitor.me(&state).await?;
    let no_store = HeaderValue::from_static("no-store");
    Ok(([(header::CACHE_CONTROL, no_store)], Json(me)).into_response())
}

pub(super) async fn post(
    From(state): From<State>,
    caller: Caller,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let NameRequest { name } = read_json(&headers, body).await?;
    let name = name.parse().map_err(|text| Fault::BadName { text })?;
    let person = match visitor {
        // An account has a name, which its profile changes.
        Visitor::Account(_) => return Err(Fault::NotAllowed.into()),
        Visitor::Guest(known) => known.person,
        Visitor::Nobody => new_person(),
    };
    let holder = Holder { person, name, account: None };
    let cookie = set_guest_cookie(&state, &caller, &holder);
    let me = Visitor::Guest(holder).me(&state).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(me)).into_response())
}

pub(super) fn new_person() -> PersonId {
    PersonId::v7(clock::now().0, clock::chance_u128())
}

pub(super) fn set_guest_cookie(state: &State, caller: &Caller, holder: &Holder) -> HeaderValue {
    set_cookie(caller, GUEST_COOKIE, state.keys.write_guest(holder), COOKIE_LIFE)
}

/// A cookie that no script reads, that other sites' requests do not carry, and that travels
/// encrypted wherever the visitor came encrypted.
pub(super) fn set_cookie(
    caller: &Caller,
    name: &'static str,
    value: String,
    life: Duration,
) -> HeaderValue {
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(caller.is_https)
        .max_age(life)
        .build();
    // Tokens are letters, digits and signs that any header may hold.
    HeaderValue::from_str(&cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}
