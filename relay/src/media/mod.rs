//! The media plane, as the rest of the relay sees it: offers go in, answers and events come out.
//! What happens to packets is in `core` (pure) and `io` (threads); neither knows of hub, space
//! or store.

pub mod core;
pub mod curves;
mod directory;
mod doors;
pub mod io;
mod terms;

pub use terms::{
    Answered, Gathering, Gone, Limits, MediaConfig, MediaEvent, MediaFault, Patched, Publish,
    SessionId, Subscribe,
};

pub use self::core::histograms::Spread;

use self::core::{Core, Input, Output, counters::Counters, dtls::Identity};
use crate::clock;
use anyhow::Context;
use causerie_shared::id::{SpaceId, VoiceId};
use directory::Directory;
use io::{
    handshaker::Handshaker,
    orders::orders,
    processors,
    thread::{Neighbour, RING_FRAMES, Ring, TAP_FRAMES, Tap, Thread},
    udp::{Socket, Waker},
};
use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError, mpsc as inputs},
};
use tokio::sync::mpsc;

/// Handle to the media threads. Cheap to clone; every call returns at once.
#[derive(Clone)]
pub struct Media {
    inner: Arc<Inner>,
}

struct Inner {
    /// Emptied by [`Media::stop`].
    threads: Mutex<Vec<ThreadEnd>>,
    ports: Vec<SocketAddr>,
    /// By thread: what its answers carry as candidates, IPv4 first.
    candidates: Vec<Vec<SocketAddr>>,
    counters: Vec<Arc<Counters>>,
    fingerprint: [u8; 32],
    directory: Arc<Directory>,
    joins: Mutex<Vec<std::thread::JoinHandle<()>>>,
    /// By thread: what tapped voices say.
    taps: Vec<Tap>,
}

struct ThreadEnd {
    inputs: inputs::Sender<Input>,
    waker: Waker,
}

/// Pushes the frames of a voice that lives inside the relay (demo content), as if it had come
/// from a publisher. Dropping it silences the voice.
pub struct LocalVoice {
    media: Media,
    space: SpaceId,
    voice: VoiceId,
    home: usize,
}

impl LocalVoice {
    /// One Opus packet of 20 ms, due now. `level`: RFC 6464, 0 loudest to 127 silent.
    pub fn push(&self, payload: &[u8], level: u8) {
        let (space, voice) = (self.space, self.voice);
        self.media
            .tell(self.home, Input::LocalFrame { space, voice, level, payload: payload.into() });
    }
}

impl Drop for LocalVoice {
    fn drop(&mut self) {
        self.media.tell(self.home, Input::RemoveVoice { space: self.space, voice: self.voice });
    }
}

impl Media {
    /// Opens the ports and starts one thread a port. Fails with words naming the port.
    pub fn start(
        config: MediaConfig,
        events: mpsc::UnboundedSender<MediaEvent>,
    ) -> anyhow::Result<Self> {
        anyhow::ensure!(!config.ports.is_empty(), "name at least one media port");
        anyhow::ensure!(
            config.ports.len() <= 64,
            "at most 64 media ports, one a core, can be used"
        );
        let identity =
            Identity::generate(curves::provider()).context("cannot make a DTLS certificate")?;
        let addresses = addresses(&config.announced)?;
        let sockets = config.ports.iter().map(|port| {
            Socket::bind(*port)
                .map(Arc::new)
                .with_context(|| format!("cannot open UDP port {port} for audio; is it taken?"))
        });
        let sockets: Vec<_> = sockets.collect::<anyhow::Result<_>>()?;
        let ports: Vec<u16> =
            sockets.iter().map(|socket| socket.port()).collect::<Result<_, _>>()?;
        let count = ports.len();
        let directory = Arc::new(Directory::new(config.limits, count));
        let wakers: Vec<_> = (0..count).map(|_| Waker::new()).collect::<Result<_, _>>()?;
        let (mut neighbours, mut rings) = rings(count, &wakers);

        let mut threads = Vec::new();
        let mut counters = Vec::new();
        let tap = || Tap::new(crossbeam_queue::ArrayQueue::new(TAP_FRAMES));
        let taps: Vec<_> = (0..count).map(|_| tap()).collect();
        let mut joins = Vec::new();
        let processors = processors::own(count);
        for (number, socket) in sockets.into_iter().enumerate() {
            let counted = Arc::new(Counters::default());
            let (to, from) = inputs::channel();
            let (orders, ordered) = orders();
            let waker = wakers.get(number).cloned().context("a waker a thread")?;
            let handshaker = {
                let (inputs, waker) = (to.clone(), waker.clone());
                let (socket, identity) = (socket.clone(), identity.clone());
                let report = move |peer, news| {
                    // The media thread is gone only while the process ends.
                    let _ = inputs.send(Input::Handshaken { peer, news });
                    waker.wake();
                };
                let counted = Arc::new(Counters::default());
                counters.push(counted.clone());
                Handshaker { identity, orders: ordered, socket, counters: counted, report }
            };
            let name = format!("dtls-{number}");
            let run = move || or_abort(|| handshaker.run());
            joins.push(std::thread::Builder::new().name(name).spawn(run)?);
            let (events, known) = (events.clone(), directory.clone());
            let thread = Thread {
                core: Core::new(
                    config.gathering,
                    counted.clone(),
                    clock::instant(),
                    clock::unix_us(),
                ),
                socket,
                processor: processors.get(number).copied(),
                waker: waker.clone(),
                inputs: from,
                orders,
                neighbours: neighbours.remove(0),
                rings: rings.remove(0),
                tap: taps.get(number).cloned().unwrap_or_else(tap),
                counters: counted.clone(),
                report: move |output| {
                    // The hub is gone only while the process ends.
                    let _ = events.send(told(output, &known));
                },
            };
            let name = format!("media-{number}");
            let run = move || or_abort(|| thread.run());
            joins.push(std::thread::Builder::new().name(name).spawn(run)?);
            threads.push(ThreadEnd { inputs: to, waker });
            counters.push(counted);
        }
        let candidates = ports
            .iter()
            .map(|port| addresses.iter().map(|address| SocketAddr::new(*address, *port)).collect())
            .collect();
        let any = IpAddr::from(std::net::Ipv6Addr::UNSPECIFIED);
        let inner = Inner {
            threads: Mutex::new(threads),
            ports: ports.into_iter().map(|port| SocketAddr::new(any, port)).collect(),
            candidates,
            counters,
            fingerprint: identity.fingerprint,
            directory,
            joins: Mutex::new(joins),
            taps,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The ports in use, one a thread.
    pub fn ports(&self) -> Vec<SocketAddr> {
        self.inner.ports.clone()
    }

    pub fn open_space(&self, space: SpaceId) {
        let [a, b, c, d, chance] = random_words();
        let ssrcs = [a, b, c, d];
        let Some(home) = self.inner.directory.open_space(space, ssrcs) else {
            return;
        };
        for thread in 0..self.inner.ports.len() {
            let home = thread == home;
            self.tell(thread, Input::OpenSpace { space, ssrcs, chance, home });
        }
    }

    /// Ends every session of the space.
    pub fn close_space(&self, space: SpaceId) {
        self.inner.directory.close_space(space);
        for thread in 0..self.inner.ports.len() {
            self.tell(thread, Input::CloseSpace { space });
        }
    }

    /// False when there was no such session.
    pub fn close(&self, session: SessionId) -> bool {
        let thread = self.inner.directory.remove(session);
        thread.map(|thread| self.tell(thread, Input::Close { session })).is_some()
    }

    /// Lets a warm or paused session have its audio; false when there is no such WHEP session.
    pub fn listen(&self, session: SessionId) -> bool {
        self.set_listening(session, true)
    }

    pub fn pause(&self, session: SessionId) -> bool {
        self.set_listening(session, false)
    }

    /// The person behind a WHEP session came on stage, or left it.
    pub fn set_own_voice(&self, session: SessionId, voice: Option<VoiceId>) {
        if let Some(thread) = self.inner.directory.thread_of(session) {
            self.tell(thread, Input::SetOwnVoice { session, voice });
        }
    }

    /// Whoever hears through a WHEP session turned a voice off for themself, or on.
    pub fn set_heard(&self, session: SessionId, voice: VoiceId, heard: bool) {
        if let Some(thread) = self.inner.directory.thread_of(session) {
            self.tell(thread, Input::SetHeard { session, voice, heard });
        }
    }

    /// From the next packet on, nothing of this voice is forwarded (or it is again).
    pub fn set_muted(&self, space: SpaceId, voice: VoiceId, muted: bool) {
        if let Some(home) = self.inner.directory.home_of(space) {
            self.tell(home, Input::SetMuted { space, voice, muted });
        }
    }

    /// Whether every packet of a voice is told at the taps, heard or not.
    pub fn set_tapped(&self, space: SpaceId, voice: VoiceId, tapped: bool) {
        if let Some(home) = self.inner.directory.home_of(space) {
            self.tell(home, Input::SetTapped { space, voice, tapped });
        }
    }

    /// Where tapped voices come out, one queue a thread.
    pub fn taps(&self) -> Vec<Tap> {
        self.inner.taps.clone()
    }

    /// For a very large audience, as its host chose. Two frames of each stream leave together, which
    /// halves what sending them costs and delays every other one by 20 ms.
    pub fn set_pairs(&self, space: SpaceId, pairs: bool) {
        for thread in 0..self.inner.ports.len() {
            self.tell(thread, Input::SetPairs { space, pairs });
        }
    }

    /// The voice left the stage: its publisher's session ends.
    pub fn remove_voice(&self, space: SpaceId, voice: VoiceId) {
        if let Some(home) = self.inner.directory.home_of(space) {
            self.tell(home, Input::RemoveVoice { space, voice });
        }
    }

    pub fn local_voice(&self, space: SpaceId, voice: VoiceId, music: bool) -> LocalVoice {
        let home = self.inner.directory.home_of(space).unwrap_or(0);
        self.tell(home, Input::AddLocalVoice { space, voice, music });
        LocalVoice { media: self.clone(), space, voice, home }
    }

    /// Counters since the start, summed over the threads, by name; the names are stable and end
    /// in their unit (`packets_forwarded_total`, `stun_bad_integrity_total`, `sessions`, …).
    pub fn counters(&self) -> Vec<(&'static str, u64)> {
        let mut sums: Vec<(&'static str, u64)> = Vec::new();
        for counters in &self.inner.counters {
            for (at, (name, value)) in counters.read().into_iter().enumerate() {
                match sums.get_mut(at) {
                    Some(sum) => sum.1 += value,
                    None => sums.push((name, value)),
                }
            }
        }
        sums.extend(self.inner.directory.counters());
        sums
    }

    /// Distributions since the start, summed over the threads.
    pub fn histograms(&self) -> Vec<Spread> {
        let mut sums: Vec<Spread> = Vec::new();
        for counters in &self.inner.counters {
            for (at, spread) in counters.histograms.read().into_iter().enumerate() {
                match sums.get_mut(at) {
                    Some(sum) => sum.add(&spread),
                    None => sums.push(spread),
                }
            }
        }
        sums
    }

    /// Sessions on all threads.
    pub fn sessions(&self) -> u64 {
        self.inner.directory.sessions() as u64
    }

    /// Stops the threads after their last packets (RTCP BYE, DTLS close_notify) are out.
    pub fn stop(&self) {
        let ends: Vec<_> = std::mem::take(&mut *lock(&self.inner.threads));
        for ThreadEnd { inputs, waker } in ends {
            let _ = inputs.send(Input::Farewell);
            waker.wake();
        }
        for join in std::mem::take(&mut *lock(&self.inner.joins)) {
            let _ = join.join();
        }
    }

    fn set_listening(&self, session: SessionId, listening: bool) -> bool {
        let Some(thread) = self.inner.directory.set_listening(session, listening) else {
            return false;
        };
        self.tell(thread, Input::SetListening { session, listening });
        true
    }

    fn tell(&self, thread: usize, input: Input) {
        if let Some(end) = lock(&self.inner.threads).get(thread) {
            // A thread that is gone has nobody left to serve.
            let _ = end.inputs.send(input);
            end.waker.wake();
        }
    }
}

/// A media thread that is gone while its port is still promised would leave its spaces silent:
/// better the process ends, and is started again.
fn or_abort(run: impl FnOnce()) {
    if std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err() {
        tracing::error!("a media thread broke; the relay stops, to be started anew");
        std::process::abort();
    }
}

/// What the hub is told; the directory knows it first.
fn told(output: Output, directory: &Directory) -> MediaEvent {
    match output {
        Output::Connected { session } => {
            directory.connected(session);
            MediaEvent::Connected { session }
        }
        Output::Gone { session, why } => {
            directory.remove(session);
            MediaEvent::Gone { session, why }
        }
        Output::Heard { space, voices } => MediaEvent::Heard { space, voices },
    }
}

type Neighbours = Vec<Vec<Option<Neighbour>>>;

/// A ring from each thread to each other one.
fn rings(count: usize, wakers: &[Waker]) -> (Neighbours, Vec<Vec<Ring>>) {
    let mut rings: Vec<Vec<Ring>> = (0..count).map(|_| Vec::new()).collect();
    let mut neighbours: Neighbours = Vec::new();
    for from in 0..count {
        let mut row = Vec::new();
        for (to, (rings, waker)) in rings.iter_mut().zip(wakers).enumerate() {
            row.push((to != from).then(|| {
                let ring = Ring::new(crossbeam_queue::ArrayQueue::new(RING_FRAMES));
                rings.push(ring.clone());
                Neighbour { ring, waker: waker.clone() }
            }));
        }
        neighbours.push(row);
    }
    (neighbours, rings)
}

/// The addresses that answers name: those announced, or the machine's own, IPv4 first, because
/// FFmpeg's WHIP muxer uses the first one only; loopback last of its kind.
fn addresses(announced: &[IpAddr]) -> anyhow::Result<Vec<IpAddr>> {
    let mut addresses: Vec<IpAddr> = if announced.is_empty() {
        let own = if_addrs::get_if_addrs().context("cannot list the machine's addresses")?;
        own.into_iter().map(|interface| interface.ip()).filter(|ip| !is_link_local(ip)).collect()
    } else {
        announced.to_vec()
    };
    addresses.sort_by_key(|ip| (ip.is_ipv6(), ip.is_loopback()));
    addresses.dedup();
    anyhow::ensure!(
        !addresses.is_empty(),
        "this machine has no address that a browser could reach; name one with --announce"
    );
    Ok(addresses)
}

/// Means nothing without an interface, which an SDP cannot name.
fn is_link_local(ip: &IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local(),
    }
}

/// Random words for SSRCs and first timestamps: no two alike, for two streams under one key and
/// one SSRC would use the same nonces; and never zero, which means nothing to some clients.
fn random_words<const N: usize>() -> [u32; N] {
    let mut words = [0; N];
    for at in 0..N {
        let mut word = 0;
        while word == 0 || words.contains(&word) {
            word = u32::from_be_bytes(clock::chance());
        }
        if let Some(place) = words.get_mut(at) {
            *place = word;
        }
    }
    words
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
