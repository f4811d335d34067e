//! What was said in a space, as it is kept and read again.

use crate::{
    id::{PersonId, SpaceId, VoiceId},
    text::{Name, Title, Wording},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

/// `GET /api/spaces/{id}/transcript`: the words of a space from its beginning. Also what
/// `transcript.json` holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transcript {
    pub space: SpaceId,
    pub title: Title,
    /// When the space went live: what `from_ms` counts from.
    pub since: UnixMs,
    /// Whether the space is over, so that nothing more comes.
    pub over: bool,
    /// How many days it is kept once the space is over; 0: until somebody deletes it.
    pub days: u32,
    /// Whether who asks may put any line right and take it out.
    pub edits: bool,
    pub lines: Vec<Said>,
}

/// One segment of the transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Said {
    /// As in [`crate::caption::Segment`].
    pub number: u32,
    pub voice: VoiceId,
    /// Who it was, whose colour and pattern they have.
    pub person: PersonId,
    /// As the speaker was called then.
    pub name: Name,
    pub from_ms: u64,
    pub to_ms: u64,
    pub text: Wording,
    /// Whether somebody put it right.
    #[serde(default, skip_serializing_if = "is_false")]
    pub edited: bool,
    /// Whether who asks said it: they may take it out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub own: bool,
}

/// `PUT /api/spaces/{id}/transcript/{number}`: what was said, put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reword {
    /// As it was typed; read as [`Wording`].
    pub text: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(value: &bool) -> bool {
    !*value
}
