//! The forwarding core against simulated peers: ICE, DTLS and SRTP are real, the clock and the
//! network are not, so that loss, forgery and half an hour of audio take milliseconds.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod allocations;
mod bad_input;
mod endings;
mod forwarding;
mod handshakes;
mod laws;
mod loss;
mod numbers;
mod peer;
mod reports;
mod strangers;
mod stun;
mod taps;
mod world;
