//! The door of spaces that sell tickets: whether a token lets its holder in, without asking the store.
//!
//! *Law:* a door whose list of tickets that are good no more was not read lets nobody in.

use crate::money::token::{Claim, Keys};
use causerie_shared::{
    id::{PersonId, SpaceId, TicketId},
    ticket_fault::TicketFault,
    time::UnixMs,
};
use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// Handle to it. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    keys: Arc<Keys>,
    /// By space whose list was read.
    stopped: Arc<RwLock<HashMap<SpaceId, List>>>,
    numbers: Arc<AtomicU64>,
}

/// Tickets of one space that are good no more.
struct List {
    /// One that was forgotten and prepared again is another one.
    number: u64,
    tickets: HashSet<TicketId>,
    was_read: bool,
}

/// A list that is about to be read.
#[derive(Clone, Copy)]
pub struct Prepared(u64);

impl Door {
    pub fn new(keys: Keys) -> Self {
        Self { keys: Arc::new(keys), stopped: Arc::default(), numbers: Arc::default() }
    }

    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What stops from here on is remembered, while the list is read.
    pub fn prepare(&self, space: SpaceId) -> Prepared {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let fresh = || List { number, tickets: HashSet::new(), was_read: false };
        Prepared(self.doors_mut().entry(space).or_insert_with(fresh).number)
    }

    /// From here on the door of a space knows which tickets are good no more; what it was told since it
    /// was prepared stays. One that was forgotten meanwhile stays shut: it may have missed something.
    pub fn open(
        &self,
        space: SpaceId,
        Prepared(number): Prepared,
        stopped: impl IntoIterator<Item = TicketId>,
    ) {
        let mut doors = self.doors_mut();
        if let Some(list) = doors.get_mut(&space).filter(|list| list.number == number) {
            list.tickets.extend(stopped);
            list.was_read = true;
        }
    }

    pub fn is_open(&self, space: SpaceId) -> bool {
        self.doors().get(&space).is_some_and(|list| list.was_read)
    }

    /// Forgets the lists of spaces where nobody comes in any more. One that was forgotten too soon is
    /// shut until it is read again.
    pub fn close_where(&self, is_over: impl Fn(SpaceId) -> bool) {
        self.doors_mut().retain(|space, _| !is_over(*space));
    }

    /// A ticket is good no more. Of a space whose list was not read yet, the list will say so.
    pub fn stop(&self, space: SpaceId, ticket: TicketId) {
        if let Some(list) = self.doors_mut().get_mut(&space) {
            list.tickets.insert(ticket);
        }
    }

    pub fn write(&self, claim: Claim, now: UnixMs) -> String {
        self.keys.write(claim, now)
    }

    /// # Errors
    /// [`TicketFault::Refused`], [`TicketFault::DoorShut`]
    pub fn check(
        &self,
        token: &str,
        space: SpaceId,
        person: PersonId,
        now: UnixMs,
    ) -> Result<TicketId, TicketFault> {
        let ticket = self.keys.check(token, space, person, now)?;
        let doors = self.doors();
        let list = doors.get(&space).filter(|list| list.was_read).ok_or(TicketFault::DoorShut)?;
        if list.tickets.contains(&ticket) { Err(TicketFault::Refused) } else { Ok(ticket) }
    }

    fn doors(&self) -> std::sync::RwLockReadGuard<'_, HashMap<SpaceId, List>> {
        self.stopped.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn doors_mut(&self) -> std::sync::RwLockWriteGuard<'_, HashMap<SpaceId, List>> {
        self.stopped.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_stays_shut_until_its_list_was_read_and_knows_what_came_since() {
        let door = Door::new(Keys::read(&Keys::new_key().unwrap()).unwrap());
        let (now, space, person) =
            (UnixMs(1_800_000_000_000), SpaceId::from_bits(2), PersonId::from_bits(3));
        let token =
            |bits| door.write(Claim { ticket: TicketId::from_bits(bits), space, person }, now);
        let (one, other) = (token(1), token(2));
        let check = |token: &str| door.check(token, space, person, now);
        assert_eq!(check(&one), Err(TicketFault::DoorShut));
        let forgotten = door.prepare(space);
        door.close_where(|over| over == space);
        let prepared = door.prepare(space);
        door.open(space, forgotten, []);
        assert_eq!(check(&one), Err(TicketFault::DoorShut), "it may have missed something");
        door.open(space, prepared, [TicketId::from_bits(2)]);
        assert_eq!(check(&one), Ok(TicketId::from_bits(1)));
        assert_eq!(check(&other), Err(TicketFault::Refused));
        door.stop(space, TicketId::from_bits(1));
        assert_eq!(check(&one), Err(TicketFault::Refused));
        door.close_where(|_| false);
        assert!(door.is_open(space));
        door.close_where(|over| over == space);
        assert_eq!(check(&one), Err(TicketFault::DoorShut));
    }
}
