//! A network path that loses packets, between a browser and the relay's UDP port.
//!
//! It stands where a NAT would: the browser sends to it, it sends on from a socket of its own for
//! each address that it hears from. Law: of media (RTP and RTCP) exactly what the seed says is
//! lost, in each direction by itself; STUN and DTLS always pass, so that what is measured is sound
//! and not the luck of a handshake. Nothing is delayed, doubled or reordered.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use tokio::net::UdpSocket;
use tokio::task::JoinSet;

/// Packets that a burst takes on average: 60 ms of speech.
const BURST_PACKETS: f64 = 3.0;

/// Which packets of a direction get lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// Of a hundred packets, in the long run.
    pub percent: f64,
    pub pattern: Pattern,
    pub seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Each packet by itself.
    Random,
    /// In runs of [`BURST_PACKETS`] on average (Gilbert's model of two states).
    Bursty,
}

impl Loss {
    pub const NONE: Loss = Loss { percent: 0.0, pattern: Pattern::Random, seed: 0 };
}

/// The fate of one packet after the other.
pub struct Fate {
    /// How probably a packet is lost after one that passed, and after one that was lost.
    after_passed: f64,
    after_lost: f64,
    lost: bool,
    dice: u64,
}

impl Fate {
    pub fn new(loss: Loss) -> Self {
        let share = loss.percent / 100.0;
        let (after_passed, after_lost) = match loss.pattern {
            Pattern::Random => (share, share),
            Pattern::Bursty => {
                let ends = 1.0 / BURST_PACKETS;
                (ends * share / (1.0 - share), 1.0 - ends)
            }
        };
        Fate { after_passed, after_lost, lost: false, dice: loss.seed }
    }

    pub fn loses_next(&mut self) -> bool {
        let chance = if self.lost { self.after_lost } else { self.after_passed };
        self.lost = self.roll() < chance;
        self.lost
    }

    /// From 0 to 1, by SplitMix64: any seed will do, and its stream is the same everywhere.
    fn roll(&mut self) -> f64 {
        self.dice = self.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.dice;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// What went one way, RTP alone.
#[derive(Default)]
pub struct Carried {
    pub packets: AtomicU64,
    pub lost: AtomicU64,
    /// Of UDP payload, lost packets included: what the sender put on the wire.
    pub bytes: AtomicU64,
}

/// The path; it ends when dropped.
pub struct LossyPath {
    /// Where the browser sends to.
    pub address: SocketAddr,
    pub up: Arc<Carried>,
    pub down: Arc<Carried>,
    _task: JoinSet<()>,
}

struct Way {
    fate: Fate,
    carried: Arc<Carried>,
}

impl LossyPath {
    /// A path to `relay`; `up` is what the browser sends.
    pub async fn open(relay: SocketAddr, up: Loss, down: Loss) -> Result<Self> {
        let near = UdpSocket::bind((relay.ip(), 0)).await?;
        let address = near.local_addr()?;
        let [carried_up, carried_down] = [(); 2].map(|()| Arc::<Carried>::default());
        let up = Way { fate: Fate::new(up), carried: carried_up.clone() };
        let down = Way { fate: Fate::new(down), carried: carried_down.clone() };
        let mut task = JoinSet::new();
        task.spawn(carry(Arc::new(near), relay, up, down));
        Ok(LossyPath { address, up: carried_up, down: carried_down, _task: task })
    }
}

async fn carry(near: Arc<UdpSocket>, relay: SocketAddr, mut up: Way, down: Way) {
    let down = Arc::new(tokio::sync::Mutex::new(down));
    let mut far: HashMap<SocketAddr, Arc<UdpSocket>> = HashMap::new();
    // Dropped with this, so that no way back outlives the path.
    let mut back = JoinSet::new();
    let mut buffer = [0; 2048];
    loop {
        // An ICMP answer to an earlier packet surfaces here as an error, and says nothing of this.
        let Ok((len, from)) = near.recv_from(&mut buffer).await else { continue };
        let socket = match far.entry(from) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let Ok(socket) = UdpSocket::bind((relay.ip(), 0)).await else { continue };
                let socket = Arc::new(socket);
                back.spawn(carry_back(socket.clone(), near.clone(), from, down.clone()));
                place.insert(socket)
            }
        };
        if up.passes(&buffer[..len]) {
            let _ = socket.send_to(&buffer[..len], relay).await;
        }
    }
}

async fn carry_back(
    far: Arc<UdpSocket>,
    near: Arc<UdpSocket>,
    to: SocketAddr,
    down: Arc<tokio::sync::Mutex<Way>>,
) {
    let mut buffer = [0; 2048];
    loop {
        let Ok((len, _)) = far.recv_from(&mut buffer).await else { continue };
        if down.lock().await.passes(&buffer[..len]) {
            let _ = near.send_to(&buffer[..len], to).await;
        }
    }
}

impl Way {
    fn passes(&mut self, packet: &[u8]) -> bool {
        // RFC 7983: media starts with 128 to 191; RFC 5761: RTCP's second byte is 192 to 223.
        let [128..=191, second, ..] = *packet else { return true };
        let lost = self.fate.loses_next();
        if !(192..=223).contains(&second) {
            self.carried.packets.fetch_add(1, Ordering::Relaxed);
            self.carried.bytes.fetch_add(packet.len() as u64, Ordering::Relaxed);
            self.carried.lost.fetch_add(u64::from(lost), Ordering::Relaxed);
        }
        !lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKETS: usize = 200_000;

    fn fates(percent: f64, pattern: Pattern) -> Vec<bool> {
        let mut fate = Fate::new(Loss { percent, pattern, seed: 7 });
        (0..PACKETS).map(|_| fate.loses_next()).collect()
    }

    fn share(fates: &[bool]) -> f64 {
        fates.iter().filter(|lost| **lost).count() as f64 / fates.len() as f64
    }

    fn mean_burst(fates: &[bool]) -> f64 {
        let lost = fates.iter().filter(|lost| **lost).count();
        let bursts = fates.windows(2).filter(|pair| !pair[0] && pair[1]).count();
        lost as f64 / bursts as f64
    }

    #[test]
    fn both_patterns_lose_what_was_asked_for() {
        for percent in [2.0, 5.0, 10.0, 20.0] {
            for pattern in [Pattern::Random, Pattern::Bursty] {
                let lost = share(&fates(percent, pattern)) * 100.0;
                assert!((lost - percent).abs() < 0.3 + percent / 20.0, "{pattern:?}: {lost} %");
            }
        }
        assert!(fates(0.0, Pattern::Bursty).iter().all(|lost| !lost));
    }

    #[test]
    fn bursts_are_three_packets_long_and_random_losses_stand_alone() {
        let bursty = mean_burst(&fates(5.0, Pattern::Bursty));
        assert!((bursty - BURST_PACKETS).abs() < 0.2, "{bursty}");
        let random = mean_burst(&fates(5.0, Pattern::Random));
        assert!((1.0..1.1).contains(&random), "{random}");
    }

    #[tokio::test]
    async fn media_is_lost_both_ways_and_handshakes_are_not() -> Result<()> {
        let all = |seed| Loss { percent: 100.0, pattern: Pattern::Random, seed };
        let relay = UdpSocket::bind("127.0.0.1:0").await?;
        let path = LossyPath::open(relay.local_addr()?, all(1), all(2)).await?;
        let browser = UdpSocket::bind("127.0.0.1:0").await?;
        let (rtp, rtcp, stun, dtls) = ([0x80, 111, 0], [0x81, 201, 0], [0, 1, 0], [22, 254, 253]);
        let mut buffer = [0; 64];
        for packet in [rtp, rtcp, stun] {
            browser.send_to(&packet, path.address).await?;
        }
        let (len, from) = relay.recv_from(&mut buffer).await?;
        assert_eq!(buffer[..len], stun);
        for packet in [rtp, rtcp, dtls] {
            relay.send_to(&packet, from).await?;
        }
        let (len, from) = browser.recv_from(&mut buffer).await?;
        assert_eq!((&buffer[..len], from), (&dtls[..], path.address));
        for carried in [&path.up, &path.down] {
            let counted = [&carried.packets, &carried.lost, &carried.bytes];
            assert_eq!(counted.map(|count| count.load(Ordering::Relaxed)), [1, 1, 3]);
        }
        Ok(())
    }
}
