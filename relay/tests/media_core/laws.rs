//! What holds whatever strangers, networks and browsers do: nothing is heard twice, every receiver
//! finds the rollover counter, addresses move by proof alone, and a check without it moves nothing.

use crate::{
    peer::{Speaks, Spoken},
    stun::Check,
    world::{CHROMIUM, LOUD, World, elsewhere, space, ssrcs},
};
use causerie_relay::media::core::{Input, audience::Lines, peer::NewPart};
use proptest::prelude::*;
use std::collections::{HashSet, VecDeque};

/// A frame that says its number.
fn numbered(world: &mut World, host: usize, number: u32) -> Vec<u8> {
    let mut payload = [0x78; 40];
    payload[36..].copy_from_slice(&number.to_be_bytes());
    let level = LOUD + (number % 3) as u8;
    world.packet_of(host, Some(level), 111, &payload)
}

fn number(payload: &[u8]) -> Option<u32> {
    payload.get(36..40).map(|it| u32::from_be_bytes(it.try_into().unwrap()))
}

/// What happens on the way from a publisher.
#[derive(Debug, Clone, Copy)]
enum Way {
    Send,
    Hold,
    /// The packet held for longest arrives.
    Release,
    /// One of all that were ever sent arrives once more.
    Replay(usize),
    Leap(u64),
    /// Another SSRC, with numbers of its own.
    Change(u16),
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![
        10 => Just(Way::Send),
        3 => Just(Way::Hold),
        3 => Just(Way::Release),
        6 => any::<usize>().prop_map(Way::Replay),
        1 => (1u64..65_000).prop_map(Way::Leap),
        2 => any::<u16>().prop_map(Way::Change),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_packet_is_heard_twice_whatever_comes_again_late_or_under_another_ssrc(
        ways in proptest::collection::vec(way(), 30..200),
    ) {
        let mut world = World::new();
        let host = world.publisher(1);
        let listener = world.listener();
        let mut arrived: Vec<Vec<u8>> = Vec::new();
        let mut held = VecDeque::new();
        let mut delivered = HashSet::new();
        let mut changes = 0;
        // A source can leap from what was received, once.
        let mut may_leap = false;
        for (at, way) in ways.into_iter().enumerate() {
            world.tick();
            let mut arrives = None;
            match way {
                Way::Send => {
                    arrives = Some(numbered(&mut world, host, at as u32));
                    delivered.insert(at as u32);
                    may_leap = true;
                }
                Way::Hold => {
                    let packet = numbered(&mut world, host, at as u32);
                    held.push_back((changes, packet));
                }
                Way::Release => {
                    let packet = held.pop_front().filter(|(of, _)| of + 2 >= changes);
                    arrives = packet.map(|(_, packet)| packet);
                }
                Way::Replay(which) if !arrived.is_empty() => {
                    arrives = Some(arrived[which % arrived.len()].clone());
                }
                Way::Leap(by) if may_leap => {
                    world.peers[host].index += by;
                    may_leap = false;
                }
                Way::Replay(_) | Way::Leap(_) => {}
                Way::Change(first) => {
                    let peer = &mut world.peers[host];
                    peer.ssrc = peer.ssrc.wrapping_add(0x1_0001);
                    peer.index = first.into();
                    changes += 1;
                    may_leap = false;
                }
            }
            let Some(packet) = arrives else { continue };
            let counted = world.counted(|world| world.receive(host, packet.clone()));
            let names: Vec<_> = counted.iter().map(|(name, _)| *name).collect();
            match way {
                Way::Send => prop_assert!(names.iter().all(|it| *it == "voice_sources_total")),
                // One from before a leap is taken for a packet to come, and its tag disagrees.
                Way::Replay(_) => prop_assert!(
                    names == ["srtp_replayed_total"]
                        || names == ["srtp_retired_source_total"]
                        || names == ["srtp_forged_total"],
                    "{names:?}"
                ),
                Way::Hold | Way::Release | Way::Leap(_) | Way::Change(_) => {}
            }
            arrived.push(packet);
        }
        let mut heard = HashSet::new();
        let mut last = 0;
        for packet in world.heard(listener, ssrcs(space(1))[0]) {
            prop_assert_eq!(packet.index > last, true);
            last = packet.index;
            if let Some(number) = number(&packet.payload) {
                prop_assert!(heard.insert(number), "frame {} was heard twice", number);
            }
        }
        prop_assert!(heard.is_superset(&delivered));
        prop_assert_eq!(world.peers[listener].undecipherable, 0);
    }

    /// Both ends of the way are `rtc-srtp`'s: it seals from any first number, over wraps and losses,
    /// and opens at every listener, whenever that one came.
    #[test]
    fn the_rollover_counter_is_right_wherever_a_voice_starts_and_a_listener_joins(
        start in prop_oneof![any::<u16>(), 65_400u16..=65_535, 0u16..300],
        first_lost in 0u16..100,
        frames in proptest::collection::vec(prop_oneof![6 => Just(1u16), 1 => 2u16..90, 1 => 90u16..20_000], 40..160),
        joins in proptest::collection::vec(0usize..160, 1..5),
    ) {
        let mut world = World::new();
        let host = world.publisher(1);
        let mut seals = world.peers[host].other_sender();
        let mut sequence = start;
        let mut listeners = Vec::new();
        let mut seal = |world: &mut World, frame: usize, advance: u16| {
            let mut packet = Vec::new();
            // Those that are lost were sealed too, so that its counter turns as it must.
            for _ in 0..advance {
                world.peers[host].timestamp = world.peers[host].timestamp.wrapping_add(960);
                let spoken = Spoken {
                    ssrc: world.peers[host].ssrc,
                    index: sequence.into(),
                    timestamp: world.peers[host].timestamp,
                    level: Some(LOUD + (frame % 3) as u8),
                    payload_type: 111,
                    payload: &(frame as u32).to_be_bytes(),
                };
                packet = seals.encrypt_rtp(&spoken.write().0).unwrap().to_vec();
                sequence = sequence.wrapping_add(1);
            }
            packet
        };
        if first_lost > 0 {
            seal(&mut world, 0, first_lost);
        }
        for (frame, advance) in frames.iter().enumerate() {
            for _ in joins.iter().filter(|join| **join == frame) {
                let who = world.listener();
                world.peers[who].call_a_witness();
                listeners.push((frame, who));
            }
            let packet = seal(&mut world, frame, *advance);
            world.tick();
            world.receive(host, packet);
            world.settle();
        }
        prop_assert_eq!(world.counters.srtp_forged_total.get(), 0);
        prop_assert_eq!(world.counters.srtp_replayed_total.get(), 0);
        for (joined, who) in listeners {
            let peer = &world.peers[who];
            prop_assert_eq!((peer.disputed, peer.undecipherable), (0, 0));
            let heard = world.heard(who, ssrcs(space(1))[0]);
            let said = heard.iter().filter(|it| it.payload.len() == 4);
            let said: Vec<_> =
                said.map(|it| u32::from_be_bytes(it.payload[..].try_into().unwrap())).collect();
            prop_assert_eq!(said, Vec::from_iter(joined as u32..frames.len() as u32));
            prop_assert_eq!(heard.first().map(|it| it.index), Some(1));
        }
    }
}

/// What a check shows.
#[derive(Debug, Clone, Copy)]
enum Shows {
    Right,
    WrongPassword,
    /// Those that an ICE restart has made void.
    Former,
    /// Another session's, whose owner is honest and elsewhere.
    Anothers,
    Bent(usize),
    WouldHaveUsControl,
    Restart,
}

fn shows() -> impl Strategy<Value = Shows> {
    prop_oneof![
        4 => Just(Shows::Right),
        2 => Just(Shows::WrongPassword),
        1 => Just(Shows::Former),
        1 => Just(Shows::Anothers),
        3 => any::<usize>().prop_map(Shows::Bent),
        1 => Just(Shows::WouldHaveUsControl),
        1 => Just(Shows::Restart),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn audio_moves_to_an_address_only_by_a_check_from_there_with_the_right_credentials(
        steps in proptest::collection::vec((shows(), 0u16..5, any::<bool>()), 10..60),
    ) {
        let mut world = World::new();
        let host = world.publisher(1);
        let listener = world.listener();
        let other = world.listener();
        world.peers[listener].consents = false;
        let mut goes_to = world.peers[listener].path;
        // Nobody stands where the listener stood, so that all its packets are strays.
        world.peers[listener].path = elsewhere(9999);
        let mut former: Option<(String, String)> = None;
        let mut restarts = 0;
        for (shows, port, nominates) in steps {
            world.tick();
            world.strays.clear();
            let from = elsewhere(port);
            let peer = &world.peers[listener];
            let (ufrag, pwd) = (peer.ufrag.clone(), peer.pwd.clone());
            let transaction = [port as u8; 12];
            let mut proves = false;
            let check = |ufrag: &str, pwd: &str| Check { ufrag, pwd, transaction, nominates }.write();
            match shows {
                Shows::Right => {
                    proves = true;
                    world.receive_from(from, check(&ufrag, &pwd));
                }
                Shows::WrongPassword => world.receive_from(from, check(&ufrag, "not the password")),
                Shows::Former => {
                    let (ufrag, pwd) = former.clone().unwrap_or(("nobody".into(), pwd));
                    world.receive_from(from, check(&ufrag, &pwd));
                }
                Shows::Anothers => {
                    let (ufrag, pwd) = (&world.peers[other].ufrag, &world.peers[other].pwd);
                    let check = Check { ufrag, pwd, transaction, nominates: false }.write();
                    world.receive_from(from, check);
                }
                Shows::Bent(at) => {
                    let mut bent = check(&ufrag, &pwd);
                    let covered = bent.len() - 8;
                    bent[at % covered] ^= 1 << (at % 7);
                    world.receive_from(from, bent);
                }
                Shows::WouldHaveUsControl => {
                    let check = Check { ufrag: &ufrag, pwd: &pwd, transaction, nominates };
                    world.receive_from(from, check.write_controlled());
                }
                Shows::Restart => {
                    restarts += 1;
                    let fresh = (format!("fresh{restarts}"), format!("a fresh password {restarts:08}"));
                    let session = world.peers[listener].session;
                    world.tell(Input::Restart { session, ufrag: fresh.0.clone(), pwd: fresh.1.clone() });
                    former = Some((ufrag, pwd));
                    (world.peers[listener].ufrag, world.peers[listener].pwd) = fresh;
                }
            }
            world.settle();
            world.strays.clear();
            world.say(host);
            let audio: Vec<_> = world
                .strays
                .iter()
                .filter(|(_, bytes)| bytes[0] >> 6 == 2 && !(192..=223).contains(&bytes[1]))
                .map(|(path, _)| *path)
                .collect();
            prop_assert_eq!(audio.len(), 1);
            if audio[0] != goes_to {
                prop_assert!(proves, "{:?} moved the audio", shows);
                prop_assert_eq!(audio[0], from);
                goes_to = audio[0];
            }
        }
        let heard_beside = world.peers[other].rtp.iter().filter(|it| it.payload.len() == 40).count();
        prop_assert!(heard_beside >= 10);
    }

    /// Bent, cut, lengthened, signed with another key, or of attributes without sense.
    #[test]
    fn stun_without_valid_integrity_costs_no_state_and_not_one_byte_out(
        bends in proptest::collection::btree_map(any::<u16>(), 1u8..=255, 1..6),
        cut in proptest::option::weighted(0.2, any::<u16>()),
        more in prop_oneof![4 => Just(Vec::new()), 1 => proptest::collection::vec(any::<u8>(), 0..40)],
        wrong_pwd in any::<bool>(),
        soup in proptest::option::of(proptest::collection::vec((any::<u16>(), proptest::collection::vec(any::<u8>(), 0..40)), 0..12)),
        from_peer in any::<bool>(),
    ) {
        let mut world = World::new();
        let host = world.publisher(1);
        let lines = Lines::Slots([CHROMIUM; 3]);
        let part = NewPart::Listener { lines, own_voice: None, listening: true };
        let who = world.join(space(1), part, Speaks::Dtls12, true);
        let (ufrag, pwd) = (world.peers[who].ufrag.clone(), world.peers[who].pwd.clone());
        let shown = if wrong_pwd { "another password of 24 ch" } else { &pwd };
        let check = Check { ufrag: &ufrag, pwd: shown, transaction: [1; 12], nominates: true };
        let mut bytes = check.write();
        if let Some(attributes) = soup {
            bytes.truncate(20);
            for (kind, value) in attributes {
                bytes.extend(kind.to_be_bytes());
                bytes.extend((value.len() as u16).to_be_bytes());
                bytes.extend(&value);
                bytes.resize(bytes.len().next_multiple_of(4), 0);
            }
            let len = (bytes.len() - 20) as u16;
            bytes[2..4].copy_from_slice(&len.to_be_bytes());
        } else if !wrong_pwd {
            // What the integrity covers ends before the fingerprint.
            let covered = bytes.len() - 8;
            let mut bent = bytes.clone();
            for (at, by) in &bends {
                bent[usize::from(*at) % covered] ^= by;
            }
            // Two bends of one byte may undo each other.
            prop_assume!(bent != bytes);
            bytes = bent;
        }
        if let Some(cut) = cut {
            bytes.truncate(usize::from(cut) % (bytes.len() + 1));
        }
        bytes.extend(more);
        let from = if from_peer { world.peers[host].path } else { elsewhere(1) };
        let (held, answers) = (world.core.held(), world.peers[host].stun.len());
        world.receive_from(from, bytes);
        // A first byte that is bent makes it a DTLS record of the publisher, which may wait.
        prop_assert_eq!(world.core.held()[..4].to_vec(), held[..4].to_vec());
        world.settle();
        prop_assert_eq!(world.counters.stun_checks_total.get(), 1, "of the publisher's connection");
        prop_assert!(world.strays.is_empty());
        prop_assert_eq!(world.peers[host].stun.len(), answers);
        prop_assert!(world.peers[who].stun.is_empty());
        prop_assert_eq!(world.core.held()[..4].to_vec(), held[..4].to_vec());
    }

    #[test]
    fn an_answer_is_never_longer_than_the_check_it_answers(
        ufrag in "[a-zA-Z0-9+/]{4,32}", nominates: bool, controlled: bool,
    ) {
        let mut world = World::new();
        let lines = Lines::Slots([CHROMIUM; 3]);
        let part = NewPart::Listener { lines, own_voice: None, listening: true };
        let who = world.join(space(1), part, Speaks::Dtls12, true);
        let (session, pwd) = (world.peers[who].session, world.peers[who].pwd.clone());
        world.tell(Input::Restart { session, ufrag: ufrag.clone(), pwd: pwd.clone() });
        let check = Check { ufrag: &ufrag, pwd: &pwd, transaction: [1; 12], nominates };
        let check = if controlled { check.write_controlled() } else { check.write() };
        let len = check.len();
        world.receive_from(elsewhere(1), check);
        world.settle();
        let out: usize = world.strays.iter().map(|(_, bytes)| bytes.len()).sum();
        prop_assert!((1..=len).contains(&out), "{} bytes for {}", out, len);
    }
}
