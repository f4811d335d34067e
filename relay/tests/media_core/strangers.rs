//! Forged, replayed, broken and misplaced packets: each is counted, and no listener notices.

use crate::{
    peer::{Speaks, Spoken},
    stun::{Check, mirrored},
    world::{CHROMIUM, LOUD, World, elsewhere, space},
};
use causerie_relay::media::core::{Input, audience::Lines, peer::NewPart};
use proptest::prelude::*;
use std::time::Duration;

#[test]
fn replayed_and_forged_packets_are_counted_and_go_nowhere() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.talk(&[host], 5);
    world.tick();
    let packet = world.next_packet(host, LOUD);
    world.receive(host, packet.clone());
    for _ in 0..3 {
        world.receive(host, packet.clone());
    }
    assert_eq!(world.counters.srtp_replayed_total.get(), 3);
    // Every byte of a packet is protected: header, extension, payload, tag.
    let next = world.next_packet(host, LOUD);
    let forged = next.len() as u64;
    for at in 0..next.len() {
        let mut packet = next.clone();
        packet[at] ^= 0x01;
        world.receive(host, packet);
    }
    world.settle();
    assert_eq!(world.peers[listener].rtp.len(), 6);
    assert_eq!(refused(&world) - 3, forged);
    // The genuine one still has its place.
    world.receive(host, next);
    world.settle();
    assert_eq!(world.peers[listener].rtp.last().unwrap().index, 7);
}

#[test]
fn what_one_peer_sealed_is_a_forgery_from_another() {
    let mut world = World::new();
    let (host, other) = (world.publisher(1), world.publisher(2));
    let listener = world.listener();
    world.talk(&[host, other], 3);
    world.peers[listener].rtp.clear();
    let packet = world.next_packet(host, LOUD);
    world.receive(other, packet);
    world.settle();
    assert_eq!(world.counters.srtp_forged_total.get(), 1);
    assert!(world.peers[listener].rtp.is_empty());
}

#[test]
fn media_before_the_handshake_is_over_and_media_of_a_listener_are_counted() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    let part = NewPart::Publisher {
        voice: crate::world::voice(2),
        shape: CHROMIUM,
        music: false,
        muted: false,
        ssrc: 5,
    };
    let early = world.join(space(1), part, Speaks::Dtls13, true);
    world.check(early);
    let packet = world.next_packet(host, LOUD);
    world.receive(early, packet.clone());
    assert_eq!(world.counters.media_before_keys_total.get(), 1);
    // A listener has keys, and still no voice.
    let payload = [1; 20];
    let spoken = Spoken {
        ssrc: 1,
        index: 1,
        timestamp: 1,
        level: None,
        payload_type: 111,
        payload: &payload,
    };
    let packet = world.peers[listener].seal(&spoken);
    world.receive(listener, packet);
    assert_eq!(world.counters.media_from_listener_total.get(), 1);
    assert!(world.peers[listener].rtp.is_empty());
}

#[test]
fn dtls_and_media_from_an_address_without_a_valid_check_are_not_read() {
    let mut world = World::new();
    let lines = Lines::Slots([CHROMIUM; 3]);
    let part = NewPart::Listener { lines, own_voice: None, listening: true };
    let who = world.join(space(1), part, Speaks::Dtls12, true);
    for record in world.peers[who].flight(world.now) {
        world.receive(who, record);
    }
    world.receive(who, vec![0x80, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
    world.settle();
    assert_eq!(world.counters.unproved_address_total.get(), 2);
    assert_eq!(world.handshakes.peers(), 0);
    assert!(world.strays.is_empty() && world.peers[who].stun.is_empty());
    assert!(world.peers[who].keys.is_none());
}

#[test]
fn a_check_with_the_wrong_password_gets_no_answer_and_moves_nothing() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    let before = world.counters.unproved_address_total.get();
    let path = elsewhere(7);
    for pwd in ["", "a password of peer 00000009", &world.peers[host].pwd.clone()] {
        let ufrag = world.peers[listener].ufrag.clone();
        let check = Check { ufrag: &ufrag, pwd, transaction: [1; 12], nominates: true }.write();
        world.receive_from(path, check);
    }
    let check = Check { ufrag: "nobody", pwd: "x", transaction: [1; 12], nominates: true }.write();
    world.receive_from(path, check);
    world.settle();
    assert!(world.strays.is_empty());
    assert_eq!(world.counters.stun_bad_integrity_total.get(), 3);
    assert_eq!(world.counters.stun_unknown_session_total.get(), 1);
    world.receive_from(path, vec![22, 254, 253]);
    assert_eq!(world.counters.unproved_address_total.get(), before + 1);
    world.talk(&[host], 5);
    assert_eq!(world.peers[listener].rtp.len(), 5);
}

#[test]
fn an_address_moves_by_a_valid_check_only() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.talk(&[host], 5);
    // The listener's phone went from one network to another.
    let new = elsewhere(9);
    let check = world.peers[listener].check(true);
    world.peers[listener].path = new;
    world.receive_from(new, check);
    world.settle();
    assert_eq!(mirrored(world.peers[listener].stun.last().unwrap()), Some(new.remote));
    world.talk(&[host], 5);
    assert_eq!(world.peers[listener].rtp.len(), 10);
    // And the publisher's: its packets are taken from where it proved to be, and from nowhere else.
    let from = elsewhere(10);
    let packet = world.next_packet(host, LOUD);
    world.receive_from(from, packet.clone());
    assert_eq!(world.counters.unproved_address_total.get(), 1);
    let check = world.peers[host].check(true);
    world.peers[host].path = from;
    world.receive_from(from, check);
    world.receive_from(from, packet);
    world.settle();
    assert_eq!(world.peers[listener].rtp.len(), 11);
}

#[test]
fn a_check_that_does_not_nominate_leaves_a_nominated_path_alone() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    let check = world.peers[listener].check(false);
    world.receive_from(elsewhere(11), check);
    world.talk(&[host], 5);
    assert_eq!(world.peers[listener].rtp.len(), 5);
    // It is answered all the same: the peer is only looking.
    assert_eq!(world.strays.len(), 1);
}

#[test]
fn a_check_that_would_have_us_control_is_told_so_and_proves_nothing() {
    let mut world = World::new();
    let listener = world.listener();
    let (ufrag, pwd) = (world.peers[listener].ufrag.clone(), world.peers[listener].pwd.clone());
    let check = Check { ufrag: &ufrag, pwd: &pwd, transaction: [3; 12], nominates: true };
    world.receive_from(elsewhere(30), check.write_controlled());
    world.settle();
    let (to, answer) = world.strays.pop().unwrap();
    assert_eq!(to, elsewhere(30));
    // An error answer, and in it the code 487.
    assert!(answer.starts_with(&[0x01, 0x11]));
    assert!(answer.windows(4).any(|window| window == [0, 0, 4, 87]));
    world.receive_from(elsewhere(30), vec![22, 254, 253]);
    assert_eq!(world.counters.unproved_address_total.get(), 1);
}

#[test]
fn checks_from_elsewhere_are_no_consent_to_the_path() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.peers[listener].consents = false;
    // The owner has its packets sent to a victim, and goes on checking from its own address.
    let (victim, own) = (elsewhere(20), elsewhere(21));
    let check = world.peers[listener].check(true);
    world.receive_from(victim, check);
    for _ in 0..10 {
        world.pass(Duration::from_secs(1));
        let check = world.peers[listener].check(false);
        world.receive_from(own, check);
    }
    world.settle();
    world.strays.clear();
    world.talk(&[host], 5);
    assert!(!world.strays.is_empty());
    assert!(world.strays.iter().all(|(to, _)| *to == own), "the victim still gets packets");
}

#[test]
fn a_dead_path_gives_way_to_a_check_that_does_not_nominate() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.peers[listener].consents = false;
    // A home router gives the peer another port; not every browser nominates it again.
    world.pass(Duration::from_secs(9));
    let moved = elsewhere(22);
    let check = world.peers[listener].check(false);
    world.peers[listener].path = moved;
    world.receive_from(moved, check);
    world.settle();
    world.talk(&[host], 5);
    assert_eq!(world.peers[listener].rtp.len(), 5);
}

#[test]
fn a_check_from_port_zero_is_counted_and_gets_no_answer() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    let check = world.peers[listener].check(true);
    let counted = world.counted(|world| world.receive_from(elsewhere(0), check));
    assert_eq!(counted, [("source_port_zero_total", 1)]);
    world.talk(&[host], 5);
    assert_eq!(world.peers[listener].rtp.len(), 5);
    assert!(world.strays.is_empty());
}

#[test]
fn a_peer_that_claims_anothers_address_holds_it_no_longer_than_to_the_next_check() {
    let mut world = World::new();
    let (host, thief) = (world.publisher(1), world.publisher(2));
    let listener = world.listener();
    world.talk(&[host], 5);
    // A session's owner forges the sender's address of its own, valid, check.
    let check = world.peers[thief].check(true);
    world.receive(host, check);
    world.settle();
    world.check(host);
    world.talk(&[host], 5);
    assert_eq!(world.heard(listener, 101).iter().filter(|it| it.csrc == 1).count(), 10);
    // Nor does the thief's end take the address along.
    world.tell(Input::Close { session: world.peers[thief].session });
    world.talk(&[host], 5);
    assert_eq!(world.heard(listener, 101).iter().filter(|it| it.csrc == 1).count(), 15);
}

#[test]
fn audio_leaves_from_where_it_is_expected_also_when_routes_change() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.talk(&[host], 5);
    assert_eq!((world.peers[listener].rtp.len(), world.wire.untold), (5, 5));
    // Another of the machine's addresses is closer to the listener from here on. What leaves
    // before the next check shows it leaves from there.
    world.wire.systems_choice = elsewhere(0).remote.ip();
    world.check(listener);
    world.talk(&[host], 5);
    assert_eq!((world.peers[listener].rtp.len(), world.wire.untold), (10, 5));
    assert!(world.strays.is_empty());
    // And back, and to another place.
    world.wire.systems_choice = world.peers[listener].path.local;
    world.check(listener);
    world.talk(&[host], 5);
    assert_eq!((world.peers[listener].rtp.len(), world.wire.untold), (15, 10));
    world.peers[listener].path = elsewhere(3);
    world.check(listener);
    world.talk(&[host], 5);
    assert_eq!((world.peers[listener].rtp.len(), world.wire.untold), (20, 15));
    assert!(world.strays.is_empty());
}

#[test]
fn after_an_ice_restart_the_old_credentials_prove_nothing() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    let old = world.peers[listener].check(true);
    let (session, ufrag, pwd) =
        (world.peers[listener].session, "fresh".to_owned(), "a fresh password of 24 ch".to_owned());
    world.tell(Input::Restart { session, ufrag: ufrag.clone(), pwd: pwd.clone() });
    // Media goes on along the old path meanwhile.
    world.talk(&[host], 5);
    assert_eq!(world.peers[listener].rtp.len(), 5);
    world.receive_from(elsewhere(12), old);
    assert_eq!(world.counters.stun_unknown_session_total.get(), 1);
    world.peers[listener].ufrag = ufrag;
    world.peers[listener].pwd = pwd;
    world.peers[listener].path = elsewhere(13);
    world.check(listener);
    world.talk(&[host], 5);
    assert_eq!(world.peers[listener].rtp.len(), 10);
    assert!(world.strays.is_empty());
}

#[test]
fn a_flood_of_one_voice_is_cut_to_what_a_voice_can_need() {
    let mut world = World::new();
    let (flood, other) = (world.publisher(1), world.publisher(2));
    let listener = world.listener();
    for _ in 0..50 {
        world.tick();
        for _ in 0..100 {
            let packet = world.next_packet(flood, LOUD);
            world.receive(flood, packet);
        }
        world.say(other);
    }
    assert!(world.counters.voice_rate_total.get() > 4000);
    assert_eq!(world.heard(listener, 102).len(), 50);
}

#[test]
fn a_frame_brought_back_costs_its_voice_as_much_as_one_that_came() {
    let mut world = World::new();
    let (flood, other) = (world.publisher(1), world.publisher(2));
    let listener = world.listener();
    // Each packet says that two before it were lost, and brings them along.
    let mut payload = Vec::new();
    for back in [2u32, 1] {
        let (age, len) = ((back * 960) << 2, 40);
        payload.extend([0x80 | 111, (age >> 8) as u8, age as u8, len]);
    }
    payload.push(111);
    payload.extend([7; 3 * 40]);
    let ticks = 250;
    for tick in 0..ticks {
        world.tick();
        for _ in 0..4 {
            world.peers[flood].index += 2;
            world.peers[flood].timestamp += 2 * 960;
            let packet = world.packet_of(flood, Some(LOUD + tick % 3), 63, &payload);
            world.receive(flood, packet);
        }
        world.say(other);
    }
    // A burst of 300, and 200 a second for 5 s.
    let heard = world.heard(listener, 101).len() as u64;
    assert!((1290..=1300).contains(&heard), "{heard} frames");
    assert_eq!(world.heard(listener, 102).len(), ticks as usize);
    let counters = &world.counters;
    let (refilled, refused) =
        (counters.voice_refilled_total.get(), counters.voice_refill_refused_total.get());
    let came = 4 * u64::from(ticks) - counters.voice_rate_total.get();
    assert_eq!(came + refilled, heard);
    // Of the first packet of all nothing is known to be lost before it.
    assert_eq!(refilled + refused, 2 * (came - 1));
}

/// A voice and a listener in mid-talk.
fn audience() -> (World, usize, usize) {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.talk(&[host], 5);
    (world, host, listener)
}

/// What the counters of refusals say in sum.
fn refused(world: &World) -> u64 {
    let names = [
        "unknown_datagrams_total",
        "datagrams_too_long_total",
        "unproved_address_total",
        "stun_malformed_total",
        "stun_bad_integrity_total",
        "stun_unknown_session_total",
        "dtls_queue_full_total",
        "media_before_keys_total",
        "media_from_listener_total",
        "voice_rate_total",
        "voice_header_malformed_total",
        "srtp_too_short_total",
        "srtp_forged_total",
        "srtp_replayed_total",
        "rtcp_too_short_total",
        "rtcp_forged_total",
        "rtcp_replayed_total",
    ];
    let counters = world.counters.read();
    counters.iter().filter(|(name, _)| names.contains(name)).map(|(_, value)| value).sum()
}

#[test]
fn no_bytes_of_a_stranger_or_of_a_peer_disturb_a_listener() {
    let (mut world, host, listener) = audience();
    let (told, closed) = (world.outputs.len(), world.peers.len());
    let seed = std::cell::RefCell::new((&mut world, 5u64));
    let first = prop_oneof![0u8..4, 20u8..64, 128u8..192, any::<u8>()];
    let bytes = (first, proptest::collection::vec(any::<u8>(), 0..200), any::<bool>());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(1500));
    runner
        .run(&bytes, |(first, mut bytes, from_peer)| {
            let (world, expected) = &mut *seed.borrow_mut();
            bytes.insert(0, first);
            let before = refused(world);
            // A peer's own garbage may end that peer's session by DTLS, so that is for strangers.
            let from_peer = from_peer && !(20..64).contains(&first);
            let path = if from_peer { world.peers[host].path } else { elsewhere(99) };
            world.receive_from(path, bytes);
            prop_assert_eq!(refused(world), before + 1);
            if *expected % 10 == 0 {
                world.tick();
            }
            world.tick();
            world.say(host);
            *expected += 1;
            prop_assert_eq!(world.heard(listener, 101).len() as u64, *expected);
            prop_assert!(world.strays.is_empty());
            Ok(())
        })
        .unwrap();
    assert_eq!((world.outputs.len(), world.peers.len()), (told, closed));
    assert_eq!(world.peers[listener].undecipherable, 0);
}

#[test]
fn a_check_cut_off_or_bent_anywhere_is_no_check() {
    let mut world = World::new();
    let lines = Lines::Slots([CHROMIUM; 3]);
    let part = NewPart::Listener { lines, own_voice: None, listening: true };
    let who = world.join(space(1), part, Speaks::Dtls12, true);
    let check = world.peers[who].check(true);
    let mut broken: Vec<_> = (0..check.len()).map(|len| check[..len].to_vec()).collect();
    // The fingerprint, of 8 bytes at the end, may be missing, and so may be something else.
    for (at, bit) in (0..check.len() - 8).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
        let mut bent = check.clone();
        bent[at] ^= 1 << bit;
        broken.push(bent);
    }
    for (count, bytes) in broken.into_iter().enumerate() {
        world.receive(who, bytes);
        assert_eq!(refused(&world), count as u64 + 1);
    }
    world.settle();
    assert!(world.peers[who].stun.is_empty());
    assert_eq!(world.counters.stun_checks_total.get(), 0);
    world.receive(who, check);
    assert_eq!(world.counters.stun_checks_total.get(), 1);
}

#[test]
fn sealed_rtcp_that_means_nothing_is_counted() {
    let (mut world, host, listener) = audience();
    // A length that lies, a block count that lies, and a kind nobody knows.
    for plain in [
        &[0x81, 201, 0, 200, 0, 0, 0, 1][..],
        &[0x9f, 201, 0, 1, 0, 0, 0, 1][..],
        &[0x80, 200, 0, 1, 0, 0, 0, 1, 9, 9, 9][..],
    ] {
        let packet = world.peers[host].seal_rtcp(plain);
        world.receive(host, packet);
    }
    assert_eq!(world.counters.rtcp_malformed_total.get(), 3);
    let packet = world.peers[listener].seal_rtcp(&[0x80, 207, 0, 1, 0, 0, 0, 1]);
    world.receive(listener, packet);
    assert_eq!(world.counters.rtcp_received_total.get(), 4);
    assert_eq!(world.counters.rtcp_malformed_total.get(), 3);
    world.talk(&[host], 5);
    assert_eq!(world.heard(listener, 101).len(), 10);
}
