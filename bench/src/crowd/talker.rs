//! One microphone: seals frames that carry the moment at which they were sent.

use super::schedule::Frame;
use crate::{
    http,
    sdp::{self, LEVEL_EXT, OPUS, Ours},
    transport::{Identity, Transport, open_port},
};
use anyhow::{Context, Result, ensure};
use causerie_shared::id::SpaceId;
use std::{net::SocketAddr, time::Instant};

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
    /// Asks at the WHIP door with a pass; the handshake comes by and by. `number`: its own.
    pub fn open(
        relay: SocketAddr,
        (space, pass): (SpaceId, &str),
        number: usize,
        identity: &Identity,
    ) -> Result<Self> {
        const PASSWORD: &str = "talk0talk1talk2talk3talk";
        let ufrag = format!("T{number:03}");
        let ours = Ours { ufrag: &ufrag, pwd: PASSWORD, fingerprint: &identity.fingerprint };
        let headers =
            ["content-type: application/sdp".to_owned(), format!("authorization: Bearer {pass}")];
        let path = format!("/api/spaces/{space}/whip");
        let answer = http::ask(relay, "POST", &path, &headers, &sdp::speaks(&ours))?;
        ensure!(answer.status == 201, "no microphone was opened: {}", answer.body);
        let socket = open_port(0).context("a microphone needs a port")?;
        let answer = sdp::read_answer(&answer.body)?;
        let transport = Transport::new(socket, answer, ufrag, identity, Instant::now());
        let ssrc = 0x7A1C_0000 | number as u32;
        Ok(Self { transport, ssrc, index: 0, packet: Vec::with_capacity(256) })
    }

    pub fn is_ready(&self) -> bool {
        self.transport.keys.is_some()
    }

    /// Sends frame `number` of its time, which says when; false before the handshake is over.
    pub fn say(&mut self, frame: Frame, number: u64, unix_ns: u64) -> bool {
        self.send(frame.level, number, |packet| {
            packet.resize(HEADER + frame.bytes, 0xA5);
            if frame.bytes >= STAMP {
                packet[HEADER..HEADER + STAMP].copy_from_slice(&unix_ns.to_be_bytes());
            }
        })
    }

    /// The same with a frame of Opus in it.
    pub fn say_opus(&mut self, opus: &[u8], level: u8, number: u64) -> bool {
        self.send(level, number, |packet| packet.extend(opus))
    }

    fn send(&mut self, level: u8, number: u64, payload: impl FnOnce(&mut Vec<u8>)) -> bool {
        let Some(keys) = self.transport.keys.as_ref() else { return false };
        self.index += 1;
        let packet = &mut self.packet;
        packet.clear();
        packet.extend([0x90, OPUS]);
        packet.extend((self.index as u16).to_be_bytes());
        packet.extend((number as u32).wrapping_mul(FRAME_SAMPLES).to_be_bytes());
        packet.extend(self.ssrc.to_be_bytes());
        packet.extend([0xBE, 0xDE, 0, 1, LEVEL_EXT << 4, level, 0, 0]);
        payload(packet);
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
