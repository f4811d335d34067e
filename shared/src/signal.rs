//! Frames of the WebSocket at `GET /api/spaces/{id}/live`: JSON text, one value a frame.
//!
//! The client speaks first ([`ClientFrame::Hello`]); the relay answers with a snapshot or, when
//! the client was here a moment ago, with what it missed. After that events come without gaps.

use crate::{
    board::Vote,
    command::Command,
    event::{Class, Event},
    fault::Fault,
    id::{PersonId, VoiceId},
    role::Role,
    stage::Notice,
    view::SpaceView,
};
use serde::{Deserialize, Serialize};

/// Position of an event in the stream of one class. The first event is 1; a snapshot carries
/// the position of the last event folded into it.
pub type Seq = u64;

/// Largest frame a client may send, in bytes. Longer frames end the socket.
pub const CLIENT_FRAME_MOST_BYTES: usize = 16 * 1024;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientFrame {
    Hello {
        /// A door pass for [`crate::api::PassFor::Live`]; without one the socket is a guest's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pass: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        resume: Option<Resume>,
    },
    Do {
        /// Chosen by the client, echoed in the answer, and greater than all before it on one socket:
        /// a command whose id is not is refused as [`Fault::Replayed`] and left undone.
        id: u32,
        command: Command,
    },
}

/// Where a client's view stands. A relay that cannot continue from here sends a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    pub epoch: u64,
    pub class: Class,
    pub seq: Seq,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerFrame {
    Snapshot {
        /// Changes whenever `seq` starts anew, such as after a restart of the relay.
        epoch: u64,
        class: Class,
        seq: Seq,
        view: Box<SpaceView>,
    },
    /// The resume was accepted: the missed events follow.
    Resumed {
        seq: Seq,
    },
    Event {
        seq: Seq,
        event: Event,
    },
    /// What you are here; sent after every snapshot and whenever it changes.
    Me {
        me: Me,
    },
    Ack {
        id: u32,
    },
    Refused {
        id: u32,
        fault: Fault,
    },
    /// A word to this person alone. One that nobody hears is not said again.
    Notice {
        notice: Notice,
    },
    /// The last frame before the relay closes.
    Farewell {
        reason: Farewell,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub person: PersonId,
    pub role: Role,
    pub voice: Option<VoiceId>,
    /// Where one's own hand stands in the queue, from 1 on, while it is up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand: Option<u32>,
    /// A seat is offered.
    #[serde(default, skip_serializing_if = "is_false")]
    pub invited: bool,
    /// One's own answer to the last poll in which one voted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vote: Option<Vote>,
    /// A seat may be taken without asking.
    #[serde(default, skip_serializing_if = "is_false")]
    pub welcome: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Why the relay closes a socket, and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Farewell {
    /// The relay restarts: come back, at a random moment within `spread_ms`.
    Restart { spread_ms: u32 },
    /// You read too slowly: come back for a snapshot.
    TooSlow,
    /// You sent too many frames.
    TooFast,
    /// You sent something that is not a frame.
    Unreadable,
    /// The same person opened this space's stage elsewhere; this tab stays quiet.
    TakenOver,
    /// The space is over; its view is final.
    Ended,
    /// You may not be here: an account is needed, or a host has blocked you. The answer to a request
    /// for a pass says which.
    NotAdmitted,
    /// A host has shown you out of this space.
    Removed,
    /// A host lets nobody new in: come back when the space is open again.
    Locked,
}
