//! `/api/me`: who the visitor is, and a guest's name, kept in a signed cookie.

use crate::{
    clock,
    http::{
        Holder, Problem, State, answer::private, caller::Caller, cookies, spaces::read_json,
        visitor::Visitor,
    },
    hub::Standing,
};
use axum::{
    body::Body,
    extract::State as From,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{api::NameRequest, fault::Fault, id::PersonId};
use cookie::time::Duration;

/// Longer than a person stays away who comes back at all.
const COOKIE_LIFE: Duration = Duration::days(400);

/// Who the visitor is to this relay, and whether they may host.
#[utoipa::path(
    get,
    path = "/api/me",
    tag = "me",
    responses((status = 200, body = causerie_shared::api::Me), crate::http::openapi::Refused)
)]
pub(super) async fn get(From(state): From<State>, visitor: Visitor) -> Result<Response, Problem> {
    Ok(private(visitor.me(&state).await?))
}

/// Be called so, as a guest. Kept in a signed cookie.
#[utoipa::path(
    post,
    path = "/api/me",
    tag = "me",
    request_body = causerie_shared::api::NameRequest,
    responses((status = 200, body = causerie_shared::api::Me), crate::http::openapi::Refused)
)]
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
    let holder = Holder { person, name, account: None, standing: Standing::default() };
    let cookie = set_guest_cookie(&state, &caller, &holder);
    let me = Visitor::Guest(holder).me(&state).await?;
    Ok(([(header::SET_COOKIE, cookie)], private(me)).into_response())
}

pub(super) fn new_person() -> PersonId {
    PersonId::v7(clock::now().0, clock::chance_u128())
}

pub(super) fn set_guest_cookie(state: &State, caller: &Caller, holder: &Holder) -> HeaderValue {
    cookies::set(caller, cookies::GUEST, state.keys.write_guest(holder), COOKIE_LIFE)
}
