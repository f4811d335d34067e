//! Passkey ceremonies that have begun: what the relay must remember between its challenge and the
//! browser's signature.
//!
//! Invariant: a ceremony is taken once, within five minutes, and there are so many at most; the
//! oldest gives way. Absent: persistence. After a restart one asks once more.

use crate::store::Words;
use causerie_shared::{id::PersonId, time::UnixMs};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration};

/// Also what browsers are told to wait at most, and the recommendation of Web Authentication Level 3
/// (section 15.1): entering a PIN on an unfamiliar device takes minutes.
pub(super) const CEREMONY_LIFE_MS: u64 = 300_000;

/// Ceremonies begun within their life, at some 3 kB: a hundred people a minute, and 500 addresses
/// that do nothing else.
const CEREMONIES_MOST: usize = 10_000;

pub(super) enum Ceremony {
    SignUp { person: PersonId, words: Box<Words>, state: Box<PasskeyRegistration> },
    SignIn(Box<DiscoverableAuthentication>),
    Add { person: PersonId, state: Box<PasskeyRegistration> },
}

#[derive(Default)]
pub(super) struct Ceremonies(Mutex<Table>);

#[derive(Default)]
struct Table {
    open: HashMap<u128, Ceremony>,
    /// In the order of beginning, those that were taken included.
    begun: VecDeque<(u128, UnixMs)>,
}

impl Ceremonies {
    /// The word by which the browser will name the ceremony: `chance`, which nobody guesses.
    pub(super) fn begin(&self, ceremony: Ceremony, now: UnixMs, chance: u128) -> String {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        table.forget(now, CEREMONIES_MOST - 1);
        table.open.insert(chance, ceremony);
        table.begun.push_back((chance, now.plus_ms(CEREMONY_LIFE_MS)));
        format!("{chance:032x}")
    }

    /// None for what never was, was taken before, or is too old.
    pub(super) fn take(&self, word: &str, now: UnixMs) -> Option<Ceremony> {
        let word = u128::from_str_radix(word, 16).ok()?;
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        table.forget(now, CEREMONIES_MOST);
        table.open.remove(&word)
    }
}

impl Table {
    /// Forgets what is too old, and then the oldest until `most` are left.
    fn forget(&mut self, now: UnixMs, most: usize) {
        while let Some((word, expires)) = self.begun.front().copied() {
            if expires > now && self.begun.len() <= most {
                break;
            }
            self.begun.pop_front();
            self.open.remove(&word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webauthn_rs::prelude::{Url, WebauthnBuilder};

    const NOW: UnixMs = UnixMs(1_793_000_000_000);

    fn ceremony() -> Ceremony {
        let origin = Url::parse("https://live.example.org").unwrap();
        let site = WebauthnBuilder::new("live.example.org", &origin).unwrap().build().unwrap();
        Ceremony::SignIn(Box::new(site.start_discoverable_authentication().unwrap().1))
    }

    #[test]
    fn a_ceremony_is_taken_once_and_within_five_minutes() {
        let ceremonies = Ceremonies::default();
        let first = ceremonies.begin(ceremony(), NOW, 7);
        let second = ceremonies.begin(ceremony(), NOW, 8);
        assert!(ceremonies.take(&first, NOW).is_some());
        assert!(ceremonies.take(&first, NOW).is_none());
        assert!(ceremonies.take(&second, NOW.plus_ms(CEREMONY_LIFE_MS)).is_none());
        for word in ["", "no word", &"f".repeat(10_000)] {
            assert!(ceremonies.take(word, NOW).is_none());
        }
    }

    #[test]
    fn ceremonies_without_number_fill_no_memory_and_the_oldest_gives_way() {
        let ceremonies = Ceremonies::default();
        let words: Vec<_> = (0..CEREMONIES_MOST as u128 + 1)
            .map(|chance| ceremonies.begin(ceremony(), NOW, chance))
            .collect();
        assert_eq!(ceremonies.0.lock().unwrap().open.len(), CEREMONIES_MOST);
        assert!(ceremonies.take(&words[0], NOW).is_none());
        assert!(ceremonies.take(&words[1], NOW).is_some());
        let later = NOW.plus_ms(CEREMONY_LIFE_MS);
        ceremonies.begin(ceremony(), later, u128::MAX);
        let table = ceremonies.0.lock().unwrap();
        assert_eq!((table.open.len(), table.begun.len()), (1, 1));
    }
}
