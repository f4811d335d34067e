//! The demo: an evening conversation, so that a space is on air when the page is first opened.
//!
//! It answers one question, "which Opus frames belong to this 20 ms tick", and always the same way:
//! the sound is in the binary and the tick is an argument. Absent: a clock, a socket, a codec. Who
//! asks, and where the frames go, is not known here. The text is `relay/demo/script.txt`, and
//! `cargo xtask clips` turns it into the files embedded below.

mod clip;
pub mod people;
mod program;

pub use program::{Frame, Program, Speaker};

/// When each clip begins.
const TIMELINE: &str = include_str!("../../demo/timeline.json");

/// Name, Ogg Opus and levels of each clip.
const FILES: &[(&str, &[u8], &[u8])] = &include!("../../demo/files.in");
