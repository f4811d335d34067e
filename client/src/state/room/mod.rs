//! One space as this tab lives it: the socket, the ear and the microphone played together.
//! The page hands in what happened, carries out the effects, and draws what [`Room`] tells.

mod beside;
mod kind;
mod others;
#[cfg(test)]
mod tests;
mod ticket;
mod told;
mod turn;
mod wishes;

pub use ticket::Word;
pub use turn::{Effect, Input, Note};
pub use wishes::Wish;

use super::{
    Moment,
    captions::Captions,
    hearing::{self, Hearing},
    link::{self, Link},
    speaking::{self, Speaking},
    status::Gate,
    unheard::Unheard,
};
use beside::Beside;
use causerie_shared::{
    fault::Fault,
    signal::{Farewell, Me},
    stage::{Hand, Notice},
    view::SpaceView,
};
use std::collections::VecDeque;
use ticket::Own;

#[derive(Debug, Default)]
pub struct Room {
    link: Link,
    hearing: Hearing,
    speaking: Speaking,
    unheard: Unheard,
    ever_up: bool,
    /// Socket tries since it was last up.
    tries: u32,
    autoplay_blocked: bool,
    missing: bool,
    ended: bool,
    over: bool,
    gate: Option<Gate>,
    /// What one was at the last word of the relay.
    was: Option<Me>,
    /// Waits for a name.
    wish: Option<Wish>,
    /// This tab asked for the seat: the chooser opens here.
    asked: bool,
    stepping_down: bool,
    hidden: bool,
    /// A host would like to hear this person.
    asked_to_unmute: bool,
    /// The hand that was told last.
    newest_hand: Option<Hand>,
    beside: Beside,
    captions: Captions,
    /// What the door that a ticket opens said last.
    word: Option<Word>,
    ticket: Own,
    /// How often it was asked for.
    fetched: u8,
    /// They want to listen, and whether they may is being asked.
    listens_later: bool,
    /// What is known of the space from outside.
    seen: Option<SpaceView>,
    effects: VecDeque<Effect>,
}

impl Room {
    pub fn handle(&mut self, input: Input, at: Moment) {
        match input {
            // Only taking back begins anew where this tab is done.
            Input::Listen
            | Input::TakeOver
            | Input::GoLive
            | Input::Speaking(speaking::Input::Choose)
                if self.over => {}
            Input::Start => {
                self.link.handle(link::Input::Start, at);
                self.hearing.handle(hearing::Input::Start, at);
            }
            Input::Link(input) => self.link.handle(input, at),
            Input::Hearing(hearing::Input::Dead { fault: Some(Fault::Ticket { ticket }) })
                if self.hearing.wanted() =>
            {
                let fault = Some(Fault::Ticket { ticket });
                self.hearing.handle(hearing::Input::Dead { fault }, at);
                if !self.turned_back(ticket, at) {
                    self.effects.push_back(Effect::Say(Fault::Ticket { ticket }));
                }
            }
            Input::Hearing(input) => self.hearing.handle(input, at),
            Input::Speaking(input) => self.speaking.handle(input, at),
            Input::TakeOver => {
                self.hearing.handle(hearing::Input::TakeOver, at);
                self.handle(Input::Listen, at);
            }
            Input::Listen if self.is_looking_for_ticket() => self.listen_later(),
            Input::Listen => {
                self.word = None;
                self.hearing.handle(hearing::Input::Listen, at);
                self.effects.push_back(Effect::Play);
            }
            Input::Pause => {
                self.autoplay_blocked = false;
                self.hearing.handle(hearing::Input::Pause, at);
                self.effects.push_back(Effect::Silence);
            }
            Input::GoLive => {
                // On stage one hears the others, and the click that goes live may start sound.
                self.hearing.handle(hearing::Input::Listen, at);
                self.effects.push_back(Effect::Play);
                self.speaking.handle(speaking::Input::GoLive, at);
            }
            Input::Do(command) => self.ask(command, at),
            Input::Ask(wish) => self.wish_for(wish, at),
            Input::AskNoMore => {
                self.wish = None;
                self.has_no_name_after_all();
            }
            Input::Ticket => {
                self.ticket = Own::Shown;
                self.link.handle(link::Input::Again, at);
            }
            Input::NoTicket => {
                self.ticket = Own::None;
                self.listens_later = false;
            }
            Input::Known => self.link.handle(link::Input::Again, at),
            Input::Captions(input) => self.captions.handle(input, at),
            Input::Hear { person, heard } => self.unheard.set(person, heard),
            Input::StayMuted => self.asked_to_unmute = false,
            Input::TakeBack => {
                self.over = false;
                self.link.handle(link::Input::TakeBack, at);
                self.hearing.handle(hearing::Input::Start, at);
                self.speaking.handle(speaking::Input::Choose, at);
            }
            Input::Autoplay { blocked } => self.autoplay_blocked = blocked,
            Input::NoSuchSpace => {
                self.missing = true;
                self.close(at);
            }
            Input::SpaceEnded => {
                self.ended = true;
                self.close(at);
            }
            Input::Gated(gate) => {
                if self.gate.replace(gate).is_none() {
                    self.effects.push_back(Effect::Look);
                }
                self.effects.push_back(Effect::CloseSocket);
                self.close(at);
            }
            Input::Seen(view) => self.seen = Some(*view),
            Input::Hidden => {
                self.hidden = true;
                self.hearing.handle(hearing::Input::Hidden, at);
                self.speaking.handle(speaking::Input::Talk(false), at);
            }
            Input::Blurred => self.speaking.handle(speaking::Input::Talk(false), at),
            Input::Shown => {
                self.hidden = false;
                if !self.over {
                    self.hearing.handle(hearing::Input::Shown, at);
                    self.link.handle(link::Input::Nudge, at);
                }
            }
            Input::Online => self.link.handle(link::Input::Nudge, at),
            Input::Leave => {
                self.close(at);
                self.effects.push_back(Effect::CloseSocket);
            }
        }
        self.settle(at);
    }

    pub fn handle_timeout(&mut self, at: Moment) {
        self.link.handle_timeout(at);
        self.hearing.handle_timeout(at);
        self.speaking.handle_timeout(at);
        self.captions.handle_timeout(at);
        self.settle(at);
    }

    pub fn poll_output(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    pub fn poll_timeout(&self, now_ms: u64) -> Option<(u64, &'static str)> {
        let is_done = self.missing || self.ended || self.gate.is_some();
        let link = if is_done { None } else { self.link.poll_timeout() };
        let captions = self.captions.poll_timeout();
        [link, self.hearing.poll_timeout(now_ms), self.speaking.poll_timeout(), captions]
            .into_iter()
            .flatten()
            .min()
    }

    /// Carries what one machine said to the others until all are quiet.
    fn settle(&mut self, at: Moment) {
        loop {
            if let Some(output) = self.link.poll_output() {
                self.link_said(output, at);
            } else if let Some(output) = self.hearing.poll_output() {
                self.hearing_said(output, at);
            } else if let Some(output) = self.speaking.poll_output() {
                self.speaking_said(output, at);
            } else if !self.tell_unheard(at) {
                break;
            }
        }
        let hears = self.hears();
        self.captions.hears(hears);
    }

    /// Tells the relay which voices to keep back here; whether there was anything to tell.
    fn tell_unheard(&mut self, at: Moment) -> bool {
        if self.link.phase() != link::Phase::Up {
            return false;
        }
        let stage = self.link.view().map_or(&[][..], |view| &view.stage);
        let commands = self.unheard.settle(stage, self.hearing.session());
        let any = !commands.is_empty();
        for command in commands {
            self.link.handle(link::Input::Do(command), at);
        }
        any
    }

    fn link_said(&mut self, output: link::Output, at: Moment) {
        match output {
            link::Output::Open => {
                self.tries += 1;
                self.effects.push_back(Effect::OpenSocket);
            }
            link::Output::Greet { resume } => self.effects.push_back(Effect::Greet { resume }),
            link::Output::Send(frame) => self.effects.push_back(Effect::Send(frame)),
            link::Output::Close => self.effects.push_back(Effect::CloseSocket),
            link::Output::Up { anew } => {
                self.ever_up = true;
                self.tries = 0;
                if anew {
                    self.captions.began_anew();
                }
                self.hearing.handle(hearing::Input::SocketUp { anew }, at);
                self.speaking.handle(speaking::Input::SocketUp { anew }, at);
            }
            link::Output::Down => {
                self.hearing.handle(hearing::Input::SocketDown, at);
                self.speaking.handle(speaking::Input::SocketDown, at);
                self.unheard.say_again();
            }
            link::Output::Happened(event) => self.happened(&event, at),
            link::Output::Refreshed => {
                self.look_at_my_seat(at);
                self.ticket.was_seen();
                self.look_for_ticket(at);
                self.look_for_my_line();
                if let Some(view) = self.link.view() {
                    let captioning = view.captioning;
                    self.captions.refreshed(view, at);
                    self.look_at_captioning(captioning);
                }
                if self.view().is_some_and(|view| view.lifecycle.is_over()) {
                    self.close(at);
                }
            }
            link::Output::YouAre(me) => {
                self.look_at_my_seat(at);
                self.look_at_myself(me, at);
                self.look_for_ticket(at);
            }
            // It stands on the page until it is answered.
            link::Output::Notice(Notice::AskedToUnmute) => {
                self.asked_to_unmute = self.is_muted() || !self.is_on_air();
            }
            link::Output::Notice(notice) => {
                if !self.door_said(&notice, at) {
                    self.effects.push_back(Effect::Tell(notice));
                }
            }
            link::Output::Refused { command, fault } => self.refused(command, fault, at),
            link::Output::Done(command) => self.answered(command, Ok(())),
            link::Output::Unsent(command) => self.unsent(command),
            link::Output::Unanswered(command) => self.unanswered(command),
        }
        match self.link.phase() {
            link::Phase::Over(Farewell::TakenOver) => self.close(at),
            link::Phase::Over(Farewell::Removed) if !self.over => {
                self.gate = Some(Gate::Removed);
                self.close(at);
            }
            link::Phase::Over(Farewell::Locked) if !self.over => {
                self.gate = Some(Gate::Locked);
                self.close(at);
            }
            link::Phase::Over(Farewell::NotAdmitted) if !self.over => {
                self.close(at);
                self.effects.push_back(Effect::AskWhy);
            }
            link::Phase::Over(_)
            | link::Phase::Idle
            | link::Phase::Opening { .. }
            | link::Phase::Up
            | link::Phase::Waiting { .. } => {}
        }
    }

    fn hearing_said(&mut self, output: hearing::Output, at: Moment) {
        match output {
            hearing::Output::Connect { warm } => {
                self.effects.push_back(Effect::ConnectEar { warm });
            }
            hearing::Output::Disconnect => self.effects.push_back(Effect::DropEar),
            hearing::Output::Do(command) => self.link.handle(link::Input::Do(command), at),
            hearing::Output::AskWhoTalks => self.effects.push_back(Effect::AskWhoTalks),
        }
    }

    fn speaking_said(&mut self, output: speaking::Output, at: Moment) {
        match output {
            speaking::Output::OpenMic => self.effects.push_back(Effect::OpenMic),
            speaking::Output::CloseMic => self.effects.push_back(Effect::CloseMic),
            speaking::Output::Publish => self.effects.push_back(Effect::Publish),
            speaking::Output::Unpublish => self.effects.push_back(Effect::Unpublish),
            speaking::Output::Carry(on) => self.effects.push_back(Effect::Carry(on)),
            speaking::Output::Do(command) => self.link.handle(link::Input::Do(command), at),
        }
    }

    /// No more sound either way.
    fn close(&mut self, at: Moment) {
        self.over = true;
        self.hearing.handle(hearing::Input::Stop, at);
        self.speaking.handle(speaking::Input::Stop, at);
    }
}
