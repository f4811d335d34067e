//! Bodies of the HTTP doors, as JSON.

use crate::{
    handle::Handle,
    id::{AvatarId, PersonId, SpaceId, VoiceId},
    language::Language,
    text::{Name, Title},
    time::UnixMs,
    topic::{Topic, Topics},
    view::{Access, Seat},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// `GET /api/me`: who the visitor is to this relay. Also the answer of what changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    pub person: Option<PersonId>,
    pub name: Option<Name>,
    /// Absent for guests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    pub hosting: Hosting,
}

/// What somebody with an account is, beyond their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    pub handle: Handle,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<AvatarId>,
    pub is_administrator: bool,
}

/// Whether the visitor may host, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hosting {
    Allowed,
    /// An account comes first.
    AccountNeeded {
        /// Followers that are needed beside it; zero when none are.
        followers_needed: u64,
    },
    /// More followers come first.
    FollowersNeeded {
        followers: u64,
        needed: u64,
    },
    /// The operator names who may host, and has not named this person.
    NotNamed,
}

impl fmt::Display for Hosting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed => f.write_str("you may host here"),
            Self::AccountNeeded { followers_needed: 0 } => {
                f.write_str("hosts have an account here; sign in, or make one")
            }
            Self::AccountNeeded { followers_needed } => write!(
                f,
                "hosts here have an account with {followers_needed} followers or more; sign in, or \
                 make one"
            ),
            Self::FollowersNeeded { followers, needed } => {
                write!(f, "you have {followers} of the {needed} followers that a host has here")
            }
            Self::NotNamed => {
                f.write_str("whoever runs this relay names who may host; ask them to name you")
            }
        }
    }
}

/// `POST /api/me`: be called so from here on. Kept in a signed cookie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NameRequest {
    pub name: String,
}

/// `POST /api/spaces`: open a space with oneself as host. The texts travel raw, so that the
/// relay can say what is wrong with them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateSpace {
    pub title: String,
    /// Needed the first time from a guest, when no cookie names the person yet. Where an account
    /// hosts, its own name counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
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
    /// Whether two packets of 20 ms leave together: for very large audiences, 20 ms later.
    #[serde(default)]
    pub broadcast: bool,
    /// Whether the stage meets first, with nobody else to hear it, until a host says
    /// [`crate::command::Command::GoLive`].
    #[serde(default)]
    pub backstage: bool,
}

/// `GET /api/spaces?state=live`, newest first among equally well attended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpaceList {
    pub spaces: Vec<SpaceCard>,
}

/// `GET /api/home?topic=&language=&q=`: what is on air, as this visitor likes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Home {
    /// The moment of the list. A stream of events that begins later leaves something out.
    pub as_of: UnixMs,
    /// With hosts whom the visitor follows; part of no other list.
    pub followed: Vec<SpaceCard>,
    /// The best attended first, the newest first among equals.
    pub live: Vec<SpaceCard>,
    /// How many there are in all, of which `live` holds the first.
    pub live_total: u32,
    /// What those on air are about, the most frequent first.
    pub topics: Vec<Topic>,
    /// Over, and found by a search; empty without one.
    pub past: Vec<PastCard>,
    /// Found by a search; empty without one.
    pub people: Vec<crate::people::PersonCard>,
}

/// A space that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastCard {
    pub id: SpaceId,
    pub title: Title,
    pub since: UnixMs,
    pub ended: UnixMs,
    #[serde(default, skip_serializing_if = "Topics::is_empty")]
    pub topics: Topics,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Who was on stage at the end.
    pub stage: Vec<Seat>,
}

/// A line of `GET /api/home/events` (`text/event-stream`): what changed among the listed spaces on
/// air, at most once a second. The first line after a connection is `Now`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HomeEvent {
    /// How many are on air, and since which moment changes are told: whoever has an older list asks
    /// for it again.
    Now { live_total: u32, as_of: UnixMs },
    Changed {
        /// New ones, and those that look otherwise than before.
        cards: Vec<SpaceCard>,
        gone: Vec<SpaceId>,
        live_total: u32,
    },
}

/// A space as home shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpaceCard {
    pub id: SpaceId,
    pub title: Title,
    pub since: UnixMs,
    #[serde(default, skip_serializing_if = "Topics::is_empty")]
    pub topics: Topics,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Whether people without an account may listen.
    pub guests: bool,
    pub stage: Vec<Seat>,
    /// Heard within the last seconds.
    pub talking: Vec<VoiceId>,
    pub listeners: u32,
}

/// `POST /api/spaces/{id}/pass`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PassRequest {
    #[serde(rename = "for")]
    pub door: PassFor,
    /// A speaker link: the stage may be entered without asking. One that is none is as if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Of [`crate::ticket::TicketToken`], where a space sells tickets. One that is not good is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
}

/// `GET /api/spaces/{id}/audience?q=`: whom those who run the space could invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AudienceList {
    /// By name, at most [`AudienceList::MOST`].
    pub people: Vec<crate::stage::Attendee>,
    /// How many there are in all whose name or handle has what was asked for in it.
    pub total: u32,
}

impl AudienceList {
    pub const MOST: usize = 50;
}

/// `POST /api/spaces/{id}/speaker-link`
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpeakerLink {
    /// For [`PassRequest`]; pages carry it behind `#speak=`, which no server sees.
    pub link: String,
}

/// The doors that a pass can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PassFor {
    /// The WebSocket.
    Live,
    Whip,
    Whep,
}

/// Shown as `Authorization: Bearer …` at WHIP and WHEP and in the socket's first frame, never
/// in a URL.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pass {
    pub pass: String,
    pub expires_in_s: u32,
}

/// An error as `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    pub status: u16,
    pub title: String,
    pub detail: String,
    /// The stable code of [`crate::fault::Fault::code`].
    pub code: String,
    /// The fault itself, so that a client can say it in its reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<crate::fault::Fault>,
}
