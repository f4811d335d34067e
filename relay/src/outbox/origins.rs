//! How push services have answered, so that those that do not answer wait by themselves.
//!
//! Pure; moments are arguments. Each message that is let go is told of when it is back.

use causerie_shared::time::UnixMs;
use std::collections::HashMap;

/// Services that are remembered; real ones are a handful.
const ORIGINS_MOST: usize = 4096;

/// On their way at once to one service of which nobody knows whether it answers, and to all such.
const TRYING_EACH: usize = 2;
const TRYING_MOST: usize = 64;

/// What finds those places taken waits so long, in ms; a service that answers is known by then.
const WAITS_MS: u64 = 500;

/// What is known of one service.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    answers: bool,
    /// On their way while it was not known to answer.
    trying: usize,
    failures: u32,
    closed_until: UnixMs,
}

/// Whether something may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    Go,
    Wait { at: UnixMs },
}

/// How one try ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    Answer,
    Nothing,
    /// It was not sent after all.
    NotAsked,
}

#[derive(Debug, Default)]
pub(super) struct Origins {
    known: HashMap<String, Known>,
    trying: usize,
}

impl Origins {
    /// Lets something go, or says when to ask again.
    pub(super) fn begin(&mut self, origin: &str, now: UnixMs) -> Lane {
        let all = self.trying;
        let known = self.entry(origin);
        if known.answers {
            return Lane::Go;
        }
        if known.closed_until > now {
            return Lane::Wait { at: known.closed_until };
        }
        if known.trying >= TRYING_EACH || all >= TRYING_MOST {
            return Lane::Wait { at: now.plus_ms(WAITS_MS) };
        }
        known.trying += 1;
        self.trying += 1;
        Lane::Go
    }

    pub(super) fn end(&mut self, origin: &str, heard: Heard, now: UnixMs) {
        let known = self.entry(origin);
        let was_trying = known.trying > 0;
        known.trying = known.trying.saturating_sub(1);
        match heard {
            Heard::Answer => {
                known.answers = true;
                known.failures = 0;
                known.closed_until = UnixMs::default();
            }
            // Many that fail at once are one failure.
            Heard::Nothing if known.closed_until > now => {}
            Heard::Nothing => {
                known.answers = false;
                known.closed_until = super::again(known.failures, None, now);
                known.failures = known.failures.saturating_add(1);
            }
            Heard::NotAsked => {}
        }
        if was_trying {
            self.trying = self.trying.saturating_sub(1);
        }
    }

    fn entry(&mut self, origin: &str) -> &mut Known {
        // Strangers name as many as they like. Those that answer, and those that are being asked, stay.
        if self.known.len() >= ORIGINS_MOST && !self.known.contains_key(origin) {
            self.known.retain(|_, known| known.answers || known.trying > 0);
        }
        self.known.entry(origin.to_owned()).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: UnixMs = UnixMs(1_793_000_000_000);

    fn waits(origins: &mut Origins, origin: &str, now: UnixMs) -> UnixMs {
        match origins.begin(origin, now) {
            Lane::Wait { at } => at,
            Lane::Go => panic!("it goes"),
        }
    }

    #[test]
    fn who_does_not_answer_is_left_alone_for_longer_each_time_and_comes_back() {
        let mut origins = Origins::default();
        assert_eq!(origins.begin("a", NOW), Lane::Go);
        origins.end("a", Heard::Answer, NOW);
        for _ in 0..200 {
            assert_eq!(origins.begin("a", NOW), Lane::Go);
        }
        // A network that is gone for a moment fails all of them, and counts once.
        for _ in 0..200 {
            origins.end("a", Heard::Nothing, NOW);
        }
        let first = waits(&mut origins, "a", NOW);
        assert!(first.since_ms(NOW) <= 5_000);
        assert_eq!(origins.begin("a", first), Lane::Go);
        origins.end("a", Heard::Nothing, first);
        let second = waits(&mut origins, "a", first);
        assert!(second.since_ms(first) > first.since_ms(NOW));
        assert_eq!(origins.begin("a", second), Lane::Go);
        origins.end("a", Heard::Answer, second);
        assert_eq!(origins.begin("a", second), Lane::Go);
        assert_eq!(origins.begin("b", NOW), Lane::Go, "others are others");
    }

    #[test]
    fn one_that_hangs_takes_few_places() {
        let mut origins = Origins::default();
        let gone = (0..100).filter(|_| origins.begin("hangs", NOW) == Lane::Go).count();
        assert_eq!(gone, TRYING_EACH);
        assert_eq!(origins.begin("b", NOW), Lane::Go);
        let names = (0..100).map(|number| format!("hangs {number}"));
        let gone = names.filter(|name| origins.begin(name, NOW) == Lane::Go).count();
        assert_eq!(gone, TRYING_MOST - TRYING_EACH - 1);
    }

    #[test]
    fn names_without_number_fill_no_memory_and_those_that_answer_stay() {
        let mut origins = Origins::default();
        origins.begin("good", NOW);
        origins.end("good", Heard::Answer, NOW);
        for number in 0..3 * ORIGINS_MOST {
            let name = number.to_string();
            origins.begin(&name, NOW);
            origins.end(&name, Heard::Nothing, NOW);
        }
        assert!(origins.known.len() <= ORIGINS_MOST);
        assert!(origins.known["good"].answers);
    }

    proptest! {
        #[test]
        fn every_place_is_given_back(steps in prop::collection::vec((0..6_u8, 0..4_u8), 0..300)) {
            let mut origins = Origins::default();
            let mut flying = Vec::new();
            for (number, (name, act)) in steps.into_iter().enumerate() {
                let now = NOW.plus_ms(number as u64 * 100);
                let heard = match act {
                    0 => Heard::Answer,
                    1 => Heard::Nothing,
                    _ => Heard::NotAsked,
                };
                if act < 3 && !flying.is_empty() {
                    let origin: String = flying.remove(0);
                    origins.end(&origin, heard, now);
                } else if origins.begin(&name.to_string(), now) == Lane::Go {
                    flying.push(name.to_string());
                }
                prop_assert!(origins.trying <= flying.len());
            }
            for origin in flying {
                origins.end(&origin, Heard::NotAsked, NOW);
            }
            prop_assert_eq!(origins.trying, 0);
        }
    }
}
