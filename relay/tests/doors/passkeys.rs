//! Passkeys: signing up, in, and having several, with an authenticator written for the purpose.

use crate::{
    authenticator::Passkey,
    house::{House, PASSWORD, Visitor, problem},
};
use causerie_shared::{
    api::Me,
    people::{AccountSettings, Challenge, Welcome},
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

const SIGN_UP: &str = "/api/accounts/passkey";
const SIGN_IN: &str = "/api/session/passkey";
const MORE: &str = "/api/account/passkeys";

async fn begin(visitor: &mut Visitor, path: &str, body: &Value) -> Challenge<Value> {
    let answer = visitor.json(Method::POST, path, body).await;
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, StatusCode::OK, "{text}");
    serde_json::from_str(&text).unwrap()
}

fn origin(house: &House) -> String {
    format!("http://localhost:{}", house.app.address.port())
}

/// Somebody who has an account with a passkey and without a password.
async fn with_passkey(house: &House, handle: &str) -> (Visitor, Passkey) {
    let mut visitor = house.visitor_by_name();
    let begun = begin(&mut visitor, SIGN_UP, &json!({ "handle": handle, "name": "Ada" })).await;
    let (passkey, credential) = Passkey::create(&begun.options, &origin(house));
    let signed = json!({ "challenge": begun.challenge, "credential": credential });
    let answer = visitor.json(Method::PUT, SIGN_UP, &signed).await;
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, StatusCode::CREATED, "{text}");
    let welcome: Welcome = serde_json::from_str(&text).unwrap();
    assert_eq!(welcome.recovery_codes.len(), 10);
    (visitor, passkey)
}

#[tokio::test]
async fn whoever_has_a_passkey_signs_in_without_typing_anything() {
    let house = House::open().await;
    let (mut ada, mut passkey) = with_passkey(&house, "ada").await;
    let me = ada.me().await;
    ada.delete("/api/session").await;
    let begun = begin(&mut ada, SIGN_IN, &json!({})).await;
    assert_eq!(begun.options["allowCredentials"], json!([]));
    let credential = passkey.sign(&begun.options, &origin(&house));
    let signed = json!({ "challenge": begun.challenge, "credential": credential });
    let answer = ada.json(Method::PUT, SIGN_IN, &signed).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.json::<Me>().await.unwrap(), me);
    let settings = ada.settings().await;
    assert!(!settings.has_password && settings.passkeys[0].used_at.is_some());
    // What was signed is good once.
    let again = house.visitor_by_name().json(Method::PUT, SIGN_IN, &signed).await;
    assert_eq!(problem(again).await, "passkey_refused");
}

#[tokio::test]
async fn what_does_not_hold_opens_nothing() {
    let house = House::open().await;
    let (_, mut passkey) = with_passkey(&house, "ada").await;
    let (_, mut bens) = with_passkey(&house, "ben").await;
    let here = origin(&house);
    let mut stranger = house.visitor_by_name();
    let mut refused = async |change: &mut dyn FnMut(&Challenge<Value>) -> Value| {
        let begun = begin(&mut stranger, SIGN_IN, &json!({})).await;
        let credential = change(&begun);
        let signed = json!({ "challenge": begun.challenge, "credential": credential });
        let answer = stranger.json(Method::PUT, SIGN_IN, &signed).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(problem(answer).await, "passkey_refused");
        assert_eq!(stranger.cookie, None);
    };
    refused(&mut |begun| passkey.sign(&begun.options, "https://evil.example")).await;
    refused(&mut |begun| {
        let mut options = begun.options.clone();
        options["challenge"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into();
        passkey.sign(&options, &here)
    })
    .await;
    refused(&mut |begun| {
        passkey.verified = false;
        let credential = passkey.sign(&begun.options, &here);
        passkey.verified = true;
        credential
    })
    .await;
    refused(&mut |begun| {
        let mut credential = passkey.sign(&begun.options, &here);
        let other = bens.sign(&begun.options, &here);
        credential["response"]["signature"] = other["response"]["signature"].clone();
        credential
    })
    .await;
    refused(&mut |begun| {
        let mut credential = passkey.sign(&begun.options, &here);
        let other = bens.sign(&begun.options, &here);
        credential["response"]["userHandle"] = other["response"]["userHandle"].clone();
        credential
    })
    .await;
    refused(&mut |begun| {
        let mut credential = passkey.sign(&begun.options, &here);
        credential["rawId"] = "AAAA".into();
        credential
    })
    .await;
}

#[tokio::test]
async fn a_copy_of_a_passkey_is_found_out_by_its_counter() {
    let house = House::open().await;
    let (mut ada, mut passkey) = with_passkey(&house, "ada").await;
    for (counter, status) in
        [(10, StatusCode::OK), (5, StatusCode::UNAUTHORIZED), (20, StatusCode::OK)]
    {
        passkey.counter = counter;
        let begun = begin(&mut ada, SIGN_IN, &json!({})).await;
        let credential = passkey.sign(&begun.options, &origin(&house));
        let signed = json!({ "challenge": begun.challenge, "credential": credential });
        assert_eq!(ada.json(Method::PUT, SIGN_IN, &signed).await.status(), status, "{counter}");
    }
}

#[tokio::test]
async fn an_account_has_several_ways_in_and_never_none() {
    let house = House::open().await;
    let (mut ada, _first) = with_passkey(&house, "ada").await;
    let first = ada.settings().await.passkeys[0].id;
    let answer = ada.delete(&format!("{MORE}/{first}")).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    assert_eq!(problem(answer).await, "last_way_in");
    let begun = begin(&mut ada, MORE, &json!({})).await;
    assert_eq!(begun.options["excludeCredentials"].as_array().unwrap().len(), 1);
    let (_second, credential) = Passkey::create(&begun.options, &origin(&house));
    let signed = json!({ "challenge": begun.challenge, "credential": credential, "label": "Key in a drawer" });
    let mut eve = house.visitor_by_name();
    eve.sign_up("eve").await;
    let theft = eve.json(Method::PUT, MORE, &signed).await;
    assert_eq!(problem(theft).await, "passkey_refused", "another person's ceremony");
    let begun = begin(&mut ada, MORE, &json!({})).await;
    let (_second, credential) = Passkey::create(&begun.options, &origin(&house));
    let mut signed = json!({ "challenge": begun.challenge, "credential": credential, "label": "Key in a drawer" });
    let answer = ada.json(Method::PUT, MORE, &signed).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let settings: AccountSettings = answer.json().await.unwrap();
    assert_eq!(settings.passkeys[1].label, "Key in a drawer");
    assert_eq!(ada.delete(&format!("{MORE}/{first}")).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(problem(ada.delete(&format!("{MORE}/{first}")).await).await, "no_such_passkey");
    let begun = begin(&mut ada, MORE, &json!({})).await;
    signed["challenge"] = begun.challenge.into();
    assert_eq!(problem(ada.json(Method::PUT, MORE, &signed).await).await, "passkey_refused");
    let body = json!({ "new": PASSWORD });
    let answer = ada.json(Method::PUT, "/api/account/password", &body).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT, "signed in a moment ago");
    let second = settings.passkeys[1].id;
    assert_eq!(ada.delete(&format!("{MORE}/{second}")).await.status(), StatusCode::NO_CONTENT);
    assert!(ada.settings().await.has_password);
}

#[tokio::test]
async fn a_handle_that_went_meanwhile_is_refused_at_the_end_too() {
    let house = House::open().await;
    let mut ada = house.visitor_by_name();
    let begun = begin(&mut ada, SIGN_UP, &json!({ "handle": "ada", "name": "Ada" })).await;
    house.person("ada").await;
    let (_, credential) = Passkey::create(&begun.options, &origin(&house));
    let signed = json!({ "challenge": begun.challenge, "credential": credential });
    let answer = ada.json(Method::PUT, SIGN_UP, &signed).await;
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    assert_eq!(problem(answer).await, "handle_taken");
    let taken = json!({ "handle": "ada", "name": "Ada" });
    assert_eq!(problem(ada.json(Method::POST, SIGN_UP, &taken).await).await, "handle_taken");
}

#[tokio::test]
async fn an_address_of_numbers_says_that_passkeys_need_a_name() {
    let house = House::open().await;
    let mut ada = house.visitor();
    let asked = json!({ "handle": "ada", "name": "Ada" });
    for path in [SIGN_UP, SIGN_IN] {
        let answer = ada.json(Method::POST, path, &asked).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(problem(answer).await, "no_passkeys_here");
    }
}
