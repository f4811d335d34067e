//! What strangers can send, and the laws that hold whatever it is: one function a kind of input,
//! called by the search (`cargo xtask fuzz`, through the programs in `fuzz_targets/`) and by the
//! test that replays `corpus/`.
//!
//! Law: a target ends for every sequence of bytes, and panics when a law of the relay is broken.
//! It says more than "does not crash": what is read lies inside what came, what is written reads
//! back, a stranger gets no answer without proof, and what goes out is bounded.
//!
//! Absent: sockets' own protocols (HTTP/1.1 and WebSocket framing belong to their crates), and
//! keys of a real session: media is fuzzed as it is once it is opened.

#![expect(clippy::unwrap_used, reason = "a broken law is told by a panic")]

mod check;
mod doors;
mod dtls;
mod framed;
mod news;
mod port;
mod rtcp;
mod rtp;
mod sdp;
mod signal;
mod speech;
mod stun;
mod ticket;

pub use doors::doors;
pub use dtls::dtls;
pub use framed::framed;
pub use news::news;
pub use rtcp::rtcp;
pub use rtp::rtp;
pub use sdp::sdp;
pub use signal::signal;
pub use speech::speech;
pub use stun::stun;
pub use ticket::ticket;

/// A kind of input by its name, which is also that of its folder in `corpus/`.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: [Target; 8] = [
    ("stun", stun),
    ("dtls", dtls),
    ("rtp", rtp),
    ("rtcp", rtcp),
    ("sdp", sdp),
    ("doors", doors),
    ("signal", signal),
    ("speech", speech),
];

/// Those of which no browser sends anything: their corpora were written by hand.
pub const WRITTEN: [Target; 2] = [("ticket", ticket), ("news", news)];

/// Whether `part` was cut out of `whole`, and is no copy.
fn lies_in(part: &[u8], whole: &[u8]) -> bool {
    let (part, whole) = (part.as_ptr_range(), whole.as_ptr_range());
    whole.start <= part.start && part.end <= whole.end
}
