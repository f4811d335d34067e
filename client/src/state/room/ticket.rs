//! The door that a ticket opens: who has one, who hears a free part, and whose seat listens elsewhere.
//!
//! *Laws:* the relay is asked for one's ticket only where it opens something, and once more if that one
//! lets nobody in; nobody is told that they need one before it has answered, and who wants to listen
//! meanwhile does so once they are let in; what the door said stands until the next try, or until one is
//! let in.

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

/// The visitor's ticket, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Own {
    #[default]
    Unknown,
    /// The relay is being asked.
    Asked,
    None,
    /// It was found, and the door is about to see it.
    Shown,
    There,
}

impl Own {
    /// What one sees from here on is what the door lets one see with it.
    pub(super) fn was_seen(&mut self) {
        if *self == Self::Shown {
            *self = Self::There;
        }
    }
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
    /// Sound takes a ticket, and they have none. Until it is known the page stands as for those who have
    /// one, who are the most, so that nothing moves from under their hand.
    pub fn lacks_ticket(&self) -> bool {
        self.is_outside() && !self.is_looking_for_ticket()
    }

    pub(super) fn is_looking_for_ticket(&self) -> bool {
        let is_open = match self.ticket {
            // Guests are not looked up, and who somebody is comes after what they see.
            Own::Unknown => self.me().is_none(),
            Own::Asked | Own::Shown => true,
            Own::None | Own::There => false,
        };
        is_open && self.is_outside()
    }

    /// Sound takes a ticket here, and the relay has seen none of theirs.
    fn is_outside(&self) -> bool {
        let is_outside = self.link.class() == Some(Class::Public) && !self.role().on_stage();
        let view = self.view().filter(|view| view.ticketing.is_some());
        // Before it is live the audience is of the class of the door, ticket or not.
        let may_have = |is_live: bool| !is_live && self.ticket == Own::There;
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

    pub(super) fn look_for_ticket(&mut self, at: Moment) {
        if self.word != Some(Word::HeardElsewhere) && !self.is_outside() {
            self.word = None;
        }
        // One that let nobody in is fetched anew, once.
        let is_asked = match self.ticket {
            Own::Unknown => true,
            Own::There => self.fetched < FETCHES_MOST,
            Own::Asked | Own::None | Own::Shown => false,
        };
        if is_asked && self.is_outside() && self.role() != Role::Guest {
            self.ticket = Own::Asked;
            self.fetched += 1;
            self.effects.push_back(Effect::FetchTicket);
        }
        if self.listens_later && self.link.class() == Some(Class::Holder) {
            self.listens_later = false;
            self.hearing.handle(hearing::Input::Listen, at);
        }
    }

    /// The click is what lets the browser play, so it is made use of at once.
    pub(super) fn listen_later(&mut self) {
        self.word = None;
        self.listens_later = true;
        self.effects.push_back(Effect::Play);
    }

    /// Sound was refused for want of a ticket; `false` where that is all there is to say.
    pub(super) fn turned_back(&mut self, fault: TicketFault, at: Moment) -> bool {
        self.hearing.handle(hearing::Input::Refused, at);
        if fault == TicketFault::Needed && self.is_looking_for_ticket() {
            self.listens_later = true;
            return true;
        }
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
