//! Coming on stage: who may, who asks, and who is asked.

use crate::{
    handle::Handle,
    id::{AvatarId, PersonId},
    talk::ChatRule,
    text::{Name, Question, Reason},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

/// Who may come on stage by themself. Everybody else raises a hand, or is invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Speaking {
    Everyone,
    /// Whom the host follows.
    Followed,
    #[default]
    Invited,
}

impl Speaking {
    pub const ALL: [Self; 3] = [Self::Everyone, Self::Followed, Self::Invited];
}

/// Somebody of the audience, as those who run the space see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attendee {
    pub person: PersonId,
    pub name: Name,
    /// Of those who have an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<Handle>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<AvatarId>,
}

/// A raised hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hand {
    pub of: Attendee,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
    /// When it went up.
    pub at: UnixMs,
}

/// Something that somebody in charge did for the order of the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    pub at: UnixMs,
    /// Who did it.
    pub by: Name,
    pub deed: Deed,
    /// Whom it concerned, unless it was everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    Muted,
    MutedAll,
    AskedToUnmute,
    BroughtOnStage,
    DismissedHand,
    PutBack,
    Invited,
    Uninvited,
    SentToAudience,
    Removed,
    Readmitted,
    /// Somebody else was shown out, and the list of those who may not come back was full.
    ReadmittedForRoom,
    /// From all that the host runs.
    Blocked,
    SetSpeaking {
        speaking: Speaking,
    },
    SetChat {
        rule: ChatRule,
    },
    Locked,
    Unlocked,
    WentLive,
    Pinned,
    Unpinned,
    AskedPoll,
    ClosedPoll,
    RemovedPoll,
    RevokedSpeakerLinks,
    TookLineOut,
    SetCaptioning {
        wanted: bool,
        kept: bool,
    },
    SetTerms,
    MadeCoHost,
    MadeSpeaker,
    HandedOver,
}

/// A word to one person alone, in the moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// A host asks them to speak up: nobody else can unmute a person.
    AskedToUnmute,
    /// A host put their hand down.
    HandDismissed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Reason>,
    },
    /// To those who run the space: somebody whom one of them invited says no.
    Declined { of: Name },
    /// Their seat listens on another device from here on.
    HeardElsewhere,
    /// Their ticket is good no more.
    TicketStopped,
    /// The free part is over for them.
    PreviewOver,
}
