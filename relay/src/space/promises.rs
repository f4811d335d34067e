//! Seats that were promised before the space began.
//!
//! *Law:* whoever accepted ahead has their seat when they come, without asking, once: who left it or
//! was sent from it asks as others do. Where the stage is full they may come by themself when there is
//! room. What was promised is found out by the door; that it was kept is remembered here, and by the
//! store from the space's next row on.

use crate::space::{Space, Who};
use causerie_shared::{fault::Fault, id::PersonId, role::Role};
use std::collections::BTreeSet;

/// Who has had the seat that they were promised.
#[derive(Default)]
pub(super) struct Kept(BTreeSet<PersonId>);

impl Space {
    /// The seat that somebody may claim yet.
    pub(super) fn promise_to(&self, who: &Who) -> Option<Role> {
        who.standing.promised.filter(|_| !self.kept.0.contains(&who.person))
    }

    /// They are on stage, by whatever way.
    pub(super) fn note_seated(&mut self, who: &Who) {
        if who.standing.promised.is_some() {
            self.kept.0.insert(who.person);
        }
    }

    /// Somebody arrived.
    pub(super) fn keep_promise(&mut self, who: &Who) {
        let Some(role) = self.promise_to(who) else { return };
        if self.view().seat_of(who.person).is_some() {
            self.note_seated(who);
            return;
        }
        // Refused by a full stage, they are in the audience, and welcome.
        let _ = self.give_promised_seat(who.person, role);
    }

    pub(super) fn give_promised_seat(&mut self, person: PersonId, role: Role) -> Result<(), Fault> {
        self.give_seat(person)?;
        if role == Role::CoHost
            && let Some(voice) = self.view().seat_of(person).map(|seat| seat.voice)
        {
            // The host may have made others meanwhile, of whom there can be only so many.
            let _ = self.make_co_host(voice);
        }
        Ok(())
    }
}
