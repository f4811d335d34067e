//! What waits to be heard, of all voices. Pure.
//!
//! Law: what waits is bounded, each voice is served in turn, and the stretches of one voice are
//! heard in order, one at a time. When there is too much, the oldest goes: a partial for a newer
//! one, a final only behind others of its own voice.

use std::collections::{BTreeMap, VecDeque};

/// A queue of jobs `J` of voices `V`.
pub struct Queue<V, J> {
    voices: BTreeMap<V, Waiting<J>>,
    /// Counts how often a voice was served.
    turn: u64,
}

struct Waiting<J> {
    finals: VecDeque<J>,
    partial: Option<J>,
    is_busy: bool,
    /// The turn in which it was served.
    served: u64,
}

/// Finals of one voice that wait: half a minute of speech.
const FINALS_MOST: usize = 3;

impl<V, J> Default for Queue<V, J> {
    fn default() -> Self {
        Self { voices: BTreeMap::new(), turn: 0 }
    }
}

impl<V: Ord + Copy, J> Queue<V, J> {
    /// Gives the partial whose place it took.
    pub fn partial(&mut self, voice: V, job: J) -> Option<J> {
        self.waiting(voice).partial.replace(job)
    }

    /// Gives the final that had to go for it.
    pub fn last(&mut self, voice: V, job: J) -> Option<J> {
        let waiting = self.waiting(voice);
        // The final says all that the partial would have.
        waiting.partial = None;
        waiting.finals.push_back(job);
        if waiting.finals.len() > FINALS_MOST { waiting.finals.pop_front() } else { None }
    }

    /// The next job. Nothing else of its voice is given before [`Queue::done`].
    pub fn take(&mut self) -> Option<(V, J)> {
        let ready = self.voices.iter_mut().filter(|(_, waiting)| waiting.is_ready());
        let (voice, waiting) = ready.min_by_key(|(_, waiting)| waiting.served)?;
        let job = waiting.finals.pop_front().or_else(|| waiting.partial.take())?;
        self.turn += 1;
        waiting.served = self.turn;
        waiting.is_busy = true;
        Some((*voice, job))
    }

    /// The job of this voice is done.
    pub fn done(&mut self, voice: V) {
        if let Some(waiting) = self.voices.get_mut(&voice) {
            waiting.is_busy = false;
            if waiting.finals.is_empty() && waiting.partial.is_none() {
                self.voices.remove(&voice);
            }
        }
    }

    /// Drops what waits of the voices that are meant.
    pub fn forget(&mut self, is_meant: impl Fn(&V) -> bool) {
        self.voices.retain(|voice, waiting| {
            if is_meant(voice) {
                waiting.finals.clear();
                waiting.partial = None;
            }
            waiting.is_busy || !is_meant(voice)
        });
    }

    fn waiting(&mut self, voice: V) -> &mut Waiting<J> {
        // A voice that comes anew takes the place behind those that were served.
        let served = self.turn;
        self.voices.entry(voice).or_insert_with(|| Waiting {
            finals: VecDeque::new(),
            partial: None,
            is_busy: false,
            served,
        })
    }
}

impl<J> Waiting<J> {
    fn is_ready(&self) -> bool {
        !self.is_busy && (self.partial.is_some() || !self.finals.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_newer_partial_takes_the_place_of_an_older_one_and_a_final_of_both() {
        let mut queue = Queue::default();
        assert_eq!(queue.partial('a', 1), None);
        assert_eq!(queue.partial('a', 2), Some(1));
        assert_eq!(queue.last('a', 3), None);
        assert_eq!(queue.take(), Some(('a', 3)));
        queue.done('a');
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn one_voice_is_heard_by_one_worker_at_a_time() {
        let mut queue = Queue::default();
        queue.last('a', 1);
        queue.last('a', 2);
        assert_eq!(queue.take(), Some(('a', 1)));
        assert_eq!(queue.take(), None);
        queue.done('a');
        assert_eq!(queue.take(), Some(('a', 2)));
    }

    #[test]
    fn voices_take_turns() {
        let mut queue = Queue::default();
        let mut order = Vec::new();
        for round in 0..4 {
            for voice in ['a', 'b', 'c'] {
                queue.partial(voice, round);
            }
            // Less than one place for each in every round.
            for _ in 0..2 {
                let (voice, _) = queue.take().unwrap();
                queue.done(voice);
                order.push(voice);
            }
        }
        for voice in ['a', 'b', 'c'] {
            assert!(order.iter().filter(|served| **served == voice).count() >= 2, "{order:?}");
        }
    }

    #[test]
    fn the_oldest_final_goes_when_too_many_wait() {
        let mut queue = Queue::default();
        for job in 0..FINALS_MOST {
            assert_eq!(queue.last('a', job), None);
        }
        assert_eq!(queue.last('a', 9), Some(0));
    }

    #[test]
    fn nothing_is_heard_of_what_is_forgotten() {
        let mut queue = Queue::default();
        queue.last('a', 1);
        queue.take();
        queue.last('a', 2);
        queue.last('b', 3);
        queue.forget(|voice| *voice == 'a');
        queue.done('a');
        assert_eq!(queue.take(), Some(('b', 3)));
        queue.done('b');
        assert!(queue.voices.is_empty());
    }

    proptest! {
        #[test]
        fn finals_of_a_voice_are_heard_in_order(steps in prop::collection::vec((0u8..3, 0u8..4), 0..100)) {
            let mut queue = Queue::default();
            let mut heard: BTreeMap<u8, usize> = BTreeMap::new();
            for (number, (voice, what)) in steps.into_iter().enumerate() {
                match what {
                    0 => drop(queue.partial(voice, number)),
                    1 | 2 => drop(queue.last(voice, number)),
                    _ => {
                        if let Some((voice, job)) = queue.take() {
                            queue.done(voice);
                            let before = heard.insert(voice, job);
                            prop_assert!(before.is_none_or(|before| before < job));
                        }
                    }
                }
            }
        }
    }
}
