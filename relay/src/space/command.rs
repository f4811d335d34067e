//! What people ask for, and the answer. The table of roles decides first, then the pace; what is
//! refused changes nothing.

use crate::space::{Line, Output, Space, Who, ears::read_session, pace};
use causerie_shared::{
    board::Vote,
    command::Command,
    event::EndReason,
    fault::Fault,
    id::VoiceId,
    role::{Action, Role},
    text::TextFault,
    ticket_fault::TicketFault,
    time::UnixMs,
    view::Seat,
};
use std::str::FromStr;

impl Space {
    pub(super) fn answer(&mut self, line: Line, id: u32, command: Command, now: UnixMs) {
        let Some(presence) = self.roster.get(line) else { return };
        let who = presence.who.clone();
        let role = self.role_of(&who);
        if let Some(fault) = self.refusal(&who, role, &command) {
            self.out.push_back(Output::Answer { line, id, answer: Err(fault) });
            return;
        }
        if pace::kind(&command).is_some_and(|kind| !self.paces.take(who.person, kind, now)) {
            let answer = Err(Fault::TooMany { retry_after_s: 1 });
            self.out.push_back(Output::Answer { line, id, answer });
            return;
        }
        // The end is said to the one who asked for it before everybody is told goodbye.
        if command == Command::End {
            self.out.push_back(Output::Answer { line, id, answer: Ok(()) });
            self.end(EndReason::ByHost, now);
            return;
        }
        let record = self.record(&who, &command);
        let before = self.out.len();
        let answer = self.carry_out(line, &who, role, command, now);
        // What changes something says so to somebody.
        let changed = self.out.len() > before;
        if let (true, Some((deed, of))) = (changed && answer.is_ok(), record) {
            self.log(who.name, deed, of, now);
        }
        self.out.push_back(Output::Answer { line, id, answer });
    }

    /// Why somebody may not do something, or not yet.
    fn refusal(&self, who: &Who, role: Role, command: &Command) -> Option<Fault> {
        let action = action(command);
        if !role.may(action) {
            Some(denial(role, action))
        } else if self.lacks_ticket(who, command) {
            Some(TicketFault::Needed.into())
        } else if self.waits(role, command) {
            Some(Fault::NotLiveYet)
        } else {
            None
        }
    }

    fn carry_out(
        &mut self,
        line: Line,
        who: &Who,
        role: Role,
        command: Command,
        now: UnixMs,
    ) -> Result<(), Fault> {
        match command {
            Command::Listen { session } => self.listen(line, who, &session),
            Command::TakeOver { session } => self.listen_here(line, who, &session),
            Command::Pause { session } => self.pause(line, who, &session),
            Command::Speak { session } => {
                let session = read_session(&session).ok_or(Fault::NoSuchSession)?;
                self.speak(line, who, session)
            }
            Command::Mute => {
                let voice = self.own_seat(who)?.voice;
                self.set_muted(voice, true, false);
                Ok(())
            }
            Command::Unmute => {
                let voice = self.own_seat(who)?.voice;
                self.set_muted(voice, false, false);
                Ok(())
            }
            Command::MuteOther { voice } => {
                let own = self.own_seat(who)?.voice;
                self.seat_at(voice)?;
                self.set_muted(voice, true, voice != own);
                Ok(())
            }
            Command::MuteAll => {
                self.mute_all();
                Ok(())
            }
            Command::AskToUnmute { voice } => self.ask_to_unmute(voice),
            Command::RaiseHand { question } => {
                self.raise_hand(who, optional(question.as_deref())?, now)
            }
            Command::LowerHand => {
                self.lower_hand(who.person);
                Ok(())
            }
            Command::ComeOnStage => self.come_on_stage(who),
            Command::AcceptInvitation => self.accept_invitation(who),
            Command::DeclineInvitation => self.decline_invitation(who),
            Command::BringOnStage { person } => self.bring_on_stage(person),
            Command::PutBack { person } => self.put_back(person),
            Command::DismissHand { person, reason } => {
                self.dismiss_hand(person, optional(reason.as_deref())?)
            }
            Command::Invite { person } => self.invite(person),
            Command::Uninvite { person } => self.uninvite(person),
            Command::SendToAudience { voice } => self.send_to_audience(role, voice),
            Command::Remove { person } => self.remove(who, role, person, now),
            Command::Readmit { person } => self.readmit(person),
            Command::SetSpeaking { speaking } => {
                self.set_speaking(speaking);
                Ok(())
            }
            Command::Write { text } => {
                let text = text.parse().map_err(|text| Fault::BadLine { text })?;
                self.write(who, text, now)
            }
            Command::Unwrite { number } => self.unwrite(who, role, number),
            Command::React { reaction } => {
                self.react(reaction);
                Ok(())
            }
            Command::SetChat { rule } => {
                self.set_chat(rule);
                Ok(())
            }
            Command::Pin { url, title } => self.pin(&url, &title),
            Command::Unpin { number } => self.unpin(number),
            Command::AskPoll { question, choices } => self.ask_poll(&question, &choices),
            Command::Vote { poll, choice } => self.vote(who, Vote { poll, choice }),
            Command::ClosePoll { poll } => self.close_poll(poll),
            Command::RemovePoll { poll } => self.remove_poll(poll),
            Command::SetHeard { session, voice, heard } => {
                let session = self.own_ear(who, &session)?;
                self.set_heard(session, voice, heard)
            }
            Command::RevokeSpeakerLinks => {
                self.revoke_speaker_links();
                Ok(())
            }
            Command::MakeCoHost { voice } => self.make_co_host(voice),
            Command::MakeSpeaker { voice } => self.make_speaker(voice),
            Command::HandOver { voice } => {
                let own = self.own_seat(who)?.voice;
                self.hand_over(own, voice)
            }
            Command::SetCaptioned { captioned } => {
                self.set_captioned(who, captioned);
                Ok(())
            }
            Command::SetCaptioning { wanted, kept } => {
                self.set_captioning(wanted, kept);
                Ok(())
            }
            Command::SetTerms { terms } => self.set_terms(&terms),
            Command::GoLive => self.go_live(now),
            Command::SetLock { locked } => {
                self.set_lock(locked);
                Ok(())
            }
            Command::StepDown => {
                let voice = self.own_seat(who)?.voice;
                self.unseat(voice);
                Ok(())
            }
            // Carried out by `answer`, because it has to be answered before it happens.
            Command::End => Ok(()),
        }
    }

    fn own_seat(&self, who: &Who) -> Result<&Seat, Fault> {
        self.view().seat_of(who.person).ok_or(Fault::NotOnStage)
    }

    pub(super) fn seat_at(&self, voice: VoiceId) -> Result<&Seat, Fault> {
        self.view().seat(voice).ok_or(Fault::NoSuchVoice)
    }
}

pub(super) const fn action(command: &Command) -> Action {
    match command {
        Command::Listen { .. }
        | Command::TakeOver { .. }
        | Command::Pause { .. }
        | Command::SetHeard { .. } => Action::Listen,
        Command::Mute => Action::MuteSelf,
        Command::Speak { .. } | Command::Unmute => Action::Speak,
        Command::MuteOther { .. } | Command::MuteAll | Command::AskToUnmute { .. } => {
            Action::MuteOther
        }
        Command::RaiseHand { .. }
        | Command::LowerHand
        | Command::ComeOnStage
        | Command::AcceptInvitation
        | Command::DeclineInvitation => Action::AskToSpeak,
        Command::BringOnStage { .. }
        | Command::PutBack { .. }
        | Command::DismissHand { .. }
        | Command::Invite { .. }
        | Command::Uninvite { .. }
        | Command::RevokeSpeakerLinks => Action::BringOnStage,
        Command::SendToAudience { .. } => Action::SendToAudience,
        Command::Remove { .. } | Command::Readmit { .. } => Action::Remove,
        Command::SetSpeaking { .. }
        | Command::SetChat { .. }
        | Command::SetLock { .. }
        | Command::SetCaptioning { .. }
        | Command::SetTerms { .. } => Action::SetRules,
        Command::GoLive => Action::GoLive,
        Command::Write { .. }
        | Command::Unwrite { .. }
        | Command::React { .. }
        | Command::Vote { .. }
        | Command::SetCaptioned { .. } => Action::Write,
        Command::Pin { .. }
        | Command::Unpin { .. }
        | Command::AskPoll { .. }
        | Command::ClosePoll { .. }
        | Command::RemovePoll { .. } => Action::Pin,
        Command::MakeCoHost { .. } | Command::MakeSpeaker { .. } => Action::NameCoHosts,
        Command::HandOver { .. } => Action::HandOver,
        Command::StepDown => Action::StepDown,
        Command::End => Action::End,
    }
}

/// What a seat would allow is answered with how to get one, and what a name would, with that.
const fn denial(role: Role, action: Action) -> Fault {
    if Role::Listener.may(action) && role.on_stage() {
        Fault::AlreadyOnStage
    } else if Role::Listener.may(action) || matches!(action, Action::Write) {
        Fault::WhoAreYou
    } else if Role::Speaker.may(action) && !role.on_stage() {
        Fault::NotOnStage
    } else {
        Fault::NotAllowed
    }
}

/// A text that may be left out; one that shows nothing is.
fn optional<T: FromStr<Err = TextFault>>(typed: Option<&str>) -> Result<Option<T>, Fault> {
    match typed.map(str::parse) {
        None | Some(Err(TextFault::Empty)) => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(text)) => Err(Fault::BadLine { text }),
    }
}
