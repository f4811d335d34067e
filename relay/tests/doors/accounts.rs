//! Signing up, in and out, with passwords and recovery codes.

use crate::house::{House, PASSWORD, problem, refusal};
use causerie_shared::{
    api::Me,
    fault::Fault,
    people::{Profile, Welcome},
};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn whoever_signs_up_is_in_and_has_codes_for_a_bad_day() {
    let house = House::open().await;
    let mut ada = house.visitor();
    ada.is_called("Ada the guest").await;
    let guest = ada.person().await;
    let body = json!({ "handle": "@Ada_L", "name": " Ada  L ", "password": PASSWORD });
    let answer = ada.json(Method::POST, "/api/accounts", &body).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    let cookies: Vec<_> = answer.headers().get_all(header::SET_COOKIE).iter().collect();
    let session = cookies.iter().map(|it| it.to_str().unwrap()).find(|it| it.contains("session"));
    let session = session.unwrap().to_owned();
    for word in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(session.contains(word), "{session}");
    }
    assert!(!session.contains("Secure"), "localhost speaks http");
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    let welcome: Welcome = answer.json().await.unwrap();
    assert_eq!(welcome.recovery_codes.len(), 10);
    assert_eq!(welcome.me.account.as_ref().unwrap().handle.as_str(), "ada_l");
    assert_eq!(welcome.me.name.as_ref().unwrap().as_str(), "Ada L");
    assert_ne!(welcome.me.person, Some(guest), "an account is nobody's guest");
    assert_eq!(ada.cookie_named("causerie_guest"), None, "the guest is no more");
    assert_eq!(ada.me().await, welcome.me);
}

#[tokio::test]
async fn a_field_that_is_wrong_is_named_and_nothing_is_half_written() {
    let house = House::open().await;
    let long = "x".repeat(10_000);
    let good = json!({ "handle": "ada", "name": "Ada", "password": PASSWORD });
    for (field, typed, code) in [
        ("handle", "ad", "bad_handle"),
        ("handle", "\u{430}da", "bad_handle"), // a Cyrillic а
        ("handle", "admin", "bad_handle"),
        ("handle", "causerie_team", "bad_handle"),
        ("handle", &long, "bad_handle"),
        ("handle", "'; DROP TABLE people; --", "bad_handle"),
        ("handle", "<script>alert(1)</script>", "bad_handle"),
        ("name", "", "bad_name"),
        ("name", "\u{202e}", "bad_name"),
        ("name", &long, "bad_name"),
        ("password", "short", "weak_password"),
        ("password", "password1234", "weak_password"),
        ("password", &long, "weak_password"),
    ] {
        let mut body = good.clone();
        body[field] = typed.into();
        let answer = house.visitor().json(Method::POST, "/api/accounts", &body).await;
        let status = answer.status();
        let refused = refusal(answer).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {typed:.40}");
        assert_eq!(refused.code, code, "{field}: {typed:.40}");
        assert_eq!(refused.fault.unwrap().field(), Some(field));
    }
    let free = house.visitor().get("/api/handles/ada").await.text().await.unwrap();
    assert_eq!(free, r#"{"free":true}"#);
}

#[tokio::test]
async fn sql_and_scripts_are_a_name_like_any_other_and_come_back_as_typed() {
    let house = House::open().await;
    let mut eve = house.visitor();
    let name = "Robert'); DROP TABLE people;--";
    let body = json!({ "handle": "robert", "name": name, "password": PASSWORD });
    eve.json(Method::POST, "/api/accounts", &body).await;
    let script = "<script>alert(\"1\")</script>' OR 1=1 --";
    let edit = json!({ "biography": script, "links": ["https://example.org/?q=';DROP"] });
    let answer = eve.json(Method::PATCH, "/api/account", &edit).await;
    assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
    let profile: Profile = eve.get("/api/people/robert").await.json().await.unwrap();
    assert_eq!(profile.person.name.as_str(), name);
    assert_eq!(profile.person.biography.unwrap().as_str(), script);
    let picture = eve.get("/api/people/robert/picture").await;
    assert!(!picture.text().await.unwrap().contains("script"));
}

#[tokio::test]
async fn two_who_race_for_one_handle_are_one_account() {
    let house = House::open().await;
    let sign_up = async |handle: &str| {
        let body = json!({ "handle": handle, "name": "Ada", "password": PASSWORD });
        let answer = house.visitor().json(Method::POST, "/api/accounts", &body).await;
        let status = answer.status();
        if status != StatusCode::CREATED {
            let refused = refusal(answer).await;
            assert_eq!(refused.fault, Some(Fault::HandleTaken));
        }
        status
    };
    // The second looks the same as the first.
    let (one, two) = tokio::join!(sign_up("paypal"), sign_up("paypa1"));
    let mut statuses = [one.as_u16(), two.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let free = house.visitor().get("/api/handles/paypaI").await.text().await.unwrap();
    assert_eq!(free, r#"{"free":false}"#);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_handle_are_answered_alike() {
    let house = House::open().await;
    house.person("ada").await;
    let mut shortest = [Duration::MAX; 2];
    let mut said = Vec::new();
    // Other tests take the cores away now and then, so the quickest answers are compared; they come
    // as near as the work is, and never nearer.
    for round in 0.. {
        for (at, handle) in ["ada", "nobody_here"].into_iter().enumerate() {
            let mut stranger = house.visitor();
            let begun = Instant::now();
            let answer = stranger.sign_in(handle, "a wrong password").await;
            shortest[at] = shortest[at].min(begun.elapsed());
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
            said.push(answer.text().await.unwrap());
        }
        let [known, unknown] = shortest;
        if unknown * 3 > known * 2 && known * 3 > unknown * 2 {
            break;
        }
        assert!(round < 15, "the same work: {known:?} {unknown:?}");
    }
    said.dedup();
    assert_eq!(said.len(), 1, "the same words for both");
    let mut stranger = house.visitor();
    for handle in ["no handle at all", "", "\u{0}"] {
        assert_eq!(
            problem(stranger.sign_in(handle, "a wrong password").await).await,
            "wrong_sign_in"
        );
    }
    assert_eq!(stranger.cookie, None);
}

#[tokio::test]
async fn each_sign_in_has_a_new_token_and_ends_the_one_before_in_that_browser() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let first = ada.cookie.clone();
    let answer = ada.sign_in("ADA", PASSWORD).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_ne!(ada.cookie, first);
    assert_eq!(ada.settings().await.sessions.len(), 1);
    let mut thief = house.visitor();
    thief.cookie = first;
    assert_eq!(thief.me().await.account, None, "the former token opens nothing");
    // A token that somebody else chose is not taken over.
    thief.cookie = Some(format!("causerie_session={}", "A".repeat(43)));
    thief.sign_in("ada", PASSWORD).await;
    assert_ne!(thief.cookie_named("causerie_session"), Some("A".repeat(43)));
}

#[tokio::test]
async fn a_session_outlives_the_relay_and_ends_where_its_owner_says() {
    let house = House::open().await;
    let mut here = house.person("ada").await;
    let mut there = house.visitor();
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    let request = there.request(Method::POST, "/api/session").header(header::USER_AGENT, agent);
    let body = json!({ "handle": "ada", "password": PASSWORD });
    let request = request.header(header::CONTENT_TYPE, "application/json").body(body.to_string());
    assert_eq!(there.send(request).await.status(), StatusCode::OK);
    let (mine, theirs) = (here.cookie.clone(), there.cookie.clone());
    let house = House::on(house.close().await, |_| {}).await;
    (here, there) = (house.visitor(), house.visitor());
    (here.cookie, there.cookie) = (mine, theirs);
    let sessions = here.settings().await.sessions;
    let other = sessions.iter().find(|it| !it.is_this).unwrap();
    assert_eq!((sessions.len(), other.browser.as_str()), (2, "Firefox on Linux"));
    let path = format!("/api/sessions/{}", other.id);
    let mut eve = house.person("eve").await;
    assert_eq!(problem(eve.delete(&path).await).await, "no_such_sign_in");
    assert!(there.me().await.account.is_some(), "nobody else ends it");
    assert_eq!(here.delete(&path).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(problem(there.get("/api/account").await).await, "sign_in_first");
    there.sign_in("ada", PASSWORD).await;
    assert_eq!(here.delete("/api/sessions").await.status(), StatusCode::NO_CONTENT);
    assert_eq!(there.me().await.account, None);
    assert!(here.me().await.account.is_some(), "everywhere else");
    there.sign_in("ada", PASSWORD).await;
    assert_eq!(here.delete("/api/sessions?all=1").await.status(), StatusCode::NO_CONTENT);
    assert_eq!((here.me().await.account, there.me().await.account), (None, None));
}

#[tokio::test]
async fn who_signs_out_takes_the_token_out_of_the_world() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let stolen = ada.cookie.clone();
    assert_eq!(ada.delete("/api/session").await.status(), StatusCode::NO_CONTENT);
    assert_eq!(ada.cookie, None);
    let mut thief = house.visitor();
    thief.cookie = stolen;
    assert_eq!(thief.me().await.account, None);
    assert_eq!(ada.delete("/api/session").await.status(), StatusCode::NO_CONTENT, "out already");
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_signs_out_everywhere() {
    let house = House::open().await;
    let mut ada = house.visitor();
    let codes = ada.sign_up("ada").await;
    let new = "lantern pebble quartz moss";
    let recover = async |handle: &str, code: &str, password: &str| {
        let mut visitor = house.visitor();
        let body = json!({ "handle": handle, "code": code, "password": password });
        let answer = visitor.json(Method::POST, "/api/session/recovery", &body).await;
        (answer, visitor)
    };
    for (handle, code) in [("ada", "0000-0000-0000-0000"), ("nobody_here", &codes[0]), ("ada", "")]
    {
        assert_eq!(problem(recover(handle, code, new).await.0).await, "wrong_sign_in");
    }
    let weak = problem(recover("ada", &codes[0], "short").await.0).await;
    assert_eq!(weak, "weak_password", "and the code is not spent");
    let spaced = codes[0].to_lowercase().replace('-', " ");
    let (answer, mut back) = recover("ada", &spaced, new).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.json::<Me>().await.unwrap().account.is_some());
    assert_eq!(ada.me().await.account, None, "whoever was in is out");
    assert_eq!(problem(recover("ada", &codes[0], new).await.0).await, "wrong_sign_in");
    assert_eq!(back.settings().await.recovery_codes_left, 9);
    assert_eq!(problem(ada.sign_in("ada", PASSWORD).await).await, "wrong_sign_in");
    assert_eq!(ada.sign_in("ada", new).await.status(), StatusCode::OK);
    let renewed = back.post_json("/api/account/recovery-codes", "").await;
    assert_eq!(renewed.status(), StatusCode::OK);
    assert_eq!(problem(recover("ada", &codes[1], new).await.0).await, "wrong_sign_in");
    assert_eq!(back.settings().await.recovery_codes_left, 10);
}

#[tokio::test]
async fn who_guesses_is_told_to_wait_and_the_owner_elsewhere_comes_in() {
    let house = House::with(|config| {
        config.guesses_per_account_and_address_per_hour = 3;
        config.trusted_proxies = "127.0.0.1".parse().unwrap();
    })
    .await;
    house.person("ada").await;
    let sign_in = async |from: &str, password: &str| {
        let mut visitor = house.visitor();
        let body = json!({ "handle": "ada", "password": password });
        let request = visitor.request(Method::POST, "/api/session").header("x-forwarded-for", from);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        visitor.send(request.body(body.to_string())).await
    };
    for _ in 0..3 {
        assert_eq!(
            sign_in("192.0.2.1", "a wrong password").await.status(),
            StatusCode::UNAUTHORIZED
        );
    }
    let refused = sign_in("192.0.2.1", PASSWORD).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(sign_in("192.0.2.2", PASSWORD).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn doors_that_make_something_are_open_so_often_to_one_address() {
    let house = House::with(|config| {
        config.sign_ups_per_address_per_hour = 1;
        config.sign_ins_per_address_per_minute = 2;
        config.handle_checks_per_address_per_minute = 4;
    })
    .await;
    let mut ada = house.person("ada").await;
    let body = json!({ "handle": "ben", "name": "Ben", "password": PASSWORD });
    let answer = ada.json(Method::POST, "/api/accounts", &body).await;
    assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    for _ in 0..2 {
        ada.get("/api/handles/ben").await;
    }
    assert_eq!(problem(ada.get("/api/handles/ben").await).await, "too_many");
    for _ in 0..2 {
        assert_eq!(ada.sign_in("ada", PASSWORD).await.status(), StatusCode::OK);
    }
    assert_eq!(problem(ada.sign_in("ada", PASSWORD).await).await, "too_many");
}

#[tokio::test]
async fn nobody_is_a_guest_and_an_account_at_once() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let answer = ada.post_json("/api/me", r#"{"name":"Somebody else"}"#).await;
    assert_eq!(problem(answer).await, "not_allowed");
}
