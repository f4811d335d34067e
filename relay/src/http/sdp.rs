//! What WHIP and WHEP have in common: an offer in, an answer out (RFC 9725, section 4.2).

use crate::{
    http::{BODY_WITHIN, Problem, State, caller::Caller},
    media::{Answered, SessionId},
};
use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use causerie_shared::id::SpaceId;
use futures_util::StreamExt;
use std::convert::Infallible;

pub(super) const SDP: &str = "application/sdp";
pub(super) const FRAGMENT: &str = "application/trickle-ice-sdpfrag";

/// Longest offer, in bytes: a browser's is under 8 kB.
const OFFER_MOST: usize = 64 * 1024;

/// How much of a body that is too long is still read, so that the answer reaches a client that
/// writes before it reads.
const DRAIN_MOST: usize = 4 * 1024 * 1024;

/// `?warm=1&music=1`
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wishes {
    /// Connect, and send no audio until asked.
    pub(super) warm: bool,
    /// Stereo, and quiet passages stay.
    pub(super) music: bool,
}

impl<S: Sync> FromRequestParts<S> for Wishes {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let has = |name: &str| {
            query.split('&').any(|wish| {
                let (key, value) = wish.split_once('=').unwrap_or((wish, "1"));
                key == name && matches!(value, "1" | "true" | "")
            })
        };
        Ok(Self { warm: has("warm"), music: has("music") })
    }
}

/// The offer in a request that accepts an answer.
pub(super) async fn read_offer(
    state: &State,
    caller: &Caller,
    headers: &HeaderMap,
    body: Body,
) -> Result<String, Problem> {
    state.is_open()?;
    state.limits.offer(caller.address)?;
    accepts_sdp(headers)?;
    is_of_type(headers, SDP)?;
    read_text(body, "an offer").await
}

pub(super) fn is_of_type(headers: &HeaderMap, wanted: &'static str) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    let name = if wanted == SDP { ACCEPT_POST } else { ACCEPT_PATCH };
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "wrong_type",
        &format!("send this as {wanted}"),
    )
    .with(name, HeaderValue::from_static(wanted)))
}

/// `OPTIONS` of both doors: what may be posted (RFC 9725, section 4.1).
pub(super) async fn options() -> Response {
    let headers = [
        (header::ALLOW, HeaderValue::from_static("POST, OPTIONS")),
        (ACCEPT_POST, HeaderValue::from_static(SDP)),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

pub(super) const ACCEPT_POST: header::HeaderName = header::HeaderName::from_static("accept-post");
pub(super) const ACCEPT_PATCH: header::HeaderName = header::HeaderName::from_static("accept-patch");

fn accepts_sdp(headers: &HeaderMap) -> Result<(), Problem> {
    if !headers.contains_key(header::ACCEPT) {
        return Ok(());
    }
    let said = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    let mut ranges = said
        .flat_map(|line| line.split(','))
        .map(|range| range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    if ranges.any(|range| matches!(range.as_str(), SDP | "application/*" | "*/*")) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::NOT_ACCEPTABLE,
        "not_acceptable",
        "the answer is application/sdp, which the request does not accept",
    ))
}

/// The text of a body, which is `what`, such as "an offer".
pub(super) async fn read_text(body: Body, what: &str) -> Result<String, Problem> {
    let text = tokio::time::timeout(BODY_WITHIN, read_to_end(body, what)).await;
    text.map_err(|_| Problem::too_late())?
}

async fn read_to_end(body: Body, what: &str) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let mut length = 0;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::unreadable("the request broke off"))?;
        length += chunk.len();
        if length <= OFFER_MOST {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
        if length > DRAIN_MOST {
            break;
        }
    }
    if length > OFFER_MOST {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_long",
            &format!("{what} of more than 64 kB is none that this relay reads"),
        ));
    }
    String::from_utf8(bytes).map_err(|_| Problem::unreadable(format!("{what} is text in UTF-8")))
}

/// 201 with the session's URL, its ETag, and the answer.
pub(super) fn answered(id: SpaceId, door: &str, answer: Answered) -> Response {
    let Answered { session, etag, sdp } = answer;
    let location = header_value(&format!("/api/spaces/{id}/{door}/{:032x}", session.0));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(SDP)),
        (header::LOCATION, location),
        (header::ETAG, header_value(&etag)),
        (ACCEPT_PATCH, HeaderValue::from_static(FRAGMENT)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (StatusCode::CREATED, headers, sdp).into_response()
}

pub(super) fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

/// 32 hexadecimal digits.
pub(super) fn read_session(text: &str) -> Option<SessionId> {
    let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| u128::from_str_radix(text, 16).ok()).flatten().map(SessionId)
}

/// The pass in `Authorization: Bearer …`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let said = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = said.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}
