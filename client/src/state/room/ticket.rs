//! The door that a ticket opens: who has one, who hears a free part, and whose seat listens elsewhere.
//!
//! *Laws:* the relay is asked for one's ticket only where it opens something, and once more if that one
//! lets nobody in; what the door said stands until the next try, or until one is let in.

use super::{Effect, Room};
use crate::state::{Moment, hearing};
use causerie_shared::{event::Class, role::Role, stage::Notice, ticket_fault::TicketFault};

/// A third time it would be the same.
const FETCHES_MOST: u8 = 2;

/// What the door said last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Needed,
    PreviewOver,
    /// The seat listens on another device.
    HeardElsewhere,
    /// The ticket is good no more.
    Stopped,
}

impl Word {
    const fn of(fault: TicketFault) -> Option<Self> {
        if let TicketFault::Needed = fault {
            Some(Self::Needed)
        } else if let TicketFault::PreviewOver = fault {
            Some(Self::PreviewOver)
        } else if let TicketFault::HeardElsewhere = fault {
            Some(Self::HeardElsewhere)
        } else {
            None
        }
    }
}

impl Room {
    /// Sound takes a ticket here, and the relay knows of none of theirs.
    pub fn lacks_ticket(&self) -> bool {
        let is_outside = self.link.class() == Some(Class::Public) && !self.role().on_stage();
        let view = self.view().filter(|view| view.ticketing.is_some());
        // Before it is live the audience is of the class of the door, ticket or not.
        let may_have = |is_live: bool| !is_live && self.ticket == Some(true);
        !self.over && is_outside && view.is_some_and(|view| !may_have(view.lifecycle.is_live()))
    }

    /// How many seconds can be heard without one: once, and by those who are somebody.
    pub fn preview_s(&self) -> Option<u32> {
        let ticketing = self.view().filter(|view| view.lifecycle.is_live())?.ticketing?;
        let is_over = self.word == Some(Word::PreviewOver);
        (ticketing.preview_s > 0 && !is_over && self.role() != Role::Guest)
            .then_some(ticketing.preview_s)
    }

    pub const fn door_word(&self) -> Option<Word> {
        self.word
    }

    pub(super) fn look_for_ticket(&mut self) {
        if self.word != Some(Word::HeardElsewhere) && !self.lacks_ticket() {
            self.word = None;
        }
        // One that let nobody in is fetched anew, once.
        let is_asked = match self.ticket {
            None => true,
            Some(has) => has && self.fetched < FETCHES_MOST,
        };
        if is_asked && self.lacks_ticket() && self.role() != Role::Guest {
            self.ticket = Some(false);
            self.fetched += 1;
            self.effects.push_back(Effect::FetchTicket);
        }
    }

    /// Sound was refused for want of a ticket; `false` where that is all there is to say.
    pub(super) fn turned_back(&mut self, fault: TicketFault, at: Moment) -> bool {
        self.hearing.handle(hearing::Input::Refused, at);
        self.word = Word::of(fault);
        self.word.is_some()
    }

    /// Whether the door has a place of its own to say it.
    pub(super) fn door_said(&mut self, notice: &Notice, at: Moment) -> bool {
        let word = if *notice == Notice::HeardElsewhere {
            Word::HeardElsewhere
        } else if *notice == Notice::TicketStopped {
            Word::Stopped
        } else if *notice == Notice::PreviewOver {
            Word::PreviewOver
        } else {
            return false;
        };
        self.hearing.handle(hearing::Input::Refused, at);
        self.word = Some(word);
        true
    }
}
