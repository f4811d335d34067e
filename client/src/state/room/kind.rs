//! What sorts of commands there are, for a tab that sends them.

use causerie_shared::command::Command;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    // The machines' own: they ask again where it matters. By session.
    Listens(&'a str),
    Pauses,
    /// A voice, for this person alone.
    TurnsOff,
    Speaks(&'a str),
    /// Of the own voice, in either direction: it is so at once, and the relay hears of it.
    Mutes,
    // About a seat
    AsksForSeat,
    AsksNoMore,
    StepsDown,
    // Beside the talk
    /// A line, which is answered in its field.
    Writes,
    Reacts,
    Votes,
    /// A link, a poll or spellings, which are answered in their forms.
    PutsUp,
    /// The answer is all there is to it.
    Other,
}

/// The one place that names every command: whoever adds one says here what it is.
pub(super) const fn kind(command: &Command) -> Kind<'_> {
    match command {
        Command::Listen { session } | Command::TakeOver { session } => {
            Kind::Listens(session.as_str())
        }
        Command::Pause { .. } => Kind::Pauses,
        Command::SetHeard { .. } => Kind::TurnsOff,
        Command::Speak { session } => Kind::Speaks(session.as_str()),
        Command::Mute | Command::Unmute => Kind::Mutes,
        Command::RaiseHand { .. } | Command::ComeOnStage | Command::AcceptInvitation => {
            Kind::AsksForSeat
        }
        Command::LowerHand | Command::DeclineInvitation => Kind::AsksNoMore,
        Command::StepDown => Kind::StepsDown,
        Command::Write { .. } => Kind::Writes,
        Command::React { .. } => Kind::Reacts,
        Command::Vote { .. } => Kind::Votes,
        Command::Pin { .. } | Command::AskPoll { .. } | Command::SetTerms { .. } => Kind::PutsUp,
        Command::MuteOther { .. }
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
        | Command::Unwrite { .. }
        | Command::SetChat { .. }
        | Command::SetCaptioned { .. }
        | Command::SetCaptioning { .. }
        | Command::GoLive
        | Command::SetLock { .. }
        | Command::Unpin { .. }
        | Command::ClosePoll { .. }
        | Command::RemovePoll { .. }
        | Command::RevokeSpeakerLinks
        | Command::MakeCoHost { .. }
        | Command::MakeSpeaker { .. }
        | Command::HandOver { .. }
        | Command::End => Kind::Other,
    }
}
