//! `/api/account/passkeys`: more ways in, and fewer; and how a passkey is read at every door.

use crate::{
    clock,
    http::{
        Problem, State,
        account::{self, is_fresh},
        answer::private,
        caller::Caller,
        ceremonies::Ceremony,
        relying_party::{creation, relying_party},
        secrets::identity_row,
        spaces::read_json,
        visitor::SignedInVisitor,
    },
    people::browser,
    store::{Claim, IdentityRow, Kind, PersonRow},
};
use axum::{
    body::Body,
    extract::{Path, State as From},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use causerie_shared::{
    fault::Fault,
    id::{IdentityId, PersonId},
    people::{Challenge, Signed},
    text::Name,
};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid,
};

/// Passkeys of one account: a telephone, a computer, two keys in a drawer, and room.
const PASSKEYS_MOST: usize = 20;

/// Another passkey: what the browser is to sign.
#[utoipa::path(
    post,
    path = "/api/account/passkeys",
    tag = "account",
    responses((status = 200, body = Object, description = "A Challenge."), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn begin(
    From(state): From<State>,
    caller: Caller,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    state.is_open()?;
    // A stolen cookie must not become a key of the thief's own.
    is_fresh(&me)?;
    let site = relying_party(&caller)?;
    state.limits.sign_in(caller.address)?;
    let known = passkeys(&state, me.person.id).await?;
    if known.len() >= PASSKEYS_MOST {
        let words = "you have as many passkeys as fit; remove one first";
        return Err(Problem::new(StatusCode::CONFLICT, "too_many_passkeys", words));
    }
    let known = known.iter().filter_map(stored).map(|it| it.cred_id().clone()).collect();
    let id = Uuid::from_u128(me.person.id.bits());
    let (handle, name) = (me.person.handle.as_str(), me.person.name.as_str());
    let begun = site.start_passkey_registration(id, handle, name, Some(known));
    let (challenge, registration) = begun.map_err(|_| Fault::PasskeyRefused)?;
    let ceremony = Ceremony::Add { person: me.person.id, state: Box::new(registration) };
    let word = state.ceremonies.begin(ceremony, clock::now(), clock::chance_u128());
    Ok(private(Challenge { challenge: word, options: creation(&challenge) }))
}

/// What the browser signed.
#[utoipa::path(
    put,
    path = "/api/account/passkeys",
    tag = "account",
    request_body(content = Object, description = "A Signed."),
    responses((status = 200, body = causerie_shared::people::AccountSettings), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn add(
    From(state): From<State>,
    caller: Caller,
    SignedInVisitor(me): SignedInVisitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let signed: Signed<RegisterPublicKeyCredential> = read_json(&headers, body).await?;
    let begun = state.ceremonies.take(&signed.challenge, clock::now());
    let registration = match begun {
        Some(Ceremony::Add { person, state }) if person == me.person.id => state,
        Some(Ceremony::Add { .. } | Ceremony::SignUp { .. } | Ceremony::SignIn(_)) | None => {
            return Err(Fault::PasskeyRefused.into());
        }
    };
    let row = registered(&caller, &headers, me.person.id, signed, &registration)?;
    match state.hub.store().add_identity(&row).await? {
        Claim::Done => {}
        Claim::Taken => return Err(Fault::PasskeyTaken.into()),
    }
    Ok(private(account::settings(&state, &me).await?))
}

/// Take a passkey away.
#[utoipa::path(
    delete,
    path = "/api/account/passkeys/{id}",
    tag = "account",
    params(("id" = String, Path)),
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn remove(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: Option<IdentityId> = id.parse().ok();
    let known = passkeys(&state, me.person.id).await?;
    let Some(row) = known.iter().find(|row| Some(row.id) == id) else {
        let words = "you have no such passkey; it may have been removed already";
        return Err(Problem::new(StatusCode::NOT_FOUND, "no_such_passkey", words));
    };
    if !state.hub.store().remove_identity(me.person.id, row.id).await? {
        return Err(Fault::LastWayIn.into());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn passkeys(state: &State, person: PersonId) -> Result<Vec<IdentityRow>, Problem> {
    let mut rows = state.hub.store().identities(person).await?;
    rows.retain(|row| row.kind == Kind::Passkey);
    Ok(rows)
}

/// A passkey that the browser made for a registration of ours, as a row for the store.
///
/// # Errors
/// [`Fault::PasskeyRefused`], or a name that cannot be one.
pub(super) fn registered(
    caller: &Caller,
    headers: &HeaderMap,
    person: PersonId,
    signed: Signed<RegisterPublicKeyCredential>,
    registration: &PasskeyRegistration,
) -> Result<IdentityRow, Problem> {
    let Signed { challenge: _, credential, label } = signed;
    let label = match label.filter(|label| !label.trim().is_empty()) {
        Some(label) => {
            let label: Name = label.parse().map_err(|text| Fault::BadName { text })?;
            label.as_str().to_owned()
        }
        None => {
            let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
            browser::name(agent.unwrap_or_default())
        }
    };
    let passkey = relying_party(caller)?.finish_passkey_registration(&credential, registration);
    let passkey = passkey.map_err(|_| Fault::PasskeyRefused)?;
    let subject = URL_SAFE_NO_PAD.encode(passkey.cred_id());
    let proof = serde_json::to_string(&passkey).map_err(|_| Fault::PasskeyRefused)?;
    Ok(identity_row(person, Kind::Passkey, subject, proof, label))
}

/// Whose passkey signed a challenge of ours.
///
/// # Errors
/// [`Fault::PasskeyRefused`], whatever it was that did not hold.
pub(super) async fn shown(
    state: &State,
    caller: &Caller,
    credential: &PublicKeyCredential,
    authentication: DiscoverableAuthentication,
) -> Result<PersonRow, Problem> {
    let site = relying_party(caller)?;
    let store = state.hub.store();
    let (owner, credential_id) =
        site.identify_discoverable_authentication(credential).map_err(|_| Fault::PasskeyRefused)?;
    let subject = URL_SAFE_NO_PAD.encode(credential_id);
    let row = store.identity(Kind::Passkey, &subject).await?.ok_or(Fault::PasskeyRefused)?;
    let mut passkey = stored(&row)
        .filter(|_| row.person == PersonId::from_bits(owner.as_u128()))
        .ok_or(Fault::PasskeyRefused)?;
    let result = site
        .finish_discoverable_authentication_v2(credential, authentication, &passkey)
        .map_err(|_| Fault::PasskeyRefused)?;
    // Its counter goes on, so that a copy of the key is found out.
    passkey.update_credential(&result);
    let proof = serde_json::to_string(&passkey).map_err(|_| Fault::PasskeyRefused)?;
    store.identity_used(row.id, &proof, clock::now()).await?;
    Ok(store.person(row.person).await?.ok_or(Fault::PasskeyRefused)?)
}

fn stored(row: &IdentityRow) -> Option<Passkey> {
    serde_json::from_str(&row.proof).ok()
}
