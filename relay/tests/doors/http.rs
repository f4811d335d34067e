//! Names, spaces, passes, pages and health over HTTP.

use crate::house::{House, problem};
use causerie_shared::{
    api::{Me, PassFor, SpaceList},
    command::Command,
    id::SpaceId,
    view::{Lifecycle, SpaceView},
};
use reqwest::{Method, StatusCode, header};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

#[tokio::test]
async fn a_name_is_kept_in_a_cookie_that_scripts_cannot_read() {
    let house = House::open().await;
    let mut ada = house.visitor();
    let me: Me = ada.get("/api/me").await.json().await.unwrap();
    assert_eq!((me.person, me.name, me.account), (None, None, None));
    let answer = ada.post_json("/api/me", r#"{"name":"  Ada  L "}"#).await;
    let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(!cookie.contains("Secure"), "localhost speaks http");
    let first: Me = answer.json().await.unwrap();
    assert_eq!(first.name.unwrap().as_str(), "Ada L");
    ada.is_called("Augusta").await;
    assert_eq!(Some(ada.person().await), first.person, "a new name is the same person");
}

#[tokio::test]
async fn a_changed_cookie_is_nobody() {
    let house = House::open().await;
    let mut ada = house.visitor();
    ada.is_called("Ada").await;
    let cookie = ada.cookie.take().unwrap();
    ada.cookie = Some(format!("{}A", &cookie[..cookie.len() - 1]));
    let me: Me = ada.get("/api/me").await.json().await.unwrap();
    if ada.cookie.as_deref() != Some(&cookie) {
        assert_eq!(me.person, None);
    }
}

#[tokio::test]
async fn behind_a_trusted_tls_proxy_the_cookie_is_secure() {
    let house = House::with(|config| config.trusted_proxies = "127.0.0.1".parse().unwrap()).await;
    let mut ada = house.visitor();
    let request = ada.request(Method::POST, "/api/me").header("x-forwarded-proto", "https");
    let request = request.header("content-type", "application/json").body(r#"{"name":"Ada"}"#);
    let answer = ada.send(request).await;
    assert!(answer.headers()[header::SET_COOKIE].to_str().unwrap().contains("Secure"));
}

#[tokio::test]
async fn a_space_is_opened_listed_and_looked_at() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    assert!(space.lifecycle.is_live());
    assert_eq!(space.stage[0].name.as_str(), "Ada");
    assert_eq!(space.door, None, "what hosts know is not for everybody");
    let list: SpaceList = host.get("/api/spaces?state=live").await.json().await.unwrap();
    assert!(list.spaces.is_empty(), "nobody is there yet");
    let mut guest = house.socket(space.id).await;
    guest.enter(None).await;
    let list: SpaceList = host.get("/api/spaces?state=live").await.json().await.unwrap();
    assert!(list.spaces.is_empty(), "a guest is no host");
    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, PassFor::Live).await;
    socket.enter(Some(pass)).await;
    drop(socket);
    let list: SpaceList = host.get("/api/spaces?state=live").await.json().await.unwrap();
    assert_eq!(list.spaces[0].id, space.id, "once a host came, it is listed until it ends");
    let path = format!("/api/spaces/{}", space.id);
    let seen: SpaceView = house.visitor().get(&path).await.json().await.unwrap();
    assert_eq!(seen.id, space.id);
}

#[tokio::test]
async fn titles_and_names_that_are_none_are_refused_with_words() {
    let house = House::open().await;
    let mut ada = house.visitor();
    let long = "x".repeat(10_000);
    for title in ["", "   ", "\u{202e}\u{200f}", &long] {
        let body = serde_json::json!({ "title": title, "name": "Ada" }).to_string();
        let answer = ada.post_json("/api/spaces", &body).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(problem(answer).await, "bad_title");
    }
    let answer = ada.post_json("/api/spaces", r#"{"title":"Talk","name":"\u202e"}"#).await;
    assert_eq!(problem(answer).await, "bad_name");
    let answer = ada.post_json("/api/spaces", r#"{"title":"Talk"}"#).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(problem(answer).await, "who_are_you");
}

#[tokio::test]
async fn bodies_that_are_no_json_are_refused_with_words() {
    let house = House::open().await;
    let mut ada = house.visitor();
    for body in ["", "{", "[]", "null", "{\"title\":7}", "\u{0}"] {
        let answer = ada.post_json("/api/spaces", body).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{body:?}");
        assert_eq!(problem(answer).await, "unreadable");
    }
    let answer = ada.post_json("/api/spaces", &"[".repeat(10_000)).await;
    assert_eq!(problem(answer).await, "unreadable");
    let answer = ada.post_json("/api/spaces", &"x".repeat(100_000)).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(problem(answer).await, "too_long");
    let form = ada.request(Method::POST, "/api/me").body("name=Ada");
    let answer = ada.send(form).await;
    assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(problem(answer).await, "wrong_type");
}

#[tokio::test]
async fn a_page_of_another_site_cannot_act_with_the_cookie() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    for path in
        ["/api/me".to_owned(), "/api/spaces".into(), format!("/api/spaces/{}/pass", space.id)]
    {
        for origin in ["https://evil.example", "null"] {
            let request = host.request(Method::POST, &path).header(header::ORIGIN, origin);
            let request = request.header("content-type", "application/json").body("{}");
            let answer = host.send(request).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} from {origin}");
            assert_eq!(problem(answer).await, "foreign_origin");
        }
    }
    let own = host.request(Method::POST, "/api/me").header(header::ORIGIN, house.url(""));
    let own = own.header("content-type", "application/json").body(r#"{"name":"Ada"}"#);
    assert_eq!(host.send(own).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_pass_is_for_people_with_a_name_and_whip_for_the_stage() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let path = format!("/api/spaces/{}/pass", space.id);
    let mut stranger = house.visitor();
    let answer = stranger.post_json(&path, r#"{"for":"live"}"#).await;
    assert_eq!(problem(answer).await, "who_are_you");
    stranger.is_called("Bo").await;
    let answer = stranger.post_json(&path, r#"{"for":"whip"}"#).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(problem(answer).await, "not_on_stage");
    stranger.pass(space.id, PassFor::Whep).await;
    host.pass(space.id, PassFor::Whip).await;
    let answer = host.post_json(&path, r#"{"for":"cellar"}"#).await;
    assert_eq!(problem(answer).await, "unreadable");
}

#[tokio::test]
async fn an_unknown_space_is_404_and_an_ended_one_is_still_seen() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let unknown = SpaceId::from_bits(5);
    for path in [format!("/api/spaces/{unknown}"), "/api/spaces/nonsense".into()] {
        let answer = host.get(&path).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        assert_eq!(problem(answer).await, "no_such_space");
    }
    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, PassFor::Live).await;
    socket.enter(Some(pass)).await;
    socket.ask(Command::End).await;
    let seen: SpaceView =
        host.get(&format!("/api/spaces/{}", space.id)).await.json().await.unwrap();
    assert!(matches!(seen.lifecycle, Lifecycle::Ended { .. }));
    let answer =
        host.post_json(&format!("/api/spaces/{}/pass", space.id), r#"{"for":"whip"}"#).await;
    assert_eq!(answer.status(), StatusCode::GONE);
    assert_eq!(problem(answer).await, "space_ended");
    let list: SpaceList = host.get("/api/spaces").await.json().await.unwrap();
    assert!(list.spaces.is_empty());
}

#[tokio::test]
async fn who_opens_spaces_without_end_is_told_when_to_go_on() {
    let house = House::with(|config| config.spaces_per_address_per_hour = 2).await;
    house.host().await;
    house.host().await;
    let answer = house.visitor().post_json("/api/spaces", r#"{"title":"x","name":"y"}"#).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: u32 = answer.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1700..=1800).contains(&wait), "{wait}");
    assert_eq!(problem(answer).await, "too_many");
}

#[tokio::test]
async fn one_host_has_so_many_spaces_on_air_and_no_more() {
    let house = House::open().await;
    let (mut host, first) = house.host().await;
    let again = r#"{"title":"One more"}"#;
    for _ in 0..2 {
        let answer = host.post_json("/api/spaces", again).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
    }
    let answer = host.post_json("/api/spaces", again).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    assert_eq!(problem(answer).await, "too_many_spaces");
    house.host().await;
    let mut socket = house.socket(first.id).await;
    let pass = host.pass(first.id, PassFor::Live).await;
    socket.enter(Some(pass)).await;
    socket.ask(Command::End).await;
    socket.farewell().await;
    let answer = host.post_json("/api/spaces", again).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn who_sends_half_a_request_is_not_waited_for() {
    let house = House::open().await;
    let head = "POST /api/me HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    let half = [head.to_owned(), format!("{head}Content-Length: 9\r\n\r\n{{")];
    let answers = half.map(async |half| {
        let mut stream = TcpStream::connect(house.app.address).await.unwrap();
        stream.write_all(half.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        tokio::time::timeout(Duration::from_secs(15), read).await.unwrap().unwrap();
        answer
    });
    let [head, body] = answers;
    let (head, body) = tokio::join!(head, body);
    assert!(head.is_empty() || head.starts_with("HTTP/1.1 408"), "{head}");
    assert!(body.starts_with("HTTP/1.1 408") && body.contains("too_late"), "{body}");
}

#[tokio::test]
async fn health_says_what_runs() {
    let house = House::open().await;
    let (mut host, _) = house.host().await;
    assert_eq!(host.get("/healthz").await.status(), StatusCode::OK);
    assert_eq!(host.get("/readyz").await.status(), StatusCode::OK);
    let metrics = host.get("/metrics").await.text().await.unwrap();
    assert!(metrics.contains("causerie_spaces_live 1"), "{metrics}");
    assert!(
        metrics.contains(
            r#"causerie_http_requests_total{route="/api/spaces",method="POST",status="201"} 1"#
        ),
        "{metrics}"
    );
    assert!(metrics.ends_with("# EOF\n"));
}

#[tokio::test]
async fn every_answer_forbids_what_it_does_not_need() {
    let house = House::open().await;
    let mut visitor = house.visitor();
    for path in ["/", "/api/me", "/healthz", "/nowhere", "/api/nowhere"] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
        assert!(answer.headers().contains_key("content-security-policy"), "{path}");
        assert!(answer.headers().contains_key("referrer-policy"), "{path}");
    }
    let answer = visitor.get("/api/nowhere").await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(problem(answer).await, "no_such_door");
    let request = visitor.request(Method::DELETE, "/api/me");
    let answer = visitor.send(request).await;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(problem(answer).await, "wrong_method");
}

/// Where the parenthesis closes that opened before `text`.
fn end_of_call(text: &str) -> usize {
    let mut open = 1;
    for (at, sign) in text.char_indices() {
        open += i32::from(sign == '(') - i32::from(sign == ')');
        if open == 0 {
            return at;
        }
    }
    text.len()
}

/// Doors that no program has use for: what the framework falls back to, and a path for Trunk alone.
const UNDESCRIBED: [&str; 3] = ["/api/{*rest}", "/live/{id}", "/live/{id}/{*rest}"];

#[tokio::test]
async fn every_door_that_is_open_is_described_with_its_methods() {
    let house = House::open().await;
    let answer = house.visitor().get("/openapi.json").await;
    let description: serde_json::Value = answer.json().await.unwrap();
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let paths = description["paths"].as_object().unwrap();
    let source = include_str!("../../src/http/router.rs");
    let routes: Vec<_> = source.split(".route(").skip(1).collect();
    assert!(routes.len() > 30, "the router is read");
    for route in routes {
        let path = route.split('"').nth(1).unwrap();
        if UNDESCRIBED.contains(&path) && !paths.contains_key(path) {
            continue;
        }
        let item = paths.get(path).unwrap_or_else(|| panic!("{path} is not described"));
        let end = end_of_call(route);
        for method in ["get", "post", "put", "patch", "delete"] {
            let is_open = route[..end].contains(&format!("{method}("));
            assert_eq!(item.get(method).is_some(), is_open, "{method} {path}");
        }
    }
    let page = house.visitor().get("/openapi").await.text().await.unwrap();
    assert!(page.contains("/api/people/{handle}/follow") && !page.contains("<script"));
}
