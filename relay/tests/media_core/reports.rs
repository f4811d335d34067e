//! RTCP as the peers read it: whole, in time, and true.

use crate::world::{CHROMIUM, FIREFOX, LOUD, World, space, ssrcs};
use causerie_relay::media::core::{Input, audience::Lines, histograms::Spread};
use std::time::Duration;

/// The packets of a compound packet: kind, count, body behind the first word.
fn parts(compound: &[u8]) -> Vec<(u8, u8, &[u8])> {
    let mut parts = Vec::new();
    let mut rest = compound;
    while !rest.is_empty() {
        assert_eq!(rest[0] >> 5, 0b100, "version 2, no padding");
        let len = 4 + 4 * usize::from(u16::from_be_bytes([rest[2], rest[3]]));
        parts.push((rest[1], rest[0] & 0x1f, &rest[4..len]));
        rest = &rest[len..];
    }
    parts
}

fn word(body: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(body[at * 4..at * 4 + 4].try_into().unwrap())
}

#[test]
fn a_listener_gets_a_sender_report_of_every_slot_it_heard_about_every_4_s() {
    let mut world = World::new();
    let (a, b) = (world.publisher(1), world.publisher(2));
    let listener = world.listener();
    world.talk(&[a, b], 50 * 20);
    let reports = world.peers[listener].rtcp.clone();
    assert!((4..=6).contains(&reports.len()), "{} reports in 20 s", reports.len());
    let report = reports.last().unwrap();
    let parts = parts(report);
    assert_eq!(parts.iter().map(|part| part.0).collect::<Vec<_>>(), [200, 200, 202]);
    for ((_, count, body), ssrc) in parts[..2].iter().zip(ssrcs(space(1))) {
        assert_eq!((*count, word(body, 0), body.len()), (0, ssrc, 24));
    }
    // The description names the relay, and is one source for all slots.
    let (_, count, body) = parts[2];
    assert_eq!((count, &body[4..6], &body[6..14]), (1, &[1u8, 8][..], &b"causerie"[..]));
}

#[test]
fn a_sender_report_ties_the_slots_clock_to_the_wall_clock() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    let mut pairs = Vec::new();
    for _ in 0..50 * 20 {
        world.talk(&[host], 1);
        for report in std::mem::take(&mut world.peers[listener].rtcp) {
            let body = parts(&report)[0].2.to_vec();
            let ntp = u64::from(word(&body, 1)) << 32 | u64::from(word(&body, 2));
            let heard = world.peers[listener].rtp.iter().filter(|it| it.ssrc == 101);
            let last = heard.clone().next_back().unwrap();
            // At this moment the slot stands within a frame or two of its last packet.
            let ahead = word(&body, 3).wrapping_sub(last.timestamp) as i32;
            assert!((-960..=1920).contains(&ahead), "{ahead} samples");
            // The report left just before this tick's frame.
            let sent = heard.count() as u32;
            assert!((sent - 1..=sent).contains(&word(&body, 4)));
            assert!(word(&body, 5) > 0);
            pairs.push((ntp, word(&body, 3)));
        }
    }
    // Nobody says anything, and the slot's clock runs on.
    world.pass(Duration::from_secs(10));
    let body = parts(world.peers[listener].rtcp.last().unwrap())[0].2;
    pairs.push((u64::from(word(body, 1)) << 32 | u64::from(word(body, 2)), word(body, 3)));
    let (first, last) = (pairs[0], pairs[pairs.len() - 1]);
    let wall_ms = ((last.0 - first.0) * 1000) >> 32;
    let slot_ms = u64::from(last.1.wrapping_sub(first.1)) / 48;
    assert!(wall_ms.abs_diff(slot_ms) <= 2, "{wall_ms} ms against {slot_ms} ms");
}

#[test]
fn a_hundred_listeners_get_their_reports_spread_over_the_interval() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listeners: Vec<_> = (0..50).map(|_| world.listener()).collect();
    world.talk(&[host], 50 * 2);
    let before: usize = listeners.iter().map(|who| world.peers[*who].rtcp.len()).sum();
    world.talk(&[host], 50 * 8);
    let counts: Vec<_> = listeners.iter().map(|who| world.peers[*who].rtcp.len()).collect();
    let sum: usize = counts.iter().sum();
    // Two each in 8 s.
    assert!((90..=110).contains(&(sum - before)), "{}", sum - before);
    assert!(counts.iter().all(|count| (2..=3).contains(count)), "{counts:?}");
}

#[test]
fn listeners_on_another_thread_get_sender_reports_too() {
    let mut home = World::new();
    let mut away = World::new();
    for (world, is_home) in [(&mut home, true), (&mut away, false)] {
        world.open_space(space(2), is_home);
    }
    let talker = home.publisher_in(space(2), 5, false);
    home.tell(Input::Neighbour { space: space(2), thread: 1 });
    let listener = away.listener_of(space(2), Lines::Slots([FIREFOX; 3]), None);
    for _ in 0..50 * 10 {
        home.talk(&[talker], 1);
        away.tick();
        for (space, frame, _) in std::mem::take(&mut home.passed.0) {
            away.hand_over(space, &frame);
        }
    }
    let reports = &away.peers[listener].rtcp;
    assert!((2..=3).contains(&reports.len()), "{} reports in 10 s", reports.len());
    let last = away.peers[listener].rtp.iter().rfind(|it| it.ssrc == ssrcs(space(2))[0]).unwrap();
    let ahead = word(parts(reports.last().unwrap())[0].2, 3).wrapping_sub(last.timestamp) as i32;
    // The last report may be 4 s old.
    assert!((-5 * 48_000..=1920).contains(&ahead), "{ahead} samples");
}

#[test]
fn a_publisher_hears_every_second_what_was_lost() {
    let mut world = World::new();
    let host = world.publisher(1);
    for frame in 0..500 {
        world.tick();
        let packet = world.next_packet(host, LOUD);
        if frame % 10 != 3 {
            world.receive(host, packet);
            world.settle();
        }
    }
    let reports = world.peers[host].rtcp.clone();
    assert!((9..=11).contains(&reports.len()), "{} reports in 10 s", reports.len());
    let report = reports.last().unwrap();
    let parts = parts(report);
    assert_eq!(parts.iter().map(|part| part.0).collect::<Vec<_>>(), [201, 202]);
    let (_, count, body) = parts[0];
    assert_eq!((count, word(body, 0), word(body, 1)), (1, 0xB000, world.peers[host].ssrc));
    let (fraction, lost) = (word(body, 2) >> 24, word(body, 2) & 0xff_ffff);
    assert!((20..=30).contains(&fraction), "a tenth of 256, not {fraction}");
    assert!((45..=50).contains(&lost), "{lost} lost");
    assert!(word(body, 3) as u64 <= world.peers[host].index);
}

#[test]
fn a_publishers_own_report_comes_back_in_ours() {
    let mut world = World::new();
    let host = world.publisher(1);
    world.talk(&[host], 5);
    let ssrc = world.peers[host].ssrc;
    let mut plain = vec![0x80, 200, 0, 6];
    for word in [ssrc, 0x1111_2222, 0x3333_4444, 0, 0, 0] {
        plain.extend(word.to_be_bytes());
    }
    let packet = world.peers[host].seal_rtcp(&plain);
    world.receive(host, packet);
    world.peers[host].rtcp.clear();
    world.talk(&[host], 60);
    let report = world.peers[host].rtcp[0].clone();
    let body = parts(&report)[0].2;
    // The middle of the NTP time, and how long we sat on it, in 1/65536 s.
    assert_eq!(word(body, 5), 0x2222_3333);
    assert!((1..=2 * 65_536).contains(&word(body, 6)));
}

#[test]
fn a_paused_listener_gets_no_report() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener_of(space(1), Lines::Slots([CHROMIUM; 3]), None);
    world.talk(&[host], 50);
    let session = world.peers[listener].session;
    world.tell(Input::SetListening { session, listening: false });
    world.peers[listener].rtcp.clear();
    world.talk(&[host], 50 * 10);
    world.pass(Duration::from_secs(5));
    assert!(world.peers[listener].rtcp.is_empty());
}

/// A receiver report with one block.
fn block(ssrc: u32, lost: u8, jitter: u32, last_report: u32, delay: u32) -> Vec<u8> {
    let mut plain = vec![0x81, 201, 0, 7];
    for word in [1, ssrc, u32::from(lost) << 24, 0, jitter, last_report, delay] {
        plain.extend(word.to_be_bytes());
    }
    plain
}

fn spread(world: &World, name: &str) -> Spread {
    let all = world.counters.histograms.read();
    all.into_iter().find(|spread| spread.name == name).unwrap()
}

/// How many values lie at or below `bound` and above the bound before it.
fn at(spread: &Spread, bound: f64) -> u64 {
    spread.buckets.iter().find(|(its, _)| *its == bound).unwrap().1
}

#[test]
fn what_listeners_report_is_spread_by_loss_jitter_and_round_trip() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    let slot = ssrcs(space(1))[0];
    while world.peers[listener].rtcp.is_empty() {
        world.talk(&[host], 1);
    }
    let report = world.peers[listener].rtcp[0].clone();
    let body = parts(&report)[0].2;
    let last_report = word(body, 1) << 16 | word(body, 2) >> 16;
    // Half a second it was held, and 120 ms more have passed.
    world.pass(Duration::from_millis(620));
    let plain = block(slot, 13, 480, last_report, 65_536 / 2);
    let packet = world.peers[listener].seal_rtcp(&plain);
    assert_eq!(world.counted(|world| world.receive(listener, packet)), []);
    let loss = spread(&world, "listener_loss");
    assert_eq!((loss.count(), loss.sum, at(&loss, 0.1)), (1, 13 * 1_000_000 / 256, 1));
    let jitter = spread(&world, "listener_jitter");
    assert_eq!((jitter.count(), jitter.sum, at(&jitter, 0.01)), (1, 10_000, 1));
    let trip = spread(&world, "listener_round_trip");
    assert_eq!((trip.count(), at(&trip, 0.2)), (1, 1));
    assert!(trip.sum.abs_diff(120_000) < 100, "{} µs", trip.sum);
    // One who saw no sender report tells no round trip; one who lost nothing counts as well.
    let packet = world.peers[listener].seal_rtcp(&block(slot, 0, 0, 0, 0));
    world.receive(listener, packet);
    let loss = spread(&world, "listener_loss");
    assert_eq!((loss.count(), at(&loss, 0.0)), (2, 1));
    assert_eq!(spread(&world, "listener_round_trip").count(), 1);
}

#[test]
fn reports_about_strangers_streams_and_by_publishers_tell_nothing_of_listeners() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.talk(&[host], 5);
    let packet = world.peers[listener].seal_rtcp(&block(0xDEAD, 255, 9999, 1, 1));
    let counted = world.counted(|world| world.receive(listener, packet));
    assert_eq!(counted, [("rtcp_unknown_source_total", 1)]);
    let packet = world.peers[host].seal_rtcp(&block(ssrcs(space(1))[0], 255, 9999, 1, 1));
    assert_eq!(world.counted(|world| world.receive(host, packet)), []);
    assert_eq!(spread(&world, "listener_loss").count(), 0);
}

#[test]
fn how_publishers_packets_arrive_is_spread_by_second() {
    let mut world = World::new();
    let host = world.publisher(1);
    world.listener();
    for frame in 0..500 {
        world.tick();
        let packet = world.next_packet(host, LOUD);
        if frame % 10 != 3 {
            world.receive(host, packet);
            world.settle();
        }
    }
    let loss = spread(&world, "publisher_loss");
    assert!((9..=11).contains(&loss.count()), "{} seconds", loss.count());
    let mean = loss.sum / loss.count();
    assert!((80_000..=120_000).contains(&mean), "a tenth, not {mean} millionths");
    let lost = world.counters.voice_lost_total.get();
    assert!((45..=50).contains(&lost), "{lost} lost");
    assert_eq!(at(&spread(&world, "publisher_jitter"), 0.001), loss.count());
    // Whoever is silent loses nothing.
    world.pass(Duration::from_secs(5));
    assert!(spread(&world, "publisher_loss").count() <= loss.count() + 1);
}
