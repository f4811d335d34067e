//! `/api/notifications`: what somebody was told while they were elsewhere; and asking to be told.

use crate::{
    clock,
    http::{
        Problem, State,
        announcements::may_see,
        answer::private,
        spaces::{read_id, read_json},
        visitor::{SignedInVisitor, Visitor},
    },
};
use axum::{
    body::Body,
    extract::{Path, State as From},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use causerie_shared::{
    fault::Fault,
    notification::{ReadUntil, Remind},
};

const MINUTE_MS: u64 = 60_000;

/// Be reminded of an announced space: in time, when it begins, and of what changes.
#[utoipa::path(
    put,
    path = "/api/announcements/{id}/reminder",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    request_body = causerie_shared::notification::Remind,
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn remind(
    From(state): From<State>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    let Remind { lead_min } = read_json(&headers, body).await?;
    if lead_min > Remind::MOST_MIN {
        return Err(Problem::unreadable(format!("lead_min: 0 to {}", Remind::MOST_MIN)));
    }
    let store = state.hub.store();
    let found = store.announcement(read_id(&id)?).await?;
    let found = found.filter(|found| may_see(&visitor, found)).ok_or(Fault::NoSuchSpace)?;
    let me = visitor.account()?.person.id;
    if store.relation(me, found.host.person).await?.blocked_by {
        return Err(Fault::Blocked.into());
    }
    let lead_ms = u64::from(lead_min) * MINUTE_MS;
    if store.remind(found.id, me, lead_ms, clock::now()).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Fault::NotAnnounced.into())
}

/// Be reminded no more.
#[utoipa::path(
    delete,
    path = "/api/announcements/{id}/reminder",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn remind_no_more(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    state.hub.store().remind_no_more(read_id(&id)?, me.person.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The newest that one was told, and how much of it is not read.
#[utoipa::path(
    get,
    path = "/api/notifications",
    tag = "account",
    responses((status = 200, body = causerie_shared::notification::NotificationList), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn list(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    Ok(private(state.hub.store().notifications(me.person.id).await?))
}

/// Everything up to a moment is read.
#[utoipa::path(
    post,
    path = "/api/notifications/read",
    tag = "account",
    request_body = causerie_shared::notification::ReadUntil,
    responses((status = 200, body = causerie_shared::notification::NotificationList), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn read(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let ReadUntil { until } = read_json(&headers, body).await?;
    let store = state.hub.store();
    store.read_notifications(me.person.id, until, clock::now()).await?;
    Ok(private(store.notifications(me.person.id).await?))
}
