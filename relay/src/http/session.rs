//! `/api/session`: signing in, by password, passkey or recovery code, and out; `/api/sessions`: elsewhere.
//!
//! Law: who has no account here and who typed a wrong password hear the same, after the same work.

use crate::{
    clock,
    http::{
        Problem, State,
        answer::private,
        caller::Caller,
        ceremonies::Ceremony,
        cookies,
        entry::let_in,
        passkeys,
        relying_party::{relying_party, request},
        secrets::{self, Shown},
        spaces::read_json,
        visitor::{SignedInVisitor, Visitor},
    },
    people::recovery::RecoveryCode,
    store::{IdentityRow, Kind, PersonRow},
};
use axum::{
    body::Body,
    extract::{Path, Query, State as From, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    fault::Fault,
    handle::Handle,
    id::{PersonId, SignInId},
    password::Password,
    people::{Challenge, Recover, SignIn, Signed},
};
use serde::Deserialize;
use webauthn_rs::prelude::PublicKeyCredential;

/// Sign in with a password.
#[utoipa::path(
    post,
    path = "/api/session",
    tag = "accounts",
    request_body = causerie_shared::people::SignIn,
    responses((status = 200, body = causerie_shared::api::Me), crate::http::openapi::Refused)
)]
pub(super) async fn create(
    From(state): From<State>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let SignIn { handle, password } = read_json(&headers, body).await?;
    state.limits.sign_in(caller.address)?;
    // Nobody has a password that is too long to be one.
    let password = Password::existing(&password).map_err(|_| Fault::WrongSignIn)?;
    let guess = state.limits.guesses.begin(&handle, caller.address, clock::now())?;
    clock::sleep_until(guess.at).await;
    let (person, kept) = person_with_password(&state, &handle).await?;
    let shown = secrets::show_password(&state, password, kept.as_ref()).await?;
    let (Shown::Right { renewed }, Some(person), Some(kept)) = (shown, person, kept) else {
        return Err(Fault::WrongSignIn.into());
    };
    guess.was_right();
    let proof = renewed.unwrap_or(kept.proof);
    state.hub.store().identity_used(kept.id, &proof, clock::now()).await?;
    enter(&state, &caller, &headers, person).await
}

/// The same questions to the store, whether or not there is such a person.
async fn person_with_password(
    state: &State,
    handle: &str,
) -> Result<(Option<PersonRow>, Option<IdentityRow>), Problem> {
    let store = state.hub.store();
    let person = match Handle::existing(handle) {
        Ok(handle) => store.person_of(&handle).await?,
        // Nobody can have what is no handle, and everybody knows that.
        Err(_) => None,
    };
    let id = person.as_ref().map_or(PersonId::from_bits(0), |person| person.id);
    let kept = store.identity(Kind::Password, &id.to_string()).await?;
    Ok((person, kept))
}

/// Sign in with a passkey: what the browser is to sign.
#[utoipa::path(
    post,
    path = "/api/session/passkey",
    tag = "accounts",
    responses((status = 200, body = Object, description = "A Challenge; its options go to navigator.credentials.get."), crate::http::openapi::Refused)
)]
pub(super) async fn begin_with_passkey(
    From(state): From<State>,
    caller: Caller,
) -> Result<Response, Problem> {
    state.is_open()?;
    let site = relying_party(&caller)?;
    state.limits.sign_in(caller.address)?;
    let begun = site.start_discoverable_authentication();
    let (challenge, authentication) = begun.map_err(|_| Fault::PasskeyRefused)?;
    let ceremony = Ceremony::SignIn(Box::new(authentication));
    let word = state.ceremonies.begin(ceremony, clock::now(), clock::chance_u128());
    Ok(private(Challenge { challenge: word, options: request(&challenge) }))
}

/// What the browser signed.
#[utoipa::path(
    put,
    path = "/api/session/passkey",
    tag = "accounts",
    request_body(content = Object, description = "A Signed."),
    responses((status = 200, body = causerie_shared::api::Me), crate::http::openapi::Refused)
)]
pub(super) async fn create_with_passkey(
    From(state): From<State>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let signed: Signed<PublicKeyCredential> = read_json(&headers, body).await?;
    state.limits.sign_in(caller.address)?;
    let begun = state.ceremonies.take(&signed.challenge, clock::now());
    let Some(Ceremony::SignIn(authentication)) = begun else {
        return Err(Fault::PasskeyRefused.into());
    };
    let person = passkeys::shown(&state, &caller, &signed.credential, *authentication).await?;
    enter(&state, &caller, &headers, person).await
}

/// A recovery code for a new password. Every session ends, and a new one begins.
#[utoipa::path(
    post,
    path = "/api/session/recovery",
    tag = "accounts",
    request_body = causerie_shared::people::Recover,
    responses((status = 200, body = causerie_shared::api::Me), crate::http::openapi::Refused)
)]
pub(super) async fn recover(
    From(state): From<State>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let Recover { handle, code, password } = read_json(&headers, body).await?;
    // Nobody guesses 80 bits of chance, so wrong codes do not slow an account: whoever is slowed by
    // the guesses of others comes in here.
    state.limits.sign_in(caller.address)?;
    // By the handle alone: the name of whoever has it is not told by a refusal.
    let password = Password::chosen(&password, &[handle.as_str()]);
    let password = password.map_err(|advice| Fault::WeakPassword { advice })?;
    let (person, _) = person_with_password(&state, &handle).await?;
    let id = person.as_ref().map_or(PersonId::from_bits(0), |person| person.id);
    let row = secrets::password_row(&state, id, password).await?;
    let code = RecoveryCode::read(&code).map(|code| code.to_stored(id)).unwrap_or_default();
    let is_right = state.hub.store().recover(&code, &row).await?;
    let Some(person) = person.filter(|_| is_right) else {
        return Err(Fault::WrongSignIn.into());
    };
    enter(&state, &caller, &headers, person).await
}

async fn enter(
    state: &State,
    caller: &Caller,
    headers: &HeaderMap,
    person: PersonRow,
) -> Result<Response, Problem> {
    let (cookies, me) = let_in(state, caller, headers, person).await?;
    Ok((cookies, private(me)).into_response())
}

/// Signs out here. Who is not signed in is out already.
#[utoipa::path(
    delete,
    path = "/api/session",
    tag = "accounts",
    responses((status = 204), crate::http::openapi::Refused)
)]
pub(super) async fn end(
    From(state): From<State>,
    caller: Caller,
    visitor: Visitor,
) -> Result<Response, Problem> {
    if let Visitor::Account(me) = visitor {
        state.hub.store().end_session(me.person.id, me.session).await?;
    }
    Ok(signed_out(&caller))
}

#[derive(Deserialize)]
pub(super) struct Which {
    all: Option<String>,
}

/// Signs out everywhere else, or with `?all=1` everywhere.
#[utoipa::path(
    delete,
    path = "/api/sessions",
    tag = "accounts",
    params(("all" = Option<String>, Query, description = "1 for here too.")),
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn end_others(
    From(state): From<State>,
    caller: Caller,
    SignedInVisitor(me): SignedInVisitor,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let asked = which.map(|Query(which)| which.all).unwrap_or_default();
    let all = match asked.as_deref() {
        None | Some("0" | "false") => false,
        Some("1" | "true" | "") => true,
        Some(_) => return Err(Problem::unreadable("all is 1 or is not there")),
    };
    let but = if all { None } else { Some(me.session) };
    state.hub.store().end_sessions(me.person.id, but).await?;
    Ok(if all { signed_out(&caller) } else { StatusCode::NO_CONTENT.into_response() })
}

/// Sign out in one browser.
#[utoipa::path(
    delete,
    path = "/api/sessions/{id}",
    tag = "accounts",
    params(("id" = String, Path)),
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn end_one(
    From(state): From<State>,
    caller: Caller,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: Option<SignInId> = id.parse().ok();
    let ended = match id {
        Some(id) => state.hub.store().end_session(me.person.id, id).await?,
        None => false,
    };
    if !ended {
        let words = "you are not signed in there; it may have ended already";
        return Err(Problem::new(StatusCode::NOT_FOUND, "no_such_sign_in", words));
    }
    let is_this = id == Some(me.session);
    Ok(if is_this { signed_out(&caller) } else { StatusCode::NO_CONTENT.into_response() })
}

/// 204, and the cookie is taken back.
pub(super) fn signed_out(caller: &Caller) -> Response {
    let cookie = cookies::remove(caller, cookies::SESSION);
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()
}
