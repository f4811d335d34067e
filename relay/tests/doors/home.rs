//! Home: what is on air, found and filtered, changing under the reader's eyes.

use crate::house::{House, problem};
use causerie_relay::hub::{About, Attendance, Who};
use causerie_shared::{
    api::{Home, HomeEvent, SpaceCard},
    id::{PersonId, SpaceId},
    signal::Farewell,
    topic::Topics,
    view::Access,
};
use reqwest::{Method, Response, StatusCode};

/// A space on air, for as long as its host is there.
async fn on_air(house: &House, number: u128, about: About) -> (SpaceId, Attendance) {
    let host = Who::named(PersonId::from_bits(number), "Ada".parse().unwrap());
    let id = house.app.hub.create(about, &host, false).await.unwrap().id;
    (id, house.app.hub.arrive(id, host, None, None).await.unwrap())
}

fn about(title: &str, topics: &[&str], language: &str) -> About {
    let topics = Topics::of(topics).unwrap();
    About { topics, language: language.parse().ok(), ..About::titled(title.parse().unwrap()) }
}

async fn home(house: &House, query: &str) -> Home {
    let answer = house.visitor().get(&format!("/api/home{query}")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

/// Asks until the board is as fresh as the test.
async fn until(house: &House, query: &str, holds: impl Fn(&Home) -> bool) -> Home {
    for _ in 0..100 {
        let home = home(house, query).await;
        if holds(&home) {
            return home;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("home never came to show it: {:?}", home(house, query).await);
}

fn ids(cards: &[SpaceCard]) -> Vec<SpaceId> {
    cards.iter().map(|card| card.id).collect()
}

#[tokio::test]
async fn spaces_are_found_by_topic_language_and_words() {
    let house = House::open().await;
    let (jazz, _host1) = on_air(&house, 1, about("Blue notes", &["Jazz"], "en")).await;
    let (rust, _host2) = on_air(&house, 2, about("Prêter et rendre", &["Rust"], "fr")).await;
    let all = until(&house, "", |home| home.live.len() == 2).await;
    assert_eq!((all.live_total, all.followed.len()), (2, 0));
    let topics: Vec<_> = all.topics.iter().map(|topic| topic.as_str()).collect();
    assert_eq!(topics, ["Jazz", "Rust"]);
    assert_eq!(ids(&home(&house, "?topic=jazz").await.live), [jazz]);
    assert_eq!(ids(&home(&house, "?language=fr").await.live), [rust]);
    assert_eq!(ids(&home(&house, "?language=fr&topic=jazz").await.live), []);
    assert_eq!(ids(&home(&house, "?q=preter").await.live), [rust]);
    assert_eq!(ids(&home(&house, "?q=ada&topic=rust").await.live), [rust]);
    assert_eq!(ids(&home(&house, "?q=%22%20OR%20%2A").await.live), []);
    let limited = home(&house, "?limit=1").await;
    assert_eq!((limited.live.len(), limited.live_total), (1, 2));
    let mut visitor = house.visitor();
    assert_eq!(problem(visitor.get("/api/home?topic=%3Cb%3E").await).await, "bad_topics");
    assert_eq!(problem(visitor.get("/api/home?language=klingon").await).await, "bad_language");
    assert_eq!(problem(visitor.get("/api/home?limit=many").await).await, "unreadable");
}

#[tokio::test]
async fn a_space_for_those_with_the_link_is_named_nowhere_and_open_by_its_link() {
    let house = House::open().await;
    let mut secret = about("Among friends", &["Jazz"], "en");
    secret.access = Access { listed: false, guests: true };
    let (id, _host) = on_air(&house, 1, secret).await;
    let (_, _other) = on_air(&house, 2, about("For all", &[], "en")).await;
    let all = until(&house, "", |home| !home.live.is_empty()).await;
    assert_eq!(all.live_total, 1);
    assert!(all.topics.is_empty());
    assert!(home(&house, "?q=friends").await.live.is_empty());
    let look = house.visitor().get(&format!("/api/spaces/{id}")).await;
    assert_eq!(look.status(), StatusCode::OK);
}

#[tokio::test]
async fn where_an_account_is_needed_a_guest_hears_nothing_and_is_told_why() {
    let house = House::open().await;
    let mut closed = about("With an account", &[], "en");
    closed.access = Access { listed: true, guests: false };
    let (id, _host) = on_air(&house, 1, closed).await;
    let mut guest = house.visitor();
    guest.is_called("Eve").await;
    let pass = guest.post_json(&format!("/api/spaces/{id}/pass"), r#"{"for":"whep"}"#).await;
    assert_eq!(problem(pass).await, "guests_not_admitted");
    let whep = guest
        .request(Method::POST, &format!("/api/spaces/{id}/whep"))
        .header("content-type", "application/sdp")
        .body("v=0\r\n");
    assert_eq!(problem(guest.send(whep).await).await, "guests_not_admitted");
    let mut socket = house.socket(id).await;
    socket.hello(None, None).await;
    assert_eq!(socket.farewell().await, Farewell::NotAdmitted);
}

/// The next thing that the stream tells.
pub(crate) async fn told<T: serde::de::DeserializeOwned>(
    stream: &mut Response,
    buffer: &mut String,
) -> Option<T> {
    loop {
        if let Some((event, rest)) = buffer.split_once("\n\n") {
            let (event, rest) = (event.to_owned(), rest.to_owned());
            *buffer = rest;
            match event.strip_prefix("data: ") {
                Some(text) => return Some(serde_json::from_str(text).unwrap()),
                None => continue,
            }
        }
        let chunk = stream.chunk().await.ok()??;
        buffer.push_str(std::str::from_utf8(&chunk).unwrap());
    }
}

#[tokio::test]
async fn whoever_watches_home_is_told_what_comes_and_goes_without_asking() {
    let house = House::open().await;
    let visitor = house.visitor();
    let mut stream = visitor.request(Method::GET, "/api/home/events").send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut buffer = String::new();
    let first = told(&mut stream, &mut buffer).await;
    assert!(matches!(first, Some(HomeEvent::Now { live_total: 0, .. })), "{first:?}");
    let (id, host) = on_air(&house, 1, about("Blue notes", &["Jazz"], "en")).await;
    let Some(HomeEvent::Changed { cards, gone, live_total }) = told(&mut stream, &mut buffer).await
    else {
        panic!("the stream says what changed")
    };
    assert_eq!((ids(&cards), gone, live_total), (vec![id], vec![], 1));
    host.ask(1, causerie_shared::command::Command::End).await;
    // Before it is over, its counts may change.
    let gone = loop {
        match told(&mut stream, &mut buffer).await.unwrap() {
            HomeEvent::Changed { gone, live_total: 0, .. } => break gone,
            HomeEvent::Changed { .. } | HomeEvent::Now { .. } => {}
        }
    };
    assert_eq!(gone, [id]);
    let closing = tokio::spawn(house.close());
    let end: Option<HomeEvent> = told(&mut stream, &mut buffer).await;
    assert_eq!(end, None, "a relay that stops ends the stream");
    closing.await.unwrap();
}
