//! News of whoever handles payments, as anybody can send them: with any signature, and with a genuine
//! one over any body.

use causerie_relay::money::{
    news::{FRESH_S, NEWS_MOST, Signs},
    provider::{NotTaken, What},
};
use serde_json::Value;
use std::sync::LazyLock;

static SIGNS: LazyLock<Signs> = LazyLock::new(|| Signs::new(&[7; 32]));
const SIGNED_S: u64 = 1_793_000_000;

/// The first byte says what the others are.
pub fn news(bytes: &[u8]) {
    match bytes {
        [b'r', rest @ ..] => raw(rest),
        [b's', late, rest @ ..] => signed(u64::from(*late) * 4, rest),
        _ => {}
    }
}

/// A signature and a body, parted by a line end. Whoever has no key is not believed.
fn raw(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (signature, body) = bytes.split_at(end);
    let body = body.get(1..).unwrap_or_default();
    let signature = String::from_utf8_lossy(signature);
    assert!(SIGNS.read(body, &signature, SIGNED_S).is_err(), "news without a key are believed");
}

/// What is believed stands in the body, and is not old.
fn signed(late_s: u64, body: &[u8]) {
    let signature = SIGNS.sign(body, SIGNED_S);
    let told = match SIGNS.read(body, &signature, SIGNED_S + late_s) {
        Ok(told) => told,
        Err(NotTaken::BadSignature) => panic!("a genuine signature is refused"),
        Err(NotTaken::Stale) => return assert!(late_s > FRESH_S, "{late_s} s is not old"),
        Err(NotTaken::Unreadable) => return,
    };
    assert!(late_s <= FRESH_S && body.len() <= NEWS_MOST);
    // What a reader passes over need not be sound, and what has no names is read by its order.
    let Ok(said @ Value::Object(_)) = serde_json::from_slice::<Value>(body) else { return };
    assert_eq!(said["id"], told.event.as_str());
    let of = said["of"].as_str().unwrap();
    match told.what {
        What::Payment { payment, news: _ } => assert_eq!(of.parse(), Ok(payment)),
        What::PaidOut { space, amount } => {
            assert_eq!(of.parse(), Ok(space));
            assert_eq!(said["amount"].as_i64().unwrap_or(0), amount);
        }
        What::Account { .. } => panic!("the wallet says nothing of accounts"),
    }
}
