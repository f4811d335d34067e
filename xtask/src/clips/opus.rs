//! `opusenc` as a function: sound in, Ogg Opus with 20 ms frames out.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context as _, ensure};

use super::sound::Sound;

pub(super) enum Content {
    Speech,
    Music,
}

pub(super) struct Clip {
    pub(super) ogg: Vec<u8>,
    /// Opus packets, the two header packets not counted.
    pub(super) frames: usize,
    /// The encoder's look-ahead, in samples at 48 kHz.
    pub(super) pre_skip: usize,
}

pub(super) fn encode(sound: &Sound, content: Content) -> anyhow::Result<Clip> {
    let (tune, kbit_s) = match content {
        Content::Speech => ("--speech", "24"),
        Content::Music => ("--music", "48"),
    };
    // A fixed serial and no padding: the same sound gives the same, smallest file.
    let mut child = Command::new("opusenc")
        .args(["--quiet", "--framesize", "20", "--serial", "1", "--padding", "0"])
        .args([tune, "--bitrate", kbit_s, "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting opusenc")?;
    let wav = sound.to_wav()?;
    let mut stdin = child.stdin.take().context("opusenc has no stdin")?;
    // From a second thread, or both sides could wait on a full pipe.
    let writer = std::thread::spawn(move || stdin.write_all(&wav));
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "opusenc failed: {}", output.status);
    writer.join().ok().context("the thread that feeds opusenc panicked")??;

    let ogg = output.stdout;
    let packets = count_packets(&ogg)?;
    let frames = packets.checked_sub(2).context("opusenc wrote no audio")?;
    let head =
        ogg.windows(8).position(|it| it == b"OpusHead").context("opusenc wrote no OpusHead")?;
    let pre_skip = ogg.get(head + 10..head + 12).context("OpusHead is cut short")?;
    let pre_skip = usize::from(u16::from_le_bytes(pre_skip.try_into()?));
    Ok(Clip { ogg, frames, pre_skip })
}

/// A packet ends at each lacing value below 255 (RFC 3533).
fn count_packets(mut ogg: &[u8]) -> anyhow::Result<usize> {
    let mut packets = 0;
    while !ogg.is_empty() {
        ensure!(ogg.starts_with(b"OggS") && ogg.len() >= 27, "opusenc wrote a broken page");
        let segments = usize::from(ogg[26]);
        let lacing =
            ogg.get(27..27 + segments).context("opusenc wrote a page that is cut short")?;
        packets += lacing.iter().filter(|it| **it < 255).count();
        let body: usize = lacing.iter().map(|it| usize::from(*it)).sum();
        ogg = ogg.get(27 + segments + body..).context("opusenc wrote a page that is cut short")?;
    }
    Ok(packets)
}
