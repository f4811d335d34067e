//! One space as this tab lives it: the socket, the ear and the microphone played together.
//! The page hands in what happened, carries out the effects, and draws what [`Room`] tells.

use super::{
    Moment,
    hearing::{self, Hearing},
    link::{self, Link},
    speaking::{self, Speaking},
    status::{Gate, Status},
};
use causerie_shared::{
    command::Command,
    event::Event,
    fault::Fault,
    id::VoiceId,
    role::{Action, Role},
    signal::{ClientFrame, Farewell, Me, Resume},
    stage::{Hand, Notice, Speaking as Rule},
    view::{Seat, SpaceView},
};
use std::collections::VecDeque;

#[derive(Debug)]
pub enum Input {
    Start,
    Link(link::Input),
    Hearing(hearing::Input),
    Speaking(speaking::Input),
    /// The click, or its key.
    Listen,
    Pause,
    GoLive,
    /// What a page asks for a click.
    Do(Command),
    /// To be on stage: at once where one has a name.
    Ask(Wish),
    /// The name was not said after all.
    AskNoMore,
    /// The relay knows more of the person than the socket said: a name, or a speaker link.
    Known,
    /// Stay muted, though a host asked otherwise.
    StayMuted,
    /// Speak here rather than in the tab that took over.
    TakeBack,
    /// A `play()` was refused for want of a click, or went through.
    Autoplay {
        blocked: bool,
    },
    /// There is no such space; the socket need not ask again.
    NoSuchSpace,
    /// It was over before this page could see it.
    SpaceEnded,
    /// The space is live, and not for this visitor.
    Gated(Gate),
    /// The space as anyone at the door may see it.
    Seen(Box<SpaceView>),
    Hidden,
    Shown,
    /// The window lost the keyboard, and with it the end of a key that is held.
    Blurred,
    Online,
    Leave,
}

/// How somebody of the audience would come on stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    RaiseHand,
    /// By the rule about speaking, or by a speaker link.
    ComeOnStage,
}

/// What others did to this person, in passing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Note {
    MutedByHost,
    InAudience,
    /// On stage, from something else.
    Became(Role),
}

#[derive(Debug, PartialEq)]
pub enum Effect {
    OpenSocket,
    Greet {
        resume: Option<Resume>,
    },
    Send(ClientFrame),
    CloseSocket,
    /// `warm`: without sound until the socket asks for it.
    ConnectEar {
        warm: bool,
    },
    DropEar,
    Play,
    Silence,
    AskWhoTalks,
    OpenMic,
    CloseMic,
    Publish,
    Unpublish,
    Carry(bool),
    Say(Fault),
    /// A word to this person alone.
    Tell(Notice),
    Note(Note),
    /// A name is needed first.
    AskName,
    /// The relay could not be asked.
    SayOffline,
    /// Which gate it is that closed.
    AskWhy,
    /// Behind the gate there is no socket to tell what the space is about.
    Look,
}

#[derive(Debug, Default)]
pub struct Room {
    link: Link,
    hearing: Hearing,
    speaking: Speaking,
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
    /// What is known of the space from outside.
    seen: Option<SpaceView>,
    effects: VecDeque<Effect>,
}

impl Room {
    pub fn handle(&mut self, input: Input, at: Moment) {
        match input {
            // Only taking back begins anew where this tab is done.
            Input::Listen | Input::GoLive | Input::Speaking(speaking::Input::Choose)
                if self.over => {}
            Input::Start => {
                self.link.handle(link::Input::Start, at);
                self.hearing.handle(hearing::Input::Start, at);
            }
            Input::Link(input) => self.link.handle(input, at),
            Input::Hearing(input) => self.hearing.handle(input, at),
            Input::Speaking(input) => self.speaking.handle(input, at),
            Input::Listen => {
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
            Input::AskNoMore => self.wish = None,
            Input::Known => self.link.handle(link::Input::Again, at),
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
        self.settle(at);
    }

    pub fn poll_output(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    pub fn poll_timeout(&self, now_ms: u64) -> Option<(u64, &'static str)> {
        let is_done = self.missing || self.ended || self.gate.is_some();
        let link = if is_done { None } else { self.link.poll_timeout() };
        [link, self.hearing.poll_timeout(now_ms), self.speaking.poll_timeout()]
            .into_iter()
            .flatten()
            .min()
    }

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

    /// Whether somebody of the audience can ask for a seat, and how; whoever has no name gives it
    /// on the way. `linked`: this page was opened by a speaker link.
    pub fn offer(&self, linked: bool) -> Option<Wish> {
        if self.over || self.role().on_stage() {
            return None;
        }
        let me = self.me()?;
        let is_open = self.view()?.speaking == Rule::Everyone;
        let is_guest = !me.role.may(Action::AskToSpeak);
        let is_welcome = me.welcome || (is_guest && (is_open || linked));
        Some(if is_welcome { Wish::ComeOnStage } else { Wish::RaiseHand })
    }

    /// A host asked for this voice, and it is silent still.
    pub fn is_asked_to_unmute(&self) -> bool {
        self.asked_to_unmute && (self.is_muted() || !self.is_on_air())
    }

    /// For those who run the space: the hand that went up last.
    pub const fn newest_hand(&self) -> Option<&Hand> {
        self.newest_hand.as_ref()
    }

    pub const fn is_listening(&self) -> bool {
        self.hearing.wanted()
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

    /// Somebody else on stage could be heard.
    pub fn others_unmuted(&self) -> bool {
        self.view().is_some_and(|view| {
            view.stage.iter().any(|seat| !seat.muted && self.is_heard_here(seat.voice))
        })
    }

    /// The relay keeps the own voice from the tab that speaks, and from no other.
    pub fn is_heard_here(&self, voice: VoiceId) -> bool {
        !self.is_on_air() || self.my_voice() != Some(voice)
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
            } else {
                return;
            }
        }
    }

    fn ask(&mut self, command: Command, at: Moment) {
        match &command {
            Command::RaiseHand { .. } | Command::ComeOnStage | Command::AcceptInvitation => {
                self.asked = true;
            }
            Command::LowerHand | Command::DeclineInvitation => self.asked = false,
            Command::StepDown => self.stepping_down = true,
            Command::Listen { .. }
            | Command::Pause { .. }
            | Command::Speak { .. }
            | Command::Mute
            | Command::Unmute
            | Command::MuteOther { .. }
            | Command::MuteAll
            | Command::AskToUnmute { .. }
            | Command::BringOnStage { .. }
            | Command::PutBack { .. }
            | Command::DismissHand { .. }
            | Command::Invite { .. }
            | Command::Uninvite { .. }
            | Command::SendToAudience { .. }
            | Command::Remove { .. }
            | Command::Readmit { .. }
            | Command::SetSpeaking { .. }
            | Command::Write { .. }
            | Command::Unwrite { .. }
            | Command::React { .. }
            | Command::SetChat { .. }
            | Command::MakeCoHost { .. }
            | Command::MakeSpeaker { .. }
            | Command::HandOver { .. }
            | Command::End => {}
        }
        self.link.handle(link::Input::Do(command), at);
    }

    fn wish_for(&mut self, wish: Wish, at: Moment) {
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

    /// What changed for this person, now that the relay says what they are.
    fn look_at_myself(&mut self, me: Me, at: Moment) {
        let was = self.was.replace(me);
        if me.role.may(Action::AskToSpeak)
            && let Some(wish) = self.wish.take()
        {
            self.wish_for(wish, at);
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
                self.hearing.handle(hearing::Input::SocketUp { anew }, at);
                self.speaking.handle(speaking::Input::SocketUp { anew }, at);
            }
            link::Output::Down => {
                self.hearing.handle(hearing::Input::SocketDown, at);
                self.speaking.handle(speaking::Input::SocketDown, at);
            }
            link::Output::Happened(event) => self.happened(&event, at),
            link::Output::Refreshed => {
                self.look_at_my_seat(at);
                if self.view().is_some_and(|view| !view.lifecycle.is_live()) {
                    self.close(at);
                }
            }
            link::Output::YouAre(me) => {
                self.look_at_my_seat(at);
                self.look_at_myself(me, at);
            }
            // It stands on the page until it is answered.
            link::Output::Notice(Notice::AskedToUnmute) => {
                self.asked_to_unmute = self.is_muted() || !self.is_on_air();
            }
            link::Output::Notice(notice) => self.effects.push_back(Effect::Tell(notice)),
            link::Output::Refused { command, fault } => self.refused(command, fault, at),
            link::Output::Unsent(command) => match command {
                Command::Listen { .. }
                | Command::Pause { .. }
                | Command::Speak { .. }
                | Command::Mute
                | Command::Unmute => {}
                Command::End
                | Command::StepDown
                | Command::MuteOther { .. }
                | Command::MuteAll
                | Command::AskToUnmute { .. }
                | Command::RaiseHand { .. }
                | Command::LowerHand
                | Command::ComeOnStage
                | Command::AcceptInvitation
                | Command::DeclineInvitation
                | Command::BringOnStage { .. }
                | Command::PutBack { .. }
                | Command::DismissHand { .. }
                | Command::Invite { .. }
                | Command::Uninvite { .. }
                | Command::SendToAudience { .. }
                | Command::Remove { .. }
                | Command::Readmit { .. }
                | Command::SetSpeaking { .. }
                | Command::Write { .. }
                | Command::Unwrite { .. }
                | Command::React { .. }
                | Command::SetChat { .. }
                | Command::MakeCoHost { .. }
                | Command::MakeSpeaker { .. }
                | Command::HandOver { .. } => self.effects.push_back(Effect::SayOffline),
            },
        }
        match self.link.phase() {
            link::Phase::Over(Farewell::TakenOver) => self.close(at),
            link::Phase::Over(Farewell::Removed) if !self.over => {
                self.gate = Some(Gate::Removed);
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

    fn happened(&mut self, event: &Event, at: Moment) {
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
            | Event::Logged { .. }
            | Event::Chat { .. }
            | Event::Written { .. }
            | Event::Unwritten { .. }
            | Event::Reacted { .. }
            | Event::Audience { .. }
            | Event::NobodyInCharge { .. }
            | Event::SomebodyInCharge
            | Event::Microphone { .. }
            | Event::Door { .. } => {}
        }
    }

    fn refused(&mut self, command: Command, fault: Fault, at: Moment) {
        match (command, &fault) {
            (Command::Listen { session }, Fault::NoSuchSession) => {
                self.hearing.forgotten(&session, at);
                return;
            }
            (Command::Speak { session }, Fault::NoSuchSession) => {
                self.speaking.forgotten(&session, at);
                return;
            }
            (Command::Pause { .. }, Fault::NoSuchSession) => return,
            (Command::Mute | Command::Unmute, _) => {
                let muted = self.my_seat().is_none_or(|seat| seat.muted);
                self.speaking.handle(speaking::Input::MuteRefused { muted }, at);
            }
            (
                Command::Listen { .. }
                | Command::Pause { .. }
                | Command::Speak { .. }
                | Command::MuteOther { .. }
                | Command::MuteAll
                | Command::AskToUnmute { .. }
                | Command::RaiseHand { .. }
                | Command::LowerHand
                | Command::ComeOnStage
                | Command::AcceptInvitation
                | Command::DeclineInvitation
                | Command::BringOnStage { .. }
                | Command::PutBack { .. }
                | Command::DismissHand { .. }
                | Command::Invite { .. }
                | Command::Uninvite { .. }
                | Command::SendToAudience { .. }
                | Command::Remove { .. }
                | Command::Readmit { .. }
                | Command::SetSpeaking { .. }
                | Command::Write { .. }
                | Command::Unwrite { .. }
                | Command::React { .. }
                | Command::SetChat { .. }
                | Command::MakeCoHost { .. }
                | Command::MakeSpeaker { .. }
                | Command::HandOver { .. }
                | Command::StepDown
                | Command::End,
                _,
            ) => {}
        }
        self.effects.push_back(Effect::Say(fault));
    }

    fn look_at_my_seat(&mut self, at: Moment) {
        if let Some(muted) = self.my_seat().map(|seat| seat.muted) {
            self.speaking.handle(speaking::Input::Seat { muted }, at);
        }
    }

    /// No more sound either way.
    fn close(&mut self, at: Moment) {
        self.over = true;
        self.hearing.handle(hearing::Input::Stop, at);
        self.speaking.handle(speaking::Input::Stop, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::link::tests::snapshot;
    use causerie_shared::{event::EndReason, id::PersonId, signal::ServerFrame, time::UnixMs};

    fn at(ms: u64) -> Moment {
        Moment { ms, chance: 0.5 }
    }

    fn effects(room: &mut Room) -> Vec<Effect> {
        std::iter::from_fn(|| room.poll_output()).collect()
    }

    fn frame(frame: ServerFrame) -> Input {
        Input::Link(link::Input::Frame(Box::new(frame)))
    }

    /// A visitor who looks, with the warm connection made.
    fn looking() -> Room {
        let mut room = Room::default();
        assert_eq!(room.status(0).code(), "connecting");
        room.handle(Input::Start, at(0));
        room.handle(Input::Link(link::Input::Opened), at(5));
        room.handle(frame(snapshot(1, 3)), at(10));
        room.handle(Input::Hearing(hearing::Input::Answered { session: "s".into() }), at(20));
        room.handle(Input::Hearing(hearing::Input::Connected), at(50));
        effects(&mut room);
        assert_eq!(room.status(50), Status::Idle);
        room
    }

    fn event(seq: u64, event: Event) -> Input {
        frame(ServerFrame::Event { seq, event })
    }

    #[test]
    fn one_click_listens_and_plays_in_the_same_breath() {
        let mut room = looking();
        room.handle(Input::Listen, at(100));
        let effects = effects(&mut room);
        assert!(effects.contains(&Effect::Play));
        assert!(effects.iter().any(|effect| matches!(
            effect,
            Effect::Send(ClientFrame::Do { command: Command::Listen { .. }, .. })
        )));
        assert_eq!(room.status(100), Status::Live);
    }

    #[test]
    fn a_listener_is_live_again_after_the_relay_restarted() {
        let mut room = looking();
        room.handle(Input::Listen, at(100));
        let reason = Farewell::Restart { spread_ms: 1_000 };
        room.handle(frame(ServerFrame::Farewell { reason }), at(200));
        assert_eq!(room.status(200).code(), "reconnecting");
        let (wake, _) = room.poll_timeout(200).unwrap();
        room.handle_timeout(at(wake));
        room.handle(Input::Link(link::Input::Opened), at(wake));
        effects(&mut room);
        room.handle(frame(snapshot(2, 0)), at(wake));
        assert_eq!(effects(&mut room), [Effect::DropEar, Effect::ConnectEar { warm: false }]);
        assert_eq!(room.status(wake).code(), "reconnecting");
        let answered = hearing::Input::Answered { session: "t".into() };
        room.handle(Input::Hearing(answered), at(wake + 30));
        room.handle(Input::Hearing(hearing::Input::Connected), at(wake + 60));
        let listens = |effect: &Effect| {
            let Effect::Send(ClientFrame::Do { command, .. }) = effect else { return false };
            *command == Command::Listen { session: "t".into() }
        };
        assert!(effects(&mut room).iter().any(listens));
        assert_eq!(room.status(wake + 60), Status::Live);
    }

    #[test]
    fn autoplay_that_is_held_back_says_so_and_a_click_clears_it() {
        let mut room = looking();
        room.handle(Input::Listen, at(100));
        room.handle(Input::Autoplay { blocked: true }, at(110));
        assert_eq!(room.status(110), Status::BlockedAutoplay);
        room.handle(Input::Listen, at(200));
        room.handle(Input::Autoplay { blocked: false }, at(201));
        assert_eq!(room.status(201), Status::Live);
    }

    #[test]
    fn an_ended_space_lets_go_of_everything() {
        let mut room = looking();
        room.handle(Input::Listen, at(100));
        effects(&mut room);
        room.handle(event(4, Event::Ended { at: UnixMs(9), reason: EndReason::ByHost }), at(200));
        assert_eq!(room.status(200), Status::Ended);
        assert_eq!(effects(&mut room), [Effect::DropEar]);
        room.handle(Input::Shown, at(300));
        assert!(effects(&mut room).is_empty());
    }

    fn host_with_microphone() -> Room {
        let mut room = looking();
        let me = Me {
            person: PersonId::from_bits(5),
            role: Role::Host,
            voice: VoiceId::new(1),
            hand: None,
            invited: false,
            welcome: false,
        };
        room.handle(frame(ServerFrame::Me { me }), at(60));
        room.handle(Input::Speaking(speaking::Input::Choose), at(70));
        room.handle(Input::Speaking(speaking::Input::MicOpened), at(80));
        effects(&mut room);
        room
    }

    fn on_air() -> Room {
        let mut room = host_with_microphone();
        room.handle(Input::GoLive, at(90));
        room.handle(Input::Speaking(speaking::Input::Connected), at(120));
        effects(&mut room);
        room
    }

    #[test]
    fn a_host_goes_live_and_hears_the_others() {
        let mut room = host_with_microphone();
        room.handle(Input::GoLive, at(90));
        let effects = effects(&mut room);
        assert!(effects.contains(&Effect::Play) && effects.contains(&Effect::Publish));
        assert_eq!(room.status(90), Status::Connecting);
        room.handle(Input::Speaking(speaking::Input::Connected), at(120));
        assert_eq!(room.status(120), Status::OnAir { muted: false });
    }

    #[test]
    fn the_late_echo_of_my_own_mute_mutes_nobody() {
        let mut room = on_air();
        room.handle(Input::Speaking(speaking::Input::SetMuted(true)), at(200));
        room.handle(Input::Speaking(speaking::Input::SetMuted(false)), at(210));
        let voice = VoiceId::new(1).unwrap();
        room.handle(event(4, Event::Muted { voice, by_host: false }), at(220));
        assert!(!room.is_muted());
        room.handle(event(5, Event::Muted { voice, by_host: true }), at(230));
        assert!(room.is_muted());
    }

    #[test]
    fn a_tab_that_was_taken_over_can_take_back() {
        let mut room = on_air();
        let reason = Farewell::TakenOver;
        room.handle(frame(ServerFrame::Farewell { reason }), at(200));
        assert_eq!(room.status(200), Status::TakenOver);
        assert!(!room.is_on_air());
        effects(&mut room);
        room.handle(Input::TakeBack, at(300));
        let ear = Effect::ConnectEar { warm: true };
        assert_eq!(effects(&mut room), [Effect::OpenSocket, ear, Effect::OpenMic]);
        room.handle(Input::Link(link::Input::Opened), at(310));
        room.handle(frame(snapshot(1, 9)), at(320));
        assert_eq!(room.status(320), Status::Idle);
    }

    #[test]
    fn a_tab_that_was_taken_over_offers_nothing_whatever_happens_to_it() {
        for media_first in [true, false] {
            let mut room = on_air();
            let dead = || Input::Speaking(speaking::Input::Dead { fault: None });
            if media_first {
                room.handle(dead(), at(200));
            }
            let reason = Farewell::TakenOver;
            room.handle(frame(ServerFrame::Farewell { reason }), at(900));
            effects(&mut room);
            room.handle(dead(), at(910));
            room.handle(Input::Link(link::Input::Lost), at(920));
            room.handle(Input::Hidden, at(1_000));
            room.handle(Input::Shown, at(2_000));
            room.handle(Input::Online, at(3_000));
            room.handle(Input::Listen, at(4_000));
            room.handle(Input::GoLive, at(4_000));
            room.handle_timeout(at(60_000));
            assert!(effects(&mut room).is_empty());
            assert_eq!(room.poll_timeout(60_000), None);
            assert_eq!(room.status(60_000), Status::TakenOver);
        }
    }

    #[test]
    fn a_window_that_loses_the_held_key_ends_the_talk() {
        for end in [Input::Blurred, Input::Hidden] {
            let mut room = on_air();
            room.handle(Input::Speaking(speaking::Input::SetMuted(true)), at(200));
            room.handle(Input::Speaking(speaking::Input::Talk(true)), at(300));
            assert!(!room.is_muted());
            room.handle(end, at(400));
            assert!(room.is_muted());
        }
    }

    #[test]
    fn a_listener_whom_the_relay_has_no_room_for_reads_how_long() {
        let mut room = looking();
        room.handle(Input::Listen, at(100));
        room.handle(Input::Hearing(hearing::Input::Dead { fault: None }), at(200));
        let (wake, _) = room.poll_timeout(200).unwrap();
        room.handle_timeout(at(wake));
        let fault = Some(Fault::TooMany { retry_after_s: 8 });
        room.handle(Input::Hearing(hearing::Input::Dead { fault }), at(1_000));
        assert_eq!(room.status(1_500), Status::TooMany { next_ms: 7_500 });
    }

    #[test]
    fn a_refused_microphone_is_named() {
        let mut room = looking();
        room.handle(Input::Speaking(speaking::Input::Choose), at(70));
        let refused = speaking::Input::MicFailed(speaking::Trouble::Refused);
        room.handle(Input::Speaking(refused), at(80));
        assert_eq!(room.status(80), Status::MicRefused);
    }

    #[test]
    fn who_is_not_admitted_is_told_why_and_sees_what_it_is_about() {
        let mut room = looking();
        room.handle(frame(ServerFrame::Farewell { reason: Farewell::NotAdmitted }), at(10));
        assert_eq!(room.status(10).code(), "connecting");
        let told = effects(&mut room);
        assert!(told.contains(&Effect::AskWhy) && told.contains(&Effect::DropEar), "{told:?}");
        room.handle(Input::Gated(Gate::Blocked), at(11));
        assert!(effects(&mut room).contains(&Effect::Look));
        assert_eq!(room.status(11).code(), "not-admitted");
        room.handle(Input::Seen(Box::new(crate::state::link::tests::view())), at(12));
        assert!(room.view().is_some());
        // Nothing knocks again, and no click opens it.
        for input in [Input::Listen, Input::Online, Input::Shown] {
            room.handle(input, at(20));
        }
        assert_eq!(effects(&mut room), []);
        assert_eq!(room.poll_timeout(20), None);
        assert_eq!(room.status(20).code(), "not-admitted");
    }

    #[test]
    fn a_guest_at_a_space_for_people_with_an_account_reads_so() {
        let mut room = Room::default();
        room.handle(Input::Start, at(0));
        effects(&mut room);
        room.handle(Input::Gated(Gate::Account), at(5));
        assert_eq!(room.status(5).code(), "account-needed");
        room.handle(Input::Gated(Gate::Account), at(6));
        let looks = effects(&mut room).iter().filter(|effect| **effect == Effect::Look).count();
        assert_eq!(looks, 1);
    }

    fn me(role: Role) -> Me {
        let voice = if role.on_stage() { VoiceId::new(1) } else { None };
        let person = PersonId::from_bits(5);
        Me { person, role, voice, hand: None, invited: false, welcome: false }
    }

    fn told(room: &mut Room, me: Me, ms: u64) {
        room.handle(frame(ServerFrame::Me { me }), at(ms));
    }

    fn sent(effects: &[Effect], wanted: &Command) -> bool {
        effects.iter().any(|effect| {
            matches!(effect, Effect::Send(ClientFrame::Do { command, .. }) if command == wanted)
        })
    }

    #[test]
    fn who_asked_for_a_seat_chooses_a_microphone_as_soon_as_there_is_one() {
        let accept = || Input::Do(Command::AcceptInvitation);
        for ask in [Input::Ask(Wish::RaiseHand), accept()] {
            let mut room = looking();
            told(&mut room, me(Role::Listener), 60);
            room.handle(ask, at(70));
            effects(&mut room);
            // Also when they look at something else meanwhile.
            room.handle(Input::Hidden, at(75));
            told(&mut room, me(Role::Speaker), 80);
            assert_eq!(effects(&mut room), [Effect::OpenMic]);
        }
    }

    #[test]
    fn a_seat_that_this_tab_did_not_ask_for_opens_no_microphone() {
        let mut room = looking();
        told(&mut room, me(Role::Listener), 60);
        told(&mut room, me(Role::Speaker), 80);
        assert_eq!(effects(&mut room), []);
        // Nor does a page that comes back to its seat.
        let mut room = looking();
        told(&mut room, me(Role::Speaker), 60);
        assert_eq!(effects(&mut room), []);
    }

    #[test]
    fn a_page_that_was_loaded_anew_stands_by_its_hand_while_it_is_looked_at() {
        for (hidden, expected) in [(false, vec![Effect::OpenMic]), (true, vec![])] {
            let mut room = looking();
            told(&mut room, Me { hand: Some(1), ..me(Role::Listener) }, 60);
            assert_eq!(room.my_hand(), Some(1));
            if hidden {
                room.handle(Input::Hidden, at(70));
            }
            told(&mut room, me(Role::Speaker), 80);
            assert_eq!(effects(&mut room), expected);
        }
    }

    #[test]
    fn a_guest_says_their_name_first_and_then_gets_what_they_wanted() {
        for (welcome, command) in
            [(false, Command::RaiseHand { question: None }), (true, Command::ComeOnStage)]
        {
            let mut room = looking();
            told(&mut room, me(Role::Guest), 60);
            let wish = room.offer(welcome).unwrap();
            room.handle(Input::Ask(wish), at(70));
            assert_eq!(effects(&mut room), [Effect::AskName]);
            room.handle(Input::Known, at(80));
            room.handle(Input::Link(link::Input::Opened), at(90));
            room.handle(frame(ServerFrame::Resumed { seq: 3 }), at(95));
            told(&mut room, Me { welcome, ..me(Role::Listener) }, 100);
            assert!(sent(&effects(&mut room), &command), "{command:?}");
        }
    }

    #[test]
    fn whoever_is_welcome_asks_nobody() {
        let mut room = looking();
        told(&mut room, me(Role::Listener), 60);
        assert_eq!(room.offer(false), Some(Wish::RaiseHand));
        told(&mut room, Me { welcome: true, ..me(Role::Listener) }, 70);
        assert_eq!(room.offer(false), Some(Wish::ComeOnStage));
        told(&mut room, me(Role::Speaker), 80);
        assert_eq!(room.offer(true), None);
    }

    #[test]
    fn others_acts_are_told_and_own_ones_are_not() {
        let mut room = on_air();
        told(&mut room, me(Role::CoHost), 200);
        assert_eq!(effects(&mut room), [Effect::Note(Note::Became(Role::CoHost))]);
        room.handle(Input::Do(Command::StepDown), at(210));
        effects(&mut room);
        told(&mut room, me(Role::Listener), 220);
        assert!(!effects(&mut room).contains(&Effect::Note(Note::InAudience)));

        let mut room = on_air();
        let voice = VoiceId::new(1).unwrap();
        room.handle(event(4, Event::Muted { voice, by_host: true }), at(230));
        assert!(effects(&mut room).contains(&Effect::Note(Note::MutedByHost)));
        told(&mut room, me(Role::Listener), 240);
        assert!(effects(&mut room).contains(&Effect::Note(Note::InAudience)));
    }

    #[test]
    fn a_wish_to_hear_somebody_stands_until_they_speak_or_say_no() {
        let asked = || frame(ServerFrame::Notice { notice: Notice::AskedToUnmute });
        for answer in [Input::StayMuted, Input::Speaking(speaking::Input::SetMuted(false))] {
            let mut room = on_air();
            room.handle(asked(), at(190));
            assert!(!room.is_asked_to_unmute(), "whoever speaks need not be asked");
            room.handle(Input::Speaking(speaking::Input::SetMuted(true)), at(200));
            room.handle(asked(), at(210));
            assert!(room.is_asked_to_unmute());
            room.handle(answer, at(220));
            assert!(!room.is_asked_to_unmute());
        }
    }

    #[test]
    fn a_newer_question_is_no_newer_hand() {
        let hand = |bits, at, question: Option<&str>| {
            let of = causerie_shared::stage::Attendee {
                person: PersonId::from_bits(bits),
                name: "Ben".parse().unwrap(),
                handle: None,
                avatar: None,
            };
            let question = question.map(|question| question.parse().unwrap());
            Event::HandRaised { hand: Hand { of, question, at: UnixMs(at) } }
        };
        let mut room = looking();
        room.handle(event(4, hand(7, 10, None)), at(60));
        room.handle(event(5, hand(8, 20, None)), at(70));
        room.handle(event(6, hand(7, 10, Some("Why?"))), at(80));
        assert_eq!(room.newest_hand().unwrap().of.person, PersonId::from_bits(8));
    }
}
