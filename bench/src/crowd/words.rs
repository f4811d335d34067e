//! What a crowd is told on standard input and answers on standard output: one JSON value a line,
//! one answer for each command, in order.

use super::schedule::How;
use crate::spread::Spread;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Opens a space with so many people on stage; answered when all their microphones are open.
    Open { talkers: usize },
    /// Sends listeners to a space (or, by turns, to all); answered when each of them heard
    /// something (or, where nobody talks, is connected), or failed.
    Join {
        #[serde(default)]
        space: Option<usize>,
        count: usize,
        per_second: f64,
        /// m-lines in their offers.
        lines: usize,
        #[serde(default)]
        silent: bool,
    },
    /// How the voices of all spaces share the time from here on.
    Talk { how: How },
    /// Counts for so long.
    Measure { seconds: f64 },
    /// Closes the connections to the door; the audio goes on.
    HangUp,
    /// The newest listeners end their sessions.
    Leave { count: usize, per_second: f64 },
    /// The addresses of all listeners' sockets, for a floor.
    Addresses,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Opened {
        space: usize,
    },
    Joined(Joined),
    Talking,
    Measured(Measured),
    HungUp {
        closed: usize,
    },
    Left {
        count: usize,
    },
    Addresses {
        addresses: Vec<std::net::SocketAddr>,
    },
    /// The command was not understood or could not be carried out.
    Failed {
        why: String,
    },
}

/// How a number of joins went. Times are from the request to the moment named.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Joined {
    pub joined: usize,
    pub failed: usize,
    /// The first reason of a failure.
    pub why: Option<String>,
    pub http_ms: Spread,
    pub dtls_ms: Spread,
    pub sound_ms: Spread,
    pub seconds: f64,
    /// How the packets that follow are sealed.
    pub profile: Option<String>,
    /// What those who listened before lost meanwhile.
    pub others: Stood,
}

/// What listeners got within a window.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Stood {
    pub listeners: usize,
    pub received: u64,
    pub lost: u64,
    pub surplus: u64,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Measured {
    pub seconds: f64,
    /// Frames that the talkers sent.
    pub spoken: u64,
    pub heard: Stood,
    pub undecipherable: u64,
    /// From a talker's send to the kernel's receipt at the listener's socket.
    pub delay_us: Spread,
    pub floor: Stood,
    pub floor_delay_us: Spread,
    /// Of one CPU, used by the crowd itself.
    pub own_cpu: f64,
}
