//! Talk beside the talk: chat lines and reactions.

use crate::{stage::Attendee, text::Line, time::UnixMs};
use serde::{Deserialize, Serialize};

/// Who may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChatFor {
    /// Those who run the space alone.
    Nobody,
    /// Everybody with a name.
    #[default]
    Everyone,
    /// Who follows the host, and who is on stage.
    Followers,
}

impl ChatFor {
    pub const ALL: [Self; 3] = [Self::Nobody, Self::Everyone, Self::Followers];
}

/// The rule about writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatRule {
    #[serde(rename = "for")]
    pub who: ChatFor,
    /// Seconds between two lines of one person; at most [`ChatRule::SLOW_MOST_S`]. Whoever runs the
    /// space need not wait.
    #[serde(default)]
    pub slow_s: u16,
}

impl ChatRule {
    pub const SLOW_MOST_S: u16 = 600;
}

/// One line of the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatLine {
    /// Counts up from 1 within a space.
    pub number: u32,
    pub by: Attendee,
    pub text: Line,
    pub at: UnixMs,
}

/// A sign that anybody with a name may give, as often as they like within reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    Applause,
    Heart,
    Laugh,
    Wow,
    Agree,
}

impl Reaction {
    pub const ALL: [Self; 5] = [Self::Applause, Self::Heart, Self::Laugh, Self::Wow, Self::Agree];
}

/// How many of each reaction were given, in the order of [`Reaction::ALL`].
pub type Reactions = [u32; Reaction::ALL.len()];
