//! Coming in, coming back, and being over.

use super::*;
use causerie_shared::{event::EndReason, time::UnixMs};

#[test]
fn a_listener_is_live_again_after_the_relay_restarted() {
    let mut room = looking();
    room.handle(Input::Listen, at(100));
    let reason = Farewell::Restart { spread_ms: 1_000 };
    room.handle(frame(ServerFrame::Farewell { reason }), at(200));
    assert_eq!(room.status(200).code(), "reconnecting");
    let (wake, _) = room.poll_timeout(200).unwrap();
    room.handle_timeout(at(wake));
    room.handle(Input::Link(link::Input::Opened), at(wake));
    effects(&mut room);
    room.handle(frame(snapshot(2, 0)), at(wake));
    assert_eq!(effects(&mut room), [Effect::DropEar, Effect::ConnectEar { warm: false }]);
    assert_eq!(room.status(wake).code(), "reconnecting");
    let answered = hearing::Input::Answered { session: "t".into() };
    room.handle(Input::Hearing(answered), at(wake + 30));
    room.handle(Input::Hearing(hearing::Input::Connected), at(wake + 60));
    let listens = |effect: &Effect| {
        let Effect::Send(ClientFrame::Do { command, .. }) = effect else { return false };
        *command == Command::Listen { session: "t".into() }
    };
    assert!(effects(&mut room).iter().any(listens));
    assert_eq!(room.status(wake + 60), Status::Live);
}

#[test]
fn an_ended_space_lets_go_of_everything() {
    let mut room = looking();
    room.handle(Input::Listen, at(100));
    effects(&mut room);
    room.handle(event(4, Event::Ended { at: UnixMs(9), reason: EndReason::ByHost }), at(200));
    assert_eq!(room.status(200), Status::Ended);
    assert_eq!(effects(&mut room), [Effect::DropEar]);
    room.handle(Input::Shown, at(300));
    assert!(effects(&mut room).is_empty());
}

#[test]
fn a_tab_that_was_taken_over_can_take_back() {
    let mut room = on_air();
    let reason = Farewell::TakenOver;
    room.handle(frame(ServerFrame::Farewell { reason }), at(200));
    assert_eq!(room.status(200), Status::TakenOver);
    assert!(!room.is_on_air());
    effects(&mut room);
    room.handle(Input::TakeBack, at(300));
    let ear = Effect::ConnectEar { warm: true };
    assert_eq!(effects(&mut room), [Effect::OpenSocket, ear, Effect::OpenMic]);
    room.handle(Input::Link(link::Input::Opened), at(310));
    room.handle(frame(snapshot(1, 9)), at(320));
    assert_eq!(room.status(320), Status::Idle);
}

#[test]
fn a_tab_that_was_taken_over_offers_nothing_whatever_happens_to_it() {
    for media_first in [true, false] {
        let mut room = on_air();
        let dead = || Input::Speaking(speaking::Input::Dead { fault: None });
        if media_first {
            room.handle(dead(), at(200));
        }
        let reason = Farewell::TakenOver;
        room.handle(frame(ServerFrame::Farewell { reason }), at(900));
        effects(&mut room);
        room.handle(dead(), at(910));
        room.handle(Input::Link(link::Input::Lost), at(920));
        room.handle(Input::Hidden, at(1_000));
        room.handle(Input::Shown, at(2_000));
        room.handle(Input::Online, at(3_000));
        room.handle(Input::Listen, at(4_000));
        room.handle(Input::GoLive, at(4_000));
        room.handle_timeout(at(60_000));
        assert!(effects(&mut room).is_empty());
        assert_eq!(room.poll_timeout(60_000), None);
        assert_eq!(room.status(60_000), Status::TakenOver);
    }
}

#[test]
fn who_is_not_admitted_is_told_why_and_sees_what_it_is_about() {
    let mut room = looking();
    room.handle(frame(ServerFrame::Farewell { reason: Farewell::NotAdmitted }), at(10));
    assert_eq!(room.status(10).code(), "connecting");
    let told = effects(&mut room);
    assert!(told.contains(&Effect::AskWhy) && told.contains(&Effect::DropEar), "{told:?}");
    room.handle(Input::Gated(Gate::Blocked), at(11));
    assert!(effects(&mut room).contains(&Effect::Look));
    assert_eq!(room.status(11).code(), "not-admitted");
    room.handle(Input::Seen(Box::new(crate::state::link::tests::view())), at(12));
    assert!(room.view().is_some());
    // Nothing knocks again, and no click opens it.
    for input in [Input::Listen, Input::Online, Input::Shown] {
        room.handle(input, at(20));
    }
    assert_eq!(effects(&mut room), []);
    assert_eq!(room.poll_timeout(20), None);
    assert_eq!(room.status(20).code(), "not-admitted");
}

#[test]
fn a_guest_at_a_space_for_people_with_an_account_reads_so() {
    let mut room = Room::default();
    room.handle(Input::Start, at(0));
    effects(&mut room);
    room.handle(Input::Gated(Gate::Account), at(5));
    assert_eq!(room.status(5).code(), "account-needed");
    room.handle(Input::Gated(Gate::Account), at(6));
    let looks = effects(&mut room).iter().filter(|effect| **effect == Effect::Look).count();
    assert_eq!(looks, 1);
}
