//! The listeners of one space on one thread: each group of frames sealed for each of them, listener
//! by listener in the order of memory.
//!
//! Law: a listener's packets in a stream are numbered 1, 2, 3… with nothing but upstream loss
//! left out, and no number is used twice under its keys, whatever it skips, pauses or hears.
//! Nothing here allocates while frames flow.

use super::{
    Path, Wire,
    packet::{Shape, SlotFrame},
    press::Press,
    rtcp::{self, Sent},
    speakers::SLOTS,
    srtp::Sender,
    stage::{LEAD_SLOT, STREAMS},
    withheld::Withheld,
};
use std::collections::HashMap;

/// One listener, hot state only.
pub struct Ear {
    pub peer: u32,
    pub path: Path,
    pub withheld: Withheld,
    pub listening: bool,
    pub sender: Sender,
    pub lines: Lines,
    streams: [Stream; SLOTS],
}

/// What the listener's m-lines carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// One m-line: the loudest voice.
    Lead(Shape),
    /// Three m-lines: the slots.
    Slots([Shape; SLOTS]),
}

impl Lines {
    /// The m-line on which a slot is heard, and in which shape.
    pub(super) fn of(&self, slot: usize) -> Option<(usize, Shape)> {
        match self {
            Self::Lead(shape) if slot == LEAD_SLOT => Some((0, *shape)),
            Self::Lead(_) => None,
            Self::Slots(shapes) => shapes.get(slot).map(|shape| (slot, *shape)),
        }
    }

    fn slot_of_line(&self, line: usize) -> usize {
        match self {
            Self::Lead(_) => LEAD_SLOT,
            Self::Slots(_) => line,
        }
    }
}

/// The numbering of one stream to one listener.
#[derive(Debug, Clone, Copy, Default)]
struct Stream {
    /// SRTP packet index of the last packet sent; 0 before the first.
    last: u64,
    /// Index in the slot of the last frame met, sent or skipped; 0 when frames went by unseen.
    seen: u64,
    octets: u32,
}

impl Stream {
    /// The packet index for a frame that is sent.
    fn number(&mut self, index: u64) -> u64 {
        let gap = if self.seen == 0 { 1 } else { index.saturating_sub(self.seen).max(1) };
        self.last += if self.last == 0 { 1 } else { gap };
        self.seen = index;
        self.last
    }
}

#[derive(Default)]
pub struct Audience {
    ears: Vec<Ear>,
    /// Where each peer's ear stands in `ears`.
    places: HashMap<u32, usize>,
    report_next: usize,
}

/// What one fan-out did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FannedOut {
    pub packets: u64,
    pub bytes: u64,
}

impl Audience {
    pub fn add(&mut self, ear: Ear) {
        self.places.insert(ear.peer, self.ears.len());
        self.ears.push(ear);
    }

    pub fn remove(&mut self, peer: u32) -> Option<Ear> {
        let at = self.places.remove(&peer)?;
        let ear = self.ears.swap_remove(at);
        if let Some(moved) = self.ears.get(at) {
            self.places.insert(moved.peer, at);
        }
        Some(ear)
    }

    pub fn ear(&mut self, peer: u32) -> Option<&mut Ear> {
        self.ears.get_mut(*self.places.get(&peer)?)
    }

    pub fn size(&self) -> usize {
        self.ears.len()
    }

    /// Sends a group of frames to everyone who is to hear them; what goes to one listener is handed
    /// to the wire in one run.
    pub fn send(
        &mut self,
        frames: &[SlotFrame],
        press: &mut Press,
        wire: &mut impl Wire,
    ) -> FannedOut {
        let mut done = FannedOut::default();
        press.clear();
        for ear in self.ears.iter_mut().filter(|ear| ear.listening) {
            for print in press.prints(&ear.lines, frames) {
                let Some(stream) = ear.streams.get_mut(print.line) else { continue };
                if ear.withheld.keeps(print.csrc) {
                    stream.seen = print.index;
                    continue;
                }
                let index = stream.number(print.index);
                let (template, room) = (&print.template, wire.room());
                let header_len = template.header_len;
                let sealed = template
                    .copy_to(room, index as u16)
                    .and_then(|len| ear.sender.seal_rtp(room, header_len, len, print.ssrc, index));
                let Some(len) = sealed else { continue };
                wire.send(len, &ear.path);
                stream.octets = stream.octets.wrapping_add(template.octets);
                done.packets += 1;
                done.bytes += len as u64;
            }
        }
        done
    }

    /// Sends sender reports to the next `share` of the listeners, in turn.
    pub fn report(
        &mut self,
        share: usize,
        unix_us: u64,
        ssrcs: &[u32; STREAMS],
        timestamps: &[u32; STREAMS],
        wire: &mut impl Wire,
    ) {
        for _ in 0..share.min(self.ears.len()) {
            self.report_next = (self.report_next + 1) % self.ears.len();
            let Some(ear) = self.ears.get_mut(self.report_next).filter(|ear| ear.listening) else {
                continue;
            };
            let mut sent = [Sent { ssrc: 0, timestamp: 0, packets: 0, octets: 0 }; SLOTS];
            let mut count = 0;
            for (line, stream) in
                ear.streams.iter().enumerate().filter(|(_, stream)| stream.last > 0)
            {
                let slot = ear.lines.slot_of_line(line);
                let (Some(ssrc), Some(timestamp)) = (ssrcs.get(slot), timestamps.get(slot)) else {
                    continue;
                };
                if let Some(entry) = sent.get_mut(count) {
                    *entry = Sent {
                        ssrc: *ssrc,
                        timestamp: *timestamp,
                        packets: stream.last as u32,
                        octets: stream.octets,
                    };
                    count += 1;
                }
            }
            let room = wire.room();
            let sent = sent.get(..count).unwrap_or_default();
            let Some(len) = rtcp::write_sender_reports(room, unix_us, sent, super::CNAME) else {
                continue;
            };
            if let Some(len) = ear.sender.seal_rtcp(room, len) {
                wire.send(len, &ear.path);
            }
        }
    }
}

impl Ear {
    pub const fn new(
        peer: u32,
        path: Path,
        lines: Lines,
        withheld: Withheld,
        sender: Sender,
    ) -> Self {
        let fresh = Stream { last: 0, seen: 0, octets: 0 };
        Self { peer, path, withheld, listening: false, sender, lines, streams: [fresh; SLOTS] }
    }

    /// Frames go by unseen while a listener is paused; the next one follows on the last.
    pub fn set_listening(&mut self, listening: bool) {
        self.listening = listening;
        for stream in &mut self.streams {
            stream.seen = 0;
        }
    }

    /// Says goodbye on its streams (RFC 3550, section 6.6).
    pub fn say_goodbye(&mut self, ssrcs: &[u32; STREAMS], wire: &mut impl Wire) {
        let mut heard = [0; SLOTS];
        let mut count = 0;
        for (line, _) in self.streams.iter().enumerate().filter(|(_, stream)| stream.last > 0) {
            if let (Some(ssrc), Some(entry)) =
                (ssrcs.get(self.lines.slot_of_line(line)), heard.get_mut(count))
            {
                *entry = *ssrc;
                count += 1;
            }
        }
        let room = wire.room();
        let len = rtcp::write_goodbye(room, heard.get(..count).unwrap_or_default());
        if let Some(len) = len.and_then(|len| self.sender.seal_rtcp(room, len)) {
            wire.send(len, &self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_start_at_one_and_never_repeat_whatever_is_skipped_or_paused(
            first in 1u64..1 << 40,
            steps in proptest::collection::vec((0u8..4, 1u64..5), 1..300),
        ) {
            let mut stream = Stream::default();
            let mut index = first;
            let mut last = 0;
            let mut lost_allowed = 0;
            for (what, advance) in steps {
                index += advance;
                match what {
                    0 => stream.seen = index,
                    1 => stream.seen = 0,
                    _ => {
                        let number = stream.number(index);
                        prop_assert!(number > last);
                        if last == 0 {
                            prop_assert_eq!(number, 1);
                        }
                        prop_assert!(number - last <= advance.max(1) + lost_allowed);
                        last = number;
                        lost_allowed = 0;
                        continue;
                    }
                }
                lost_allowed = 0;
            }
        }
    }
}
