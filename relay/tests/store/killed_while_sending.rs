//! Law: whoever is to be told is told once, whenever the relay is killed between deciding, queueing and
//! sending. What was under way in that moment may arrive twice, under one id, which browsers show once.

use crate::{
    engines::{Place, on_each},
    post_office::PushService,
    program::{Relay, says},
};
use causerie_shared::{announcement::Announcement, notification::NotificationList};
use reqwest::{Method, header};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

const PEOPLE: usize = 60;

/// The relay is killed once so many messages have come: right behind the decision, and in the middle
/// of sending.
const KILLED_AT: [usize; 4] = [0, 1, 20, 45];

async fn sends(relay: &Relay, method: Method, path: &str, cookie: &str, body: &Value) -> String {
    let request = relay.ask(method, path, Some(cookie));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let answer = request.body(body.to_string()).send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert!(status.is_success(), "{path}: {status} {text}");
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_told_once_whenever_the_relay_is_killed() {
    on_each(async |place: Place| {
        let push = PushService::open().await;
        let count = PEOPLE.to_string();
        let said = says(
            &place,
            &["admin", "load-test", "--follows", "0", "--people", &count, "--sessions", &count],
        );
        let cookies: Vec<_> = said.lines().map(|line| line.split_once(' ').unwrap().1).collect();
        let mut relay = Relay::start(&place).await;
        // Until minutes have passed.
        let at = causerie_relay::clock::now().plus_ms(10 * 60_000);
        let starts = causerie_relay::schedule::local(at, &"UTC".parse().unwrap());
        let asked = json!({ "title": "Tea", "starts": starts, "zone": "UTC" });
        let door = "/api/announcements";
        let one = sends(&relay, Method::POST, door, cookies[0], &asked).await;
        let one: Announcement = serde_json::from_str(&one).unwrap();
        for (who, cookie) in cookies.iter().enumerate().skip(1) {
            let browser = push.subscription("slow", &who.to_string());
            sends(&relay, Method::PUT, "/api/reminding/push", cookie, &browser).await;
            let reminder = format!("{door}/{}/reminder", one.id);
            sends(&relay, Method::PUT, &reminder, cookie, &json!({})).await;
        }
        let off = format!("{door}/{}/cancel", one.id);
        sends(&relay, Method::POST, &off, cookies[0], &json!({ "reason": "Ill" })).await;
        for count in KILLED_AT {
            push.comes_in_all(count).await;
            relay.kill();
            place.is_left_alone().await;
            relay = Relay::start(&place).await;
        }
        let mut twice = 0;
        for (who, cookie) in cookies.iter().enumerate().skip(1) {
            let came = push.comes(&who.to_string(), 1).await;
            let ids: BTreeSet<_> = came.iter().map(|it| it.text["id"].to_string()).collect();
            assert_eq!(ids.len(), 1, "one thing has one id");
            twice += came.len() - 1;
            let told = relay.json("/api/notifications", Some(cookie)).await;
            let told: NotificationList = serde_json::from_value(told).unwrap();
            assert_eq!(told.notifications.len(), 1);
        }
        // Not for certain, so not asserted: that some were on their way in the moment of a kill.
        eprintln!("{twice} of {PEOPLE} came again, after {} kills", KILLED_AT.len());
        // Nothing is left, so nothing comes any more.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        relay.kill();
        place.is_left_alone().await;
        let store = place.open_beside().await;
        assert_eq!(store.parcels_waiting().await.unwrap(), 0);
        store.close().await;
    })
    .await;
}
