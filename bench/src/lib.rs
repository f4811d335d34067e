//! What measures the relay from outside: a crowd that listens and talks as browsers do, and people
//! who open pages (`load`); and the least that a machine of this kind could do the same work with (`floor`).
//!
//! Law: the crowd speaks to the relay by its doors alone, with real ICE, DTLS and SRTP; it counts
//! every packet by its header and decrypts one in fifty; it is cheap enough not to be the limit,
//! and says how much CPU it used, so that this can be judged.
//!
//! Absent: judgement. `cargo xtask bench` starts these programs, reads the relay's `/proc` beside
//! them, and compares.

pub mod asks;
pub mod captions;
pub mod crowd;
pub mod flood;
pub mod floor;
pub mod house;
pub mod http;
pub mod kernel;
pub mod push;
pub mod room;
pub mod sdp;
pub mod spread;
pub mod stun;
pub mod transport;
