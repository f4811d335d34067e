//! What a room is told on standard input and answers on standard output: one JSON value a line,
//! answers in the order of the commands.

use super::{line::Frames, schedule::Pace};
use crate::spread::Spread;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Command {
    /// Opens a space with so many on stage and in the audience; answered when it is quiet.
    Gather { listeners: usize, stage: usize },
    /// Lets the room live for so long; answered with `silent` when nothing more is said, and with
    /// `talked` when everything has come.
    Talk { pace: Pace, seconds: f64 },
    /// The audience loses its sockets at once. After `reach_s` they come back, evenly over
    /// `spread_s`, while the room goes on.
    Herd { pace: Pace, reach_s: f64, spread_s: f64 },
    /// Reads what a floor sends, over so many sockets, until it closes them.
    Drain { address: SocketAddr, sockets: usize },
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    Gathered {
        sockets: usize,
        seconds: f64,
    },
    Silent,
    Talked(Box<Talked>),
    Returned(Box<Returned>),
    Drained {
        bytes: u64,
    },
    /// The command was not understood or could not be carried out.
    Failed {
        why: String,
    },
}

/// What a window was.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Talked {
    pub lines: u64,
    pub reactions: u64,
    pub hands: u64,
    pub mutes: u64,
    /// The latest that any of these was sent after it was due.
    pub late_ms: f64,
    pub checked: Checked,
    /// From the moment at which a line, a mute or a hand was due, to each socket that saw it.
    pub waited_ms: Spread,
    /// From the first socket that saw an event, whatever it was, to each of the others.
    pub first_to_each_ms: Spread,
    /// The events of the audience: milliseconds from the first, and bytes as they travelled.
    pub trace: Vec<(f64, usize)>,
    /// Share of a CPU that the load used itself.
    pub own_cpu: f64,
}

/// How a herd came back.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Returned {
    pub sockets: usize,
    /// Who got what they missed, and who a fresh snapshot.
    pub resumed: u64,
    pub anew: u64,
    /// From the moment at which the first could come back to the last who had all that was missed.
    pub back_s: f64,
    /// The same for each, from the moment at which they were due.
    pub back_ms: Spread,
    pub checked: Checked,
}

/// What every socket was looked at for. But for the first two, all are to be 0.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Checked {
    /// Frames of all sockets, by kind.
    pub frames: Frames,
    /// Different events, whatever classes saw them.
    pub events: u64,
    /// Commands that were refused.
    pub refused: u64,
    /// Events whose number does not follow the one before.
    pub gaps: u64,
    /// Events that differ from one of the same number on another socket.
    pub changed: u64,
    /// Snapshots that differ from what the events before them fold into.
    pub wrong_views: u64,
    /// Sockets that the relay closed.
    pub closed: u64,
    /// Sockets that do not stand where the others of their class do.
    pub apart: u64,
}
