//! One socket of a room, and what is known of who has it.

use crate::house::{Line as Opened, Visitor};
use anyhow::{Context, Result};
use causerie_shared::{
    command::Command,
    event::Class,
    id::{PersonId, VoiceId},
    signal::{ClientFrame, Resume, Seq, ServerFrame},
    view::SpaceView,
};
use serde::Serialize;
use std::{
    net::TcpStream,
    ops::{Add, Sub},
    time::Instant,
};
use tungstenite::{Message, Utf8Bytes, WebSocket};

/// How an event's frame begins, and what follows its number.
const EVENT: &str = r#"{"event":{"seq":"#;

pub(super) struct Line {
    /// None while they are away, or after the relay closed it.
    socket: Option<WebSocket<TcpStream>>,
    /// Who has a name.
    visitor: Option<Visitor>,
    pub person: Option<PersonId>,
    pub voice: Option<VoiceId>,
    pub class: Class,
    epoch: u64,
    pub seq: Seq,
    /// The view they began with, until the ledgers have it.
    pub snapshot: Option<Box<SpaceView>>,
    pub hand: bool,
    pub muted: bool,
    pub frames: Frames,
    next_id: u32,
    returning: Option<Returning>,
    /// How long the last return took, in milliseconds.
    pub back_ms: Option<f64>,
}

/// Somebody who comes back: since when, and up to which event they missed.
struct Returning {
    due: Instant,
    until: Option<Seq>,
}

/// What a frame said, as far as it matters here.
pub(super) enum Said {
    Event { seq: Seq, text: Utf8Bytes },
    Snapshot { seq: Seq, view: Box<SpaceView> },
    Other,
}

/// With what somebody comes back.
pub(super) struct Left {
    pub resume: Resume,
    pub visitor: Option<Visitor>,
}

impl Line {
    pub(super) fn of(opened: Opened, visitor: Option<Visitor>) -> Self {
        let me = opened.me;
        let (epoch, class, seq, snapshot) = match opened.snapshot {
            Some((at, view)) => (at.epoch, at.class, at.seq, Some(view)),
            None => (0, Class::Public, 0, None),
        };
        Self {
            socket: Some(opened.socket),
            visitor,
            person: me.map(|me| me.person),
            voice: me.and_then(|me| me.voice),
            class,
            epoch,
            seq,
            snapshot,
            hand: false,
            muted: false,
            frames: Frames::default(),
            next_id: opened.next_id,
            returning: None,
            back_ms: None,
        }
    }

    /// Its socket, which waits for nothing from here on.
    pub(super) fn watched(&self) -> Result<&TcpStream> {
        let socket = self.socket.as_ref().context("nobody is here")?.get_ref();
        socket.set_nonblocking(true)?;
        Ok(socket)
    }

    pub(super) fn is_here(&self) -> bool {
        self.socket.is_some() && self.returning.is_none()
    }

    pub(super) fn is_away(&self) -> bool {
        self.returning.is_some()
    }

    pub(super) fn ask(&mut self, command: Command) -> bool {
        let frame = ClientFrame::Do { id: self.next_id, command };
        self.next_id += 1;
        let (Some(socket), Ok(text)) = (&mut self.socket, serde_json::to_string(&frame)) else {
            return false;
        };
        socket.send(Message::text(text)).is_ok()
    }

    /// The next frame of those that have come.
    pub(super) fn read(&mut self) -> Option<Said> {
        loop {
            match self.socket.as_mut()?.read() {
                Ok(Message::Text(text)) => return Some(self.take(text)),
                Ok(Message::Close(_)) => self.socket = None,
                Ok(_) => {}
                Err(tungstenite::Error::Io(fault))
                    if fault.kind() == std::io::ErrorKind::WouldBlock =>
                {
                    return None;
                }
                Err(_) => self.socket = None,
            }
        }
    }

    fn take(&mut self, text: Utf8Bytes) -> Said {
        if let Some(seq) = event_seq(&text) {
            self.frames.event += 1;
            self.is_back_at(seq);
            return Said::Event { seq, text };
        }
        match serde_json::from_str(&text) {
            Ok(ServerFrame::Snapshot { epoch, class, seq, view }) => {
                self.frames.snapshot += 1;
                (self.epoch, self.class, self.seq) = (epoch, class, seq);
                self.until(seq);
                self.is_back_at(seq);
                return Said::Snapshot { seq, view };
            }
            Ok(ServerFrame::Resumed { seq }) => {
                self.frames.resumed += 1;
                self.until(seq);
                self.is_back_at(self.seq);
            }
            Ok(ServerFrame::Me { .. }) => self.frames.me += 1,
            Ok(ServerFrame::Ack { .. }) => self.frames.ack += 1,
            Ok(ServerFrame::Refused { .. }) => self.frames.refused += 1,
            Ok(ServerFrame::Notice { .. }) => self.frames.notice += 1,
            Ok(ServerFrame::Farewell { .. }) => self.frames.farewell += 1,
            Ok(ServerFrame::Event { .. }) | Err(_) => self.frames.strange += 1,
        }
        Said::Other
    }

    fn until(&mut self, seq: Seq) {
        if let Some(returning) = &mut self.returning {
            returning.until = Some(seq);
        }
    }

    fn is_back_at(&mut self, seq: Seq) {
        let is_back = |it: &mut Returning| it.until.is_some_and(|until| until <= seq);
        if let Some(returning) = self.returning.take_if(is_back) {
            self.back_ms = Some(returning.due.elapsed().as_secs_f64() * 1e3);
        }
    }

    /// Loses the socket without a word, to be back at `due` or later.
    pub(super) fn leave(&mut self, due: Instant) -> Left {
        self.socket = None;
        self.returning = Some(Returning { due, until: None });
        self.back_ms = None;
        let resume = Resume { epoch: self.epoch, class: self.class, seq: self.seq };
        Left { resume, visitor: self.visitor.clone() }
    }

    /// Has a socket again, over which hello is said.
    pub(super) fn come_back(&mut self, opened: Opened) {
        self.socket = Some(opened.socket);
        self.next_id = opened.next_id;
    }
}

fn event_seq(text: &str) -> Option<Seq> {
    let rest = text.strip_prefix(EVENT)?;
    let end = rest.find(',')?;
    rest.get(..end)?.parse().ok()
}

/// Frames of a socket, or of many, by kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(super) struct Frames {
    pub event: u64,
    pub snapshot: u64,
    pub resumed: u64,
    pub me: u64,
    pub ack: u64,
    pub refused: u64,
    pub notice: u64,
    pub farewell: u64,
    /// What is no frame.
    pub strange: u64,
}

impl Frames {
    fn with(self, other: Self, do_it: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            event: do_it(self.event, other.event),
            snapshot: do_it(self.snapshot, other.snapshot),
            resumed: do_it(self.resumed, other.resumed),
            me: do_it(self.me, other.me),
            ack: do_it(self.ack, other.ack),
            refused: do_it(self.refused, other.refused),
            notice: do_it(self.notice, other.notice),
            farewell: do_it(self.farewell, other.farewell),
            strange: do_it(self.strange, other.strange),
        }
    }
}

impl Add for Frames {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl Sub for Frames {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::event::Event;

    #[test]
    fn an_event_is_known_by_its_first_bytes() {
        let frame = ServerFrame::Event { seq: 1234, event: Event::SomebodyInCharge };
        assert_eq!(event_seq(&serde_json::to_string(&frame).unwrap()), Some(1234));
        assert_eq!(event_seq(r#"{"resumed":{"seq":7}}"#), None);
        assert_eq!(event_seq(EVENT), None);
    }
}
