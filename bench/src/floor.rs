//! The least that the relay's work can cost on this machine: seal a packet under each listener's
//! key, hand it to the kernel, and do nothing else.
//!
//! Law: packets have the length, the header and the seal of the relay's, leave from a socket of
//! the same kind, in the same batches, at the same beat, to the same sockets. What is left out is
//! everything else that a relay does.

use crate::{
    crowd::schedule::{FRAME, SPEECH_BYTES},
    kernel::{Name, Outbox, cpu_used},
    sdp::{LEVEL_EXT, OPUS},
    spread::Spread,
};
use anyhow::{Context, Result};
use ring::{
    aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, LessSafeKey, Nonce, UnboundKey},
    rand::{SecureRandom, SystemRandom},
};
use serde::{Deserialize, Serialize};
use std::{
    net::{Ipv6Addr, SocketAddr},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// A slot packet's header: fixed part, one CSRC, one word of extension.
const HEADER: usize = 24;
const TAG: usize = 16;
const PACKET: usize = HEADER + SPEECH_BYTES + TAG;
const SALT: usize = 12;
/// SSRCs whose upper half is this are a floor's.
const SSRC_BASE: u32 = 0xF100_0000;
/// The first ticks fill caches and are not counted.
const WARM_TICKS: u32 = 25;
/// Bursts must fit, as at the relay's socket.
const BUFFER_BYTES: usize = 4 << 20;

/// What a floor is to do.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Options {
    /// Voices at once: packets to each listener in 20 ms
    #[arg(long, default_value_t = 1)]
    pub voices: usize,
    #[arg(long, default_value_t = 5.0)]
    pub seconds: f64,
    /// Hand over all packets of a listener as one message (UDP_SEGMENT)
    #[arg(long)]
    pub gso: bool,
    /// Seal with AES-128-GCM instead of AES-256-GCM
    #[arg(long)]
    pub aes128: bool,
    /// Seal and throw away
    #[arg(long)]
    pub no_send: bool,
    /// Tells runs apart at the listeners, 0 to 4095
    #[arg(long, default_value_t = 0)]
    pub run: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Floor {
    pub packets: u64,
    pub refused: u64,
    pub seconds: f64,
    pub cpu_us_per_packet: f64,
    /// From a tick's beginning to its last packet's acceptance by the kernel.
    pub tick_us: Spread,
}

pub const fn is_floors(ssrc: u32) -> bool {
    ssrc & 0xFFFF_0000 == SSRC_BASE
}

/// From the beginning of the tick, whose nanoseconds stand in the timestamp, to the arrival.
pub const fn delay_ns(timestamp: u32, arrived_ns: u64) -> u32 {
    (arrived_ns as u32).wrapping_sub(timestamp)
}

struct Ear {
    key: LessSafeKey,
    salt: [u8; SALT],
    name: Name,
    /// The number of the last packet, the same in all its streams.
    last: u16,
}

pub fn run(options: Options, listeners: &[SocketAddr]) -> Result<Floor> {
    let algorithm = if options.aes128 { &AES_128_GCM } else { &AES_256_GCM };
    let mut ears: Vec<Ear> = listeners
        .iter()
        .map(|address| Ear::new(*address, algorithm))
        .collect::<Result<_>>()
        .context("the system gives no random keys")?;
    let socket = socket()?;
    let mut outbox = Outbox::default();
    let mut ticks_us = Vec::new();
    let ticks = (options.seconds / FRAME.as_secs_f64()) as u32;
    let began = Instant::now();
    let (mut counted_from, mut cpu) = (began, Duration::ZERO);
    let mut packets = 0u64;
    for tick in 0..WARM_TICKS + ticks {
        if tick == WARM_TICKS {
            (counted_from, cpu, packets) = (Instant::now(), cpu_used(), 0);
            outbox.refused = 0;
        }
        std::thread::sleep((began + FRAME * tick).saturating_duration_since(Instant::now()));
        let at = Instant::now();
        let timestamp = unix_ns() as u32;
        if options.gso {
            for ear in &mut ears {
                let mut len = 0;
                ear.last = ear.last.wrapping_add(1);
                if outbox.is_full() {
                    outbox.flush(&socket);
                }
                for voice in 0..options.voices {
                    let ssrc = ssrc(options.run, voice);
                    len += ear.seal(&mut outbox.room()[len..], ssrc, timestamp)?;
                }
                outbox.push(len, ear.name, PACKET as u16);
            }
        } else {
            for voice in 0..options.voices {
                let ssrc = ssrc(options.run, voice);
                for ear in &mut ears {
                    ear.last = ear.last.wrapping_add(u16::from(voice == 0));
                    if outbox.is_full() {
                        outbox.flush(&socket);
                    }
                    let len = ear.seal(outbox.room(), ssrc, timestamp)?;
                    if !options.no_send {
                        outbox.push(len, ear.name, 0);
                    }
                }
            }
        }
        outbox.flush(&socket);
        packets += (ears.len() * options.voices) as u64;
        if tick >= WARM_TICKS {
            ticks_us.push(at.elapsed().as_secs_f64() * 1e6);
        }
    }
    let cpu = cpu_used() - cpu;
    Ok(Floor {
        packets,
        refused: outbox.refused,
        seconds: counted_from.elapsed().as_secs_f64(),
        cpu_us_per_packet: cpu.as_secs_f64() * 1e6 / packets.max(1) as f64,
        tick_us: Spread::of(ticks_us),
    })
}

impl Ear {
    fn new(address: SocketAddr, algorithm: &'static Algorithm) -> Result<Self> {
        let random = SystemRandom::new();
        let mut key = vec![0; algorithm.key_len()];
        let mut salt = [0; SALT];
        random.fill(&mut key).and_then(|()| random.fill(&mut salt)).ok().context("no chance")?;
        let key = UnboundKey::new(algorithm, &key).ok().context("a key of its length")?;
        Ok(Self { key: LessSafeKey::new(key), salt, name: Name::new(address), last: 0 })
    }

    /// Writes and seals one packet; returns its length.
    fn seal(&self, room: &mut [u8], ssrc: u32, timestamp: u32) -> Result<usize> {
        let room = room.get_mut(..PACKET).context("room for a packet")?;
        let (plain, tag) = room.split_at_mut(HEADER + SPEECH_BYTES);
        plain[..2].copy_from_slice(&[0x91, OPUS]);
        plain[2..4].copy_from_slice(&self.last.to_be_bytes());
        plain[4..8].copy_from_slice(&timestamp.to_be_bytes());
        plain[8..12].copy_from_slice(&ssrc.to_be_bytes());
        plain[12..16].copy_from_slice(&[0, 0, 0, 1]);
        plain[16..24].copy_from_slice(&[0xBE, 0xDE, 0, 1, LEVEL_EXT << 4, 30, 0, 0]);
        let (header, payload) = plain.split_at_mut(HEADER);
        payload.copy_from_slice(&[0xA5; SPEECH_BYTES]);
        let mut nonce = self.salt;
        let mut mix = |at: usize, bytes: &[u8]| {
            nonce[at..].iter_mut().zip(bytes).for_each(|(to, from)| *to ^= from);
        };
        mix(2, &ssrc.to_be_bytes());
        mix(10, &self.last.to_be_bytes());
        let nonce = Nonce::assume_unique_for_key(nonce);
        let sealed = self.key.seal_in_place_separate_tag(nonce, Aad::from(&*header), payload);
        tag.copy_from_slice(sealed.ok().context("a packet is sealed")?.as_ref());
        Ok(PACKET)
    }
}

fn ssrc(run: u32, voice: usize) -> u32 {
    SSRC_BASE | (run & 0xFFF) << 4 | voice as u32 & 0xF
}

/// For IPv4 and IPv6 alike, with large buffers, bound to every address: as the relay's.
fn socket() -> Result<socket2::Socket> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_only_v6(false)?;
    // Best effort: the system's own limits may be lower.
    let _ = socket.set_send_buffer_size(BUFFER_BYTES);
    socket.bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)).into())?;
    Ok(socket)
}

fn unix_ns() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;

    #[test]
    fn every_listener_gets_every_packet_whole_with_gso_and_without() {
        for gso in [false, true] {
            let ears: Vec<_> = (0..70).map(|_| UdpSocket::bind("127.0.0.1:0").unwrap()).collect();
            let addresses: Vec<_> = ears.iter().map(|ear| ear.local_addr().unwrap()).collect();
            let options =
                Options { voices: 3, seconds: 0.1, gso, aes128: false, no_send: false, run: 7 };
            let floor = run(options, &addresses).unwrap();
            assert_eq!((floor.packets, floor.refused), (70 * 3 * 5, 0));
            for ear in &ears {
                ear.set_nonblocking(true).unwrap();
                let mut bytes = [0; 2048];
                let mut count = 0;
                while let Ok(len) = ear.recv(&mut bytes) {
                    assert_eq!(len, PACKET);
                    assert!(is_floors(u32::from_be_bytes(bytes[8..12].try_into().unwrap())));
                    count += 1;
                }
                assert_eq!(count, 3 * (5 + WARM_TICKS));
            }
        }
    }
}
