//! How fast one person may move the room, by what they do themself and by what they do for its order.
//!
//! Laws: what silences is never refused, and what lets it be heard again is, so no flicker costs the
//! audience more than the pace; leaving and coming back gives nobody a fresh start, because whoever
//! acted a moment ago is remembered until their pace is as good as new.

use causerie_shared::{command::Command, id::PersonId, time::UnixMs};
use std::collections::BTreeMap;

/// What one person does of their own in a second, for long: each costs everybody an event. Nobody's
/// thumb means more than that.
const OWN_PER_S: u64 = 2;
/// And at once, after a quiet while.
const OWN_AT_ONCE: u64 = 8;
/// What one person in charge does for the order of the room in a second, for long: a queue of hands
/// is worked off quickly.
const ORDER_PER_S: u64 = 5;
/// And at once, after a quiet while.
const ORDER_AT_ONCE: u64 = 20;
/// People whose pace is remembered. Each is forgotten a few seconds after their last act, when there
/// is no room for others; beyond it, some may do a little more.
const PACED_MOST: usize = 5_000;

/// A token bucket that is one moment: when all that was taken would have come at an even pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pace(UnixMs);

impl Pace {
    /// Whether one more fits, which counts then.
    pub(super) fn take(&mut self, per_s: u64, at_once: u64, now: UnixMs) -> bool {
        let gap_ms = 1000 / per_s.max(1);
        let paced = self.0.max(now).plus_ms(gap_ms);
        let fits = paced.since_ms(now) <= gap_ms * at_once;
        if fits {
            self.0 = paced;
        }
        fits
    }

    fn is_as_new(self, now: UnixMs) -> bool {
        self.0 <= now
    }
}

/// What kind of act it is; each has a pace of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Of one's own.
    Own,
    /// For the order of the room.
    Order,
}

#[derive(Default)]
pub(super) struct Paces(BTreeMap<(PersonId, Kind), Pace>);

impl Paces {
    /// Whether somebody acts slowly enough for one more, which counts then.
    pub(super) fn take(&mut self, person: PersonId, kind: Kind, now: UnixMs) -> bool {
        let key = (person, kind);
        if self.0.len() >= PACED_MOST && !self.0.contains_key(&key) {
            self.0.retain(|_, pace| !pace.is_as_new(now));
            while self.0.len() >= PACED_MOST {
                self.0.pop_first();
            }
        }
        let pace = self.0.entry(key).or_default();
        match kind {
            Kind::Own => pace.take(OWN_PER_S, OWN_AT_ONCE, now),
            Kind::Order => pace.take(ORDER_PER_S, ORDER_AT_ONCE, now),
        }
    }
}

/// Whose pace a command counts to. None for what is never refused for its pace, because it must
/// happen at once, costs nobody else anything, or has its own bound.
pub(super) const fn kind(command: &Command) -> Option<Kind> {
    match command {
        Command::Unmute
        | Command::RaiseHand { .. }
        | Command::LowerHand
        | Command::ComeOnStage
        | Command::AcceptInvitation
        | Command::DeclineInvitation
        | Command::StepDown
        | Command::SetCaptioned { captioned: true } => Some(Kind::Own),
        Command::AskToUnmute { .. }
        | Command::BringOnStage { .. }
        | Command::PutBack { .. }
        | Command::DismissHand { .. }
        | Command::Invite { .. }
        | Command::Uninvite { .. }
        | Command::SendToAudience { .. }
        | Command::Readmit { .. }
        | Command::SetSpeaking { .. }
        | Command::SetChat { .. }
        | Command::Pin { .. }
        | Command::Unpin { .. }
        | Command::AskPoll { .. }
        | Command::ClosePoll { .. }
        | Command::RemovePoll { .. }
        | Command::RevokeSpeakerLinks
        | Command::MakeCoHost { .. }
        | Command::MakeSpeaker { .. }
        | Command::HandOver { .. }
        | Command::GoLive
        | Command::SetLock { .. }
        | Command::SetCaptioning { .. }
        | Command::SetTerms { .. } => Some(Kind::Order),
        // A microphone falls silent, and a troublemaker goes, when somebody says so.
        Command::Mute
        | Command::MuteOther { .. }
        | Command::MuteAll
        | Command::Remove { .. }
        | Command::End
        // Nobody is decoded a moment longer than they want.
        | Command::SetCaptioned { captioned: false }
        // Of one's own ears and microphones.
        | Command::Listen { .. }
        | Command::TakeOver { .. }
        | Command::Pause { .. }
        | Command::Speak { .. }
        | Command::SetHeard { .. }
        // Lines have the pace of the chat, and each is taken back once; the rest is told together.
        | Command::Write { .. }
        | Command::Unwrite { .. }
        | Command::React { .. }
        | Command::Vote { .. } => None,
    }
}
