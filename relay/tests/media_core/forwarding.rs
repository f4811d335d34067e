//! Who hears what: slots, shapes, own voices, spaces, threads.

use crate::{
    peer::Speaks,
    world::{CHROMIUM, FIREFOX, LOUD, World, space, ssrcs, voice},
};
use causerie_relay::media::{
    Gone,
    core::{Input, Output, audience::Lines, gather::Gathering, peer::NewPart},
};
use std::time::Duration;

#[test]
fn every_listener_hears_a_voice_marked_with_its_id_and_level() {
    let mut world = World::new();
    let host = world.publisher(7);
    let (one, other) = (world.listener(), world.listener());
    world.talk(&[host], 10);
    for who in [one, other] {
        let heard = world.heard(who, ssrcs(space(1))[0]);
        assert_eq!(heard.len(), 10);
        for (at, packet) in heard.iter().enumerate() {
            assert_eq!((packet.index, packet.csrc, packet.payload_type), (at as u64 + 1, 7, 111));
            assert!(packet.level.is_some_and(|level| (LOUD..LOUD + 3).contains(&level)));
            assert_eq!(packet.payload, [0x40; 40]);
        }
        assert_eq!(world.peers[who].undecipherable, 0);
    }
}

#[test]
fn a_single_m_line_hears_the_lead_and_three_m_lines_hear_the_slots() {
    let mut world = World::new();
    let (a, b) = (world.publisher(1), world.publisher(2));
    let plain = world.listener_of(space(1), Lines::Lead(FIREFOX), None);
    let three = world.listener();
    world.talk(&[a, b], 20);
    let [first, second, third, lead] = ssrcs(space(1));
    assert_eq!(world.heard(plain, lead).len(), 20);
    assert!(world.peers[plain].rtp.iter().all(|it| it.ssrc == lead && it.payload_type == 109));
    assert!(world.peers[plain].rtp.iter().all(|it| it.csrc == 1));
    assert_eq!(world.heard(three, first).len(), 20);
    assert_eq!(world.heard(three, second).len(), 20);
    assert!(world.heard(three, third).is_empty() && world.heard(three, lead).is_empty());
}

#[test]
fn a_switch_of_talker_is_seamless_in_sequence_and_forward_in_time() {
    let mut world = World::new();
    let four: Vec<_> = (1..=4).map(|number| world.publisher(number)).collect();
    let listener = world.listener();
    world.talk(&four[..3], 100);
    // The fourth needs a slot that falls silent: the second voice rests.
    for _ in 0..100 {
        world.tick();
        world.say(four[0]);
        world.say(four[2]);
        world.say(four[3]);
    }
    let heard = world.heard(listener, ssrcs(space(1))[1]);
    let voices: Vec<_> = heard.iter().map(|it| it.csrc).collect();
    assert!(voices.contains(&2) && voices.contains(&4), "{voices:?}");
    for pair in heard.windows(2) {
        assert_eq!(pair[1].index, pair[0].index + 1);
        let step = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        let waited = (pair[1].at - pair[0].at).as_millis() as u32 * 48;
        assert!((1..=waited.max(960)).contains(&step), "{step} samples in {waited}");
        assert_eq!(pair[1].marker, pair[1].csrc != pair[0].csrc);
    }
}

#[test]
fn a_muted_voice_is_silent_from_the_next_packet_on() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.talk(&[host], 10);
    world.tell(Input::SetMuted { space: space(1), voice: voice(1), muted: true });
    world.peers[listener].rtp.clear();
    world.talk(&[host], 20);
    let spoken = world.peers[listener].rtp.iter().filter(|it| it.payload == [0x40; 40]);
    assert_eq!(spoken.count(), 0);
    assert_eq!(world.counters.voice_muted_total.get(), 20);
    world.tell(Input::SetMuted { space: space(1), voice: voice(1), muted: false });
    world.peers[listener].rtp.clear();
    world.talk(&[host], 1);
    let back = world.heard(listener, ssrcs(space(1))[0]);
    // Ten frames and three of silence came before; what was muted is no loss.
    assert_eq!((back.len(), back[0].index), (1, 14));
}

#[test]
fn people_on_stage_hear_others_and_never_themselves() {
    let mut world = World::new();
    let (mine, other) = (world.publisher(1), world.publisher(2));
    let me = world.listener_of(space(1), Lines::Slots([CHROMIUM; 3]), Some(voice(1)));
    world.talk(&[mine, other], 30);
    assert!(world.peers[me].rtp.iter().all(|it| it.csrc == 2));
    assert_eq!(world.peers[me].rtp.len(), 30);
    // Off the stage again, the same person hears the voice that took over the number.
    let session = world.peers[me].session;
    world.tell(Input::SetOwnVoice { session, voice: None });
    world.talk(&[mine, other], 1);
    assert_eq!(world.heard(me, ssrcs(space(1))[0])[0].index, 1);
}

#[test]
fn two_spaces_never_meet() {
    let mut world = World::new();
    world.open_space(space(2), true);
    // The same voice number in both.
    let here = world.publisher_in(space(1), 1, false);
    let there = world.publisher_in(space(2), 1, false);
    let listeners = [
        (world.listener_of(space(1), Lines::Slots([CHROMIUM; 3]), None), here),
        (world.listener_of(space(2), Lines::Slots([CHROMIUM; 3]), None), there),
    ];
    world.talk(&[here, there], 20);
    for (listener, publisher) in listeners {
        assert_eq!(world.peers[listener].rtp.len(), 20);
        let own = [publisher as u8 | 0x40; 40];
        assert!(world.peers[listener].rtp.iter().all(|it| it.payload == own));
    }
}

#[test]
fn a_warm_listener_gets_no_packet_of_media_until_it_listens() {
    let mut world = World::new();
    let host = world.publisher(1);
    let lines = Lines::Slots([CHROMIUM; 3]);
    let part = NewPart::Listener { lines, own_voice: None, listening: false };
    let warm = world.join(space(1), part, Speaks::Dtls13, true);
    world.connect(warm);
    world.talk(&[host], 300);
    assert!(world.peers[warm].rtp.is_empty() && world.peers[warm].rtcp.is_empty());
    let session = world.peers[warm].session;
    world.tell(Input::SetListening { session, listening: true });
    world.talk(&[host], 5);
    assert_eq!(world.peers[warm].rtp.len(), 5);
    world.tell(Input::SetListening { session, listening: false });
    world.talk(&[host], 300);
    assert_eq!(world.peers[warm].rtp.len(), 5);
    world.tell(Input::SetListening { session, listening: true });
    world.talk(&[host], 1);
    assert_eq!(world.peers[warm].rtp.last().unwrap().index, 6);
}

#[test]
fn frames_of_a_space_reach_listeners_on_another_thread() {
    let mut home = World::new();
    let host = home.publisher(1);
    let mut away = World::new();
    away.open_space(space(2), false);
    home.open_space(space(2), true);
    let talker = home.publisher_in(space(2), 5, false);
    let listener = away.listener_of(space(2), Lines::Slots([FIREFOX; 3]), None);
    home.talk(&[talker], 3);
    assert!(home.passed.0.is_empty(), "nobody asked for it");
    home.tell(Input::Neighbour { space: space(2), thread: 1 });
    for _ in 0..10 {
        home.talk(&[talker, host], 1);
        for (space, frame, threads) in std::mem::take(&mut home.passed.0) {
            assert_eq!(threads, 1 << 1);
            away.hand_over(space, &frame);
        }
        away.tick();
    }
    let heard = away.heard(listener, ssrcs(space(2))[0]);
    assert_eq!(heard.iter().map(|it| it.index).collect::<Vec<_>>(), Vec::from_iter(1..=10));
    assert!(heard.iter().all(|it| it.csrc == 5 && it.payload_type == 109));
}

#[test]
fn red_reaches_those_who_speak_it_and_the_primary_those_who_do_not() {
    let mut world = World::new();
    let host = world.publisher(1);
    let chromium = world.listener();
    let firefox = world.listener_of(space(1), Lines::Slots([FIREFOX; 3]), None);
    // The blocks name the payload type of whoever reads them: the publisher's Opus is 96.
    let red = |opus: u8, old: [u8; 5], new: [u8; 5]| {
        let mut payload = vec![0x80 | opus, 960u16.to_be_bytes()[0] << 2 | 0x0f, 0x00, 5, opus];
        payload.extend(old);
        payload.extend(new);
        payload
    };
    for frame in 0..4u8 {
        world.tick();
        let payload = red(96, [frame; 5], [frame + 1; 5]);
        let packet = world.packet_of(host, Some(LOUD), 63, &payload);
        world.receive(host, packet);
        world.settle();
    }
    let plain: Vec<_> = world.peers[firefox].rtp.iter().filter(|it| it.ssrc == 101).collect();
    assert_eq!(plain.len(), 4);
    for (frame, packet) in plain.iter().enumerate() {
        assert_eq!((packet.payload_type, &packet.payload[..]), (109, &[frame as u8 + 1; 5][..]));
    }
    let whole: Vec<_> = world.peers[chromium].rtp.iter().filter(|it| it.ssrc == 101).collect();
    // Redundancy older than the switch to this voice is another's, so the first is plain.
    assert_eq!((whole[0].payload_type, &whole[0].payload[..]), (111, &[1; 5][..]));
    for (frame, packet) in whole.iter().enumerate().skip(1) {
        let frame = frame as u8;
        assert_eq!(packet.payload_type, 63);
        assert_eq!(packet.payload, red(111, [frame; 5], [frame + 1; 5]));
    }
}

#[test]
fn the_silence_that_ends_a_voice_is_three_frames_long() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.talk(&[host], 5);
    world.tell(Input::RemoveVoice { space: space(1), voice: voice(1) });
    world.pass(Duration::from_secs(2));
    let heard = world.heard(listener, ssrcs(space(1))[0]);
    assert_eq!(heard.len(), 8);
    for (at, tail) in heard[5..].iter().enumerate() {
        assert_eq!((tail.index, &tail.payload[..]), (at as u64 + 6, &[0xf8, 0xff, 0xfe][..]));
        assert_eq!(tail.csrc, 1);
    }
    let session = world.peers[host].session;
    assert!(world.was_told(&Output::Gone { session, why: Gone::Asked }));
}

#[test]
fn a_publisher_that_tells_no_level_is_passed_on_as_audible() {
    let mut world = World::new();
    let host = world.publisher(1);
    let listener = world.listener();
    world.tick();
    for payload in [&[0x78; 40][..], &[0xf8][..]] {
        let packet = world.packet_of(host, None, 111, payload);
        world.receive(host, packet);
    }
    world.settle();
    let levels: Vec<_> = world.heard(listener, 101).iter().map(|it| it.level).collect();
    // What the choice of slots takes it for; and silence is silence.
    assert_eq!(levels, [Some(30), Some(127)]);
}

/// Three voices that speak within `apart_ms` of one another, and how often each listener's wire was
/// handed a run of packets of several slots.
fn runs(apart_ms: u64, pairs: bool) -> (World, usize, Vec<usize>) {
    let pairs_from_listeners = if pairs { 1 } else { usize::MAX };
    let mut world = World::gathering(Gathering {
        from_listeners: 0,
        pairs_from_listeners,
        ..Gathering::default()
    });
    let voices = [1, 2, 3].map(|number| world.publisher(number));
    let listener = world.listener();
    world.runs.clear();
    for _ in 0..50 {
        world.tick();
        for (at, who) in voices.iter().enumerate() {
            world.now += Duration::from_millis(if at == 0 { 0 } else { apart_ms });
            let packet = world.next_packet(*who, LOUD);
            world.receive(*who, packet);
            if apart_ms > 0 {
                world.settle();
            }
        }
        world.settle();
        world.now += Duration::from_millis(6);
        world.settle();
        world.now -= Duration::from_millis(6 + 2 * apart_ms);
    }
    let path = world.peers[listener].path;
    let runs = world.runs.iter().filter(|(to, _)| *to == path).map(|(_, count)| *count).collect();
    (world, listener, runs)
}

#[test]
fn voices_of_one_batch_and_voices_close_in_time_leave_together() {
    for apart_ms in [0, 2] {
        let (world, listener, runs) = runs(apart_ms, false);
        let heard: usize = (0..3).map(|at| world.heard(listener, ssrcs(space(1))[at]).len()).sum();
        assert_eq!(heard, 150);
        assert!(runs.iter().filter(|count| **count == 3).count() >= 48, "{apart_ms}: {runs:?}");
    }
}

#[test]
fn a_large_space_may_send_two_frames_of_each_stream_together() {
    let (world, listener, runs) = runs(0, true);
    let heard: usize = (0..3).map(|at| world.heard(listener, ssrcs(space(1))[at]).len()).sum();
    assert_eq!(heard, 150);
    assert!(runs.iter().filter(|count| **count == 6).count() >= 24, "{runs:?}");
    for at in 0..3 {
        let indexes: Vec<_> =
            world.heard(listener, ssrcs(space(1))[at]).iter().map(|it| it.index).collect();
        assert_eq!(indexes, (1..=50).collect::<Vec<_>>());
    }
}
