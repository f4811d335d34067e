//! When each voice on a stage sends which frame. Pure: frame numbers in, frames out.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// One frame of Opus.
pub const FRAME: Duration = Duration::from_millis(20);
/// Bytes of a frame of speech at some 40 kbit/s.
pub const SPEECH_BYTES: usize = 100;
/// A browser's encoder in silence sends one frame in 400 ms, of one to three bytes.
const DTX_EVERY: u64 = 20;
/// In turns, each voice speaks for 1.5 s…
const TURN_FRAMES: u64 = 75;
/// …and the one before it speaks on for 200 ms of that, as people do.
const OVERLAP_FRAMES: u64 = 10;
/// As many as there are slots.
const AT_ONCE: usize = 3;
const LEVEL_SILENT: u8 = 127;

/// How the voices of a stage share the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Silent,
    /// The first alone.
    One,
    /// The first three at once, their packets sent in one instant.
    ThreeInPhase,
    /// The first three at once, their packets spread over the 20 ms.
    ThreeOutOfPhase,
    /// One after the other, with overlaps; the others send DTX.
    Turns,
}

/// What a voice sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    pub bytes: usize,
    /// RFC 6464: 0 loudest to 127 silent.
    pub level: u8,
}

impl How {
    /// How far after the tick of its frame number a voice sends.
    pub fn phase(self, voice: usize) -> Duration {
        match self {
            Self::Silent | Self::One | Self::ThreeInPhase | Self::Turns => Duration::ZERO,
            Self::ThreeOutOfPhase => FRAME * (voice % AT_ONCE) as u32 / AT_ONCE as u32,
        }
    }

    /// Frame `number` of a voice; none when it sends nothing then.
    pub fn frame(self, voice: usize, voices: usize, number: u64) -> Option<Frame> {
        let speaks = match self {
            Self::Silent => return None,
            Self::One if voice == 0 => true,
            Self::ThreeInPhase | Self::ThreeOutOfPhase if voice < AT_ONCE => true,
            Self::One | Self::ThreeInPhase | Self::ThreeOutOfPhase => return None,
            Self::Turns => {
                let turn = |number: u64| (number / TURN_FRAMES) as usize % voices.max(1);
                turn(number) == voice || turn(number.saturating_sub(OVERLAP_FRAMES)) == voice
            }
        };
        if speaks {
            // A level that never moves would not count as speech.
            let level = 18 + ((number * 7 + voice as u64 * 3) % 13) as u8;
            return Some(Frame { bytes: SPEECH_BYTES, level });
        }
        let silent = (number + voice as u64).is_multiple_of(DTX_EVERY);
        let bytes = 1 + (number / DTX_EVERY % 3) as usize;
        silent.then_some(Frame { bytes, level: LEVEL_SILENT })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_turns_one_or_two_speak_and_the_others_breathe() {
        let (mut speech, mut breaths) = (0, 0);
        for number in 0..7500 {
            let frames: Vec<_> =
                (0..10).filter_map(|voice| How::Turns.frame(voice, 10, number)).collect();
            let speaking = frames.iter().filter(|frame| frame.bytes == SPEECH_BYTES).count();
            assert!((1..=2).contains(&speaking), "{speaking} speak at {number}");
            assert!(frames.iter().all(|frame| frame.bytes == SPEECH_BYTES || frame.bytes <= 3));
            speech += speaking;
            breaths += frames.len() - speaking;
        }
        assert!((8400..8600).contains(&speech), "{speech}");
        // Nine silent voices, 2.5 frames a second each, over 150 s.
        assert!((3000..3600).contains(&breaths), "{breaths}");
    }

    #[test]
    fn three_are_spread_over_a_frame_or_are_not() {
        assert_eq!(How::ThreeInPhase.phase(2), Duration::ZERO);
        assert_eq!(How::ThreeOutOfPhase.phase(1).as_micros(), 6666);
        let at = |how: How| (0..10).filter(|voice| how.frame(*voice, 10, 5).is_some()).count();
        assert_eq!((at(How::Silent), at(How::One), at(How::ThreeInPhase)), (0, 1, 3));
    }
}
