//! Taking one's data along, changing the locks, and going for good.

use crate::house::{House, PASSWORD, problem};
use causerie_shared::{api::PassFor, signal::Farewell, view::SpaceView};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

#[tokio::test]
async fn a_password_is_changed_by_whoever_knows_it_and_signs_out_elsewhere() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let mut elsewhere = house.visitor();
    elsewhere.sign_in("ada", PASSWORD).await;
    let new = "lantern pebble quartz moss";
    for (body, code) in [
        (json!({ "new": new }), "wrong_password"),
        (json!({ "current": "not this", "new": new }), "wrong_password"),
        (json!({ "current": PASSWORD, "new": "short" }), "weak_password"),
    ] {
        let answer = ada.json(Method::PUT, "/api/account/password", &body).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(problem(answer).await, code);
    }
    let body = json!({ "current": PASSWORD, "new": new });
    let answer = ada.json(Method::PUT, "/api/account/password", &body).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert!(ada.me().await.account.is_some() && elsewhere.me().await.account.is_none());
    assert_eq!(problem(elsewhere.sign_in("ada", PASSWORD).await).await, "wrong_sign_in");
    assert_eq!(elsewhere.sign_in("ada", new).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn whoever_goes_is_gone_and_their_space_ends() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    ben.put("/api/people/ada/follow").await;
    let space: SpaceView =
        ada.post_json("/api/spaces", r#"{"title":"Last talk"}"#).await.json().await.unwrap();
    let mut bens = house.socket(space.id).await;
    bens.enter(Some(ben.pass(space.id, PassFor::Live).await)).await;
    for (body, code) in [
        (json!({ "handle": "ben", "password": PASSWORD }), "not_confirmed"),
        (json!({ "handle": "", "password": PASSWORD }), "not_confirmed"),
        (json!({ "handle": "ada" }), "wrong_password"),
        (json!({ "handle": "ada", "password": "not this" }), "wrong_password"),
    ] {
        let answer = ada.json(Method::DELETE, "/api/account", &body).await;
        assert_eq!(problem(answer).await, code);
    }
    let stolen = ada.cookie.clone();
    let body = json!({ "handle": "@Ada", "password": PASSWORD });
    let answer = ada.json(Method::DELETE, "/api/account", &body).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(ada.cookie, None);
    assert_eq!(bens.farewell().await, Farewell::Ended);
    ada.cookie = stolen;
    assert_eq!(ada.me().await.account, None);
    assert_eq!(problem(ada.get("/api/people/ada").await).await, "no_such_person");
    assert_eq!(problem(ada.sign_in("ada", PASSWORD).await).await, "wrong_sign_in");
    let following = ben.settings().await.profile.following;
    assert_eq!(following, 0);
    let looked = house.visitor().get(&format!("/api/spaces/{}", space.id)).await;
    assert_eq!(looked.status(), StatusCode::NOT_FOUND);
    let free = house.visitor().get("/api/handles/ada").await.text().await.unwrap();
    assert_eq!(free, r#"{"free":true}"#);
}

#[tokio::test]
async fn ones_data_come_as_one_file_in_which_nothing_opens_a_door() {
    let house = House::open().await;
    let mut ada = house.visitor();
    let codes = ada.sign_up("ada").await;
    let mut ben = house.person("ben").await;
    house.person("eve").await;
    ben.put("/api/people/ada/follow").await;
    ada.put("/api/people/ben/follow").await;
    ada.put("/api/people/eve/block").await;
    ada.json(Method::PATCH, "/api/account", &json!({ "biography": "Poetical." })).await;
    let picture = ada.request(Method::PUT, "/api/account/avatar");
    let bytes = include_bytes!("../../src/people/picture/samples/alpha.png");
    assert_eq!(ada.send(picture.body(bytes.to_vec())).await.status(), StatusCode::OK);
    ada.post_json("/api/spaces", r#"{"title":"Secret","access":{"listed":false,"guests":true}}"#)
        .await;
    let answer = ada.get("/api/account/export").await;
    let disposition = answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename=\"causerie-ada.json\"");
    let text = answer.text().await.unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["profile"]["biography"], "Poetical.");
    assert_eq!(file["following"][0]["handle"], "ben");
    assert_eq!(file["followers"][0]["handle"], "ben");
    assert_eq!(file["blocked"][0]["handle"], "eve");
    assert_eq!(file["spaces"][0]["title"], "Secret");
    assert_eq!(file["ways_in"][0]["kind"], "password");
    assert_eq!(file["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(file["recovery_codes_left"], 10);
    assert!(file["picture"]["base64"].as_str().unwrap().len() > 100);
    let token = ada.cookie_named("causerie_session").unwrap();
    for secret in [PASSWORD, "argon2", &token, &codes[0]] {
        assert!(!text.contains(secret), "{secret}");
    }
    assert_eq!(problem(house.visitor().get("/api/account/export").await).await, "sign_in_first");
}

#[tokio::test]
async fn who_signed_in_a_while_ago_hands_nothing_over_without_a_new_proof() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let session = ada.settings().await.sessions[0].id;
    let hour_ago = causerie_relay::clock::now().0 - 3_600_000;
    let url = format!("sqlite://{}", house.data().join("causerie.db").display());
    let mut database = SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("UPDATE sessions SET created_at = $1 WHERE id = $2")
        .bind(i64::try_from(hour_ago).unwrap())
        .bind(session.to_string())
        .execute(&mut database)
        .await
        .unwrap();
    let port = house.app.address.port();
    for path in ["/api/account/recovery-codes", "/api/account/passkeys"] {
        let request = ada.request(Method::POST, path).header("host", format!("localhost:{port}"));
        assert_eq!(problem(ada.send(request).await).await, "sign_in_again", "{path}");
    }
    sqlx::query("DELETE FROM identities WHERE kind = 'password'")
        .execute(&mut database)
        .await
        .unwrap();
    let first = json!({ "new": "lantern pebble quartz moss" });
    let answer = ada.json(Method::PUT, "/api/account/password", &first).await;
    assert_eq!(problem(answer).await, "sign_in_again");
    let body = json!({ "handle": "ada" });
    let answer = ada.json(Method::DELETE, "/api/account", &body).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(problem(answer).await, "sign_in_again");
    assert!(ada.me().await.account.is_some());
}

#[tokio::test]
async fn a_session_that_expired_opens_nothing_and_is_forgotten() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let url = format!("sqlite://{}", house.data().join("causerie.db").display());
    let mut database = SqliteConnection::connect(&url).await.unwrap();
    sqlx::query("UPDATE sessions SET expires_at = 1000").execute(&mut database).await.unwrap();
    assert_eq!(ada.me().await.account, None);
    assert_eq!(problem(ada.get("/api/account").await).await, "sign_in_first");
    let house = House::on(house.close().await, |_| {}).await;
    let mut left = 1_i64;
    for _ in 0..100 {
        left = sqlx::query_scalar("SELECT count(*) FROM sessions")
            .fetch_one(&mut database)
            .await
            .unwrap();
        if left == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(left, 0, "the house is tidied when it opens, and every hour");
    drop(house);
}
