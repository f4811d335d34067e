//! What the talkers are told on standard input and answer on standard output: one JSON value a
//! line, one answer for each command, in order.

use super::figures::Figures;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Opens a space with so many people on stage, and somebody who reads; answered when their
    /// microphones are open and words may come.
    Open { talkers: usize },
    /// Everybody reads all recordings so many times, once in the life of a space; answered when no
    /// more words come.
    Read { times: usize },
    /// Everybody reads from here on, until told otherwise or nothing.
    Talk,
    /// The host has the space captioned, or not.
    Caption { wanted: bool },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Opened,
    Read(Box<Talk>),
    Talking,
    Captioned,
    Failed { why: String },
}

/// A talk and what was read of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Talk {
    pub talkers: usize,
    /// From the first frame of speech to the last word that came.
    pub seconds: f64,
    /// Of speech, of all talkers together, without the pauses between recordings.
    pub spoken_s: f64,
    pub segments: usize,
    pub figures: Figures,
    /// Stable words that changed or went.
    pub changed: u64,
    /// Segments that are kept otherwise than they were shown.
    pub kept_otherwise: usize,
    /// How long the relay said that words come late.
    pub delayed_s: f64,
    /// Frames that were sent more than a frame late: the load's own fault.
    pub late_frames: u64,
    /// Of one CPU, used by the load itself.
    pub own_cpu: f64,
}
