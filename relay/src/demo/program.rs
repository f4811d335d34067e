//! The programme: who is on, and which frame of which clip belongs to a tick. Pure.
//!
//! Laws: the loop repeats for ever without a seam; a speaker has a frame only while a clip of theirs
//! plays, and never two in one tick. Absent: what is sent when nobody speaks.

use anyhow::{Context as _, ensure};
use serde::Deserialize;

use super::clip::Clip;
use super::{FILES, TIMELINE};

/// One Opus frame, and one tick.
const TICK_MS: u64 = 20;

/// The demo's cast and its clips on a loop; loaded once, then only read.
pub struct Program {
    speakers: Vec<Speaker>,
    /// In the order in which they begin.
    turns: Vec<Turn>,
    ticks: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Speaker {
    pub name: &'static str,
    /// Publishes as music: keeps its slot through quiet passages.
    pub music: bool,
}

/// What one speaker sends in one tick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Index into [`Program::speakers`].
    pub speaker: usize,
    /// One mono Opus frame of 20 ms.
    pub payload: &'a [u8],
    /// Loudness in -dBov (RFC 6464, 0 loudest to 127 silent).
    pub level: u8,
}

impl Program {
    /// Reads the embedded files. An error means that they were not written by one run of
    /// `cargo xtask clips`.
    pub fn load() -> anyhow::Result<Self> {
        Self::parse(TIMELINE).context("loading the demo; `cargo xtask clips` writes its files anew")
    }

    fn parse(timeline: &'static str) -> anyhow::Result<Self> {
        let timeline: Timeline = serde_json::from_str(timeline).context("timeline.json")?;
        let ticks = timeline.loop_ms / TICK_MS;
        ensure!(ticks > 0, "the loop is empty");
        let mut turns = Vec::with_capacity(timeline.turns.len());
        for row in &timeline.turns {
            turns.push(Turn::load(row, &timeline).with_context(|| format!("clip {}", row.clip))?);
        }
        turns.sort_by_key(|it| it.start);
        for (index, turn) in turns.iter().enumerate() {
            let mut earlier = turns[..index].iter().filter(|it| it.speaker == turn.speaker);
            ensure!(
                earlier.all(|it| it.end() <= turn.start),
                "speaker {} overlaps themselves",
                turn.speaker
            );
        }
        Ok(Self { ticks, speakers: timeline.speakers, turns })
    }

    /// The cast: three voices and a piano.
    pub fn speakers(&self) -> &[Speaker] {
        &self.speakers
    }

    /// Length of one loop, in ticks of 20 ms.
    pub fn ticks(&self) -> u64 {
        self.ticks
    }

    /// What is sent in one tick, counted in steps of 20 ms since the start; at most one frame a speaker.
    pub fn frames_at(&self, tick: u64) -> impl Iterator<Item = Frame<'_>> {
        let tick = tick % self.ticks;
        let begun = self.turns.partition_point(|it| it.start <= tick);
        self.turns.iter().take(begun).filter_map(move |turn| turn.frame_at(tick))
    }
}

struct Turn {
    speaker: usize,
    /// In ticks since the loop began.
    start: u64,
    clip: Clip,
}

impl Turn {
    fn load(row: &Row, timeline: &Timeline) -> anyhow::Result<Self> {
        let file = FILES.iter().find(|(name, _, _)| *name == row.clip);
        let (_, ogg, levels) = file.context("not among the embedded files")?;
        let turn = Self {
            speaker: row.speaker,
            start: row.start_ms / TICK_MS,
            clip: Clip::load(ogg, levels)?,
        };
        ensure!(row.speaker < timeline.speakers.len(), "no speaker has number {}", row.speaker);
        ensure!(row.start_ms.is_multiple_of(TICK_MS), "begins between two ticks");
        ensure!(turn.end() <= timeline.loop_ms / TICK_MS, "ends after the loop");
        Ok(turn)
    }

    fn end(&self) -> u64 {
        self.start.saturating_add(self.clip.ticks())
    }

    fn frame_at(&self, tick: u64) -> Option<Frame<'_>> {
        let (payload, level) = self.clip.at(tick.checked_sub(self.start)?)?;
        Some(Frame { speaker: self.speaker, payload, level })
    }
}

/// `timeline.json`.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Timeline {
    loop_ms: u64,
    speakers: Vec<Speaker>,
    turns: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    speaker: usize,
    clip: &'static str,
    start_ms: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quieter than this is a pause to the ear, whatever is sent.
    const PAUSE_LEVEL: u8 = 55;

    #[test]
    fn every_speaker_is_heard_in_one_loop() {
        let program = program();
        for (index, speaker) in program.speakers().iter().enumerate() {
            let heard = one_loop(&program).flatten().any(|it| it.speaker == index && it.level < 30);
            assert!(heard, "{} is never heard", speaker.name);
        }
    }

    #[test]
    fn the_cast_is_three_voices_and_a_piano() {
        let program = program();
        assert_eq!(program.speakers().iter().filter(|it| !it.music).count(), 3);
        assert_eq!(program.speakers().iter().filter(|it| it.music).count(), 1);
    }

    #[test]
    fn the_loop_lasts_three_and_a_half_to_five_minutes() {
        assert!((10_500..=15_000).contains(&program().ticks()));
    }

    #[test]
    fn the_loop_has_no_silence_longer_than_1500_ms() {
        let program = program();
        let mut silence_ms = 0;
        // Twice around, so that the seam counts too.
        for tick in 0..program.ticks() * 2 {
            let heard = program.frames_at(tick).any(|it| it.level < PAUSE_LEVEL);
            silence_ms = if heard { 0 } else { silence_ms + TICK_MS };
            assert!(silence_ms <= 1500, "silent for {silence_ms} ms at tick {tick}");
        }
    }

    #[test]
    fn somebody_overlaps_somebody() {
        let program = program();
        let voices = |frames: Vec<Frame<'_>>| {
            let heard = frames.into_iter().filter(|it| it.level < PAUSE_LEVEL);
            heard.filter(|it| !program.speakers()[it.speaker].music).count()
        };
        let overlapping = one_loop(&program).filter(|it| voices(it.clone()) >= 2).count();
        assert!(overlapping >= 50, "voices overlap for {overlapping} ticks");
    }

    #[test]
    fn levels_match_frames() {
        let program = program();
        // A constant bit rate would hide it: a loud frame needs more bytes than a silent one.
        let mean_size = |levels: std::ops::RangeInclusive<u8>| {
            let sizes: Vec<_> = one_loop(&program)
                .flatten()
                .filter(|it| levels.contains(&it.level))
                .map(|it| it.payload.len())
                .collect();
            sizes.iter().sum::<usize>() / sizes.len().max(1)
        };
        assert!(mean_size(0..=30) > mean_size(60..=127) * 2);
        assert!(one_loop(&program).flatten().all(|it| it.level <= 127));
    }

    #[test]
    fn a_speaker_has_at_most_one_frame_a_tick() {
        let program = program();
        for frames in one_loop(&program) {
            let mut speakers: Vec<_> = frames.iter().map(|it| it.speaker).collect();
            speakers.sort_unstable();
            speakers.dedup();
            assert_eq!(speakers.len(), frames.len());
        }
    }

    #[test]
    fn every_payload_fits_one_datagram() {
        // RTP header, extensions and the seal stay below 100 bytes; 1200 passes every path.
        assert!(one_loop(&program()).flatten().all(|it| it.payload.len() <= 1100));
    }

    #[test]
    fn loops_seamlessly() {
        let program = program();
        for tick in 0..program.ticks() {
            assert!(program.frames_at(tick).eq(program.frames_at(tick + program.ticks() * 1000)));
        }
        assert!(program.frames_at(u64::MAX).count() <= program.speakers().len());
    }

    #[test]
    fn a_clip_that_is_not_embedded_is_refused() {
        let timeline =
            r#"{"loop_ms":20,"speakers":[],"turns":[{"speaker":0,"clip":"none","start_ms":0}]}"#;
        assert!(Program::parse(timeline).is_err());
    }

    fn program() -> Program {
        Program::load().unwrap()
    }

    fn one_loop(program: &Program) -> impl Iterator<Item = Vec<Frame<'_>>> {
        (0..program.ticks()).map(|tick| program.frames_at(tick).collect())
    }
}
