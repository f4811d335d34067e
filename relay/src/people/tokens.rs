//! Session tokens: what a cookie carries, and what the store keeps of it.
//!
//! Law: whoever reads the store cannot sign in with it. Absent: anything inside a token (it names
//! nobody and ends when the row does), `Debug` and `Display`. A token is looked up by its hash, so
//! no comparison of secrets is there to be timed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::digest::{SHA256, digest};

/// Random bytes of a token.
pub const TOKEN_BYTES: usize = 32;
/// Signs of a token in a cookie.
const COOKIE_SIGNS: usize = (TOKEN_BYTES * 8).div_ceil(6);

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionToken([u8; TOKEN_BYTES]);

impl SessionToken {
    pub const fn of(chance: [u8; TOKEN_BYTES]) -> Self {
        Self(chance)
    }

    /// For the cookie: 43 signs of base64url (RFC 4648, section 5).
    pub fn to_cookie(self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// `None` for what is no token, after looking at its length alone or at 43 signs.
    pub fn read(cookie: &str) -> Option<Self> {
        if cookie.len() != COOKIE_SIGNS {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// What the store keeps: SHA-256 in 64 hexadecimal digits. Nobody guesses 256 bits of chance,
    /// so neither salt nor slowness is needed.
    pub fn to_stored(self) -> String {
        hex(digest(&SHA256, &self.0).as_ref())
    }
}

/// Two digits a byte.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_store_keeps_a_hash_of_the_bytes() {
        // The SHA-256 of 32 zero bytes.
        let stored = SessionToken::of([0; 32]).to_stored();
        assert_eq!(stored, "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
    }

    #[test]
    fn what_is_no_token_is_none() {
        let good = SessionToken::of([0xfb; 32]).to_cookie();
        assert_eq!(good.len(), 43);
        let long = good.repeat(10_000);
        // One token has one text: bits that would be lost must be zero.
        let twin = format!("{}{}", &good[..42], 't');
        for cookie in
            ["", "abc", &good[1..], &long, &format!("{good}="), &good.replace('-', "+"), &twin]
        {
            assert!(SessionToken::read(cookie).is_none(), "{cookie:.50}");
        }
    }

    proptest! {
        #[test]
        fn a_token_comes_back_from_its_cookie(chance: [u8; 32]) {
            let token = SessionToken::of(chance);
            let cookie = token.to_cookie();
            prop_assert!(cookie.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"-_".contains(&sign)));
            prop_assert!(SessionToken::read(&cookie) == Some(token));
        }

        #[test]
        fn one_token_has_one_text(cookie in "[A-Za-z0-9_-]{43}") {
            if let Some(token) = SessionToken::read(&cookie) {
                prop_assert_eq!(token.to_cookie(), cookie);
            }
        }
    }
}
