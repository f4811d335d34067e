//! One microphone: seals frames that carry the moment at which they were sent.

use super::schedule::Frame;
use crate::{
    sdp::{LEVEL_EXT, OPUS},
    transport::Transport,
};

/// Samples in 20 ms at 48 kHz.
const FRAME_SAMPLES: u32 = 960;
/// RTP header with one word of extension.
const HEADER: usize = 20;
/// Room for the longest tag.
const TAG: usize = 16;
/// Bytes at the front of a frame of speech: Unix nanoseconds, big-endian.
const STAMP: usize = 8;

pub struct Talker {
    pub transport: Transport,
    ssrc: u32,
    index: u64,
    packet: Vec<u8>,
}

impl Talker {
    pub fn new(transport: Transport, ssrc: u32) -> Self {
        Self { transport, ssrc, index: 0, packet: Vec::with_capacity(256) }
    }

    pub fn is_ready(&self) -> bool {
        self.transport.keys.is_some()
    }

    /// Sends frame `number` of its time; false before the handshake is over.
    pub fn say(&mut self, frame: Frame, number: u64, unix_ns: u64) -> bool {
        let Some(keys) = self.transport.keys.as_ref() else { return false };
        self.index += 1;
        let packet = &mut self.packet;
        packet.clear();
        packet.extend([0x90, OPUS]);
        packet.extend((self.index as u16).to_be_bytes());
        packet.extend((number as u32).wrapping_mul(FRAME_SAMPLES).to_be_bytes());
        packet.extend(self.ssrc.to_be_bytes());
        packet.extend([0xBE, 0xDE, 0, 1, LEVEL_EXT << 4, frame.level, 0, 0]);
        packet.resize(HEADER + frame.bytes, 0xA5);
        if frame.bytes >= STAMP {
            packet[HEADER..HEADER + STAMP].copy_from_slice(&unix_ns.to_be_bytes());
        }
        let len = packet.len();
        packet.resize(len + TAG, 0);
        let sealed = keys.0.seal_rtp(packet, HEADER, len, self.ssrc, self.index);
        let Some(sealed) = sealed.and_then(|len| packet.get(..len)) else { return false };
        self.transport.send(sealed);
        true
    }
}

/// When a frame was sent; none for frames of silence, which have no room to say.
pub fn read_stamp(payload: &[u8]) -> Option<u64> {
    (payload.len() > STAMP).then(|| payload.first_chunk().map(|it| u64::from_be_bytes(*it)))?
}
