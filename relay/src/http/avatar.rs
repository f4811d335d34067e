//! `/api/account/avatar`: one's own picture.

use crate::{
    clock,
    http::{
        Problem, State,
        answer::private,
        caller::Caller,
        visitor::{SignedInVisitor, Visitor},
    },
    people::avatar::{Avatar, Picture, UPLOAD_MOST},
    store::{AvatarRow, PictureRow, SignedIn},
};
use axum::{
    body::Body,
    extract::State as From,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use causerie_shared::{
    fault::{AvatarFault, Fault},
    id::AvatarId,
};
use futures_util::StreamExt;
use std::time::Duration;

/// Pictures that arrive, wait or are drawn, each in up to 8 MB.
pub(super) const PICTURES_IN_LINE: usize = 12;

/// A picture takes up to a second.
pub(super) const PICTURES_RETRY_S: u32 = 5;

/// Time for a picture to arrive: 8 MB over a telephone's 3 Mbit/s.
const UPLOAD_WITHIN: Duration = Duration::from_secs(25);

/// The bytes of a picture, whatever their `Content-Type` says they are: what is in them decides.
#[utoipa::path(
    put,
    path = "/api/account/avatar",
    tag = "account",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = causerie_shared::api::Me), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn put(
    From(state): From<State>,
    caller: Caller,
    SignedInVisitor(mut me): SignedInVisitor,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    if said_length(&headers).is_some_and(|length| length > DRAIN_MOST as u64) {
        return Err(too_large());
    }
    state.limits.avatar(caller.address, me.person.id)?;
    let place = state.drawing.place()?;
    let upload = tokio::time::timeout(UPLOAD_WITHIN, read(body)).await;
    let upload = upload.map_err(|_| Problem::too_late())??;
    let drawn = place.run(move || Avatar::of(&upload)).await?;
    let Avatar { large, small } = drawn.map_err(|avatar| Fault::BadAvatar { avatar })?;
    let id = AvatarId::v7(clock::now().0, clock::chance_u128());
    let row = AvatarRow { large: row(large), small: row(small) };
    state.hub.store().set_avatar(me.person.id, Some((id, &row))).await?;
    me.person.avatar = Some(id);
    answer(&state, me).await
}

/// Back to the picture that everybody has who brought none.
#[utoipa::path(
    delete,
    path = "/api/account/avatar",
    tag = "account",
    responses((status = 200, body = causerie_shared::api::Me), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn delete(
    From(state): From<State>,
    SignedInVisitor(mut me): SignedInVisitor,
) -> Result<Response, Problem> {
    state.hub.store().set_avatar(me.person.id, None).await?;
    me.person.avatar = None;
    answer(&state, me).await
}

async fn answer(state: &State, me: SignedIn) -> Result<Response, Problem> {
    Ok(private(Visitor::Account(Box::new(me)).me(state).await?))
}

fn row(picture: Picture) -> PictureRow {
    PictureRow { kind: picture.kind.mime().into(), bytes: picture.bytes }
}

fn said_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Bytes of an upload that are read at most, most of them for nothing: many browsers show no answer
/// that comes while they send, and whoever brought a large photograph should see the words.
const DRAIN_MOST: usize = 16 * 1024 * 1024;

async fn read(body: Body) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Problem::unreadable("the request broke off"))?;
        length = length.saturating_add(chunk.len());
        if length <= UPLOAD_MOST {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
        if length > DRAIN_MOST {
            break;
        }
    }
    if length > UPLOAD_MOST { Err(too_large()) } else { Ok(bytes) }
}

/// The rest is not read, so the connection cannot go on.
fn too_large() -> Problem {
    let most_mb = u32::try_from(UPLOAD_MOST >> 20).unwrap_or(u32::MAX);
    let avatar = AvatarFault::TooManyBytes { most_mb };
    Problem::from(Fault::BadAvatar { avatar })
        .with(header::CONNECTION, HeaderValue::from_static("close"))
}
