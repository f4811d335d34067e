//! Answers of a kind: one person's alone, and streams of events.

use axum::{
    Json,
    http::{HeaderValue, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::Stream;
use serde::Serialize;
use std::{convert::Infallible, time::Duration};

/// A line now and then keeps proxies from thinking that nobody is there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);

/// An answer that depends on who asks: nobody keeps it.
pub(super) fn private(value: impl Serialize) -> Response {
    ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(value)).into_response()
}

pub(super) fn event_stream(
    events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static,
) -> Response {
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE));
    let no_store = HeaderValue::from_static("no-store");
    // nginx would gather lines until it has some kB of them.
    let now = header::HeaderName::from_static("x-accel-buffering");
    let headers = [(header::CACHE_CONTROL, no_store), (now, HeaderValue::from_static("no"))];
    (headers, events).into_response()
}
