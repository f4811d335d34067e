//! `POST /api/spaces/{id}/whip`: a microphone into a space (RFC 9725). Only with a pass: the
//! stage is by name.

use crate::{
    clock,
    http::{
        Problem, State,
        caller::Caller,
        sdp::{self, Wishes},
        spaces::read_id,
    },
};
use axum::{
    body::Body,
    extract::{Path, State as From},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use causerie_shared::api::PassFor;

/// A microphone into a space (WHIP, RFC 9725).
#[utoipa::path(
    post,
    path = "/api/spaces/{id}/whip",
    tag = "audio",
    params(("id" = causerie_shared::id::SpaceId, Path), ("music" = Option<String>, Query, description = "1 for stereo, and quiet passages stay.")),
    request_body(content = String, content_type = "application/sdp"),
    responses((status = 201, content_type = "application/sdp", body = String), crate::http::openapi::Refused),
    security(("pass" = []))
)]
pub(super) async fn post(
    From(state): From<State>,
    Path(id): Path<String>,
    caller: Caller,
    wishes: Wishes,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let Some(pass) = sdp::bearer(&headers) else {
        let challenge = HeaderValue::from_static(r#"Bearer realm="causerie""#);
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "pass_missing",
            "to speak, show a door pass as Authorization: Bearer",
        )
        .with(header::WWW_AUTHENTICATE, challenge));
    };
    let offer = sdp::read_offer(&state, &caller, &headers, body).await?;
    let id = read_id(&id)?;
    state.hub.view(id).await?;
    let holder = state.keys.read_pass(pass, id, PassFor::Whip, clock::now())?;
    let answer = state.hub.publish(id, holder.person, wishes.music, offer, caller.address).await?;
    Ok(sdp::answered(id, "whip", answer))
}
