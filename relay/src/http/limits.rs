//! What one address, and one account, may ask for. An IPv6 visitor owns a /64, so that counts as one
//! address.

use crate::{
    clock,
    config::Config,
    http::{buckets::Buckets, guesses::Guesses},
};
use causerie_shared::{fault::Fault, id::PersonId};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
};

pub struct Limits {
    sockets_most: usize,
    sockets: Arc<Mutex<HashMap<IpAddr, usize>>>,
    spaces: Buckets<IpAddr>,
    spaces_of: Buckets<PersonId>,
    offers: Buckets<IpAddr>,
    passes: Buckets<IpAddr>,
    sign_ups: Buckets<IpAddr>,
    sign_ins: Buckets<IpAddr>,
    handles: Buckets<IpAddr>,
    reports: Buckets<IpAddr>,
    feeds: Buckets<IpAddr>,
    reminders: Buckets<IpAddr>,
    addresses_of: Buckets<PersonId>,
    edits_of: Buckets<PersonId>,
    orders_of: Buckets<PersonId>,
    avatars: Buckets<IpAddr>,
    avatars_of: Buckets<PersonId>,
    exports_of: Buckets<PersonId>,
    pub(super) guesses: Guesses,
}

/// Changes of what one account has announced, an hour: everybody who asked is told of each new time.
const EDITS_PER_HOUR: u32 = 60;

/// Seats held, payments begun, tickets given away and waits of one account, an hour: somebody who
/// cannot decide, and nobody who empties a house.
const ORDERS_PER_HOUR: u32 = 60;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 3_600_000;

impl Limits {
    pub(super) fn new(config: &Config) -> Self {
        let doors = config.doors_per_address_per_minute;
        Self {
            sockets_most: config.sockets_per_address,
            sockets: Arc::default(),
            spaces: Buckets::new(config.spaces_per_address_per_hour, HOUR_MS),
            spaces_of: Buckets::new(config.spaces_per_account_per_hour, HOUR_MS),
            offers: Buckets::new(doors, MINUTE_MS),
            passes: Buckets::new(doors, MINUTE_MS),
            sign_ups: Buckets::new(config.sign_ups_per_address_per_hour, HOUR_MS),
            sign_ins: Buckets::new(config.sign_ins_per_address_per_minute, MINUTE_MS),
            handles: Buckets::new(config.handle_checks_per_address_per_minute, MINUTE_MS),
            reports: Buckets::new(config.reports_per_address_per_hour, HOUR_MS),
            feeds: Buckets::new(config.feeds_per_address_per_minute, MINUTE_MS),
            reminders: Buckets::new(config.reminders_per_address_per_hour, HOUR_MS),
            addresses_of: Buckets::new(config.addresses_per_account_per_hour, HOUR_MS),
            edits_of: Buckets::new(EDITS_PER_HOUR, HOUR_MS),
            orders_of: Buckets::new(ORDERS_PER_HOUR, HOUR_MS),
            avatars: Buckets::new(config.avatars_per_address_per_hour, HOUR_MS),
            avatars_of: Buckets::new(config.avatars_per_account_per_hour, HOUR_MS),
            exports_of: Buckets::new(config.exports_per_account_per_hour, HOUR_MS),
            guesses: Guesses::new(
                config.guesses_per_account_and_address_per_hour,
                config.guesses_per_account_per_hour,
            ),
        }
    }

    /// A space to be opened from an address, by an account unless it is a guest's.
    pub(super) fn space(&self, from: IpAddr, account: Option<PersonId>) -> Result<(), Fault> {
        let now = clock::now();
        if let Some(account) = account {
            self.spaces_of.take(account, now)?;
        }
        self.spaces.take(whole(from), now)
    }

    pub(super) fn offer(&self, from: IpAddr) -> Result<(), Fault> {
        self.offers.take(whole(from), clock::now())
    }

    pub(super) fn pass(&self, from: IpAddr) -> Result<(), Fault> {
        self.passes.take(whole(from), clock::now())
    }

    pub(super) fn sign_up(&self, from: IpAddr) -> Result<(), Fault> {
        self.sign_ups.take(whole(from), clock::now())
    }

    /// One step of signing in, by whichever way.
    pub(super) fn sign_in(&self, from: IpAddr) -> Result<(), Fault> {
        self.sign_ins.take(whole(from), clock::now())
    }

    pub(super) fn handle(&self, from: IpAddr) -> Result<(), Fault> {
        self.handles.take(whole(from), clock::now())
    }

    pub(super) fn report(&self, from: IpAddr) -> Result<(), Fault> {
        self.reports.take(whole(from), clock::now())
    }

    pub(super) fn edit(&self, account: PersonId) -> Result<(), Fault> {
        self.edits_of.take(account, clock::now())
    }

    pub(super) fn order(&self, account: PersonId) -> Result<(), Fault> {
        self.orders_of.take(account, clock::now())
    }

    pub(super) fn feed(&self, from: IpAddr) -> Result<(), Fault> {
        self.feeds.take(whole(from), clock::now())
    }

    pub(super) fn remind(&self, from: IpAddr) -> Result<(), Fault> {
        self.reminders.take(whole(from), clock::now())
    }

    pub(super) fn address(&self, account: PersonId) -> Result<(), Fault> {
        self.addresses_of.take(account, clock::now())
    }

    pub(super) fn avatar(&self, from: IpAddr, account: PersonId) -> Result<(), Fault> {
        self.avatars_of.take(account, clock::now())?;
        self.avatars.take(whole(from), clock::now())
    }

    pub(super) fn export(&self, account: PersonId) -> Result<(), Fault> {
        self.exports_of.take(account, clock::now())
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

/// The part of an address that one visitor owns.
pub(super) fn whole(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_addresses_is_one_visitor() {
        let one: IpAddr = "2001:db8::1".parse().unwrap();
        let two = "2001:db8::2".parse().unwrap();
        let other = "2001:db8:0:1::1".parse().unwrap();
        assert_eq!(whole(one), whole(two));
        assert_ne!(whole(one), whole(other));
        let mapped = "::ffff:192.0.2.1".parse().unwrap();
        assert_eq!(whole(mapped), "192.0.2.1".parse::<IpAddr>().unwrap());
    }
}
