//! Mono sound in memory: WAV in and out, loudness, levels. Pure; knows nothing of speech or music.

use anyhow::{Context as _, ensure};

/// Quieter than this is the pause around words, and counts neither for loudness nor for length.
const FLOOR_DBFS: f32 = -50.0;

/// Kept before and after the words, so that no first consonant is cut and no last one clicks.
const MARGIN_MS: usize = 60;

pub(super) struct Sound {
    /// Samples a second.
    pub(super) rate: usize,
    /// -1 to 1.
    pub(super) samples: Vec<f32>,
}

impl Sound {
    /// Reads 16-bit mono PCM, which is what espeak-ng writes.
    pub(super) fn from_wav(bytes: &[u8]) -> anyhow::Result<Self> {
        ensure!(bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE"), "not a WAV file");
        let mut rest = &bytes[12..];
        let mut rate = None;
        while let Some((head, body)) = rest.split_at_checked(8) {
            let (tag, size) = head.split_at(4);
            let size = u32::from_le_bytes(size.try_into()?) as usize;
            let (chunk, next) = body.split_at(size.min(body.len()));
            if tag == b"fmt " {
                ensure!(chunk.len() >= 16, "the WAV format chunk is cut short");
                let mono_16_bit = chunk[0..4] == [1, 0, 1, 0] && chunk[14..16] == [16, 0];
                ensure!(mono_16_bit, "expected 16-bit mono PCM");
                rate = Some(u32::from_le_bytes(chunk[4..8].try_into()?) as usize);
            }
            if tag == b"data" {
                let rate = rate.context("the WAV file has no format before its data")?;
                let samples = chunk
                    .as_chunks()
                    .0
                    .iter()
                    .map(|it| f32::from(i16::from_le_bytes(*it)) / 32768.0);
                return Ok(Self { rate, samples: samples.collect() });
            }
            // Chunks are padded to even lengths.
            rest = next.get(size % 2..).unwrap_or_default();
        }
        anyhow::bail!("the WAV file has no data")
    }

    pub(super) fn to_wav(&self) -> anyhow::Result<Vec<u8>> {
        let (rate, bytes) = (u32::try_from(self.rate)?, u32::try_from(self.samples.len() * 2)?);
        let mut wav = Vec::with_capacity(self.samples.len() * 2 + 44);
        wav.extend(b"RIFF");
        wav.extend((bytes + 36).to_le_bytes());
        wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        wav.extend(rate.to_le_bytes());
        wav.extend((rate * 2).to_le_bytes());
        wav.extend(b"\x02\0\x10\0data");
        wav.extend(bytes.to_le_bytes());
        wav.extend(self.samples.iter().flat_map(|it| ((it * 32767.0) as i16).to_le_bytes()));
        Ok(wav)
    }

    /// Without the silence that a speech engine puts around a sentence.
    pub(super) fn trimmed(self) -> Self {
        let frame = self.rate / 50;
        let loud = |it: &[f32]| dbfs(it) > FLOOR_DBFS;
        let Some(first) = self.samples.chunks(frame).position(loud) else {
            return self;
        };
        let last = self.samples.chunks(frame).rposition(loud).unwrap_or(first);
        let margin = self.rate * MARGIN_MS / 1000;
        let from = (first * frame).saturating_sub(margin);
        let to = ((last + 1) * frame + margin).min(self.samples.len());
        Self { rate: self.rate, samples: self.samples[from..to].to_vec() }
    }

    /// Scaled so that what is heard of it has this RMS; peaks above half bend softly.
    pub(super) fn at_level(mut self, target_dbfs: f32) -> Self {
        let heard: Vec<f32> = self
            .samples
            .chunks(self.rate / 50)
            .filter(|it| dbfs(it) > FLOOR_DBFS)
            .flatten()
            .copied()
            .collect();
        if !heard.is_empty() {
            let gain = 10_f32.powf((target_dbfs - dbfs(&heard)) / 20.0);
            self.samples.iter_mut().for_each(|it| *it = bend(*it * gain));
        }
        self
    }

    /// Level of one 20 ms frame of the encoded sound, in -dBov (RFC 6464: 0 loudest, 127 silent).
    ///
    /// The encoder's look-ahead delays the sound by `pre_skip` samples at 48 kHz.
    pub(super) fn level(&self, frame: usize, pre_skip: usize) -> u8 {
        let at = |frame: usize| {
            ((frame * 960).saturating_sub(pre_skip) * self.rate / 48_000).min(self.samples.len())
        };
        (-dbfs(&self.samples[at(frame)..at(frame + 1)])).clamp(0.0, 127.0).round() as u8
    }
}

/// RMS against a full-scale square wave; minus infinity for silence.
fn dbfs(samples: &[f32]) -> f32 {
    let energy: f32 = samples.iter().map(|it| it * it).sum();
    10.0 * (energy / samples.len().max(1) as f32).log10()
}

fn bend(sample: f32) -> f32 {
    const KNEE: f32 = 0.5;
    let over = sample.abs() - KNEE;
    if over <= 0.0 {
        return sample;
    }
    sample.signum() * (KNEE + (1.0 - KNEE) * (over / (1.0 - KNEE)).tanh() * 0.96)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wav_survives_the_round_trip() -> anyhow::Result<()> {
        let sound = Sound { rate: 48_000, samples: vec![0.0, 0.25, -0.5] };
        let read = Sound::from_wav(&sound.to_wav()?)?;
        assert_eq!(read.rate, 48_000);
        assert!(read.samples.iter().zip(&sound.samples).all(|(a, b)| (a - b).abs() < 0.0001));
        assert_eq!(read.samples.len(), sound.samples.len());
        Ok(())
    }

    #[test]
    fn a_level_counts_down_from_the_loudest_square_wave() {
        let constant = |value: f32| Sound { rate: 48_000, samples: vec![value; 960] };
        assert_eq!(constant(1.0).level(0, 0), 0);
        assert_eq!(constant(-0.5).level(0, 0), 6);
        assert_eq!(constant(0.0).level(0, 0), 127);
        assert_eq!(constant(1.0).level(1, 0), 127, "after the end there is silence");
    }

    #[test]
    fn loudness_meets_its_target_and_never_clips() {
        let sound =
            Sound { rate: 8000, samples: (0..8000).map(|it| (it as f32).sin() * 0.01).collect() };
        let sound = sound.at_level(-20.0);
        assert!((dbfs(&sound.samples) + 20.0).abs() < 0.1);
        assert!(sound.at_level(6.0).samples.iter().all(|it| it.abs() <= 1.0));
    }
}
