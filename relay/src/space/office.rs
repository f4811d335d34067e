//! Who runs the space: co-hosts, the host's handing over; and what they do for its order.

use crate::space::{Space, Who, hands::attendee};
use causerie_shared::{
    event::Event,
    fault::Fault,
    id::{PersonId, VoiceId},
    role::Role,
    signal::Farewell,
    stage::{Attendee, Deed, Notice},
    time::UnixMs,
    view::Seat,
};

/// People who may not come back. Past it, the one who was removed first may.
pub const REMOVED_MOST: usize = 500;

impl Space {
    pub(super) fn make_co_host(&mut self, voice: VoiceId) -> Result<(), Fault> {
        let role = self.seat_at(voice)?.role;
        match role {
            Role::CoHost => return Ok(()),
            Role::Host => return Err(Fault::NotAllowed),
            Role::Guest | Role::Listener | Role::Speaker => {}
        }
        let co_hosts = self.view().stage.iter().filter(|seat| seat.role == Role::CoHost).count();
        let most = self.size.co_hosts_most;
        if co_hosts >= most {
            return Err(Fault::TooManyCoHosts { most });
        }
        self.set_role(voice, Role::CoHost);
        Ok(())
    }

    pub(super) fn make_speaker(&mut self, voice: VoiceId) -> Result<(), Fault> {
        if self.seat_at(voice)?.role != Role::CoHost {
            return Err(Fault::NotCoHost);
        }
        self.set_role(voice, Role::Speaker);
        Ok(())
    }

    pub(super) fn hand_over(&mut self, host: VoiceId, voice: VoiceId) -> Result<(), Fault> {
        if self.seat_at(voice)?.role != Role::CoHost {
            return Err(Fault::NotCoHost);
        }
        // In this order somebody is host at every moment.
        self.set_role(voice, Role::Host);
        self.set_role(host, Role::CoHost);
        Ok(())
    }

    fn set_role(&mut self, voice: VoiceId, role: Role) {
        let Some(person) = self.view().seat(voice).map(|seat| seat.person) else { return };
        self.emit(Event::Role { voice, role });
        self.person_changed(person);
        self.save();
    }

    /// Silences everybody who is no host.
    pub(super) fn mute_all(&mut self) {
        let others = self.view().stage.iter().filter(|seat| !seat.role.in_charge());
        let others: Vec<_> = others.map(|seat| seat.voice).collect();
        for voice in others {
            self.set_muted(voice, true, true);
        }
    }

    pub(super) fn ask_to_unmute(&mut self, voice: VoiceId) -> Result<(), Fault> {
        let Seat { person, muted, .. } = *self.seat_at(voice)?;
        if muted {
            self.notice(person, &Notice::AskedToUnmute);
        }
        Ok(())
    }

    pub(super) fn send_to_audience(&mut self, role: Role, voice: VoiceId) -> Result<(), Fault> {
        let target = self.seat_at(voice)?.role;
        if !role.outranks(target) {
            return Err(Fault::NotAllowed);
        }
        self.unseat(voice);
        Ok(())
    }

    /// Somebody who wrote, asked or was invited, and went before a host could show them out.
    fn was_here(&self, person: PersonId) -> Option<Attendee> {
        let view = self.view();
        let wrote = view.chat.iter().map(|line| &line.by);
        let asked = view.hands.iter().map(|hand| &hand.of);
        let mut known = wrote.chain(asked).chain(&view.invited);
        known.find(|who| who.person == person).cloned()
    }

    pub(super) fn remove(
        &mut self,
        by: &Who,
        role: Role,
        person: PersonId,
        now: UnixMs,
    ) -> Result<(), Fault> {
        if by.person == person {
            return Err(Fault::NotOneself);
        }
        let seat = self.view().seat_of(person).cloned();
        if seat.as_ref().is_some_and(|seat| !role.outranks(seat.role)) {
            return Err(Fault::NotAllowed);
        }
        let known = self.roster.who(person).and_then(attendee);
        let who = known.or_else(|| seat.as_ref().map(seated)).or_else(|| self.was_here(person));
        let who = who.ok_or(Fault::NoSuchPerson)?;
        if let Some(seat) = seat {
            self.unseat(seat.voice);
        }
        if self.view().removed.len() >= REMOVED_MOST
            && let Some(first) = self.view().removed.first().cloned()
        {
            self.emit(Event::Readmitted { person: first.person });
            self.log(by.name.clone(), Deed::ReadmittedForRoom, Some(first.name), now);
        }
        self.emit(Event::Removed { who });
        self.show_out(person, Farewell::Removed);
        self.save();
        Ok(())
    }

    pub(super) fn readmit(&mut self, person: PersonId) -> Result<(), Fault> {
        if !self.view().is_removed(person) {
            return Err(Fault::NoSuchPerson);
        }
        self.emit(Event::Readmitted { person });
        self.save();
        Ok(())
    }
}

fn seated(seat: &Seat) -> Attendee {
    let Seat { person, name, handle, avatar, .. } = seat.clone();
    Attendee { person, name, handle, avatar }
}
