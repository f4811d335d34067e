//! Who sends, for push services (RFC 8292): a key of this relay, and a token signed with it for each
//! service.

use crate::clock;
use anyhow::{Context, anyhow};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use causerie_shared::time::UnixMs;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// A token is good for so long; services take up to a day (RFC 8292, section 2).
const LIFE_MS: u64 = 12 * 60 * 60 * 1000;
/// It is renewed before that, so that none expires on its way.
const RENEWED_MS: u64 = LIFE_MS / 2;
/// Services whose tokens are kept.
const KEPT_MOST: usize = 256;

/// The relay's key. No Debug.
pub struct Vapid {
    key: EcdsaKeyPair,
    /// Where whoever runs a push service finds whoever runs the relay.
    contact: Option<String>,
    tokens: Mutex<HashMap<String, (String, UnixMs)>>,
}

impl Vapid {
    /// A new key, in PKCS #8 and base64url, for the store.
    ///
    /// # Errors
    /// A system without randomness.
    pub fn new_key() -> anyhow::Result<String> {
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &clock::dice());
        let key = key.map_err(|_| anyhow!("no key can be made for messages to browsers"))?;
        Ok(URL_SAFE_NO_PAD.encode(key))
    }

    /// `contact` is a `https:` or `mailto:` URL.
    ///
    /// # Errors
    /// A key that was not made here.
    pub fn read(key: &str, contact: Option<String>) -> anyhow::Result<Self> {
        let key = URL_SAFE_NO_PAD.decode(key).context("the key for messages is damaged")?;
        let (algorithm, dice) = (&ECDSA_P256_SHA256_FIXED_SIGNING, clock::dice());
        let key = EcdsaKeyPair::from_pkcs8(algorithm, &key, &dice);
        let key = key.map_err(|_| anyhow!("the key for messages is damaged"))?;
        Ok(Self { key, contact, tokens: Mutex::default() })
    }

    /// What browsers subscribe with: the uncompressed point in base64url.
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.key.public_key())
    }

    /// The Authorization of a message to `origin`, such as `https://push.example`.
    ///
    /// # Errors
    /// A system without randomness.
    pub fn authorization(&self, origin: &str, now: UnixMs) -> anyhow::Result<String> {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, at)) = tokens.get(origin)
            && now.since_ms(*at) < RENEWED_MS
        {
            return Ok(token.clone());
        }
        let token = format!("vapid t={}, k={}", self.sign(origin, now)?, self.public_key());
        if tokens.len() >= KEPT_MOST {
            tokens.clear();
        }
        tokens.insert(origin.to_owned(), (token.clone(), now));
        Ok(token)
    }

    /// A JSON Web Token by ES256 (RFC 7515, RFC 7518 section 3.4).
    fn sign(&self, origin: &str, now: UnixMs) -> anyhow::Result<String> {
        let mut claims = json!({ "aud": origin, "exp": now.plus_ms(LIFE_MS).0 / 1000 });
        if let Some(contact) = &self.contact {
            claims["sub"] = json!(contact);
        }
        let encoded = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let head = encoded(json!({ "typ": "JWT", "alg": "ES256" }));
        let words = format!("{head}.{}", encoded(claims));
        let signature = self.key.sign(&clock::dice(), words.as_bytes());
        let signature = signature.map_err(|_| anyhow!("a message cannot be signed"))?;
        Ok(format!("{words}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    const NOW: UnixMs = UnixMs(1_793_000_000_000);

    #[test]
    fn a_token_names_its_service_and_is_signed_with_the_key_that_browsers_know() {
        let contact = Some("https://live.example.org".to_owned());
        let vapid = Vapid::read(&Vapid::new_key().unwrap(), contact).unwrap();
        let said = vapid.authorization("https://push.example", NOW).unwrap();
        let (token, key) =
            said.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).unwrap();
        assert_eq!(key, vapid.public_key());
        let key = URL_SAFE_NO_PAD.decode(key).unwrap();
        assert_eq!((key.len(), key[0]), (65, 4));
        let (words, signature) = token.rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key);
        public.verify(words.as_bytes(), &signature).unwrap();
        let claims = URL_SAFE_NO_PAD.decode(words.split_once('.').unwrap().1).unwrap();
        let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["aud"], "https://push.example");
        assert_eq!(claims["sub"], "https://live.example.org");
        assert_eq!(claims["exp"], NOW.plus_ms(LIFE_MS).0 / 1000);
    }

    #[test]
    fn one_token_serves_a_service_for_hours_and_each_service_has_its_own() {
        let vapid = Vapid::read(&Vapid::new_key().unwrap(), None).unwrap();
        let at = |origin, after_ms| vapid.authorization(origin, NOW.plus_ms(after_ms)).unwrap();
        let first = at("https://a.example", 0);
        assert_eq!(first, at("https://a.example", RENEWED_MS - 1));
        assert_ne!(first, at("https://a.example", RENEWED_MS));
        assert_ne!(first, at("https://b.example", 0));
        assert!(Vapid::read("AAAA", None).is_err());
    }
}
