//! Whoever has proved who they are comes in: a new session, its cookie, and no guest any more.

use crate::{
    clock,
    http::{
        Problem, State,
        caller::Caller,
        cookies, reminded,
        visitor::{self, SESSION_LIFE_MS, Visitor},
    },
    people::tokens::SessionToken,
    store::{PersonRow, SessionRow, SignedIn},
};
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{AppendHeaders, IntoResponseParts},
};
use causerie_shared::{api::Me, id::SignInId};
use cookie::time::Duration;

/// As long as a session that nobody uses.
const COOKIE_LIFE: Duration = Duration::days(60);

/// Characters of a browser's own description that are kept.
const AGENT_MOST: usize = 300;

/// Begins a session for `person` in the browser that asks. It gets a new token, whatever it had before;
/// a session that it had ends.
pub(super) async fn let_in(
    state: &State,
    caller: &Caller,
    headers: &HeaderMap,
    person: PersonRow,
) -> Result<(impl IntoResponseParts + use<>, Me), Problem> {
    let store = state.hub.store();
    let now = clock::now();
    let before = match visitor::session_hash(headers) {
        Some(hash) => store.signed_in(&hash, now).await?,
        None => None,
    };
    let token = SessionToken::of(clock::chance());
    let session = SessionRow {
        id: SignInId::v7(now.0, clock::chance_u128()),
        agent: agent(headers),
        created_at: now,
        seen_at: now,
        expires_at: now.plus_ms(SESSION_LIFE_MS),
    };
    store.add_session(&token.to_stored(), person.id, &session).await?;
    if let Some(before) = before {
        // The same person is told in this browser as before.
        if before.person.id == person.id {
            store.take_subscriptions(before.session, session.id).await?;
        }
        store.end_session(before.person.id, before.session).await?;
    }
    if let Some(browser) = reminded::browser(state, headers) {
        store.hand_over(browser, person.id, session.id).await?;
    }
    let signed_in = SignedIn { session: session.id, seen_at: now, created_at: now, person };
    let me = Visitor::Account(Box::new(signed_in)).me(state).await?;
    let session = cookies::set(caller, cookies::SESSION, token.to_cookie(), COOKIE_LIFE);
    let guest = cookies::remove(caller, cookies::GUEST);
    let browser = cookies::remove(caller, cookies::BROWSER);
    let cookies = [session, guest, browser].map(|cookie| (header::SET_COOKIE, cookie));
    Ok((AppendHeaders(cookies), me))
}

fn agent(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| HeaderValue::to_str(agent).ok());
    agent.unwrap_or_default().chars().take(AGENT_MOST).collect()
}
