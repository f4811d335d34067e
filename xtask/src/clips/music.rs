//! The house piano: two short pieces, written as notes and played by additive synthesis.
//!
//! A pure function of the score: chance comes from a fixed seed, so that a piece always sounds the
//! same. Absent: samples of any real instrument.

use std::f32::consts::TAU;

use anyhow::Context as _;

use super::sound::Sound;

const RATE: usize = 48_000;

/// After the last note, for the strings and the room to fade.
const TAIL_S: f32 = 4.0;

struct Piece {
    name: &'static str,
    beats_a_minute: f32,
    /// The left hand: one chord a bar, low to high.
    chords: &'static [&'static str],
    /// Which note of the chord falls on each eighth of a bar.
    figure: &'static [usize],
    /// The right hand: `note:beats`, `-` rests.
    melody: &'static str,
}

const PIECES: [Piece; 2] = [
    Piece {
        name: "lamplight",
        beats_a_minute: 76.0,
        chords: &[
            "D2 A2 E3 F#3",
            "B2 F#3 A3 D4",
            "G2 D3 A3 B3",
            "A2 E3 G3 D4",
            "F#2 C#3 E3 A3",
            "B2 F#3 A3 C#4",
            "E2 B2 F#3 G3",
            "A2 E3 G3 C#4",
            "G2 D3 F#3 B3",
            "D2 A2 F#3 A3",
        ],
        figure: &[0, 1, 2, 3, 2, 3, 2, 1],
        melody: "-:1 F#5:1.5 E5:.5 A4:1  D5:3 -:1  -:1 B4:1 D5:1 A5:1  E5:2 D5:1 E5:1  -:1 C#5:1 E5:1 A5:1 \
                 F#5:3 D5:1  G5:1.5 F#5:.5 D5:1 B4:1  E5:2 G5:1 E5:1  F#5:1 D5:1 B4:1 A4:1  D5:4",
    },
    Piece {
        name: "rain",
        beats_a_minute: 92.0,
        chords: &[
            "G2 D3 B3 D4",
            "E2 B2 G3 D4",
            "C3 G3 B3 E4",
            "D3 A3 D4 F#4",
            "B2 F#3 A3 D4",
            "E3 B3 D4 G4",
            "A2 E3 G3 C4",
            "D3 A3 C4 F#4",
            "B2 G3 B3 D4",
            "E2 B2 G3 D4",
            "C3 G3 B3 E4",
            "C3 G3 A3 D#4",
            "D3 G3 B3 D4",
            "D3 A3 C4 F#4",
            "G2 D3 B3 F#4",
            "G2 D3 G3 B3",
        ],
        figure: &[0, 1, 2, 3, 2, 1],
        melody: "-:1 B4:1 D5:1  G5:2 F#5:1  E5:2 D5:1  A4:3  -:1 D5:1 F#5:1  B5:2 A5:1  G5:1 E5:1 C5:1  D5:3 \
                 -:1 B4:1 D5:1  G5:2 A5:1  B5:2 G5:1  G5:2 D#5:1  D5:2 B4:1  A4:2 F#4:1  B4:3  G4:3",
    },
];

/// Plays the piece of this name.
pub(super) fn play(name: &str) -> anyhow::Result<Sound> {
    let piece = PIECES
        .iter()
        .find(|it| it.name == name)
        .with_context(|| format!("no piece is called {name}"))?;
    let notes = piece.notes()?;
    let seconds = notes.iter().map(|it| it.at_s).fold(0.0, f32::max) + TAIL_S;
    let mut samples = vec![0.0; (seconds * RATE as f32) as usize];
    let mut chance = Chance(0x5eed);
    for note in &notes {
        note.strike(&mut samples, &mut chance);
    }
    add_room(&mut samples);
    fade_out(&mut samples);
    Ok(Sound { rate: RATE, samples })
}

impl Piece {
    fn notes(&self) -> anyhow::Result<Vec<Note>> {
        let mut notes = Vec::new();
        let mut chance = Chance(7);
        let beats_a_bar = self.figure.len() as f32 / 2.0;
        let last = self.chords.len() - 1;
        for (bar, chord) in self.chords.iter().enumerate() {
            let keys = chord.split(' ').map(key).collect::<anyhow::Result<Vec<_>>>()?;
            let start = bar as f32 * beats_a_bar;
            for (eighth, index) in self.figure.iter().enumerate() {
                // The last chord is rolled upwards once, and rings.
                if bar == last && eighth >= keys.len() {
                    break;
                }
                let beat = start + eighth as f32 / 2.0;
                // The pedal is held through the bar.
                let until =
                    if bar == last { start + 3.0 * beats_a_bar } else { start + beats_a_bar };
                let force = if eighth == 0 { 0.55 } else { 0.36 } + 0.06 * chance.next();
                notes.push(self.note(keys[*index], beat, until - beat, force, &mut chance));
            }
        }
        let mut beat = 0.0;
        for written in self.melody.split_whitespace() {
            let (name, beats) =
                written.split_once(':').context("a melody note is written note:beats")?;
            let beats: f32 = beats.parse()?;
            if name != "-" {
                let force = 0.68 + 0.08 * chance.next();
                notes.push(self.note(key(name)?, beat, beats + 0.6, force, &mut chance));
            }
            beat += beats;
        }
        Ok(notes)
    }

    /// Hands are never exactly together: up to 9 ms off the beat.
    fn note(&self, key: f32, beat: f32, beats: f32, force: f32, chance: &mut Chance) -> Note {
        let at_s = self.seconds(beat) + 0.009 * (1.0 + chance.next());
        Note { key, at_s, held_s: self.seconds(beat + beats) - self.seconds(beat), force }
    }

    /// The last two bars slow down.
    fn seconds(&self, beat: f32) -> f32 {
        let beats_a_bar = self.figure.len() as f32 / 2.0;
        let slowing =
            (beat - (self.chords.len() as f32 - 2.0) * beats_a_bar).clamp(0.0, 2.0 * beats_a_bar);
        (beat + 0.035 * slowing * slowing) * 60.0 / self.beats_a_minute
    }
}

/// A name such as `F#3` as a MIDI key; 69 is A4, 440 Hz.
fn key(name: &str) -> anyhow::Result<f32> {
    let (letter, octave) =
        name.split_at_checked(name.len().saturating_sub(1)).context("an empty note name")?;
    let steps = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
    let step = steps
        .iter()
        .position(|it| *it == letter)
        .with_context(|| format!("{name} is not a note"))?;
    Ok(step as f32 + 12.0 * (octave.parse::<f32>()? + 1.0))
}

struct Note {
    key: f32,
    at_s: f32,
    held_s: f32,
    /// 0 to 1; a stronger strike is louder and brighter.
    force: f32,
}

impl Note {
    fn strike(&self, into: &mut [f32], chance: &mut Chance) {
        let from = (self.at_s * RATE as f32) as usize;
        let Some(into) = into.get_mut(from..) else {
            return;
        };
        let pitch_hz = 440.0 * ((self.key - 69.0) / 12.0).exp2();
        // Low strings ring longer than high ones.
        let ring_s = 2.6 * ((60.0 - self.key) / 24.0).exp2();
        let mut strings = Vec::new();
        for partial in 1..=14_u8 {
            let n = f32::from(partial);
            // Stiff strings: upper partials are a little sharp.
            let hz = pitch_hz * n * (1.0 + 0.0003 * n * n).sqrt();
            if hz > 7000.0 {
                break;
            }
            // Felt: the spectrum falls steeply, less so under a strong strike.
            let loud = self.force
                * self.force
                * 0.2
                * n.powf(-1.1)
                * (-hz / (500.0 + 2200.0 * self.force)).exp();
            let fade_s = ring_s / (1.0 + 0.45 * (n - 1.0));
            // Two strings a key, 1.2 cents apart, beat slowly against each other.
            for detune in [0.99965, 1.00035] {
                strings.push(Partial::new(hz * detune, loud, fade_s, TAU * chance.next()));
            }
        }
        let released = (self.held_s * RATE as f32) as usize;
        let mut thump = 0.0;
        for (at, sample) in into.iter_mut().enumerate() {
            let age_s = at as f32 / RATE as f32;
            // The damper takes about a third of a second to silence a string.
            let damper = if at > released {
                (-((at - released) as f32) / (0.12 * RATE as f32)).exp()
            } else {
                1.0
            };
            if damper < 0.001 {
                break;
            }
            let rise = (age_s / 0.006).min(1.0);
            // The felt on the key bed: low noise, gone within 30 ms.
            thump += 0.03 * (chance.next() - thump);
            let knock = thump * 0.02 * self.force * (-age_s / 0.012).exp();
            let ring: f32 = strings.iter_mut().map(Partial::step).sum();
            *sample += (ring * damper + knock) * rise * rise * (3.0 - 2.0 * rise);
        }
    }
}

/// One decaying sine as a rotating phasor: two multiplications a sample and no call to `sin`.
struct Partial {
    re: f32,
    im: f32,
    turn_re: f32,
    turn_im: f32,
}

impl Partial {
    fn new(hz: f32, loud: f32, fade_s: f32, phase: f32) -> Self {
        let (im, re) = phase.sin_cos();
        let (turn_im, turn_re) = (TAU * hz / RATE as f32).sin_cos();
        let fade = (-1.0 / (fade_s * RATE as f32)).exp();
        Self { re: re * loud, im: im * loud, turn_re: turn_re * fade, turn_im: turn_im * fade }
    }

    fn step(&mut self) -> f32 {
        let re = self.re * self.turn_re - self.im * self.turn_im;
        self.im = self.re * self.turn_im + self.im * self.turn_re;
        self.re = re;
        self.im
    }
}

/// A small wooden room, after Schroeder: damped combs side by side, then all-passes in a row.
fn add_room(samples: &mut [f32]) {
    const COMBS: [usize; 6] = [1687, 1793, 1909, 2053, 2179, 2287];
    const ALL_PASSES: [usize; 3] = [613, 487, 241];
    const WET: f32 = 0.16;
    let mut combs = COMBS.map(|length| (vec![0.0_f32; length], 0.0_f32));
    let mut all_passes = ALL_PASSES.map(|length| vec![0.0_f32; length]);
    for (at, sample) in samples.iter_mut().enumerate() {
        let mut wet = 0.0;
        for (line, low) in &mut combs {
            let slot = at % line.len();
            wet += line[slot];
            *low += 0.6 * (line[slot] - *low);
            line[slot] = *sample + 0.8 * *low;
        }
        for line in &mut all_passes {
            let slot = at % line.len();
            let delayed = line[slot];
            line[slot] = wet + 0.5 * delayed;
            wet = delayed - 0.5 * line[slot];
        }
        *sample += WET * wet;
    }
}

fn fade_out(samples: &mut [f32]) {
    let fade = RATE * 2;
    for (left, sample) in samples.iter_mut().rev().enumerate().take(fade) {
        let share = left as f32 / fade as f32;
        *sample *= share * share;
    }
}

/// A linear congruential generator: enough for noise and for human timing.
struct Chance(u32);

impl Chance {
    /// -1 to 1.
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / 8_388_608.0 - 1.0
    }
}
