//! A forwarding core as its port sees it, with one session that has not said a word, and a record
//! of all that leaves.

use causerie_relay::media::{
    SessionId,
    core::{
        Core, Input, Neighbours, Output, Path, Wire,
        audience::Lines,
        counters::Counters,
        dtls::Identity,
        gather::Gathering,
        handshakes::Handshakes,
        packet::{Shape, SlotFrame},
        peer::{NewPart, NewPeer},
        tap::Spoken,
    },
    curves,
};
use causerie_shared::id::SpaceId;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

pub(crate) const SESSION: SessionId = SessionId(1);
/// Where the session's peer is.
pub(crate) const HERE: Path = path(7);
/// Where nobody is.
pub(crate) const ELSEWHERE: Path = path(8);

const SHAPE: Shape = Shape { opus: 111, red: Some(63), level_ext: Some(1) };

/// Key generation is slow, and a certificate is no state.
static IDENTITY: LazyLock<Identity> =
    LazyLock::new(|| Identity::generate(curves::provider()).unwrap());

pub(crate) struct Port {
    core: Core,
    handshakes: Handshakes,
    pub(crate) counters: Arc<Counters>,
    pub(crate) now: Instant,
    post: Post,
    pub(crate) outputs: Vec<Output>,
}

impl Port {
    /// `fingerprint`: of the certificate that the offer named.
    pub(crate) fn new(ufrag: &str, pwd: &str, fingerprint: [u8; 32]) -> Self {
        let now = Instant::now();
        let counters = Arc::new(Counters::default());
        let gathering = Gathering::default();
        let core = Core::new(gathering, counters.clone(), now, 1_790_000_000_000_000);
        let handshakes = Handshakes::new(IDENTITY.clone(), counters.clone());
        let post = Post { room: vec![0; 2048], sent: Vec::new() };
        let mut port = Self { core, handshakes, counters, now, post, outputs: Vec::new() };
        let space = SpaceId::from_bits(1);
        let ssrcs = [101, 102, 103, 104];
        port.tell(Input::OpenSpace { space, ssrcs, chance: 0xFFFF_0000, home: true });
        let lines = Lines::Slots([SHAPE; 3]);
        port.tell(Input::Open(Box::new(NewPeer {
            session: SESSION,
            space,
            ufrag: ufrag.to_owned(),
            pwd: pwd.to_owned(),
            fingerprint,
            active: false,
            part: NewPart::Listener { lines, own_voice: None, listening: true },
        })));
        port
    }

    /// The session is under this ufrag from here on.
    pub(crate) fn rename(&mut self, ufrag: &str, pwd: &str) {
        let (ufrag, pwd) = (ufrag.to_owned(), pwd.to_owned());
        self.tell(Input::Restart { session: SESSION, ufrag, pwd });
    }

    /// Takes one datagram in; gives what left for it.
    pub(crate) fn receive(&mut self, from: Path, bytes: &[u8]) -> Vec<(Path, Vec<u8>)> {
        let mut bytes = bytes.to_vec();
        self.core.handle_datagram(from, &mut bytes, self.now, &mut self.post, &mut Nobody);
        self.work()
    }

    /// Time passes.
    pub(crate) fn pass(&mut self, span: Duration) -> Vec<(Path, Vec<u8>)> {
        self.now += span;
        self.core.handle_timeout(self.now, &mut self.post, &mut Nobody);
        self.handshakes.handle_timeout(self.now, &mut self.post);
        self.work()
    }

    fn work(&mut self) -> Vec<(Path, Vec<u8>)> {
        self.core.fan_out(self.now, &mut self.post);
        loop {
            while let Some(order) = self.core.poll_order() {
                self.handshakes.handle(order, self.now, &mut self.post);
            }
            let shook = self.handshakes.handle_next(self.now, &mut self.post);
            let mut heard = false;
            while let Some((peer, news)) = self.handshakes.poll_output() {
                heard = true;
                self.tell(Input::Handshaken { peer, news });
            }
            if !shook && !heard {
                break;
            }
        }
        while let Some(output) = self.core.poll_output() {
            self.outputs.push(output);
        }
        std::mem::take(&mut self.post.sent)
    }

    fn tell(&mut self, input: Input) {
        self.core.handle(input, self.now, &mut self.post, &mut Nobody);
    }
}

const fn path(last: u8) -> Path {
    let remote = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(198, 51, 100, last)), 20_000);
    Path { remote, local: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)) }
}

struct Post {
    room: Vec<u8>,
    sent: Vec<(Path, Vec<u8>)>,
}

impl Wire for Post {
    fn room(&mut self) -> &mut [u8] {
        &mut self.room
    }

    fn send(&mut self, len: usize, path: &Path) {
        self.sent.push((*path, self.room[..len].to_vec()));
    }
}

struct Nobody;

impl Neighbours for Nobody {
    fn pass_on(&mut self, _: SpaceId, _: &SlotFrame, threads: u64) {
        assert_eq!(threads, 0, "there is one thread");
    }

    fn tap(&mut self, _: SpaceId, _: Spoken<'_>) {}
}
