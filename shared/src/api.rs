//! Bodies of the HTTP doors, as JSON.

use crate::{
    id::{PersonId, SpaceId, VoiceId},
    text::{Name, Title},
    time::UnixMs,
    view::Seat,
};
use serde::{Deserialize, Serialize};

/// `GET /api/me`, and the answer of `POST /api/me` with a [`NameRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub person: Option<PersonId>,
    pub name: Option<Name>,
}

/// `POST /api/me`: be called so from here on. Kept in a signed cookie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameRequest {
    pub name: String,
}

/// `POST /api/spaces`: open a space with oneself as host. The texts travel raw, so that the
/// relay can say what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateSpace {
    pub title: String,
    /// Needed the first time, when no cookie names the person yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// `GET /api/spaces?state=live`, newest first among equally well attended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceList {
    pub spaces: Vec<SpaceCard>,
}

/// A space as home shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceCard {
    pub id: SpaceId,
    pub title: Title,
    pub since: UnixMs,
    pub stage: Vec<Seat>,
    /// Heard within the last seconds.
    pub talking: Vec<VoiceId>,
    pub listeners: u32,
}

/// `POST /api/spaces/{id}/pass`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassRequest {
    #[serde(rename = "for")]
    pub door: PassFor,
}

/// The doors that a pass can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
pub struct Pass {
    pub pass: String,
    pub expires_in_s: u32,
}

/// An error as `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
