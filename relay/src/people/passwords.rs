//! Passwords as they are kept: argon2id, in the PHC string format.
//!
//! Law: checking a password takes the same time whether or not there is such an account. Absent: a
//! pepper (a key beside the table that nobody could rotate), and `Debug`.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::phc::PasswordHash,
};
use causerie_shared::password::Password;

/// Memory of one hash. With [`PASSES`] and one lane, the second of OWASP's equal choices for
/// argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes that are made at once in the whole relay: 38 MiB, and on two cores still half of the time
/// for audio. Each takes some 20 ms, so a hundred people a second come in; the others wait.
pub const AT_ONCE: usize = 2;

/// A row that costs more than this comes from elsewhere, and is not checked: a restored backup may
/// not take the memory of the relay.
const MEMORY_KIB_MOST: u32 = 64 * 1024;
const PASSES_MOST: u32 = 10;

/// Random bytes of a salt (RFC 9106, section 3.1).
pub const SALT_BYTES: usize = 16;

/// What an account without a password is checked against: nobody knows one that fits.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$\
                       AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What the store keeps of a password.
pub struct Hashed(PasswordHash);

impl Hashed {
    /// `salt` comes from the clock's chance, new for each. `None` only if argon2 refuses its input,
    /// which no [`Password`] makes it do.
    pub fn of(password: &Password, salt: [u8; SALT_BYTES]) -> Option<Self> {
        hasher()?.hash_password_with_salt(password.as_bytes(), &salt).ok().map(Self)
    }

    /// A row of the store; `None` if it is not one that was written here.
    pub fn stored(phc: &str) -> Option<Self> {
        let hash = PasswordHash::new(phc).ok()?;
        let params = Params::try_from(&hash).ok()?;
        let affordable = params.m_cost() <= MEMORY_KIB_MOST && params.t_cost() <= PASSES_MOST;
        let whole = hash.algorithm == Algorithm::Argon2id.ident() && hash.hash.is_some();
        (affordable && whole).then_some(Self(hash))
    }

    /// For the store: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
    pub fn to_phc(&self) -> String {
        self.0.to_string()
    }

    /// Made with other costs than today's.
    fn is_old(&self) -> bool {
        Params::try_from(&self.0).map_or(true, |params| {
            (params.m_cost(), params.t_cost(), params.p_cost()) != (MEMORY_KIB, PASSES, LANES)
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Right {
        /// The row should be written anew, while the password is at hand.
        needs_rehash: bool,
    },
    Wrong,
}

/// Some 20 ms of CPU and 19 MiB, whatever the answer. `None` where there is no such account, or one
/// without a password: [`Verdict::Wrong`] then, no sooner than for others.
pub fn check(password: &Password, kept: Option<&Hashed>) -> Verdict {
    let nobodys = Hashed::stored(NOBODYS);
    let (Some(hasher), Some(hashed)) = (hasher(), kept.or(nobodys.as_ref())) else {
        return Verdict::Wrong;
    };
    let right = hasher.verify_password(password.as_bytes(), &hashed.0).is_ok();
    match kept {
        Some(kept) if right => Verdict::Right { needs_rehash: kept.is_old() },
        Some(_) | None => Verdict::Wrong,
    }
}

fn hasher() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(typed: &str) -> Password {
        Password::existing(typed).unwrap()
    }

    fn hashed(typed: &str) -> Hashed {
        Hashed::of(&password(typed), [7; SALT_BYTES]).unwrap()
    }

    #[test]
    fn the_right_password_is_right_after_a_night_in_the_store() {
        let kept = Hashed::stored(&hashed("copper otter window brisk").to_phc()).unwrap();
        let verdict = check(&password("copper otter window brisk"), Some(&kept));
        assert_eq!(verdict, Verdict::Right { needs_rehash: false });
        for typed in ["Copper otter window brisk", "copper otter window brisk ", ""] {
            assert_eq!(check(&password(typed), Some(&kept)), Verdict::Wrong, "{typed}");
        }
    }

    #[test]
    fn one_password_with_two_salts_looks_like_two() {
        let other = Hashed::of(&password("copper otter"), [8; SALT_BYTES]).unwrap();
        assert_ne!(hashed("copper otter").to_phc(), other.to_phc());
    }

    #[test]
    fn a_row_says_how_it_was_made() {
        let phc = hashed("copper otter").to_phc();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$"), "{phc}");
    }

    #[test]
    fn the_bytes_are_hashed_as_typed() {
        let kept = hashed("caf\u{e9} au lait");
        assert_eq!(check(&password("cafe\u{301} au lait"), Some(&kept)), Verdict::Wrong);
    }

    #[test]
    fn an_older_row_opens_and_asks_to_be_written_anew() {
        let params = Params::new(8 * 1024, 1, 1, None).unwrap();
        let older = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let phc = older.hash_password_with_salt(b"copper otter", &[9; 16]).unwrap().to_string();
        let verdict = check(&password("copper otter"), Hashed::stored(&phc).as_ref());
        assert_eq!(verdict, Verdict::Right { needs_rehash: true });
    }

    #[test]
    fn nobodys_password_costs_what_everybodys_does_and_opens_nothing() {
        let nobodys = Hashed::stored(NOBODYS).unwrap();
        assert!(!nobodys.is_old());
        assert_eq!(nobodys.0.salt.unwrap().len(), SALT_BYTES);
        assert_eq!(nobodys.0.hash.unwrap().len(), hashed("").0.hash.unwrap().len());
        assert_eq!(check(&password("copper otter"), None), Verdict::Wrong);
    }

    #[test]
    fn what_is_no_row_or_would_cost_too_much_is_not_checked() {
        for phc in [
            "",
            "plain text",
            "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
            "$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw",
            "$argon2i$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=4194304,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=19456,t=4000000,p=1$BwcHBwcHBwcHBwcHBwcHBw$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert!(Hashed::stored(phc).is_none(), "{phc}");
        }
    }
}
