//! Who may do what: the one permission table. The relay enforces it, the client draws its
//! buttons from it.

use serde::{Deserialize, Serialize};

/// What a person is in one space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// In the audience, without a name.
    Guest,
    /// In the audience, under a name.
    Listener,
    Speaker,
    CoHost,
    Host,
}

/// What somebody may want to do in a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Listen,
    /// Write a line beside the talk, take an own one back, react, vote.
    Write,
    /// Ask for a seat, take one that is offered, or let it be.
    AskToSpeak,
    Speak,
    MuteSelf,
    StepDown,
    /// Silence others, one or all, and ask them to speak up again.
    MuteOther,
    /// Take, put back and dismiss hands; invite.
    BringOnStage,
    SendToAudience,
    /// Show somebody out, for the whole of this space.
    Remove,
    /// Take lines of others out of the chat.
    TidyChat,
    /// Put links up, ask polls.
    Pin,
    /// Say who may come on stage, who may write, and whether anybody new may come in.
    SetRules,
    /// Let the audience hear what began backstage.
    GoLive,
    /// Make co-hosts, and speakers of them.
    NameCoHosts,
    HandOver,
    End,
}

impl Action {
    pub const ALL: [Self; 17] = [
        Self::Listen,
        Self::Write,
        Self::AskToSpeak,
        Self::Speak,
        Self::MuteSelf,
        Self::StepDown,
        Self::MuteOther,
        Self::BringOnStage,
        Self::SendToAudience,
        Self::Remove,
        Self::TidyChat,
        Self::Pin,
        Self::SetRules,
        Self::GoLive,
        Self::NameCoHosts,
        Self::HandOver,
        Self::End,
    ];
}

impl Role {
    pub const ALL: [Self; 5] =
        [Self::Guest, Self::Listener, Self::Speaker, Self::CoHost, Self::Host];

    pub const fn may(self, action: Action) -> bool {
        match action {
            Action::Listen => match self {
                Self::Guest | Self::Listener | Self::Speaker | Self::CoHost | Self::Host => true,
            },
            Action::Write => match self {
                Self::Listener | Self::Speaker | Self::CoHost | Self::Host => true,
                Self::Guest => false,
            },
            Action::AskToSpeak => match self {
                Self::Listener => true,
                Self::Guest | Self::Speaker | Self::CoHost | Self::Host => false,
            },
            Action::Speak | Action::MuteSelf => match self {
                Self::Speaker | Self::CoHost | Self::Host => true,
                Self::Guest | Self::Listener => false,
            },
            Action::StepDown => match self {
                Self::Speaker | Self::CoHost => true,
                // A host hands the space over or ends it.
                Self::Host | Self::Guest | Self::Listener => false,
            },
            Action::MuteOther
            | Action::BringOnStage
            | Action::SendToAudience
            | Action::Remove
            | Action::TidyChat
            | Action::Pin
            | Action::SetRules
            | Action::GoLive
            | Action::End => match self {
                Self::CoHost | Self::Host => true,
                Self::Guest | Self::Listener | Self::Speaker => false,
            },
            Action::NameCoHosts | Action::HandOver => match self {
                Self::Host => true,
                Self::Guest | Self::Listener | Self::Speaker | Self::CoHost => false,
            },
        }
    }

    /// May send `target` away: a co-host speakers and the audience, a host everybody but the host.
    pub const fn outranks(self, target: Self) -> bool {
        match target {
            Self::Host => false,
            Self::CoHost => matches!(self, Self::Host),
            Self::Guest | Self::Listener | Self::Speaker => self.in_charge(),
        }
    }

    /// On stage, whether or not a microphone is open.
    pub const fn on_stage(self) -> bool {
        match self {
            Self::Speaker | Self::CoHost | Self::Host => true,
            Self::Guest | Self::Listener => false,
        }
    }

    /// Answers for the space: while one of them is connected, it goes on.
    pub const fn in_charge(self) -> bool {
        match self {
            Self::CoHost | Self::Host => true,
            Self::Guest | Self::Listener | Self::Speaker => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table_as_people_would_read_it() {
        let mut table = String::new();
        for role in Role::ALL {
            let may: Vec<_> = Action::ALL
                .iter()
                .filter(|action| role.may(**action))
                .map(|action| format!("{action:?}"))
                .collect();
            table.push_str(&format!("{role:?}: {}\n", may.join(", ")));
        }
        insta::assert_snapshot!(table, @r"
        Guest: Listen
        Listener: Listen, Write, AskToSpeak
        Speaker: Listen, Write, Speak, MuteSelf, StepDown
        CoHost: Listen, Write, Speak, MuteSelf, StepDown, MuteOther, BringOnStage, SendToAudience, Remove, TidyChat, Pin, SetRules, GoLive, End
        Host: Listen, Write, Speak, MuteSelf, MuteOther, BringOnStage, SendToAudience, Remove, TidyChat, Pin, SetRules, GoLive, NameCoHosts, HandOver, End
        ");
    }
}
