//! One clip: the Opus packets of an Ogg file, and how loud each is.
//!
//! Law: each packet is one mono frame of 20 ms, and has one level. A file that says otherwise is
//! refused when it is loaded, so whoever plays a clip sends one packet a tick and checks nothing.

use std::io::Cursor;

use anyhow::{Context as _, ensure};
use ogg::PacketReader;

pub(super) struct Clip {
    packets: Vec<Vec<u8>>,
    levels: &'static [u8],
}

impl Clip {
    pub(super) fn load(ogg: &[u8], levels: &'static [u8]) -> anyhow::Result<Self> {
        let mut reader = PacketReader::new(Cursor::new(ogg));
        for header in ["OpusHead", "OpusTags"] {
            let packet = reader.read_packet()?.with_context(|| format!("no {header}"))?;
            ensure!(packet.data.starts_with(header.as_bytes()), "expected {header}");
        }
        let mut packets = Vec::with_capacity(levels.len());
        while let Some(packet) = reader.read_packet()? {
            ensure!(
                is_one_mono_20_ms_frame(&packet.data),
                "packet {} is not one mono frame of 20 ms",
                packets.len()
            );
            packets.push(packet.data);
        }
        ensure!(
            packets.len() == levels.len(),
            "{} packets but {} levels",
            packets.len(),
            levels.len()
        );
        ensure!(levels.iter().all(|it| *it <= 127), "a level above 127");
        Ok(Self { packets, levels })
    }

    /// Length in ticks of 20 ms.
    pub(super) fn ticks(&self) -> u64 {
        self.packets.len() as u64
    }

    /// Payload and level of one tick since the clip began; None after its end.
    pub(super) fn at(&self, tick: u64) -> Option<(&[u8], u8)> {
        let tick = usize::try_from(tick).ok()?;
        Some((self.packets.get(tick)?, *self.levels.get(tick)?))
    }
}

/// Reads the TOC byte (RFC 6716, section 3.1): configuration, stereo bit, count code.
fn is_one_mono_20_ms_frame(packet: &[u8]) -> bool {
    let Some(toc) = packet.first() else {
        return false;
    };
    let configuration = toc >> 3;
    let is_20_ms = match configuration {
        // SILK alone: 10, 20, 40, 60 ms.
        0..=11 => configuration % 4 == 1,
        // SILK and CELT together: 10, 20 ms.
        12..=15 => configuration % 2 == 1,
        // CELT alone: 2.5, 5, 10, 20 ms.
        16.. => configuration % 4 == 3,
    };
    let is_mono = toc & 0b100 == 0;
    let is_one_frame = toc & 0b11 == 0;
    is_20_ms && is_mono && is_one_frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_mono_frame_of_20_ms_passes() {
        let passing: Vec<u8> = (0..=255).filter(|toc| is_one_mono_20_ms_frame(&[*toc])).collect();
        let configurations = [1, 5, 9, 13, 15, 19, 23, 27, 31];
        assert_eq!(passing, configurations.map(|it| it << 3));
        assert!(!is_one_mono_20_ms_frame(&[]));
    }

    #[test]
    fn a_file_that_is_not_opus_is_refused() {
        assert!(Clip::load(b"not an Ogg file at all, and long enough to be asked", &[]).is_err());
    }
}
