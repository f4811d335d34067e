//! Who was turned out a moment ago. The doors look at blocks and accounts when they write a pass, and at
//! tickets; one that was written before opens nothing here.
//!
//! Absent: blocks themselves. Whoever is blocked and forgiven within [`EXPELLED_MS`] may be refused for
//! the rest of it, because the space hears of the first alone.

use crate::space::{Effect, Session, Space};
use causerie_shared::{id::PersonId, time::UnixMs};
use std::collections::VecDeque;

/// How long somebody is remembered, in ms: for as long as a pass lives, and a quarter of a minute
/// for a door that was answering them in that moment.
pub const EXPELLED_MS: u64 = 60 * 1000;

/// People who are remembered at once, 24 kB. Past it, who was turned out first may show a pass.
const EXPELLED_MOST: usize = 1000;

/// People of whom a pass from before says too much. The first to be forgotten first.
#[derive(Default)]
pub(super) struct Lately(VecDeque<(PersonId, UnixMs)>);

impl Lately {
    pub(super) fn remember(&mut self, person: PersonId, now: UnixMs) {
        self.forget(now);
        self.forgive(person);
        if self.0.len() >= EXPELLED_MOST {
            self.0.pop_front();
        }
        self.0.push_back((person, now.plus_ms(EXPELLED_MS)));
    }

    pub(super) fn has(&mut self, person: PersonId, now: UnixMs) -> bool {
        self.forget(now);
        self.0.iter().any(|(known, _)| *known == person)
    }

    pub(super) fn forgive(&mut self, person: PersonId) {
        self.0.retain(|(known, _)| *known != person);
    }

    fn forget(&mut self, now: UnixMs) {
        while self.0.front().is_some_and(|(_, until)| *until <= now) {
            self.0.pop_front();
        }
    }
}

impl Space {
    /// Closes what somebody opened who was shown out or expelled while a door answered them.
    pub(super) fn refuses(&mut self, session: Session, person: PersonId, now: UnixMs) -> bool {
        let refuses = self.view().is_removed(person) || self.expelled.has(person, now);
        if refuses {
            self.effect(Effect::Close { session });
        }
        refuses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_793_000_000_000);

    #[test]
    fn people_without_number_fill_no_memory_and_are_forgotten_by_time() {
        let mut expelled = Lately::default();
        for number in 0..2 * EXPELLED_MOST as u128 {
            expelled.remember(PersonId::from_bits(number), NOW);
        }
        assert_eq!(expelled.0.len(), EXPELLED_MOST);
        let (first, last) = (PersonId::from_bits(0), PersonId::from_bits(1999));
        assert!(!expelled.has(first, NOW) && expelled.has(last, NOW));
        assert!(!expelled.has(last, NOW.plus_ms(EXPELLED_MS)));
        assert!(expelled.0.is_empty());
    }
}
