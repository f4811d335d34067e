//! What people ask for, and the answer. The table of roles decides first; what it denies changes
//! nothing.

use crate::space::{Effect, Line, Output, Session, Space, Who};
use causerie_shared::{
    command::Command,
    event::EndReason,
    fault::Fault,
    id::VoiceId,
    role::{Action, Role},
    time::UnixMs,
    view::Seat,
};

impl Space {
    pub(super) fn answer(&mut self, line: Line, id: u32, command: Command, now: UnixMs) {
        let Some(presence) = self.roster.get(line) else { return };
        let who = presence.who.clone();
        let role = self.role_of(&who);
        let action = action(&command);
        if !role.may(action) {
            self.out.push_back(Output::Answer { line, id, answer: Err(denial(role, action)) });
            return;
        }
        // The end is said to the one who asked for it before everybody is told goodbye.
        if command == Command::End {
            self.out.push_back(Output::Answer { line, id, answer: Ok(()) });
            self.end(EndReason::ByHost, now);
            return;
        }
        let answer = self.carry_out(line, &who, role, command);
        self.out.push_back(Output::Answer { line, id, answer });
    }

    fn carry_out(
        &mut self,
        line: Line,
        who: &Who,
        role: Role,
        command: Command,
    ) -> Result<(), Fault> {
        match command {
            Command::Listen { session } => self.listen(line, who, &session, true),
            Command::Pause { session } => self.listen(line, who, &session, false),
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
            Command::BringOnStage { person } => self.bring_on_stage(person),
            Command::SendToAudience { voice } => {
                let target = self.seat_at(voice)?.role;
                if !outranks(role, target) {
                    return Err(Fault::NotAllowed);
                }
                self.unseat(voice);
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

    fn listen(
        &mut self,
        line: Line,
        who: &Who,
        session: &str,
        listening: bool,
    ) -> Result<(), Fault> {
        let session = read_session(session).ok_or(Fault::NoSuchSession)?;
        // The URL of a session is its key, so an ear whose owner is not here follows whoever
        // knows it: a guest is another person after every reconnection.
        let owner = self.audience.owner(session);
        if owner.is_some_and(|owner| owner != who.person && self.roster.is_here(owner)) {
            return Err(Fault::NoSuchSession);
        }
        if !self.audience.set_listening(session, who.person, line, listening) {
            return Err(Fault::NoSuchSession);
        }
        if listening {
            self.tell_own_voice(session, who.person);
            self.effect(Effect::Listen { session });
        } else {
            // A pause is never refused, though it makes one more warm session: silence costs the
            // relay less than the sound it ends, and sessions of every kind have their own bound.
            self.effect(Effect::Pause { session });
        }
        Ok(())
    }

    fn own_seat(&self, who: &Who) -> Result<&Seat, Fault> {
        self.view().seat_of(who.person).ok_or(Fault::NotOnStage)
    }

    fn seat_at(&self, voice: VoiceId) -> Result<&Seat, Fault> {
        self.view().seat(voice).ok_or(Fault::NoSuchVoice)
    }
}

pub(super) const fn action(command: &Command) -> Action {
    match command {
        Command::Listen { .. } | Command::Pause { .. } => Action::Listen,
        Command::Mute => Action::MuteSelf,
        Command::Speak { .. } | Command::Unmute => Action::Speak,
        Command::MuteOther { .. } => Action::MuteOther,
        Command::BringOnStage { .. } => Action::BringOnStage,
        Command::SendToAudience { .. } => Action::SendToAudience,
        Command::StepDown => Action::StepDown,
        Command::End => Action::End,
    }
}

/// What a seat would allow is answered with how to get one.
const fn denial(role: Role, action: Action) -> Fault {
    if Role::Speaker.may(action) && !role.on_stage() {
        Fault::NotOnStage
    } else {
        Fault::NotAllowed
    }
}

/// A co-host may send speakers down; a host, everybody but the host.
const fn outranks(role: Role, target: Role) -> bool {
    match target {
        Role::Host => false,
        Role::CoHost => matches!(role, Role::Host),
        Role::Guest | Role::Listener | Role::Speaker => role.in_charge(),
    }
}

/// 32 hexadecimal digits, as in a session's URL.
fn read_session(text: &str) -> Option<Session> {
    let digits = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits.then(|| u128::from_str_radix(text, 16).ok()).flatten().map(Session)
}
