//! Who is reminded: somebody with an account, or a browser that nobody has signed in with, which a
//! signed cookie names. What a browser was told is theirs who sign in with it.

use crate::{
    http::{Problem, State, caller::Caller, cookies, me::new_person, visitor::Visitor},
    outbox::{Endpoints, Links, Tally, Vapid},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use causerie_shared::id::PersonId;
use cookie::time::Duration;
use std::sync::Arc;

/// Browsers forget cookies that are older.
const COOKIE_LIFE: Duration = Duration::days(400);

/// What doors need to speak of messages.
#[derive(Clone)]
pub struct Messages {
    pub links: Arc<Links>,
    pub vapid: Arc<Vapid>,
    pub endpoints: Endpoints,
    pub has_mail: bool,
    pub tally: Arc<Tally>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reminded {
    Account(PersonId),
    Browser(PersonId),
    Nobody,
}

impl Reminded {
    pub(super) fn of(state: &State, visitor: &Visitor, headers: &HeaderMap) -> Self {
        match visitor {
            Visitor::Account(me) => Self::Account(me.person.id),
            Visitor::Guest(_) | Visitor::Nobody => {
                browser(state, headers).map_or(Self::Nobody, Self::Browser)
            }
        }
    }

    pub(super) const fn id(self) -> Option<PersonId> {
        match self {
            Self::Account(id) | Self::Browser(id) => Some(id),
            Self::Nobody => None,
        }
    }

    /// Whose id it is, a new browser's if need be, and the cookie that names it then.
    pub(super) fn or_new(self, state: &State, caller: &Caller) -> (PersonId, Option<HeaderValue>) {
        match self {
            Self::Account(id) | Self::Browser(id) => (id, None),
            Self::Nobody => {
                let id = new_person();
                let token = state.keys.write_browser(id);
                (id, Some(cookies::set(caller, cookies::BROWSER, token, COOKIE_LIFE)))
            }
        }
    }
}

impl FromRequestParts<State> for Reminded {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        let visitor = Visitor::read(state, &parts.headers).await?;
        Ok(Self::of(state, &visitor, &parts.headers))
    }
}

/// The browser that asks, if it was ever named.
pub(super) fn browser(state: &State, headers: &HeaderMap) -> Option<PersonId> {
    state.keys.read_browser(&cookies::read(headers, cookies::BROWSER)?)
}

/// An answer that names the browser, if it has no name yet.
pub(super) fn with_cookie(cookie: Option<HeaderValue>, answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
