//! Carries what a space says to the world: frames to sockets, effects to media, rows to the
//! store. A frame is written once for all sockets of a class.

use crate::{
    hub::{
        Hub,
        room::{Charter, host_of},
    },
    media::SessionId,
    space::{Effect, LOG_MOST, Line, Output, Session, Space},
    store::SpaceRow,
};
use axum::extract::ws::Utf8Bytes;
use causerie_shared::{
    event::Class,
    id::SpaceId,
    signal::{Farewell, Seq, ServerFrame},
};
use std::collections::HashMap;
use tokio::sync::{mpsc, oneshot};

/// Frames that may wait for one socket: about a minute of a busy space, or some 50 kB. Whoever is
/// further behind is better served by a fresh snapshot. Half of it is for what somebody missed who
/// comes back, half for what happens while they read that.
pub const QUEUE_MOST: usize = 2 * LOG_MOST;

/// The way to one socket.
pub struct Sink {
    pub frames: mpsc::Sender<Utf8Bytes>,
    /// For what must not wait behind the frames.
    pub cut: oneshot::Sender<Farewell>,
}

pub(super) struct Dispatch {
    hub: Hub,
    id: SpaceId,
    charter: Charter,
    /// Sockets that have not been put in a class yet.
    new: HashMap<Line, Sink>,
    /// Sockets of each class.
    of: [HashMap<Line, Sink>; Class::ALL.len()],
    /// The last snapshot of each class as it was written, shared by all who came at the same
    /// position.
    snapshots: [Option<(Seq, Utf8Bytes)>; Class::ALL.len()],
}

impl Dispatch {
    pub(super) fn new(hub: Hub, id: SpaceId, charter: Charter) -> Self {
        let (new, of, snapshots) = Default::default();
        Self { hub, id, charter, new, of, snapshots }
    }

    pub(super) fn welcome(&mut self, line: Line, sink: Sink) {
        self.new.insert(line, sink);
    }

    pub(super) fn forget(&mut self, line: Line) {
        self.take(line);
    }

    /// The relay stops: everybody is told when to come back.
    pub(super) fn say_to_all(&mut self, why: Farewell) {
        let frame = self.write(&ServerFrame::Farewell { reason: why });
        for sink in self.of.iter().flat_map(HashMap::values).chain(self.new.values()) {
            let _ = sink.frames.try_send(frame.clone());
        }
    }

    pub(super) fn carry(&mut self, space: &mut Space) {
        while let Some(output) = space.poll_output() {
            self.carry_one(output);
        }
    }

    fn carry_one(&mut self, output: Output) {
        match output {
            Output::Event { class, seq, event } => {
                let event = (*event).clone();
                self.send_to_class(class, &ServerFrame::Event { seq, event });
            }
            Output::Snapshot { line, class, epoch, seq, view } => {
                self.move_to(line, class);
                let frame = match &self.snapshots[class as usize] {
                    Some((at, frame)) if *at == seq => frame.clone(),
                    _ => {
                        let view = (*view).clone();
                        self.write(&ServerFrame::Snapshot {
                            epoch,
                            class,
                            seq,
                            view: Box::new(view),
                        })
                    }
                };
                self.snapshots[class as usize] = Some((seq, frame.clone()));
                self.send_to_line(line, frame);
            }
            Output::Resumed { line, class, missed, seq } => {
                self.move_to(line, class);
                self.send_to_line(line, self.write(&ServerFrame::Resumed { seq }));
                for (seq, event) in missed {
                    let event = (*event).clone();
                    self.send_to_line(line, self.write(&ServerFrame::Event { seq, event }));
                }
            }
            Output::Me { line, me } => self.send_to_line(line, self.write(&ServerFrame::Me { me })),
            Output::Answer { line, id, answer } => {
                self.hub.tally().answered(answer.is_err());
                self.send_to_line(
                    line,
                    self.write(&match answer {
                        Ok(()) => ServerFrame::Ack { id },
                        Err(fault) => ServerFrame::Refused { id, fault },
                    }),
                );
            }
            Output::Notice { line, notice } => {
                self.send_to_line(line, self.write(&ServerFrame::Notice { notice }));
            }
            Output::Farewell { line, why } => {
                self.send_to_line(line, self.write(&ServerFrame::Farewell { reason: why }));
                // Dropping the sink closes the socket once its queue is empty.
                self.take(line);
            }
            Output::Media(effect) => self.effect(effect),
            Output::Save { view, next_voice } => {
                let Charter { founder, pairs } = self.charter;
                let host = host_of(&view).unwrap_or(founder);
                self.hub.store().save(SpaceRow { view: *view, host, next_voice, pairs });
            }
            Output::Over => tracing::info!(space = %self.id, "the space is over"),
        }
    }

    fn effect(&self, effect: Effect) {
        let media = self.hub.media();
        let id = |session: Session| SessionId(session.0);
        match effect {
            Effect::SetMuted { voice, muted } => media.set_muted(self.id, voice, muted),
            Effect::RemoveVoice { voice } => media.remove_voice(self.id, voice),
            Effect::Listen { session } => {
                media.listen(id(session));
            }
            Effect::Pause { session } => {
                media.pause(id(session));
            }
            Effect::OwnVoice { session, voice } => media.set_own_voice(id(session), voice),
            Effect::SetHeard { session, voice, heard } => {
                media.set_heard(id(session), voice, heard);
            }
            Effect::Close { session } => {
                media.close(id(session));
            }
        }
    }

    /// A frame as it travels.
    fn write(&self, frame: &ServerFrame) -> Utf8Bytes {
        self.hub.tally().serialised();
        match serde_json::to_string(frame) {
            Ok(text) => text.into(),
            // Our frames have no maps with keys that are not text, the one thing that can fail.
            Err(fault) => {
                tracing::error!(%fault, "a frame could not be written");
                Utf8Bytes::from_static("{}")
            }
        }
    }

    fn send_to_class(&mut self, class: Class, frame: &ServerFrame) {
        let lines = &self.of[class as usize];
        if lines.is_empty() {
            return;
        }
        let frame = self.write(frame);
        self.hub.tally().frames(lines.len() as u64);
        let mut slow = Vec::new();
        for (line, sink) in lines.iter() {
            if sink.frames.try_send(frame.clone()).is_err() {
                slow.push(*line);
            }
        }
        for line in slow {
            self.cut(line);
        }
    }

    fn send_to_line(&mut self, line: Line, frame: Utf8Bytes) {
        let lines = self.of.iter().find_map(|lines| lines.get(&line));
        let Some(sink) = lines.or_else(|| self.new.get(&line)) else { return };
        self.hub.tally().frames(1);
        if sink.frames.try_send(frame).is_err() {
            self.cut(line);
        }
    }

    /// The socket's queue is full, or its task is gone. The rules learn of it when the task ends.
    fn cut(&mut self, line: Line) {
        let Some(sink) = self.take(line) else { return };
        if !sink.frames.is_closed() {
            self.hub.tally().slow();
            let _ = sink.cut.send(Farewell::TooSlow);
        }
    }

    fn move_to(&mut self, line: Line, class: Class) {
        if let Some(sink) = self.take(line) {
            self.of[class as usize].insert(line, sink);
        }
    }

    fn take(&mut self, line: Line) -> Option<Sink> {
        let found = self.of.iter_mut().find_map(|lines| lines.remove(&line));
        found.or_else(|| self.new.remove(&line))
    }
}

impl std::fmt::Debug for Sink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a socket")
    }
}
