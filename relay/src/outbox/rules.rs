//! What is worth sending yet, and when it is tried again. Moments are arguments.

use crate::{
    money::sale::OFFER_MS,
    schedule::STALE_MS,
    store::{About, Errand},
};
use causerie_shared::{announcement::Coming, notification::Occasion, time::UnixMs};

/// How long somebody wants to know that their plans have changed.
pub const NEWS_LAST_MS: u64 = 24 * 60 * 60 * 1000;

/// The pause after a first try in vain; each further one is four times as long.
const PAUSE_MS: u64 = 5_000;
const PAUSE_MOST_MS: u64 = 30 * 60 * 1000;

/// The longest pause that whoever receives may ask for.
const ASKED_MOST_MS: u64 = 60 * 60 * 1000;

/// Whether it is still true, and not so late that it would only say what was missed.
pub fn is_worth(
    errand: Errand,
    at: UnixMs,
    starts_at: UnixMs,
    space: Option<&About>,
    now: UnixMs,
) -> bool {
    let late_ms = now.since_ms(at);
    let Errand::Tell(occasion) = errand else { return late_ms < NEWS_LAST_MS };
    let Some(space) = space else { return false };
    let is_announced = space.state == Coming::Announced;
    match occasion {
        Occasion::Soon => is_announced && space.starts_at == starts_at && late_ms < STALE_MS,
        Occasion::Begun => space.state == Coming::Begun && !space.is_over && late_ms < STALE_MS,
        Occasion::Moved => is_announced && space.starts_at == starts_at && late_ms < NEWS_LAST_MS,
        Occasion::Cancelled => {
            matches!(space.state, Coming::Cancelled { .. }) && late_ms < NEWS_LAST_MS
        }
        Occasion::Missed => space.state == Coming::Missed && late_ms < NEWS_LAST_MS,
        // When it begins is said as it is known when this is sent.
        Occasion::Invited => is_announced && late_ms < NEWS_LAST_MS,
        Occasion::Ticket => {
            (is_announced || space.state == Coming::Begun) && late_ms < NEWS_LAST_MS
        }
        Occasion::SeatFree => late_ms < OFFER_MS,
        Occasion::MoneyBack => late_ms < NEWS_LAST_MS,
        // Told in the app alone: whoever follows many would be called all day.
        Occasion::Live => false,
    }
}

/// When it is tried again that was tried `tries` times in vain before; `asked_ms` is the pause that
/// whoever receives asked for.
pub fn again(tries: u32, asked_ms: Option<u64>, now: UnixMs) -> UnixMs {
    let pause = PAUSE_MS.saturating_mul(4_u64.saturating_pow(tries)).min(PAUSE_MOST_MS);
    let asked = asked_ms.unwrap_or(0).min(ASKED_MOST_MS);
    now.plus_ms(pause.max(asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::id::SpaceId;
    use proptest::prelude::*;

    const AT: UnixMs = UnixMs(1_793_000_000_000);

    fn about(state: Coming, starts_at: UnixMs) -> About {
        About {
            id: SpaceId::from_bits(1),
            title: "Late".parse().unwrap(),
            host: "Ada".parse().unwrap(),
            state,
            starts_at,
            is_over: false,
        }
    }

    fn states() -> [Coming; 5] {
        let off = Coming::Cancelled { reason: None };
        [Coming::Draft, Coming::Announced, Coming::Begun, off, Coming::Missed]
    }

    #[test]
    fn each_occasion_is_true_in_one_state_and_a_change_wins_over_what_waits() {
        let start = AT.plus_ms(600_000);
        let holds = |occasion, state: &Coming| {
            let space = about(state.clone(), start);
            is_worth(Errand::Tell(occasion), AT, start, Some(&space), AT)
        };
        let true_in = |occasion| states().iter().filter(|state| holds(occasion, state)).count();
        for occasion in Occasion::ALL {
            let expected = match occasion {
                Occasion::Live => 0,
                Occasion::Ticket => 2,
                // Of money and seats, whatever became of the space.
                Occasion::SeatFree | Occasion::MoneyBack => states().len(),
                Occasion::Soon
                | Occasion::Begun
                | Occasion::Moved
                | Occasion::Cancelled
                | Occasion::Missed
                | Occasion::Invited => 1,
            };
            assert_eq!(true_in(occasion), expected, "{occasion:?}");
        }
        let moved = about(Coming::Announced, start.plus_ms(1));
        for occasion in [Occasion::Soon, Occasion::Moved] {
            assert!(!is_worth(Errand::Tell(occasion), AT, start, Some(&moved), AT));
        }
        assert!(!is_worth(Errand::Tell(Occasion::Begun), AT, start, None, AT), "it is gone");
    }

    #[test]
    fn over_an_hour_late_nobody_is_told_that_something_begins() {
        let space = about(Coming::Announced, AT);
        let soon = |now| is_worth(Errand::Tell(Occasion::Soon), AT, AT, Some(&space), now);
        assert!(soon(AT.plus_ms(STALE_MS - 1)) && !soon(AT.plus_ms(STALE_MS)));
    }

    proptest! {
        #[test]
        fn pauses_grow_and_end(tries in 0..1000_u32, asked in proptest::option::of(any::<u64>())) {
            let (this, next) = (again(tries, None, AT), again(tries + 1, None, AT));
            prop_assert!(this > AT && next >= this);
            prop_assert!(next.since_ms(AT) <= PAUSE_MOST_MS);
            prop_assert!(again(tries, asked, AT).since_ms(AT) <= ASKED_MOST_MS);
            prop_assert!(again(tries, asked, AT) >= this);
        }
    }
}
