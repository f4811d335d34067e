//! News of the wallet as they travel: a body, and its signature with the moment in it.
//!
//! *Laws:* whatever comes is taken or refused, and nothing is read before the signature holds; what was
//! signed longer ago than [`FRESH_S`] is not taken, and neither is what will be signed.

use crate::{
    money::{
        provider::{NotTaken, Told, What},
        sale::News,
    },
    people::tokens::hex,
    store::WalletEvent,
};
use ring::hmac;
use serde::{Deserialize, Serialize};

/// News that were signed longer ago are not taken, and neither are those of tomorrow.
pub const FRESH_S: u64 = 300;

/// Longest news that are looked at, in bytes.
pub const NEWS_MOST: usize = 4096;

/// What signs and checks. No Debug: it holds a key.
pub struct Signs(hmac::Key);

/// What is signed.
#[derive(Serialize, Deserialize)]
struct Body {
    id: String,
    /// A payment, or a space of which its host was paid out.
    of: String,
    kind: String,
    #[serde(default)]
    amount: i64,
}

impl Signs {
    pub fn new(secret: &[u8; 32]) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let key = hmac::sign(&secret, b"wallet news");
        Self(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
    }

    /// News as they are sent: a body, and its signature, `t=…,v1=…`.
    pub fn write(&self, event: &WalletEvent, now_s: u64) -> (Vec<u8>, String) {
        let body = Body {
            id: event.id.clone(),
            of: event.of.clone(),
            kind: event.kind.clone(),
            amount: event.amount,
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let signature = self.sign(&body, now_s);
        (body, signature)
    }

    /// The signature of a body, whatever is in it.
    pub fn sign(&self, body: &[u8], now_s: u64) -> String {
        let tag = hmac::sign(&self.0, &signed(body, now_s));
        format!("t={now_s},v1={}", hex(tag.as_ref()))
    }

    /// Reads and checks news.
    ///
    /// # Errors
    /// [`NotTaken`]
    pub fn read(&self, body: &[u8], signature: &str, now_s: u64) -> Result<Told, NotTaken> {
        if body.len() > NEWS_MOST || signature.len() > 256 {
            return Err(NotTaken::Unreadable);
        }
        let part = |name: &str| {
            signature.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
        };
        let at_s: u64 = part("t").and_then(|at| at.parse().ok()).ok_or(NotTaken::BadSignature)?;
        let tag = part("v1").and_then(unhex).ok_or(NotTaken::BadSignature)?;
        hmac::verify(&self.0, &signed(body, at_s), &tag).map_err(|_| NotTaken::BadSignature)?;
        if at_s.abs_diff(now_s) > FRESH_S {
            return Err(NotTaken::Stale);
        }
        let news: Body = serde_json::from_slice(body).map_err(|_| NotTaken::Unreadable)?;
        let what = match news.kind.as_str() {
            "paid" => News::Paid,
            "failed" => News::Failed,
            "on_its_way" => News::OnItsWay,
            "refunded" => News::Refunded,
            "disputed" => News::Disputed,
            "dispute_won" => News::DisputeWon,
            "paid_out" => {
                let space = news.of.parse().map_err(|_| NotTaken::Unreadable)?;
                let what = What::PaidOut { space, amount: news.amount };
                return Ok(Told { event: news.id, what });
            }
            _ => return Err(NotTaken::Unreadable),
        };
        let payment = news.of.parse().map_err(|_| NotTaken::Unreadable)?;
        Ok(Told { event: news.id, what: What::Payment { payment, news: what } })
    }
}

fn signed(body: &[u8], at_s: u64) -> Vec<u8> {
    let mut words = format!("{at_s}.").into_bytes();
    words.extend_from_slice(body);
    words
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let pairs = text.as_bytes().chunks(2);
    pairs.map(|pair| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::id::PaymentId;
    use proptest::prelude::*;

    fn signs() -> Signs {
        Signs::new(&[7; 32])
    }

    fn news(at_s: u64) -> (Vec<u8>, String) {
        let payment = PaymentId::from_bits(7);
        let body = format!(r#"{{"id":"e1","of":"{payment}","kind":"paid"}}"#).into_bytes();
        let signature = signs().sign(&body, at_s);
        (body, signature)
    }

    #[test]
    fn news_are_taken_while_they_are_fresh_and_whole() {
        let (body, signature) = news(1000);
        let told = signs().read(&body, &signature, 1100).unwrap();
        let payment = PaymentId::from_bits(7);
        assert_eq!(told.what, What::Payment { payment, news: News::Paid });
        assert_eq!(signs().read(&body, &signature, 1301), Err(NotTaken::Stale));
        assert_eq!(signs().read(&body, &signature, 600), Err(NotTaken::Stale));
        let later = signature.replace("t=1000", "t=1100");
        assert_eq!(signs().read(&body, &later, 1100), Err(NotTaken::BadSignature));
        let other = Signs::new(&[8; 32]);
        assert_eq!(other.read(&body, &signature, 1000), Err(NotTaken::BadSignature));
        for signature in ["", "t=1000", "v1=00", "t=x,v1=00", "t=1000,v1=0", "t=1000,v1=zz"] {
            assert_eq!(signs().read(&body, signature, 1000), Err(NotTaken::BadSignature));
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_taken_or_not(body: Vec<u8>, signature in ".{0,200}", now_s: u64) {
            prop_assert!(signs().read(&body, &signature, now_s).is_err());
        }

        #[test]
        fn one_sign_otherwise_and_it_is_not_taken(at in 0usize..40, with: u8) {
            let (mut body, signature) = news(1000);
            prop_assume!(body[at] != with);
            body[at] = with;
            prop_assert_eq!(signs().read(&body, &signature, 1000), Err(NotTaken::BadSignature));
        }
    }
}
