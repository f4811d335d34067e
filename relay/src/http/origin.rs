//! Which pages may act with a visitor's cookie: our own.

use crate::http::{Problem, State, caller::Caller};
use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// A request from a page of another site. A request without Origin comes from no page, or is a
/// navigation of our own.
pub fn is_foreign(headers: &HeaderMap, caller: &Caller) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    let (Some((_, authority)), Some(host)) = (authority, caller.host.as_deref()) else {
        return true;
    };
    // On one's own machine the page may come from another port: the live-reload server's.
    authority != host && !(is_loopback(authority) && is_loopback(host))
}

pub(super) fn is_loopback(authority: &str) -> bool {
    let name = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    matches!(name, "localhost" | "127.0.0.1" | "::1")
}

/// Refuses what another site's page would do in a visitor's name.
pub(super) async fn refuse_foreign(
    axum::extract::State(_): axum::extract::State<State>,
    caller: Caller,
    request: Request,
    next: Next,
) -> Response {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_safe && is_foreign(request.headers(), &caller) {
        return Problem::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "this page belongs to another site, which cannot act for you here",
        )
        .into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(origin: &str, host: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, origin.parse().unwrap());
        let address = [192, 0, 2, 1].into();
        let host = Some(host.into());
        is_foreign(&headers, &Caller { address, host, is_https: true, is_this_machine: false })
    }

    #[test]
    fn only_our_own_pages_are_not_foreign() {
        assert!(!foreign("https://live.example.org", "live.example.org"));
        assert!(!foreign("http://localhost:8081", "localhost:8080"));
        assert!(!foreign("http://[::1]:8081", "127.0.0.1:8080"));
        assert!(foreign("https://example.org", "live.example.org"));
        assert!(foreign("http://localhost:8080", "live.example.org"));
        assert!(foreign("http://localhost.example.org", "localhost:8080"));
        assert!(foreign("null", "live.example.org"));
    }
}
