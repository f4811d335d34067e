//! `POST /api/spaces/{id}/whep`: the sound of a space (draft-ietf-wish-whep). A live space that
//! sells no tickets needs no pass; with one, whoever is on stage does not hear themself. Any site's page
//! may play.

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
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use causerie_shared::{api::PassFor, fault::Fault, ticket_fault::TicketFault};

/// Our extension: an offer with three audio m-lines hears three voices at once.
const SLOTS_REL: &str = "urn:ietf:params:whep:ext:causerie:slots";

/// The sound of a space (draft-ietf-wish-whep). One receive-only audio m-line hears the loudest voice, three hear three at once.
#[utoipa::path(
    post,
    path = "/api/spaces/{id}/whep",
    tag = "audio",
    params(("id" = causerie_shared::id::SpaceId, Path), ("warm" = Option<String>, Query, description = "1 to connect without sound until the socket says so.")),
    request_body(content = String, content_type = "application/sdp"),
    responses((status = 201, content_type = "application/sdp", body = String), crate::http::openapi::Refused),
    security((), ("pass" = []))
)]
pub(super) async fn post(
    From(state): From<State>,
    Path(id): Path<String>,
    caller: Caller,
    wishes: Wishes,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let offer = sdp::read_offer(&state, &caller, &headers, body).await?;
    let id = read_id(&id)?;
    let holder = match sdp::bearer(&headers) {
        Some(pass) => {
            let holder = state.keys.read_pass(pass, id, PassFor::Whep, clock::now())?;
            Some((holder.person, holder.standing))
        }
        None => {
            // Whether it ended or never was, `view` knows.
            let view = state.hub.view(id).await?;
            if view.ticketing.is_some() && !view.lifecycle.is_over() {
                return Err(Fault::from(TicketFault::Needed).into());
            }
            if !view.access.guests {
                return Err(Fault::GuestsNotAdmitted.into());
            }
            None
        }
    };
    let answer = state.hub.subscribe(id, holder, wishes.warm, offer, caller.address).await?;
    let session = answer.session;
    let mut response = sdp::answered(id, "whep", answer);
    let link =
        format!("</api/spaces/{id}/whep/{:032x}>; rel=\"{SLOTS_REL}\"; slots=\"3\"", session.0);
    response.headers_mut().insert(header::LINK, sdp::header_value(&link));
    Ok(response)
}

/// Lets pages of any site speak to these doors. Nothing here looks at a cookie.
pub(super) async fn for_any_site(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(header::ACCESS_CONTROL_ALLOW_METHODS, "POST, PATCH, DELETE, OPTIONS");
    set(header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, if-match");
    set(
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "location, etag, link, accept-patch, accept-post, retry-after, www-authenticate",
    );
    set(header::ACCESS_CONTROL_MAX_AGE, "86400");
    response
}
