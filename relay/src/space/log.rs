//! The log of what is done for the order of a room, for those who run it.
//!
//! Law: each act that changed something stands there, and none that changed nothing, so that no
//! repetition pushes out what was done.

use crate::space::{Space, Who};
use causerie_shared::{
    command::Command,
    event::Event,
    id::{PersonId, VoiceId},
    stage::{Deed, Entry},
    text::Name,
    time::UnixMs,
};

impl Space {
    /// What the log will say of a command, with the name of whom it concerns, who may be gone once it
    /// is done. None for what is nobody's business.
    pub(super) fn record(&self, by: &Who, command: &Command) -> Option<(Deed, Option<Name>)> {
        let seated = |voice: &VoiceId| self.view().seat(*voice).map(|seat| seat.name.clone());
        let person = |person: &PersonId| self.name_of(*person);
        Some(match command {
            Command::MuteOther { voice } => (Deed::Muted, seated(voice)),
            Command::MuteAll => (Deed::MutedAll, None),
            Command::AskToUnmute { voice } => (Deed::AskedToUnmute, seated(voice)),
            Command::BringOnStage { person: them } => (Deed::BroughtOnStage, person(them)),
            Command::DismissHand { person: them, .. } => (Deed::DismissedHand, person(them)),
            Command::PutBack { person: them } => (Deed::PutBack, person(them)),
            Command::Invite { person: them } => (Deed::Invited, person(them)),
            Command::Uninvite { person: them } => (Deed::Uninvited, person(them)),
            Command::SendToAudience { voice } => (Deed::SentToAudience, seated(voice)),
            Command::Remove { person: them } => (Deed::Removed, person(them)),
            Command::Readmit { person: them } => (Deed::Readmitted, person(them)),
            Command::SetSpeaking { speaking } => (Deed::SetSpeaking { speaking: *speaking }, None),
            Command::SetChat { rule } => (Deed::SetChat { rule: *rule }, None),
            Command::SetLock { locked: true } => (Deed::Locked, None),
            Command::SetLock { locked: false } => (Deed::Unlocked, None),
            Command::Pin { .. } => (Deed::Pinned, None),
            Command::Unpin { .. } => (Deed::Unpinned, None),
            Command::AskPoll { .. } => (Deed::AskedPoll, None),
            Command::ClosePoll { .. } => (Deed::ClosedPoll, None),
            Command::RemovePoll { .. } => (Deed::RemovedPoll, None),
            Command::SetCaptioning { wanted, kept } => {
                (Deed::SetCaptioning { wanted: *wanted, kept: *kept }, None)
            }
            Command::SetTerms { .. } => (Deed::SetTerms, None),
            Command::RevokeSpeakerLinks => (Deed::RevokedSpeakerLinks, None),
            Command::GoLive => (Deed::WentLive, None),
            Command::Unwrite { number } => {
                let line = self.view().chat.iter().find(|line| line.number == *number)?;
                if line.by.person == by.person {
                    return None;
                }
                (Deed::TookLineOut, Some(line.by.name.clone()))
            }
            Command::MakeCoHost { voice } => (Deed::MadeCoHost, seated(voice)),
            Command::MakeSpeaker { voice } => (Deed::MadeSpeaker, seated(voice)),
            Command::HandOver { voice } => (Deed::HandedOver, seated(voice)),
            Command::Listen { .. }
            | Command::TakeOver { .. }
            | Command::Pause { .. }
            | Command::Speak { .. }
            | Command::Mute
            | Command::Unmute
            | Command::RaiseHand { .. }
            | Command::LowerHand
            | Command::ComeOnStage
            | Command::AcceptInvitation
            | Command::DeclineInvitation
            | Command::StepDown
            | Command::Write { .. }
            | Command::React { .. }
            | Command::Vote { .. }
            | Command::SetHeard { .. }
            | Command::SetCaptioned { .. }
            | Command::End => return None,
        })
    }

    /// Whoever may do any of this has a name.
    pub(super) fn log(&mut self, by: Option<Name>, deed: Deed, of: Option<Name>, now: UnixMs) {
        let Some(by) = by else { return };
        self.emit(Event::Logged { entry: Entry { at: now, by, deed, of } });
        self.save();
    }

    /// The name of somebody who is here, or who left something of theirs.
    pub(super) fn name_of(&self, person: PersonId) -> Option<Name> {
        let view = self.view();
        let here = self.roster.who(person).and_then(|who| who.name.clone());
        let seated = || view.seat_of(person).map(|seat| seat.name.clone());
        let asking = view.hands.iter().map(|hand| &hand.of);
        let writing = view.chat.iter().map(|line| &line.by);
        let mut others = asking.chain(&view.invited).chain(&view.removed).chain(writing);
        let known = || others.find(|who| who.person == person).map(|who| who.name.clone());
        here.or_else(seated).or_else(known)
    }
}
