//! What was said, at the doors: who reads it, who puts it right, and what a file of it is.

use crate::house::{House, Visitor, problem};
use causerie_relay::store::SaidRow;
use causerie_shared::{
    command::Command,
    id::{PersonId, SpaceId, VoiceId},
    transcript::{Said, Transcript},
    view::SpaceView,
};
use reqwest::{Method, StatusCode, header};
use serde_json::json;

/// Something that a recogniser would have said, had there been one.
fn says(house: &House, space: SpaceId, number: u32, person: PersonId, text: &str) {
    let said = Said {
        number,
        voice: VoiceId::new(number).unwrap(),
        person,
        name: "Ada".parse().unwrap(),
        from_ms: 1000 * u64::from(number),
        to_ms: 1000 * u64::from(number) + 800,
        text: text.parse().unwrap(),
        edited: false,
        own: false,
    };
    let at = causerie_relay::clock::now();
    house.app.hub.store().keep_said(SaidRow { space, at, said });
}

fn path(space: &SpaceView, rest: &str) -> String {
    format!("/api/spaces/{}/transcript{rest}", space.id)
}

async fn transcript(visitor: &mut Visitor, space: &SpaceView) -> Transcript {
    visitor.get(&path(space, "")).await.json().await.unwrap()
}

#[tokio::test]
async fn whoever_may_hear_reads_and_takes_home_what_was_said() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    assert_eq!(space.captioning.days, 90, "whoever comes on stage is told so");
    let ada = host.person().await;
    says(&house, space.id, 1, ada, "Good <evening>");
    says(&house, space.id, 2, PersonId::from_bits(9), "And to you");
    let read = transcript(&mut host, &space).await;
    assert!(read.edits && !read.over && read.lines[0].own && !read.lines[1].own);
    let mut guest = house.visitor();
    let read = transcript(&mut guest, &space).await;
    assert_eq!(read.lines.len(), 2);
    assert!(!read.edits && read.lines.iter().all(|line| !line.own));
    for (ending, kind, part) in [
        (".vtt", "text/vtt", "<v Ada>Good &lt;evening&gt;</v>"),
        (".srt", "application/x-subrip", "Ada: Good ‹evening›"),
        (".txt", "text/plain", "Good <evening>"),
        (".json", "application/json", "\"Good <evening>\""),
    ] {
        let answer = guest.get(&path(&space, ending)).await;
        let header = |name| answer.headers()[&name].to_str().unwrap().to_owned();
        assert!(header(header::CONTENT_TYPE).starts_with(kind), "{ending}");
        let name = format!("attachment; filename=\"causerie-{}{ending}\"", space.id);
        assert_eq!(header(header::CONTENT_DISPOSITION), name);
        let text = answer.text().await.unwrap();
        assert!(text.contains(part), "{ending}: {text}");
    }
    let nowhere = SpaceView { id: SpaceId::from_bits(1), ..space };
    assert_eq!(problem(guest.get(&path(&nowhere, ".vtt")).await).await, "no_such_space");
}

#[tokio::test]
async fn where_an_account_is_needed_to_hear_it_is_needed_to_read() {
    let house = House::open().await;
    let mut host = house.visitor();
    let body = r#"{"title":"Members","name":"Ada","access":{"listed":true,"guests":false}}"#;
    let space: SpaceView = host.post_json("/api/spaces", body).await.json().await.unwrap();
    says(&house, space.id, 1, host.person().await, "Among ourselves");
    let mut nobody = house.visitor();
    assert_eq!(problem(nobody.get(&path(&space, "")).await).await, "guests_not_admitted");
    nobody.is_called("Eve").await;
    assert_eq!(problem(nobody.get(&path(&space, ".txt")).await).await, "guests_not_admitted");
    let mut ben = house.person("ben").await;
    assert_eq!(transcript(&mut ben, &space).await.lines.len(), 1);
    // On stage without an account, because it is their own.
    assert_eq!(transcript(&mut host, &space).await.lines.len(), 1);
}

#[tokio::test]
async fn the_host_puts_any_line_right_and_a_speaker_takes_out_their_own() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut ben = house.person("ben").await;
    let speaker = ben.person().await;
    says(&house, space.id, 1, host.person().await, "Good mourning");
    for number in 2..=4 {
        says(&house, space.id, number, speaker, "Hm");
    }
    let right = json!({ "text": " Good  morning " });
    let line = |number: u32| path(&space, &format!("/{number}"));
    let answer = ben.json(Method::PUT, &line(1), &right).await;
    assert_eq!(problem(answer).await, "not_allowed");
    assert_eq!(problem(ben.delete(&line(1)).await).await, "no_such_line");
    let answer = host.json(Method::PUT, &line(1), &right).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    for (typed, code) in [("\u{202e}", "bad_line"), (&"x".repeat(1001), "bad_line")] {
        let answer = host.json(Method::PUT, &line(1), &json!({ "text": typed })).await;
        assert_eq!(problem(answer).await, code);
    }
    let answer = host.json(Method::PUT, &line(77), &right).await;
    assert_eq!(problem(answer).await, "no_such_line");
    assert_eq!(problem(host.delete(&path(&space, "/x")).await).await, "no_such_line");
    assert_eq!(ben.delete(&line(2)).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(host.delete(&line(3)).await.status(), StatusCode::NO_CONTENT);
    let nobody = &mut house.visitor();
    assert_eq!(problem(nobody.delete(&line(4)).await).await, "who_are_you");
    assert_eq!(ben.delete(&path(&space, "/own")).await.status(), StatusCode::NO_CONTENT);
    let read = transcript(&mut ben, &space).await;
    assert_eq!(read.lines.len(), 1);
    assert_eq!((read.lines[0].text.as_str(), read.lines[0].edited), ("Good morning", true));

    // The same when it is over.
    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, causerie_shared::api::PassFor::Live).await;
    socket.enter(Some(pass)).await;
    socket.ask(Command::End).await;
    socket.farewell().await;
    let answer = ben.json(Method::PUT, &line(1), &right).await;
    assert_eq!(problem(answer).await, "not_allowed");
    let answer = host.json(Method::PUT, &line(1), &json!({ "text": "Good night" })).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let read = transcript(&mut ben, &space).await;
    assert!(read.over && read.lines[0].text.as_str() == "Good night");
}

#[tokio::test]
async fn whoever_leaves_for_good_takes_their_words_along_and_has_them_first() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    let mut ben = house.person("ben").await;
    says(&house, space.id, 1, ben.person().await, "My own words");
    assert_eq!(transcript(&mut host, &space).await.lines.len(), 1);
    let own = ben.get("/api/account/export").await.text().await.unwrap();
    assert!(own.contains("My own words"), "{own}");
    let password = json!({ "password": crate::house::PASSWORD, "handle": "ben" });
    let answer = ben.json(Method::DELETE, "/api/account", &password).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT, "{}", answer.text().await.unwrap());
    assert!(transcript(&mut host, &space).await.lines.is_empty());
}

#[tokio::test]
async fn how_somebody_reads_follows_them_to_another_device() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    const STYLE: &str = "/api/me/caption-style";
    assert_eq!(ada.get(STYLE).await.status(), StatusCode::NO_CONTENT);
    let style = json!({ "size_percent": 9000, "typeface": "atkinson", "later": true });
    assert_eq!(ada.json(Method::PUT, STYLE, &style).await.status(), StatusCode::NO_CONTENT);
    let mut elsewhere = house.visitor();
    elsewhere.sign_in("ada", crate::house::PASSWORD).await;
    let found: serde_json::Value = elsewhere.get(STYLE).await.json().await.unwrap();
    assert_eq!(found["typeface"], "atkinson");
    assert_eq!(found["size_percent"], 300, "what is beyond a bound is at it");
    assert_eq!(problem(ada.json(Method::PUT, STYLE, &json!([1])).await).await, "unreadable");
    let mut nobody = house.visitor();
    assert_eq!(problem(nobody.get(STYLE).await).await, "sign_in_first");
    assert_eq!(problem(nobody.json(Method::PUT, STYLE, &style).await).await, "sign_in_first");
}

#[tokio::test]
async fn a_lock_keeps_what_is_said_among_those_who_are_inside() {
    let house = House::open().await;
    let (mut host, space) = house.host().await;
    says(&house, space.id, 1, host.person().await, "Among ourselves");
    let mut socket = house.socket(space.id).await;
    let pass = host.pass(space.id, causerie_shared::api::PassFor::Live).await;
    socket.enter(Some(pass)).await;
    let mut ben = house.person("ben").await;
    let mut inside = house.socket(space.id).await;
    inside.enter(Some(ben.pass(space.id, causerie_shared::api::PassFor::Live).await)).await;
    socket.ask(Command::SetLock { locked: true }).await;
    let mut eve = house.person("eve").await;
    let mut nobody = house.visitor();
    for outside in [&mut eve, &mut nobody] {
        assert_eq!(problem(outside.get(&path(&space, ".vtt")).await).await, "locked");
    }
    assert_eq!(transcript(&mut ben, &space).await.lines.len(), 1);
    assert_eq!(transcript(&mut host, &space).await.lines.len(), 1);
    // A door that was shut at the end stays shut.
    socket.ask(Command::End).await;
    socket.farewell().await;
    assert_eq!(problem(eve.get(&path(&space, "")).await).await, "locked");
    assert_eq!(transcript(&mut host, &space).await.lines.len(), 1);
}

#[tokio::test]
async fn whom_the_host_blocks_reads_nothing_afterwards() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let space: SpaceView =
        ada.post_json("/api/spaces", r#"{"title":"Evening"}"#).await.json().await.unwrap();
    says(&house, space.id, 1, ada.person().await, "Good evening");
    let mut socket = house.socket(space.id).await;
    socket.enter(Some(ada.pass(space.id, causerie_shared::api::PassFor::Live).await)).await;
    socket.ask(Command::End).await;
    socket.farewell().await;
    let mut eve = house.person("eve").await;
    assert_eq!(transcript(&mut eve, &space).await.lines.len(), 1);
    assert!(ada.put("/api/people/eve/block").await.status().is_success());
    assert_eq!(problem(eve.get(&path(&space, "")).await).await, "blocked");
}
