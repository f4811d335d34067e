//! What strangers may send to an open port, as fast as is asked for and no faster: bytes that look
//! like STUN, DTLS, RTP or nothing, from many ports, for a bounded time.

use crate::{
    kernel::{Name, Outbox},
    stun::{self, Credentials},
};
use anyhow::{Context, Result};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

/// A flood that was asked for by mistake ends by itself.
const SECONDS_MOST: f64 = 60.0;
/// Strangers come from many ports.
const PORTS: usize = 64;
/// Different datagrams of each kind.
const OF_EACH: usize = 64;
const STEP: Duration = Duration::from_millis(2);

/// Which garbage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A check with a ufrag that nobody has.
    UnknownUfrag,
    /// A check without MESSAGE-INTEGRITY.
    Unsigned,
    /// A DTLS record of a handshake nobody began.
    Dtls,
    Rtp,
    Random,
}

const KINDS: [Kind; 5] = [Kind::UnknownUfrag, Kind::Unsigned, Kind::Dtls, Kind::Rtp, Kind::Random];

#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Options {
    /// The media port
    #[arg(long)]
    pub to: SocketAddr,
    /// Datagrams a second
    #[arg(long, default_value_t = 200_000)]
    pub rate: u64,
    #[arg(long, default_value_t = 5.0)]
    pub seconds: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flooded {
    pub sent: u64,
    pub refused: u64,
    pub seconds: f64,
    pub per_second: f64,
}

pub fn run(options: Options) -> Result<Flooded> {
    let sockets: Vec<socket2::Socket> =
        (0..PORTS).map(|_| port()).collect::<Result<_>>().context("a flood needs ports")?;
    let garbage = garbage()?;
    let name = Name::new(options.to);
    let mut outbox = Outbox::default();
    let began = Instant::now();
    let span = Duration::from_secs_f64(options.seconds.clamp(0.0, SECONDS_MOST));
    let (mut sent, mut from) = (0u64, 0usize);
    while began.elapsed() < span {
        let due = (began.elapsed().as_secs_f64() * options.rate as f64) as u64;
        let Some(socket) = sockets.get(from % PORTS) else { break };
        from += 1;
        if due <= sent {
            std::thread::sleep(STEP);
            continue;
        }
        while !outbox.is_full() {
            let bytes = &garbage[sent as usize % garbage.len()];
            outbox.room()[..bytes.len()].copy_from_slice(bytes);
            outbox.push(bytes.len(), name, 0);
            sent += 1;
        }
        outbox.flush(socket);
    }
    let seconds = began.elapsed().as_secs_f64();
    let sent = sent - outbox.refused;
    Ok(Flooded { sent, refused: outbox.refused, seconds, per_second: sent as f64 / seconds })
}

fn port() -> Result<socket2::Socket> {
    use socket2::{Domain, Protocol, Socket, Type};
    let socket = Socket::new(Domain::IPV6, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_only_v6(false)?;
    Ok(socket)
}

/// All kinds by turns, so that any run of them is a mix.
fn garbage() -> Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for number in 0..OF_EACH {
        for kind in KINDS {
            all.push(one(kind, number)?);
        }
    }
    Ok(all)
}

fn one(kind: Kind, number: usize) -> Result<Vec<u8>> {
    let mut chance = vec![0u8; 60 + number];
    SystemRandom::new().fill(&mut chance).ok().context("the system gives no chance")?;
    Ok(match kind {
        Kind::UnknownUfrag | Kind::Unsigned => {
            let theirs = format!("strange{number}");
            let who = Credentials { theirs, pwd: "guessed".into(), ours: "mine".into() };
            let transaction = chance.first_chunk().copied().unwrap_or_default();
            let mut check = stun::check(&who, transaction);
            if kind == Kind::Unsigned {
                // Integrity and fingerprint are the last 32 bytes.
                check.truncate(check.len() - 32);
                let len = (check.len() - 20) as u16;
                check[2..4].copy_from_slice(&len.to_be_bytes());
            }
            check
        }
        Kind::Dtls => {
            let len = (chance.len() - 13) as u16;
            chance[..11].copy_from_slice(&[22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0]);
            chance[11..13].copy_from_slice(&len.to_be_bytes());
            chance
        }
        Kind::Rtp => {
            chance[..2].copy_from_slice(&[0x90, 111]);
            chance
        }
        Kind::Random => chance,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_relay::media::core::ice::{self, Malformed};

    #[test]
    fn a_flood_keeps_its_rate_and_ends() {
        let target = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let to = target.local_addr().unwrap();
        let flooded = run(Options { to, rate: 5000, seconds: 0.4 }).unwrap();
        assert!((1900..=2300).contains(&flooded.sent), "{flooded:?}");
    }

    #[test]
    fn each_kind_is_what_it_is_called() {
        let stun = one(Kind::UnknownUfrag, 1).unwrap();
        assert_eq!(ice::local_ufrag(&stun), Ok("strange1"));
        let unsigned = one(Kind::Unsigned, 1).unwrap();
        assert_eq!(ice::verify(&unsigned, b"guessed"), Err(Malformed::NoIntegrity));
        assert_eq!(one(Kind::Dtls, 1).unwrap()[0], 22);
        assert_eq!(one(Kind::Rtp, 1).unwrap()[0] >> 6, 2);
    }
}
