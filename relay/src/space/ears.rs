//! What ears ask for, and whether sound flows to them.
//!
//! Invariant: sound flows to an ear that asks for it and that nothing keeps waiting: not the green
//! room, not the lock, not the door that a ticket opens.

use crate::space::{Effect, Line, Session, Space, Who};
use causerie_shared::{
    fault::Fault,
    id::{PersonId, VoiceId},
    ticket_fault::TicketFault,
};

impl Space {
    pub(super) fn listen(&mut self, line: Line, who: &Who, session: &str) -> Result<(), Fault> {
        let session = self.own_ear(who, session)?;
        self.may_ask_for_sound(who)?;
        if self.listens_elsewhere(who.person, line, session) {
            return Err(TicketFault::HeardElsewhere.into());
        }
        self.set_listening(line, who, session, true)
    }

    /// As [`Self::listen`], wherever their seat listens.
    pub(super) fn listen_here(
        &mut self,
        line: Line,
        who: &Who,
        session: &str,
    ) -> Result<(), Fault> {
        let session = self.own_ear(who, session)?;
        self.may_ask_for_sound(who)?;
        self.set_listening(line, who, session, true)
    }

    /// A pause is never refused, though it makes one more warm session: silence costs the relay less
    /// than the sound it ends, and sessions of every kind have their own bound.
    pub(super) fn pause(&mut self, line: Line, who: &Who, session: &str) -> Result<(), Fault> {
        let session = self.own_ear(who, session)?;
        self.set_listening(line, who, session, false)
    }

    fn set_listening(
        &mut self,
        line: Line,
        who: &Who,
        session: Session,
        listening: bool,
    ) -> Result<(), Fault> {
        if !self.audience.set_listening(session, who.person, line, listening) {
            return Err(Fault::NoSuchSession);
        }
        if listening {
            self.tell_own_voice(session, who.person);
        }
        self.settle_ears_of(who.person);
        Ok(())
    }

    /// The URL of a session is its key, so an ear whose owner is not here follows whoever knows it: a
    /// guest is another person after every reconnection.
    pub(super) fn own_ear(&self, who: &Who, session: &str) -> Result<Session, Fault> {
        let session = read_session(session).filter(|session| self.audience.has_ear(*session));
        let session = session.ok_or(Fault::NoSuchSession)?;
        let owner = self.audience.owner(session);
        if owner.is_some_and(|owner| owner != who.person && self.roster.is_here(owner)) {
            return Err(Fault::NoSuchSession);
        }
        Ok(session)
    }

    /// A voice for one listener alone: a matter of skipping its packets, which nobody else notices.
    pub(super) fn set_heard(
        &mut self,
        session: Session,
        voice: VoiceId,
        heard: bool,
    ) -> Result<(), Fault> {
        if !heard {
            self.seat_at(voice)?;
            for voice in self.audience.forget_gone(session, self.streams.view()) {
                self.effect(Effect::SetHeard { session, voice, heard: true });
            }
        }
        match self.audience.set_heard(session, voice, heard) {
            Some(true) => self.effect(Effect::SetHeard { session, voice, heard }),
            Some(false) => {}
            None => return Err(Fault::NoSuchSession),
        }
        Ok(())
    }

    pub(super) fn settle_ears(&mut self) {
        for session in self.audience.sessions() {
            self.settle_ear(session);
        }
    }

    pub(super) fn settle_ears_of(&mut self, person: PersonId) {
        self.sit_once(person);
        for session in self.audience.ears_of(person) {
            self.settle_ear(session);
        }
    }

    /// Lets sound flow to an ear, or stops it, when it is not as it should be.
    pub(super) fn settle_ear(&mut self, session: Session) {
        let may_hear = !self.is_held(session) && self.door_lets_hear(session);
        match self.audience.hear(session, may_hear) {
            Some(true) => self.effect(Effect::Listen { session }),
            Some(false) => self.effect(Effect::Pause { session }),
            None => {}
        }
    }

    /// Whether an ear has to wait, whatever it asks for: before the space is live, and where it came
    /// past a lock and is nobody's who is inside.
    fn is_held(&self, session: Session) -> bool {
        let (view, owner) = (self.view(), self.audience.owner(session));
        if owner.is_some_and(|owner| view.seat_of(owner).is_some()) {
            return false;
        }
        let is_inside = || {
            self.audience.is_let_in(session) || owner.is_some_and(|owner| self.is_in_lock(owner))
        };
        view.lifecycle.is_backstage() || (view.locked && !is_inside())
    }
}

/// 32 hexadecimal digits, as in a session's URL.
pub(super) fn read_session(text: &str) -> Option<Session> {
    let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| u128::from_str_radix(text, 16).ok()).flatten().map(Session)
}
