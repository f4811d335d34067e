//! The recordings, as packets: each with the silence that follows it, encoded before anything is
//! measured.

use anyhow::{Context, Result, ensure};
use ropus::{Application, Bitrate, Channels, Encoder};
use serde::Deserialize;
use std::path::Path;

const TABLE: &str = include_str!("../../speech.json");
/// Samples a second in the recordings.
const RATE: usize = 16_000;
const FRAME_SAMPLES: usize = RATE / 50;
pub const FRAME_S: f64 = 0.02;
/// What a browser takes for speech where nobody asks for another.
const BITS_A_SECOND: u32 = 32_000;
/// Who speaks pauses for a second before the next sentence.
const PAUSE_FRAMES: usize = 50;
/// RFC 6464: no sound.
const LEVEL_SILENT: u8 = 127;

#[derive(Deserialize)]
struct Table {
    recordings: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    file: String,
    /// Each with its end, in seconds.
    words: Vec<(String, f64)>,
}

/// What one packet holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    pub opus: Vec<u8>,
    /// RFC 6464: 0 loudest to 127 silent.
    pub level: u8,
}

pub struct Recording {
    /// Each with the number of the packet in which it ends.
    pub words: Vec<(String, usize)>,
    /// The pause behind it included.
    pub packets: Vec<Packet>,
    /// Without the pause.
    pub seconds: f64,
}

/// Reads and encodes all recordings of the table.
pub fn read(folder: &Path) -> Result<Vec<Recording>> {
    let table: Table = serde_json::from_str(TABLE).context("the table of speech")?;
    let recordings = table.recordings.into_iter().map(|row| {
        let path = folder.join(&row.file);
        let bytes = std::fs::read(&path).with_context(|| format!("{} is away", path.display()))?;
        let samples = samples(&bytes).with_context(|| path.display().to_string())?;
        let seconds = samples.len() as f64 / RATE as f64;
        let words = row.words.into_iter().map(|(word, end)| (word, packet_of(end))).collect();
        Ok(Recording { words, packets: packets(samples)?, seconds })
    });
    recordings.collect()
}

/// A packet of silence.
pub fn silence() -> Result<Packet> {
    packets(Vec::new())?.pop().context("silence has packets")
}

/// The packet with the last sample before a moment.
fn packet_of(seconds: f64) -> usize {
    ((seconds / FRAME_S - 1e-6).ceil() as usize).saturating_sub(1)
}

fn packets(mut samples: Vec<i16>) -> Result<Vec<Packet>> {
    let frames = samples.len().div_ceil(FRAME_SAMPLES) + PAUSE_FRAMES;
    samples.resize(frames * FRAME_SAMPLES, 0);
    let mut encoder = Encoder::builder(RATE as u32, Channels::Mono, Application::Voip)
        .bitrate(Bitrate::Bits(BITS_A_SECOND))
        .build()?;
    let encode = |pcm: &[i16]| -> Result<Packet> {
        let mut opus = vec![0; 1500];
        let bytes = encoder.encode(pcm, &mut opus)?;
        opus.truncate(bytes);
        Ok(Packet { opus, level: level(pcm) })
    };
    samples.chunks_exact(FRAME_SAMPLES).map(encode).collect()
}

/// RFC 6464: loudness below the loudest there is, in decibels, by the mean of the squares.
fn level(pcm: &[i16]) -> u8 {
    let squares: f64 = pcm.iter().map(|it| (f64::from(*it) / 32_768.0).powi(2)).sum();
    let decibels = -10.0 * (squares / pcm.len().max(1) as f64).log10();
    if decibels.is_finite() { decibels.clamp(0.0, 127.0) as u8 } else { LEVEL_SILENT }
}

/// The samples of a WAV file: 16 bits, one channel, [`RATE`] a second, and nothing else is taken.
fn samples(wav: &[u8]) -> Result<Vec<i16>> {
    ensure!(wav.starts_with(b"RIFF") && wav.get(8..12) == Some(b"WAVE"), "no WAV file");
    let mut rest = wav.get(12..).unwrap_or_default();
    let mut is_ours = false;
    while let Some((head, body)) = rest.split_at_checked(8) {
        let len = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let body = body.get(..len.min(body.len())).unwrap_or_default();
        match &head[..4] {
            b"fmt " => is_ours = is_ours_by(body),
            b"data" => {
                ensure!(is_ours, "no sound of 16 bits, one channel and {RATE} Hz");
                let pairs = body.chunks_exact(2);
                return Ok(pairs.map(|it| i16::from_le_bytes([it[0], it[1]])).collect());
            }
            _ => {}
        }
        rest = rest.get(8 + len.next_multiple_of(2)..).unwrap_or_default();
    }
    anyhow::bail!("a WAV file without sound")
}

/// PCM (1), one channel, so many samples a second.
fn is_ours_by(format: &[u8]) -> bool {
    let rate = (RATE as u32).to_le_bytes();
    format.get(..4) == Some(&[1, 0, 1, 0])
        && format.get(4..8) == Some(&rate)
        && format.get(14..16) == Some(&[16, 0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_ends_in_the_packet_of_its_last_sample() {
        assert_eq!((packet_of(0.01), packet_of(0.02), packet_of(0.021)), (0, 0, 1));
        assert_eq!((packet_of(0.0), packet_of(0.58)), (0, 28));
    }

    #[test]
    fn a_recording_is_followed_by_a_pause_that_says_so() {
        let packets = packets(vec![8000; FRAME_SAMPLES + 1]).unwrap();
        assert_eq!(packets.len(), 2 + PAUSE_FRAMES);
        assert_eq!((packets[0].level, packets[2].level), (12, LEVEL_SILENT));
        assert!(packets.iter().all(|it| !it.opus.is_empty() && it.opus.len() < 200));
    }

    #[test]
    fn samples_are_found_behind_other_parts_and_another_rate_is_refused() {
        let wav = |rate: u32| {
            let mut wav = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
            wav.extend(rate.to_le_bytes());
            wav.extend(b"\0\0\0\0\x02\0\x10\0LIST\x03\0\0\0abc\0data\x04\0\0\0\x01\0\xff\xff");
            wav
        };
        assert_eq!(samples(&wav(16_000)).unwrap(), [1, -1]);
        assert!(samples(&wav(48_000)).is_err());
        assert!(samples(b"RIFF").is_err());
    }

    #[test]
    fn the_table_names_each_word_in_the_order_of_its_end() {
        let table: Table = serde_json::from_str(TABLE).unwrap();
        for row in &table.recordings {
            assert!(row.words.is_sorted_by(|one, next| one.1 < next.1), "{}", row.file);
        }
        let words: usize = table.recordings.iter().map(|row| row.words.len()).sum();
        assert_eq!((table.recordings.len(), words), (7, 105));
    }
}
