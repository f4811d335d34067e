//! One voice: its packets go in, stretches of speech come out, each with its sound and its time.
//!
//! The voice's own samples are the clock; the relay's clock is told from when packets came to the
//! relay, never from when they were looked at here. Holds no more sound than the stretch that is
//! open, and a quarter of a second before one.

use super::{
    ears::{Ears, Line},
    engine::RATE,
    pipe::Frame,
    segment::{Input, MOMENT, Output, Segmenter, Stretch},
};
use causerie_shared::{caption::Heard, time::UnixMs};
use earshot::Detector;
use std::{collections::VecDeque, sync::Arc};

pub struct Voice {
    ears: Ears,
    detector: Box<Detector>,
    segmenter: Segmenter,
    /// Sound from the sample `start` on.
    sound: Vec<f32>,
    start: u64,
    /// Up to where the detector has looked.
    seen: u64,
    /// Where the newest packet ended, and when it came to the relay.
    newest: (u64, UnixMs),
    /// Where the newest packet that anybody heard ended, in samples and on its slot.
    heard: Option<(u64, Heard)>,
    /// The stretch that began last, and when it did: told once, so that it does not waver.
    began: Option<(u64, UnixMs)>,
    pieces: VecDeque<Piece>,
}

/// A stretch of speech as it is so far, or whole.
#[derive(Clone)]
pub struct Piece {
    pub is_final: bool,
    pub stretch: Stretch,
    pub from: UnixMs,
    pub to: UnixMs,
    pub heard: Option<Heard>,
    pub samples: Arc<[f32]>,
}

const SAMPLES_PER_MS: u64 = RATE as u64 / 1000;
/// Samples of one moment, for slices.
const MOMENT_SAMPLES: usize = MOMENT as usize;
/// RTP ticks of a 48 kHz clock for each sample.
const TICKS: u64 = 48_000 / RATE as u64;

impl Voice {
    /// Asks for partials every `pace_ms` of sound; none asks for none.
    pub fn new(pace_ms: Option<u64>) -> Self {
        Self {
            ears: Ears::default(),
            detector: Detector::default_boxed(),
            segmenter: Segmenter::new(pace_ms.map(|ms| ms * SAMPLES_PER_MS)),
            sound: Vec::new(),
            start: 0,
            seen: 0,
            newest: (0, UnixMs(0)),
            heard: None,
            began: None,
            pieces: VecDeque::new(),
        }
    }

    pub fn set_pace(&mut self, pace_ms: Option<u64>) {
        self.segmenter.set_pace(pace_ms.map(|ms| ms * SAMPLES_PER_MS));
    }

    pub fn handle(&mut self, frame: &Frame, now: UnixMs) {
        let mut sound = Vec::new();
        match self.ears.hear(frame.timestamp, &frame.opus, &mut sound) {
            Line::Unbroken => {}
            Line::Broken => self.break_off(now),
        }
        if sound.is_empty() {
            return;
        }
        self.sound.append(&mut sound);
        let end = self.end();
        self.newest = (end, frame.at);
        if let Some(Heard { slot, timestamp }) = frame.heard {
            let timestamp = timestamp.wrapping_add(self.ears.newest_ticks());
            self.heard = Some((end, Heard { slot, timestamp }));
        }
        self.look(now);
    }

    /// Nothing more comes for a while. Of the sound nothing stays.
    pub fn pause(&mut self, now: UnixMs) {
        self.break_off(now);
        self.ears = Ears::default();
        self.sound = Vec::new();
        self.start = self.seen;
    }

    /// What comes next has another clock.
    fn break_off(&mut self, now: UnixMs) {
        self.segmenter.handle(Input::Break, now);
        self.collect();
        self.detector.reset();
    }

    pub fn handle_timeout(&mut self, now: UnixMs) {
        self.segmenter.handle_timeout(now);
        self.collect();
    }

    pub fn poll_output(&mut self) -> Option<Piece> {
        self.pieces.pop_front()
    }

    pub fn poll_timeout(&self) -> Option<(UnixMs, &'static str)> {
        self.segmenter.poll_timeout()
    }

    fn end(&self) -> u64 {
        self.start + self.sound.len() as u64
    }

    fn look(&mut self, now: UnixMs) {
        while let Some(moment) = self.sound.get(self.place(self.seen)..)
            && let Some(moment) = moment.get(..MOMENT_SAMPLES)
        {
            let speech = self.detector.predict_f32(moment);
            let loudness = moment.iter().map(|sample| sample * sample).sum();
            self.seen += MOMENT;
            self.segmenter.handle(Input::Moment { speech, loudness }, now);
            self.collect();
        }
        let needed = self.place(self.segmenter.needed_from().min(self.seen));
        self.sound.drain(..needed);
        self.start += needed as u64;
    }

    /// Where a sample lies in the sound that is held.
    fn place(&self, sample: u64) -> usize {
        usize::try_from(sample.saturating_sub(self.start))
            .unwrap_or(usize::MAX)
            .min(self.sound.len())
    }

    fn collect(&mut self) {
        while let Some(output) = self.segmenter.poll_output() {
            let (stretch, is_final) = match output {
                Output::Partial(stretch) => (stretch, false),
                Output::Final(stretch) => (stretch, true),
            };
            let samples = self.sound.get(self.place(stretch.from)..self.place(stretch.to));
            let samples = samples.unwrap_or_default().into();
            let from = self.began(stretch.from);
            let (to, heard) = (self.time_of(stretch.to), self.heard_at(stretch));
            self.pieces.push_back(Piece { is_final, stretch, from, to, heard, samples });
        }
    }

    fn began(&mut self, sample: u64) -> UnixMs {
        match self.began {
            Some((of, at)) if of == sample => at,
            Some(_) | None => {
                let at = self.time_of(sample);
                self.began = Some((sample, at));
                at
            }
        }
    }

    fn time_of(&self, sample: u64) -> UnixMs {
        let (end, at) = self.newest;
        UnixMs(at.0.saturating_sub(end.saturating_sub(sample) / SAMPLES_PER_MS))
    }

    /// The moment on its slot at which a stretch ends, if any of it was heard.
    fn heard_at(&self, stretch: Stretch) -> Option<Heard> {
        let (end, Heard { slot, timestamp }) = self.heard.filter(|(end, _)| *end > stretch.from)?;
        // Wraps as RTP timestamps do.
        let ticks = |samples: u64| (samples * TICKS) as u32;
        let timestamp = if stretch.to >= end {
            timestamp.wrapping_add(ticks(stretch.to - end))
        } else {
            timestamp.wrapping_sub(ticks(end - stretch.to))
        };
        Some(Heard { slot, timestamp })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::captions::{engine::RATE, pipe::Talker};
    use causerie_shared::id::{SpaceId, VoiceId};
    use ropus::{Application, Channels, Encoder};

    /// A buzz that the detector takes for a voice: a pulse train through two formants, with syllables.
    fn voiced(seconds: f32) -> Vec<f32> {
        let mut sound = vec![0.0; (seconds * 48_000.0) as usize];
        for (n, sample) in sound.iter_mut().enumerate() {
            let t = n as f32 / 48_000.0;
            let pitch = 120.0 + 15.0 * (t * 5.0).sin();
            let syllable = 0.55 + 0.45 * (t * 25.0).sin();
            let harmonics: f32 = (1..25u8)
                .map(|k| {
                    let hz = f32::from(k) * pitch;
                    let formants = (-((hz - 600.0) / 200.0).powi(2)).exp()
                        + 0.6 * (-((hz - 1400.0) / 250.0).powi(2)).exp()
                        + 0.3 * (-((hz - 2500.0) / 300.0).powi(2)).exp();
                    formants * (std::f32::consts::TAU * hz * t).sin()
                })
                .sum();
            *sample = 0.2 * syllable * harmonics;
        }
        sound
    }

    fn frames(sound: &[f32]) -> Vec<Frame> {
        let mut encoder =
            Encoder::builder(48_000, Channels::Mono, Application::Voip).build().unwrap();
        let of = Talker { space: SpaceId::from_bits(1), voice: VoiceId::new(1).unwrap() };
        let packets = sound.chunks_exact(960).enumerate().map(|(n, pcm)| {
            let mut opus = vec![0; 1500];
            let bytes = encoder.encode_float(pcm, &mut opus).unwrap();
            opus.truncate(bytes);
            let ticks = n as u32 * 960;
            Frame {
                of,
                at: UnixMs(10_000 + n as u64 * 20 + 20),
                timestamp: ticks,
                heard: Some(Heard { slot: 2, timestamp: 5000 + ticks }),
                opus,
            }
        });
        packets.collect()
    }

    fn pieces(frames: &[Frame]) -> Vec<Piece> {
        let mut voice = Voice::new(Some(500));
        for frame in frames {
            voice.handle(frame, frame.at);
            assert!(voice.sound.len() <= RATE * 13, "the sound that is held is bounded");
        }
        voice.pause(UnixMs(0));
        std::iter::from_fn(|| voice.poll_output()).collect()
    }

    #[test]
    fn times_are_those_at_which_the_sound_came_to_the_relay() {
        let sound = [vec![0.0; 48_000], voiced(2.0), vec![0.0; 48_000]].concat();
        let pieces = pieces(&frames(&sound));
        let last = pieces.last().expect("something was said");
        assert!(last.is_final);
        assert!(last.from.0.abs_diff(11_000 - 250) < 300, "{:?}", last.from);
        assert!(last.to.0.abs_diff(13_000 + 192) < 400, "{:?}", last.to);
        let heard = last.heard.expect("it was heard");
        let ms = u64::from(heard.timestamp - 5000) / 48;
        assert_eq!((heard.slot, 10_000 + ms), (2, last.to.0));
        assert_eq!(last.samples.len() as u64, last.stretch.to - last.stretch.from);
        assert!(pieces.iter().all(|piece| piece.from == last.from));
    }

    #[test]
    fn silence_says_nothing() {
        assert!(pieces(&frames(&vec![0.0; 48_000 * 3])).is_empty());
    }
}
