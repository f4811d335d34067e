//! The stage: seats, voices, and who of them is here.

use crate::space::{Effect, STAGE_MOST, Session, Space, Use, Who};
use causerie_shared::{
    event::Event,
    fault::Fault,
    id::{PersonId, VoiceId},
    role::Role,
    text::Name,
    time::UnixMs,
    view::{Seat, SpaceView},
};
use std::collections::{BTreeMap, VecDeque};

/// How long a speaker may be away before their seat is free. Long enough for a lift or a tunnel;
/// a full stage must not be held by people who went home.
pub(super) const ABSENCE_MS: u64 = 2 * 60 * 1000;

/// Seats that are remembered after their people left the stage, so that they can be reported still:
/// whoever misbehaves often goes before somebody has written why. As many as fit on a stage.
const LEFT_MOST: usize = STAGE_MOST;

/// The name of a host who has none, which no door lets happen.
const HOST: &str = "Host";

pub(super) struct Stage {
    next_voice: u32,
    /// Since when people with a seat have neither a line nor a microphone.
    absent: BTreeMap<VoiceId, UnixMs>,
    /// The last that were left, the newest last.
    left: VecDeque<Seat>,
}

impl Stage {
    pub(super) fn new(next_voice: u32) -> Self {
        Self { next_voice: next_voice.max(1), absent: BTreeMap::new(), left: VecDeque::new() }
    }

    /// The number that the next person on stage gets; none is ever given twice.
    pub(super) fn next_voice(&self) -> u32 {
        self.next_voice
    }

    pub(super) fn next_unseating(&self, view: &SpaceView) -> Option<UnixMs> {
        self.removable(view).map(|(_, at)| at).min()
    }

    /// Absent speakers, and when their seats fall free. Whoever is in charge keeps theirs.
    fn removable(&self, view: &SpaceView) -> impl Iterator<Item = (VoiceId, UnixMs)> {
        self.absent.iter().filter_map(|(voice, since)| {
            let seat = view.seat(*voice)?;
            (!seat.role.in_charge()).then_some((*voice, since.plus_ms(ABSENCE_MS)))
        })
    }
}

impl Space {
    /// Somebody on stage, or who was on it a while ago.
    pub fn seat_lately(&self, voice: VoiceId) -> Option<&Seat> {
        let left = || self.stage.left.iter().find(|seat| seat.voice == voice);
        self.view().seat(voice).or_else(left)
    }

    /// The host is unmuted from the start: their microphone opens only by their own click.
    pub(super) fn seat_host(&mut self, host: &Who) {
        let name = host.name.clone().or_else(|| HOST.parse().ok());
        let Some(name) = name else { return };
        self.seat(host, name, Role::Host, false);
    }

    /// Makes somebody of the audience a speaker, muted until they speak up themselves.
    pub(super) fn give_seat(&mut self, person: PersonId) -> Result<(), Fault> {
        let who = self.roster.who(person).cloned().ok_or(Fault::NoSuchPerson)?;
        let Some(name) = who.name.clone() else {
            return Err(Fault::NoSuchPerson);
        };
        if self.view().seat_of(person).is_some() {
            return Err(Fault::AlreadyOnStage);
        }
        let most = self.size.stage_most;
        if self.view().stage.len() >= most {
            return Err(Fault::StageFull { most });
        }
        self.asks_no_more(person);
        self.seat(&who, name, Role::Speaker, true);
        Ok(())
    }

    fn seat(&mut self, who: &Who, name: Name, role: Role, muted: bool) {
        let Some(voice) = VoiceId::new(self.stage.next_voice) else { return };
        // After four thousand million seats the number stays, and no seat is given any more.
        self.stage.next_voice = self.stage.next_voice.checked_add(1).unwrap_or(0);
        let person = who.person;
        let (handle, avatar) = match &who.account {
            Some(face) => (Some(face.handle.clone()), face.avatar),
            None => (None, None),
        };
        let uncaptioned = self.declines(person);
        self.emit(Event::Seated {
            seat: Seat { voice, person, name, handle, avatar, role, muted, uncaptioned },
        });
        self.note_seated(who);
        self.seat_changed(person, Some(voice));
    }

    pub(super) fn unseat(&mut self, voice: VoiceId) {
        let Some(seat) = self.view().seat(voice).cloned() else { return };
        let person = seat.person;
        if self.stage.left.len() == LEFT_MOST {
            self.stage.left.pop_front();
        }
        self.stage.left.push_back(seat);
        self.stage.absent.remove(&voice);
        self.audience.forget_voice(voice);
        self.effect(Effect::RemoveVoice { voice });
        self.emit(Event::Unseated { voice });
        self.seat_changed(person, None);
    }

    fn seat_changed(&mut self, person: PersonId, voice: Option<VoiceId>) {
        debug_assert_eq!(voice, self.view().seat_of(person).map(|seat| seat.voice));
        self.settle_own_voice(person);
        self.settle_ears_of(person);
        self.audience.changed();
        self.person_changed(person);
        self.save();
    }

    pub(super) fn set_muted(&mut self, voice: VoiceId, muted: bool, by_host: bool) {
        let Some(seat) = self.view().seat(voice) else { return };
        if seat.muted == muted {
            return;
        }
        self.effect(Effect::SetMuted { voice, muted });
        self.emit(match muted {
            true => Event::Muted { voice, by_host },
            false => Event::Unmuted { voice },
        });
        self.save();
    }

    pub(super) fn take_over(&mut self, person: PersonId) {
        if let Some(voice) = self.view().seat_of(person).map(|seat| seat.voice) {
            self.close_microphones(voice);
        }
    }

    /// A media door opened a session while the stage may have changed: what the door was told is
    /// said again if it is not true any more.
    pub(super) fn opened(&mut self, session: Session, used: Use, now: UnixMs) {
        if self.is_over() {
            self.effect(Effect::Close { session });
            return;
        }
        match used {
            Use::Speak { voice } => {
                let Some(muted) = self.view().seat(voice).map(|seat| seat.muted) else {
                    self.effect(Effect::Close { session });
                    return;
                };
                self.effect(Effect::SetMuted { voice, muted });
                self.close_microphones(voice);
                self.audience.add_microphone(session, voice);
            }
            Use::Hear { person, own_voice, warm, held, ticket } => {
                if person.is_some_and(|person| self.refuses(session, person, now)) {
                    return;
                }
                self.audience.add_ear(session, person, own_voice, warm, held);
                let Some(person) = person else { return self.settle_ear(session) };
                if ticket {
                    self.note_ticket(person, now);
                }
                self.tell_own_voice(session, person);
                self.settle_ears_of(person);
                if ticket {
                    self.admission_changed(person);
                }
            }
        }
    }

    /// Here is who has a line or an open microphone.
    pub(super) fn is_present(&self, seat: &Seat) -> bool {
        self.roster.is_here(seat.person) || self.audience.has_microphone(seat.voice)
    }

    pub(super) fn settle_presence(&mut self, now: UnixMs) {
        let seats = self.view().stage.iter();
        let here: Vec<_> = seats.map(|seat| (seat.voice, self.is_present(seat))).collect();
        for (voice, is_here) in here {
            if is_here {
                self.stage.absent.remove(&voice);
            } else {
                self.stage.absent.entry(voice).or_insert(now);
            }
        }
    }

    pub(super) fn unseat_the_long_absent(&mut self, now: UnixMs) {
        if self.is_over() {
            return;
        }
        let due: Vec<_> = self
            .stage
            .removable(self.view())
            .filter(|(_, at)| *at <= now)
            .map(|(voice, _)| voice)
            .collect();
        for voice in due {
            self.unseat(voice);
        }
    }

    pub(super) fn settle_microphones(&mut self) {
        let changed: Vec<_> = self
            .view()
            .stage
            .iter()
            .map(|seat| (seat.voice, self.audience.has_microphone(seat.voice)))
            .filter(|(voice, open)| self.view().microphones.contains(voice) != *open)
            .collect();
        for (voice, connected) in changed {
            self.emit(Event::Microphone { voice, connected });
        }
    }
}
