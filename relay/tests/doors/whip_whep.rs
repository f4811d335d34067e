//! The media doors: status codes and headers of RFC 9725, without any audio.

use crate::{
    house::{House, Visitor, problem},
    stage::{done, enters, named},
};
use causerie_shared::{
    api::{PassFor, Problem},
    command::Command,
    fault::Fault,
    id::SpaceId,
    signal::ServerFrame,
    view::SpaceView,
};
use reqwest::{Method, Response, StatusCode, header};

/// What Chromium offers who listens with three m-lines, and who speaks.
const LISTENS: &str = include_str!("../../src/media/core/sdp/offers/chromium-156-listens.sdp");
const SPEAKS: &str = include_str!("../../src/media/core/sdp/offers/chromium-156-speaks.sdp");
const OBS: &str = include_str!("../../src/media/core/sdp/offers/obs-speaks.sdp");

async fn offer(visitor: &mut Visitor, path: &str, pass: Option<&str>, sdp: &str) -> Response {
    let request = visitor.request(Method::POST, path);
    let request = request.header(header::CONTENT_TYPE, "application/sdp").body(sdp.to_owned());
    let request = match pass {
        Some(pass) => request.bearer_auth(pass),
        None => request,
    };
    visitor.send(request).await
}

fn whep(space: SpaceId) -> String {
    format!("/api/spaces/{space}/whep")
}

fn whip(space: SpaceId) -> String {
    format!("/api/spaces/{space}/whip")
}

fn location(answer: &Response) -> String {
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_stranger_may_listen_and_gets_what_rfc_9725_promises() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let mut stranger = house.visitor();
    let answer = offer(&mut stranger, &whep(space.id), None, LISTENS).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let headers = answer.headers();
    assert_eq!(headers[header::CONTENT_TYPE], "application/sdp");
    assert_eq!(headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    assert!(headers[header::ETAG].to_str().unwrap().starts_with('"'));
    assert!(headers[header::LINK].to_str().unwrap().contains("slots=\"3\""));
    let url = location(&answer);
    assert!(url.starts_with(&whep(space.id)));
    assert!(answer.text().await.unwrap().starts_with("v=0"));
    let request = stranger.request(Method::DELETE, &url);
    assert_eq!(stranger.send(request).await.status(), StatusCode::OK);
    for _ in 0..50 {
        let request = stranger.request(Method::DELETE, &url);
        if stranger.send(request).await.status() == StatusCode::NOT_FOUND {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("a session that was deleted is still there");
}

#[tokio::test]
async fn to_speak_one_shows_a_pass_and_it_opens_once() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let path = whip(space.id);
    let answer = offer(&mut host, &path, None, SPEAKS).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert!(answer.headers()[header::WWW_AUTHENTICATE].to_str().unwrap().starts_with("Bearer"));
    assert_eq!(problem(answer).await, "pass_missing");
    let pass = host.pass(space.id, PassFor::Whip).await;
    let answer = offer(&mut host, &path, Some(&pass), SPEAKS).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/sdp");
    for bad in [pass.as_str(), "garbage", &host.pass(space.id, PassFor::Whep).await] {
        let answer = offer(&mut host, &path, Some(bad), SPEAKS).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(problem(answer).await, "pass_refused");
    }
}

#[tokio::test]
async fn a_pass_from_the_stage_opens_no_microphone_in_the_audience() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut hosts = enters(&house, &mut host, space.id).await;
    let mut bo = named(&house, "Bo").await;
    let mut bos = enters(&house, &mut bo, space.id).await;
    let person = bo.person().await;
    done(&mut bos, Command::RaiseHand { question: None }).await;
    done(&mut hosts, Command::BringOnStage { person }).await;
    let early = bo.pass(space.id, PassFor::Whip).await;
    let voice = bo.get(&format!("/api/spaces/{}", space.id)).await;
    let voice = voice.json::<SpaceView>().await.unwrap().seat_of(person).unwrap().voice;
    done(&mut hosts, Command::SendToAudience { voice }).await;
    let answer = offer(&mut bo, &whip(space.id), Some(&early), SPEAKS).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(problem(answer).await, "not_on_stage");
}

#[tokio::test]
async fn the_newest_microphone_takes_over() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let pass = host.pass(space.id, PassFor::Whip).await;
    let first = offer(&mut host, &whip(space.id), Some(&pass), SPEAKS).await;
    assert_eq!(first.status(), StatusCode::CREATED);
    let pass = host.pass(space.id, PassFor::Whip).await;
    let second = offer(&mut host, &whip(space.id), Some(&pass), OBS).await;
    assert_eq!(second.status(), StatusCode::CREATED);
    let request = host.request(Method::DELETE, &location(&second));
    assert_eq!(host.send(request).await.status(), StatusCode::OK);
    for _ in 0..50 {
        let request = host.request(Method::DELETE, &location(&first));
        if host.send(request).await.status() == StatusCode::NOT_FOUND {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the former microphone is still open");
}

#[tokio::test]
async fn offers_that_are_none_get_words() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let mut stranger = house.visitor();
    let path = whep(space.id);
    let without = |line: &str| -> String {
        LISTENS
            .lines()
            .filter(|text| !text.starts_with(line))
            .map(|text| format!("{text}\r\n"))
            .collect()
    };
    for (sdp, code) in [
        ("garbage".to_owned(), "offer_unparsable"),
        (String::new(), "offer_unparsable"),
        (without("a=ice-ufrag"), "offer_without_ice"),
        (without("a=fingerprint"), "offer_without_fingerprint"),
        (LISTENS.replace("m=audio", "m=video"), "offer_without_audio"),
    ] {
        let answer = offer(&mut stranger, &path, None, &sdp).await;
        assert!(answer.status().is_client_error());
        assert_eq!(answer.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
        assert_eq!(problem(answer).await, code);
    }
    let answer = offer(&mut stranger, &path, None, &"x".repeat(1_000_000)).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(problem(answer).await, "too_long");
    let request = stranger.request(Method::POST, &path).body(vec![0xff, 0xfe]);
    let request = request.header(header::CONTENT_TYPE, "application/sdp");
    assert_eq!(problem(stranger.send(request).await).await, "unreadable");
    let request = stranger.request(Method::POST, &path).body(LISTENS);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let answer = stranger.send(request).await;
    assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(answer.headers()["accept-post"], "application/sdp");
    let request = stranger.request(Method::POST, &path).body(LISTENS);
    let request = request.header(header::CONTENT_TYPE, "application/sdp");
    let answer = stranger.send(request.header(header::ACCEPT, "text/html")).await;
    assert_eq!(answer.status(), StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn spaces_that_are_not_on_air_have_no_sound() {
    let house = House::open().await;
    let mut stranger = house.visitor();
    let answer = offer(&mut stranger, &whep(SpaceId::from_bits(5)), None, LISTENS).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(problem(answer).await, "no_such_space");
    let (mut host, space) = house.host().await;
    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, PassFor::Live).await;
    socket.enter(Some(pass)).await;
    socket.ask(Command::End).await;
    let answer = offer(&mut stranger, &whep(space.id), None, LISTENS).await;
    assert_eq!(answer.status(), StatusCode::GONE);
    assert_eq!(problem(answer).await, "space_ended");
}

#[tokio::test]
async fn any_site_may_ask_what_the_door_takes() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let mut stranger = house.visitor();
    let request = stranger.request(Method::OPTIONS, &whep(space.id));
    let request = request.header(header::ORIGIN, "https://blog.example");
    let answer = stranger.send(request.header("access-control-request-method", "POST")).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(answer.headers()["accept-post"], "application/sdp");
    assert_eq!(answer.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    let exposed = answer.headers()[header::ACCESS_CONTROL_EXPOSE_HEADERS].to_str().unwrap();
    assert!(["location", "etag", "link"].iter().all(|name| exposed.contains(name)));
    let request = stranger.request(Method::OPTIONS, &whip(space.id));
    let answer = stranger.send(request).await;
    assert!(!answer.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
}

#[tokio::test]
async fn a_running_session_is_changed_only_by_who_knows_its_state() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let (_, other) = house.host().await;
    let mut stranger = house.visitor();
    let answer = offer(&mut stranger, &whep(space.id), None, LISTENS).await;
    let url = location(&answer);
    let etag = answer.headers()[header::ETAG].clone();
    let fragment = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n";
    let patch = |url: &str, kind: &str, tag: Option<&str>| {
        let request = stranger.request(Method::PATCH, url).header(header::CONTENT_TYPE, kind);
        let request = request.body(fragment);
        match tag {
            Some(tag) => request.header(header::IF_MATCH, tag),
            None => request,
        }
    };
    const KIND: &str = "application/trickle-ice-sdpfrag";
    let wrong_type = patch(&url, "application/sdp", Some("*"));
    let no_tag = patch(&url, KIND, None);
    let wrong_tag = patch(&url, KIND, Some("\"other\""));
    let elsewhere =
        patch(&url.replace(&space.id.to_string(), &other.id.to_string()), KIND, Some("*"));
    let other_door = url.replace("/whep/", "/whip/");
    let at_other_door = patch(&other_door, KIND, Some("*"));
    let restart = patch(&url, KIND, Some("*"));
    assert_eq!(stranger.send(wrong_type).await.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(stranger.send(no_tag).await.status(), StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(stranger.send(wrong_tag).await.status(), StatusCode::PRECONDITION_FAILED);
    assert_eq!(stranger.send(elsewhere).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(stranger.send(at_other_door).await.status(), StatusCode::NOT_FOUND);
    let request = stranger.request(Method::DELETE, &other_door);
    assert_eq!(stranger.send(request).await.status(), StatusCode::NOT_FOUND);
    let request = stranger.request(Method::PATCH, &url).header(header::CONTENT_TYPE, KIND);
    let request = request.header(header::IF_MATCH, "*").body("a=mid:0\r\n");
    assert_eq!(problem(stranger.send(request).await).await, "fragment_without_ice");
    let answer = stranger.send(restart).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], KIND);
    assert_ne!(answer.headers()[header::ETAG], etag);
    for method in [Method::GET, Method::POST, Method::PUT] {
        let request = stranger.request(method, &url);
        let answer = stranger.send(request).await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert!(answer.headers().contains_key(header::ALLOW));
    }
}

#[tokio::test]
async fn a_warm_session_listens_at_its_sockets_word() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let mut stranger = house.visitor();
    let path = format!("{}?warm=1", whep(space.id));
    let answer = offer(&mut stranger, &path, None, LISTENS).await;
    let session = location(&answer).rsplit('/').next().unwrap().to_owned();
    let mut socket = house.socket(space.id).await;
    socket.enter(None).await;
    let answer = socket.ask(Command::Listen { session: session.clone() }).await;
    assert!(matches!(answer, ServerFrame::Ack { .. }), "{answer:?}");
    let answer = socket.ask(Command::Pause { session }).await;
    assert!(matches!(answer, ServerFrame::Ack { .. }));
}

#[tokio::test]
async fn one_address_makes_so_many_offers_and_no_more() {
    let house = House::with(|config| config.doors_per_address_per_minute = 2).await;
    let (_, space) = house.host().await;
    let mut stranger = house.visitor();
    for _ in 0..2 {
        offer(&mut stranger, &whep(space.id), None, "x").await;
    }
    let answer = offer(&mut stranger, &whep(space.id), None, "x").await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers().contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn a_network_with_too_many_sessions_learns_when_to_try_again() {
    let house = House::with(|config| config.sessions_per_address = 1).await;
    let (_, space) = house.host().await;
    let mut stranger = house.visitor();
    let answer = offer(&mut stranger, &whep(space.id), None, LISTENS).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let answer = offer(&mut stranger, &whep(space.id), None, LISTENS).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let header: u32 = answer.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    let problem: Problem = answer.json().await.unwrap();
    assert_eq!(problem.fault, Some(Fault::TooMany { retry_after_s: header }));
    assert!(problem.detail.contains("your network"), "{}", problem.detail);
}
