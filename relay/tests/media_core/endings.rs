//! How sessions end, and that nothing is left of them.

use crate::{
    peer::Speaks,
    world::{CHROMIUM, World, space, ssrcs},
};
use causerie_relay::media::{
    Gone, SessionId,
    core::{Input, Output, audience::Lines, peer::NewPart},
};
use std::time::Duration;

/// No check, no handshake and no packet of these peers finds anything.
fn nothing_is_left_of(world: &mut World, gone: &[usize]) {
    for who in gone {
        let (checks, strays) = (
            world.counters.stun_unknown_session_total.get(),
            world.counters.unproved_address_total.get(),
        );
        let answers = world.peers[*who].stun.len();
        world.check(*who);
        world.receive(*who, vec![22, 254, 253, 0]);
        world.receive(*who, vec![0x80, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(world.counters.stun_unknown_session_total.get(), checks + 1);
        assert_eq!(world.counters.unproved_address_total.get(), strays + 2);
        assert_eq!(world.peers[*who].stun.len(), answers);
    }
}

fn gone(session: SessionId, why: Gone) -> Output {
    Output::Gone { session, why }
}

#[test]
fn a_peer_without_a_valid_check_for_30_s_is_taken_down() {
    let mut world = World::new();
    let (host, listener) = (world.publisher(1), world.listener());
    let staying = world.listener();
    for who in [host, listener] {
        world.peers[who].consents = false;
    }
    world.pass(Duration::from_secs(29));
    assert_eq!(world.counters.peers.get(), 3);
    world.pass(Duration::from_secs(3));
    for who in [host, listener] {
        let session = world.peers[who].session;
        assert!(world.was_told(&gone(session, Gone::ConsentExpired)));
    }
    assert_eq!(world.counters.peers.get(), 1);
    assert_eq!(world.counters.listeners.get(), 1);
    nothing_is_left_of(&mut world, &[host, listener]);
    world.tell(Input::Close { session: world.peers[staying].session });
    assert_eq!((world.counters.peers.get(), world.counters.listeners.get()), (0, 0));
    nothing_is_left_of(&mut world, &[staying]);
}

#[test]
fn a_session_whose_peer_never_comes_is_taken_down_too() {
    let mut world = World::new();
    let lines = Lines::Slots([CHROMIUM; 3]);
    let part = NewPart::Listener { lines, own_voice: None, listening: true };
    let who = world.join(space(1), part, Speaks::Dtls12, false);
    world.peers[who].consents = false;
    world.pass(Duration::from_secs(32));
    let session = world.peers[who].session;
    assert!(world.was_told(&gone(session, Gone::ConsentExpired)));
    assert!(world.strays.is_empty() && world.peers[who].stun.is_empty());
}

#[test]
fn a_check_keeps_a_silent_peer_for_as_long_as_it_likes() {
    let mut world = World::new();
    let (host, listener) = (world.publisher(1), world.listener());
    world.pass(Duration::from_secs(120));
    assert_eq!(world.counters.peers.get(), 2);
    world.talk(&[host], 3);
    assert_eq!(world.peers[listener].rtp.len(), 3);
}

#[test]
fn a_goodbye_over_dtls_ends_the_session_at_once() {
    for speaks in [Speaks::Dtls12, Speaks::Dtls13] {
        let mut world = World::new();
        let lines = Lines::Slots([CHROMIUM; 3]);
        let part = NewPart::Listener { lines, own_voice: None, listening: true };
        let who = world.join(space(1), part, speaks, true);
        world.connect(who);
        for record in world.peers[who].say_goodbye() {
            world.receive(who, record);
        }
        world.settle();
        let session = world.peers[who].session;
        assert!(world.was_told(&gone(session, Gone::PeerClosed)), "{speaks:?}");
        assert_eq!((world.counters.peers.get(), world.counters.listeners.get()), (0, 0));
    }
}

#[test]
fn a_listener_that_is_sent_away_hears_rtcp_and_dtls_say_goodbye() {
    let mut world = World::new();
    let (host, listener) = (world.publisher(1), world.listener());
    world.talk(&[host], 5);
    world.peers[listener].rtcp.clear();
    let session = world.peers[listener].session;
    world.tell(Input::Close { session });
    let goodbye = world.peers[listener].rtcp.last().unwrap();
    // An empty receiver report leads, then BYE of the one slot that was heard.
    assert_eq!(goodbye[..4], [0x80, 201, 0, 1]);
    assert_eq!(goodbye[8..12], [0x81, 203, 0, 1]);
    assert_eq!(goodbye[12..16], ssrcs(space(1))[0].to_be_bytes());
    assert!(world.peers[listener].closed);
    assert!(world.was_told(&gone(session, Gone::Asked)));
}

#[test]
fn closing_a_space_ends_its_sessions_and_no_others() {
    let mut world = World::new();
    world.open_space(space(2), true);
    let (here, there) = (world.publisher(1), world.publisher_in(space(2), 1, false));
    let listener = world.listener();
    world.tell(Input::CloseSpace { space: space(1) });
    for who in [here, listener] {
        let session = world.peers[who].session;
        assert!(world.was_told(&gone(session, Gone::SpaceClosed)));
    }
    assert_eq!((world.counters.peers.get(), world.counters.spaces.get()), (1, 1));
    nothing_is_left_of(&mut world, &[here, listener]);
    let session = world.peers[there].session;
    assert!(!world.was_told(&gone(session, Gone::SpaceClosed)));
}

#[test]
fn everyone_is_told_goodbye_when_the_relay_stops() {
    let mut world = World::new();
    let (host, listener) = (world.publisher(1), world.listener());
    world.talk(&[host], 3);
    world.tell(Input::Farewell);
    assert_eq!(world.counters.peers.get(), 0);
    assert!(world.peers[host].closed && world.peers[listener].closed);
}

#[test]
fn hundreds_of_sessions_that_come_and_go_leave_nothing() {
    let mut world = World::new();
    let lines = Lines::Slots([CHROMIUM; 3]);
    for _ in 0..300 {
        let part = NewPart::Listener { lines, own_voice: None, listening: true };
        let who = world.join(space(1), part, Speaks::Dtls12, true);
        world.check(who);
        world.tell(Input::Close { session: world.peers[who].session });
    }
    assert_eq!((world.counters.peers.get(), world.counters.listeners.get()), (0, 0));
    nothing_is_left_of(&mut world, &[0, 150, 299]);
}
