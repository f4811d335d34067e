//! The provider that comes with the relay: play money, for trying everything before a real one is set
//! up. It keeps books of its own in the store, is paid with test cards, and tells what happened as a
//! real one does, by signed news that may come late.

use crate::{
    money::{
        provider::{Away, NotTaken, Onboarding, Provider, Standing, Start, Started, Told, What},
        sale::News,
    },
    people::tokens::hex,
    store::{Deed, Store, Till, WalletEvent},
};
use causerie_shared::{
    id::{PaymentId, PersonId},
    money::Currency,
};
use futures_util::future::BoxFuture;
use ring::hmac;
use serde::{Deserialize, Serialize};

/// News that were signed longer ago are not taken, and neither are those of tomorrow.
pub const FRESH_S: u64 = 300;

/// How long after a space is over its host is paid out: who is not content says so before.
pub const PAYS_OUT_AFTER_MS: u64 = 24 * 60 * 60 * 1000;

/// Longest news that are looked at, in bytes.
pub const NEWS_MOST: usize = 4096;

/// No Debug: it holds a key.
pub struct Wallet {
    key: hmac::Key,
    store: Store,
    till: Till,
}

/// News as they travel.
#[derive(Serialize, Deserialize)]
struct News1 {
    id: String,
    /// A payment, or a space of which its host was paid out.
    of: String,
    kind: String,
    #[serde(default)]
    amount: i64,
}

impl Wallet {
    pub fn new(secret: &[u8; 32], store: Store, till: Till) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let key = hmac::sign(&secret, b"wallet news");
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()), store, till }
    }

    /// News as they are sent: a body, and its signature with the moment in it, `t=…,v1=…`.
    pub fn write(&self, event: &WalletEvent, now_s: u64) -> (Vec<u8>, String) {
        let news = News1 {
            id: event.id.clone(),
            of: event.of.clone(),
            kind: event.kind.clone(),
            amount: event.amount,
        };
        let body = serde_json::to_vec(&news).unwrap_or_default();
        let tag = hmac::sign(&self.key, &signed(&body, now_s));
        (body, format!("t={now_s},v1={}", hex(tag.as_ref())))
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

/// Reads and checks news under a key.
///
/// # Errors
/// [`NotTaken`]
fn read(key: &hmac::Key, body: &[u8], signature: &str, now_s: u64) -> Result<Told, NotTaken> {
    if body.len() > NEWS_MOST || signature.len() > 256 {
        return Err(NotTaken::Unreadable);
    }
    let part = |name: &str| {
        signature.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
    };
    let at_s: u64 = part("t").and_then(|at| at.parse().ok()).ok_or(NotTaken::BadSignature)?;
    let tag = part("v1").and_then(unhex).ok_or(NotTaken::BadSignature)?;
    hmac::verify(key, &signed(body, at_s), &tag).map_err(|_| NotTaken::BadSignature)?;
    if at_s.abs_diff(now_s) > FRESH_S {
        return Err(NotTaken::Stale);
    }
    let news: News1 = serde_json::from_slice(body).map_err(|_| NotTaken::Unreadable)?;
    let what = match news.kind.as_str() {
        "paid" => News::Paid,
        "failed" => News::Failed,
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

impl Provider for Wallet {
    fn is_test(&self) -> bool {
        true
    }

    fn least(&self, currency: Currency) -> Option<u64> {
        // As small as what its smallest coin buys elsewhere; funds that nobody pays in are refused.
        let settled = [
            "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "JPY", "SEK", "NOK", "DKK", "PLN", "CZK",
            "KWD",
        ];
        settled.contains(&currency.as_str()).then_some(1)
    }

    fn start(&self, start: Start) -> BoxFuture<'_, Result<Started, Away>> {
        Box::pin(async move {
            let Start { payment, currency, split, .. } = start;
            let deed = Deed::WalletStart { payment, amount: split.total, currency };
            self.till.carry(deed).await.map_err(|fault| Away(fault.to_string()))?;
            Ok(Started { pay_at: format!("/api/wallet/payments/{payment}") })
        })
    }

    fn ask(&self, payment: PaymentId) -> BoxFuture<'_, Result<Standing, Away>> {
        Box::pin(async move {
            let found = self.store.wallet_payment(payment).await;
            let found = found.map_err(|fault| Away(fault.to_string()))?;
            Ok(match found.as_deref() {
                None => Standing::Unknown,
                Some("open" | "settling") => Standing::Open,
                Some("paid") => Standing::Paid,
                Some("refunded") => Standing::Refunded,
                Some("disputed") => Standing::Disputed,
                Some(_) => Standing::Failed,
            })
        })
    }

    fn refund(&self, payment: PaymentId) -> BoxFuture<'_, Result<(), Away>> {
        Box::pin(async move {
            let done = self.till.carry(Deed::WalletRefund { payment }).await;
            done.map(drop).map_err(|fault| Away(fault.to_string()))
        })
    }

    fn onboard(&self, _host: PersonId) -> BoxFuture<'_, Result<Onboarding, Away>> {
        Box::pin(async { Ok(Onboarding::Ready) })
    }

    fn read(&self, body: &[u8], signature: &str, now_s: u64) -> Result<Told, NotTaken> {
        read(&self.key, body, signature, now_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, b"a key of tests")
    }

    fn news(at_s: u64) -> (Vec<u8>, String) {
        let payment = PaymentId::from_bits(7);
        let body = format!(r#"{{"id":"e1","of":"{payment}","kind":"paid"}}"#).into_bytes();
        let tag = hmac::sign(&key(), &signed(&body, at_s));
        (body, format!("t={at_s},v1={}", hex(tag.as_ref())))
    }

    #[test]
    fn news_are_taken_while_they_are_fresh_and_whole() {
        let (body, signature) = news(1000);
        let told = read(&key(), &body, &signature, 1100).unwrap();
        let payment = PaymentId::from_bits(7);
        assert_eq!(told.what, What::Payment { payment, news: News::Paid });
        assert_eq!(read(&key(), &body, &signature, 1301), Err(NotTaken::Stale));
        assert_eq!(read(&key(), &body, &signature, 600), Err(NotTaken::Stale));
        let later = signature.replace("t=1000", "t=1100");
        assert_eq!(read(&key(), &body, &later, 1100), Err(NotTaken::BadSignature));
        let other = hmac::Key::new(hmac::HMAC_SHA256, b"another");
        assert_eq!(read(&other, &body, &signature, 1000), Err(NotTaken::BadSignature));
        for signature in ["", "t=1000", "v1=00", "t=x,v1=00", "t=1000,v1=0", "t=1000,v1=zz"] {
            assert_eq!(read(&key(), &body, signature, 1000), Err(NotTaken::BadSignature));
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_taken_or_not(body: Vec<u8>, signature in ".{0,200}", now_s: u64) {
            prop_assert!(read(&key(), &body, &signature, now_s).is_err());
        }

        #[test]
        fn one_sign_otherwise_and_it_is_not_taken(at in 0usize..40, with: u8) {
            let (mut body, signature) = news(1000);
            prop_assume!(body[at] != with);
            body[at] = with;
            prop_assert_eq!(read(&key(), &body, &signature, 1000), Err(NotTaken::BadSignature));
        }
    }
}
