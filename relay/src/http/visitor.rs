//! Who sends a request: somebody signed in, a guest with a name, or nobody yet.
//!
//! An account is a session cookie whose token the store knows; a guest is a signed cookie that only
//! this relay can have written. An account comes first.

use crate::{
    clock,
    http::{Holder, Problem, State, cookies},
    hub::{Face, Standing},
    people::{hosting::Candidate, tokens::SessionToken},
    store::SignedIn,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use causerie_shared::{
    api::{self, Hosting},
    fault::Fault,
};

/// How long a session lasts that nobody uses.
pub(super) const SESSION_LIFE_MS: u64 = 60 * 24 * 3_600_000;

/// A session that is used is noted so often, and no oftener: a note is a write.
const SEEN_EVERY_MS: u64 = 3_600_000;

pub(super) enum Visitor {
    Nobody,
    Guest(Holder),
    Account(Box<SignedIn>),
}

impl FromRequestParts<State> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        Self::read(state, &parts.headers).await
    }
}

impl Visitor {
    pub(super) async fn read(state: &State, headers: &HeaderMap) -> Result<Self, Problem> {
        if let Some(signed_in) = session(state, headers).await? {
            return Ok(Self::Account(Box::new(signed_in)));
        }
        let guest =
            cookies::read(headers, cookies::GUEST).and_then(|token| state.keys.read_guest(&token));
        // An account's face in a guest's cookie would be a forgery of our own.
        let guest = guest.filter(|holder| holder.account.is_none());
        Ok(guest.map_or(Self::Nobody, Self::Guest))
    }

    /// # Errors
    /// [`Fault::SignInFirst`]
    pub(super) fn account(self) -> Result<SignedIn, Fault> {
        match self {
            Self::Account(signed_in) => Ok(*signed_in),
            Self::Guest(_) | Self::Nobody => Err(Fault::SignInFirst),
        }
    }

    /// Somebody with a name, as the doors of a space know them.
    pub(super) fn holder(&self) -> Option<Holder> {
        match self {
            Self::Nobody => None,
            Self::Guest(holder) => Some(holder.clone()),
            Self::Account(signed_in) => {
                let person = &signed_in.person;
                let account = Some(Face { handle: person.handle.clone(), avatar: person.avatar });
                let (person, name) = (person.id, person.name.clone());
                Some(Holder { person, name, account, standing: Standing::default() })
            }
        }
    }

    /// Whether they may host, by the rule that counts at this moment.
    pub(super) async fn hosting(&self, state: &State) -> Result<Hosting, Problem> {
        let policy = state.hosting().await?;
        Ok(policy.judge(match self {
            Self::Nobody | Self::Guest(_) => None,
            Self::Account(signed_in) => Some(Candidate {
                handle: &signed_in.person.handle,
                followers: signed_in.person.followers,
                is_administrator: signed_in.person.is_administrator,
            }),
        }))
    }

    pub(super) async fn me(&self, state: &State) -> Result<api::Me, Problem> {
        let hosting = self.hosting(state).await?;
        let (person, name) = self.holder().map(|holder| (holder.person, holder.name)).unzip();
        let account = match self {
            Self::Nobody | Self::Guest(_) => None,
            Self::Account(signed_in) => Some(api::Account {
                handle: signed_in.person.handle.clone(),
                avatar: signed_in.person.avatar,
                is_administrator: signed_in.person.is_administrator,
            }),
        };
        Ok(api::Me { person, name, account, hosting })
    }
}

/// Somebody signed in, for doors that are for nobody else.
pub(super) struct SignedInVisitor(pub(super) SignedIn);

impl FromRequestParts<State> for SignedInVisitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        Ok(Self(Visitor::read(state, &parts.headers).await?.account()?))
    }
}

async fn session(state: &State, headers: &HeaderMap) -> Result<Option<SignedIn>, Problem> {
    let Some(hash) = session_hash(headers) else { return Ok(None) };
    let now = clock::now();
    let store = state.hub.store();
    let Some(signed_in) = store.signed_in(&hash, now).await? else { return Ok(None) };
    if now.since_ms(signed_in.seen_at) >= SEEN_EVERY_MS {
        store.session_seen(signed_in.session, now, now.plus_ms(SESSION_LIFE_MS)).await?;
    }
    Ok(Some(signed_in))
}

/// The stored form of the session's token.
pub(super) fn session_hash(headers: &HeaderMap) -> Option<String> {
    SessionToken::read(&cookies::read(headers, cookies::SESSION)?).map(SessionToken::to_stored)
}
