//! What happened in a space, and who may know.

use crate::{
    board::{Pin, Poll},
    caption::{Captioning, Words},
    id::{PersonId, VoiceId},
    role::Role,
    stage::{Attendee, Entry, Hand, Speaking},
    talk::{ChatLine, ChatRule, Reactions},
    text::{Term, Wording},
    time::UnixMs,
    view::{DoorCount, Lifecycle, Seat},
};
use serde::{Deserialize, Serialize};

/// Who may see an event. Each class sees its own events and those of every wider class above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Anyone at the door.
    Public,
    /// May hear.
    Holder,
    Stage,
    Hosts,
}

impl Class {
    pub const ALL: [Self; 4] = [Self::Public, Self::Holder, Self::Stage, Self::Hosts];

    /// Whether a watcher of this class may see what belongs to `class`.
    pub fn sees(self, class: Self) -> bool {
        self >= class
    }

    /// The class of somebody in a space: inside the door, unless it is shut still, or they are not
    /// `admitted` where it takes a ticket.
    pub const fn of(role: Role, lifecycle: Lifecycle, admitted: bool) -> Self {
        match role {
            Role::Guest | Role::Listener if lifecycle.is_backstage() || !admitted => Self::Public,
            Role::Guest | Role::Listener => Self::Holder,
            Role::Speaker => Self::Stage,
            Role::CoHost | Role::Host => Self::Hosts,
        }
    }
}

/// Why a space is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// A host ended it.
    ByHost,
    /// Nobody in charge came back in time.
    NobodyInCharge,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Seated {
        seat: Seat,
    },
    Unseated {
        voice: VoiceId,
    },
    Muted {
        voice: VoiceId,
        by_host: bool,
    },
    Unmuted {
        voice: VoiceId,
    },
    /// Somebody on stage is something else from here on.
    Role {
        voice: VoiceId,
        role: Role,
    },
    /// Who may come on stage by themself.
    Speaking {
        speaking: Speaking,
    },
    /// Behind all others, unless it is up already: then it keeps its place.
    HandRaised {
        hand: Hand,
    },
    HandPutBack {
        person: PersonId,
    },
    HandLowered {
        person: PersonId,
    },
    Invited {
        who: Attendee,
    },
    Uninvited {
        person: PersonId,
    },
    /// Somebody may not come back.
    Removed {
        who: Attendee,
    },
    Readmitted {
        person: PersonId,
    },
    /// Only speaker links of this edition work from here on.
    SpeakerLinks {
        edition: u32,
    },
    /// An act of order, for the log.
    Logged {
        entry: Entry,
    },
    /// Who may write from here on.
    Chat {
        rule: ChatRule,
    },
    Written {
        line: ChatLine,
    },
    Unwritten {
        number: u32,
    },
    /// Reactions since the last of these; sent at most a few times a second.
    Reacted {
        given: Reactions,
    },
    /// The doors are open: from here on the audience hears the stage.
    WentLive {
        at: UnixMs,
    },
    /// Whether somebody new may come in.
    Locked {
        locked: bool,
    },
    Pinned {
        pin: Pin,
    },
    Unpinned {
        number: u32,
    },
    /// Takes the place of the poll before it.
    PollAsked {
        poll: Poll,
    },
    /// How all votes stand; sent at most a few times a second.
    Voted {
        poll: u32,
        votes: Vec<u32>,
    },
    PollClosed {
        poll: u32,
    },
    PollRemoved {
        poll: u32,
    },
    /// How many hear the space; sent at most a few times a second.
    Audience {
        listeners: u32,
    },
    /// Nobody in charge is connected; the space ends at `until` unless one comes back.
    NobodyInCharge {
        until: UnixMs,
    },
    SomebodyInCharge,
    /// Whether a person on stage has a microphone connected to the relay.
    Microphone {
        voice: VoiceId,
        connected: bool,
    },
    /// Who is at the door and inside, for those who run the space.
    Door {
        count: DoorCount,
    },
    /// How captions are doing, and what becomes of them.
    Captioning {
        captioning: Captioning,
    },
    /// Whether somebody on stage has their voice turned into words.
    Consented {
        voice: VoiceId,
        captioned: bool,
    },
    /// Something was said.
    Said {
        words: Words,
    },
    /// What was said stands otherwise.
    Reworded {
        segment: u32,
        text: Wording,
    },
    /// What was said stands no more.
    Unsaid {
        segment: u32,
    },
    /// How names and words are spelt here.
    Terms {
        terms: Vec<Term>,
    },
    Ended {
        at: UnixMs,
        reason: EndReason,
    },
}

impl Event {
    pub const fn class(&self) -> Class {
        match self {
            Self::Seated { .. }
            | Self::Unseated { .. }
            | Self::Muted { .. }
            | Self::Unmuted { .. }
            | Self::Role { .. }
            | Self::Speaking { .. }
            | Self::Chat { .. }
            | Self::WentLive { .. }
            | Self::Locked { .. }
            | Self::Audience { .. }
            | Self::NobodyInCharge { .. }
            | Self::SomebodyInCharge
            | Self::Captioning { .. }
            | Self::Consented { .. }
            | Self::Ended { .. } => Class::Public,
            Self::Written { .. }
            | Self::Unwritten { .. }
            | Self::Reacted { .. }
            | Self::Pinned { .. }
            | Self::Unpinned { .. }
            | Self::PollAsked { .. }
            | Self::Voted { .. }
            | Self::PollClosed { .. }
            | Self::PollRemoved { .. }
            | Self::Said { .. }
            | Self::Reworded { .. }
            | Self::Unsaid { .. } => Class::Holder,
            Self::Microphone { .. } => Class::Stage,
            Self::HandRaised { .. }
            | Self::HandPutBack { .. }
            | Self::HandLowered { .. }
            | Self::Invited { .. }
            | Self::Uninvited { .. }
            | Self::Removed { .. }
            | Self::Readmitted { .. }
            | Self::SpeakerLinks { .. }
            | Self::Logged { .. }
            | Self::Terms { .. }
            | Self::Door { .. } => Class::Hosts,
        }
    }
}
