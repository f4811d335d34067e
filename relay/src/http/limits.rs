//! What one address may ask for. An IPv6 visitor owns a /64, so that counts as one address.

use crate::{clock, config::Config};
use causerie_shared::{fault::Fault, time::UnixMs};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

pub struct Limits {
    sockets_most: usize,
    sockets: Arc<Mutex<HashMap<IpAddr, usize>>>,
    spaces: Buckets,
    offers: Buckets,
    passes: Buckets,
}

impl Limits {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            sockets_most: config.sockets_per_address,
            sockets: Arc::default(),
            spaces: Buckets::new(config.spaces_per_address_per_hour, 3_600_000),
            offers: Buckets::new(config.doors_per_address_per_minute, 60_000),
            passes: Buckets::new(config.doors_per_address_per_minute, 60_000),
        }
    }

    pub(super) fn space(&self, from: IpAddr) -> Result<(), Fault> {
        self.spaces.take(from, clock::now())
    }

    pub(super) fn offer(&self, from: IpAddr) -> Result<(), Fault> {
        self.offers.take(from, clock::now())
    }

    pub(super) fn pass(&self, from: IpAddr) -> Result<(), Fault> {
        self.passes.take(from, clock::now())
    }

    /// A place for one WebSocket, free again when it is dropped.
    ///
    /// # Errors
    /// [`Fault::TooMany`]
    pub fn socket(&self, from: IpAddr) -> Result<Place, Fault> {
        let from = whole(from);
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        let open = sockets.entry(from).or_default();
        if *open >= self.sockets_most {
            return Err(Fault::TooMany { retry_after_s: 5 });
        }
        *open += 1;
        Ok(Place { sockets: Arc::clone(&self.sockets), from })
    }
}

pub struct Place {
    sockets: Arc<Mutex<HashMap<IpAddr, usize>>>,
    from: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut sockets = self.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = sockets.get_mut(&self.from) {
            *open -= 1;
            if *open == 0 {
                sockets.remove(&self.from);
            }
        }
    }
}

/// Token buckets: `most` at once, refilled over `per_ms`.
struct Buckets {
    most: u32,
    per_ms: u64,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    of: HashMap<IpAddr, Bucket>,
    pruned_at: UnixMs,
}

struct Bucket {
    /// Tokens times `per_ms`, so that no fraction is lost.
    level: u64,
    at: UnixMs,
}

/// From so many addresses on, those whose bucket is full again are forgotten.
const ADDRESSES_PRUNED_AT: usize = 10_000;

/// Looking through all addresses takes milliseconds, in which nobody else is let in.
const PRUNED_EVERY_MS: u64 = 1000;

/// Addresses that are remembered at all, some 10 MB. Those beyond share one bucket: whoever has so
/// many addresses wins nothing by one more, and everybody else keeps their own.
const ADDRESSES_MOST: usize = 100_000;
const BEYOND: IpAddr = IpAddr::V6(Ipv6Addr::UNSPECIFIED);

impl Buckets {
    fn new(most: u32, per_ms: u64) -> Self {
        Self { most, per_ms, memory: Mutex::default() }
    }

    fn take(&self, from: IpAddr, now: UnixMs) -> Result<(), Fault> {
        let full = u64::from(self.most) * self.per_ms;
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let Memory { of, pruned_at } = &mut *memory;
        if of.len() >= ADDRESSES_PRUNED_AT && now.since_ms(*pruned_at) >= PRUNED_EVERY_MS {
            of.retain(|_, bucket| self.level(bucket, now) < full);
            *pruned_at = now;
        }
        let from = whole(from);
        let has_room = of.len() < ADDRESSES_MOST || of.contains_key(&from);
        let from = if has_room { from } else { BEYOND };
        let bucket = of.entry(from).or_insert(Bucket { level: full, at: now });
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

    fn level(&self, bucket: &Bucket, now: UnixMs) -> u64 {
        let grown = now.since_ms(bucket.at).saturating_mul(u64::from(self.most));
        bucket.level.saturating_add(grown).min(u64::from(self.most) * self.per_ms)
    }
}

fn whole(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn a_bucket_says_when_to_come_back_and_keeps_its_word() {
        let buckets = Buckets::new(60, 3_600_000);
        let from = "192.0.2.1".parse().unwrap();
        let mut now = UnixMs(5);
        for _ in 0..60 {
            buckets.take(from, now).unwrap();
        }
        let Err(Fault::TooMany { retry_after_s }) = buckets.take(from, now) else { panic!() };
        assert!((60..=61).contains(&retry_after_s), "{retry_after_s}");
        now = now.plus_ms(u64::from(retry_after_s) * 1000);
        buckets.take(from, now).unwrap();
        assert!(buckets.take(from, now).is_err());
        buckets.take("192.0.2.2".parse().unwrap(), now).unwrap();
    }

    #[test]
    fn addresses_without_number_fill_no_memory_and_lock_nobody_out() {
        let buckets = Buckets::new(2, 60_000);
        let known = "192.0.2.1".parse().unwrap();
        let now = UnixMs(5000);
        buckets.take(known, now).unwrap();
        let most = u32::try_from(ADDRESSES_MOST).unwrap();
        let refused = (0..2 * most)
            .filter(|at| buckets.take(Ipv4Addr::from_bits(0x0a00_0000 + at).into(), now).is_err());
        assert!(refused.count() > ADDRESSES_MOST / 2, "those beyond share one bucket");
        assert_eq!(buckets.memory.lock().unwrap().of.len(), ADDRESSES_MOST + 1);
        buckets.take(known, now).unwrap();
        let later = now.plus_ms(120_000);
        buckets.take("192.0.2.9".parse().unwrap(), later).unwrap();
        assert_eq!(buckets.memory.lock().unwrap().of.len(), 1);
    }

    #[test]
    fn a_network_of_ipv6_addresses_is_one_visitor() {
        let buckets = Buckets::new(1, 60_000);
        buckets.take("2001:db8::1".parse().unwrap(), UnixMs(0)).unwrap();
        assert!(buckets.take("2001:db8::2".parse().unwrap(), UnixMs(0)).is_err());
    }
}
