//! What others did to this person, in passing or for good.

use super::{Effect, Note, Room};
use crate::state::{Moment, speaking};
use causerie_shared::{caption::Captioning, event::Event, role::Action, signal::Me};

impl Room {
    pub(super) fn happened(&mut self, event: &Event, at: Moment) {
        match event {
            // The echo of an own mute may come after the next unmute; only another's word counts.
            Event::Muted { voice, by_host: true } if Some(*voice) == self.my_voice() => {
                self.speaking.handle(speaking::Input::Seat { muted: true }, at);
                self.effects.push_back(Effect::Note(Note::MutedByHost));
            }
            Event::Unmuted { voice } if Some(*voice) == self.my_voice() => {
                self.asked_to_unmute = false;
            }
            Event::HandRaised { hand } => {
                // A newer question is no newer hand.
                if self.newest_hand.as_ref().is_none_or(|newest| newest.at < hand.at) {
                    self.newest_hand = Some(hand.clone());
                }
            }
            Event::Unseated { voice } if Some(*voice) == self.my_voice() => {
                self.speaking.handle(speaking::Input::Stop, at);
            }
            Event::Written { .. } => self.look_for_my_line(),
            Event::Reacted { given } => self.gave(given),
            Event::Said { words } => {
                if let Some(view) = self.link.view() {
                    self.captions.said(words.number, view, at);
                }
            }
            Event::Reworded { segment, text } => self.captions.reworded(*segment, text),
            Event::Unsaid { segment } => self.captions.unsaid(*segment),
            Event::Captioning { captioning } => {
                self.look_at_captioning(*captioning);
            }
            Event::Ended { .. } => self.close(at),
            Event::Seated { .. }
            | Event::Unseated { .. }
            | Event::Muted { .. }
            | Event::Unmuted { .. }
            | Event::Role { .. }
            | Event::Speaking { .. }
            | Event::HandPutBack { .. }
            | Event::HandLowered { .. }
            | Event::Invited { .. }
            | Event::Uninvited { .. }
            | Event::Removed { .. }
            | Event::Readmitted { .. }
            | Event::SpeakerLinks { .. }
            | Event::Logged { .. }
            | Event::Pinned { .. }
            | Event::Unpinned { .. }
            | Event::PollAsked { .. }
            | Event::Voted { .. }
            | Event::PollClosed { .. }
            | Event::PollRemoved { .. }
            | Event::WentLive { .. }
            | Event::Locked { .. }
            | Event::Chat { .. }
            | Event::Unwritten { .. }
            | Event::Audience { .. }
            | Event::NobodyInCharge { .. }
            | Event::SomebodyInCharge
            | Event::Microphone { .. }
            | Event::Door { .. }
            | Event::Consented { .. }
            | Event::Terms { .. } => {}
        }
    }

    /// What changed for this person, now that the relay says what they are.
    pub(super) fn look_at_myself(&mut self, me: Me, at: Moment) {
        let was = self.was.replace(me);
        if me.role.may(Action::AskToSpeak)
            && let Some(wish) = self.wish.take()
        {
            self.wish_for(wish, at);
        }
        if me.role.may(Action::Write) {
            self.has_a_name_now(at);
        }
        let Some(was) = was else { return };
        match (was.role.on_stage(), me.role.on_stage()) {
            (false, true) => {
                let here = self.asked || (was.hand.is_some() && !self.hidden);
                self.asked = false;
                if here {
                    self.speaking.handle(speaking::Input::Choose, at);
                }
            }
            (true, false) => {
                self.asked_to_unmute = false;
                if !std::mem::take(&mut self.stepping_down) {
                    self.effects.push_back(Effect::Note(Note::InAudience));
                }
            }
            (true, true) if was.role != me.role => {
                self.effects.push_back(Effect::Note(Note::Became(me.role)));
            }
            (true, true) | (false, false) => {}
        }
    }

    /// Whoever comes on stage later is told there.
    pub(super) fn look_at_captioning(&mut self, now: Captioning) {
        let is_more = self.captions.is_more_than_before(now);
        if is_more && self.my_seat().is_some_and(|seat| !seat.uncaptioned) {
            self.effects.push_back(Effect::Note(Note::Captioned(now)));
        }
    }

    pub(super) fn look_at_my_seat(&mut self, at: Moment) {
        if let Some(muted) = self.my_seat().map(|seat| seat.muted) {
            self.speaking.handle(speaking::Input::Seat { muted }, at);
        }
    }
}
