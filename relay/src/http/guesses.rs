//! Passwords that may be guesses: how many wrong ones an account bears.
//!
//! Law: a stranger's wrong guesses never keep the owner out for good. First the pair of account and
//! address pays: an address that was wrong too often for an account waits, and others do not notice.
//! Then the account as a whole, against whoever has many addresses: past that bound tries come one
//! after another, [`TURN_MS`] apart, whoever makes them. So a thousand addresses guess no faster than
//! 720 times an hour, at which ten million guesses take a year and a half. The owner waits some
//! seconds for a turn, or, while others fill the line, tries again; passkeys and recovery codes are
//! not slowed, for there is nothing to guess.
//!
//! What is typed as handle counts, whether or not somebody has it, so that the waiting tells nobody
//! which handles there are.

use crate::http::{buckets::Buckets, limits::whole};
use causerie_shared::{fault::Fault, time::UnixMs};
use ring::digest::{SHA256, digest};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

pub(super) struct Guesses {
    here: Buckets<(Account, IpAddr)>,
    anywhere: Buckets<Account>,
    /// When the last of those had their turn who try an account past its bound.
    turns: Mutex<HashMap<Account, UnixMs>>,
}

/// The handle as typed, in 16 bytes however long it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Account([u8; 16]);

/// A try that has begun. It counts as wrong until it is told to be right.
pub(super) struct Try<'a> {
    guesses: &'a Guesses,
    account: Account,
    from: IpAddr,
    /// When its turn is.
    pub(super) at: UnixMs,
}

/// Between two tries of an account past its bound.
pub(super) const TURN_MS: u64 = 5000;

/// Longest wait for a turn; who would wait longer is told to come back. More of them at once would
/// only hold connections.
const WAIT_MOST_MS: u64 = 15_000;

/// Accounts past their bound that are remembered; each took a hundred wrong guesses in an hour.
const TURNS_MOST: usize = 10_000;

impl Guesses {
    pub(super) fn new(here_per_hour: u32, anywhere_per_hour: u32) -> Self {
        const HOUR_MS: u64 = 3_600_000;
        Self {
            here: Buckets::new(here_per_hour, HOUR_MS),
            anywhere: Buckets::new(anywhere_per_hour, HOUR_MS),
            turns: Mutex::default(),
        }
    }

    /// Begins a try at an account.
    ///
    /// # Errors
    /// [`Fault::TooMany`] for an address that was wrong too often here, and for who would have to wait
    /// too long.
    pub(super) fn begin(&self, handle: &str, from: IpAddr, now: UnixMs) -> Result<Try<'_>, Fault> {
        let (account, from) = (Account::of(handle), whole(from));
        self.here.take((account, from), now)?;
        let at = match self.anywhere.take(account, now) {
            Ok(()) => now,
            Err(_) => {
                self.turn(account, now).inspect_err(|_| self.here.give_back((account, from)))?
            }
        };
        Ok(Try { guesses: self, account, from, at })
    }

    fn turn(&self, account: Account, now: UnixMs) -> Result<UnixMs, Fault> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() >= TURNS_MOST {
            turns.retain(|_, last| last.plus_ms(TURN_MS) > now);
        }
        let at = turns.get(&account).map_or(now, |last| last.plus_ms(TURN_MS).max(now));
        let wait_ms = at.since_ms(now);
        if wait_ms > WAIT_MOST_MS || turns.len() >= TURNS_MOST {
            let retry_after_s = u32::try_from(wait_ms / 1000).unwrap_or(u32::MAX).max(1);
            return Err(Fault::TooMany { retry_after_s });
        }
        turns.insert(account, at);
        Ok(at)
    }
}

impl Try<'_> {
    /// It was no guess.
    pub(super) fn was_right(self) {
        self.guesses.here.give_back((self.account, self.from));
        self.guesses.anywhere.give_back(self.account);
    }
}

impl Account {
    fn of(handle: &str) -> Self {
        let handle = handle.trim().to_lowercase();
        let digest = digest(&SHA256, handle.trim_start_matches('@').as_bytes());
        Self(digest.as_ref().first_chunk().copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_793_000_000_000);

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn who_guesses_from_one_place_waits_and_nobody_else_does() {
        let guesses = Guesses::new(3, 100);
        for _ in 0..3 {
            assert!(guesses.begin("ada", address(1), NOW).is_ok());
        }
        assert!(guesses.begin(" @Ada", address(1), NOW).is_err(), "the same account");
        assert!(guesses.begin("ben", address(1), NOW).is_ok());
        assert!(guesses.begin("ada", address(2), NOW).is_ok());
        assert!(guesses.begin("ada", address(1), NOW.plus_ms(1_200_000)).is_ok());
    }

    #[test]
    fn many_addresses_are_slowed_to_one_turn_and_the_owner_comes_in_between() {
        let guesses = Guesses::new(2, 5);
        for last in 0..5 {
            assert_eq!(guesses.begin("ada", address(last), NOW).unwrap().at, NOW);
        }
        let waits: Vec<_> = (10..20)
            .map_while(|last| guesses.begin("ada", address(last), NOW).ok())
            .map(|turn| turn.at.since_ms(NOW))
            .collect();
        assert_eq!(waits, [0, 5000, 10_000, 15_000]);
        let refused = guesses.begin("ada", address(30), NOW).err();
        let Some(Fault::TooMany { retry_after_s }) = refused else { panic!() };
        let later = NOW.plus_ms(u64::from(retry_after_s) * 1000);
        assert!(guesses.begin("ada", address(30), later).is_ok(), "who comes back has a turn");
        assert_eq!(guesses.begin("ben", address(30), NOW).unwrap().at, NOW);
    }

    #[test]
    fn whoever_is_right_was_not_guessing() {
        let guesses = Guesses::new(2, 3);
        for _ in 0..50 {
            let right = guesses.begin("ada", address(1), NOW).unwrap();
            assert_eq!(right.at, NOW);
            right.was_right();
        }
    }
}
