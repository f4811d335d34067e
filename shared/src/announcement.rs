//! Spaces that are to come: what their hosts say of them beforehand.

use crate::{
    id::{CoverId, SpaceId},
    language::Language,
    role::Role,
    stage::Attendee,
    text::{Description, Reason, Title},
    time::UnixMs,
    topic::Topics,
    view::Access,
};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};

/// `POST /api/announcements`, and `PUT /api/announcements/{id}`: the whole of it. What was typed
/// travels raw, so that the relay can say what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Announce {
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// At most [`Topics::MOST`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// A code as "en" or "fr".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default)]
    pub access: Access,
    /// When it begins by the clocks of `zone`, as "2026-12-01T20:30".
    pub starts: String,
    /// About when it ends, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    /// An IANA name, as "Europe/Paris".
    pub zone: String,
    /// For its host's eyes alone, until it is said otherwise.
    #[serde(default)]
    pub draft: bool,
    /// In a `PUT`: which edition was read before it was changed. Of a newer one, nothing is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<u32>,
}

/// A host may begin this much before the time, in ms: who comes early finds people already.
pub const EARLY_MS: u64 = 15 * 60 * 1000;

/// `POST /api/announcements/{id}/cancel`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cancel {
    /// For those who meant to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A space before it begins. Its id is that of the space, and so is its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Announcement {
    pub id: SpaceId,
    pub host: Attendee,
    pub title: Title,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    #[serde(default, skip_serializing_if = "Topics::is_empty")]
    pub topics: Topics,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    #[serde(default)]
    pub access: Access,
    pub starts_at: UnixMs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<UnixMs>,
    pub zone: Zone,
    /// The beginning by the clocks of `zone`, as it was typed: "2026-12-01T20:30".
    pub starts: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<String>,
    pub state: Coming,
    /// Counts up with every change, from 0.
    pub edition: u32,
    pub changed_at: UnixMs,
    /// The picture that its host brought, at `/api/covers/{cover}/large` and `/small`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<CoverId>,
    /// How many are reminded of it; not in lists.
    #[serde(default)]
    pub going: u64,
    /// How long before it the visitor is reminded, in minutes; not in lists, and absent where they
    /// are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder_min: Option<u32>,
    /// Who is to be on stage beside the host; not in lists. Everybody sees who accepted, whoever is
    /// invited sees themself, and the host sees all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invitations: Vec<Invitation>,
    /// Whom of those who are reminded of it the visitor knows; not in lists, and absent where there is
    /// nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friends: Option<Friends>,
    /// Whether tickets are sold for it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ticketed: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Somebody whom the host invites ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    pub of: Attendee,
    /// Co-host or speaker.
    pub role: Role,
    pub reply: Reply,
}

/// What somebody who is invited ahead has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Nothing yet.
    Awaited,
    /// They have their seat when they come.
    Accepted,
    Declined,
}

/// People who follow the visitor and whom the visitor follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Friends {
    /// The first of them by name, at most [`Friends::MOST`].
    pub people: Vec<Attendee>,
    /// How many there are, these included.
    pub total: u32,
}

impl Friends {
    /// As many as are named in one line.
    pub const MOST: usize = 5;
}

/// `PUT /api/announcements/{id}/invitations/{handle}`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invite {
    /// Co-host or speaker.
    pub role: Role,
}

/// `PUT /api/announcements/{id}/invitation`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerInvitation {
    pub accepted: bool,
}

/// What has become of an announced space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Coming {
    /// Nobody but its host knows of it.
    Draft,
    Announced,
    /// It is a space from here on.
    Begun,
    Cancelled {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// Nobody began it in time.
    Missed,
}

impl Coming {
    /// Whether it can begin yet.
    pub const fn is_pending(&self) -> bool {
        match self {
            Self::Draft | Self::Announced => true,
            Self::Begun | Self::Cancelled { .. } | Self::Missed => false,
        }
    }
}

/// `GET /api/announcements`: the next one first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnnouncementList {
    pub announcements: Vec<Announcement>,
    /// For `after=`, where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The name of a time zone in the IANA database. Whether there is such a zone, the relay knows.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Zone(String);

impl Zone {
    /// Longer than any name in the database.
    pub const MOST: usize = 64;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Zone {
    type Err = TimeFault;

    fn from_str(typed: &str) -> Result<Self, TimeFault> {
        let is_sign = |sign: char| sign.is_ascii_alphanumeric() || "_+-/".contains(sign);
        let is_name = !typed.is_empty() && typed.len() <= Self::MOST && typed.chars().all(is_sign);
        if is_name { Ok(Self(typed.to_owned())) } else { Err(TimeFault::NoSuchZone) }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

/// Why a time was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TimeFault {
    /// No day and time, or a day that no calendar has.
    NoSuchTime,
    NoSuchZone,
    /// Clocks there go forward past it on that day.
    Skipped,
    Past,
    TooFar {
        most_days: u32,
    },
    EndsBeforeItStarts,
    TooLong {
        most_hours: u32,
    },
}

impl fmt::Display for TimeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchTime => {
                f.write_str("there is no such day and time; write it as 2026-12-01T20:30")
            }
            Self::NoSuchZone => {
                f.write_str("there is no such time zone; use a name as Europe/Paris")
            }
            Self::Skipped => f.write_str(
                "clocks go forward past this time on that day; choose one an hour later",
            ),
            Self::Past => f.write_str("this is over already; choose a time to come"),
            Self::TooFar { most_days } => {
                write!(f, "this is too far ahead; at most {most_days} days are possible")
            }
            Self::EndsBeforeItStarts => {
                f.write_str("this would end before it starts; choose a later end")
            }
            Self::TooLong { most_hours } => {
                write!(f, "this would last too long; at most {most_hours} hours are possible")
            }
        }
    }
}

impl std::error::Error for TimeFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_a_short_name_and_no_path() {
        for name in ["Europe/Paris", "UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires"] {
            assert_eq!(name.parse::<Zone>().unwrap().as_str(), name);
        }
        for name in ["", "../etc/passwd", "Europe/Paris\0", "Mitteleuropäisch", &"x".repeat(65)] {
            assert_eq!(name.parse::<Zone>(), Err(TimeFault::NoSuchZone), "{name}");
        }
    }

    #[test]
    fn what_can_begin_yet_is_pending() {
        assert!(Coming::Draft.is_pending() && Coming::Announced.is_pending());
        let over = [Coming::Begun, Coming::Missed, Coming::Cancelled { reason: None }];
        assert!(over.iter().all(|state| !state.is_pending()));
    }
}
