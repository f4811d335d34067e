//! What this person wishes of the space, and what they hear when it cannot be.

use super::{
    Effect, Room,
    kind::{Kind, kind},
};
use crate::state::{Moment, form::Trouble, link, speaking};
use causerie_shared::{command::Command, fault::Fault, role::Action, stage::Speaking as Rule};

/// How somebody of the audience would come on stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    RaiseHand,
    /// By the rule about speaking, or by a speaker link.
    ComeOnStage,
}

impl Room {
    /// Whether somebody of the audience can ask for a seat, and how; whoever has no name gives it
    /// on the way. `linked`: this page was opened by a speaker link.
    pub fn offer(&self, linked: bool) -> Option<Wish> {
        if self.over || self.role().on_stage() {
            return None;
        }
        let me = self.me()?;
        if (self.is_early() || self.lacks_ticket()) && !me.welcome && !linked {
            return None;
        }
        let is_open = self.view()?.speaking == Rule::Everyone && !self.is_early();
        let is_guest = !me.role.may(Action::AskToSpeak);
        let is_welcome = me.welcome || (is_guest && (is_open || linked));
        Some(if is_welcome { Wish::ComeOnStage } else { Wish::RaiseHand })
    }

    pub(super) fn ask(&mut self, command: Command, at: Moment) {
        match kind(&command) {
            Kind::AsksForSeat => self.asked = true,
            Kind::AsksNoMore => self.asked = false,
            Kind::StepsDown => self.stepping_down = true,
            Kind::Writes | Kind::Reacts | Kind::Votes => {
                self.say_beside(command, at);
                return;
            }
            Kind::Listens(_)
            | Kind::Pauses
            | Kind::Speaks(_)
            | Kind::TurnsOff
            | Kind::Mutes
            | Kind::PutsUp
            | Kind::Other => {}
        }
        self.link.handle(link::Input::Do(command), at);
    }

    pub(super) fn wish_for(&mut self, wish: Wish, at: Moment) {
        if self.over || self.role().on_stage() {
            return;
        }
        if !self.may(Action::AskToSpeak) {
            self.wish = Some(wish);
            self.effects.push_back(Effect::AskName);
            return;
        }
        let is_welcome = self.me().is_some_and(|me| me.welcome);
        let command = match wish {
            Wish::ComeOnStage if is_welcome => Command::ComeOnStage,
            // A rule that changed meanwhile asks for a hand.
            Wish::ComeOnStage | Wish::RaiseHand => Command::RaiseHand { question: None },
        };
        self.ask(command, at);
    }

    pub(super) fn refused(&mut self, command: Command, fault: Fault, at: Moment) {
        match (kind(&command), &fault) {
            (Kind::Listens(session), Fault::NoSuchSession) => {
                self.hearing.forgotten(session, at);
                return;
            }
            (Kind::Listens(_), Fault::Ticket { ticket }) => {
                if self.turned_back(*ticket, at) {
                    return;
                }
            }
            (Kind::Speaks(session), Fault::NoSuchSession) => {
                self.speaking.forgotten(session, at);
                return;
            }
            (Kind::Pauses | Kind::TurnsOff, Fault::NoSuchSession)
            | (Kind::TurnsOff, Fault::NoSuchVoice) => return,
            (Kind::Mutes, _) => {
                let muted = self.my_seat().is_none_or(|seat| seat.muted);
                self.speaking.handle(speaking::Input::MuteRefused { muted }, at);
            }
            (Kind::Writes | Kind::PutsUp, _) => {
                self.answered(command, Err(Trouble::Fault(fault)));
                return;
            }
            (Kind::Reacts, _) => return,
            (
                Kind::Listens(_)
                | Kind::Pauses
                | Kind::Speaks(_)
                | Kind::TurnsOff
                | Kind::AsksForSeat
                | Kind::AsksNoMore
                | Kind::StepsDown
                | Kind::Votes
                | Kind::Other,
                _,
            ) => {}
        }
        self.effects.push_back(Effect::Say(fault));
    }

    /// There was no socket to send it on.
    pub(super) fn unsent(&mut self, command: Command) {
        match kind(&command) {
            // Whoever wanted these asks again by themself.
            Kind::Listens(_)
            | Kind::Pauses
            | Kind::Speaks(_)
            | Kind::TurnsOff
            | Kind::Mutes
            | Kind::Reacts => {}
            Kind::Writes | Kind::PutsUp => self.answered(command, Err(Trouble::Offline)),
            Kind::AsksForSeat | Kind::AsksNoMore | Kind::StepsDown | Kind::Votes | Kind::Other => {
                self.effects.push_back(Effect::SayOffline);
            }
        }
    }
}
