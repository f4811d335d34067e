//! More of everything than a relay takes: who is refused learns why and when to come back, and
//! who operates it sees how many.

use crate::house::{House, Visitor};
use causerie_shared::{
    api::{PassFor, Problem},
    fault::Fault,
    id::SpaceId,
};
use reqwest::{Method, Response, StatusCode, header};

const LISTENS: &str = include_str!("../../src/media/core/sdp/offers/chromium-156-listens.sdp");
const SPEAKS: &str = include_str!("../../src/media/core/sdp/offers/chromium-156-speaks.sdp");

async fn listen(visitor: &mut Visitor, space: SpaceId, offer: &str) -> Response {
    let request = visitor.request(Method::POST, &format!("/api/spaces/{space}/whep"));
    let request = request.header(header::CONTENT_TYPE, "application/sdp");
    visitor.send(request.body(offer.to_owned())).await
}

async fn metrics(visitor: &mut Visitor) -> String {
    visitor.get("/metrics").await.text().await.unwrap()
}

/// The value of a row without labels.
fn value(metrics: &str, name: &str) -> Option<u64> {
    let row = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    row.and_then(|value| value.parse().ok())
}

#[tokio::test]
async fn a_relay_with_too_many_handshakes_names_the_wait_and_lets_speakers_in() {
    let house = House::with(|config| config.handshakes_in_flight = 2).await;
    let (mut host, space) = house.host().await;
    let mut stranger = house.visitor();
    let first = listen(&mut stranger, space.id, LISTENS).await;
    assert_eq!(first.status(), StatusCode::CREATED);
    assert_eq!(listen(&mut stranger, space.id, LISTENS).await.status(), StatusCode::CREATED);
    let answer = listen(&mut stranger, space.id, LISTENS).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    let wait: u32 = answer.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    let problem: Problem = answer.json().await.unwrap();
    assert_eq!(problem.code, "too_many_handshakes");
    assert!(problem.detail.contains("try again in a few seconds"), "{}", problem.detail);
    // The client waits by the fault, whatever the status.
    assert_eq!(problem.fault, Some(Fault::TooMany { retry_after_s: wait }));
    let now = metrics(&mut stranger).await;
    assert_eq!(value(&now, "causerie_media_handshakes_in_flight"), Some(2));
    assert_eq!(value(&now, "causerie_media_sessions_refused_handshakes_total"), Some(1));
    // Who has a pass for the stage is let in.
    let pass = host.pass(space.id, PassFor::Whip).await;
    let request = host.request(Method::POST, &format!("/api/spaces/{}/whip", space.id));
    let request = request.header(header::CONTENT_TYPE, "application/sdp").bearer_auth(pass);
    let spoken = host.send(request.body(SPEAKS)).await;
    assert_eq!(spoken.status(), StatusCode::CREATED);
    // And who gives up makes room.
    for answer in [&spoken, &first] {
        let url = answer.headers()[header::LOCATION].to_str().unwrap();
        let request = stranger.request(Method::DELETE, url);
        assert_eq!(stranger.send(request).await.status(), StatusCode::OK);
    }
    for _ in 0..100 {
        if listen(&mut stranger, space.id, LISTENS).await.status() == StatusCode::CREATED {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("a session that ended holds its place");
}

#[tokio::test]
async fn an_offer_of_candidates_without_end_is_refused_with_words() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let mut stranger = house.visitor();
    let candidate = "a=candidate:1 1 udp 2122260223 192.0.2.7 54321 typ host\r\n";
    let offer = format!("{LISTENS}{}", candidate.repeat(257));
    let answer = listen(&mut stranger, space.id, &offer).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(crate::house::problem(answer).await, "too_many_candidates");
}

#[tokio::test]
async fn reports_are_histograms_in_base_units() {
    let house = House::open().await;
    let mut operator = house.visitor();
    let metrics = metrics(&mut operator).await;
    for (name, unit) in [
        ("listener_loss", "ratio"),
        ("listener_jitter", "seconds"),
        ("listener_round_trip", "seconds"),
        ("publisher_loss", "ratio"),
        ("publisher_jitter", "seconds"),
    ] {
        let name = format!("causerie_media_{name}_{unit}");
        for row in [
            format!("# TYPE {name} histogram\n"),
            format!("# UNIT {name} {unit}\n"),
            format!("{name}_bucket{{le=\"0.05\"}} 0\n"),
            format!("{name}_bucket{{le=\"+Inf\"}} 0\n"),
            format!("{name}_count 0\n"),
            format!("{name}_sum 0.0\n"),
        ] {
            assert!(metrics.contains(&row), "{row} is not in\n{metrics}");
        }
    }
}

/// Each request from a port of its own.
#[tokio::test]
async fn a_thousand_ports_of_one_address_get_its_share_and_lock_nobody_out() {
    const ASKED: usize = 1000;
    let house = House::with(|config| {
        config.trusted_proxies = "127.0.0.0/8".parse().unwrap();
        config.doors_per_address_per_minute = 800;
    })
    .await;
    let (_, space) = house.host().await;
    let client = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
    let url = house.url(&format!("/api/spaces/{}/whep", space.id));
    let ask = |from: &'static str| {
        let request = client.post(&url).header(header::CONTENT_TYPE, "application/sdp");
        request.header("x-forwarded-for", from).body(LISTENS).send()
    };
    let (mut taken, mut full, mut often) = (0, 0, 0);
    for _ in 0..ASKED {
        let answer = ask("203.0.113.9").await.unwrap();
        if answer.status() == StatusCode::CREATED {
            taken += 1;
            continue;
        }
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert!(answer.headers().contains_key(header::RETRY_AFTER));
        let problem: Problem = answer.json().await.unwrap();
        if problem.detail.contains("your network") {
            full += 1;
        } else {
            often += 1;
        }
    }
    assert_eq!(taken, 256, "{full} and {often} were refused");
    // The bucket of 800 a minute is refilled a little meanwhile.
    assert!(full >= 800 - 256 && often > 0, "{full} and {often} were refused");
    assert_eq!(ask("198.51.100.1").await.unwrap().status(), StatusCode::CREATED);
    let metrics = metrics(&mut house.visitor()).await;
    assert_eq!(value(&metrics, "causerie_media_sessions_refused_address_total"), Some(full));
    assert_eq!(value(&metrics, "causerie_media_sessions"), Some(257));
}
