//! How far ahead, how early, how late.

use crate::schedule::Span;
use causerie_shared::{
    announcement::{EARLY_MS, TimeFault},
    fault::Fault,
    time::UnixMs,
};

/// Not begun within this, nobody waits for it any more.
pub const LATE_MS: u64 = 2 * 60 * 60 * 1000;

/// A day: what lasts longer is not one conversation.
pub const LASTS_MOST_MS: u64 = 24 * 60 * 60 * 1000;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// What the operator allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// How many days ahead a space may be announced.
    pub days: u32,
    /// How many that have not begun a host may have, drafts among them.
    pub pending_most: u32,
}

impl Horizon {
    /// Whether a space may be announced for then.
    ///
    /// # Errors
    /// A beginning that is past or too far ahead, an end too long after it.
    pub fn allows(self, span: Span, now: UnixMs) -> Result<(), TimeFault> {
        if span.starts_at <= now {
            return Err(TimeFault::Past);
        }
        if span.starts_at.since_ms(now) > u64::from(self.days) * DAY_MS {
            return Err(TimeFault::TooFar { most_days: self.days });
        }
        let lasts_ms = span.ends_at.map_or(0, |ends_at| ends_at.since_ms(span.starts_at));
        if lasts_ms > LASTS_MOST_MS {
            let most_hours = (LASTS_MOST_MS / 3_600_000) as u32;
            return Err(TimeFault::TooLong { most_hours });
        }
        Ok(())
    }
}

/// Whether a host may begin.
///
/// # Errors
/// [`Fault::TooEarly`] with the first moment that is not, [`Fault::NotAnnounced`] when it is missed.
pub fn may_begin(starts_at: UnixMs, now: UnixMs) -> Result<(), Fault> {
    let opens_at = UnixMs(starts_at.0.saturating_sub(EARLY_MS));
    if now < opens_at {
        return Err(Fault::TooEarly { opens_at });
    }
    if is_missed(starts_at, now) { Err(Fault::NotAnnounced) } else { Ok(()) }
}

/// Whether nobody began it in time.
fn is_missed(starts_at: UnixMs, now: UnixMs) -> bool {
    now.since_ms(starts_at) >= LATE_MS
}

/// How late a space may begin whose tickets were sold, before everybody gets their money back.
pub const SOLD_LATE_MS: u64 = 30 * 60 * 1000;

/// The same for those.
pub fn sold_missed_before(now: UnixMs) -> UnixMs {
    UnixMs(now.0.saturating_sub(SOLD_LATE_MS))
}

/// What begins before then and has not begun at `now` is missed.
pub fn missed_before(now: UnixMs) -> UnixMs {
    UnixMs(now.0.saturating_sub(LATE_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HORIZON: Horizon = Horizon { days: 30, pending_most: 10 };

    fn span(starts_at: u64, lasts_ms: Option<u64>) -> Span {
        let starts_at = UnixMs(starts_at);
        Span { starts_at, ends_at: lasts_ms.map(|ms| starts_at.plus_ms(ms)) }
    }

    #[test]
    fn a_space_is_announced_for_the_time_between_now_and_the_horizon() {
        let now = UnixMs(1_000);
        assert_eq!(HORIZON.allows(span(1_000, None), now), Err(TimeFault::Past));
        assert_eq!(HORIZON.allows(span(1_001, Some(LASTS_MOST_MS)), now), Ok(()));
        assert_eq!(HORIZON.allows(span(1_000 + 30 * DAY_MS, None), now), Ok(()));
        let too_far = Err(TimeFault::TooFar { most_days: 30 });
        assert_eq!(HORIZON.allows(span(1_001 + 30 * DAY_MS, None), now), too_far);
        let too_long = Err(TimeFault::TooLong { most_hours: 24 });
        assert_eq!(HORIZON.allows(span(2_000, Some(LASTS_MOST_MS + 1)), now), too_long);
    }

    proptest! {
        #[test]
        fn what_may_begin_is_not_missed_and_what_is_missed_may_not_begin(
            starts_at in 0..u64::MAX / 2, now in 0..u64::MAX / 2,
        ) {
            let (starts_at, now) = (UnixMs(starts_at), UnixMs(now));
            match may_begin(starts_at, now) {
                Ok(()) => prop_assert!(!is_missed(starts_at, now)),
                Err(Fault::TooEarly { opens_at }) => {
                    prop_assert!(now < opens_at && opens_at <= starts_at);
                    prop_assert!(may_begin(starts_at, opens_at).is_ok());
                }
                Err(fault) => {
                    prop_assert!(is_missed(starts_at, now) && fault == Fault::NotAnnounced);
                    prop_assert!(starts_at <= missed_before(now));
                }
            }
        }
    }
}
