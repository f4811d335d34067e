//! `/api/admin/hosting`: who may host, for those who administer the relay.

use crate::{
    http::{Problem, State, answer::private, spaces::read_json, visitor::SignedInVisitor},
    people::hosting::Policy,
    store::{Setting, SignedIn},
};
use axum::{body::Body, extract::State as From, http::HeaderMap, response::Response};
use causerie_shared::{fault::Fault, people::HostingPolicy};

/// The rule about who may host.
#[utoipa::path(
    get,
    path = "/api/admin/hosting",
    tag = "operators",
    responses((status = 200, body = causerie_shared::people::HostingPolicy), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn get(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    is_administrator(&me)?;
    Ok(private(HostingPolicy { policy: state.hosting().await?.to_string() }))
}

/// Counts at once for spaces that are opened from here on.
#[utoipa::path(
    put,
    path = "/api/admin/hosting",
    tag = "operators",
    request_body = causerie_shared::people::HostingPolicy,
    responses((status = 200, body = causerie_shared::people::HostingPolicy), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn put(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    is_administrator(&me)?;
    let HostingPolicy { policy } = read_json(&headers, body).await?;
    let policy: Policy = policy.parse().map_err(|detail| Fault::BadPolicy { detail })?;
    let policy = policy.to_string();
    state.hub.store().set_setting(Setting::Hosting, Some(&policy)).await?;
    tracing::info!(by = %me.person.id, policy, "who may host was changed");
    Ok(private(HostingPolicy { policy }))
}

pub(super) fn is_administrator(me: &SignedIn) -> Result<(), Problem> {
    if me.person.is_administrator {
        return Ok(());
    }
    let words = "this is for those who administer the relay";
    Err(Problem::new(axum::http::StatusCode::FORBIDDEN, "not_an_administrator", words))
}
