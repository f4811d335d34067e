//! Tickets as the door wants them: JSON Web Tokens (RFC 7519) signed by EdDSA over Ed25519 (RFC 8037),
//! with `alg` pinned, and the keys that others check them by (RFC 7517).
//!
//! Laws: a token is good for its space and its account alone; whatever says another algorithm, or
//! none, is refused before anything else is read; a key that was replaced checks for as long as its
//! tokens live.

use crate::clock;
use anyhow::{Context, anyhow};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use causerie_shared::{
    id::{PersonId, SpaceId, TicketId},
    ticket_fault::TicketFault,
    time::UnixMs,
};
use ring::{
    digest::{SHA256, digest},
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Whole hours are enough: a client asks for another one when it comes again.
const LIFE_S: u64 = 12 * 60 * 60;

/// Longest token that is looked at, in bytes; ours have some 450.
const TOKEN_MOST: usize = 1024;

/// Keys that check beside the one that signs. No Debug.
pub struct Keys {
    signs: Ed25519KeyPair,
    /// By their names, the one that signs first.
    checks: Vec<(String, Vec<u8>)>,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Claims {
    sub: String,
    aud: String,
    jti: String,
    iat: u64,
    exp: u64,
}

/// A ticket as a token names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub ticket: TicketId,
    pub space: SpaceId,
    pub person: PersonId,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: String,
}

impl Keys {
    /// A new key, in PKCS #8 and base64url, for the store.
    ///
    /// # Errors
    /// A system without randomness.
    pub fn new_key() -> anyhow::Result<String> {
        let key = Ed25519KeyPair::generate_pkcs8(&clock::dice());
        let key = key.map_err(|_| anyhow!("no key can be made for tickets"))?;
        Ok(URL_SAFE_NO_PAD.encode(key))
    }

    /// Keys as the store has them, parted by blanks: the one that signs first.
    ///
    /// # Errors
    /// Keys that were not made here.
    pub fn read(kept: &str) -> anyhow::Result<Self> {
        let mut pairs = kept.split_ascii_whitespace().map(read_pair);
        let signs = pairs.next().context("there is no key for tickets")??;
        let mut checks = vec![named(&signs)];
        for pair in pairs {
            checks.push(named(&pair?));
        }
        Ok(Self { signs, checks })
    }

    pub fn write(&self, claim: Claim, now: UnixMs) -> String {
        let head = json!({ "typ": "JWT", "alg": "EdDSA", "kid": self.checks[0].0 });
        let now_s = now.0 / 1000;
        let claims = Claims {
            sub: claim.person.to_string(),
            aud: claim.space.to_string(),
            jti: claim.ticket.to_string(),
            iat: now_s,
            exp: now_s + LIFE_S,
        };
        let encoded = |part: Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let words = format!("{}.{}", encoded(head), encoded(json!(claims)));
        let signature = self.signs.sign(words.as_bytes());
        format!("{words}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// The ticket that a token names, when it is ours, for this space and person, and not expired.
    ///
    /// # Errors
    /// [`TicketFault::Refused`]
    pub fn check(
        &self,
        token: &str,
        space: SpaceId,
        person: PersonId,
        now: UnixMs,
    ) -> Result<TicketId, TicketFault> {
        self.checked(token, space, person, now).ok_or(TicketFault::Refused)
    }

    fn checked(
        &self,
        token: &str,
        space: SpaceId,
        person: PersonId,
        now: UnixMs,
    ) -> Option<TicketId> {
        let (words, signature) = token.rsplit_once('.').filter(|_| token.len() <= TOKEN_MOST)?;
        let (head, claims) = words.split_once('.')?;
        let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let head: Head = serde_json::from_slice(&decoded(head)?).ok()?;
        if head.alg != "EdDSA" {
            return None;
        }
        let (_, key) = self.checks.iter().find(|(name, _)| *name == head.kid)?;
        let key = UnparsedPublicKey::new(&ED25519, key);
        key.verify(words.as_bytes(), &decoded(signature)?).ok()?;
        let claims: Claims = serde_json::from_slice(&decoded(claims)?).ok()?;
        let now_s = now.0 / 1000;
        let is_theirs = claims.sub.parse() == Ok(person) && claims.aud.parse() == Ok(space);
        // A clock that was set back does not let tomorrow's tokens in.
        let is_alive = now_s < claims.exp
            && claims.exp - claims.iat.min(claims.exp) <= LIFE_S
            && claims.iat <= now_s + 60;
        if is_theirs && is_alive { claims.jti.parse().ok() } else { None }
    }

    /// What `/.well-known/jwks.json` says.
    pub fn jwks(&self) -> Value {
        let key = |(name, key): &(String, Vec<u8>)| {
            json!({
                "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
                "kid": name, "x": URL_SAFE_NO_PAD.encode(key),
            })
        };
        json!({ "keys": self.checks.iter().map(key).collect::<Vec<_>>() })
    }
}

fn read_pair(key: &str) -> anyhow::Result<Ed25519KeyPair> {
    let key = URL_SAFE_NO_PAD.decode(key).context("a key for tickets is damaged")?;
    Ed25519KeyPair::from_pkcs8(&key).map_err(|_| anyhow!("a key for tickets is damaged"))
}

fn named(pair: &Ed25519KeyPair) -> (String, Vec<u8>) {
    let key = pair.public_key().as_ref().to_vec();
    (thumbprint(&key), key)
}

/// The name of a key (RFC 7638; RFC 8037, section 2).
fn thumbprint(key: &[u8]) -> String {
    let words = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, URL_SAFE_NO_PAD.encode(key));
    URL_SAFE_NO_PAD.encode(digest(&SHA256, words.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: UnixMs = UnixMs(1_800_000_000_000);

    fn keys() -> Keys {
        Keys::read(&Keys::new_key().unwrap()).unwrap()
    }

    fn claim() -> Claim {
        Claim {
            ticket: TicketId::from_bits(1),
            space: SpaceId::from_bits(2),
            person: PersonId::from_bits(3),
        }
    }

    fn check(keys: &Keys, token: &str) -> Result<TicketId, TicketFault> {
        keys.check(token, claim().space, claim().person, NOW)
    }

    #[test]
    fn a_ticket_is_good_for_its_space_its_account_and_its_time() {
        let keys = keys();
        let token = keys.write(claim(), NOW);
        assert_eq!(check(&keys, &token), Ok(claim().ticket));
        let of = |space, person, now| keys.check(&token, space, person, now);
        let Claim { space, person, .. } = claim();
        let refused = Err(TicketFault::Refused);
        assert_eq!(of(SpaceId::from_bits(9), person, NOW), refused);
        assert_eq!(of(space, PersonId::from_bits(9), NOW), refused);
        assert_eq!(of(space, person, NOW.plus_ms(LIFE_S * 1000)), refused);
        assert_eq!(of(space, person, UnixMs(NOW.0 - 3_600_000)), refused, "from the future");
    }

    #[test]
    fn a_key_that_was_replaced_checks_and_another_house_does_not() {
        let (old, new) = (Keys::new_key().unwrap(), Keys::new_key().unwrap());
        let token = Keys::read(&old).unwrap().write(claim(), NOW);
        let both = Keys::read(&format!("{new} {old}")).unwrap();
        assert_eq!(check(&both, &token), Ok(claim().ticket));
        assert_eq!(both.jwks()["keys"].as_array().unwrap().len(), 2);
        assert_eq!(check(&Keys::read(&new).unwrap(), &token), Err(TicketFault::Refused));
    }

    #[test]
    fn no_other_algorithm_is_believed() {
        let keys = keys();
        let token = keys.write(claim(), NOW);
        let parts: Vec<&str> = token.split('.').collect();
        let kid = &keys.checks[0].0;
        for alg in ["none", "HS256", "EDDSA", "eddsa", "ES256", ""] {
            let head = URL_SAFE_NO_PAD.encode(json!({ "alg": alg, "kid": kid }).to_string());
            let forged = format!("{head}.{}.{}", parts[1], parts[2]);
            assert_eq!(check(&keys, &forged), Err(TicketFault::Refused), "{alg}");
            let naked = format!("{head}.{}.", parts[1]);
            assert_eq!(check(&keys, &naked), Err(TicketFault::Refused), "{alg}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_shown_is_refused(token in ".{0,300}") {
            prop_assert!(check(&keys(), &token).is_err());
        }

        #[test]
        fn one_sign_otherwise_and_it_is_refused(at in 0usize..300, sign in "[A-Za-z0-9_.-]") {
            let keys = keys();
            let token = keys.write(claim(), NOW);
            let at = at % token.len();
            let mut forged = token.clone();
            forged.replace_range(at..=at, &sign);
            // The last sign of a signature holds bits that mean nothing; a decoder refuses those set.
            prop_assume!(forged != token);
            prop_assert_eq!(check(&keys, &forged), Err(TicketFault::Refused));
        }
    }
}
