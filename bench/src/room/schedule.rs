//! When somebody does what: evenly, whatever came before. Pure.

use serde::Deserialize;
use std::time::{Duration, Instant};

/// Acts a second.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pace {
    pub lines: f64,
    pub reactions: f64,
    /// Hands that go up or down.
    pub hands: f64,
    /// People on stage who mute or unmute themselves.
    pub mutes: f64,
}

/// One act, with its number among those of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Write { number: usize },
    React { number: usize },
    Hand { number: usize },
    Mute { number: usize },
}

pub(super) struct Schedule {
    began: Instant,
    kinds: [Kind; 4],
}

/// One kind of act: how many a second, how it is made of its number, how many are done.
struct Kind {
    per_second: f64,
    act: fn(usize) -> Act,
    done: usize,
}

impl Schedule {
    pub(super) fn new(pace: Pace, began: Instant) -> Self {
        let kind = |per_second, act| Kind { per_second, act, done: 0 };
        let kinds = [
            kind(pace.lines, |number| Act::Write { number }),
            kind(pace.reactions, |number| Act::React { number }),
            kind(pace.hands, |number| Act::Hand { number }),
            kind(pace.mutes, |number| Act::Mute { number }),
        ];
        Self { began, kinds }
    }

    /// The earliest act that is due at `now`, and since when it is.
    pub(super) fn next(&mut self, now: Instant) -> Option<(Instant, Act)> {
        let (at, due) = self.earliest()?;
        if due > now {
            return None;
        }
        let kind = self.kinds.get_mut(at)?;
        let act = (kind.act)(kind.done);
        kind.done += 1;
        Some((due, act))
    }

    /// When the next act is due; far away if nobody does anything.
    pub(super) fn due(&self) -> Instant {
        self.earliest().map_or(self.began + Duration::from_secs(3600), |(_, due)| due)
    }

    fn earliest(&self) -> Option<(usize, Instant)> {
        // The first of each kind is half a period after the beginning, so that kinds do not all
        // begin together.
        let due = |(at, kind): (usize, &Kind)| {
            let after = (kind.done as f64 + 0.5) / kind.per_second;
            (kind.per_second > 0.0).then(|| (at, self.began + Duration::from_secs_f64(after)))
        };
        self.kinds.iter().enumerate().filter_map(due).min_by_key(|(_, due)| *due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_come_at_their_pace_and_in_order_however_late_one_asks() {
        let began = Instant::now();
        let pace = Pace { lines: 10.0, reactions: 50.0, hands: 0.0, mutes: 4.0 };
        let mut schedule = Schedule::new(pace, began);
        assert_eq!(schedule.next(began), None);
        let end = began + Duration::from_secs(2);
        let acts: Vec<_> = std::iter::from_fn(|| schedule.next(end)).collect();
        assert!(acts.is_sorted_by_key(|(due, _)| *due));
        let count = |kind: fn(&Act) -> bool| acts.iter().filter(|(_, act)| kind(act)).count();
        assert_eq!(count(|act| matches!(act, Act::Write { .. })), 20);
        assert_eq!(count(|act| matches!(act, Act::React { .. })), 100);
        assert_eq!(count(|act| matches!(act, Act::Hand { .. })), 0);
        assert_eq!(count(|act| matches!(act, Act::Mute { .. })), 8);
        assert!(schedule.due() > end);
    }
}
