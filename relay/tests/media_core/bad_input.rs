//! Packets that are genuine and wrong, from publishers and listeners with keys: each is counted by
//! its own name, and the voice beside it is whole.

use crate::{
    peer::{LEVEL_EXT, Speaks, Spoken},
    world::{CHROMIUM, LOUD, World, elsewhere, space, ssrcs, voice},
};
use causerie_relay::media::{
    Gone,
    core::{Input, Output, audience::Lines, peer::NewPart},
};
use std::time::Duration;

/// Two voices and a listener in mid-talk; the first voice is the one that errs.
struct Stage {
    world: World,
    errs: usize,
    beside: usize,
    listener: usize,
}

impl Stage {
    fn new() -> Self {
        let mut world = World::new();
        let (errs, beside) = (world.publisher(1), world.publisher(2));
        let listener = world.listener();
        world.talk(&[errs, beside], 10);
        world.peers[listener].rtp.clear();
        Self { world, errs, beside, listener }
    }

    /// A packet of the erring voice, written by `write` from a sound one and sealed as it is.
    fn err(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Vec<(&'static str, u64)> {
        let who = self.errs;
        let peer = &mut self.world.peers[who];
        peer.index += 1;
        peer.timestamp += 960;
        let (mut packet, header_len) = Spoken {
            ssrc: peer.ssrc,
            index: peer.index,
            timestamp: peer.timestamp,
            level: Some(LOUD),
            payload_type: 111,
            payload: &[0x78; 40],
        }
        .write();
        write(&mut packet);
        let sealed = peer.seal_as(packet, header_len, peer.ssrc, peer.index);
        self.world.counted(|world| world.receive(who, sealed))
    }

    /// Both voices are heard after all.
    #[track_caller]
    fn nothing_else_is_disturbed(&mut self) {
        self.world.peers[self.listener].rtp.clear();
        let (errs, beside) = (self.errs, self.beside);
        let counted = self.world.counted(|world| world.talk(&[errs, beside], 10));
        assert_eq!(counted, []);
        let heard = |csrc| {
            let rtp = &self.world.peers[self.listener].rtp;
            rtp.iter().filter(|it| it.csrc == csrc && it.payload.len() == 40).count()
        };
        assert_eq!((heard(1), heard(2)), (10, 10));
        assert_eq!(self.world.peers[self.listener].undecipherable, 0);
    }
}

#[test]
fn two_publishers_with_one_ssrc_are_two_voices() {
    let mut stage = Stage::new();
    let (errs, beside) = (stage.errs, stage.beside);
    let ssrc = stage.world.peers[errs].ssrc;
    stage.world.peers[beside].ssrc = ssrc;
    // The numbers they use are the same, too.
    stage.world.peers[beside].index = stage.world.peers[errs].index;
    let counted = stage.world.counted(|world| world.talk(&[errs, beside], 1));
    assert_eq!(counted, [("voice_sources_total", 1)]);
    stage.nothing_else_is_disturbed();
    // In another space, where it has nothing to do with either.
    stage.world.open_space(space(2), true);
    let third = stage.world.publisher_in(space(2), 3, false);
    stage.world.peers[third].ssrc = ssrc;
    stage.world.talk(&[third], 5);
    stage.nothing_else_is_disturbed();
}

#[test]
fn an_ssrc_that_changes_as_often_as_browsers_reconnect_is_heard_each_time() {
    let mut stage = Stage::new();
    let (who, slot) = (stage.errs, ssrcs(space(1))[0]);
    let early = stage.world.next_packet(who, LOUD);
    stage.world.receive(who, early.clone());
    stage.world.settle();
    for change in 1..=60u16 {
        let peer = &mut stage.world.peers[who];
        peer.ssrc += 0x10;
        peer.index = change.wrapping_mul(7919).into();
        stage.world.peers[stage.listener].rtp.clear();
        let counted = stage.world.counted(|world| world.talk(&[who], 5));
        assert_eq!(counted, [("voice_sources_total", 1)], "change {change}");
        assert_eq!(stage.world.heard(stage.listener, slot).len(), 5, "change {change}");
        // What the very first source sent comes again.
        let counted = stage.world.counted(|world| world.receive(who, early.clone()));
        let is_retired = change >= 4;
        let name = if is_retired { "srtp_retired_source_total" } else { "srtp_replayed_total" };
        assert_eq!(counted, [(name, 1)], "change {change}");
    }
    stage.nothing_else_is_disturbed();
}

#[test]
fn a_publisher_that_used_up_all_sources_is_sent_away_for_new_keys() {
    let mut stage = Stage::new();
    let who = stage.errs;
    for _ in 0..67 {
        stage.world.peers[who].ssrc += 0x10;
        stage.world.talk(&[who], 2);
    }
    assert_eq!(stage.world.counters.voice_sources_total.get(), 2 + 67);
    stage.world.peers[who].ssrc += 0x10;
    // A forged packet of one source more changes nothing.
    let mut forged = stage.world.next_packet(who, LOUD);
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let counted = stage.world.counted(|world| world.receive(who, forged));
    assert_eq!(counted, [("srtp_forged_total", 1)]);
    let one_more = stage.world.next_packet(who, LOUD);
    let counted = stage.world.counted(|world| world.receive(who, one_more));
    assert_eq!(counted, [("srtp_sources_spent_total", 1)]);
    let session = stage.world.peers[who].session;
    assert!(stage.world.was_told(&Output::Gone { session, why: Gone::SourcesSpent }));
    assert!(stage.world.peers[who].closed, "DTLS says goodbye, so that the browser comes back");
    stage.errs = stage.world.publisher(1);
    stage.world.talk(&[stage.errs], 1);
    stage.nothing_else_is_disturbed();
}

#[test]
fn a_sequence_that_leaps_by_half_its_range_is_heard_on() {
    for leap in [32_767, 32_768, 32_769, 40_000, 65_407] {
        let mut stage = Stage::new();
        stage.world.peers[stage.errs].index += leap;
        stage.nothing_else_is_disturbed();
        // And back into what was sent already: old packets, all of them.
        let old = stage.world.next_packet(stage.errs, LOUD);
        stage.world.receive(stage.errs, old.clone());
        for _ in 0..200 {
            stage.world.tick();
            stage.world.say(stage.errs);
        }
        let counted = stage.world.counted(|world| world.receive(stage.errs, old));
        assert_eq!(counted, [("srtp_replayed_total", 1)]);
        // A hole of this size is no loss of the network's.
        assert_eq!(stage.world.counters.voice_lost_total.get(), 0, "leap of {leap}");
    }
}

#[test]
fn timestamps_that_go_back_are_no_fault_and_turn_no_slot_back() {
    let mut stage = Stage::new();
    for back in [1, 960, 48_000, 1 << 31, u32::MAX] {
        let peer = &mut stage.world.peers[stage.errs];
        peer.timestamp = peer.timestamp.wrapping_sub(back);
        stage.nothing_else_is_disturbed();
        let heard = stage.world.heard(stage.listener, ssrcs(space(1))[0]);
        let goes_on = heard
            .windows(2)
            .all(|pair| pair[1].timestamp.wrapping_sub(pair[0].timestamp) as i32 > 0);
        assert!(goes_on, "back by {back}");
    }
}

#[test]
fn headers_longer_than_their_packet_are_counted() {
    let mut stage = Stage::new();
    let counted = stage.err(|packet| packet[14..16].copy_from_slice(&[0xff, 0xff]));
    assert_eq!(counted, [("voice_header_malformed_total", 1)], "extension");
    let counted = stage.err(|packet| packet[14..16].copy_from_slice(&[0, 20]));
    assert_eq!(counted, [("voice_header_malformed_total", 1)], "extension, by one word");
    let counted = stage.err(|packet| packet[0] |= 0x0f);
    assert_eq!(counted, [("voice_header_malformed_total", 1)], "CSRCs, read as an extension");
    let counted = stage.err(|packet| packet.truncate(20));
    assert_eq!(counted, [("voice_payload_malformed_total", 1)], "a header and nothing else");
    stage.nothing_else_is_disturbed();
}

#[test]
fn an_extension_element_longer_than_its_extension_tells_no_level_and_no_more() {
    let mut stage = Stage::new();
    // 16 bytes are announced, 2 are there.
    let counted = stage.err(|packet| packet[16] = (LEVEL_EXT + 1) << 4 | 0x0f);
    assert_eq!(counted, []);
    assert_eq!(stage.world.peers[stage.listener].rtp.last().map(|it| it.csrc), Some(1));
    stage.nothing_else_is_disturbed();
}

#[test]
fn padding_that_cannot_be_is_counted() {
    let mut stage = Stage::new();
    for (pad, name) in [
        (0, "voice_padding_malformed_total"),
        (41, "voice_padding_malformed_total"),
        (255, "voice_padding_malformed_total"),
        // All of the payload: an empty frame.
        (40, "voice_payload_malformed_total"),
    ] {
        let counted = stage.err(|packet| {
            packet[0] |= 0x20;
            *packet.last_mut().unwrap() = pad;
        });
        assert_eq!(counted, [(name, 1)], "padding of {pad}");
    }
    let counted = stage.err(|packet| {
        packet[0] |= 0x20;
        *packet.last_mut().unwrap() = 30;
    });
    assert_eq!(counted, []);
    assert_eq!(stage.world.peers[stage.listener].rtp.last().unwrap().payload.len(), 10);
    stage.nothing_else_is_disturbed();
}

#[test]
fn payloads_that_are_none_are_counted_by_what_is_wrong_with_them() {
    let mut stage = Stage::new();
    let counted = stage.err(|packet| packet[1] = 96);
    assert_eq!(counted, [("voice_payload_type_total", 1)]);
    // RED whose blocks are longer than it is.
    let counted = stage.err(|packet| {
        packet[1] = 63;
        packet[20..].fill(0xff);
    });
    assert_eq!(counted, [("voice_payload_malformed_total", 1)]);
    let counted = stage.err(|packet| packet.resize(20 + 1301, 0x78));
    assert_eq!(counted, [("voice_too_long_total", 1)]);
    let counted = stage.err(|packet| packet.resize(1485, 0x78));
    assert_eq!(counted, [("datagrams_too_long_total", 1)]);
    let counted = stage.err(|packet| packet.resize(20 + 1300, 0x78));
    assert_eq!(counted, [], "the longest there may be");
    let (errs, bytes) = (stage.errs, vec![0x80, 111, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9]);
    let counted = stage.world.counted(|world| world.receive(errs, bytes));
    assert_eq!(counted, [("srtp_too_short_total", 1)]);
    stage.nothing_else_is_disturbed();
}

#[test]
fn reports_that_lie_about_their_length_are_counted_and_not_believed() {
    let mut stage = Stage::new();
    let ssrc = ssrcs(space(1))[0].to_be_bytes();
    let block = |lost: u8| [&ssrc[..], &[lost, 0, 0, 0], &[0; 16]].concat();
    let report = |count: u8, words: u16, blocks: &[u8]| {
        [&[0x80 | count, 201][..], &words.to_be_bytes(), &[0, 0, 0, 1], blocks].concat()
    };
    let sound = report(1, 7, &block(25));
    let lies = [
        report(1, 8, &block(255)),
        report(1, 0xffff, &block(255)),
        report(2, 7, &block(255)),
        report(31, 7, &block(255)),
        // The first of the two is whole; the compound packet is not.
        [sound.clone(), report(1, 200, &block(255))].concat(),
        [sound.clone(), vec![0x81, 201, 0]].concat(),
        [sound.clone(), report(0, 0, &[])].concat(),
        // A version that nobody speaks.
        [sound.clone(), vec![0x01, 201, 0, 1, 0, 0, 0, 1]].concat(),
    ];
    for (at, plain) in lies.iter().enumerate() {
        stage.world.tick();
        let packet = stage.world.peers[stage.listener].seal_rtcp(plain);
        let counted = stage.world.counted(|world| world.receive(stage.listener, packet));
        assert_eq!(counted, [("rtcp_malformed_total", 1)], "lie {at}");
    }
    let losses = |stage: &Stage| stage.world.counters.histograms.read().remove(0).count();
    assert_eq!(losses(&stage), 0);
    let packet = stage.world.peers[stage.listener].seal_rtcp(&sound);
    let counted = stage.world.counted(|world| world.receive(stage.listener, packet.clone()));
    assert_eq!((counted, losses(&stage)), (vec![], 1));
    // The same once more, bent, and cut.
    let counted = stage.world.counted(|world| world.receive(stage.listener, packet.clone()));
    assert_eq!(counted, [("rtcp_replayed_total", 1)]);
    let mut bent = stage.world.peers[stage.listener].seal_rtcp(&sound);
    bent[12] ^= 1;
    let counted = stage.world.counted(|world| world.receive(stage.listener, bent));
    assert_eq!(counted, [("rtcp_forged_total", 1)]);
    let counted = stage.world.counted(|world| world.receive(stage.listener, packet[..20].to_vec()));
    assert_eq!(counted, [("rtcp_too_short_total", 1)]);
    stage.nothing_else_is_disturbed();
}

#[test]
fn media_before_dtls_ends_is_counted_and_the_handshake_goes_on() {
    let mut stage = Stage::new();
    let part = NewPart::Publisher {
        voice: voice(3),
        shape: CHROMIUM,
        music: false,
        muted: false,
        ssrc: 7,
    };
    let early = stage.world.join(space(1), part, Speaks::Dtls12, true);
    let media = stage.world.next_packet(stage.errs, LOUD);
    // Before any check its address is nobody's.
    let counted = stage.world.counted(|world| world.receive(early, media.clone()));
    assert_eq!(counted, [("unproved_address_total", 1)]);
    stage.world.check(early);
    let report = [&[0x80, 201, 0, 1, 0, 0, 0, 1][..], &[0; 20]].concat();
    for count in [1, 100] {
        let counted = stage.world.counted(|world| {
            for _ in 0..count {
                world.receive(early, media.clone());
                world.receive(early, report.clone());
            }
        });
        assert_eq!(counted, [("media_before_keys_total", 2 * count)]);
    }
    stage.world.connect(early);
    stage.world.talk(&[early], 5);
    let heard = &stage.world.peers[stage.listener].rtp;
    assert_eq!(heard.iter().filter(|it| it.csrc == 3).count(), 5);
}

#[test]
fn a_flood_of_reports_is_cut_to_what_a_peer_has_to_say() {
    let mut stage = Stage::new();
    let plain = [0x80, 201, 0, 1, 0, 0, 0, 1];
    let listener = stage.listener;
    let counted = stage.world.counted(|world| {
        for _ in 0..1000 {
            let packet = world.peers[listener].seal_rtcp(&plain);
            world.receive(listener, packet);
        }
    });
    assert_eq!(counted, [("rtcp_rate_total", 960)]);
    stage.world.pass(Duration::from_secs(1));
    let counted = stage.world.counted(|world| {
        let packet = world.peers[listener].seal_rtcp(&plain);
        world.receive(listener, packet);
    });
    assert_eq!(counted, []);
    stage.nothing_else_is_disturbed();
}

#[test]
fn a_settled_listeners_records_and_a_listeners_voice_are_counted() {
    let mut stage = Stage::new();
    stage.world.pass(Duration::from_secs(32));
    let (listener, errs) = (stage.listener, stage.errs);
    let record = stage.world.peers[listener].sent[0].clone();
    let counted = stage.world.counted(|world| world.receive(listener, record));
    assert_eq!(counted, [("dtls_settled_total", 1)]);
    let media = stage.world.next_packet(errs, LOUD);
    let counted = stage.world.counted(|world| world.receive(listener, media));
    assert_eq!(counted, [("media_from_listener_total", 1)]);
    stage.nothing_else_is_disturbed();
}

/// 50,000 datagrams of strangers, of all kinds, a thousand for each frame of voice.
#[test]
fn garbage_at_volume_costs_a_listener_no_packet_and_is_counted_by_kind() {
    const EACH: u64 = 6_250;
    let mut stage = Stage::new();
    let (host, beside, listener) = (stage.errs, stage.beside, stage.listener);
    let (ufrag, pwd) =
        (stage.world.peers[listener].ufrag.clone(), stage.world.peers[listener].pwd.clone());
    let check = |ufrag: &str, pwd: &str| {
        crate::stun::Check { ufrag, pwd, transaction: [9; 12], nominates: true }.write()
    };
    let genuine = stage.world.next_packet(host, LOUD);
    stage.world.receive(host, genuine.clone());
    let mut forged = genuine.clone();
    forged[3] = forged[3].wrapping_add(1);
    let held = stage.world.core.held();
    let mut sent = 0u64;
    let counted = stage.world.counted(|world| {
        for frame in 0..50 {
            for at in 0..EACH / 50 {
                let from = elsewhere(1 + (frame * EACH / 50 + at) as u16);
                world.receive_from(from, vec![0xff; 50]);
                world.receive_from(from, vec![0, 1, 0, 90, 1, 2, 3]);
                world.receive_from(from, check("nobody", &pwd));
                world.receive_from(from, check(&ufrag, "no password of theirs"));
                world.receive_from(from, vec![22, 254, 253, 0, 0, 0, 0]);
                world.receive_from(from, vec![0x80; 1600]);
                // With the publisher's address forged.
                world.receive(host, forged.clone());
                world.receive(host, genuine.clone());
                sent += 8;
            }
            world.tick();
            world.say(host);
            world.say(beside);
        }
    });
    assert_eq!(sent, 50_000);
    let expected = [
        ("unknown_datagrams_total", EACH),
        ("datagrams_too_long_total", EACH),
        ("unproved_address_total", EACH),
        ("stun_malformed_total", EACH),
        ("stun_bad_integrity_total", EACH),
        ("stun_unknown_session_total", EACH),
    ];
    assert_eq!(counted[..6], expected);
    // The forged number becomes one that was received once the voice went on.
    let [(forged, a), (replayed, b)] = counted[6..] else { panic!("{counted:?}") };
    assert_eq!((forged, replayed, a + b), ("srtp_forged_total", "srtp_replayed_total", 2 * EACH));
    assert_eq!(stage.world.core.held(), held);
    assert!(stage.world.strays.is_empty());
    for ssrc in &ssrcs(space(1))[..2] {
        let heard = stage.world.heard(listener, *ssrc);
        let said: Vec<_> = heard.iter().map(|it| it.index).collect();
        assert!(said.windows(2).all(|pair| pair[1] == pair[0] + 1));
        assert!(said.len() >= 50);
    }
    stage.nothing_else_is_disturbed();
}

#[test]
fn checks_and_records_from_65_000_ports_are_counted_and_leave_no_state() {
    const PORTS: u64 = 65_000;
    let mut stage = Stage::new();
    let listener = stage.listener;
    let ufrag = stage.world.peers[listener].ufrag.clone();
    let check = |ufrag: &str, pwd: &str, transaction| {
        crate::stun::Check { ufrag, pwd, transaction, nominates: true }.write()
    };
    let (unknown, unsigned) =
        (check("nobody", "x", [1; 12]), check(&ufrag, "no password of theirs", [2; 12]));
    let hello = stage.world.peers[listener].sent[0].clone();
    let held = stage.world.core.held();
    let counted = stage.world.counted(|world| {
        for port in 1..=PORTS {
            let from = elsewhere(port as u16);
            world.receive_from(from, unknown.clone());
            world.receive_from(from, unsigned.clone());
            world.receive_from(from, hello.clone());
        }
    });
    assert_eq!(
        counted,
        [
            ("unproved_address_total", PORTS),
            ("stun_bad_integrity_total", PORTS),
            ("stun_unknown_session_total", PORTS),
        ]
    );
    assert_eq!(stage.world.core.held(), held);
    assert!(stage.world.strays.is_empty());
    // One who knows a session's password proves four addresses at a time, and no more.
    let pwd = stage.world.peers[listener].pwd.clone();
    for port in 1..=PORTS {
        stage.world.receive_from(elsewhere(port as u16), check(&ufrag, &pwd, [3; 12]));
    }
    let grown: Vec<_> = stage.world.core.held().iter().zip(held).map(|(a, b)| a - b).collect();
    assert_eq!(grown, [0, 0, 0, 3, 0]);
    stage.world.settle();
    stage.world.strays.clear();
    stage.world.tick();
    stage.world.say(stage.errs);
    // A path that flaps carries nothing, so the first of them is where it stayed.
    assert!(!stage.world.strays.is_empty());
    assert!(stage.world.strays.iter().all(|(to, _)| *to == elsewhere(1)));
    let session = stage.world.peers[listener].session;
    stage.world.tell(Input::Close { session });
    let lines = Lines::Slots([CHROMIUM; 3]);
    stage.listener = stage.world.listener_of(space(1), lines, None);
    stage.nothing_else_is_disturbed();
    assert_eq!(stage.world.core.held(), held);
}
