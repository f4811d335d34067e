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
    Speak,
    MuteSelf,
    MuteOther,
    BringOnStage,
    SendToAudience,
    StepDown,
    End,
}

impl Action {
    pub const ALL: [Self; 8] = [
        Self::Listen,
        Self::Speak,
        Self::MuteSelf,
        Self::MuteOther,
        Self::BringOnStage,
        Self::SendToAudience,
        Self::StepDown,
        Self::End,
    ];
}

impl Role {
    pub const ALL: [Self; 5] =
        [Self::Guest, Self::Listener, Self::Speaker, Self::CoHost, Self::Host];

    pub const fn may(self, action: Action) -> bool {
        match self {
            Self::Guest | Self::Listener => match action {
                Action::Listen => true,
                Action::Speak
                | Action::MuteSelf
                | Action::MuteOther
                | Action::BringOnStage
                | Action::SendToAudience
                | Action::StepDown
                | Action::End => false,
            },
            Self::Speaker => match action {
                Action::Listen | Action::Speak | Action::MuteSelf | Action::StepDown => true,
                Action::MuteOther | Action::BringOnStage | Action::SendToAudience | Action::End => {
                    false
                }
            },
            Self::CoHost => true,
            Self::Host => match action {
                Action::Listen
                | Action::Speak
                | Action::MuteSelf
                | Action::MuteOther
                | Action::BringOnStage
                | Action::SendToAudience
                | Action::End => true,
                // A host hands the space over or ends it.
                Action::StepDown => false,
            },
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
        Listener: Listen
        Speaker: Listen, Speak, MuteSelf, StepDown
        CoHost: Listen, Speak, MuteSelf, MuteOther, BringOnStage, SendToAudience, StepDown, End
        Host: Listen, Speak, MuteSelf, MuteOther, BringOnStage, SendToAudience, End
        ");
    }
}
