//! What somebody reports to those who administer the relay: who, why, and in which moment.

use crate::{
    handle::Handle,
    id::{PersonId, ReportId, SpaceId, VoiceId},
    text::{Line, Name, Note, Title},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

/// `POST /api/spaces/{id}/reports`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportRequest {
    pub about: About,
    pub concern: Concern,
    /// In one's own words, as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a report is about. What it names is kept as it is in this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Somebody on stage.
    Voice { voice: VoiceId },
    /// A line of the chat, and whoever wrote it.
    Line { number: u32 },
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    Spam,
    Harassment,
    Hate,
    Violence,
    /// Somebody may be in danger from themself.
    SelfHarm,
    Illegal,
    Other,
}

impl Concern {
    pub const ALL: [Self; 7] = [
        Self::Spam,
        Self::Harassment,
        Self::Hate,
        Self::Violence,
        Self::SelfHarm,
        Self::Illegal,
        Self::Other,
    ];

    /// As it stands in rows and in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Harassment => "harassment",
            Self::Hate => "hate",
            Self::Violence => "violence",
            Self::SelfHarm => "self_harm",
            Self::Illegal => "illegal",
            Self::Other => "other",
        }
    }
}

/// The answer to whoever reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reported {
    pub id: ReportId,
}

/// One report, for those who administer the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportCard {
    pub id: ReportId,
    pub space: SpaceId,
    pub title: Title,
    pub at: UnixMs,
    /// How long the space had been going on, in ms: where to listen in a recording.
    pub moment_ms: u64,
    /// Who reported; absent for somebody without a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Party>,
    pub of: Party,
    pub concern: Concern,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// The line of the chat that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// When somebody who administers the relay was done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<UnixMs>,
}

/// Somebody as they were called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Party {
    pub person: PersonId,
    pub name: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<Handle>,
}

/// `GET /api/admin/reports?state=open`: the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportList {
    pub reports: Vec<ReportCard>,
    /// How many nobody was done with yet.
    pub open_total: u64,
    /// For `after=`, where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_concern_is_written_by_its_code() {
        for concern in Concern::ALL {
            let json = serde_json::to_string(&concern).unwrap();
            assert_eq!(json, format!("\"{}\"", concern.code()));
        }
    }
}
