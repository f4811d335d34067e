//! What this person says beside the talk, and how it went.
//!
//! *Laws:* what somebody wrote is answered in the place where they wrote it, and is theirs until the
//! relay has it. Whoever needs a name for it is asked, and then it happens. A reaction is worth no
//! word of refusal.

use super::{
    Effect, Room,
    kind::{Kind, kind},
};
use crate::state::{Moment, form::Trouble, link};
use causerie_shared::{
    command::Command,
    fault::Fault,
    role::Action,
    talk::{Reaction, Reactions},
    text::Line,
};

/// Between two reactions of one tab, at an even pace: a key that is held gives some, and never so
/// many that the relay ends the socket.
const REACTION_GAP_MS: u64 = 200;
/// Reactions that may come at once.
const REACTIONS_AT_ONCE: u64 = 8;

#[derive(Debug, Default)]
pub(super) struct Beside {
    /// Waits for a name.
    unsaid: Option<Command>,
    sent: Option<Sent>,
    /// When the reactions so far would have come at an even pace.
    paced_ms: u64,
    /// Since the page was opened.
    given: Reactions,
}

/// A line on its way into the chat.
#[derive(Debug)]
struct Sent {
    text: Line,
    /// The newest line there was before it.
    after: u32,
    /// The socket broke before anybody could say how it went.
    unsure: bool,
}

impl Room {
    /// Somebody gave this reaction while the page was open.
    pub fn was_given(&self, reaction: Reaction) -> bool {
        self.beside.given.get(reaction as usize).is_some_and(|given| *given > 0)
    }

    pub(super) fn gave(&mut self, given: &Reactions) {
        for (all, more) in self.beside.given.iter_mut().zip(given) {
            *all = all.saturating_add(*more);
        }
    }

    /// A line, a reaction or a vote.
    pub(super) fn say_beside(&mut self, command: Command, at: Moment) {
        // Who is nobody yet may have a name that the relay has not said.
        if self.me().is_some_and(|me| !me.role.may(Action::Write)) {
            self.beside.unsaid = Some(command);
            self.effects.push_back(Effect::AskName);
            return;
        }
        if let Command::React { .. } = command {
            let paced_ms = self.beside.paced_ms.max(at.ms) + REACTION_GAP_MS;
            if paced_ms - at.ms > REACTION_GAP_MS * REACTIONS_AT_ONCE {
                return;
            }
            self.beside.paced_ms = paced_ms;
        }
        if let Command::Write { text } = &command {
            let after = self.newest_line();
            let text = text.parse().ok();
            self.beside.sent = text.map(|text| Sent { text, after, unsure: false });
        }
        self.link.handle(link::Input::Do(command), at);
    }

    pub(super) fn has_a_name_now(&mut self, at: Moment) {
        if let Some(command) = self.beside.unsaid.take() {
            self.say_beside(command, at);
        }
    }

    pub(super) fn has_no_name_after_all(&mut self) {
        if let Some(command) = self.beside.unsaid.take() {
            self.answered(command, Err(Trouble::Fault(Fault::WhoAreYou)));
        }
    }

    /// How it went, for the place where it was written.
    pub(super) fn answered(&mut self, command: Command, answer: Result<(), Trouble>) {
        match kind(&command) {
            Kind::Writes | Kind::PutsUp => {
                self.effects.push_back(Effect::Answer { command, answer });
            }
            Kind::Listens(_)
            | Kind::Pauses
            | Kind::Speaks(_)
            | Kind::TurnsOff
            | Kind::Mutes
            | Kind::AsksForSeat
            | Kind::AsksNoMore
            | Kind::StepsDown
            | Kind::Reacts
            | Kind::Votes
            | Kind::Other => {}
        }
    }

    /// The socket broke before the relay answered.
    pub(super) fn unanswered(&mut self, command: Command) {
        if let (Kind::Writes, Some(sent)) = (kind(&command), &mut self.beside.sent) {
            sent.unsure = true;
        }
        self.answered(command, Err(Trouble::Offline));
        self.look_for_my_line();
    }

    /// A line that got through although nobody could say so is not written twice.
    pub(super) fn look_for_my_line(&mut self) {
        let me = self.me().map(|me| me.person);
        let (Some(sent), Some(view)) = (&self.beside.sent, self.view()) else { return };
        let is_mine = |by| Some(by) == me;
        let is_there = sent.unsure
            && view
                .chat
                .iter()
                .rev()
                .take_while(|line| line.number > sent.after)
                .any(|line| is_mine(line.by.person) && line.text == sent.text);
        if is_there {
            let text = sent.text.to_string();
            self.beside.sent = None;
            self.answered(Command::Write { text }, Ok(()));
        }
    }

    fn newest_line(&self) -> u32 {
        self.view().and_then(|view| view.chat.last()).map_or(0, |line| line.number)
    }
}
