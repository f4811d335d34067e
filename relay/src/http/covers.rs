//! `/api/announcements/{id}/cover`: the picture of a space that is to come, brought by its host, or the
//! pattern that is drawn where they brought none.

use crate::{
    clock,
    http::{
        Problem, State,
        announcements::{may_see, own},
        answer::private,
        caller::Caller,
        openapi::Refused,
        pictures::{self, FOR_EVER, Which, is_large},
        spaces::read_id,
        upload::Upload,
        visitor::{SignedInVisitor, Visitor},
    },
    people::{pattern, picture::Shape},
    store::{PersonRow, PictureRow, PictureSizes},
};
use axum::{
    body::Body,
    extract::{Path, Query, State as From, rejection::QueryRejection},
    http::HeaderMap,
    response::Response,
};
use causerie_shared::{
    announcement::Announcement,
    fault::Fault,
    id::{CoverId, SpaceId},
};

/// A draft's is its host's alone.
const TO_ONE_FOR_A_MINUTE: &str = "private, max-age=60";

/// The bytes of a picture, whatever their `Content-Type` says they are: what is in them decides. Its
/// middle is kept, 1200 by 630 pixels. Counts as a change: the edition goes up.
#[utoipa::path(
    put,
    path = "/api/announcements/{id}/cover",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = causerie_shared::announcement::Announcement), Refused),
    security(("session" = []))
)]
pub(super) async fn put(
    From(state): From<State>,
    caller: Caller,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let old = own_pending(&state, &id, &me.person).await?;
    state.limits.edit(me.person.id)?;
    let upload = Upload { from: caller.address, by: me.person.id, headers: &headers, body };
    let sizes = upload.drawn(&state, Shape::COVER, |cover| Fault::BadCover { cover }).await?;
    let name = CoverId::v7(clock::now().0, clock::chance_u128());
    set(&state, &me.person, old.id, Some((name, &sizes))).await
}

/// Back to the pattern.
#[utoipa::path(
    delete,
    path = "/api/announcements/{id}/cover",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path)),
    responses((status = 200, body = causerie_shared::announcement::Announcement), Refused),
    security(("session" = []))
)]
pub(super) async fn delete(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    state.is_open()?;
    let old = own_pending(&state, &id, &me.person).await?;
    if old.cover.is_none() {
        return Ok(private(old));
    }
    state.limits.edit(me.person.id)?;
    set(&state, &me.person, old.id, None).await
}

async fn own_pending(state: &State, id: &str, me: &PersonRow) -> Result<Announcement, Problem> {
    let old = own(state, id, me).await?;
    if old.state.is_pending() { Ok(old) } else { Err(Fault::NotAnnounced.into()) }
}

/// What it is with another cover, for its host and for everybody who waits for it.
async fn set(
    state: &State,
    me: &PersonRow,
    space: SpaceId,
    cover: Option<(CoverId, &PictureSizes)>,
) -> Result<Response, Problem> {
    if !state.hub.store().set_cover(space, cover, clock::now()).await? {
        return Err(Fault::NotAnnounced.into());
    }
    let new = own(state, &space.to_string(), me).await?;
    state.hub.tell_announced(new.id, &new.state);
    Ok(private(new))
}

/// Always an image, and never a redirect.
#[utoipa::path(
    get,
    path = "/api/announcements/{id}/cover",
    tag = "announcements",
    params(("id" = causerie_shared::id::SpaceId, Path), ("size" = Option<String>, Query, description = "\"large\" or \"small\".")),
    responses((status = 200, content_type = "image/webp", body = Vec<u8>, description = "Or image/jpeg, or image/svg+xml."), Refused)
)]
pub(super) async fn of_space(
    From(state): From<State>,
    visitor: Visitor,
    Path(id): Path<String>,
    which: Result<Query<Which>, QueryRejection>,
) -> Result<Response, Problem> {
    let large = Which::large(which)?;
    let store = state.hub.store();
    let found = store.announcement(read_id(&id)?).await?;
    let found = found.filter(|found| may_see(&visitor, found)).ok_or(Fault::NoSuchSpace)?;
    if let Some(cover) = found.cover
        && let Some(PictureRow { kind, bytes }) = store.cover(cover, large).await?
    {
        return Ok(pictures::answer(&kind, bytes, TO_ONE_FOR_A_MINUTE));
    }
    Ok(pictures::answer("image/svg+xml", pattern::cover(found.id), TO_ONE_FOR_A_MINUTE))
}

/// A cover that never changes.
#[utoipa::path(
    get,
    path = "/api/covers/{id}/{size}",
    tag = "announcements",
    params(("id" = causerie_shared::id::CoverId, Path), ("size" = String, Path, description = "\"large\" or \"small\".")),
    responses((status = 200, content_type = "image/webp", body = Vec<u8>, description = "Or image/jpeg."), Refused)
)]
pub(super) async fn get(
    From(state): From<State>,
    Path((id, size)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let large = is_large(&size)?;
    let id: Option<CoverId> = id.parse().ok();
    let found = match id {
        Some(id) => state.hub.store().cover(id, large).await?,
        None => None,
    };
    let PictureRow { kind, bytes } = found.ok_or_else(pictures::no_such)?;
    Ok(pictures::answer(&kind, bytes, FOR_EVER))
}
