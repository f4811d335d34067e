//! `/openapi.json` (OpenAPI 3.1): every door, described where it is opened, and a page to read it.

use crate::http::{csp, reading};
use axum::{
    Router,
    http::{HeaderValue, header},
    response::IntoResponse,
    routing::get,
};
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
    paths(crate::http::home::get, crate::http::home::events),
    components(schemas(causerie_shared::api::HomeEvent)),
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
