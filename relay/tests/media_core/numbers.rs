//! The law that keeps the ciphers safe: under one key no SSRC uses an index twice. And what
//! follows from it: a listener's packets are numbered 1, 2, 3…, whenever it comes.

use crate::world::{CHROMIUM, FIREFOX, LOUD, World, space, ssrcs, voice};
use causerie_relay::media::core::{Input, audience::Lines, gather::Gathering};
use proptest::prelude::*;
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

#[test]
fn a_listener_who_comes_just_below_or_above_a_wrap_starts_at_one_and_hears() {
    let mut world = World::new();
    let old = world.listener();
    let (space, id) = (space(1), voice(9));
    world.tell(Input::AddLocalVoice { space, voice: id, music: false });
    let say = |world: &mut World, frame: u64| {
        world.now += Duration::from_millis(20);
        let level = LOUD + (frame % 3) as u8;
        let payload = (frame as u32).to_be_bytes().into();
        world.tell(Input::LocalFrame { space, voice: id, level, payload });
    };
    let mut late = Vec::new();
    for frame in 1..=65_560u64 {
        if frame.is_multiple_of(250) {
            for who in 0..world.peers.len() {
                world.check(who);
            }
        }
        say(&mut world, frame);
        if [65_533, 65_534, 65_535, 65_536, 65_537, 65_550].contains(&frame) {
            late.push((frame, world.listener()));
        }
    }
    let slot = ssrcs(space)[0];
    assert_eq!(world.heard(old, slot).len(), 65_560);
    assert_eq!(world.heard(old, slot).last().unwrap().index, 65_560);
    for (joined, who) in late {
        let heard = world.heard(who, slot);
        assert_eq!(heard.len() as u64, 65_560 - joined, "joined at {joined}");
        for (at, packet) in heard.iter().enumerate() {
            assert_eq!(packet.index, at as u64 + 1, "joined at {joined}");
            let frame = u32::from_be_bytes(packet.payload[..].try_into().unwrap());
            assert_eq!(u64::from(frame), joined + at as u64 + 1);
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Say(usize),
    /// So many packets in a row.
    Lose(usize, u8),
    Wait(u8),
    Mute(usize, bool),
    Listen(usize, bool),
    Own(usize, Option<u32>),
    /// The voice leaves the stage, and comes back with a new connection.
    Swap(usize),
    Join(bool),
    /// A listener restarts ICE, and goes on from another address.
    Restart(usize),
    /// A listener's session ends, and the same person comes back.
    Rejoin(usize),
    /// Every DTLS record that a listener ever sent comes once more.
    Again(usize),
    /// Two frames of each stream leave together, or not.
    Pairs(bool),
}

const VOICES: usize = 4;

fn step() -> impl Strategy<Value = Step> {
    let who = 0..VOICES;
    prop_oneof![
        12 => who.clone().prop_map(Step::Say),
        2 => (who.clone(), 1u8..100).prop_map(|(who, count)| Step::Lose(who, count)),
        4 => (1u8..8).prop_map(Step::Wait),
        1 => (1u8..80).prop_map(Step::Wait),
        1 => (who.clone(), any::<bool>()).prop_map(|(who, muted)| Step::Mute(who, muted)),
        1 => (0usize..4, any::<bool>()).prop_map(|(who, on)| Step::Listen(who, on)),
        1 => (0usize..4, proptest::option::of(1u32..=VOICES as u32))
            .prop_map(|(who, own)| Step::Own(who, own)),
        1 => who.prop_map(Step::Swap),
        1 => any::<bool>().prop_map(Step::Join),
        1 => (0usize..4).prop_map(Step::Restart),
        1 => (0usize..4).prop_map(Step::Rejoin),
        1 => (0usize..4).prop_map(Step::Again),
        1 => any::<bool>().prop_map(Step::Pairs),
    ]
}

/// Everything around a core, and what was done to it.
struct Play {
    world: World,
    voices: Vec<usize>,
    listeners: Vec<usize>,
    /// Sessions that ended.
    gone: Vec<usize>,
    lost: u64,
}

impl Play {
    fn new() -> Self {
        // Frames wait for one another from the first listener on.
        let mut world = World::gathering(Gathering { from_listeners: 0, ..Gathering::default() });
        let voices = (1..=VOICES as u32).map(|number| world.publisher(number)).collect();
        let first = world.listener();
        world.peers[first].call_a_witness();
        Self { world, voices, listeners: vec![first], gone: Vec::new(), lost: 0 }
    }

    /// What is lost before the relay stays visible as a gap, so that a listener's own numbers come
    /// near their first wrap within some hundred packets.
    fn near_a_wrap() -> Self {
        let mut play = Self::new();
        for _ in 0..656 {
            play.world.tick();
            play.take(Step::Lose(0, 99));
            play.take(Step::Say(0));
        }
        let heard = play.world.heard(play.listeners[0], ssrcs(space(1))[0]);
        assert_eq!(heard.last().unwrap().index, 65_501);
        play
    }

    fn take(&mut self, step: Step) {
        let world = &mut self.world;
        match step {
            Step::Say(who) => world.say(self.voices[who]),
            Step::Lose(who, count) => {
                let peer = &mut world.peers[self.voices[who]];
                peer.index += u64::from(count);
                peer.timestamp = peer.timestamp.wrapping_add(960 * u32::from(count));
                self.lost += u64::from(count);
            }
            Step::Wait(ticks) => world.pass(Duration::from_millis(20 * u64::from(ticks))),
            Step::Mute(who, muted) => {
                world.tell(Input::SetMuted {
                    space: space(1),
                    voice: voice(who as u32 + 1),
                    muted,
                });
            }
            Step::Listen(who, listening) => {
                if let Some(who) = self.listeners.get(who) {
                    let session = world.peers[*who].session;
                    world.tell(Input::SetListening { session, listening });
                }
            }
            Step::Own(who, own) => {
                if let Some(who) = self.listeners.get(who) {
                    let session = world.peers[*who].session;
                    world.tell(Input::SetOwnVoice { session, voice: own.map(voice) });
                }
            }
            Step::Swap(who) => {
                let number = who as u32 + 1;
                world.tell(Input::RemoveVoice { space: space(1), voice: voice(number) });
                self.voices[who] = world.publisher(number);
            }
            Step::Join(lead) => {
                if self.listeners.len() < 4 {
                    let lines =
                        if lead { Lines::Lead(FIREFOX) } else { Lines::Slots([CHROMIUM; 3]) };
                    self.listeners.push(world.listener_of(space(1), lines, None));
                }
            }
            Step::Restart(who) => {
                if let Some(who) = self.listeners.get(who) {
                    let peer = &mut world.peers[*who];
                    peer.ufrag.push('x');
                    let (session, ufrag, pwd) =
                        (peer.session, peer.ufrag.clone(), peer.pwd.clone());
                    let port = peer.path.remote.port();
                    peer.path.remote.set_port(port ^ 0x8000);
                    world.tell(Input::Restart { session, ufrag, pwd });
                    world.check(*who);
                }
            }
            Step::Rejoin(who) => {
                if let Some(who) = self.listeners.get_mut(who) {
                    world.tell(Input::Close { session: world.peers[*who].session });
                    world.peers[*who].consents = false;
                    self.gone.push(*who);
                    *who = world.listener();
                }
            }
            Step::Again(who) => {
                if let Some(who) = self.listeners.get(who) {
                    for record in world.peers[*who].sent.clone() {
                        world.receive(*who, record);
                    }
                    world.settle();
                }
            }
            Step::Pairs(pairs) => world.tell(Input::SetPairs { space: space(1), pairs }),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn no_index_is_used_twice_under_one_key(
        steps in proptest::collection::vec(step(), 30..250), near_a_wrap: bool,
    ) {
        let mut play = if near_a_wrap { Play::near_a_wrap() } else { Play::new() };
        for step in steps {
            play.take(step);
        }
        play.world.pass(Duration::from_millis(500));
        let mut used = HashSet::new();
        let mut keys = HashSet::new();
        for (key, who) in play.listeners.iter().chain(&play.gone).enumerate() {
            let peer = &play.world.peers[*who];
            prop_assert!(keys.insert(peer.exported.clone().unwrap().1), "keys of another session");
            // The peer's own replay window opened all of it, reports too; and so did a witness.
            prop_assert_eq!((peer.undecipherable, peer.disputed), (0, 0));
            let mut last: HashMap<u32, (u64, u32)> = HashMap::new();
            let mut gaps = 0;
            for packet in &peer.rtp {
                prop_assert!(used.insert((key, packet.ssrc, packet.index)));
                let before = last.insert(packet.ssrc, (packet.index, packet.timestamp));
                let Some((index, timestamp)) = before else {
                    prop_assert_eq!(packet.index, 1);
                    continue;
                };
                prop_assert!(packet.index > index);
                prop_assert!(packet.timestamp.wrapping_sub(timestamp) as i32 > 0);
                gaps += packet.index - index - 1;
            }
            // A gap is what a publisher lost, in a slot and in the lead, and nothing else.
            prop_assert!(gaps <= 2 * play.lost, "{} gaps, {} lost", gaps, play.lost);
        }
    }

    /// The same number of a paused or muted span is no gap.
    #[test]
    fn without_loss_no_number_is_left_out(steps in proptest::collection::vec(step(), 30..200)) {
        let mut play = Play::new();
        for step in steps {
            if !matches!(step, Step::Lose(..)) {
                play.take(step);
            }
        }
        for who in &play.listeners {
            let mut next: HashMap<u32, u64> = HashMap::new();
            for packet in &play.world.peers[*who].rtp {
                let due = next.entry(packet.ssrc).or_insert(1);
                prop_assert_eq!(packet.index, *due);
                *due += 1;
            }
        }
    }
}
