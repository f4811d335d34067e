//! Refusals: values for the person who asked, with a stable code and words that say what to do.

use crate::text::TextFault;
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The role of the person does not allow it.
    NotAllowed,
    NoSuchSpace,
    SpaceEnded,
    NotOnStage,
    NoSuchVoice,
    NoSuchPerson,
    AlreadyOnStage,
    StageFull {
        most: usize,
    },
    NoSuchSession,
    /// Too many sessions, spaces or requests from one place; `retry_after_s` says when to try again.
    TooMany {
        retry_after_s: u32,
    },
    /// A door pass that is expired, forged, or for another door.
    PassRefused,
    /// A name is needed first.
    WhoAreYou,
    BadTitle {
        text: TextFault,
    },
    BadName {
        text: TextFault,
    },
    /// A request that is not what its door reads; `detail` says what was expected.
    Unreadable {
        detail: String,
    },
}

impl Fault {
    /// Stable across versions, for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAllowed => "not_allowed",
            Self::NoSuchSpace => "no_such_space",
            Self::SpaceEnded => "space_ended",
            Self::NotOnStage => "not_on_stage",
            Self::NoSuchVoice => "no_such_voice",
            Self::NoSuchPerson => "no_such_person",
            Self::AlreadyOnStage => "already_on_stage",
            Self::StageFull { .. } => "stage_full",
            Self::NoSuchSession => "no_such_session",
            Self::TooMany { .. } => "too_many",
            Self::PassRefused => "pass_refused",
            Self::WhoAreYou => "who_are_you",
            Self::BadTitle { .. } => "bad_title",
            Self::BadName { .. } => "bad_name",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed => {
                f.write_str("your role in this space does not allow that; ask a host")
            }
            Self::NoSuchSpace => f.write_str("there is no such space; check the link"),
            Self::SpaceEnded => f.write_str("this space has ended"),
            Self::NotOnStage => f.write_str("you are not on stage; ask a host to bring you up"),
            Self::NoSuchVoice => f.write_str("nobody on stage has that voice; they may have left"),
            Self::NoSuchPerson => f.write_str("that person is not here; they may have left"),
            Self::AlreadyOnStage => f.write_str("they are on stage already"),
            Self::StageFull { most } => {
                write!(f, "the stage is full with {most} people; somebody must step down first")
            }
            Self::NoSuchSession => {
                f.write_str("this audio connection is gone; connect again to go on")
            }
            Self::TooMany { retry_after_s } => {
                write!(f, "too many at once from here; try again in {retry_after_s} seconds")
            }
            Self::PassRefused => f.write_str("this door pass has expired; ask for a new one"),
            Self::WhoAreYou => f.write_str("say your name first"),
            Self::BadTitle { text } => write!(f, "title: {text}"),
            Self::BadName { text } => write!(f, "name: {text}"),
            Self::Unreadable { detail } => f.write_str(detail),
        }
    }
}

impl std::error::Error for Fault {}
