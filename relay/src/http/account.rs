//! `/api/account`: one's own account, as it is, as it should be, and its end.

use crate::{
    clock,
    http::{
        Problem, State,
        answer::private,
        caller::Caller,
        cards,
        secrets::{self, Shown},
        session::signed_out,
        spaces::read_json,
        tickets,
        visitor::SignedInVisitor,
    },
    people::browser,
    store::{Claim, IdentityRow, Kind, PersonRow, SignedIn, Words},
};
use axum::{
    body::Body,
    extract::State as From,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    fault::Fault,
    handle::Handle,
    link::LinkUrl,
    password::Password,
    people::{
        AccountSettings, ChangePassword, DeleteAccount, EditProfile, LINKS_MOST, PasskeyCard,
        RecoveryCodes, SessionCard,
    },
    text::Biography,
};

/// So soon after signing in somebody may hand their account over or end it without another proof: a
/// cookie that is stolen from a browser is older, mostly, and must not become a way in of the thief's
/// own, nor the end of the account.
const FRESH_MS: u64 = 600_000;

/// Blocked people that the page shows.
const BLOCKED_SHOWN: u32 = 500;

/// # Errors
/// [`Fault::SignInAgain`]
pub(super) fn is_fresh(me: &SignedIn) -> Result<(), Fault> {
    let age_ms = clock::now().since_ms(me.created_at);
    if age_ms <= FRESH_MS { Ok(()) } else { Err(Fault::SignInAgain) }
}

/// One's own account.
#[utoipa::path(
    get,
    path = "/api/account",
    tag = "account",
    responses((status = 200, body = causerie_shared::people::AccountSettings), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn get(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    Ok(private(settings(&state, &me).await?))
}

pub(super) async fn settings(state: &State, me: &SignedIn) -> Result<AccountSettings, Problem> {
    let store = state.hub.store();
    let id = me.person.id;
    let identities = store.identities(id).await?;
    let sessions = store.sessions(id, clock::now()).await?;
    let blocked = store.blocked_by(id, None, BLOCKED_SHOWN).await?;
    let passkeys = identities.iter().filter(|row| row.kind == Kind::Passkey);
    Ok(AccountSettings {
        profile: cards::person(&me.person),
        links: me.person.links.clone(),
        has_password: identities.iter().any(|row| row.kind == Kind::Password),
        passkeys: passkeys
            .map(|row| PasskeyCard {
                id: row.id,
                label: row.label.clone(),
                created_at: row.created_at,
                used_at: row.used_at,
            })
            .collect(),
        recovery_codes_left: u32::try_from(store.recovery_left(id).await?).unwrap_or(u32::MAX),
        sessions: sessions
            .iter()
            .map(|row| SessionCard {
                id: row.id,
                browser: browser::name(&row.agent),
                created_at: row.created_at,
                seen_at: row.seen_at,
                is_this: row.id == me.session,
            })
            .collect(),
        blocked: blocked.iter().map(|(person, _)| cards::person(person)).collect(),
    })
}

/// Change what others see of one. What is absent stays.
#[utoipa::path(
    patch,
    path = "/api/account",
    tag = "account",
    request_body = causerie_shared::people::EditProfile,
    responses((status = 200, body = causerie_shared::people::AccountSettings), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn edit(
    From(state): From<State>,
    caller: Caller,
    SignedInVisitor(mut me): SignedInVisitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let asked: EditProfile = read_json(&headers, body).await?;
    let words = edited(&me.person, asked)?;
    if words.handle != me.person.handle {
        // It tells whether the handle is free.
        state.limits.handle(caller.address)?;
    }
    match state.hub.store().rewrite(me.person.id, &words).await? {
        Claim::Done => {}
        Claim::Taken => return Err(Fault::HandleTaken.into()),
    }
    let Words { handle, name, biography, links } = words;
    me.person = PersonRow { handle, name, biography, links, ..me.person };
    Ok(private(settings(&state, &me).await?))
}

/// What somebody says of themself from here on, judged field by field in the order of the form.
fn edited(person: &PersonRow, asked: EditProfile) -> Result<Words, Fault> {
    let EditProfile { handle, name, biography, links } = asked;
    let handle = match handle {
        // Who has a handle keeps it, also when its word has become reserved.
        Some(typed) if Handle::existing(&typed).as_ref() == Ok(&person.handle) => None,
        Some(typed) => Some(typed.parse::<Handle>().map_err(|handle| Fault::BadHandle { handle })?),
        None => None,
    };
    let name = name.map(|name| name.parse().map_err(|text| Fault::BadName { text })).transpose()?;
    let biography = match biography {
        Some(typed) => Biography::optional(&typed).map_err(|text| Fault::BadBiography { text })?,
        None => person.biography.clone(),
    };
    let links = links.map(read_links).transpose()?;
    Ok(Words {
        handle: handle.unwrap_or_else(|| person.handle.clone()),
        name: name.unwrap_or_else(|| person.name.clone()),
        biography,
        links: links.unwrap_or_else(|| person.links.clone()),
    })
}

/// Fields that were left empty are none.
fn read_links(typed: Vec<String>) -> Result<Vec<LinkUrl>, Fault> {
    let filled = typed.iter().enumerate().filter(|(_, link)| !link.trim().is_empty());
    if filled.clone().count() > LINKS_MOST {
        return Err(Fault::TooManyLinks { most: LINKS_MOST });
    }
    filled.map(|(at, link)| link.parse().map_err(|link| Fault::BadLink { at, link })).collect()
}

/// A new password. Signs out everywhere else.
#[utoipa::path(
    put,
    path = "/api/account/password",
    tag = "account",
    request_body = causerie_shared::people::ChangePassword,
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn change_password(
    From(state): From<State>,
    caller: Caller,
    SignedInVisitor(me): SignedInVisitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let ChangePassword { current, new } = read_json(&headers, body).await?;
    let own = [me.person.handle.as_str(), me.person.name.as_str()];
    let new = Password::chosen(&new, &own).map_err(|advice| Fault::WeakPassword { advice })?;
    prove(&state, &caller, &me, current).await?;
    let row = secrets::password_row(&state, me.person.id, new).await?;
    let store = state.hub.store();
    store.set_password(&row).await?;
    store.end_sessions(me.person.id, Some(me.session)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// New recovery codes, in the place of those before.
#[utoipa::path(
    post,
    path = "/api/account/recovery-codes",
    tag = "account",
    responses((status = 200, body = causerie_shared::people::RecoveryCodes), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn renew_codes(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    is_fresh(&me)?;
    let (shown, kept) = secrets::new_codes(me.person.id);
    state.hub.store().replace_recovery(me.person.id, &kept).await?;
    Ok(private(RecoveryCodes { recovery_codes: shown }))
}

/// For good: their spaces on air end, and nothing of theirs is left.
#[utoipa::path(
    delete,
    path = "/api/account",
    tag = "account",
    request_body = causerie_shared::people::DeleteAccount,
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn delete(
    From(state): From<State>,
    caller: Caller,
    SignedInVisitor(me): SignedInVisitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let DeleteAccount { handle, password } = read_json(&headers, body).await?;
    if Handle::existing(&handle).as_ref() != Ok(&me.person.handle) {
        return Err(Fault::NotConfirmed.into());
    }
    prove(&state, &caller, &me, password).await?;
    let store = state.hub.store();
    // First, so that no other tab opens a space or buys a ticket meanwhile.
    store.end_sessions(me.person.id, None).await?;
    tickets::give_everything_back(&state, me.person.id).await?;
    state.hub.expel(me.person.id, None).await;
    store.remove_person(me.person.id, clock::now()).await?;
    tracing::info!(person = %me.person.id, "an account was deleted");
    Ok(signed_out(&caller))
}

/// The person at the keyboard is the account's: by its password, or where it has none by having
/// signed in a moment ago. A passkey could be asked for again in the same request; signing in anew
/// asks for it too, and is one way for all that is delicate.
///
/// # Errors
/// [`Fault::WrongPassword`], [`Fault::SignInAgain`], [`Fault::TooMany`]
async fn prove(
    state: &State,
    caller: &Caller,
    me: &SignedIn,
    typed: Option<String>,
) -> Result<(), Problem> {
    let subject = me.person.id.to_string();
    let kept: Option<IdentityRow> = state.hub.store().identity(Kind::Password, &subject).await?;
    let Some(kept) = kept else { return Ok(is_fresh(me)?) };
    let typed = typed.and_then(|typed| Password::existing(&typed).ok());
    let typed = typed.ok_or(Fault::WrongPassword)?;
    let handle = me.person.handle.as_str();
    let guess = state.limits.guesses.begin(handle, caller.address, clock::now())?;
    clock::sleep_until(guess.at).await;
    match secrets::show_password(state, typed, Some(&kept)).await? {
        Shown::Right { .. } => {
            guess.was_right();
            Ok(())
        }
        Shown::Wrong => Err(Fault::WrongPassword.into()),
    }
}
