//! Where a ticket opens the door.

use super::{super::ticket::Word, *};
use crate::state::link::tests::snapshot_of;
use causerie_shared::{
    event::Class, fault::Fault, stage::Notice, ticket_fault::TicketFault, view::Ticketing,
};

const TICKETING: Option<Ticketing> = Some(Ticketing { preview_s: 30 });

/// Somebody with a name before a space that sells tickets, who may have one.
fn looked_up() -> Room {
    let mut room = looking();
    room.handle(frame(snapshot_of(Class::Public, TICKETING, 4)), at(60));
    told(&mut room, me(Role::Listener), 60);
    room
}

/// The same without a ticket.
fn before_the_door() -> Room {
    let mut room = looked_up();
    room.handle(Input::NoTicket, at(65));
    room
}

fn refused(room: &mut Room, fault: TicketFault, ms: u64) {
    let sent = effects(room).into_iter().find_map(|effect| {
        if let Effect::Send(ClientFrame::Do { id, .. }) = effect { Some(id) } else { None }
    });
    let id = sent.expect("something was asked");
    room.handle(frame(ServerFrame::Refused { id, fault: fault.into() }), at(ms));
}

#[test]
fn a_ticket_is_asked_for_once_and_only_where_it_opens_something() {
    let mut room = looking();
    told(&mut room, me(Role::Listener), 60);
    assert!(!effects(&mut room).contains(&Effect::FetchTicket), "nothing is sold here");
    let mut room = before_the_door();
    assert!(room.lacks_ticket());
    assert_eq!((room.offer(false), room.offer(true)), (None, Some(Wish::RaiseHand)));
    assert_eq!(effects(&mut room).iter().filter(|it| **it == Effect::FetchTicket).count(), 1);
    told(&mut room, me(Role::Listener), 70);
    assert!(!effects(&mut room).contains(&Effect::FetchTicket));
    room.handle(Input::Ticket, at(80));
    assert_eq!(effects(&mut room), [Effect::CloseSocket, Effect::OpenSocket], "with a new pass");
    room.handle(Input::Link(link::Input::Opened), at(90));
    room.handle(frame(snapshot_of(Class::Holder, TICKETING, 4)), at(95));
    assert!(!room.lacks_ticket());
}

#[test]
fn a_ticket_that_lets_nobody_in_is_fetched_anew_once() {
    let mut room = looked_up();
    for fetches in [1, 1, 0] {
        let fetched = effects(&mut room).iter().filter(|it| **it == Effect::FetchTicket).count();
        assert_eq!(fetched, fetches);
        room.handle(Input::Ticket, at(80));
        room.handle(Input::Link(link::Input::Opened), at(90));
        room.handle(frame(snapshot_of(Class::Public, TICKETING, 4)), at(95));
    }
}

#[test]
fn until_the_relay_has_answered_nobody_is_told_that_they_lack_one_and_no_click_is_lost() {
    let mut room = looking();
    room.handle(frame(snapshot_of(Class::Public, TICKETING, 4)), at(60));
    assert!(!room.lacks_ticket(), "who they are is not known");
    let mut room = looked_up();
    assert!(!room.lacks_ticket());
    room.handle(Input::Listen, at(70));
    assert!(effects(&mut room).contains(&Effect::Play), "within the click");
    assert!(!room.is_listening(), "it would be refused");
    room.handle(Input::Ticket, at(80));
    assert!(!room.lacks_ticket(), "the door is about to see it");
    room.handle(Input::Link(link::Input::Opened), at(90));
    room.handle(frame(snapshot_of(Class::Holder, TICKETING, 4)), at(95));
    assert!(room.is_listening());
    room.handle(frame(snapshot_of(Class::Public, TICKETING, 5)), at(99));
    assert!(!room.lacks_ticket(), "the relay is asked whether they have another one");
    room.handle(Input::NoTicket, at(100));
    assert!(room.lacks_ticket(), "it was stopped");

    let mut room = looked_up();
    room.handle(Input::Listen, at(70));
    room.handle(Input::NoTicket, at(80));
    assert!(room.lacks_ticket() && !room.is_listening());
    told(&mut room, me(Role::Listener), 90);
    assert!(!room.is_listening(), "the free part is not begun by a click on something else");
}

#[test]
fn whoever_is_nobody_is_not_looked_up_and_hears_no_free_part() {
    let mut room = looking();
    room.handle(frame(snapshot_of(Class::Public, TICKETING, 4)), at(60));
    told(&mut room, me(Role::Guest), 60);
    assert!(room.lacks_ticket());
    assert_eq!(room.preview_s(), None);
    assert!(!effects(&mut room).contains(&Effect::FetchTicket));
}

#[test]
fn the_free_part_ends_in_a_word_and_is_not_offered_again() {
    let mut room = before_the_door();
    assert_eq!(room.preview_s(), Some(30));
    room.handle(Input::Listen, at(100));
    assert!(room.is_listening());
    room.handle(frame(ServerFrame::Notice { notice: Notice::PreviewOver }), at(30_100));
    assert!(!room.is_listening());
    assert_eq!((room.door_word(), room.preview_s()), (Some(Word::PreviewOver), None));
    room.handle(frame(snapshot_of(Class::Holder, TICKETING, 5)), at(30_200));
    assert_eq!(room.door_word(), None, "with a ticket there is nothing to say");
}

#[test]
fn a_seat_that_listens_elsewhere_is_taken_over_by_a_click() {
    let mut room = looking();
    room.handle(frame(snapshot_of(Class::Holder, TICKETING, 4)), at(60));
    effects(&mut room);
    room.handle(Input::Listen, at(100));
    refused(&mut room, TicketFault::HeardElsewhere, 110);
    assert!(!room.is_listening());
    assert_eq!(room.door_word(), Some(Word::HeardElsewhere));
    assert_eq!(effects(&mut room), [], "the page says it where doors speak");
    room.handle(Input::TakeOver, at(120));
    assert!(sent(&effects(&mut room), &Command::TakeOver { session: "s".into() }));
    assert!(room.is_listening());
    assert_eq!(room.door_word(), None);
    room.handle(frame(ServerFrame::Notice { notice: Notice::HeardElsewhere }), at(200));
    assert!(!room.is_listening(), "and another device takes it in turn");
}

#[test]
fn without_a_ticket_the_connection_for_sound_does_not_try_again_and_again() {
    let mut room = before_the_door();
    effects(&mut room);
    let fault = Some(Fault::from(TicketFault::Needed));
    room.handle(Input::Hearing(hearing::Input::Dead { fault }), at(100));
    assert_eq!(room.poll_timeout(100), None);
    assert_eq!(room.door_word(), None, "nobody had asked to listen");
    room.handle(Input::Listen, at(200));
    let fault = Some(Fault::from(TicketFault::Needed));
    room.handle(Input::Hearing(hearing::Input::Dead { fault }), at(210));
    assert_eq!(room.door_word(), Some(Word::Needed));
    assert!(!room.is_listening());
}
