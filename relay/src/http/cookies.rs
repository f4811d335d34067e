//! Cookies: three names, and how each is set, read and taken back.

use crate::http::caller::Caller;
use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite, time::Duration};

/// Who is signed in: a token of chance.
pub(super) const SESSION: &str = "causerie_session";

/// A guest: signed words.
pub(super) const GUEST: &str = "causerie_guest";

/// A browser that is reminded while nobody has signed in with it: signed words.
pub(super) const BROWSER: &str = "causerie_browser";

/// A cookie that no script reads, that other sites' requests do not carry, and that travels
/// encrypted wherever the visitor came encrypted.
pub(super) fn set(
    caller: &Caller,
    name: &'static str,
    value: String,
    life: Duration,
) -> HeaderValue {
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(caller.is_https)
        .max_age(life)
        .build();
    // Tokens are letters, digits and signs that any header may hold.
    HeaderValue::from_str(&cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}

/// Takes a cookie back.
pub(super) fn remove(caller: &Caller, name: &'static str) -> HeaderValue {
    set(caller, name, String::new(), Duration::ZERO)
}

pub(super) fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(Cookie::split_parse).flatten();
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}
