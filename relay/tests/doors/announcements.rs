//! Spaces announced ahead, from the word to the first listener.

use crate::{
    home::told,
    house::{House, Visitor, problem, refusal},
};
use causerie_relay::clock;
use causerie_shared::{
    announcement::{Announcement, AnnouncementList, Coming, TimeFault},
    fault::Fault,
    notification::{NotificationList, Occasion},
    time::UnixMs,
    view::SpaceView,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const DOOR: &str = "/api/announcements";
const MINUTE_MS: u64 = 60_000;

/// What the clocks of UTC show so many minutes from here on.
pub(crate) fn in_minutes(minutes: i64) -> String {
    let at = UnixMs(clock::now().0.saturating_add_signed(minutes * 60_000));
    causerie_relay::schedule::local(at, &"UTC".parse().unwrap())
}

pub(crate) fn asked(minutes: i64) -> Value {
    json!({
        "title": "Morning songs", "description": "Bring tea", "topics": ["Jazz"], "language": "en",
        "starts": in_minutes(minutes), "zone": "UTC",
    })
}

pub(crate) async fn announces(who: &mut Visitor, asked: &Value) -> Announcement {
    let answer = who.post_json(DOOR, &asked.to_string()).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json().await.unwrap()
}

async fn listed(who: &mut Visitor, query: &str) -> Vec<Announcement> {
    let list: AnnouncementList = who.get(&format!("{DOOR}{query}")).await.json().await.unwrap();
    list.announcements
}

pub(crate) fn of(one: &Announcement, rest: &str) -> String {
    format!("{DOOR}/{}{rest}", one.id)
}

#[tokio::test]
async fn an_announced_space_is_found_edited_and_begun_under_its_own_address() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let one = announces(&mut ada, &asked(10)).await;
    assert_eq!(one.state, Coming::Announced);
    assert_eq!(listed(&mut house.visitor(), "").await, std::slice::from_ref(&one));
    assert_eq!(listed(&mut house.visitor(), "?topic=jazz&language=en&host=ada").await.len(), 1);
    assert_eq!(listed(&mut house.visitor(), "?topic=rust").await.len(), 0);
    assert_eq!(listed(&mut house.visitor(), "?q=MORNING%20ada").await.len(), 1);
    assert_eq!(listed(&mut house.visitor(), "?q=morning&topic=rust").await.len(), 0);
    assert_eq!(listed(&mut house.visitor(), "?q=morning&until=5").await.len(), 0);
    let space = format!("/api/spaces/{}", one.id);
    assert_eq!(problem(ben.get(&space).await).await, "no_such_space", "it is none yet");

    let mut edited = asked(20);
    edited["title"] = "Evening songs".into();
    edited["edition"] = 0.into();
    let answer = ada.json(Method::PUT, &of(&one, ""), &edited).await;
    let two: Announcement = answer.json().await.unwrap();
    assert_eq!((two.title.as_str(), two.edition), ("Evening songs", 1));
    let second = refusal(ada.json(Method::PUT, &of(&one, ""), &edited).await).await;
    assert_eq!(second.fault, Some(Fault::EditedMeanwhile { edition: 1 }));

    let begin = of(&one, "/begin");
    let early = refusal(ada.post_json(&begin, "{}").await).await;
    let opens_at = UnixMs(two.starts_at.0 - 15 * MINUTE_MS);
    assert_eq!(early.fault, Some(Fault::TooEarly { opens_at }));
    edited["starts"] = in_minutes(14).into();
    edited["edition"] = 1.into();
    ada.json(Method::PUT, &of(&one, ""), &edited).await;
    for _ in 0..2 {
        let answer = ada.post_json(&begin, r#"{"backstage":true}"#).await;
        assert_eq!(answer.status(), StatusCode::CREATED, "a second click is as the first");
        let view: SpaceView = answer.json().await.unwrap();
        assert_eq!((view.id, view.title.as_str()), (one.id, "Evening songs"));
        assert!(view.lifecycle.is_backstage());
        assert_eq!(view.stage[0].handle.as_ref().unwrap().as_str(), "ada");
    }
    assert_eq!(ben.get(&space).await.status(), StatusCode::OK);
    assert_eq!(listed(&mut ben, "").await.len(), 0, "it is on air, not to come");
    let seen: Announcement = ben.get(&of(&one, "")).await.json().await.unwrap();
    assert_eq!(seen.state, Coming::Begun);
    let late = ada.post_json(&of(&one, "/cancel"), "{}").await;
    assert_eq!(problem(late).await, "not_announced");
}

#[tokio::test]
async fn a_draft_is_for_its_host_alone_until_it_is_announced() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let mut draft = asked(30);
    draft["draft"] = true.into();
    let one = announces(&mut ada, &draft).await;
    assert_eq!(one.state, Coming::Draft);
    for path in [of(&one, ""), of(&one, "/begin"), of(&one, "/cancel")] {
        let answer = match path.ends_with(&one.id.to_string()) {
            true => ben.get(&path).await,
            false => ben.post_json(&path, "{}").await,
        };
        assert_eq!(problem(answer).await, "no_such_space", "{path}");
    }
    assert_eq!(listed(&mut ada, "").await.len(), 0);
    assert_eq!(ada.get(&of(&one, "")).await.status(), StatusCode::OK);
    let own: AnnouncementList = ada.get("/api/account/announcements").await.json().await.unwrap();
    assert_eq!(own.announcements, std::slice::from_ref(&one));
    let begun = ada.post_json(&of(&one, "/begin"), "{}").await;
    assert_eq!(problem(begun).await, "not_announced", "nobody was told of a draft");
    draft["draft"] = false.into();
    draft["edition"] = 0.into();
    ada.json(Method::PUT, &of(&one, ""), &draft).await;
    assert_eq!(listed(&mut ben, "").await.len(), 1);
    // Back to a draft it cannot go: people know of it.
    draft["draft"] = true.into();
    draft["edition"] = 1.into();
    let kept: Announcement =
        ada.json(Method::PUT, &of(&one, ""), &draft).await.json().await.unwrap();
    assert_eq!(kept.state, Coming::Announced);
}

#[tokio::test]
async fn a_draft_that_is_discarded_leaves_no_trace() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let mut draft = asked(30);
    draft["draft"] = true.into();
    let one = announces(&mut ada, &draft).await;
    assert_eq!(ada.post_json(&of(&one, "/cancel"), "{}").await.status(), StatusCode::OK);
    let mut anybody = house.visitor();
    assert_eq!(problem(anybody.get(&of(&one, "")).await).await, "no_such_space");
    let feed = anybody.get("/api/announcements.ics").await.text().await.unwrap();
    assert!(!feed.contains("Morning songs"), "{feed}");
    let own: AnnouncementList = ada.get("/api/account/announcements").await.json().await.unwrap();
    assert!(own.announcements.is_empty());
}

#[tokio::test]
async fn who_may_not_host_any_more_begins_nothing_that_they_announced() {
    let house = House::with(|config| config.hosting = "everyone".parse().unwrap()).await;
    let (mut ada, mut eve) = (house.person("ada").await, house.person("eve").await);
    let one = announces(&mut ada, &asked(10)).await;
    house.app.hub.store().set_administrator(eve.person().await, true).await.unwrap();
    let rule = json!({ "policy": "followers >= 600" });
    assert_eq!(eve.json(Method::PUT, "/api/admin/hosting", &rule).await.status(), StatusCode::OK);
    let refused = ada.post_json(&of(&one, "/begin"), "{}").await;
    assert_eq!(problem(refused).await, "may_not_host");
}

#[tokio::test]
async fn a_space_is_called_off_with_a_word_and_by_its_host_alone() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let one = announces(&mut ada, &asked(30)).await;
    let cancel = of(&one, "/cancel");
    assert_eq!(problem(ben.post_json(&cancel, "{}").await).await, "not_allowed");
    assert_eq!(problem(house.visitor().post_json(&cancel, "{}").await).await, "sign_in_first");
    let long = json!({ "reason": "x".repeat(1000) }).to_string();
    assert_eq!(problem(ada.post_json(&cancel, &long).await).await, "bad_line");
    let answer = ada.post_json(&cancel, r#"{"reason":" I have lost my voice "}"#).await;
    let off: Announcement = answer.json().await.unwrap();
    assert_eq!(off.state, Coming::Cancelled { reason: "I have lost my voice".parse().ok() });
    assert_eq!(listed(&mut ben, "").await.len(), 0);
    let seen: Announcement = ben.get(&of(&one, "")).await.json().await.unwrap();
    assert_eq!(seen.state, off.state, "whoever has the link reads why");
    for again in ["/cancel", "/begin"] {
        assert_eq!(problem(ada.post_json(&of(&one, again), "{}").await).await, "not_announced");
    }
}

#[tokio::test]
async fn a_time_that_cannot_be_is_refused_with_what_is_wrong_and_where() {
    let house = House::with(|config| config.announced_per_host = 2).await;
    let mut ada = house.person("ada").await;
    let with = |key: &str, value: &str| {
        let mut asked = asked(60);
        asked[key] = value.into();
        asked
    };
    let far = in_minutes(31 * 24 * 60);
    let day_and_more = in_minutes(60 + 25 * 60);
    for (asked, field, time) in [
        (with("starts", "2020-01-01T20:00"), "starts", TimeFault::Past),
        (with("starts", "2400-01-01T20:00"), "starts", TimeFault::TooFar { most_days: 30 }),
        (with("starts", &far), "starts", TimeFault::TooFar { most_days: 30 }),
        (with("starts", "2027-02-30T20:00"), "starts", TimeFault::NoSuchTime),
        (with("zone", "Europe/Atlantis"), "zone", TimeFault::NoSuchZone),
        (with("zone", "../../etc/passwd"), "zone", TimeFault::NoSuchZone),
        (with("ends", &in_minutes(59)), "ends", TimeFault::EndsBeforeItStarts),
        (with("ends", &day_and_more), "ends", TimeFault::TooLong { most_hours: 24 }),
    ] {
        let answer = refusal(ada.post_json(DOOR, &asked.to_string()).await).await;
        let fault = answer.fault.unwrap();
        assert_eq!((fault.field(), &fault), (Some(field), &Fault::BadTime { time }));
    }
    let skipped = json!({ "title": "T", "starts": "2027-03-28T02:30", "zone": "Europe/Paris" });
    let answer = refusal(ada.post_json(DOOR, &skipped.to_string()).await).await;
    assert_eq!(answer.fault, Some(Fault::BadTime { time: TimeFault::Skipped }));
    let mut topics = asked(60);
    topics["topics"] = (0..1000).map(|at| format!("topic {at}")).collect::<Vec<_>>().into();
    assert_eq!(problem(ada.post_json(DOOR, &topics.to_string()).await).await, "bad_topics");
    let guest = house.visitor().post_json(DOOR, &asked(60).to_string()).await;
    assert_eq!(problem(guest).await, "sign_in_first");

    for _ in 0..2 {
        announces(&mut ada, &asked(60)).await;
    }
    let third = refusal(ada.post_json(DOOR, &asked(60).to_string()).await).await;
    assert_eq!(third.fault, Some(Fault::TooManyAnnounced { most: 2 }));
    let foreign = ada.request(Method::POST, DOOR).header("origin", "https://elsewhere.example");
    let foreign = foreign.header("content-type", "application/json").body(asked(60).to_string());
    assert_eq!(ada.send(foreign).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_somebody_blocked_announces_is_not_shown_to_either() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    announces(&mut ada, &asked(30)).await;
    ben.put("/api/people/ada/block").await;
    assert_eq!(listed(&mut ben, "").await.len(), 0);
    assert_eq!(listed(&mut house.visitor(), "").await.len(), 1);
}

#[tokio::test]
async fn calendars_and_feeds_name_what_is_to_come_and_what_was_called_off() {
    let house = House::with(|config| config.feeds_per_address_per_minute = 20).await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(30)).await;
    let two = announces(&mut ada, &asked(60)).await;
    let mut draft = asked(90);
    draft["draft"] = true.into();
    let hidden = announces(&mut ada, &draft).await;
    ada.post_json(&of(&two, "/cancel"), r#"{"reason":"Ill"}"#).await;

    let mut anybody = house.visitor();
    let answer = anybody.get("/api/announcements.ics?host=ada").await;
    assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
    let etag = answer.headers()["etag"].clone();
    let text = answer.text().await.unwrap();
    assert!(text.contains("NAME:Causerie · @ada\r\n"), "{text}");
    let has = |text: &str, one: &Announcement| text.contains(&one.id.to_string());
    assert!(has(&text, &one) && has(&text, &two) && !has(&text, &hidden));
    assert_eq!(text.matches("STATUS:CANCELLED").count(), 1);
    let again = anybody.request(Method::GET, "/api/announcements.ics?host=ada");
    let again = anybody.send(again.header("if-none-match", etag)).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);

    let answer = anybody.get("/api/announcements.atom?topic=jazz").await;
    assert_eq!(answer.headers()["content-type"], "application/atom+xml; charset=utf-8");
    let text = answer.text().await.unwrap();
    assert!(has(&text, &one) && !has(&text, &two) && !has(&text, &hidden), "{text}");

    let odd = "/api/announcements.atom?topic=jazz%01%0d%0aX:1&host=@ada";
    let text = anybody.get(odd).await.text().await.unwrap();
    assert!(!text.contains(['\u{1}', '\r']), "{text}");
    let text = anybody.get(&of(&two, "/space.ics")).await.text().await.unwrap();
    assert!(text.contains("STATUS:CANCELLED") && text.contains("Ill"), "{text}");
    assert_eq!(anybody.get(&of(&hidden, "/space.ics")).await.status(), StatusCode::NOT_FOUND);
    let mut last = StatusCode::OK;
    for _ in 0..20 {
        last = anybody.get("/api/announcements.ics").await.status();
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS, "whoever polls without end is told to wait");
}

#[tokio::test]
async fn whoever_waits_for_a_space_is_told_at_once_that_it_has_begun() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(10)).await;
    let other = announces(&mut ada, &asked(10)).await;
    let path = of(&one, "/events");
    let mut stream = house.visitor().request(Method::GET, &path).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let mut buffer = String::new();
    assert_eq!(told(&mut stream, &mut buffer).await, Some(Coming::Announced));
    ada.post_json(&of(&other, "/cancel"), "{}").await;
    let mut edited = asked(10);
    edited["edition"] = 0.into();
    ada.json(Method::PUT, &of(&one, ""), &edited).await;
    assert_eq!(told(&mut stream, &mut buffer).await, Some(Coming::Announced), "an edit");
    ada.post_json(&of(&one, "/begin"), "{}").await;
    assert_eq!(told(&mut stream, &mut buffer).await, Some(Coming::Begun));
    let nowhere = format!("{DOOR}/01a17720-ca00-7000-8000-000000000007/events");
    assert_eq!(problem(house.visitor().get(&nowhere).await).await, "no_such_space");
    let closing = tokio::spawn(house.close());
    let end: Option<Coming> = told(&mut stream, &mut buffer).await;
    assert_eq!(end, None, "a relay that stops ends the stream");
    closing.await.unwrap();
}

#[tokio::test]
async fn whoever_asked_is_told_within_seconds_of_what_becomes_of_a_space() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let one = announces(&mut ada, &asked(10)).await;
    let reminder = of(&one, "/reminder");
    let asks = json!({ "lead_min": 30 });
    let far = ben.json(Method::PUT, &reminder, &json!({ "lead_min": 2000 })).await;
    assert_eq!(problem(far).await, "unreadable");
    for _ in 0..2 {
        let answer = ben.json(Method::PUT, &reminder, &asks).await;
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    }
    let seen: Announcement = ben.get(&of(&one, "")).await.json().await.unwrap();
    assert_eq!((seen.going, seen.reminder_min), (1, Some(30)));
    let seen: Announcement = house.visitor().get(&of(&one, "")).await.json().await.unwrap();
    assert_eq!((seen.going, seen.reminder_min), (1, None), "whose it is, is nobody else's");

    ada.post_json(&of(&one, "/begin"), "{}").await;
    let mut told = NotificationList { notifications: Vec::new(), unread: 0 };
    for _ in 0..50 {
        told = ben.get("/api/notifications").await.json().await.unwrap();
        if told.unread > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!((told.unread, told.notifications.len()), (1, 1));
    let first = &told.notifications[0];
    assert_eq!(
        (first.of, first.space, first.title.as_str()),
        (Occasion::Begun, one.id, "Morning songs")
    );
    let read = json!({ "until": first.at }).to_string();
    let answer = ben.post_json("/api/notifications/read", &read).await;
    let told: NotificationList = answer.json().await.unwrap();
    assert_eq!((told.unread, told.notifications[0].read), (0, true));
    let others: NotificationList = ada.get("/api/notifications").await.json().await.unwrap();
    assert_eq!(others.notifications.len(), 0);
    let late = ben.json(Method::PUT, &reminder, &asks).await;
    assert_eq!(problem(late).await, "not_announced");
    let answer = ben.delete(&reminder).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let own = ben.get("/api/account/export").await.text().await.unwrap();
    assert!(own.contains("Morning songs"), "what somebody was told is theirs to have: {own}");
}

#[tokio::test]
async fn whoever_moves_a_space_without_end_is_told_to_wait() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(60)).await;
    let mut last = StatusCode::OK;
    for edition in 0..61 {
        let mut edited = asked(61 + edition);
        edited["edition"] = edition.into();
        last = ada.json(Method::PUT, &of(&one, ""), &edited).await.status();
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
