//! `/api/spaces/{id}/whip|whep/{session}`: a running session (RFC 9725, sections 4.3 and 4.4).
//! Its URL is its key.

use crate::{
    http::{Problem, State, sdp, spaces::read_id},
    hub::Door,
    media::{MediaFault, Patched},
};
use axum::{
    Extension,
    body::Body,
    extract::{Path, State as From},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

pub(super) async fn patch(
    From(state): From<State>,
    Extension(door): Extension<Door>,
    Path((id, session)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let id = read_id(&id)?;
    let session = sdp::read_session(&session).ok_or(MediaFault::NoSuchSession)?;
    state.hub.belongs(id, door, session)?;
    sdp::is_of_type(&headers, sdp::FRAGMENT)?;
    let if_match = headers.get(header::IF_MATCH).and_then(|tag| tag.to_str().ok());
    let Some(if_match) = if_match else {
        return Err(Problem::new(
            StatusCode::PRECONDITION_REQUIRED,
            "if_match_missing",
            "say which state of the session this changes: If-Match with its ETag",
        ));
    };
    let fragment = sdp::read_text(body, "a fragment").await?;
    let patched = state.hub.patch(id, door, session, if_match, &fragment);
    match patched.map_err(about_the_fragment)? {
        Patched::Noted => Ok(StatusCode::NO_CONTENT.into_response()),
        Patched::Restarted { fragment, etag } => {
            let headers = [
                (header::CONTENT_TYPE, HeaderValue::from_static(sdp::FRAGMENT)),
                (header::ETAG, sdp::header_value(&etag)),
            ];
            Ok((StatusCode::OK, headers, fragment).into_response())
        }
    }
}

/// What the media plane says of an offer, in words about a fragment.
fn about_the_fragment(fault: MediaFault) -> Problem {
    match fault {
        MediaFault::Unparsable(why) => Problem::new(
            StatusCode::BAD_REQUEST,
            "fragment_unparsable",
            &format!("the fragment could not be read: {why}"),
        ),
        MediaFault::NoIce => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "fragment_without_ice",
            "to restart ICE, the fragment names a=ice-ufrag and a=ice-pwd",
        ),
        MediaFault::NoAudio
        | MediaFault::NoOpus
        | MediaFault::NoFingerprint
        | MediaFault::WrongDirection(_)
        | MediaFault::TooManyLines { .. }
        | MediaFault::NoSuchSession
        | MediaFault::WrongEtag
        | MediaFault::NoSuchSpace
        | MediaFault::AlreadyPublishing
        | MediaFault::TooManyCandidates { .. }
        | MediaFault::TooMany(_)
        | MediaFault::TooManyHandshakes => fault.into(),
    }
}

pub(super) async fn delete(
    From(state): From<State>,
    Extension(door): Extension<Door>,
    Path((id, session)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let session = sdp::read_session(&session).ok_or(MediaFault::NoSuchSession)?;
    state.hub.close(read_id(&id)?, door, session)?;
    Ok(StatusCode::OK.into_response())
}

pub(super) async fn options() -> Response {
    let headers = [
        (header::ALLOW, HeaderValue::from_static("PATCH, DELETE, OPTIONS")),
        (sdp::ACCEPT_PATCH, HeaderValue::from_static(sdp::FRAGMENT)),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
