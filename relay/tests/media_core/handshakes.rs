//! DTLS: who starts it, whom it trusts, and what garbage does to it.

use crate::{
    peer::{Peer, Speaks},
    world::{CHROMIUM, World, elsewhere, space, voice},
};
use causerie_relay::media::{
    Gone, SessionId,
    core::{
        Input, Output,
        audience::Lines,
        dtls::News,
        handshakes::Order,
        packet::Shape,
        peer::{NewPart, NewPeer},
    },
};
use std::time::Duration;

#[test]
fn the_relay_starts_dtls_when_the_peer_waits_for_it() {
    let mut world = World::new();
    let host = world.publisher(1);
    for speaks in [Speaks::Dtls12, Speaks::Dtls13] {
        let lines = Lines::Lead(Shape { red: None, level_ext: None, ..CHROMIUM });
        let part = NewPart::Listener { lines, own_voice: None, listening: true };
        let passive = world.join(space(1), part, speaks, false);
        world.check(passive);
        world.pass(Duration::from_millis(100));
        assert!(world.peers[passive].keys.is_some(), "{speaks:?}");
        world.talk(&[host], 3);
        assert_eq!(world.peers[passive].rtp.len(), 3);
        assert!(world.peers[passive].rtp.iter().all(|it| it.level.is_none()));
    }
}

#[test]
fn a_certificate_other_than_the_offers_ends_the_session_without_media() {
    let mut world = World::new();
    let host = world.publisher(1);
    let lines = Lines::Slots([CHROMIUM; 3]);
    let who = world.listener();
    world.tell(Input::Close { session: world.peers[who].session });
    for (speaks, is_client) in
        [(Speaks::Dtls12, true), (Speaks::Dtls13, true), (Speaks::Dtls12, false)]
    {
        let part = NewPart::Listener { lines, own_voice: None, listening: true };
        let liar = world.join(space(1), part, speaks, is_client);
        let session = world.peers[liar].session;
        world.tell(Input::Close { session });
        world.outputs.clear();
        let part = NewPart::Listener { lines, own_voice: None, listening: true };
        world.tell(Input::Open(Box::new(NewPeer {
            session,
            space: space(1),
            ufrag: world.peers[liar].ufrag.clone(),
            pwd: world.peers[liar].pwd.clone(),
            fingerprint: [7; 32],
            active: !is_client,
            part,
        })));
        world.check(liar);
        for record in world.peers[liar].flight(world.now) {
            world.receive(liar, record);
        }
        world.talk(&[host], 20);
        let why = Gone::HandshakeFailed;
        assert!(world.was_told(&Output::Gone { session, why }), "{speaks:?}");
        assert!(!world.was_told(&Output::Connected { session }));
        assert!(world.peers[liar].rtp.is_empty() && world.peers[liar].undecipherable == 0);
    }
    assert_eq!(world.counters.dtls_failed_total.get(), 3);
}

#[test]
fn a_handshake_that_is_over_leaves_no_alarm_behind() {
    let mut world = World::new();
    for speaks in [Speaks::Dtls12, Speaks::Dtls13] {
        let part = NewPart::Publisher {
            voice: voice(1),
            shape: CHROMIUM,
            music: false,
            muted: false,
            ssrc: 0xB000,
        };
        let who = world.join(space(1), part, speaks, true);
        world.connect(who);
        // The last flight's retransmissions are over.
        world.pass(Duration::from_secs(10));
        assert_eq!(world.handshakes.peers(), 1);
        assert_eq!(world.handshakes.poll_timeout(), None, "{speaks:?}");
        world.tell(Input::Close { session: world.peers[who].session });
        assert_eq!(world.handshakes.peers(), 0);
    }
}

#[test]
fn a_handshake_that_failed_waits_for_nothing_and_is_told_of_once() {
    for speaks in [Speaks::Dtls12, Speaks::Dtls13] {
        let mut world = World::new();
        let path = elsewhere(1);
        let mut liar = Peer::new(SessionId(1), path, speaks, true, world.now);
        let (now, handshakes, wire) = (world.now, &mut world.handshakes, &mut world.wire);
        let fingerprint = [7; 32];
        let begin = Order::Begin { peer: 1, path, active: false, fingerprint, keep: true };
        handshakes.handle(begin, now, wire);
        let mut records = liar.flight(now);
        let mut news = Vec::new();
        while let Some(record) = records.pop() {
            // The same again behind it, which finds the handshake as it was left.
            for _ in 0..2 {
                let record = record.clone().into();
                handshakes.handle(Order::Record { peer: 1, record }, now, wire);
            }
            while handshakes.handle_next(now, wire) {}
            news.extend(std::iter::from_fn(|| handshakes.poll_output()));
            for (_, answer) in wire.take() {
                records.extend(liar.take(answer, now));
            }
        }
        assert!(matches!(news[..], [(1, News::Failed)]), "{speaks:?}");
        // What it had set for its flights before it failed finds nothing to do.
        let later = now + Duration::from_secs(25);
        handshakes.handle_timeout(later, wire);
        assert!(wire.take().is_empty() && handshakes.poll_output().is_none());
        assert_eq!(handshakes.poll_timeout(), None, "{speaks:?}");
        handshakes.handle(Order::Close { peer: 1 }, now, wire);
        assert_eq!(handshakes.peers(), 0);
    }
}

#[test]
fn a_handshake_that_fails_after_its_session_was_closed_is_not_counted_as_a_failure() {
    let mut world = World::new();
    let listener = world.listener();
    world.tell(Input::Close { session: world.peers[listener].session });
    world.tell(Input::Handshaken { peer: 0, news: News::Failed });
    assert_eq!(world.counters.dtls_failed_total.get(), 0);
}

#[test]
fn forged_dtls_records_from_a_peers_address_do_not_end_its_session() {
    for speaks in [Speaks::Dtls12, Speaks::Dtls13] {
        let mut world = World::new();
        let host = world.publisher(1);
        let lines = Lines::Slots([CHROMIUM; 3]);
        let part = NewPart::Listener { lines, own_voice: None, listening: true };
        let listener = world.join(space(1), part, speaks, true);
        world.connect(listener);
        let flights = world.peers[listener].sent.clone();
        let mut forged = vec![
            // A fatal alert in the clear, and a goodbye in the clear.
            vec![21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40],
            vec![21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 98, 0, 2, 1, 0],
            // The same as if encrypted, and a record shorter than its length.
            vec![21, 254, 253, 0, 1, 0, 0, 0, 0, 0, 97, 0, 26, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
            vec![22, 254, 253, 0, 1, 0, 0, 0, 0, 0, 96, 255, 255],
            vec![0x2f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
            vec![63],
        ];
        for record in flights {
            let mut bent = record.clone();
            let last = bent.len() - 1;
            bent[last] ^= 1;
            forged.extend([record, bent]);
        }
        for (at, record) in forged.into_iter().enumerate() {
            world.receive(listener, record.clone());
            world.settle();
            let ended = world.outputs.iter().any(|it| matches!(it, Output::Gone { .. }));
            assert!(!ended, "{speaks:?}, record {at}: {record:02x?}");
        }
        world.talk(&[host], 5);
        assert_eq!(world.peers[listener].rtp.len(), 5);
    }
}

#[test]
fn a_peer_that_floods_the_handshakes_keeps_nobody_else_out() {
    let mut world = World::new();
    let host = world.publisher(1);
    let flood = world.listener();
    for number in 0..3000u32 {
        let mut record = vec![23, 254, 253, 0, 1, 0, 0];
        record.extend(number.to_be_bytes());
        record.extend([0, 4, 1, 2, 3, 4]);
        world.receive(flood, record);
    }
    assert!(world.counters.dtls_queue_full_total.get() > 2900);
    // While the flood waits for its turns, another one comes and shakes hands.
    let lines = Lines::Slots([CHROMIUM; 3]);
    let part = NewPart::Listener { lines, own_voice: None, listening: true };
    let other = world.join(space(1), part, Speaks::Dtls12, true);
    world.connect(other);
    world.talk(&[host], 5);
    assert_eq!(world.peers[other].rtp.len(), 5);
}

#[test]
fn a_handshake_of_garbage_ends_its_own_session_at_most() {
    let mut world = World::new();
    let (host, listener) = (world.publisher(1), world.listener());
    world.talk(&[host], 5);
    let lines = Lines::Slots([CHROMIUM; 3]);
    for seed in 0..200u32 {
        let part = NewPart::Listener { lines, own_voice: None, listening: true };
        let speaks = if seed % 2 == 0 { Speaks::Dtls12 } else { Speaks::Dtls13 };
        let who = world.join(space(1), part, speaks, true);
        world.check(who);
        let flight = world.peers[who].flight(world.now);
        for mut record in flight {
            let at = (seed as usize * 7919) % record.len();
            match seed % 3 {
                0 => record.truncate(at),
                1 => record[at] ^= 1 << (seed % 8),
                _ => record[at..].fill(0xff),
            }
            if !record.is_empty() {
                world.receive(who, record);
            }
        }
        world.settle();
        if seed % 20 == 0 {
            world.tick();
            world.say(host);
        }
    }
    assert_eq!(world.heard(listener, 101).len(), 15);
    let session = world.peers[listener].session;
    assert!(!world.was_told(&Output::Gone { session, why: Gone::HandshakeFailed }));
}
