//! When to try again after a connection broke.

/// Waits double from a quarter of a second, so that a short hiccup is hardly noticed.
const FIRST_MS: u32 = 250;
/// A relay that returns must have us back within 3 s; the last wait leaves a second of it for
/// the socket and the audio to connect.
const MOST_MS: u32 = 2_000;

/// The waits between tries, growing until one succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retry {
    tries: u32,
}

impl Retry {
    /// How long to wait before the next try: between half and all of the grown interval, by
    /// chance, so that people who were cut off together do not return in step.
    pub fn next_ms(&mut self, chance: f64) -> u32 {
        let grown = FIRST_MS.saturating_mul(1 << self.tries.min(8)).min(MOST_MS);
        self.tries = self.tries.saturating_add(1);
        within(grown / 2, chance).saturating_add(grown / 2)
    }

    pub fn succeeded(&mut self) {
        self.tries = 0;
    }

    /// Tries since the last success.
    pub const fn tries(self) -> u32 {
        self.tries
    }
}

/// A random moment of an interval, such as the spread that a relay's farewell names.
pub fn within(interval_ms: u32, chance: f64) -> u32 {
    (f64::from(interval_ms) * chance.clamp(0.0, 1.0)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_hiccup_is_tried_again_within_a_quarter_second() {
        assert!(Retry::default().next_ms(1.0) <= 250);
    }

    #[test]
    fn success_starts_the_waits_anew() {
        let mut retry = Retry::default();
        for _ in 0..6 {
            retry.next_ms(0.5);
        }
        retry.succeeded();
        assert!(retry.next_ms(1.0) <= FIRST_MS);
    }

    proptest! {
        #[test]
        fn no_wait_keeps_a_listener_from_a_relay_that_is_back(chances in prop::collection::vec(0.0f64..1.0, 1..40)) {
            let mut retry = Retry::default();
            for chance in chances {
                let wait = retry.next_ms(chance);
                prop_assert!((FIRST_MS / 2..=MOST_MS).contains(&wait));
            }
        }

        #[test]
        fn a_herd_returns_within_the_spread(spread in 0u32..60_000, chance in 0.0f64..1.0) {
            prop_assert!(within(spread, chance) <= spread);
        }
    }
}
