//! What stands in messages for whoever reads them alone: signed words that do one thing.

use crate::people::signed::Seal;
use causerie_shared::{id::PersonId, time::UnixMs};

/// How long an address can be confirmed after it was given.
pub const CONFIRM_WITHIN_MS: u64 = 3 * 24 * 60 * 60 * 1000;

pub struct Links {
    confirm: Seal,
    unsubscribe: Seal,
    calendar: Seal,
}

impl Links {
    pub fn new(secret: &[u8; 32]) -> Self {
        Self {
            confirm: Seal::new(secret, "causerie address 1"),
            unsubscribe: Seal::new(secret, "causerie unsubscribing 1"),
            calendar: Seal::new(secret, "causerie calendar 1"),
        }
    }

    /// That whoever reads at the address which was given then is its owner.
    pub fn write_confirm(&self, person: PersonId, asked_at: UnixMs) -> String {
        self.confirm.write(&(person, asked_at))
    }

    /// None when it is forged or late.
    pub fn read_confirm(&self, token: &str, now: UnixMs) -> Option<(PersonId, UnixMs)> {
        let (person, asked_at) = self.confirm.read(token)?;
        (now.since_ms(asked_at) < CONFIRM_WITHIN_MS).then_some((person, asked_at))
    }

    /// Good for ever: who wants no letters may say so from the oldest of them.
    pub fn write_unsubscribe(&self, person: PersonId) -> String {
        self.unsubscribe.write(&person)
    }

    pub fn read_unsubscribe(&self, token: &str) -> Option<PersonId> {
        self.unsubscribe.read(token)
    }

    /// The secret address of somebody's calendar, good until they make another one.
    pub fn write_calendar(&self, person: PersonId, edition: u32) -> String {
        self.calendar.write(&(person, edition))
    }

    pub fn read_calendar(&self, token: &str) -> Option<(PersonId, u32)> {
        self.calendar.read(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_link_does_its_own_thing_and_none_of_another_relay() {
        let (links, other) = (Links::new(&[1; 32]), Links::new(&[2; 32]));
        let (person, now) = (PersonId::from_bits(7), UnixMs(1_793_000_000_000));
        let confirm = links.write_confirm(person, now);
        let unsubscribe = links.write_unsubscribe(person);
        let calendar = links.write_calendar(person, 3);
        assert_eq!(links.read_confirm(&confirm, now), Some((person, now)));
        assert_eq!(links.read_unsubscribe(&unsubscribe), Some(person));
        assert_eq!(links.read_calendar(&calendar), Some((person, 3)));
        for token in [&confirm, &unsubscribe, &calendar] {
            let read = [
                links.read_confirm(token, now).is_some(),
                links.read_unsubscribe(token).is_some(),
                links.read_calendar(token).is_some(),
            ];
            assert_eq!(read.iter().filter(|read| **read).count(), 1);
            assert!(other.read_confirm(token, now).is_none());
            assert!(other.read_unsubscribe(token).is_none());
            assert!(other.read_calendar(token).is_none());
        }
        let late = now.plus_ms(CONFIRM_WITHIN_MS);
        assert_eq!(links.read_confirm(&confirm, late), None);
    }
}
