//! What the pages know and decide.
//!
//! *Invariant:* nothing here touches a browser. Time and chance come as a [`Moment`]; every wish
//! leaves as an output. The three machines ([`link`] for the socket, [`hearing`] and [`speaking`]
//! for the two audio connections) share the four verbs `handle`, `handle_timeout`, `poll_output`,
//! `poll_timeout`, and [`room`] plays them together.

pub mod aura;
pub mod captions;
pub mod carried;
pub mod chat;
pub mod clock;
pub mod coming;
pub mod desk;
pub mod earnings;
pub mod filter;
pub mod form;
pub mod hearing;
pub mod home;
pub mod link;
pub mod naming;
pub mod poll;
pub mod retry;
pub mod room;
pub mod sell;
pub mod shop;
pub mod speaking;
pub mod status;
pub mod transcript;
pub mod unheard;

/// When something happens, and a number drawn for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Milliseconds on a clock that never goes back.
    pub ms: u64,
    /// Uniform in 0..1, new for every moment.
    pub chance: f64,
}
