//! The platform's part of a ticket: a schedule of what a host has earned so far.
//!
//! Laws: never more than the whole, never negative; what is rounded is rounded in the host's favour;
//! a ticket that crosses a threshold pays each rate for its own part.

use causerie_shared::{money::Currency, ticket::FeeStep};
use std::{fmt, str::FromStr};

/// All of it, in basis points.
const WHOLE: u32 = 10_000;

/// Steps of a schedule that anybody needs.
const STEPS_MOST: usize = 10;

/// From how much on, in units of whichever currency, how many basis points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule(Vec<(u64, u32)>);

impl Default for Schedule {
    /// 3 % of what a host earns up to 50,000, then 20 %: as Twitter published it for its tickets.
    fn default() -> Self {
        Self(vec![(0, 300), (50_000, 2_000)])
    }
}

impl Schedule {
    /// As hosts are told.
    pub fn steps(&self) -> impl Iterator<Item = FeeStep> {
        self.0.iter().map(|&(from_units, basis_points)| FeeStep { from_units, basis_points })
    }

    /// The fee of a ticket of `total`, for a host who has earned `earned` before; minor units.
    pub fn fee(&self, earned: i64, total: u64, currency: Currency) -> u64 {
        let from = u128::from(earned.max(0).unsigned_abs());
        let to = from + u128::from(total);
        let mut parts: u128 = 0;
        for (at, (units, points)) in self.0.iter().enumerate() {
            let minor = |units: u64| u128::from(units) * u128::from(currency.minor_per_unit());
            let begins = minor(*units).max(from);
            let ends = self.0.get(at + 1).map_or(to, |(next, _)| minor(*next)).min(to);
            parts += ends.saturating_sub(begins) * u128::from(*points);
        }
        u64::try_from(parts / u128::from(WHOLE)).unwrap_or(total).min(total)
    }
}

/// `0:300,50000:2000`: from 0 on 3 %, from 50,000 on 20 %.
impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || {
            "write it as 0:300,50000:2000, which is 3 % of the first 50,000 that a host earns and \
             20 % of what comes after; the first step is at 0, and nothing is above 10000"
                .to_owned()
        };
        let step = |step: &str| {
            let (from, points) = step.split_once(':')?;
            Some((from.trim().parse().ok()?, points.trim().parse().ok()?))
        };
        let steps: Option<Vec<(u64, u32)>> = text.split(',').map(step).collect();
        let steps = steps.ok_or_else(bad)?;
        let begins = steps.first().is_some_and(|(from, _)| *from == 0);
        let rises = steps.windows(2).all(|pair| matches!(pair, [one, next] if one.0 < next.0));
        let is_part = steps.iter().all(|(_, points)| *points <= WHOLE);
        if begins && rises && is_part && steps.len() <= STEPS_MOST {
            Ok(Self(steps))
        } else {
            Err(bad())
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (from, points)) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            write!(f, "{comma}{from}:{points}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EUR: Currency = Currency::EUR;

    #[test]
    fn the_published_schedule_takes_three_percent_then_twenty() {
        let schedule = Schedule::default();
        assert_eq!(schedule.fee(0, 1000, EUR), 30);
        assert_eq!(schedule.fee(5_000_000, 1000, EUR), 200);
        // Half below the threshold, half above.
        assert_eq!(schedule.fee(4_999_500, 1000, EUR), 15 + 100);
        // A third of a cent is the host's.
        assert_eq!(schedule.fee(0, 111, EUR), 3);
        assert_eq!(schedule.fee(-700, 1000, EUR), 30, "money that went back counts for nothing");
        assert_eq!(schedule.fee(0, 0, EUR), 0);
        // 50,000 yen, not 500.
        assert_eq!(schedule.fee(49_000, 1000, "JPY".parse().unwrap()), 30);
    }

    #[test]
    fn a_schedule_is_read_as_it_is_written() {
        for text in ["0:300,50000:2000", "0:0", "0:10000"] {
            assert_eq!(text.parse::<Schedule>().unwrap().to_string(), text);
        }
        for text in ["", "300", "1:300", "0:300,0:200", "0:10001", "0:-1", "0:3.5", "0:1,5:2,4:3"] {
            assert!(text.parse::<Schedule>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_fee_is_a_part_and_selling_apart_never_costs_more(
            earned in 0i64..=100_000_000, one in 0u64..=100_000, other in 0u64..=100_000,
        ) {
            let schedule = Schedule::default();
            let fee = |earned: i64, total| schedule.fee(earned, total, EUR);
            prop_assert!(fee(earned, one) <= one);
            let then = earned + i64::try_from(one).unwrap();
            let (apart, whole) = (fee(earned, one) + fee(then, other), fee(earned, one + other));
            prop_assert!(apart <= whole && whole <= apart + 1);
        }
    }
}
