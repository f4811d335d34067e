//! `/healthz`, `/readyz` and `/metrics`, for those who run the relay.

use crate::{
    http::{State, error::RESTART_RETRY_S},
    media::Spread,
};
use axum::{
    extract::{MatchedPath, Request, State as From},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, NoLabelSet, text::encode},
    metrics::{
        MetricType,
        counter::{ConstCounter, Counter},
        family::Family,
        gauge::ConstGauge,
    },
    registry::{Registry, Unit},
};

/// Requests by route, method and status.
#[derive(Clone, Default)]
pub(super) struct Requests(Family<Labels, Counter>);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    route: String,
    method: &'static str,
    status: u16,
}

pub(super) async fn count(From(state): From<State>, request: Request, next: Next) -> Response {
    // The route as it is written in the router: a path as it was asked would let a stranger make
    // as many rows as there are paths.
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let route = route.unwrap_or("client").to_owned();
    let method = match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    };
    let response = next.run(request).await;
    let status = response.status().as_u16();
    state.requests.0.get_or_create(&Labels { route, method, status }).inc();
    response
}

/// The process lives.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "operators",
    responses((status = 200, content_type = "text/plain", body = String), crate::http::openapi::Refused)
)]
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The relay takes visitors.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operators",
    responses((status = 200, content_type = "text/plain", body = String), crate::http::openapi::Refused)
)]
pub(super) async fn readyz(From(state): From<State>) -> Response {
    if state.is_ready() {
        "ready\n".into_response()
    } else {
        let retry = [(header::RETRY_AFTER, HeaderValue::from(RESTART_RETRY_S))];
        (StatusCode::SERVICE_UNAVAILABLE, retry, "the relay is stopping\n").into_response()
    }
}

#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operators",
    responses((status = 200, content_type = "application/openmetrics-text", body = String), crate::http::openapi::Refused)
)]
pub(super) async fn metrics(From(state): From<State>) -> Response {
    let mut counters = counters(&state);
    if let Ok(waiting) = state.hub.store().parcels_waiting().await {
        let words = "Messages on their way to browsers and mailboxes";
        counters.push(("outbox_waiting".into(), words, waiting));
    }
    let mut registry = Registry::with_prefix("causerie");
    registry.register("http_requests", "HTTP requests answered", state.requests.0.clone());
    registry.register_collector(Box::new(Counters(counters)));
    registry.register_collector(Box::new(Spreads(state.hub.media().histograms())));
    let mut text = String::new();
    if encode(&mut text, &registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response()
}

/// Name, words, value.
type Row = (String, &'static str, u64);

fn counters(state: &State) -> Vec<Row> {
    let hub = &state.hub;
    let mut rows = vec![
        ("spaces_live".into(), "Spaces on air", hub.spaces_live() as u64),
        ("listeners".into(), "People who hear a space", hub.listeners()),
        ("epoch".into(), "Starts of a relay on this database", hub.store().epoch()),
    ];
    #[cfg(feature = "count-allocations")]
    rows.push((
        "allocations_total".into(),
        "Allocations of the process, in a build that counts them",
        crate::allocations::total(),
    ));
    rows.extend(hub.tally().all().map(|(name, words, value)| (name.to_owned(), words, value)));
    let messages = state.messages.tally.all();
    rows.extend(messages.map(|(name, words, value)| (name.to_owned(), words, value)));
    rows.extend(hub.media().counters().into_iter().map(|(name, value)| {
        (format!("media_{name}"), "Media plane, summed over its threads", value)
    }));
    rows
}

#[derive(Debug)]
struct Counters(Vec<Row>);

impl Collector for Counters {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), std::fmt::Error> {
        for (name, words, value) in &self.0 {
            // The encoder adds the ending that tells a counter.
            if let Some(name) = name.strip_suffix("_total") {
                let counter = ConstCounter::new(*value);
                let kind = counter.metric_type();
                counter.encode(encoder.encode_descriptor(name, words, None, kind)?)?;
            } else {
                let gauge = ConstGauge::new(i64::try_from(*value).unwrap_or(i64::MAX));
                let kind = gauge.metric_type();
                gauge.encode(encoder.encode_descriptor(name, words, None, kind)?)?;
            }
        }
        Ok(())
    }
}

#[derive(Debug)]
struct Spreads(Vec<Spread>);

impl Collector for Spreads {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), std::fmt::Error> {
        for spread in &self.0 {
            let (name, unit) = (format!("media_{}", spread.name), Unit::Other(spread.unit.into()));
            let kind = MetricType::Histogram;
            encoder
                .encode_descriptor(&name, spread.words.trim(), Some(&unit), kind)?
                .encode_histogram::<NoLabelSet>(
                    spread.sum as f64 / 1e6,
                    spread.count(),
                    &spread.buckets,
                    None,
                )?;
        }
        Ok(())
    }
}
