//! Words that only this relay can have written: `payload.tag` in base64url, HMAC-SHA256. Signed, not
//! secret. Each kind has a key of its own, so that one is never taken for another.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac;
use serde::{Serialize, de::DeserializeOwned};

/// Longest token that is looked at, in bytes; ours are shorter.
const TOKEN_MOST: usize = 1024;

/// Signs one kind of words.
pub struct Seal(hmac::Key);

impl Seal {
    /// `purpose` names the kind, and nothing else is signed under it.
    pub fn new(secret: &[u8; 32], purpose: &str) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let key = hmac::sign(&secret, purpose.as_bytes());
        Self(hmac::Key::new(hmac::HMAC_SHA256, key.as_ref()))
    }

    pub fn write(&self, payload: &impl Serialize) -> String {
        let payload = serde_json::to_vec(payload).unwrap_or_default();
        let tag = hmac::sign(&self.0, &payload);
        format!("{}.{}", URL_SAFE_NO_PAD.encode(payload), URL_SAFE_NO_PAD.encode(tag))
    }

    /// The tag is compared in constant time, and nothing is parsed before it holds.
    pub fn read<T: DeserializeOwned>(&self, token: &str) -> Option<T> {
        let (payload, tag) = token.split_once('.').filter(|_| token.len() <= TOKEN_MOST)?;
        let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
        let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
        hmac::verify(&self.0, &payload, &tag).ok()?;
        serde_json::from_slice(&payload).ok()
    }
}
