//! `/openapi.json` (OpenAPI 3.1): every door, described where it is opened, and a page to read it.

use crate::http::{csp, reading};
use axum::{
    Router,
    http::{HeaderValue, header},
    response::IntoResponse,
    routing::get,
};
use causerie_shared::id::SpaceId;
use std::sync::Arc;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Causerie",
        description = "Live audio spaces for the open web: the doors of one relay.\n\n\
            Refusals are application/problem+json with a stable code (RFC 9457). What acts with a \
            cookie is refused to pages of other sites.",
        license(name = "MIT OR Apache-2.0"),
    ),
    paths(
        crate::http::home::get,
        crate::http::home::events,
        crate::http::me::get,
        crate::http::me::post,
        crate::http::caption_style::get,
        crate::http::caption_style::put,
        crate::http::spaces::list,
        crate::http::upcoming::list,
        crate::http::announcements::create,
        crate::http::upcoming::look,
        crate::http::announcements::change,
        crate::http::announcements::cancel,
        crate::http::announcements::begin,
        crate::http::upcoming::own_list,
        crate::http::reminding::get,
        crate::http::reminding::set_lead,
        crate::http::reminding::subscribe,
        crate::http::reminding::unsubscribe,
        crate::http::reminding::set_address,
        crate::http::reminding::forget_address,
        crate::http::reminding::renew_calendar,
        crate::http::letters::ask_confirm,
        crate::http::letters::confirm,
        crate::http::letters::ask_unsubscribe,
        crate::http::letters::unsubscribe,
        crate::http::calendars::own,
        crate::http::notifications::unread,
        crate::http::notifications::remind,
        crate::http::notifications::remind_no_more,
        crate::http::notifications::list,
        crate::http::notifications::read,
        crate::http::upcoming::events,
        crate::http::covers::put,
        crate::http::covers::delete,
        crate::http::covers::of_space,
        crate::http::covers::get,
        crate::http::invitations::invite,
        crate::http::invitations::take_back,
        crate::http::invitations::answer,
        crate::http::calendars::one,
        crate::http::calendars::all,
        crate::http::calendars::atom,
        crate::http::spaces::create,
        crate::http::spaces::look,
        crate::http::spaces::pass,
        crate::http::spaces::speaker_link,
        crate::http::spaces::audience,
        crate::http::tickets::shop,
        crate::http::tickets::order,
        crate::http::tickets::get,
        crate::http::tickets::give_up,
        crate::http::tickets::pay,
        crate::http::tickets::refund,
        crate::http::tickets::list,
        crate::http::tickets::token,
        crate::http::tickets::transfer,
        crate::http::tickets::qr,
        crate::http::tickets::ics,
        crate::http::tickets::wait,
        crate::http::tickets::wait_no_more,
        crate::http::tickets::show_card,
        crate::http::tickets::news,
        crate::http::tickets::jwks,
        crate::http::selling::set,
        crate::http::selling::remove,
        crate::http::selling::sold,
        crate::http::selling::earnings,
        crate::http::selling::account,
        crate::http::selling::entries,
        crate::http::selling::csv,
        crate::http::transcripts::get,
        crate::http::transcripts::vtt,
        crate::http::transcripts::srt,
        crate::http::transcripts::text,
        crate::http::transcripts::json,
        crate::http::transcripts::reword,
        crate::http::transcripts::unsay,
        crate::http::transcripts::unsay_own,
        crate::http::whip::post,
        crate::http::whep::post,
        crate::http::health::healthz,
        crate::http::health::readyz,
        crate::http::health::metrics,
        crate::http::accounts::create,
        crate::http::accounts::begin_with_passkey,
        crate::http::accounts::create_with_passkey,
        crate::http::accounts::handle,
        crate::http::session::create,
        crate::http::session::begin_with_passkey,
        crate::http::session::create_with_passkey,
        crate::http::session::recover,
        crate::http::session::end,
        crate::http::session::end_others,
        crate::http::session::end_one,
        crate::http::account::get,
        crate::http::account::edit,
        crate::http::account::delete,
        crate::http::account::change_password,
        crate::http::account::renew_codes,
        crate::http::avatar::put,
        crate::http::avatar::delete,
        crate::http::passkeys::begin,
        crate::http::passkeys::add,
        crate::http::passkeys::remove,
        crate::http::export::get,
        crate::http::people::profile,
        crate::http::people::follow,
        crate::http::people::unfollow,
        crate::http::people::block,
        crate::http::people::unblock,
        crate::http::people::followers,
        crate::http::people::following,
        crate::http::pictures::of_person,
        crate::http::pictures::get,
        crate::http::admin::get,
        crate::http::admin::put,
        crate::http::reports::create,
        crate::http::reports::list,
        crate::http::reports::close,
        crate::http::demo::list,
        crate::http::demo::create,
        crate::http::openapi::patch_whip,
        crate::http::openapi::end_whip,
        crate::http::openapi::patch_whep,
        crate::http::openapi::end_whep,
        crate::http::openapi::live,
    ),
    components(schemas(
        causerie_shared::id::PaymentId,
        causerie_shared::api::HomeEvent,
        causerie_shared::api::Problem,
        causerie_shared::fault::Fault,
    )),
    servers((url = "/")),
    modifiers(&Proofs),
)]
pub(super) struct Description;

/// What every door may answer beside what it names.
#[derive(utoipa::IntoResponses)]
#[expect(dead_code, reason = "described, and made by `Problem`")]
pub(super) enum Refused {
    /// Refused: the code says why, for programs; the detail, for people; the fault, in full.
    #[response(status = "4XX", content_type = "application/problem+json")]
    Asked(#[to_schema] causerie_shared::api::Problem),
    /// The relay cannot at the moment; Retry-After says when to try again.
    #[response(status = "5XX", content_type = "application/problem+json")]
    Relay(#[to_schema] causerie_shared::api::Problem),
}

/// The ways to prove at a door who one is.
struct Proofs;

impl Modify for Proofs {
    fn modify(&self, description: &mut openapi::OpenApi) {
        let components = description.components.get_or_insert_default();
        let cookie = |name: &str| SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(name)));
        components.add_security_scheme("session", cookie("causerie_session"));
        let pass = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("pass", pass);
    }
}

/// Restart ICE of a microphone, or add candidates (RFC 9725, section 4.3).
#[utoipa::path(
    patch,
    path = "/api/spaces/{id}/whip/{session}",
    tag = "audio",
    params(
        ("id" = SpaceId, Path),
        ("session" = String, Path, description = "The last part of the Location."),
        ("If-Match" = String, Header, description = "The session's ETag."),
    ),
    request_body(content = String, content_type = "application/trickle-ice-sdpfrag"),
    responses(
        (status = 200, content_type = "application/trickle-ice-sdpfrag", body = String),
        (status = 204),
        Refused
    )
)]
#[expect(dead_code, reason = "`sessions::patch` serves two doors, and each is described")]
async fn patch_whip() {}

/// End a microphone.
#[utoipa::path(
    delete,
    path = "/api/spaces/{id}/whip/{session}",
    tag = "audio",
    params(("id" = SpaceId, Path), ("session" = String, Path)),
    responses((status = 200), Refused)
)]
#[expect(dead_code, reason = "`sessions::delete` serves two doors, and each is described")]
async fn end_whip() {}

/// Restart ICE of a ear, or add candidates (RFC 9725, section 4.3).
#[utoipa::path(
    patch,
    path = "/api/spaces/{id}/whep/{session}",
    tag = "audio",
    params(
        ("id" = SpaceId, Path),
        ("session" = String, Path, description = "The last part of the Location."),
        ("If-Match" = String, Header, description = "The session's ETag."),
    ),
    request_body(content = String, content_type = "application/trickle-ice-sdpfrag"),
    responses(
        (status = 200, content_type = "application/trickle-ice-sdpfrag", body = String),
        (status = 204),
        Refused
    )
)]
#[expect(dead_code, reason = "`sessions::patch` serves two doors, and each is described")]
async fn patch_whep() {}

/// End a ear.
#[utoipa::path(
    delete,
    path = "/api/spaces/{id}/whep/{session}",
    tag = "audio",
    params(("id" = SpaceId, Path), ("session" = String, Path)),
    responses((status = 200), Refused)
)]
#[expect(dead_code, reason = "`sessions::delete` serves two doors, and each is described")]
async fn end_whep() {}

/// The WebSocket of a space: a snapshot, then events; commands, each answered. Frames are JSON text
/// (`shared/src/signal.rs`).
#[utoipa::path(
    get,
    path = "/api/spaces/{id}/live",
    tag = "audio",
    params(("id" = SpaceId, Path)),
    responses((status = 101), Refused)
)]
#[expect(dead_code, reason = "the socket's door stands in `signal`, which knows nothing of this")]
async fn live() {}

/// The description and its page, written once.
pub(super) fn doors<S: Clone + Send + Sync + 'static>(description: &openapi::OpenApi) -> Router<S> {
    let json: Arc<str> = description.to_json().unwrap_or_default().into();
    let value = serde_json::from_str(&json).unwrap_or_default();
    let page: Arc<str> = reading::page(&value).into();
    let policy = csp::for_text(reading::STYLE);
    let json = move || async move {
        let kind = HeaderValue::from_static("application/json");
        // Whoever writes a program against it may read it from anywhere.
        let anywhere = HeaderValue::from_static("*");
        let headers =
            [(header::CONTENT_TYPE, kind), (header::ACCESS_CONTROL_ALLOW_ORIGIN, anywhere)];
        (headers, json.to_string()).into_response()
    };
    let page = move || async move {
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, policy)];
        (headers, page.to_string()).into_response()
    };
    Router::new().route("/openapi.json", get(json)).route("/openapi", get(page))
}
