//! A core, the peers around it, and a clock that moves when it is told to.

use crate::peer::{CERTIFICATE, LEVEL_EXT, Peer, Speaks, Spoken};
use causerie_relay::media::{
    SessionId,
    core::{
        Core, Input, Neighbours, Output, Path, TICK, Wire,
        audience::Lines,
        counters::Counters,
        dtls::Identity,
        gather::Gathering,
        handshakes::Handshakes,
        packet::{Shape, SlotFrame},
        peer::{NewPart, NewPeer},
        tap,
    },
    curves,
};
use causerie_shared::id::{SpaceId, VoiceId};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

/// What Chromium's offers dictate, and Firefox's.
pub(crate) const CHROMIUM: Shape = Shape { opus: 111, red: Some(63), level_ext: Some(LEVEL_EXT) };
pub(crate) const FIREFOX: Shape = Shape { opus: 109, red: None, level_ext: Some(LEVEL_EXT) };

/// Sounds like speech to the choice of slots, never steady.
pub(crate) const LOUD: u8 = 25;

const RELAY: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// Counters that grow while all is well.
const ORDINARY: [&str; 8] = [
    "datagrams_received_total",
    "bytes_received_total",
    "packets_forwarded_total",
    "bytes_forwarded_total",
    "stun_checks_total",
    "dtls_handshakes_total",
    "voice_packets_total",
    "rtcp_received_total",
];

/// Key generation is slow, and a certificate is no state.
static IDENTITY: LazyLock<Identity> =
    LazyLock::new(|| Identity::generate(curves::provider()).unwrap());

pub(crate) struct World {
    pub(crate) core: Core,
    pub(crate) handshakes: Handshakes,
    pub(crate) counters: Arc<Counters>,
    pub(crate) now: Instant,
    pub(crate) wire: Post,
    pub(crate) passed: Passed,
    pub(crate) peers: Vec<Peer>,
    /// How many datagrams in a row went to which address.
    pub(crate) runs: Vec<(Path, usize)>,
    pub(crate) outputs: Vec<Output>,
    /// Sent to addresses where no peer is.
    pub(crate) strays: Vec<(Path, Vec<u8>)>,
    ticks: u64,
}

/// Collects what the core sends.
pub(crate) struct Post {
    room: Box<[u8; 2048]>,
    sent: Vec<(Path, Vec<u8>)>,
    /// The address that the system sends from when it is not told.
    pub(crate) systems_choice: IpAddr,
    /// Datagrams that were left to this choice.
    pub(crate) untold: usize,
}

impl Post {
    pub(crate) fn take(&mut self) -> Vec<(Path, Vec<u8>)> {
        std::mem::take(&mut self.sent)
    }
}

/// Collects frames for other threads.
#[derive(Default)]
pub(crate) struct Passed(pub(crate) Vec<(SpaceId, SlotFrame, u64)>, pub(crate) Vec<tap::Tapped>);

impl Wire for Post {
    fn room(&mut self) -> &mut [u8] {
        &mut self.room[..]
    }

    fn send(&mut self, len: usize, path: &Path) {
        let mut path = *path;
        if path.local.is_unspecified() {
            path.local = self.systems_choice;
            self.untold += 1;
        }
        self.sent.push((path, self.room[..len].to_vec()));
    }

    fn along(&mut self, path: Path) -> Path {
        if path.local != self.systems_choice {
            return path;
        }
        Path { local: Ipv4Addr::UNSPECIFIED.into(), ..path }
    }
}

impl Neighbours for Passed {
    fn pass_on(&mut self, space: SpaceId, frame: &SlotFrame, threads: u64) {
        if threads != 0 {
            self.0.push((space, frame.clone(), threads));
        }
    }

    fn tap(&mut self, space: SpaceId, spoken: tap::Spoken<'_>) {
        self.1.extend(tap::Tapped::new(space, spoken));
    }
}

pub(crate) fn voice(number: u32) -> VoiceId {
    VoiceId::new(number).unwrap()
}

pub(crate) fn space(number: u128) -> SpaceId {
    SpaceId::from_bits(number)
}

/// SSRCs of a space's slots, the last being the lead's.
pub(crate) fn ssrcs(space: SpaceId) -> [u32; 4] {
    let first = space.bits() as u32 * 100;
    [first + 1, first + 2, first + 3, first + 4]
}

/// Where no peer is, until one says so.
pub(crate) fn elsewhere(port: u16) -> Path {
    let remote = SocketAddr::new(Ipv4Addr::new(203, 0, 113, 5).into(), port);
    Path { remote, local: RELAY }
}

impl World {
    /// With one space, number 1.
    pub(crate) fn new() -> Self {
        Self::gathering(Gathering::default())
    }

    pub(crate) fn gathering(gathering: Gathering) -> Self {
        let now = Instant::now();
        let counters = Arc::new(Counters::default());
        let mut world = Self {
            core: Core::new(gathering, counters.clone(), now, 1_790_000_000_000_000),
            handshakes: Handshakes::new(IDENTITY.clone(), counters.clone()),
            counters,
            now,
            wire: Post {
                room: Box::new([0; 2048]),
                sent: Vec::new(),
                systems_choice: RELAY,
                untold: 0,
            },
            passed: Passed::default(),
            peers: Vec::new(),
            runs: Vec::new(),
            outputs: Vec::new(),
            strays: Vec::new(),
            ticks: 0,
        };
        world.open_space(space(1), true);
        world
    }

    pub(crate) fn open_space(&mut self, space: SpaceId, home: bool) {
        let ssrcs = ssrcs(space);
        self.tell(Input::OpenSpace { space, ssrcs, chance: 0xFFFF_0000, home });
    }

    /// A connected publisher of `voice` in space 1; returns its place in `peers`.
    pub(crate) fn publisher(&mut self, number: u32) -> usize {
        self.publisher_in(space(1), number, false)
    }

    pub(crate) fn publisher_in(&mut self, space: SpaceId, number: u32, music: bool) -> usize {
        let voice = voice(number);
        let part = NewPart::Publisher { voice, shape: CHROMIUM, music, muted: false, ssrc: 0xB000 };
        let who = self.join(space, part, Speaks::Dtls13, true);
        self.connect(who);
        who
    }

    /// A connected listener of space 1 with three slots.
    pub(crate) fn listener(&mut self) -> usize {
        self.listener_of(space(1), Lines::Slots([CHROMIUM; 3]), None)
    }

    pub(crate) fn listener_of(
        &mut self,
        space: SpaceId,
        lines: Lines,
        own_voice: Option<VoiceId>,
    ) -> usize {
        let part = NewPart::Listener { lines, own_voice, listening: true };
        let who = self.join(space, part, Speaks::Dtls12, true);
        self.connect(who);
        who
    }

    /// A session that the door made, whose peer has not said a word yet.
    pub(crate) fn join(
        &mut self,
        space: SpaceId,
        part: NewPart,
        speaks: Speaks,
        peer_is_client: bool,
    ) -> usize {
        let who = self.peers.len();
        let remote = SocketAddr::new(Ipv4Addr::new(198, 51, 100, 7).into(), 20_000 + who as u16);
        let path = Path { remote, local: RELAY };
        let session = SessionId(who as u128 + 1);
        let peer = Peer::new(session, path, speaks, peer_is_client, self.now);
        let new = NewPeer {
            session,
            space,
            ufrag: peer.ufrag.clone(),
            pwd: peer.pwd.clone(),
            fingerprint: CERTIFICATE.1,
            active: !peer_is_client,
            part,
        };
        self.peers.push(peer);
        self.tell(Input::Open(Box::new(new)));
        who
    }

    /// Checks, then shakes hands.
    pub(crate) fn connect(&mut self, who: usize) {
        self.check(who);
        for record in self.peers[who].flight(self.now) {
            self.receive(who, record);
        }
        self.settle();
        assert!(self.peers[who].keys.is_some(), "peer {who} has no keys");
        let session = self.peers[who].session;
        assert!(self.outputs.contains(&Output::Connected { session }), "peer {who} is not told of");
    }

    pub(crate) fn check(&mut self, who: usize) {
        let check = self.peers[who].check(true);
        self.receive(who, check);
        self.settle();
    }

    /// One datagram from where the peer is.
    pub(crate) fn receive(&mut self, who: usize, bytes: Vec<u8>) {
        self.receive_from(self.peers[who].path, bytes);
    }

    pub(crate) fn receive_from(&mut self, path: Path, mut bytes: Vec<u8>) {
        let (now, wire) = (self.now, &mut self.wire);
        self.core.handle_datagram(path, &mut bytes, now, wire, &mut self.passed);
        self.take_orders();
    }

    pub(crate) fn tell(&mut self, input: Input) {
        self.core.handle(input, self.now, &mut self.wire, &mut self.passed);
        self.settle();
    }

    /// As the thread that shakes hands does between two records.
    fn take_orders(&mut self) {
        while let Some(order) = self.core.poll_order() {
            self.handshakes.handle(order, self.now, &mut self.wire);
        }
    }

    /// Carries datagrams to and fro until nobody has anything to say.
    pub(crate) fn settle(&mut self) {
        loop {
            self.core.fan_out(self.now, &mut self.wire);
            self.take_orders();
            let shook = self.handshakes.handle_next(self.now, &mut self.wire);
            while let Some((peer, news)) = self.handshakes.poll_output() {
                let news = Input::Handshaken { peer, news };
                self.core.handle(news, self.now, &mut self.wire, &mut self.passed);
            }
            let sent = self.wire.take();
            if sent.is_empty() && !shook {
                break;
            }
            let mut before = None;
            for (path, bytes) in sent {
                match self.runs.last_mut().filter(|_| before == Some(path)) {
                    Some((_, count)) => *count += 1,
                    None => self.runs.push((path, 1)),
                }
                before = Some(path);
                let Some(who) = self.peers.iter().position(|peer| peer.path == path) else {
                    self.strays.push((path, bytes));
                    continue;
                };
                for record in self.peers[who].take(bytes, self.now) {
                    self.receive(who, record);
                }
            }
        }
        while let Some(output) = self.core.poll_output() {
            self.outputs.push(output);
        }
    }

    /// 20 ms pass.
    pub(crate) fn tick(&mut self) {
        self.now += TICK;
        self.ticks += 1;
        self.core.handle_timeout(self.now, &mut self.wire, &mut self.passed);
        self.handshakes.handle_timeout(self.now, &mut self.wire);
        if self.ticks.is_multiple_of(250) {
            for who in 0..self.peers.len() {
                if self.peers[who].consents {
                    let check = self.peers[who].check(true);
                    self.receive(who, check);
                }
            }
        }
        self.settle();
    }

    pub(crate) fn pass(&mut self, span: Duration) {
        for _ in 0..span.as_millis() / TICK.as_millis() {
            self.tick();
        }
    }

    /// The next packet of a publisher, sealed and not sent yet.
    pub(crate) fn next_packet(&mut self, who: usize, level: u8) -> Vec<u8> {
        // A level that never varies would sink.
        let level = level + (self.peers[who].index % 3) as u8;
        let payload = [who as u8 | 0x40; 40];
        self.packet_of(who, Some(level), 111, &payload)
    }

    pub(crate) fn packet_of(
        &mut self,
        who: usize,
        level: Option<u8>,
        payload_type: u8,
        payload: &[u8],
    ) -> Vec<u8> {
        let peer = &mut self.peers[who];
        peer.index += 1;
        peer.timestamp = peer.timestamp.wrapping_add(960);
        let (ssrc, index, timestamp) = (peer.ssrc, peer.index, peer.timestamp);
        peer.seal(&Spoken { ssrc, index, timestamp, level, payload_type, payload })
    }

    /// A publisher says one frame.
    pub(crate) fn say(&mut self, who: usize) {
        let packet = self.next_packet(who, LOUD);
        self.receive(who, packet);
        self.settle();
    }

    /// These publishers speak for some frames.
    pub(crate) fn talk(&mut self, who: &[usize], frames: usize) {
        for _ in 0..frames {
            self.tick();
            for who in who {
                self.say(*who);
            }
        }
    }

    /// What somebody did to the counters of refusals and oddities: names and by how much, in order.
    pub(crate) fn counted(&mut self, act: impl FnOnce(&mut Self)) -> Vec<(&'static str, u64)> {
        let before = self.counters.read();
        act(self);
        self.settle();
        let after = self.counters.read();
        let changes = after.into_iter().zip(before);
        changes
            .filter(|((name, _), _)| name.ends_with("_total") && !ORDINARY.contains(name))
            .map(|((name, after), (_, before))| (name, after - before))
            .filter(|(_, change)| *change > 0)
            .collect()
    }

    /// What a peer heard since the last call, of one SSRC.
    pub(crate) fn heard(&self, who: usize, ssrc: u32) -> Vec<&crate::peer::Heard> {
        self.peers[who].rtp.iter().filter(|heard| heard.ssrc == ssrc).collect()
    }

    pub(crate) fn was_told(&self, output: &Output) -> bool {
        self.outputs.contains(output)
    }
}

impl World {
    /// A frame from the space's home thread.
    pub(crate) fn hand_over(&mut self, space: SpaceId, frame: &SlotFrame) {
        self.core.handle_frame(space, frame, self.now, &mut self.wire);
        self.settle();
    }
}
