//! One voice's Opus packets, made into one unbroken line of sound: mono, 16,000 samples a second.
//!
//! Law: the sound is as long as the voice's own clock says, whatever was lost on the way, and any
//! bytes are taken. What is lost for a moment is guessed, what is lost for longer is silence, and
//! where the clock jumps the line breaks. Absent on purpose: reordering, which is done before.

use super::engine::RATE;
use ropus::{Channels, DecodeMode, Decoder};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The decoder of one voice.
pub struct Ears {
    decoder: Option<Decoder>,
    /// The timestamp with which the next packet goes on, once there was one.
    next: Option<u32>,
    /// Samples of the newest packet that could be read, for those that cannot.
    usual: usize,
    /// Packets in a row that came from before the line's end.
    old: u32,
}

/// How a packet goes on from those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Unbroken,
    /// The sound of this packet does not follow on that before it.
    Broken,
}

/// RTP ticks of a 48 kHz clock for each sample.
const TICKS: u32 = 48_000 / RATE as u32;
/// 2.5 ms, the grain of Opus.
const GRAIN: usize = RATE / 400;
/// 120 ms, the longest packet.
const PACKET_MOST: usize = RATE * 120 / 1000;
/// 60 ms: as long as the decoder's guess at what was lost still sounds like the voice.
const GUESS_MOST: usize = RATE * 60 / 1000;
/// 2 s of silence: enough that the pause is seen. What comes after a longer one begins anew.
const SILENCE_MOST: usize = RATE * 2;
/// So many packets from the past are a clock that was set back, not packets that came twice.
const OLD_MOST: u32 = 5;

impl Default for Ears {
    fn default() -> Self {
        Self { decoder: new_decoder(), next: None, usual: RATE / 50, old: 0 }
    }
}

impl Ears {
    /// Appends the sound of one packet, and of what is missing before it.
    pub fn hear(&mut self, timestamp: u32, opus: &[u8], sound: &mut Vec<f32>) -> Line {
        let ahead = timestamp.wrapping_sub(self.next.unwrap_or(timestamp)).cast_signed();
        let missing = usize::try_from(ahead).map(|ahead| ahead / TICKS as usize);
        let line = match missing {
            Ok(missing) if missing <= SILENCE_MOST => {
                self.bridge(missing, sound);
                Line::Unbroken
            }
            Ok(_) => self.begin_anew(),
            Err(_) if self.old < OLD_MOST && ahead.unsigned_abs() < SILENCE_MOST as u32 * TICKS => {
                self.old += 1;
                return Line::Unbroken;
            }
            Err(_) => self.begin_anew(),
        };
        self.old = 0;
        let samples = self.decode(opus, sound);
        self.next = Some(timestamp.wrapping_add(samples as u32 * TICKS));
        line
    }

    /// How long the newest packet was, in RTP ticks.
    pub const fn newest_ticks(&self) -> u32 {
        self.usual as u32 * TICKS
    }

    fn begin_anew(&mut self) -> Line {
        *self = Self { usual: self.usual, ..Self::default() };
        Line::Broken
    }

    fn bridge(&mut self, missing: usize, sound: &mut Vec<f32>) {
        let guessed = if missing <= GUESS_MOST { missing / GRAIN * GRAIN } else { 0 };
        self.guess(guessed, sound);
        sound.resize(sound.len() + missing - guessed, 0.0);
    }

    /// Gives the number of samples that were appended.
    fn decode(&mut self, opus: &[u8], sound: &mut Vec<f32>) -> usize {
        let start = sound.len();
        if !opus.is_empty() {
            sound.resize(start + PACKET_MOST, 0.0);
            let decoded = self.run(opus, &mut sound[start..]);
            sound.truncate(start + decoded.unwrap_or(0));
            if let Some(samples) = decoded.filter(|samples| *samples > 0) {
                self.usual = samples;
                return samples;
            }
        }
        self.guess(self.usual, sound);
        self.usual
    }

    fn guess(&mut self, samples: usize, sound: &mut Vec<f32>) {
        if samples > 0 {
            let start = sound.len();
            sound.resize(start + samples, 0.0);
            let guessed = self.run(&[], &mut sound[start..]).unwrap_or(0);
            if let Some(rest) = sound.get_mut(start + guessed..) {
                rest.fill(0.0);
            }
        }
    }

    /// A decoder that panics costs its own memory of the voice, and nobody else's captions.
    fn run(&mut self, opus: &[u8], into: &mut [f32]) -> Option<usize> {
        let mut decoder = self.decoder.take().or_else(new_decoder)?;
        let most = into.len();
        let decode = AssertUnwindSafe(|| decoder.decode_float(opus, into, DecodeMode::Normal));
        let decoded = catch_unwind(decode).ok()?;
        self.decoder = Some(decoder);
        for sample in into.iter_mut() {
            if !sample.is_finite() {
                *sample = 0.0;
            }
        }
        decoded.ok().map(|samples| samples.min(most))
    }
}

fn new_decoder() -> Option<Decoder> {
    Decoder::new(RATE as u32, Channels::Mono).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ropus::{Application, Encoder};

    /// `ms` of a 440 Hz tone.
    fn packet(channels: Channels, ms: f32) -> Vec<u8> {
        let mut encoder = Encoder::builder(48_000, channels, Application::Voip).build().unwrap();
        let samples = (48.0 * ms) as usize;
        let pcm: Vec<f32> = (0..samples * channels.count_of())
            .map(|n| (n as f32 * 0.0576 / channels.count_of() as f32).sin() * 0.3)
            .collect();
        let mut packet = vec![0; 4000];
        let bytes = encoder.encode_float(&pcm, &mut packet).unwrap();
        packet.truncate(bytes);
        packet
    }

    trait CountOf {
        fn count_of(self) -> usize;
    }

    impl CountOf for Channels {
        fn count_of(self) -> usize {
            match self {
                Channels::Mono => 1,
                Channels::Stereo => 2,
            }
        }
    }

    fn heard(packets: &[(u32, &[u8])]) -> (usize, Vec<Line>) {
        let (mut ears, mut sound) = (Ears::default(), Vec::new());
        let lines = packets.iter().map(|(at, opus)| ears.hear(*at, opus, &mut sound)).collect();
        (sound.len(), lines)
    }

    #[test]
    fn every_length_of_packet_in_mono_and_stereo_is_heard_at_its_length() {
        for channels in [Channels::Mono, Channels::Stereo] {
            for ms in [2.5, 5.0, 10.0, 20.0, 40.0, 60.0] {
                let packet = packet(channels, ms);
                assert_eq!(heard(&[(7, &packet)]).0, (16.0 * ms) as usize, "{ms} ms");
            }
        }
    }

    #[test]
    fn what_is_lost_leaves_the_line_as_long_as_the_clock_says() {
        let packet = packet(Channels::Mono, 20.0);
        for lost_ms in [20, 40, 60, 100, 500, 2000] {
            let second = 960 + lost_ms * 48;
            let (samples, lines) = heard(&[(0, &packet), (second, &packet)]);
            assert_eq!(samples, 640 + lost_ms as usize * 16);
            assert_eq!(lines, [Line::Unbroken, Line::Unbroken]);
        }
    }

    #[test]
    fn a_jump_of_the_clock_breaks_the_line() {
        let packet = packet(Channels::Mono, 20.0);
        for jump in [48_000 * 3, u32::MAX / 2, 0u32.wrapping_sub(48_000 * 60)] {
            let (samples, lines) = heard(&[(5, &packet), (jump, &packet)]);
            assert_eq!((samples, lines), (640, vec![Line::Unbroken, Line::Broken]));
        }
    }

    #[test]
    fn a_packet_that_comes_twice_is_heard_once_and_a_clock_set_back_begins_anew() {
        let packet = packet(Channels::Mono, 20.0);
        assert_eq!(heard(&[(9600, &packet), (9600, &packet), (10_560, &packet)]).0, 640);
        let back: Vec<(u32, &[u8])> = std::iter::once((9600, &packet[..]))
            .chain((0..8).map(|n| (n * 960, &packet[..])))
            .collect();
        let (_, lines) = heard(&back);
        assert_eq!(lines.iter().filter(|line| **line == Line::Broken).count(), 1);
    }

    #[test]
    fn the_clock_may_wrap() {
        let packet = packet(Channels::Mono, 20.0);
        let (samples, lines) = heard(&[(u32::MAX - 479, &packet), (480, &packet)]);
        assert_eq!((samples, lines), (640, vec![Line::Unbroken, Line::Unbroken]));
    }

    #[test]
    fn an_empty_packet_is_as_long_as_those_before() {
        let packet = packet(Channels::Mono, 60.0);
        assert_eq!(heard(&[(0, &packet), (2880, &[])]).0, 1920);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn any_bytes_at_any_time_give_bounded_and_finite_sound(
            packets in prop::collection::vec((any::<u32>(), prop::collection::vec(any::<u8>(), 0..80)), 1..9),
        ) {
            let (mut ears, mut sound) = (Ears::default(), Vec::new());
            for (at, opus) in packets {
                sound.clear();
                ears.hear(at, &opus, &mut sound);
                prop_assert!(sound.len() <= SILENCE_MOST + PACKET_MOST);
                prop_assert!(sound.iter().all(|sample| sample.is_finite()));
            }
        }
    }
}
