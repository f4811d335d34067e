//! What the page may ask of a room, to draw it.

use super::Room;
use crate::state::{captions::Captions, speaking, status::Status};
use causerie_shared::{
    id::{PersonId, VoiceId},
    role::{Action, Role},
    signal::Me,
    stage::Hand,
    view::{Seat, SpaceView},
};

impl Room {
    pub fn view(&self) -> Option<&SpaceView> {
        self.link.view().or(self.seen.as_ref())
    }

    pub fn status(&self, now_ms: u64) -> Status {
        if self.missing {
            return Status::NoSuchSpace;
        }
        if self.ended {
            return Status::Ended;
        }
        if let Some(gate) = self.gate {
            return Status::Gated(gate);
        }
        Status::of(
            &self.link,
            &self.hearing,
            &self.speaking,
            self.autoplay_blocked,
            self.ever_up,
            self.tries,
            now_ms,
        )
    }

    pub const fn me(&self) -> Option<Me> {
        self.link.me()
    }

    pub fn role(&self) -> Role {
        self.me().map_or(Role::Guest, |me| me.role)
    }

    pub fn may(&self, action: Action) -> bool {
        self.role().may(action)
    }

    pub fn my_voice(&self) -> Option<VoiceId> {
        self.me().and_then(|me| me.voice)
    }

    pub fn my_seat(&self) -> Option<&Seat> {
        self.view()?.seat(self.my_voice()?)
    }

    /// Where the own hand stands in the queue, from 1 on, while it is up.
    pub fn my_hand(&self) -> Option<u32> {
        self.me()?.hand
    }

    /// A seat is offered, and its answer is awaited.
    pub fn is_invited(&self) -> bool {
        !self.over && self.me().is_some_and(|me| me.invited)
    }

    /// A host asked for this voice, and it is silent still.
    pub fn is_asked_to_unmute(&self) -> bool {
        self.asked_to_unmute && (self.is_muted() || !self.is_on_air())
    }

    /// For those who run the space: the hand that went up last.
    pub const fn newest_hand(&self) -> Option<&Hand> {
        self.newest_hand.as_ref()
    }

    /// The stage meets backstage, and this person is not on it.
    pub fn is_early(&self) -> bool {
        !self.role().on_stage() && self.view().is_some_and(|view| view.lifecycle.is_backstage())
    }

    pub const fn captions(&self) -> &Captions {
        &self.captions
    }

    pub const fn is_listening(&self) -> bool {
        self.hearing.wanted()
    }

    /// Sound comes out of this tab, or would if anybody spoke.
    pub(super) const fn hears(&self) -> bool {
        self.hearing.wanted() && self.hearing.is_ready() && !self.autoplay_blocked
    }

    pub const fn is_on_air(&self) -> bool {
        self.speaking.is_publishing()
    }

    pub const fn is_muted(&self) -> bool {
        self.speaking.is_muted()
    }

    pub const fn speaking(&self) -> speaking::Phase {
        self.speaking.phase()
    }

    /// This person turned that voice off for themself.
    pub fn is_unheard(&self, person: PersonId) -> bool {
        self.unheard.has(person)
    }

    /// Somebody else on stage could be heard.
    pub fn others_unmuted(&self) -> bool {
        self.view().is_some_and(|view| {
            view.stage.iter().any(|seat| !seat.muted && self.is_heard_here(seat.voice))
        })
    }

    /// The relay keeps the own voice from the tab that speaks and from no other, and voices that are
    /// turned off.
    pub fn is_heard_here(&self, voice: VoiceId) -> bool {
        let is_own = self.is_on_air() && self.my_voice() == Some(voice);
        let seat = self.view().and_then(|view| view.seat(voice));
        !is_own && !seat.is_some_and(|seat| self.is_unheard(seat.person))
    }
}
