//! What the network and careless publishers do to a voice, and what of it listeners see.

use crate::{
    peer::{Heard, Spoken},
    world::{FIREFOX, LOUD, World, space, ssrcs},
};
use causerie_relay::media::core::audience::Lines;
use proptest::prelude::*;
use std::time::Duration;

fn slot(world: &World, who: usize) -> Vec<&Heard> {
    world.heard(who, ssrcs(space(1))[0])
}

#[test]
fn loss_before_the_relay_stays_visible_as_a_gap() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    for frame in 0..20 {
        world.tick();
        let packet = world.next_packet(host, LOUD);
        if ![5, 6, 12].contains(&frame) {
            world.receive(host, packet);
            world.settle();
        }
    }
    let indexes: Vec<_> = slot(&world, listener).iter().map(|it| it.index - 1).collect();
    assert_eq!(indexes, Vec::from_iter((0..20).filter(|frame| ![5, 6, 12].contains(frame))));
    // And the time of what was lost has passed.
    let heard = slot(&world, listener);
    let span = heard[16].timestamp.wrapping_sub(heard[0].timestamp);
    assert_eq!(span, 19 * 960);
}

#[test]
fn a_frame_lost_before_the_relay_reaches_all_listeners_if_red_holds_it() {
    let mut world = World::new();
    let host = world.publisher(1);
    let chromium = world.listener();
    let firefox = world.listener_of(space(1), Lines::Slots([FIREFOX; 3]), None);
    for frame in 0..20u8 {
        world.tick();
        let mut payload = vec![0x80 | 111, 0x0f, 0, 40, 111];
        payload.extend([frame.wrapping_sub(1); 40]);
        payload.extend([frame; 40]);
        let packet = world.packet_of(host, Some(LOUD + frame % 3), 63, &payload);
        if ![5, 9, 10, 15].contains(&frame) {
            world.receive(host, packet);
            world.settle();
        }
    }
    for listener in [chromium, firefox] {
        let heard: Vec<_> = slot(&world, listener)
            .iter()
            .map(|it| (it.index - 1, it.payload[it.payload.len() - 1]))
            .collect();
        // Of two lost in a row the next packet holds one.
        let expected = (0..20u8).filter(|frame| *frame != 9);
        assert_eq!(heard, Vec::from_iter(expected.map(|frame| (u64::from(frame), frame))));
        for pair in slot(&world, listener).windows(2) {
            let frames = (pair[1].index - pair[0].index) as u32;
            assert_eq!(pair[1].timestamp.wrapping_sub(pair[0].timestamp), frames * 960);
        }
    }
    assert!(slot(&world, firefox).iter().all(|it| it.payload == vec![it.payload[0]; 40]));
}

#[test]
fn music_is_mended_on_its_way_here_and_leaves_without_its_double() {
    let mut world = World::new();
    let musician = world.publisher_in(space(1), 1, true);
    let listener = world.listener();
    for frame in 0..20u8 {
        world.tick();
        let mut payload = vec![0x80 | 111, 0x0f, 0, 40, 111];
        payload.extend([frame.wrapping_sub(1); 40]);
        payload.extend([frame; 40]);
        let packet = world.packet_of(musician, Some(LOUD + frame % 3), 63, &payload);
        if ![5, 9].contains(&frame) {
            world.receive(musician, packet);
            world.settle();
        }
    }
    let heard = slot(&world, listener);
    assert!(heard.iter().all(|it| it.payload_type == 111));
    let payloads = heard.iter().map(|it| it.payload.clone());
    assert!(payloads.eq((0..20u8).map(|frame| vec![frame; 40])));
}

#[test]
fn a_packet_that_was_overtaken_is_dropped_and_counted() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.talk(&[host], 3);
    world.tick();
    let (early, late) = (world.next_packet(host, LOUD), world.next_packet(host, LOUD));
    world.receive(host, late);
    world.receive(host, early);
    world.talk(&[host], 1);
    let indexes: Vec<_> = slot(&world, listener).iter().map(|it| it.index).collect();
    assert_eq!(indexes, [1, 2, 3, 5, 6]);
    assert_eq!(world.counters.voice_late_total.get(), 1);
}

#[test]
fn a_publisher_that_changes_its_ssrc_goes_on_being_heard() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.talk(&[host], 10);
    world.peers[host].ssrc = 0xDEAD;
    world.peers[host].index = 3;
    world.peers[host].timestamp = 0x7000_0000;
    world.talk(&[host], 10);
    let heard = slot(&world, listener);
    assert_eq!(heard.iter().map(|it| it.index).collect::<Vec<_>>(), Vec::from_iter(1..=20));
    for pair in heard.windows(2) {
        assert_eq!(pair[1].timestamp.wrapping_sub(pair[0].timestamp), 960);
    }
}

#[test]
fn a_sequence_number_that_jumps_by_half_its_range_harms_nobody() {
    for jump in [32_767, 32_768, 32_769, 65_535] {
        let mut world = World::new();
        let (host, other) = (world.publisher(1), world.publisher(2));
        let listener = world.listener();
        world.talk(&[host, other], 10);
        world.peers[host].index += jump;
        world.talk(&[host, other], 50);
        // The voice beside it is whole, and the jumping one is heard, or is counted.
        let beside = world.heard(listener, ssrcs(space(1))[1]);
        assert_eq!(beside.len(), 60, "jump of {jump}");
        let refused =
            world.counters.srtp_replayed_total.get() + world.counters.srtp_forged_total.get();
        let spoken = slot(&world, listener).iter().filter(|it| it.payload.len() == 40).count();
        assert_eq!(spoken as u64 + refused, 60, "jump of {jump}");
        let indexes: Vec<_> = slot(&world, listener).iter().map(|it| it.index).collect();
        assert!(indexes.windows(2).all(|pair| pair[1] == pair[0] + 1), "jump of {jump}");
        assert_eq!(world.peers[listener].undecipherable, 0);
    }
}

#[test]
fn a_timestamp_that_goes_back_never_turns_a_slot_back() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    for frame in 0..200u32 {
        world.tick();
        // Forward, then back by a second, then frozen.
        world.peers[host].timestamp = match frame {
            0..50 => 48_000 + frame * 960,
            50..100 => frame * 960,
            _ => 4_000_000_000,
        };
        world.say(host);
    }
    let heard = slot(&world, listener);
    assert_eq!(heard.len(), 200);
    for pair in heard.windows(2) {
        assert_eq!(pair[1].timestamp.wrapping_sub(pair[0].timestamp), 960);
    }
}

#[test]
fn a_frozen_clock_and_too_many_packets_never_run_a_slot_ahead_of_time() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    // Four packets in 20 ms is what the allowance lets through for ever.
    for _ in 0..500 {
        world.tick();
        for _ in 0..4 {
            world.peers[host].timestamp = 77;
            world.say(host);
        }
    }
    let heard = slot(&world, listener);
    let (first, last) = (heard[0], heard[heard.len() - 1]);
    let span = u64::from(last.timestamp.wrapping_sub(first.timestamp));
    let wall = (last.at - first.at).as_millis() as u64 * 48;
    assert!(span <= wall + 100 * 48 + 960, "{} ms ahead", (span - wall) / 48);
    assert!(
        heard.windows(2).all(|pair| pair[1].timestamp.wrapping_sub(pair[0].timestamp) as i32 > 0)
    );
}

#[test]
fn a_second_of_silence_is_a_second_of_timestamps() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.talk(&[host], 10);
    let before = slot(&world, listener)[9].timestamp;
    // DTX: the publisher says that it falls silent, then says nothing; its clock runs on.
    world.tick();
    let dtx = world.packet_of(host, Some(127), 111, &[0xf8]);
    world.receive(host, dtx);
    world.pass(Duration::from_millis(980));
    world.peers[host].timestamp += 49 * 960;
    world.talk(&[host], 1);
    let heard = slot(&world, listener);
    let after = heard[heard.len() - 1].timestamp;
    assert_eq!(after.wrapping_sub(before), 51 * 960);
    assert_eq!(heard.len(), 12, "an announced silence has no tail");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Each packet is lost, doubled, or late by up to eight others.
    #[test]
    fn whatever_the_network_does_nothing_is_heard_twice_or_backwards(
        fates in proptest::collection::vec((0u8..10, 0usize..8), 20..120),
    ) {
        let mut world = World::new();
        let host = world.publisher(1);
        let listener = world.listener();
        let mut sent: Vec<(usize, Vec<u8>)> = Vec::new();
        for (at, (fate, late)) in fates.iter().enumerate() {
            let packet = world.next_packet(host, LOUD);
            match fate {
                0 => {}
                1 => sent.extend([(at, packet.clone()), (at + late, packet)]),
                2 | 3 => sent.push((at + late, packet)),
                _ => sent.push((at, packet)),
            }
        }
        sent.sort_by_key(|(due, _)| *due);
        let count = sent.len() as u64;
        for (_, packet) in sent {
            world.tick();
            world.receive(host, packet);
            world.settle();
        }
        let heard: Vec<_> = slot(&world, listener).into_iter().cloned().collect();
        let counters = &world.counters;
        let spoken = heard.iter().filter(|it| it.payload.len() == 40).count() as u64;
        let dropped = counters.voice_late_total.get() + counters.srtp_replayed_total.get();
        prop_assert_eq!(spoken + dropped, count);
        prop_assert_eq!(counters.srtp_forged_total.get(), 0);
        prop_assert_eq!(world.peers[listener].undecipherable, 0);
        for pair in heard.windows(2) {
            prop_assert!(pair[1].index > pair[0].index);
            prop_assert!(pair[1].timestamp.wrapping_sub(pair[0].timestamp) as i32 > 0);
        }
    }

    /// Whatever numbers a publisher writes, its slot goes forward in step with time.
    #[test]
    fn no_clock_of_a_publisher_moves_a_slot_against_time(
        stamps in proptest::collection::vec((any::<u32>(), 1u64..2000, 0u32..4), 20..80),
    ) {
        let mut world = World::new();
        let host = world.publisher(1);
        let listener = world.listener();
        for (timestamp, advance, wait) in stamps {
            for _ in 0..wait {
                world.tick();
            }
            let peer = &mut world.peers[host];
            peer.index += advance;
            let (ssrc, index) = (peer.ssrc, peer.index);
            let payload = [0x40; 40];
            let level = Some(LOUD + (index % 3) as u8);
            let spoken = Spoken { ssrc, index, timestamp, level, payload_type: 111, payload: &payload };
            let packet = peer.seal(&spoken);
            world.receive(host, packet);
            world.settle();
        }
        let heard = slot(&world, listener);
        let Some(first) = heard.first() else { return Ok(()) };
        for pair in heard.windows(2) {
            prop_assert!(pair[1].timestamp.wrapping_sub(pair[0].timestamp) as i32 > 0);
        }
        for packet in &heard {
            let span = i64::from(packet.timestamp.wrapping_sub(first.timestamp) as i32);
            let wall = (packet.at - first.at).as_millis() as i64 * 48;
            // Ahead by a burst at most, behind by what is let pass as the talker's own clock.
            prop_assert!((-300 * 48..=300 * 48).contains(&(span - wall)), "{}", (span - wall) / 48);
        }
    }
}
