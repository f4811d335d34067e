//! Carries what a space says to the world: frames to sockets, effects to media, rows to the
//! store. A frame is written once for all sockets of a class.

use crate::{
    captions::pipe::Talker,
    clock,
    hub::{
        Frame, Hub,
        press::Press,
        room::{Charter, host_of},
    },
    media::SessionId,
    space::{Effect, LOG_MOST, Line, Output, Session, Space},
    store::{SaidRow, SpaceRow},
};
use causerie_shared::{
    event::Class,
    id::SpaceId,
    signal::{Farewell, ServerFrame},
};
use std::{collections::HashMap, sync::Arc};
use tokio::sync::{mpsc, oneshot};

/// Frames that may wait for one socket: more than a minute of the loudest room. They are shared, so
/// one that waits costs its socket 16 bytes. Whoever is further behind is better served by a fresh
/// snapshot. Half of it is for what somebody missed who comes back, half for what happens while they
/// read that.
pub const QUEUE_MOST: usize = 2 * LOG_MOST;

/// The way to one socket.
pub struct Sink {
    pub frames: mpsc::Sender<Frame>,
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
    press: Press,
}

impl Dispatch {
    pub(super) fn new(hub: Hub, id: SpaceId, charter: Charter) -> Self {
        let (new, of) = Default::default();
        let press = Press::new(Arc::clone(hub.tally()));
        Self { hub, id, charter, new, of, press }
    }

    pub(super) fn welcome(&mut self, line: Line, sink: Sink) {
        self.new.insert(line, sink);
    }

    pub(super) fn forget(&mut self, line: Line) {
        self.take(line);
    }

    /// The relay stops: everybody is told when to come back.
    pub(super) fn say_to_all(&mut self, why: Farewell) {
        let frame = self.press.frame(&ServerFrame::Farewell { reason: why });
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
                // Nobody of the class is here: it is made when somebody comes back.
                if !self.of[class as usize].is_empty() {
                    let frame = self.press.event(class, seq, &event);
                    self.send_to_class(class, &frame);
                }
            }
            Output::Snapshot { line, class, epoch, seq, view } => {
                self.move_to(line, class);
                let frame = self.press.snapshot(class, epoch, seq, &view);
                self.send_to_line(line, frame);
            }
            Output::Resumed { line, class, missed, seq } => {
                self.move_to(line, class);
                self.say(line, &ServerFrame::Resumed { seq });
                for (seq, event) in missed {
                    let frame = self.press.event(class, seq, &event);
                    self.send_to_line(line, frame);
                }
            }
            Output::Me { line, me } => self.say(line, &ServerFrame::Me { me }),
            Output::Answer { line, id, answer } => {
                self.hub.tally().answered(answer.is_err());
                self.say(
                    line,
                    &match answer {
                        Ok(()) => ServerFrame::Ack { id },
                        Err(fault) => ServerFrame::Refused { id, fault },
                    },
                );
            }
            Output::Notice { line, notice } => {
                self.say(line, &ServerFrame::Notice { notice });
            }
            Output::Farewell { line, why } => {
                self.say(line, &ServerFrame::Farewell { reason: why });
                // Dropping the sink closes the socket once its queue is empty.
                self.take(line);
            }
            Output::Media(effect) => self.effect(effect),
            Output::Save { view, next_voice } => {
                let Charter { founder, pairs } = self.charter;
                let host = host_of(&view).unwrap_or(founder);
                self.hub.store().save(SpaceRow { view: *view, host, next_voice, pairs });
            }
            Output::Keep(said) => {
                let (space, at) = (self.id, clock::now());
                self.hub.store().keep_said(SaidRow { space, at, said });
            }
            Output::Spelling { terms } => self.hub.captions().spell(self.id, terms),
            Output::Over => tracing::info!(space = %self.id, "the space is over"),
        }
    }

    fn effect(&self, effect: Effect) {
        let media = self.hub.media();
        let id = |session: Session| SessionId(session.0);
        match effect {
            Effect::SetMuted { voice, muted } => media.set_muted(self.id, voice, muted),
            Effect::RemoveVoice { voice } => media.remove_voice(self.id, voice),
            Effect::SetTapped { voice, tapped } => {
                media.set_tapped(self.id, voice, tapped);
                if !tapped {
                    self.hub.captions().pause(Talker { space: self.id, voice });
                }
            }
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

    fn send_to_class(&mut self, class: Class, frame: &Frame) {
        let lines = &self.of[class as usize];
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

    fn say(&mut self, line: Line, frame: &ServerFrame) {
        let frame = self.press.frame(frame);
        self.send_to_line(line, frame);
    }

    fn send_to_line(&mut self, line: Line, frame: Frame) {
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
