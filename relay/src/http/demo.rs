//! `/api/demo`: who of the demo's people one may come in as, to try what an account can do.
//!
//! Law: only on this machine, only while the demo is on, and only as somebody who has no way in of
//! their own. Such are the demo's people; whoever signed up has a password or a passkey, and is out
//! of reach.

use crate::{
    demo::people::{self, PERSONAS},
    http::{Problem, State, answer::private, caller::Caller, entry::let_in, spaces::read_json},
    store::PersonRow,
};
use axum::{
    body::Body,
    extract::State as From,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use causerie_shared::{handle::Handle, people::Persona};
use serde::Deserialize;

#[derive(Deserialize)]
struct ComeInAs {
    handle: String,
}

/// The demo's people, on the relay's own machine while the demo is on; nobody otherwise.
#[utoipa::path(
    get,
    path = "/api/demo",
    tag = "accounts",
    responses((status = 200, body = Vec<causerie_shared::people::Persona>), crate::http::openapi::Refused)
)]
pub(super) async fn list(From(state): From<State>, caller: Caller) -> Result<Response, Problem> {
    let mut personas = Vec::new();
    if state.config.demo && caller.is_this_machine {
        for persona in &PERSONAS {
            if let Some(PersonRow { handle, name, followers, .. }) =
                one_of_the_demo(&state, persona.handle).await?
            {
                personas.push(Persona { handle, name, followers });
            }
        }
    }
    Ok(private(personas))
}

/// Sign in as one of the demo's people, from the relay's own machine.
#[utoipa::path(
    post,
    path = "/api/demo/session",
    tag = "accounts",
    request_body = Object,
    responses((status = 200, body = causerie_shared::api::Me), crate::http::openapi::Refused)
)]
pub(super) async fn create(
    From(state): From<State>,
    caller: Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    if !(state.config.demo && caller.is_this_machine) {
        let words = "there is nothing at this address";
        return Err(Problem::new(StatusCode::NOT_FOUND, "no_such_door", words));
    }
    let ComeInAs { handle } = read_json(&headers, body).await?;
    let Some(person) = one_of_the_demo(&state, &handle).await? else {
        let words = "nobody of the demo has this handle";
        return Err(Problem::new(StatusCode::NOT_FOUND, "not_of_the_demo", words));
    };
    let (cookies, me) = let_in(&state, &caller, &headers, person).await?;
    Ok((cookies, private(me)).into_response())
}

async fn one_of_the_demo(state: &State, handle: &str) -> Result<Option<PersonRow>, Problem> {
    let store = state.hub.store();
    let Ok(handle) = Handle::existing(handle) else { return Ok(None) };
    let Some(person) = store.person_of(&handle).await? else { return Ok(None) };
    let has_a_way_in = !store.identities(person.id).await?.is_empty() || person.is_administrator;
    Ok(Some(person).filter(|person| person.id < people::limit() && !has_a_way_in))
}
