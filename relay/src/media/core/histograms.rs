//! Distributions of what peers report, in fixed buckets: plain adds, like the counters beside them.
//! Reports come every few seconds a peer, so nothing here is on the way of a packet, and nothing
//! allocates until somebody reads.
//!
//! Values are kept in millionths, so that sums are whole numbers; they leave in the base units of
//! Prometheus, seconds and ratios.

use super::counters::Count;

const BUCKETS_MOST: usize = 10;

/// Upper bounds in millionths, ascending. What lies beyond the last is counted too.
type Bounds = [u64; BUCKETS_MOST];

/// The first bucket holds those who lost nothing. From 5 % on, speech suffers without RED.
const LOSS: Bounds =
    [0, 10_000, 20_000, 50_000, 100_000, 150_000, 200_000, 300_000, 500_000, 1_000_000];
/// A browser's jitter buffer rests at 20 to 40 ms; from 100 ms on, it is heard as delay.
const JITTER: Bounds =
    [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 50_000, 100_000, 200_000, 500_000];
/// From the same house to the far side of the earth by satellite.
const ROUND_TRIP: Bounds =
    [1_000, 5_000, 10_000, 25_000, 50_000, 100_000, 200_000, 400_000, 800_000, 2_000_000];

macro_rules! histograms {
    ($($(#[doc = $words:literal])+ $name:ident: $bounds:ident, $unit:literal;)+) => {
        /// Only its own thread writes.
        pub struct Histograms { $($(#[doc = $words])+ pub $name: Histogram,)+ }

        impl Default for Histograms {
            fn default() -> Self {
                Self { $($name: Histogram::new(&$bounds),)+ }
            }
        }

        impl Histograms {
            /// All of them, read as they stand.
            pub fn read(&self) -> Vec<Spread> {
                vec![$(self.$name.read(stringify!($name), $unit, concat!($($words),+)),)+]
            }
        }
    };
}

histograms! {
    /// Share of a stream's packets lost on the way to a listener, by report block
    listener_loss: LOSS, "ratio";
    /// Interarrival jitter of a stream at a listener (RFC 3550), by report block
    listener_jitter: JITTER, "seconds";
    /// From a sender report to the listener's answer to it, less the time it was held
    listener_round_trip: ROUND_TRIP, "seconds";
    /// Share of a publisher's packets lost on the way to the relay, by second
    publisher_loss: LOSS, "ratio";
    /// Interarrival jitter of a publisher's packets at the relay (RFC 3550), by second
    publisher_jitter: JITTER, "seconds";
}

pub struct Histogram {
    bounds: &'static Bounds,
    counts: [Count; BUCKETS_MOST],
    beyond: Count,
    sum: Count,
}

impl Histogram {
    fn new(bounds: &'static Bounds) -> Self {
        Self { bounds, counts: Default::default(), beyond: Count::default(), sum: Count::default() }
    }

    /// `value`: in millionths of the unit.
    pub fn observe(&self, value: u64) {
        let bucket = self.bounds.iter().position(|bound| value <= *bound);
        bucket.and_then(|at| self.counts.get(at)).unwrap_or(&self.beyond).add(1);
        self.sum.add(value);
    }

    fn read(&self, name: &'static str, unit: &'static str, words: &'static str) -> Spread {
        let ends = self.bounds.iter().map(|bound| *bound as f64 / 1e6).chain([f64::INFINITY]);
        let counts = self.counts.iter().chain([&self.beyond]).map(Count::get);
        Spread { name, unit, words, sum: self.sum.get(), buckets: ends.zip(counts).collect() }
    }
}

/// A distribution as it stood when it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    pub name: &'static str,
    /// "seconds" or "ratio".
    pub unit: &'static str,
    pub words: &'static str,
    /// In millionths of the unit.
    pub sum: u64,
    /// Upper bounds, the last being infinity, each with what lies between it and the one before.
    pub buckets: Vec<(f64, u64)>,
}

impl Spread {
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|(_, count)| count).sum()
    }

    /// Adds what another thread saw of the same.
    pub fn add(&mut self, other: &Self) {
        self.sum = self.sum.wrapping_add(other.sum);
        for (ours, theirs) in self.buckets.iter_mut().zip(&other.buckets) {
            ours.1 += theirs.1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_is_counted_once_in_the_bucket_that_ends_at_or_above_it() {
        let histograms = Histograms::default();
        for value in [0, 1, 10_000, 10_001, 1_000_000, 1_000_001] {
            histograms.listener_loss.observe(value);
        }
        let mut spread = histograms.read().remove(0);
        let counts: Vec<_> = spread.buckets.iter().map(|(_, count)| *count).collect();
        assert_eq!(counts, [1, 2, 1, 0, 0, 0, 0, 0, 0, 1, 1]);
        assert_eq!((spread.count(), spread.sum), (6, 2_020_003));
        spread.add(&spread.clone());
        assert_eq!((spread.count(), spread.sum), (12, 4_040_006));
    }

    #[test]
    fn bounds_ascend() {
        for spread in Histograms::default().read() {
            assert!(spread.buckets.windows(2).all(|pair| pair[0].0 < pair[1].0), "{}", spread.name);
        }
    }
}
