//! What a space asks of the world. Values; the hub carries them.

use crate::space::{Line, Session};
use causerie_shared::{
    event::{Class, Event},
    fault::Fault,
    id::VoiceId,
    signal::{Farewell, Me, Seq},
    stage::Notice,
    transcript::Said,
    view::SpaceView,
};
use std::sync::Arc;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// To every line of the class.
    Event {
        class: Class,
        seq: Seq,
        event: Arc<Event>,
    },
    /// The line belongs to `class` from here on, and starts from this view.
    Snapshot {
        line: Line,
        class: Class,
        epoch: u64,
        seq: Seq,
        view: Arc<SpaceView>,
    },
    /// The line belongs to `class` from here on, and continues with what it missed.
    Resumed {
        line: Line,
        class: Class,
        missed: Vec<(Seq, Arc<Event>)>,
        seq: Seq,
    },
    Me {
        line: Line,
        me: Me,
    },
    Answer {
        line: Line,
        id: u32,
        answer: Result<(), Fault>,
    },
    Notice {
        line: Line,
        notice: Notice,
    },
    /// The last word to a line, which is gone afterwards.
    Farewell {
        line: Line,
        why: Farewell,
    },
    Media(Effect),
    /// Keep this, so that a restart resumes from here.
    Save {
        view: Box<SpaceView>,
        next_voice: u32,
    },
    /// Keep what was said.
    Keep(Said),
    /// Tell the recogniser how names and words are spelt here.
    Spelling {
        terms: Vec<String>,
    },
    /// The space is over and says nothing more.
    Over,
}

/// What the media plane shall do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    SetMuted {
        voice: VoiceId,
        muted: bool,
    },
    RemoveVoice {
        voice: VoiceId,
    },
    /// Whether a voice goes to the recogniser.
    SetTapped {
        voice: VoiceId,
        tapped: bool,
    },
    Listen {
        session: Session,
    },
    Pause {
        session: Session,
    },
    /// The person behind an ear came on stage, or left it.
    OwnVoice {
        session: Session,
        voice: Option<VoiceId>,
    },
    /// Whether one voice is kept from an ear because its owner asked so.
    SetHeard {
        session: Session,
        voice: VoiceId,
        heard: bool,
    },
    Close {
        session: Session,
    },
}
