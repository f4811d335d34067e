//! Speech for a microphone: known words, spoken by a machine that is always the same.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tokio::process::Command;

/// Before the words and behind them, so that a file that plays over and over has pauses to be cut at.
const PAUSE_MS: usize = 1500;

/// A WAV file in `folder` with `words` spoken by one of espeak-ng's voices, and silence around them.
pub async fn spoken(folder: &Path, voice: &str, words: &str) -> Result<PathBuf> {
    let wav = folder.join(format!("{voice}.wav"));
    let mut espeak = Command::new("espeak-ng");
    espeak.args(["-v", voice, "-s", "150", "-w"]).arg(&wav).arg(words);
    let status = espeak.status().await.context("espeak-ng does not start")?;
    ensure!(status.success(), "espeak-ng cannot say {words:?}");
    let spoken = std::fs::read(&wav)?;
    std::fs::write(&wav, with_pauses(&spoken)?)?;
    Ok(wav)
}

/// The sound of a WAV file (16 bit, mono) as espeak-ng writes it, with pauses around.
fn with_pauses(wav: &[u8]) -> Result<Vec<u8>> {
    let (header, samples) = wav.split_at_checked(44).context("no WAV file")?;
    let rate = header.get(24..28).and_then(|rate| rate.first_chunk()).context("no rate")?;
    let rate = usize::try_from(u32::from_le_bytes(*rate))?;
    let pause = vec![0; rate * 2 * PAUSE_MS / 1000];
    let samples = [&pause[..], samples, &pause[..]].concat();
    let mut file = header.to_vec();
    let length = u32::try_from(samples.len())?;
    file.splice(4..8, (length + 36).to_le_bytes());
    file.splice(40..44, length.to_le_bytes());
    file.extend(samples);
    Ok(file)
}

/// The words of a text as they are compared: without case and punctuation.
pub fn words(text: &str) -> Vec<String> {
    let plain = text.to_lowercase().replace(|sign: char| !sign.is_alphanumeric(), " ");
    plain.split_whitespace().map(str::to_owned).collect()
}

/// How many of `expected` stand in `text`, in their order (their longest common subsequence).
pub fn found(expected: &str, text: &str) -> usize {
    let (expected, text) = (words(expected), words(text));
    let mut row = vec![0; text.len() + 1];
    for wanted in &expected {
        let mut before = 0;
        for (at, word) in text.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == wanted { before + 1 } else { above.max(row[at]) };
            before = above;
        }
    }
    row[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_their_order() {
        assert_eq!(found("the quick brown fox", "Quick, the brown... fox!"), 3);
        assert_eq!(found("one two", ""), 0);
        assert_eq!(found("a b c", "x a y b z c"), 3);
    }
}
