//! The clock of one slot: whoever talks in it, its timestamps run with the wall clock.
//!
//! Law: timestamps of a slot strictly grow, follow the real gaps, and are never more than
//! [`AHEAD_MOST`] ahead of the wall clock. A frozen second would put a second of delay into every
//! listener's buffer. A talker's own base is ignored. Indexes strictly grow.

use causerie_shared::id::VoiceId;
use std::time::{Duration, Instant};

/// Opus over RTP always counts at 48 kHz (RFC 7587, section 4.1); 20 ms.
pub const FRAME_SAMPLES: u32 = 960;
const SAMPLES_PER_MS: i64 = 48;
/// A talker's clock may run this far before the wall clock: bursts after a stall.
const AHEAD_MOST: i64 = 100 * SAMPLES_PER_MS;
/// A talker's clock that falls back further than this stood still while time passed.
const BEHIND_MOST: i64 = 200 * SAMPLES_PER_MS;
/// The anchor follows the talker's drift by this share a frame: about 20 s.
const DRIFT_SHARE: i64 = 1024;
/// A larger hole in the talker's numbers is a restart, not a loss.
const LOSS_MOST: u64 = 100;

#[derive(Debug, Clone)]
pub struct Timeline {
    timestamp: u32,
    index: u64,
    /// Position in samples of the wall clock at `anchor_at`, relative to the first frame, scaled
    /// by `DRIFT_SHARE` so that slow drift is not rounded away.
    anchor: i64,
    anchor_at: Option<Instant>,
    /// Position of the last frame, in samples since the first.
    position: i64,
    talker: Option<(VoiceId, u32)>,
}

/// Where a frame stands in its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub timestamp: u32,
    pub index: u64,
    /// Another voice than before: earlier redundancy is not of this voice.
    pub switched: bool,
}

impl Timeline {
    pub const fn new(first_timestamp: u32) -> Self {
        Self {
            timestamp: first_timestamp,
            index: 0,
            anchor: 0,
            anchor_at: None,
            position: 0,
            talker: None,
        }
    }

    /// Places a frame of `voice` with the talker's own timestamp `theirs`; `advance` is 1 plus the
    /// number of the talker's packets lost just before.
    pub fn place(&mut self, voice: VoiceId, theirs: u32, advance: u64, now: Instant) -> Place {
        let same = self.talker.filter(|(last, _)| *last == voice);
        let step = match (self.anchor_at, same) {
            (None, _) => {
                self.anchor_at = Some(now);
                0
            }
            (Some(_), Some((_, last))) => self.step_of_talker(last, theirs, now),
            (Some(_), None) => self.step_of_wall(now),
        };
        self.advance(step);
        self.index += match same {
            Some(_) if (1..=LOSS_MOST).contains(&advance) => advance,
            Some(_) | None => 1,
        };
        self.talker = Some((voice, theirs));
        Place { timestamp: self.timestamp, index: self.index, switched: same.is_none() }
    }

    /// One more frame of the voice that talked last: the silence that ends it. It stands where
    /// the wall clock is, however long the voice has been missing, and the talker's clock is taken
    /// along, so that a voice that comes back is not ahead of time.
    pub fn extend(&mut self, now: Instant) -> Option<(VoiceId, Place)> {
        let (voice, last) = self.talker?;
        let step = self.step_of_wall(now);
        self.advance(step);
        self.index += 1;
        self.talker = Some((voice, last.wrapping_add(step as u32)));
        let (timestamp, index) = (self.timestamp, self.index);
        Some((voice, Place { timestamp, index, switched: false }))
    }

    /// The last index given out; 0 before the first.
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The timestamp that belongs to `now`, for sender reports (RFC 3550, section 6.4.1).
    pub fn timestamp_at(&self, now: Instant) -> u32 {
        let lead = self.wall(now) - self.position;
        self.timestamp.wrapping_add(lead as u32)
    }

    fn step_of_talker(&mut self, last: u32, theirs: u32, now: Instant) -> i64 {
        let claimed = i64::from(theirs.wrapping_sub(last) as i32);
        let lead = self.position + claimed - self.wall(now);
        if claimed > 0 && (-BEHIND_MOST..=AHEAD_MOST).contains(&lead) {
            self.anchor += lead;
            return claimed;
        }
        self.step_of_wall(now)
    }

    /// To where the wall clock is, and a frame on at least. A slot that is ahead of time already
    /// moves by a single sample: a flood of packets would carry it off for good.
    fn step_of_wall(&self, now: Instant) -> i64 {
        let behind = self.wall(now) - self.position;
        if behind < -AHEAD_MOST { 1 } else { behind.max(i64::from(FRAME_SAMPLES)) }
    }

    fn advance(&mut self, step: i64) {
        self.position += step;
        self.timestamp = self.timestamp.wrapping_add(step as u32);
    }

    /// Position of the wall clock, in samples since the first frame.
    fn wall(&self, now: Instant) -> i64 {
        let Some(since) = self.anchor_at else {
            return self.position;
        };
        self.anchor / DRIFT_SHARE + samples(now.saturating_duration_since(since))
    }
}

/// At 48 kHz.
pub fn samples(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX / 1000) * 48 / 1000
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn voice(number: u32) -> VoiceId {
        VoiceId::new(number).unwrap()
    }

    #[test]
    fn a_second_of_silence_moves_the_timestamp_by_a_second() {
        let start = Instant::now();
        let mut slot = Timeline::new(1000);
        let first = slot.place(voice(1), 5, 1, start);
        // The talker's own clock stood still.
        let next = slot.place(voice(1), 5 + 960, 1, start + Duration::from_secs(1));
        assert_eq!(next.timestamp - first.timestamp, 48_000);
    }

    #[test]
    fn a_switch_of_talker_is_seamless() {
        let start = Instant::now();
        let mut slot = Timeline::new(0);
        slot.place(voice(1), 77, 1, start);
        let next = slot.place(voice(2), 4_000_000_000, 9, start + Duration::from_millis(20));
        assert_eq!(next, Place { timestamp: 960, index: 2, switched: true });
    }

    #[test]
    fn the_silence_after_a_stall_stands_where_the_wall_clock_is() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut slot = Timeline::new(0);
        slot.place(voice(1), 0, 1, at(0));
        let tail = slot.extend(at(120)).unwrap().1;
        assert_eq!((tail.timestamp, tail.index), (120 * 48, 2));
        // The voice is back, and its clock never stood still.
        let back = slot.place(voice(1), 500 * 48, 25, at(500));
        assert_eq!(back.timestamp, 500 * 48);
    }

    #[test]
    fn upstream_loss_stays_visible_as_a_sequence_gap() {
        let start = Instant::now();
        let mut slot = Timeline::new(0);
        slot.place(voice(1), 0, 1, start);
        let next = slot.place(voice(1), 2880, 3, start + Duration::from_millis(60));
        assert_eq!((next.timestamp, next.index), (2880, 4));
    }

    #[test]
    fn a_drifting_clock_never_jumps() {
        let start = Instant::now();
        let mut slot = Timeline::new(0);
        let mut last = slot.place(voice(1), 0, 1, start).timestamp;
        // 200 ppm fast for an hour.
        for frame in 1..180_000u32 {
            let now = start + Duration::from_nanos(u64::from(frame) * 19_996_000);
            let next = slot.place(voice(1), frame * 960, 1, now).timestamp;
            assert_eq!(next.wrapping_sub(last), 960, "at frame {frame}");
            last = next;
        }
    }

    proptest! {
        #[test]
        fn timestamps_and_indexes_only_grow_and_stay_with_the_wall_clock(
            steps in proptest::collection::vec((1u32..4, any::<u32>(), 0u64..300, 5u64..400), 1..200),
        ) {
            let start = Instant::now();
            let mut now = start;
            let mut slot = Timeline::new(u32::MAX - 5000);
            let mut last: Option<(u32, u64)> = None;
            for (who, theirs, advance, wait_ms) in steps {
                now += Duration::from_millis(wait_ms);
                let place = slot.place(voice(who), theirs, advance, now);
                if let Some((timestamp, index)) = last {
                    prop_assert!(place.timestamp.wrapping_sub(timestamp) as i32 >= 1);
                    prop_assert!(place.index > index);
                }
                last = Some((place.timestamp, place.index));
                let lead = slot.position - samples(now - start);
                // A frame beyond, and what the anchor may have drifted meanwhile.
                prop_assert!(lead <= AHEAD_MOST + 2 * i64::from(FRAME_SAMPLES), "lead {lead}");
            }
        }
    }
}
