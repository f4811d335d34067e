//! `/api/account/avatar`: one's own picture.

use crate::{
    clock,
    http::{
        Problem, State,
        answer::private,
        caller::Caller,
        upload::Upload,
        visitor::{SignedInVisitor, Visitor},
    },
    people::picture::Shape,
    store::SignedIn,
};
use axum::{body::Body, extract::State as From, http::HeaderMap, response::Response};
use causerie_shared::{fault::Fault, id::AvatarId};

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
    let upload = Upload { from: caller.address, by: me.person.id, headers: &headers, body };
    let sizes = upload.drawn(&state, Shape::AVATAR, |avatar| Fault::BadAvatar { avatar }).await?;
    let id = AvatarId::v7(clock::now().0, clock::chance_u128());
    state.hub.store().set_avatar(me.person.id, Some((id, &sizes))).await?;
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
