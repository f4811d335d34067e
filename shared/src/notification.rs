//! What somebody is told while they are elsewhere: of spaces that they asked to be reminded of, of
//! whom they follow, and of who wants them on stage.

use crate::{
    id::SpaceId,
    text::{Name, Reason, Title},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

/// `PUT /api/announcements/{id}/reminder`
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Remind {
    /// How long before the beginning, in minutes; at most [`Remind::MOST_MIN`]. Absent, it is as they
    /// set it for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_min: Option<u32>,
}

impl Remind {
    /// Time to make tea.
    pub const DEFAULT_MIN: u32 = 10;
    /// A day.
    pub const MOST_MIN: u32 = 24 * 60;
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
    /// Somebody whom they follow is on air.
    Live,
    /// A host wants them on stage.
    Invited,
    /// They have a ticket: they bought it, or somebody gave it to them.
    Ticket,
    /// A seat for which they waited is held for them.
    SeatFree,
    /// Their ticket is good no more, and what it cost goes back to whoever paid.
    MoneyBack,
}

impl Occasion {
    pub const ALL: [Self; 10] = [
        Self::Soon,
        Self::Begun,
        Self::Moved,
        Self::Cancelled,
        Self::Missed,
        Self::Live,
        Self::Invited,
        Self::Ticket,
        Self::SeatFree,
        Self::MoneyBack,
    ];

    /// As it stands in rows and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::Begun => "begun",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Missed => "missed",
            Self::Live => "live",
            Self::Invited => "invited",
            Self::Ticket => "ticket",
            Self::SeatFree => "seat_free",
            Self::MoneyBack => "money_back",
        }
    }

    /// The page on which whoever is told can do something about it.
    pub fn page(self, space: SpaceId) -> String {
        let space = ["/s/", &space.to_string()].concat();
        match self {
            Self::SeatFree => [&space, "/tickets"].concat(),
            Self::MoneyBack => "/tickets".to_owned(),
            Self::Soon
            | Self::Begun
            | Self::Moved
            | Self::Cancelled
            | Self::Missed
            | Self::Live
            | Self::Invited
            | Self::Ticket => space,
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
    /// Who is live, of [`Occasion::Live`], and who invites, of [`Occasion::Invited`]; absent when they
    /// are gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<Name>,
    /// Why, of [`Occasion::Cancelled`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
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

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Tongue {
    En,
    Fr,
}

impl Tongue {
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// English is for everybody else.
    pub fn of(code: &str) -> Self {
        if code == Self::Fr.code() { Self::Fr } else { Self::En }
    }
}

/// `GET /api/reminding`: how one is reminded, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reminding {
    /// Minutes before the beginning, where one says nothing else.
    pub lead_min: u32,
    /// Names the browsers that are told; each knows its own name.
    pub devices: Vec<String>,
    /// What browsers subscribe with (RFC 8292): an uncompressed point of P-256 in base64url.
    pub push_key: String,
    /// Whether this relay sends letters.
    pub has_mail: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The secret address of one's own calendar. Accounts have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Address {
    pub address: String,
    /// Whether whoever reads there said yes.
    pub is_confirmed: bool,
}

/// `PATCH /api/reminding`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetLead {
    /// At most [`Remind::MOST_MIN`].
    pub lead_min: u32,
}

/// `PUT /api/reminding/push`: what the browser gave, and how its reader reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Subscribe {
    pub endpoint: String,
    /// In base64url, as in the JSON of a PushSubscription.
    pub p256dh: String,
    pub auth: String,
    pub language: Tongue,
    pub zone: String,
}

/// `DELETE /api/reminding/push`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unsubscribe {
    pub endpoint: String,
}

/// `PUT /api/reminding/address`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetAddress {
    pub address: String,
    pub language: Tongue,
    pub zone: String,
}

/// `GET /api/notifications/unread`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unread {
    pub unread: u32,
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
