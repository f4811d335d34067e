//! One talker: reads the recordings aloud, in an order of their own, at the pace of a microphone.

use super::{
    figures::Spoken,
    shown::Ns,
    speech::{Packet, Recording},
};
use crate::crowd::{schedule::FRAME, talker::Talker};
use causerie_shared::id::VoiceId;
use std::{rc::Rc, time::Instant};

pub(super) struct Voice {
    pub(super) talker: Talker,
    pub(super) voice: VoiceId,
    /// Its place among the talkers.
    number: usize,
    recordings: Rc<[Recording]>,
    silence: Packet,
    /// When its frame 0 would have been due.
    began: Instant,
    /// Of the next frame.
    next: u64,
    /// Recordings still to be read, the next one last, and how far the one that is being read is.
    to_read: Vec<usize>,
    reading: Option<Reading>,
    /// Reads on for ever.
    pub(super) endless: bool,
    spoken: Vec<Spoken>,
}

struct Reading {
    recording: usize,
    next: usize,
}

impl Voice {
    pub(super) fn new(
        talker: Talker,
        voice: VoiceId,
        (number, of): (usize, usize),
        recordings: Rc<[Recording]>,
        silence: Packet,
    ) -> Self {
        // Microphones do not tick together.
        let phase = FRAME * number as u32 / of.max(1) as u32;
        Self {
            talker,
            voice,
            number,
            recordings,
            silence,
            began: Instant::now() + phase,
            next: 0,
            to_read: Vec::new(),
            reading: None,
            endless: false,
            spoken: Vec::new(),
        }
    }

    /// Reads everything so many times, and nothing of before counts.
    pub(super) fn read_all(&mut self, times: usize) {
        let mut order = order(self.number, self.recordings.len()).repeat(times);
        order.reverse();
        (self.to_read, self.spoken) = (order, Vec::new());
    }

    pub(super) fn is_done(&self) -> bool {
        self.to_read.is_empty() && self.reading.is_none()
    }

    /// What was said since [`Self::read_all`].
    pub(super) fn spoken(&self) -> Vec<Spoken> {
        self.spoken.clone()
    }

    pub(super) fn due(&self) -> Instant {
        self.began + FRAME * self.next as u32
    }

    /// Sends the frame that is due. `now`: by the wall clock.
    pub(super) fn talk(&mut self, now: Ns) {
        if self.reading.is_none() {
            if self.to_read.is_empty() && self.endless {
                self.read_all(1);
            }
            self.reading = self.to_read.pop().map(|recording| Reading { recording, next: 0 });
        }
        let number = self.next;
        self.next += 1;
        let recordings = Rc::clone(&self.recordings);
        let part = self.reading.as_ref().and_then(|it| Some((it, recordings.get(it.recording)?)));
        let packet = part.and_then(|(it, recording)| recording.packets.get(it.next));
        let Packet { opus, level } = packet.unwrap_or(&self.silence);
        self.talker.say_opus(opus, *level, number);
        let Some((at, recording)) = part else { return };
        let ended = recording.words.iter().filter(|(_, packet)| *packet == at.next);
        self.spoken.extend(ended.map(|(text, _)| Spoken { text: text.clone(), ended: now }));
        let next = at.next + 1;
        let recording = at.recording;
        let is_over = recordings.get(recording).is_none_or(|it| next >= it.packets.len());
        self.reading = (!is_over).then_some(Reading { recording, next });
    }
}

/// The order in which a talker reads `count` recordings: no two of the first six the same, where
/// their number is a prime such as seven.
fn order(talker: usize, count: usize) -> Vec<usize> {
    let step = 1 + talker % count.saturating_sub(1).max(1);
    (0..count).map(|at| (talker + at * step) % count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_talker_reads_all_in_an_order_of_their_own() {
        let orders: Vec<_> = (0..6).map(|talker| order(talker, 7)).collect();
        for (at, one) in orders.iter().enumerate() {
            let mut sorted = one.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4, 5, 6]);
            assert!(!orders[..at].contains(one), "{one:?}");
        }
    }
}
