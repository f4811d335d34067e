//! Which frames of a space leave together. Packets that go to one listener in one message cost the
//! kernel little more than one of them (GSO), so a frame waits a little while for frames of other
//! slots that are about to come, and never for one that is not expected.
//!
//! Law: frames leave in the order of their stream; none waits longer than its space allows; with
//! one voice, or few listeners, none waits at all.

use super::{packet::SlotFrame, speakers::SLOTS, stage::STREAMS};
use std::time::{Duration, Instant};

/// Frames of a group: each stream twice.
pub const GROUP_MOST: usize = 2 * STREAMS;

const FRAME: Duration = Duration::from_millis(20);
/// A frame that is this late may still come; a stream that is later has paused.
const LATE_MOST: Duration = Duration::from_millis(4);
/// Beyond its moment, a frame is waited for this long.
const SLACK: Duration = Duration::from_millis(1);
/// A frame that is to leave with its successor waits for that one, and a little longer.
const PAIR_WAIT: Duration = Duration::from_millis(24);

/// How long frames may wait for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gathering {
    /// Zero: only what comes in one batch of datagrams leaves together.
    pub most: Duration,
    /// Listeners on a thread from which on waiting pays; below, the kernel's work is small anyway.
    pub from_listeners: usize,
    /// Listeners on a thread from which on two successive frames of each stream leave together,
    /// whatever the space asked for: half the messages, 20 ms more delay.
    pub pairs_from_listeners: usize,
}

impl Default for Gathering {
    fn default() -> Self {
        Self {
            most: Duration::from_millis(5),
            from_listeners: 100,
            pairs_from_listeners: usize::MAX,
        }
    }
}

/// The frames of one space that wait for their group to be whole.
pub struct Group {
    frames: Vec<SlotFrame>,
    due: Option<Instant>,
    /// Of each slot, when its last frame came.
    last: [Option<Instant>; SLOTS],
}

impl Default for Group {
    fn default() -> Self {
        Self { frames: Vec::with_capacity(GROUP_MOST), due: None, last: [None; SLOTS] }
    }
}

impl Group {
    /// `pairs`: two successive frames of each stream leave together. A full group takes nothing:
    /// it has to leave first.
    pub fn take(&mut self, frame: &SlotFrame, most: Duration, pairs: bool, now: Instant) {
        if self.is_full() {
            return;
        }
        if let Some(last) = self.last.get_mut(usize::from(frame.slot)) {
            *last = Some(now);
        }
        self.frames.push(frame.clone());
        let latest = *self.due.get_or_insert(now + if pairs { PAIR_WAIT } else { most });
        let waits_for_second = pairs
            && self.frames.first().is_some_and(|first| {
                self.frames.iter().filter(|frame| frame.slot == first.slot).count() < 2
            });
        if !waits_for_second {
            self.due = Some(self.last_expected(now, most).map_or(now, |at| at.min(latest)));
        }
    }

    pub fn is_full(&self) -> bool {
        self.frames.len() >= GROUP_MOST
    }

    /// When the group is to leave; nothing when it is empty.
    pub const fn due(&self) -> Option<Instant> {
        self.due
    }

    pub fn frames(&self) -> &[SlotFrame] {
        &self.frames
    }

    pub fn clear(&mut self) {
        self.frames.clear();
        self.due = None;
    }

    /// Until when the slots that are not in the group yet are waited for, of those whose next frame
    /// comes within `most`.
    fn last_expected(&self, now: Instant, most: Duration) -> Option<Instant> {
        if most.is_zero() {
            return None;
        }
        let missing = |slot: usize| self.frames.iter().all(|it| usize::from(it.slot) != slot);
        let expected = self.last.iter().enumerate().filter(|(slot, _)| missing(*slot));
        expected
            .filter_map(|(_, last)| Some((*last)? + FRAME))
            .filter(|at| (now..now + LATE_MOST + most).contains(&(*at + LATE_MOST)))
            .map(|at| at.max(now) + SLACK)
            .max()
    }
}

#[cfg(test)]
mod tests {
    use super::super::packet::{Payload, Stamps};
    use super::*;
    use proptest::prelude::*;

    const MOST: Duration = Duration::from_millis(5);

    fn frame(slot: u8, index: u64) -> SlotFrame {
        let stamps =
            Stamps { slot, csrc: 1, ssrc: 2, timestamp: 0, index, level: 30, marker: false };
        SlotFrame::new(stamps, Payload::Opus(&[1; 50])).unwrap()
    }

    fn leaves(ms: u64, group: &mut Group, left: &mut Vec<(u64, Vec<(u8, u64)>)>) {
        left.push((ms, group.frames().iter().map(|it| (it.slot, it.index)).collect()));
        group.clear();
    }

    /// As the threads do it, a full group leaves before it takes another frame.
    ///
    /// Frames of these slots at these milliseconds; tells which left together and when.
    fn play(arrivals: &[(u64, u8)], most: Duration, pairs: bool) -> Vec<(u64, Vec<(u8, u64)>)> {
        let start = Instant::now();
        let mut group = Group::default();
        let mut left = Vec::new();
        let mut index = 0;
        for ms in 0..=arrivals.last().unwrap().0 + 100 {
            let now = start + Duration::from_millis(ms);
            for (_, slot) in arrivals.iter().filter(|(at, _)| *at == ms) {
                index += 1;
                if group.is_full() {
                    leaves(ms, &mut group, &mut left);
                }
                group.take(&frame(*slot, index), most, pairs, now);
            }
            if group.is_full() || group.due().is_some_and(|due| due <= now) {
                leaves(ms, &mut group, &mut left);
            }
        }
        left
    }

    #[test]
    fn one_voice_never_waits() {
        let arrivals: Vec<_> = (0..50).map(|at| (at * 20, 0)).collect();
        let left = play(&arrivals, MOST, false);
        assert!(left.iter().zip(&arrivals).all(|((at, _), (came, _))| at == came));
    }

    #[test]
    fn voices_close_in_time_leave_together_from_their_second_frame_on() {
        let arrivals: Vec<_> =
            (0..10).flat_map(|at| [(at * 20, 0), (at * 20 + 3, 1), (at * 20 + 12, 2)]).collect();
        let left = play(&arrivals, MOST, false);
        let pairs = left.iter().filter(|(_, group)| group.len() == 2).count();
        assert_eq!(pairs, 9);
        assert!(
            left.iter()
                .filter(|(_, group)| group.len() == 1)
                .all(|(at, group)| { at % 20 == 12 || group[0].1 <= 2 })
        );
    }

    #[test]
    fn a_voice_that_paused_is_waited_for_once_at_most() {
        let mut arrivals = vec![(0, 0), (2, 1)];
        arrivals.extend((1..20).map(|at| (at * 20, 0)));
        let late = play(&arrivals, MOST, false).iter().filter(|(at, _)| at % 20 != 0).count();
        assert_eq!(late, 2, "slot 1's own frame, and one that waited for its successor");
    }

    #[test]
    fn pairs_leave_with_two_frames_of_a_stream() {
        let arrivals: Vec<_> = (0..10).map(|at| (at * 20, 0)).collect();
        let left = play(&arrivals, MOST, true);
        assert_eq!(left.len(), 5);
        assert!(left.iter().all(|(at, group)| group.len() == 2 && at % 40 == 20));
    }

    #[test]
    fn the_last_frame_before_a_silence_does_not_wait_for_ever() {
        let left = play(&[(0, 0), (20, 0), (40, 0)], MOST, true);
        assert_eq!(left.last(), Some(&(64, vec![(0, 3)])));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_nothing_overtakes_and_nothing_waits_too_long(
            gaps in proptest::collection::vec((0u64..30, 0u8..4), 1..200),
            pairs in any::<bool>(),
        ) {
            let mut at = 0;
            let arrivals: Vec<_> = gaps.iter().map(|(gap, slot)| { at += gap; (at, *slot) }).collect();
            let left = play(&arrivals, MOST, pairs);
            let came: Vec<_> = left.iter().flat_map(|(_, group)| group.clone()).collect();
            let want: Vec<_> =
                arrivals.iter().enumerate().map(|(at, (_, slot))| (*slot, at as u64 + 1)).collect();
            prop_assert_eq!(came, want);
            let most = if pairs { 24 } else { 5 };
            for (at, group) in &left {
                for (_, index) in group {
                    prop_assert!(at - arrivals[*index as usize - 1].0 <= most);
                }
            }
        }
    }
}
