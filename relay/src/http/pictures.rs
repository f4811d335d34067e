//! Pictures of people: the ones they brought, and the ones that are drawn for those who brought none.

use crate::{
    http::{Problem, State},
    people::pattern,
    store::PictureRow,
};
use axum::{
    body::Bytes,
    extract::{Path, Query, State as From, rejection::QueryRejection},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{fault::Fault, handle::Handle, id::AvatarId};
use serde::Deserialize;

/// Nothing of a picture may load or do anything, whoever opens it and wherever.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// Another picture has another id.
pub(super) const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Who has just changed their picture sees the former one for so long, in lists of others.
const FOR_A_MINUTE: &str = "public, max-age=60";

#[derive(Deserialize)]
pub(super) struct Which {
    size: Option<String>,
}

impl Which {
    /// The large one, unless it is said otherwise.
    pub(super) fn large(which: Result<Query<Self>, QueryRejection>) -> Result<bool, Problem> {
        let size = which.map(|Query(which)| which.size).unwrap_or_default();
        is_large(size.as_deref().unwrap_or("large"))
    }
}

/// The picture of whoever has a handle: always an image, and never a redirect.
#[utoipa::path(
    get,
    path = "/api/people/{handle}/picture",
    tag = "people",
    params(("handle" = causerie_shared::handle::Handle, Path), ("size" = Option<String>, Query, description = "\"large\" or \"small\".")),
    responses((status = 200, content_type = "image/webp", body = Vec<u8>, description = "Or image/svg+xml."), crate::http::openapi::Refused)
)]
pub(super) async fn of_person(
    From(state): From<State>,
    Path(handle): Path<String>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let large = Which::large(which)?;
    let handle = Handle::existing(&handle).map_err(|_| Fault::NoSuchPerson)?;
    let store = state.hub.store();
    let person = store.person_of(&handle).await?.ok_or(Fault::NoSuchPerson)?;
    if let Some(id) = person.avatar
        && let Some(PictureRow { kind, bytes }) = store.avatar(id, large).await?
    {
        return Ok(answer(&kind, bytes, FOR_A_MINUTE));
    }
    let drawn = pattern::svg(person.id, &person.name);
    Ok(answer("image/svg+xml", drawn, FOR_A_MINUTE))
}

/// A picture that never changes.
#[utoipa::path(
    get,
    path = "/api/pictures/{id}/{size}",
    tag = "people",
    params(("id" = causerie_shared::id::AvatarId, Path), ("size" = String, Path, description = "\"large\" or \"small\".")),
    responses((status = 200, content_type = "image/webp", body = Vec<u8>), crate::http::openapi::Refused)
)]
pub(super) async fn get(
    From(state): From<State>,
    Path((id, size)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let large = is_large(&size)?;
    let id: Option<AvatarId> = id.parse().ok();
    let found = match id {
        Some(id) => state.hub.store().avatar(id, large).await?,
        None => None,
    };
    let PictureRow { kind, bytes } = found.ok_or_else(no_such)?;
    Ok(answer(&kind, bytes, FOR_EVER))
}

pub(super) fn no_such() -> Problem {
    let words = "there is no such picture; its owner may have another one";
    Problem::new(StatusCode::NOT_FOUND, "no_such_picture", words)
}

pub(super) fn is_large(size: &str) -> Result<bool, Problem> {
    match size {
        "large" => Ok(true),
        "small" => Ok(false),
        _ => Err(Problem::unreadable("the sizes of a picture are \"large\" and \"small\"")),
    }
}

pub(super) fn answer(kind: &str, bytes: impl Into<Bytes>, cache: &'static str) -> Response {
    let kind = match kind {
        "image/svg+xml" => "image/svg+xml",
        "image/jpeg" => "image/jpeg",
        _ => "image/webp",
    };
    let headers: [(HeaderName, HeaderValue); 4] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(cache)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, bytes.into()).into_response()
}
