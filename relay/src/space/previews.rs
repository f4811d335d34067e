//! Who hears a while for nothing where a ticket is needed, and who has had that.
//!
//! Laws: a preview is one person's, once, and runs by the clock from the moment at which sound first
//! flows. All of a space are of one length, so the first to begin is the first to end.
//!
//! Absent: a disk. A restart of the relay forgets who had theirs.

use causerie_shared::{id::PersonId, time::UnixMs};
use std::collections::{BTreeMap, VecDeque};

/// People whose preview is remembered, some 800 kB. Past it, who had theirs first may have another;
/// as long as the first of them still hears, nobody new begins.
const PREVIEWS_MOST: usize = 10_000;

#[derive(Default)]
pub(super) struct Previews {
    of: BTreeMap<PersonId, Preview>,
    /// The same people, the first to be forgotten first.
    order: VecDeque<PersonId>,
    /// Who began, and has no end yet.
    begun: Vec<PersonId>,
    /// When those that run end, the next one first.
    ends: VecDeque<(UnixMs, PersonId)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Preview {
    Runs,
    Over,
}

impl Previews {
    /// Whether somebody hears by their preview, which begins here if they have not had it.
    pub(super) fn lets_hear(&mut self, person: PersonId) -> bool {
        match self.of.get(&person) {
            Some(preview) => *preview == Preview::Runs,
            None => {
                let begins = self.insert(person, Preview::Runs);
                if begins {
                    self.begun.push(person);
                }
                begins
            }
        }
    }

    pub(super) fn is_over(&self, person: PersonId) -> bool {
        self.of.get(&person) == Some(&Preview::Over)
    }

    /// Nobody new may begin for a moment.
    pub(super) fn is_full(&self) -> bool {
        let first = self.order.front().filter(|_| self.order.len() >= PREVIEWS_MOST);
        first.is_some_and(|first| self.of.get(first) == Some(&Preview::Runs))
    }

    /// It runs no more, nor will it.
    pub(super) fn end(&mut self, person: PersonId) {
        match self.of.get_mut(&person) {
            Some(preview) => {
                *preview = Preview::Over;
                self.begun.retain(|other| *other != person);
                self.ends.retain(|(_, other)| *other != person);
            }
            None => {
                self.insert(person, Preview::Over);
            }
        }
    }

    pub(super) fn next_end(&self) -> Option<UnixMs> {
        self.ends.front().map(|(at, _)| *at)
    }

    /// Gives those that began meanwhile their end, and ends those that are due: whose they were.
    pub(super) fn settle(&mut self, length_ms: u64, now: UnixMs) -> Vec<PersonId> {
        let until = now.plus_ms(length_ms);
        self.ends.extend(self.begun.drain(..).map(|person| (until, person)));
        let mut over = Vec::new();
        while let Some((_, person)) = self.ends.pop_front_if(|(at, _)| *at <= now) {
            self.of.insert(person, Preview::Over);
            over.push(person);
        }
        over
    }

    /// False when there is no room for one more.
    fn insert(&mut self, person: PersonId, preview: Preview) -> bool {
        if self.is_full() {
            return false;
        }
        if self.order.len() >= PREVIEWS_MOST
            && let Some(first) = self.order.pop_front()
        {
            self.of.remove(&first);
        }
        self.order.push_back(person);
        self.of.insert(person, preview);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_793_000_000_000);
    const LENGTH_MS: u64 = 30_000;

    fn person(number: usize) -> PersonId {
        PersonId::from_bits(number as u128)
    }

    #[test]
    fn people_without_number_fill_no_memory_and_cut_nobody_short() {
        let mut previews = Previews::default();
        for number in 0..PREVIEWS_MOST {
            assert!(previews.lets_hear(person(number)));
        }
        assert_eq!(previews.settle(LENGTH_MS, NOW), []);
        assert!(!previews.lets_hear(person(PREVIEWS_MOST)), "all the others hear still");
        assert!(previews.lets_hear(person(0)));
        assert_eq!(previews.settle(LENGTH_MS, NOW.plus_ms(LENGTH_MS)).len(), PREVIEWS_MOST);
        assert!(!previews.lets_hear(person(0)));
        assert!(previews.lets_hear(person(PREVIEWS_MOST)));
        assert_eq!(previews.of.len(), PREVIEWS_MOST);
        assert_eq!(previews.order.len(), PREVIEWS_MOST);
        assert!(!previews.is_over(person(0)), "who had theirs first is forgotten");
    }
}
