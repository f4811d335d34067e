//! Turns what people on stage say into words.
//!
//! The relay's side is [`task`]: it starts the recogniser, a child process of this same binary, feeds
//! it the packets of tapped voices, and passes on what it says. Between the two is [`pipe`]. A burst
//! of work, a crash or a hang of the recogniser costs words, and never a packet of sound: nothing here
//! is waited for by the media plane.
//!
//! The recogniser's side is [`recogniser`]: `ears` decode, `voice` and `segment` find the speech in
//! the sound, an `engine` hears it, `agree` decides which words stay, and `desk` which of them is heard
//! next. What decides is pure; threads, the pipe and the clock are in `recogniser` alone.
//!
//! Absent: which segment words belong to, who is captioned and what is kept (`space`).

pub mod agree;
pub mod clean;
pub mod desk;
pub mod ears;
pub mod engine;
mod listener;
pub mod load;
pub mod model_files;
pub mod models;
pub mod moonshine;
pub mod pipe;
pub mod queue;
pub mod recogniser;
pub mod remote;
pub mod segment;
pub mod subtitles;
mod task;
pub mod terms;
pub mod tokens;
pub mod voice;

#[cfg(test)]
mod trials;

pub use task::{Captions, Setup, Source, State};
