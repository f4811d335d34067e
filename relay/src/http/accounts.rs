//! `/api/accounts`: becoming somebody, with a password or a passkey; `/api/handles`: under which name.

use crate::{
    clock,
    http::{
        Problem, State,
        answer::private,
        caller::Caller,
        ceremonies::Ceremony,
        entry::let_in,
        me::new_person,
        passkeys,
        relying_party::{creation, relying_party},
        secrets,
        spaces::read_json,
    },
    store::{Claim, Founding, IdentityRow, Words},
};
use axum::{
    body::Body,
    extract::{Path, State as From},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    fault::Fault,
    handle::Handle,
    id::PersonId,
    password::Password,
    people::{Challenge, SignUp, SignUpWithPasskey, Signed, Welcome},
    text::Name,
};
use serde::Serialize;
use webauthn_rs::prelude::{RegisterPublicKeyCredential, Uuid};

#[derive(Serialize)]
struct Freedom {
    free: bool,
}

/// Whether somebody could take a handle. Signing up must tell as much, so this is no secret; it is
/// asked as often as people type, and no oftener.
#[utoipa::path(
    get,
    path = "/api/handles/{handle}",
    tag = "accounts",
    params(("handle" = String, Path)),
    responses((status = 200, body = Object), crate::http::openapi::Refused)
)]
pub(super) async fn handle(
    From(state): From<State>,
    caller: Caller,
    Path(handle): Path<String>,
) -> Result<Response, Problem> {
    let handle: Handle = handle.parse().map_err(|handle| Fault::BadHandle { handle })?;
    state.limits.handle(caller.address)?;
    Ok(private(Freedom { free: state.hub.store().is_free(&handle).await? }))
}

/// An account with a password. The answer signs in, and shows the recovery codes this once.
#[utoipa::path(
    post,
    path = "/api/accounts",
    tag = "accounts",
    request_body = causerie_shared::people::SignUp,
    responses((status = 201, body = causerie_shared::people::Welcome), crate::http::openapi::Refused)
)]
pub(super) async fn create(
    From(state): From<State>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let SignUp { handle, name, password } = read_json(&headers, body).await?;
    let words = read_words(&handle, &name)?;
    let own = [words.handle.as_str(), words.name.as_str()];
    let password =
        Password::chosen(&password, &own).map_err(|advice| Fault::WeakPassword { advice })?;
    has_room(&state, &caller, &words).await?;
    let person = new_person();
    let identity = secrets::password_row(&state, person, password).await?;
    found(&state, &caller, &headers, person, &words, &identity).await
}

/// An account with a passkey: what the browser is to sign.
#[utoipa::path(
    post,
    path = "/api/accounts/passkey",
    tag = "accounts",
    request_body = causerie_shared::people::SignUpWithPasskey,
    responses((status = 200, body = Object, description = "A Challenge; its options go to navigator.credentials.create."), crate::http::openapi::Refused)
)]
pub(super) async fn begin_with_passkey(
    From(state): From<State>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let SignUpWithPasskey { handle, name } = read_json(&headers, body).await?;
    let words = read_words(&handle, &name)?;
    let site = relying_party(&caller)?;
    has_room(&state, &caller, &words).await?;
    let person = new_person();
    let id = Uuid::from_u128(person.bits());
    let (handle, name) = (words.handle.as_str(), words.name.as_str());
    let begun = site.start_passkey_registration(id, handle, name, None);
    let (challenge, registration) = begun.map_err(|_| Fault::PasskeyRefused)?;
    let ceremony =
        Ceremony::SignUp { person, words: Box::new(words), state: Box::new(registration) };
    let word = state.ceremonies.begin(ceremony, clock::now(), clock::chance_u128());
    Ok(private(Challenge { challenge: word, options: creation(&challenge) }))
}

/// What the browser signed, as PublicKeyCredential.toJSON() writes it.
#[utoipa::path(
    put,
    path = "/api/accounts/passkey",
    tag = "accounts",
    request_body(content = Object, description = "A Signed."),
    responses((status = 201, body = causerie_shared::people::Welcome), crate::http::openapi::Refused)
)]
pub(super) async fn create_with_passkey(
    From(state): From<State>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let signed: Signed<RegisterPublicKeyCredential> = read_json(&headers, body).await?;
    state.limits.sign_in(caller.address)?;
    let begun = state.ceremonies.take(&signed.challenge, clock::now());
    let Some(Ceremony::SignUp { person, words, state: registration }) = begun else {
        return Err(Fault::PasskeyRefused.into());
    };
    let identity = passkeys::registered(&caller, &headers, person, signed, &registration)?;
    found(&state, &caller, &headers, person, &words, &identity).await
}

fn read_words(handle: &str, name: &str) -> Result<Words, Fault> {
    let handle: Handle = handle.parse().map_err(|handle| Fault::BadHandle { handle })?;
    let name: Name = name.parse().map_err(|text| Fault::BadName { text })?;
    Ok(Words { handle, name, biography: None, links: Vec::new() })
}

/// Before anything costly is done. Looking whether a handle is free is a question like any other;
/// beyond it, a try counts.
async fn has_room(state: &State, caller: &Caller, words: &Words) -> Result<(), Problem> {
    state.limits.handle(caller.address)?;
    if !state.hub.store().is_free(&words.handle).await? {
        return Err(Fault::HandleTaken.into());
    }
    Ok(state.limits.sign_up(caller.address)?)
}

/// Makes the account and lets its owner in.
async fn found(
    state: &State,
    caller: &Caller,
    headers: &HeaderMap,
    id: PersonId,
    words: &Words,
    identity: &IdentityRow,
) -> Result<Response, Problem> {
    let store = state.hub.store();
    let (shown, kept) = secrets::new_codes(id);
    let founding = Founding { id, words, identity, recovery: &kept };
    match store.found_person(founding, clock::now()).await? {
        Claim::Done => {}
        // Two raced for the handle, or the passkey is somebody's.
        Claim::Taken if store.is_free(&words.handle).await? => {
            return Err(Fault::PasskeyTaken.into());
        }
        Claim::Taken => return Err(Fault::HandleTaken.into()),
    }
    tracing::info!(person = %id, "an account was made");
    let person = store.person(id).await?.ok_or(Fault::NoSuchPerson)?;
    let (cookies, me) = let_in(state, caller, headers, person).await?;
    let welcome = private(Welcome { me, recovery_codes: shown });
    Ok((StatusCode::CREATED, cookies, welcome).into_response())
}
