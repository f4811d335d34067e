//! How captions are doing in a space, in the one word that its reader is told.

use causerie_shared::{caption::CaptionState, view::SpaceView};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The page does not know yet.
    Waiting,
    TurnedOff,
    Unavailable,
    OtherLanguage,
    /// Before the doors open.
    Soon,
    Starting,
    /// Everybody on stage declined.
    NobodyCaptioned,
    Prompt,
    Delayed,
}

impl Standing {
    pub fn of(view: Option<&SpaceView>) -> Self {
        let Some(view) = view else { return Self::Waiting };
        if !view.captioning.wanted {
            return Self::TurnedOff;
        }
        match view.captioning.state {
            CaptionState::Unavailable => Self::Unavailable,
            CaptionState::OtherLanguage => Self::OtherLanguage,
            _ if view.lifecycle.is_backstage() => Self::Soon,
            CaptionState::Starting => Self::Starting,
            CaptionState::Prompt | CaptionState::Delayed
                if !view.stage.is_empty() && view.stage.iter().all(|seat| seat.uncaptioned) =>
            {
                Self::NobodyCaptioned
            }
            CaptionState::Prompt => Self::Prompt,
            CaptionState::Delayed => Self::Delayed,
        }
    }

    /// For style sheets and tests.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::TurnedOff => "turned_off",
            Self::Unavailable => "unavailable",
            Self::OtherLanguage => "other_language",
            Self::Soon => "soon",
            Self::Starting => "starting",
            Self::NobodyCaptioned => "nobody_captioned",
            Self::Prompt => "prompt",
            Self::Delayed => "delayed",
        }
    }

    /// Words come, or are about to.
    pub const fn is_on(self) -> bool {
        match self {
            Self::Soon | Self::Starting | Self::NobodyCaptioned | Self::Prompt | Self::Delayed => {
                true
            }
            Self::Waiting | Self::TurnedOff | Self::Unavailable | Self::OtherLanguage => false,
        }
    }
}
