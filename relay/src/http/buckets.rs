//! Token buckets: so many at once for each key, refilled over a time.

use causerie_shared::{fault::Fault, time::UnixMs};
use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

/// `most` at once, refilled over `per_ms`.
pub(super) struct Buckets<K> {
    most: u32,
    per_ms: u64,
    memory: Mutex<Memory<K>>,
}

struct Memory<K> {
    /// Those beyond the bound share the bucket of nobody.
    of: HashMap<Option<K>, Bucket>,
    pruned_at: UnixMs,
}

struct Bucket {
    /// Tokens times `per_ms`, so that no fraction is lost.
    level: u64,
    at: UnixMs,
}

/// From so many keys on, those whose bucket is full again are forgotten.
const KEYS_PRUNED_AT: usize = 10_000;

/// Looking through all keys takes milliseconds, in which nobody else is let in.
const PRUNED_EVERY_MS: u64 = 1000;

/// Keys (addresses, accounts) that are remembered at all, some 10 MB. Those beyond share one bucket:
/// whoever has so many addresses wins nothing by one more, and everybody else keeps their own.
const KEYS_MOST: usize = 100_000;

impl<K: Eq + Hash> Buckets<K> {
    pub(super) fn new(most: u32, per_ms: u64) -> Self {
        let memory = Mutex::new(Memory { of: HashMap::new(), pruned_at: UnixMs::default() });
        Self { most, per_ms, memory }
    }

    /// # Errors
    /// [`Fault::TooMany`] with the time after which there is a token again.
    pub(super) fn take(&self, key: K, now: UnixMs) -> Result<(), Fault> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let Memory { of, pruned_at } = &mut *memory;
        if of.len() >= KEYS_PRUNED_AT && now.since_ms(*pruned_at) >= PRUNED_EVERY_MS {
            of.retain(|_, bucket| self.level(bucket, now) < self.full());
            *pruned_at = now;
        }
        let key = Some(key);
        let has_room = of.len() < KEYS_MOST || of.contains_key(&key);
        let key = if has_room { key } else { None };
        let bucket = of.entry(key).or_insert(Bucket { level: self.full(), at: now });
        bucket.level = self.level(bucket, now);
        bucket.at = now;
        match bucket.level.checked_sub(self.per_ms) {
            Some(left) => {
                bucket.level = left;
                Ok(())
            }
            None => {
                let missing_ms = (self.per_ms - bucket.level) / u64::from(self.most.max(1));
                let retry_after_s = u32::try_from(missing_ms / 1000 + 1).unwrap_or(u32::MAX);
                Err(Fault::TooMany { retry_after_s })
            }
        }
    }

    /// Gives a token back, for what turned out not to count.
    pub(super) fn give_back(&self, key: K) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = memory.of.get_mut(&Some(key)) {
            bucket.level = bucket.level.saturating_add(self.per_ms).min(self.full());
        }
    }

    fn full(&self) -> u64 {
        u64::from(self.most) * self.per_ms
    }

    fn level(&self, bucket: &Bucket, now: UnixMs) -> u64 {
        let grown = now.since_ms(bucket.at).saturating_mul(u64::from(self.most));
        bucket.level.saturating_add(grown).min(self.full())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_says_when_to_come_back_and_keeps_its_word() {
        let buckets = Buckets::new(60, 3_600_000);
        let mut now = UnixMs(5);
        for _ in 0..60 {
            buckets.take("ada", now).unwrap();
        }
        let Err(Fault::TooMany { retry_after_s }) = buckets.take("ada", now) else { panic!() };
        assert!((60..=61).contains(&retry_after_s), "{retry_after_s}");
        now = now.plus_ms(u64::from(retry_after_s) * 1000);
        buckets.take("ada", now).unwrap();
        assert!(buckets.take("ada", now).is_err());
        buckets.take("ben", now).unwrap();
    }

    #[test]
    fn what_is_given_back_can_be_taken_again_and_no_more() {
        let buckets = Buckets::new(1, 60_000);
        let now = UnixMs(5);
        buckets.take("ada", now).unwrap();
        buckets.give_back("ada");
        buckets.give_back("ada");
        buckets.take("ada", now).unwrap();
        assert!(buckets.take("ada", now).is_err());
    }

    #[test]
    fn keys_without_number_fill_no_memory_and_lock_nobody_out() {
        let buckets = Buckets::new(2, 60_000);
        let now = UnixMs(5000);
        buckets.take(usize::MAX, now).unwrap();
        let refused = (0..2 * KEYS_MOST).filter(|key| buckets.take(*key, now).is_err());
        assert!(refused.count() > KEYS_MOST / 2, "those beyond share one bucket");
        assert_eq!(buckets.memory.lock().unwrap().of.len(), KEYS_MOST + 1);
        buckets.take(usize::MAX, now).unwrap();
        let later = now.plus_ms(120_000);
        buckets.take(0, later).unwrap();
        assert_eq!(buckets.memory.lock().unwrap().of.len(), 1);
    }
}
