//! `/api/notifications`: what somebody was told while they were elsewhere; and asking to be told.

use crate::{
    clock,
    http::{
        Problem, State,
        announcements::may_see,
        answer::private,
        caller::Caller,
        reminded::{Reminded, with_cookie},
        reminding::lead,
        spaces::{read_id, read_json},
        visitor::Visitor,
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
    notification::{NotificationList, ReadUntil, Remind, Unread},
};

const MINUTE_MS: u64 = 60_000;

/// Be reminded of an announced space: in time, when it begins, and of what changes.
#[utoipa::path(
    put,
    path = "/api/announcements/{id}/reminder",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    request_body = causerie_shared::notification::Remind,
    responses((status = 204), crate::http::openapi::Refused)
)]
pub(super) async fn remind(
    From(state): From<State>,
    caller: Caller,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let Remind { lead_min } = read_json(&headers, body).await?;
    let lead_min = lead_min.map(lead).transpose()?;
    let store = state.hub.store();
    let found = store.announcement(read_id(&id)?).await?;
    let found = found.filter(|found| may_see(&visitor, found)).ok_or(Fault::NoSuchSpace)?;
    state.limits.remind(caller.address)?;
    if let Visitor::Account(me) = &visitor
        && store.relation(me.person.id, found.host.person).await?.blocked_by
    {
        return Err(Fault::Blocked.into());
    }
    let (me, cookie) = Reminded::of(&state, &visitor, &headers).or_new(&state, &caller);
    let lead_min = match lead_min {
        Some(lead_min) => lead_min,
        None => store.wishes(me).await?.lead_min,
    };
    if store.remind(found.id, me, u64::from(lead_min) * MINUTE_MS, clock::now()).await? {
        return Ok(with_cookie(cookie, StatusCode::NO_CONTENT));
    }
    Err(Fault::NotAnnounced.into())
}

/// Be reminded no more.
#[utoipa::path(
    delete,
    path = "/api/announcements/{id}/reminder",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses((status = 204), crate::http::openapi::Refused)
)]
pub(super) async fn remind_no_more(
    From(state): From<State>,
    reminded: Reminded,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = read_id(&id)?;
    if let Some(me) = reminded.id() {
        state.hub.store().remind_no_more(id, me).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The newest that one was told, and how much of it is not read.
#[utoipa::path(
    get,
    path = "/api/notifications",
    tag = "account",
    responses((status = 200, body = causerie_shared::notification::NotificationList), crate::http::openapi::Refused)
)]
pub(super) async fn list(
    From(state): From<State>,
    reminded: Reminded,
) -> Result<Response, Problem> {
    Ok(private(told(&state, reminded).await?))
}

/// How much of it is not read: for a page that looks now and then.
#[utoipa::path(
    get,
    path = "/api/notifications/unread",
    tag = "account",
    responses((status = 200, body = causerie_shared::notification::Unread), crate::http::openapi::Refused)
)]
pub(super) async fn unread(
    From(state): From<State>,
    reminded: Reminded,
) -> Result<Response, Problem> {
    let unread = match reminded.id() {
        Some(me) => state.hub.store().unread(me).await?,
        None => 0,
    };
    Ok(private(Unread { unread }))
}

async fn told(state: &State, reminded: Reminded) -> Result<NotificationList, Problem> {
    Ok(match reminded.id() {
        Some(me) => state.hub.store().notifications(me).await?,
        None => NotificationList { notifications: Vec::new(), unread: 0 },
    })
}

/// Everything up to a moment is read.
#[utoipa::path(
    post,
    path = "/api/notifications/read",
    tag = "account",
    request_body = causerie_shared::notification::ReadUntil,
    responses((status = 200, body = causerie_shared::notification::NotificationList), crate::http::openapi::Refused)
)]
pub(super) async fn read(
    From(state): From<State>,
    reminded: Reminded,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let ReadUntil { until } = read_json(&headers, body).await?;
    if let Some(me) = reminded.id() {
        state.hub.store().read_notifications(me, until, clock::now()).await?;
    }
    Ok(private(told(&state, reminded).await?))
}
