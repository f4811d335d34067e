//! Who may come in, and who may hear: the green room before a space is live, and the lock.
//!
//! Laws: backstage nobody hears the stage who is not on it, whatever their ear asks for, and what it
//! asks for begins in the moment in which the space goes live. A lock turns nobody out who is inside.

use crate::space::{Space, Who};
use causerie_shared::{
    command::Command, event::Event, fault::Fault, id::PersonId, role::Role, signal::Resume,
    ticket_fault::TicketFault, time::UnixMs,
};
use std::collections::{BTreeSet, VecDeque};

/// How long somebody without a name may be away from a locked space, and how long after a restart
/// of the relay whoever comes back to one is believed: both know nobody again. A reconnection takes
/// less.
const AWAY_MS: u64 = 60 * 1000;

/// Who is inside a locked space.
#[derive(Default)]
pub(super) struct Lock {
    inside: BTreeSet<PersonId>,
    /// Until when somebody may come back in the place of each who had no name and went.
    places: VecDeque<UnixMs>,
    believes_until: UnixMs,
}

impl Lock {
    pub(super) fn after_a_restart(now: UnixMs) -> Self {
        Self { believes_until: now.plus_ms(AWAY_MS), ..Self::default() }
    }

    /// Somebody without a name, who would be nobody known when they come back.
    pub(super) fn nameless_went(&mut self, person: PersonId, now: UnixMs) {
        if self.inside.remove(&person) {
            self.places.push_back(now.plus_ms(AWAY_MS));
        }
    }

    fn takes_place(&mut self, now: UnixMs) -> bool {
        while self.places.front().is_some_and(|until| *until <= now) {
            self.places.pop_front();
        }
        self.places.pop_front().is_some()
    }
}

impl Space {
    /// Whether a lock keeps out somebody who arrives. Whoever is let in is inside from here on.
    pub(super) fn keeps_out(&mut self, who: &Who, resume: Option<Resume>, now: UnixMs) -> bool {
        if !self.view().locked || self.is_inside(who) {
            return false;
        }
        let was_here = resume.is_some();
        let is_believed = was_here && now < self.lock.believes_until;
        let returns = was_here && who.name.is_none() && self.lock.takes_place(now);
        if is_believed || returns || self.is_awaited(who) {
            self.lock.inside.insert(who.person);
            return false;
        }
        true
    }

    /// Whether somebody may know what is said: past a lock, who is there or has been since, and where
    /// tickets are sold, who is admitted.
    ///
    /// # Errors
    /// [`Fault::Locked`], [`TicketFault::Needed`]
    pub fn lets_in(&self, person: Option<PersonId>) -> Result<(), Fault> {
        if self.view().locked && !person.is_some_and(|person| self.has_inside(person)) {
            return Err(Fault::Locked);
        }
        let is_open = self.view().ticketing.is_none();
        if is_open || person.is_some_and(|person| self.is_admitted(person)) {
            return Ok(());
        }
        Err(TicketFault::Needed.into())
    }

    /// Whether the stage waits for somebody: by a speaker link, or a seat that they were promised.
    pub(super) fn is_awaited(&self, who: &Who) -> bool {
        who.standing.link.is_some() || self.promise_to(who).is_some()
    }

    /// Whether somebody was inside when the space was locked, or was let in since.
    pub(super) fn is_in_lock(&self, person: PersonId) -> bool {
        self.lock.inside.contains(&person)
    }

    fn is_inside(&self, who: &Who) -> bool {
        self.has_inside(who.person)
    }

    fn has_inside(&self, person: PersonId) -> bool {
        let view = self.view();
        self.is_in_lock(person) || view.seat_of(person).is_some() || view.is_invited(person)
    }

    pub(super) fn set_lock(&mut self, locked: bool) {
        if self.view().locked == locked {
            return;
        }
        self.lock.places.clear();
        self.lock.inside.clear();
        if locked {
            self.lock.inside.extend(self.roster.people());
            self.lock.inside.extend(self.audience.let_all_in());
        }
        self.emit(Event::Locked { locked });
        self.save();
        self.settle_ears();
    }

    /// The audience hears the stage from here on.
    pub(super) fn go_live(&mut self, now: UnixMs) -> Result<(), Fault> {
        if !self.view().lifecycle.is_backstage() {
            return Ok(());
        }
        // What was written among the stage is not for those who come in.
        self.take_all_lines();
        self.emit(Event::WentLive { at: now });
        self.save();
        let people: Vec<_> = self.roster.people().collect();
        for person in people {
            self.person_changed(person);
        }
        self.audience.changed();
        self.settle_ears();
        Ok(())
    }

    /// What has to wait until the audience is inside.
    pub(super) fn waits(&self, role: Role, command: &Command) -> bool {
        self.view().lifecycle.is_backstage() && !role.on_stage() && is_of_the_talk(command)
    }
}

/// What the audience does inside beside listening.
pub(super) const fn is_of_the_talk(command: &Command) -> bool {
    matches!(
        command,
        Command::RaiseHand { .. }
            | Command::Write { .. }
            | Command::Unwrite { .. }
            | Command::React { .. }
            | Command::Vote { .. }
    )
}
