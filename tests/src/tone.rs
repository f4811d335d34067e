//! Tones: made for a microphone, and measured where a page plays them.

use std::f64::consts::TAU;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::page::Page;

/// How far a measured frequency may be from the one sent. The analyser's bins are 6 Hz wide and
/// the peak is interpolated; the clocks of two machines differ by far less.
pub const TOLERANCE_HZ: f64 = 15.0;
/// Quieter than this is silence: comfort noise and the rounding of a codec stay under it.
pub const SILENCE_DBFS: f64 = -60.0;

const SAMPLE_RATE: u32 = 48_000;

/// A looping WAV (48 kHz, 16 bit, mono, 1 s) of a tone at -12 dBFS. Any whole number of Hz makes
/// whole cycles of it, so the loop has no click.
pub fn wav(hz: u32) -> Vec<u8> {
    let data_len = SAMPLE_RATE * 2;
    let mut wav = Vec::with_capacity(44 + data_len as usize);
    wav.extend(b"RIFF");
    wav.extend((36 + data_len).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    wav.extend(1_u16.to_le_bytes()); // PCM
    wav.extend(1_u16.to_le_bytes()); // one channel
    wav.extend(SAMPLE_RATE.to_le_bytes());
    wav.extend((SAMPLE_RATE * 2).to_le_bytes());
    wav.extend(2_u16.to_le_bytes());
    wav.extend(16_u16.to_le_bytes());
    wav.extend(b"data");
    wav.extend(data_len.to_le_bytes());
    for sample in 0..SAMPLE_RATE {
        let phase = TAU * f64::from(hz) * f64::from(sample) / f64::from(SAMPLE_RATE);
        wav.extend(((phase.sin() * 0.25 * f64::from(i16::MAX)) as i16).to_le_bytes());
    }
    wav
}

/// What one audio element gives to the ear.
#[derive(Clone, Debug, Deserialize)]
pub struct Heard {
    /// The loudest frequency.
    pub hz: f64,
    /// Effective level; full scale is 0.
    pub dbfs: f64,
}

impl Heard {
    pub fn is_tone(&self, hz: f64) -> bool {
        (self.hz - hz).abs() <= TOLERANCE_HZ && self.dbfs > SILENCE_DBFS
    }
}

/// Keeps hold of audio elements that never enter the document.
pub(crate) const REMEMBER_WHAT_PLAYS: &str = r"() => {
    const play = HTMLMediaElement.prototype.play;
    window.__played = new Set();
    HTMLMediaElement.prototype.play = function () {
        window.__played.add(this);
        return play.call(this);
    };
}";

/// Measures for a quarter of a second every track of every element that is playing aloud.
const LISTEN: &str = r"
    const elements = new Set([...document.querySelectorAll('audio, video'), ...(window.__played ?? [])]);
    const aloud = [...elements].filter(e => !e.paused && !e.muted && e.volume > 0 && e.srcObject);
    const tracks = aloud.flatMap(e => e.srcObject.getAudioTracks());
    const ears = window.__ears ??= { context: new AudioContext(), taps: new WeakMap() };
    await Promise.race([ears.context.resume(), new Promise(done => setTimeout(done, 1000))]);
    for (const track of tracks) {
        if (ears.taps.has(track)) continue;
        const analyser = ears.context.createAnalyser();
        analyser.fftSize = 8192;
        analyser.smoothingTimeConstant = 0;
        ears.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
        ears.taps.set(track, analyser);
    }
    await new Promise(done => setTimeout(done, 250));
    return tracks.map(track => {
        const analyser = ears.taps.get(track);
        const bins = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(bins);
        let peak = 1;
        for (let i = 1; i < bins.length - 1; i++) if (bins[i] > bins[peak]) peak = i;
        const [left, top, right] = [bins[peak - 1], bins[peak], bins[peak + 1]];
        const shift = isFinite(left + top + right) ? (left - right) / (left - 2 * top + right) / 2 : 0;
        const wave = new Float32Array(analyser.fftSize);
        analyser.getFloatTimeDomainData(wave);
        const power = wave.reduce((sum, x) => sum + x * x, 0) / wave.length;
        return {
            hz: (peak + shift) * ears.context.sampleRate / analyser.fftSize,
            dbfs: Math.max(-200, 10 * Math.log10(power)),
        };
    });
";

/// What the page is playing aloud, one entry per audio track, over the last 170 ms.
pub async fn heard(page: &Page) -> Result<Vec<Heard>> {
    let heard = page.eval(LISTEN).await?;
    serde_json::from_value(heard).context("the page's ears returned something else")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_loops_without_a_click() {
        let wav = wav(1000);
        assert_eq!(wav.len(), 44 + 96_000);
        assert_eq!(wav[44..46], [0, 0], "starts at a zero crossing");
        let last = i16::from_le_bytes([wav[wav.len() - 2], wav[wav.len() - 1]]);
        assert!((-1100..0).contains(&last), "ends one sample before it: {last}");
    }
}
