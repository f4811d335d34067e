//! The door of a space that sells tickets: who is admitted, whose ticket is good no more, who hears a
//! preview, and that one seat listens once.
//!
//! The model: a person is *admitted* who is on stage or invited there, has a ticket, or is awaited by a
//! speaker link or a promised seat. Whoever is not is of the class of the door, and hears at most a
//! preview. A ticket is a person's, not a line's: the door finds it once, and it counts until it is
//! stopped, through every reconnection. Without ticketing everybody is admitted.
//!
//! Laws: whoever is admitted no more hears nothing in the same breath, and what their ears ask for
//! begins again in the breath in which they are admitted. A pass from before a ticket was stopped
//! admits nobody. Of the ears of somebody who is in by their ticket, only the one that asked last asks
//! for sound.
//!
//! Absent: money, and whether a ticket is good (doors). A speaker link admits by the line that it came
//! with; a player without a line, which has a pass alone, is admitted by a ticket.

use crate::space::{
    Line, Session, Space, Who, entry::is_of_the_talk, expelled::Lately, previews::Previews,
};
use causerie_shared::{
    command::Command, event::Class, fault::Fault, id::PersonId, role::Role, stage::Notice,
    ticket_fault::TicketFault, time::UnixMs,
};
use std::collections::BTreeSet;

#[derive(Default)]
pub(super) struct Gate {
    /// Whose ticket is good: at most as many as were sold.
    tickets: BTreeSet<PersonId>,
    stopped: Lately,
    previews: Previews,
}

impl Gate {
    pub(super) fn next_end_of_preview(&self) -> Option<UnixMs> {
        self.previews.next_end()
    }
}

impl Space {
    /// The door saw a good ticket when it wrote a pass, unless it was stopped since.
    pub(super) fn note_ticket(&mut self, person: PersonId, now: UnixMs) {
        let has_door = self.view().ticketing.is_some() && !self.is_over();
        if has_door && !self.gate.stopped.has(person, now) {
            self.gate.tickets.insert(person);
        }
    }

    /// Somebody's ticket is good no more. Whoever a host brought on stage stays there.
    pub(super) fn stop_ticket(&mut self, person: PersonId, now: UnixMs) {
        if self.is_over() || self.view().ticketing.is_none() {
            return;
        }
        self.gate.stopped.remember(person, now);
        // Nobody hears on by the preview that others have who never paid.
        self.gate.previews.end(person);
        let had_one = self.gate.tickets.remove(&person);
        self.asks_no_more(person);
        self.person_changed(person);
        if had_one {
            self.notice(person, &Notice::TicketStopped);
        }
    }

    /// Somebody has a good ticket, whatever was said of one before.
    pub(super) fn admit_ticket(&mut self, person: PersonId) {
        if self.is_over() || self.view().ticketing.is_none() {
            return;
        }
        self.gate.stopped.forgive(person);
        self.gate.tickets.insert(person);
        self.person_changed(person);
    }

    pub(super) fn class_of(&self, who: &Who, role: Role) -> Class {
        Class::of(role, self.view().lifecycle, self.admits(who))
    }

    /// Whether somebody is admitted, who may be about to arrive.
    pub(super) fn admits(&self, who: &Who) -> bool {
        self.is_awaited(who) || self.is_admitted(who.person)
    }

    pub(super) fn is_admitted(&self, person: PersonId) -> bool {
        let view = self.view();
        view.ticketing.is_none()
            || self.gate.tickets.contains(&person)
            || view.seat_of(person).is_some()
            || view.is_invited(person)
            || self.roster.all_of(person).any(|who| self.is_awaited(who))
    }

    /// What somebody has to have a ticket for.
    pub(super) fn lacks_ticket(&self, who: &Who, command: &Command) -> bool {
        let is_inside = is_of_the_talk(command) || matches!(command, Command::ComeOnStage);
        is_inside && !self.admits(who)
    }

    /// Whether somebody may ask for sound.
    pub(super) fn may_ask_for_sound(&self, who: &Who) -> Result<(), Fault> {
        let Some(ticketing) = self.view().ticketing else { return Ok(()) };
        if self.admits(who) {
            return Ok(());
        }
        // Without a name they would be somebody new after each reconnection.
        if ticketing.preview_s == 0 || who.name.is_none() {
            return Err(TicketFault::Needed.into());
        }
        if self.gate.previews.is_over(who.person) {
            return Err(TicketFault::PreviewOver.into());
        }
        if self.gate.previews.is_full() {
            return Err(Fault::TooMany { retry_after_s: ticketing.preview_s });
        }
        Ok(())
    }

    /// Whether the door lets sound through to an ear that asks for it. Asked when nothing else keeps it
    /// waiting, because a preview begins by it.
    pub(super) fn door_lets_hear(&mut self, session: Session) -> bool {
        let Some(ticketing) = self.view().ticketing else { return true };
        let Some(owner) = self.audience.owner(session) else { return false };
        if self.is_admitted(owner) {
            return true;
        }
        let is_nameless = self.roster.who(owner).is_some_and(|who| who.name.is_none());
        let has_preview = ticketing.preview_s > 0 && !is_nameless;
        has_preview && self.audience.asks(session) && self.gate.previews.lets_hear(owner)
    }

    /// Whether somebody's seat listens on another device than the one behind `line`. What was heard
    /// over a line that is gone is a tab that comes back, or does not.
    pub(super) fn listens_elsewhere(&self, person: PersonId, line: Line, session: Session) -> bool {
        let is_elsewhere = |(ear, over): &(Session, Option<Line>)| {
            *ear != session
                && over.is_some_and(|over| over != line && self.roster.get(over).is_some())
        };
        self.sits_by_ticket(person) && self.audience.asking(person).iter().any(is_elsewhere)
    }

    /// One seat listens once: all ears but the one that asked last ask no more, and their tabs are told.
    pub(super) fn sit_once(&mut self, person: PersonId) {
        if !self.sits_by_ticket(person) {
            return;
        }
        let mut asking = self.audience.asking(person);
        let Some((_, here)) = asking.pop() else { return };
        let mut told = BTreeSet::new();
        for (session, line) in asking {
            self.audience.asks_no_more(session);
            self.settle_ear(session);
            told.extend(line.filter(|line| Some(*line) != here));
        }
        told.retain(|line| self.roster.get(*line).is_some());
        for line in told {
            self.notice_line(line, Notice::HeardElsewhere);
        }
    }

    /// Ends previews that are due, and gives those that began their end.
    pub(super) fn settle_previews(&mut self, now: UnixMs) {
        let Some(ticketing) = self.view().ticketing else { return };
        let length_ms = u64::from(ticketing.preview_s) * 1000;
        for person in self.gate.previews.settle(length_ms, now) {
            if !self.is_admitted(person) {
                self.settle_ears_of(person);
                self.notice(person, &Notice::PreviewOver);
            }
        }
    }

    /// On stage, and in by a link or an invitation alone, one has as many ears as one likes.
    fn sits_by_ticket(&self, person: PersonId) -> bool {
        self.view().ticketing.is_some()
            && self.gate.tickets.contains(&person)
            && self.view().seat_of(person).is_none()
    }
}
