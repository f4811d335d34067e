//! What people are told elsewhere: in browsers whose pages are closed, and by letter.

use crate::{
    announcements::{announces, asked, of},
    house::{House, Visitor, problem},
    post_office::{MailServer, PushService},
};
use causerie_relay::config::Config;
use causerie_shared::{
    announcement::Announcement,
    fault::Fault,
    notification::{Notification, NotificationList, Occasion, Reminding, Unread},
};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use std::time::Duration;

const REMINDING: &str = "/api/reminding";

/// A relay whose push services are on this machine.
async fn house(change: impl FnOnce(&mut Config)) -> House {
    House::with(|config| {
        config.push_networks = "127.0.0.0/8".parse().unwrap();
        change(config);
    })
    .await
}

async fn subscribes(who: &mut Visitor, push: &PushService, manner: &str, browser: &str) {
    let door = format!("{REMINDING}/push");
    let answer = who.json(Method::PUT, &door, &push.subscription(manner, browser)).await;
    assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
}

async fn asks(who: &mut Visitor, one: &Announcement) {
    let answer = who.json(Method::PUT, &of(one, "/reminder"), &json!({})).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
}

async fn reminding(who: &mut Visitor) -> Reminding {
    who.get(REMINDING).await.json().await.unwrap()
}

async fn told(who: &mut Visitor) -> Vec<Notification> {
    let list: NotificationList = who.get("/api/notifications").await.json().await.unwrap();
    list.notifications
}

#[tokio::test]
async fn a_browser_is_told_that_it_begins_while_no_page_is_open() {
    let (push, house) = (PushService::open().await, house(|_| {}).await);
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let one = announces(&mut ada, &asked(10)).await;
    subscribes(&mut ben, &push, "ok", "bens").await;
    asks(&mut ben, &one).await;
    ada.post_json(&of(&one, "/begin"), "{}").await;
    let came = push.comes("bens", 1).await;
    let came = came.first().unwrap();
    assert_eq!(came.text["title"], "Morning songs");
    assert_eq!(came.text["body"], "ada is live. Come in.");
    assert_eq!(came.text["url"], format!("/s/{}", one.id));
    let said = |name: &str| came.headers[name].to_str().unwrap();
    // An hour, less what has passed of it.
    let ttl: u32 = said("ttl").parse().unwrap();
    assert!((3580..=3600).contains(&ttl), "{ttl}");
    assert_eq!(said("urgency"), "high");
    assert_eq!(said("content-encoding"), "aes128gcm");
    let key = reminding(&mut ben).await.push_key;
    assert!(said("authorization").starts_with("vapid t=ey"));
    assert!(said("authorization").ends_with(&format!(", k={key}")));
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(push.came("bens").len(), 1, "once");
}

#[tokio::test]
async fn whoever_does_not_answer_keeps_nobody_waiting_and_whoever_is_gone_is_forgotten() {
    let (push, house) = (PushService::open().await, house(|_| {}).await);
    // Another service, since it is a service that answers or does not.
    let slow = PushService::open().await;
    let busy = PushService::open().await;
    let mut ada = house.person("ada").await;
    let one = announces(&mut ada, &asked(10)).await;
    for (service, manner) in
        [(&slow, "hangs"), (&busy, "busy"), (&push, "gone"), (&push, "elsewhere"), (&push, "ok")]
    {
        let mut who = house.person(&format!("it_{manner}")).await;
        subscribes(&mut who, service, manner, manner).await;
        asks(&mut who, &one).await;
    }
    // More than are let go at once, each at a service of its own.
    let mut hanging = Vec::new();
    for number in 0..40 {
        let (service, mut who) = (PushService::open().await, house.visitor());
        subscribes(&mut who, &service, "hangs", &number.to_string()).await;
        asks(&mut who, &one).await;
        hanging.push(service);
    }
    ada.post_json(&of(&one, "/begin"), "{}").await;
    let begun = std::time::Instant::now();
    push.comes("ok", 1).await;
    assert!(begun.elapsed() < Duration::from_secs(8), "those who hang do so for ten");
    // Put off, it is tried again some five seconds later, under the same id.
    let came = busy.comes("busy", 2).await;
    assert_eq!(came[0].text["id"], came[1].text["id"]);
    assert_eq!(came[0].headers["topic"], came[1].headers["topic"]);
    assert_eq!(push.came("gone").len(), 1);
    assert_eq!(push.came("elsewhere").len(), 1, "it came once, and went nowhere else");
    assert_eq!(push.came("ok").len(), 1);
    let mut gone = house.visitor();
    gone.sign_in("it_gone", crate::house::PASSWORD).await;
    assert!(reminding(&mut gone).await.devices.is_empty(), "it is forgotten");
    assert_eq!(told(&mut gone).await.len(), 1, "in the app they are told all the same");
}

#[tokio::test]
async fn an_endpoint_inside_the_house_and_keys_that_are_none_are_refused() {
    let (push, house) = (PushService::open().await, House::open().await);
    let mut ben = house.person("ben").await;
    let door = format!("{REMINDING}/push");
    let good = push.subscription("ok", "bens");
    assert_eq!(problem(ben.json(Method::PUT, &door, &good).await).await, "unreadable");
    for endpoint in ["https://169.254.169.254/x", "https://localhost/x", "https://[::1]/x", ""] {
        let mut bad = good.clone();
        bad["endpoint"] = endpoint.into();
        assert_eq!(problem(ben.json(Method::PUT, &door, &bad).await).await, "unreadable");
    }
    for (name, value) in [("p256dh", "AAAA"), ("auth", "x"), ("zone", "../etc"), ("language", "x")]
    {
        let mut bad = good.clone();
        bad["endpoint"] = "https://push.example.org/x".into();
        assert_eq!(ben.json(Method::PUT, &door, &bad).await.status(), StatusCode::OK);
        bad[name] = value.into();
        assert!(ben.json(Method::PUT, &door, &bad).await.status().is_client_error(), "{name}");
    }
    assert_eq!(reminding(&mut ben).await.devices.len(), 1);
    let gone = json!({ "endpoint": "https://push.example.org/x" });
    ben.json(Method::DELETE, &door, &gone).await;
    assert!(reminding(&mut ben).await.devices.is_empty());
}

#[tokio::test]
async fn a_browser_without_an_account_is_reminded_and_takes_it_along_when_it_signs_in() {
    let (push, house) = (PushService::open().await, house(|_| {}).await);
    let mut ada = house.person("ada").await;
    let (one, two) = (announces(&mut ada, &asked(10)).await, announces(&mut ada, &asked(12)).await);
    let mut nobody = house.visitor();
    assert_eq!(told(&mut nobody).await, []);
    asks(&mut nobody, &one).await;
    subscribes(&mut nobody, &push, "ok", "guests").await;
    let seen: Announcement = nobody.get(&of(&one, "")).await.json().await.unwrap();
    assert_eq!((seen.going, seen.reminder_min), (1, Some(10)));
    let other: Announcement = house.visitor().get(&of(&one, "")).await.json().await.unwrap();
    assert_eq!(other.reminder_min, None, "another browser is another");
    let lead = json!({ "lead_min": 30 });
    nobody.json(Method::PATCH, REMINDING, &lead).await;
    asks(&mut nobody, &two).await;
    let seen: Announcement = nobody.get(&of(&two, "")).await.json().await.unwrap();
    assert_eq!(seen.reminder_min, Some(30), "as it was set");
    ada.post_json(&of(&one, "/begin"), "{}").await;
    push.comes("guests", 1).await;
    let unread: Unread = nobody.get("/api/notifications/unread").await.json().await.unwrap();
    assert_eq!(unread.unread, 1);
    nobody.sign_up("nobody_known").await;
    assert!(nobody.cookie_named("causerie_browser").is_none());
    let told = told(&mut nobody).await;
    assert_eq!(told.iter().map(|it| it.of).collect::<Vec<_>>(), [Occasion::Begun]);
    let seen: Announcement = nobody.get(&of(&two, "")).await.json().await.unwrap();
    assert_eq!(seen.reminder_min, Some(30));
    ada.post_json(&of(&two, "/begin"), "{}").await;
    push.comes("guests", 2).await;
    nobody.delete(&of(&two, "/reminder")).await;
}

#[tokio::test]
async fn letters_come_once_the_address_is_confirmed_and_end_with_one_click() {
    let (mail, data) = (MailServer::open(1).await, tempfile::tempdir().unwrap());
    let house = House::on(data, |config| {
        config.smtp = mail.url.parse().unwrap();
        config.mail_from = "Causerie <causerie@example.org>".parse().unwrap();
        config.public_url = "https://live.example.org".parse().unwrap();
    })
    .await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let door = format!("{REMINDING}/address");
    let give = |address: &str| json!({ "address": address, "language": "fr", "zone": "UTC" });
    for bad in ["", "ben", "ben@", "a@b\r\nBcc: c@d.e", &format!("{}@x.org", "b".repeat(300))] {
        let refused = crate::house::refusal(ben.json(Method::PUT, &door, &give(bad)).await).await;
        assert_eq!(refused.fault, Some(Fault::BadAddress), "{bad}");
    }
    let answer = ben.json(Method::PUT, &door, &give(" ben@example.org ")).await;
    let now: Reminding = answer.json().await.unwrap();
    assert!(now.has_mail && !now.address.unwrap().is_confirmed);
    let one = announces(&mut ada, &asked(10)).await;
    asks(&mut ben, &one).await;

    // The first try is put off.
    let letters = mail.comes(1).await;
    assert_eq!(letters[0].to, "ben@example.org");
    let link = letters[0].link("/api/reminding/confirm?token=");
    let page = house.visitor().get(&link).await.text().await.unwrap();
    assert!(page.contains("<form method=\"post\"") && page.contains("lang=\"fr\""), "{page}");
    assert!(!reminding(&mut ben).await.address.unwrap().is_confirmed, "looking says nothing");
    for _ in 0..2 {
        let answer = house.visitor().post_json(&link, "").await;
        assert_eq!(answer.status(), StatusCode::OK, "a second click is as the first");
    }
    assert!(reminding(&mut ben).await.address.unwrap().is_confirmed);
    assert_eq!(house.visitor().get(&format!("{link}x")).await.status(), StatusCode::GONE);

    ada.post_json(&of(&one, "/cancel"), r#"{"reason":"Ill"}"#).await;
    let letters = mail.comes(2).await;
    let text = letters[1].words();
    assert!(text.contains("Morning songs\r\nada l'a annulé : Ill"), "{text}");
    assert!(text.contains(&format!("https://live.example.org/s/{}", one.id)));
    assert!(letters[1].text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    let link = letters[1].link("/api/reminding/unsubscribe?token=");
    house.visitor().get(&link).await;
    assert!(reminding(&mut ben).await.address.is_some(), "looking ends nothing");
    let mut program = house.visitor();
    let click = program
        .request(Method::POST, &link)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body("List-Unsubscribe=One-Click");
    assert_eq!(program.send(click).await.status(), StatusCode::OK);
    assert!(reminding(&mut ben).await.address.is_none());
    assert_eq!(mail.letters().len(), 2);
}

#[tokio::test]
async fn letters_that_would_lead_nowhere_stop_the_relay_at_its_start() {
    use causerie_relay::app::{App, Refused};
    for (from, site) in [("", "https://live.example.org"), ("a@example.org", "")] {
        let data = tempfile::tempdir().unwrap();
        let config = Config {
            port: 0,
            media_ports: "0".parse().unwrap(),
            data: data.path().into(),
            smtp: "smtp://127.0.0.1:1".parse().unwrap(),
            mail_from: from.parse().unwrap(),
            public_url: site.parse().unwrap(),
            ..Config::default()
        };
        let Err(Refused::Settings(fault)) = App::start(config).await else { panic!("it starts") };
        let missing = if from.is_empty() { "mail_from" } else { "public_url" };
        assert!(fault.to_string().contains(missing), "{fault}");
    }
}

#[tokio::test]
async fn ones_own_calendar_has_a_secret_address_that_can_be_made_anew() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (one, two) = (announces(&mut ada, &asked(10)).await, announces(&mut ada, &asked(20)).await);
    asks(&mut ben, &one).await;
    let link = reminding(&mut ben).await.calendar.unwrap();
    let text = house.visitor().get(&link).await.text().await.unwrap();
    assert!(text.contains(&one.id.to_string()) && !text.contains(&two.id.to_string()));
    ada.post_json(&of(&one, "/cancel"), "{}").await;
    let text = house.visitor().get(&link).await.text().await.unwrap();
    assert!(text.contains("STATUS:CANCELLED"), "{text}");
    let renewed: Reminding =
        ben.post_json(&format!("{REMINDING}/calendar"), "").await.json().await.unwrap();
    assert_ne!(renewed.calendar.as_ref(), Some(&link));
    assert_eq!(problem(house.visitor().get(&link).await).await, "no_such_calendar");
    let answer = house.visitor().get(&renewed.calendar.unwrap()).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(reminding(&mut house.visitor()).await.calendar, None);
}

#[tokio::test]
async fn followers_are_told_that_somebody_is_live() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    ben.put("/api/people/ada/follow").await;
    let body = r#"{"title":"At once","backstage":true}"#;
    ada.post_json("/api/spaces", body).await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(told(&mut ben).await, [], "backstage is not on air");
    ada.post_json("/api/spaces", r#"{"title":"On air"}"#).await;
    for _ in 0..100 {
        if let [one] = told(&mut ben).await.as_slice() {
            assert_eq!((one.of, one.title.as_str()), (Occasion::Live, "On air"));
            assert_eq!(one.host.as_ref().unwrap().as_str(), "ada");
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nobody said so");
}
