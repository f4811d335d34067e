//! Tokens that are shown at the door of a space: as strangers make them, as ours with signs changed, and
//! with any claims under a genuine signature.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use causerie_relay::money::token::{Claim, Keys};
use causerie_shared::{
    id::{PersonId, SpaceId, TicketId},
    time::UnixMs,
};
use ring::signature::Ed25519KeyPair;
use serde_json::Value;
use std::sync::LazyLock;

const NOW: UnixMs = UnixMs(1_793_000_000_000);
const SPACE: SpaceId = SpaceId::from_bits(7);
const PERSON: PersonId = PersonId::from_bits(9);
const TICKET: TicketId = TicketId::from_bits(8);

/// What stands in a head for the name of the key, which nobody knows beforehand.
const KEY_NAME: &str = "KEY";

/// The longest life of a token, and how far a clock may be behind the one that wrote it.
const LIFE_S: u64 = 12 * 60 * 60;
const AHEAD_S: u64 = 60;

struct Mint {
    keys: Keys,
    pair: Ed25519KeyPair,
    name: String,
    good: String,
}

static MINT: LazyLock<Mint> = LazyLock::new(|| {
    let kept = Keys::new_key().unwrap();
    let keys = Keys::read(&kept).unwrap();
    let pair = Ed25519KeyPair::from_pkcs8(&URL_SAFE_NO_PAD.decode(kept).unwrap()).unwrap();
    let name = keys.jwks()["keys"][0]["kid"].as_str().unwrap().to_owned();
    let good = keys.write(Claim { ticket: TICKET, space: SPACE, person: PERSON }, NOW);
    Mint { keys, pair, name, good }
});

/// The first byte says what the others are.
pub fn ticket(bytes: &[u8]) {
    match bytes {
        [b'r', rest @ ..] => raw(&String::from_utf8_lossy(rest)),
        [b'c', rest @ ..] => changed(rest),
        [b's', rest @ ..] => signed(&String::from_utf8_lossy(rest)),
        _ => {}
    }
}

fn check(token: &str) -> Option<TicketId> {
    MINT.keys.check(token, SPACE, PERSON, NOW).ok()
}

/// Whoever has no key gets in with nothing.
fn raw(token: &str) {
    assert_eq!(check(token), None, "a token without a key is taken");
}

/// Places and what stands there, three bytes each. A token is good as it was written, and in no other way.
fn changed(changes: &[u8]) {
    let mut token = MINT.good.clone().into_bytes();
    for change in changes.chunks_exact(3) {
        let at = usize::from(u16::from_be_bytes([change[0], change[1]])) % token.len();
        token[at] = change[2];
    }
    let token = String::from_utf8_lossy(&token);
    assert_eq!(
        check(&token).is_some(),
        *token == MINT.good,
        "a token in another spelling is taken"
    );
}

/// A head and claims, parted by a line end. What lets them in stands in them.
fn signed(text: &str) {
    let Some((head, claims)) = text.split_once('\n') else { return };
    let head = head.replace(KEY_NAME, &MINT.name);
    let words = format!("{}.{}", URL_SAFE_NO_PAD.encode(&head), URL_SAFE_NO_PAD.encode(claims));
    let signature = MINT.pair.sign(words.as_bytes());
    let token = format!("{words}.{}", URL_SAFE_NO_PAD.encode(signature));
    let Some(ticket) = check(&token) else { return };
    // What a reader passes over need not be sound, and what has no names is read by its order.
    let (Ok(head @ Value::Object(_)), Ok(claims @ Value::Object(_))) =
        (serde_json::from_str::<Value>(&head), serde_json::from_str::<Value>(claims))
    else {
        return;
    };
    assert_eq!(head["alg"], "EdDSA", "the algorithm is pinned");
    let said = |claim: &str| claims[claim].as_str().unwrap();
    assert_eq!(said("sub").parse(), Ok(PERSON));
    assert_eq!(said("aud").parse(), Ok(SPACE));
    assert_eq!(said("jti").parse(), Ok(ticket));
    let (from, until, now) =
        (claims["iat"].as_u64().unwrap(), claims["exp"].as_u64().unwrap(), NOW.0 / 1000);
    assert!(now < until && from <= now + AHEAD_S, "from {from} until {until}");
    assert!(until.saturating_sub(from) <= LIFE_S, "a token that lives too long");
}
