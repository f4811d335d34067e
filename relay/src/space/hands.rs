//! From the audience to the stage: hands in their order, invitations, and who needs neither.
//!
//! Invariant: whoever is on stage has no hand up and no invitation open, and neither has anybody who
//! is not here for longer than a reconnection takes.

use crate::space::{Space, Who};
use causerie_shared::{
    event::Event,
    fault::Fault,
    id::PersonId,
    role::Role,
    stage::{Attendee, Hand, Notice, Speaking},
    text::{Name, Question, Reason},
    time::UnixMs,
};
use std::collections::BTreeMap;

/// Hands that are up at once. A queue longer than this moves too slowly to stand in.
pub const HANDS_MOST: usize = 200;

/// Invitations without an answer. Each waits on somebody's page.
pub const INVITED_MOST: usize = 50;

/// How long a hand stays up, or an invitation open, for somebody whose last line closed: a
/// reconnection takes less.
const AWAY_MS: u64 = 60 * 1000;

/// Those who ask or are asked and are not here, and since when.
#[derive(Default)]
pub(super) struct Away(BTreeMap<PersonId, UnixMs>);

impl Away {
    /// When the first of them is away for too long.
    pub(super) fn next(&self) -> Option<UnixMs> {
        self.0.values().min().map(|since| since.plus_ms(AWAY_MS))
    }
}

impl Space {
    pub(super) fn raise_hand(
        &mut self,
        who: &Who,
        question: Option<Question>,
        now: UnixMs,
    ) -> Result<(), Fault> {
        let of = attendee(who).ok_or(Fault::WhoAreYou)?;
        let up = self.view().hand_of(who.person).map(|(_, hand)| hand.at);
        if up.is_none() && self.view().hands.len() >= HANDS_MOST {
            return Err(Fault::TooManyHands { most: HANDS_MOST });
        }
        let hand = Hand { of, question, at: up.unwrap_or(now) };
        if self.view().hand_of(who.person).is_none_or(|(_, before)| *before != hand) {
            self.emit(Event::HandRaised { hand });
            self.save();
        }
        self.person_changed(who.person);
        Ok(())
    }

    /// A hand that is down already stays so.
    pub(super) fn lower_hand(&mut self, person: PersonId) {
        if self.view().hand_of(person).is_some() {
            self.emit(Event::HandLowered { person });
            self.person_changed(person);
            self.queue_moved();
            self.save();
        }
    }

    pub(super) fn put_back(&mut self, person: PersonId) -> Result<(), Fault> {
        self.hand_up(person)?;
        self.emit(Event::HandPutBack { person });
        self.queue_moved();
        self.save();
        Ok(())
    }

    pub(super) fn dismiss_hand(
        &mut self,
        person: PersonId,
        reason: Option<Reason>,
    ) -> Result<(), Fault> {
        self.hand_up(person)?;
        self.lower_hand(person);
        self.notice(person, &Notice::HandDismissed { reason });
        Ok(())
    }

    pub(super) fn bring_on_stage(&mut self, person: PersonId) -> Result<(), Fault> {
        if self.view().seat_of(person).is_some() {
            return Err(Fault::AlreadyOnStage);
        }
        self.hand_up(person)?;
        self.give_seat(person)
    }

    pub(super) fn invite(&mut self, person: PersonId) -> Result<(), Fault> {
        let who = self.roster.who(person).and_then(attendee).ok_or(Fault::NoSuchPerson)?;
        if self.view().seat_of(person).is_some() {
            return Err(Fault::AlreadyOnStage);
        }
        if self.view().is_invited(person) {
            return Ok(());
        }
        if self.view().invited.len() >= INVITED_MOST {
            return Err(Fault::TooManyInvited { most: INVITED_MOST });
        }
        self.emit(Event::Invited { who });
        self.person_changed(person);
        self.save();
        Ok(())
    }

    pub(super) fn uninvite(&mut self, person: PersonId) -> Result<(), Fault> {
        self.name_of_invited(person)?;
        self.forget_invitation(person);
        Ok(())
    }

    pub(super) fn accept_invitation(&mut self, who: &Who) -> Result<(), Fault> {
        self.name_of_invited(who.person)?;
        self.give_seat(who.person)
    }

    /// Whoever runs the space is told.
    pub(super) fn decline_invitation(&mut self, who: &Who) -> Result<(), Fault> {
        let of = self.name_of_invited(who.person)?;
        self.forget_invitation(who.person);
        let in_charge = self.view().stage.iter().filter(|seat| seat.role.in_charge());
        let in_charge: Vec<_> = in_charge.map(|seat| seat.person).collect();
        for person in in_charge {
            self.notice(person, &Notice::Declined { of: of.clone() });
        }
        Ok(())
    }

    pub(super) fn come_on_stage(&mut self, who: &Who) -> Result<(), Fault> {
        if !self.is_welcome(who) {
            return Err(Fault::HandNeeded);
        }
        match self.promise_to(who) {
            Some(role) => self.give_promised_seat(who.person, role),
            None => self.give_seat(who.person),
        }
    }

    /// Whether somebody of the audience may take a seat without asking.
    pub(super) fn is_welcome(&self, who: &Who) -> bool {
        let by_rule = match self.view().speaking {
            Speaking::Everyone => true,
            Speaking::Followed => who.standing.followed,
            Speaking::Invited => false,
        };
        let by_rule = by_rule && self.view().lifecycle.is_live() && self.admits(who);
        self.role_of(who) == Role::Listener && (by_rule || self.is_awaited(who))
    }

    pub(super) fn set_speaking(&mut self, speaking: Speaking) {
        if self.view().speaking == speaking {
            return;
        }
        self.emit(Event::Speaking { speaking });
        self.save();
        // Costs the audience once: everybody's button changes.
        let people: Vec<_> = self.roster.people().collect();
        for person in people {
            self.person_changed(person);
        }
    }

    pub(super) fn revoke_speaker_links(&mut self) {
        let edition = self.view().speaker_links.saturating_add(1);
        self.emit(Event::SpeakerLinks { edition });
        self.save();
        self.roster.unlink_everybody();
        let people: Vec<_> = self.roster.people().collect();
        for person in people {
            self.person_changed(person);
        }
    }

    /// They came on stage, or were shown out.
    pub(super) fn asks_no_more(&mut self, person: PersonId) {
        self.lower_hand(person);
        self.forget_invitation(person);
    }

    /// Notes who of those who ask or are asked is away.
    pub(super) fn settle_away(&mut self, now: UnixMs) {
        let view = self.streams.view();
        let asking = view.hands.iter().map(|hand| hand.of.person);
        let asked = view.invited.iter().map(|who| who.person);
        let away = asking.chain(asked).filter(|person| !self.roster.is_here(*person));
        let since = |person| self.away.0.get(&person).copied().unwrap_or(now);
        self.away = Away(away.map(|person| (person, since(person))).collect());
    }

    pub(super) fn forget_the_long_away(&mut self, now: UnixMs) {
        if self.is_over() {
            return;
        }
        let away = self.away.0.iter().filter(|(_, since)| since.plus_ms(AWAY_MS) <= now);
        let away: Vec<_> = away.map(|(person, _)| *person).collect();
        for person in away {
            self.asks_no_more(person);
        }
    }

    fn hand_up(&self, person: PersonId) -> Result<(), Fault> {
        self.view().hand_of(person).map(|_| ()).ok_or(Fault::NoHand)
    }

    fn name_of_invited(&self, person: PersonId) -> Result<Name, Fault> {
        let invited = self.view().invited.iter().find(|who| who.person == person);
        invited.map(|who| who.name.clone()).ok_or(Fault::NotInvited)
    }

    fn forget_invitation(&mut self, person: PersonId) {
        if self.view().is_invited(person) {
            self.emit(Event::Uninvited { person });
            self.person_changed(person);
            self.save();
        }
    }

    /// Everybody behind a hand that moved stands elsewhere.
    fn queue_moved(&mut self) {
        let people: Vec<_> = self.view().hands.iter().map(|hand| hand.of.person).collect();
        for person in people {
            self.person_changed(person);
        }
    }
}

/// None for a guest.
pub(super) fn attendee(who: &Who) -> Option<Attendee> {
    let (handle, avatar) = match &who.account {
        Some(face) => (Some(face.handle.clone()), face.avatar),
        None => (None, None),
    };
    Some(Attendee { person: who.person, name: who.name.clone()?, handle, avatar })
}
