//! How push services have answered, so that those that do not answer wait by themselves.
//!
//! Pure; moments are arguments.

use causerie_shared::time::UnixMs;
use std::collections::HashMap;

/// Services that are remembered; real ones are a handful.
const ORIGINS_MOST: usize = 4096;

/// What is known of one service.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    answers: bool,
    failures: u32,
    closed_until: UnixMs,
}

/// In which lane something goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// It has answered before.
    Fast,
    /// Nobody knows whether it answers.
    Unknown,
    /// It did not answer, and is left alone until then.
    Closed(UnixMs),
}

#[derive(Debug, Default)]
pub(super) struct Origins {
    known: HashMap<String, Known>,
}

impl Origins {
    pub(super) fn lane(&self, origin: &str, now: UnixMs) -> Lane {
        match self.known.get(origin) {
            Some(known) if known.closed_until > now => Lane::Closed(known.closed_until),
            Some(known) if known.answers => Lane::Fast,
            Some(_) | None => Lane::Unknown,
        }
    }

    pub(super) fn answered(&mut self, origin: &str) {
        *self.entry(origin) = Known { answers: true, ..Known::default() };
    }

    pub(super) fn failed(&mut self, origin: &str, now: UnixMs) {
        let known = self.entry(origin);
        known.answers = false;
        known.closed_until = super::again(known.failures, None, now);
        known.failures = known.failures.saturating_add(1);
    }

    fn entry(&mut self, origin: &str) -> &mut Known {
        // Strangers name as many as they like; those that matter are known again in a second.
        if self.known.len() >= ORIGINS_MOST && !self.known.contains_key(origin) {
            self.known.clear();
        }
        self.known.entry(origin.to_owned()).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_793_000_000_000);

    #[test]
    fn who_does_not_answer_is_left_alone_for_longer_each_time_and_comes_back() {
        let mut origins = Origins::default();
        assert_eq!(origins.lane("a", NOW), Lane::Unknown);
        origins.answered("a");
        assert_eq!(origins.lane("a", NOW), Lane::Fast);
        origins.failed("a", NOW);
        let Lane::Closed(first) = origins.lane("a", NOW) else { panic!("it is closed") };
        assert_eq!(origins.lane("a", first), Lane::Unknown);
        origins.failed("a", first);
        let Lane::Closed(second) = origins.lane("a", first) else { panic!("it is closed") };
        assert!(second.since_ms(first) > first.since_ms(NOW));
        origins.answered("a");
        assert_eq!(origins.lane("a", second), Lane::Fast);
        assert_eq!(origins.lane("b", NOW), Lane::Unknown, "others are others");
    }

    #[test]
    fn names_without_number_fill_no_memory() {
        let mut origins = Origins::default();
        for number in 0..3 * ORIGINS_MOST {
            origins.failed(&number.to_string(), NOW);
        }
        assert!(origins.known.len() <= ORIGINS_MOST);
    }
}
