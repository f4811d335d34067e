//! What somebody is told while they are elsewhere: of spaces that they asked to be reminded of.

use crate::{id::SpaceId, text::Title, time::UnixMs};
use serde::{Deserialize, Serialize};

/// `PUT /api/announcements/{id}/reminder`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Remind {
    /// How long before the beginning, in minutes; at most [`Remind::MOST_MIN`].
    #[serde(default = "Remind::default_min")]
    pub lead_min: u32,
}

impl Remind {
    /// Time to make tea.
    pub const DEFAULT_MIN: u32 = 10;
    /// A day.
    pub const MOST_MIN: u32 = 24 * 60;

    const fn default_min() -> u32 {
        Self::DEFAULT_MIN
    }
}

impl Default for Remind {
    fn default() -> Self {
        Self { lead_min: Self::DEFAULT_MIN }
    }
}

/// Of what somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// It begins in as long as they asked for.
    Soon,
    Begun,
    /// It is to begin at another time.
    Moved,
    Cancelled,
    /// Nobody began it in time.
    Missed,
}

impl Occasion {
    pub const ALL: [Self; 5] =
        [Self::Soon, Self::Begun, Self::Moved, Self::Cancelled, Self::Missed];

    /// As it stands in rows and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::Begun => "begun",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Missed => "missed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Notification {
    pub of: Occasion,
    pub space: SpaceId,
    /// As it was called then.
    pub title: Title,
    /// When it was to begin, as it was known then.
    pub starts_at: UnixMs,
    pub at: UnixMs,
    #[serde(default)]
    pub read: bool,
}

/// `GET /api/notifications`: the newest first, at most [`NotificationList::MOST`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotificationList {
    pub notifications: Vec<Notification>,
    pub unread: u32,
}

impl NotificationList {
    pub const MOST: usize = 100;
}

/// `POST /api/notifications/read`: everything up to a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadUntil {
    pub until: UnixMs,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_occasion_is_written_by_its_code() {
        for of in Occasion::ALL {
            assert_eq!(serde_json::to_string(&of).unwrap(), format!("\"{}\"", of.code()));
        }
    }
}
