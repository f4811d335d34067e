//! `/api/me/caption-style`: how somebody with an account wants captions to look, on whatever device.

use crate::http::{Problem, State, answer::private, spaces::read_json, visitor::SignedInVisitor};
use axum::{
    body::Body,
    extract::State as From,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use causerie_shared::caption_style::CaptionStyle;

/// How one wants captions to look; nothing when one has not said so.
#[utoipa::path(
    get,
    path = "/api/me/caption-style",
    tag = "account",
    responses(
        (status = 200, body = CaptionStyle),
        (status = 204),
        crate::http::openapi::Refused
    ),
    security(("session" = []))
)]
pub(super) async fn get(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    let style = state.hub.store().caption_style(me.person.id).await?;
    Ok(style.map_or_else(|| StatusCode::NO_CONTENT.into_response(), private))
}

/// Say how one wants captions to look.
#[utoipa::path(
    put,
    path = "/api/me/caption-style",
    tag = "account",
    request_body = CaptionStyle,
    responses((status = 204), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn put(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let style: CaptionStyle = read_json(&headers, body).await?;
    state.hub.store().set_caption_style(me.person.id, &style).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
