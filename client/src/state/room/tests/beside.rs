//! Lines, reactions and votes.

use super::*;
use crate::state::{chat::tests::line, form::Trouble};
use causerie_shared::{fault::Fault, talk::Reaction};

fn write(text: &str) -> Command {
    Command::Write { text: text.into() }
}

fn answer(command: &Command, answer: Result<(), Trouble>) -> Effect {
    Effect::Answer { command: command.clone(), answer }
}

/// Somebody of the audience with a name.
fn listener() -> Room {
    let mut room = looking();
    told(&mut room, me(Role::Listener), 60);
    room
}

/// Sends it, and gives the number that the relay will answer to.
fn send(room: &mut Room, command: &Command, ms: u64) -> u32 {
    room.handle(Input::Do(command.clone()), at(ms));
    let sent = effects(room).into_iter().find_map(|effect| {
        let Effect::Send(ClientFrame::Do { id, .. }) = effect else { return None };
        Some(id)
    });
    sent.unwrap()
}

#[test]
fn a_line_is_answered_where_it_was_written() {
    let mut room = listener();
    let hello = write("Hello");
    let id = send(&mut room, &hello, 70);
    room.handle(frame(ServerFrame::Ack { id }), at(80));
    assert_eq!(effects(&mut room), [answer(&hello, Ok(()))]);

    let id = send(&mut room, &hello, 90);
    let fault = Fault::TooMany { retry_after_s: 9 };
    room.handle(frame(ServerFrame::Refused { id, fault: fault.clone() }), at(95));
    assert_eq!(effects(&mut room), [answer(&hello, Err(Trouble::Fault(fault)))]);

    room.handle(Input::Link(link::Input::Lost), at(100));
    effects(&mut room);
    room.handle(Input::Do(hello.clone()), at(110));
    assert_eq!(effects(&mut room), [answer(&hello, Err(Trouble::Offline))]);
}

#[test]
fn a_guest_says_their_name_and_then_it_is_written_given_or_voted() {
    let vote = Command::Vote { poll: 1, choice: 0 };
    let applause = Command::React { reaction: Reaction::Applause };
    for command in [write("Hello"), vote, applause] {
        let mut room = looking();
        told(&mut room, me(Role::Guest), 60);
        room.handle(Input::Do(command.clone()), at(70));
        assert_eq!(effects(&mut room), [Effect::AskName]);
        told(&mut room, me(Role::Listener), 100);
        assert!(sent(&effects(&mut room), &command), "{command:?}");
    }
}

#[test]
fn a_line_whose_writer_will_not_say_a_name_stays_theirs() {
    let mut room = looking();
    told(&mut room, me(Role::Guest), 60);
    let hello = write("Hello");
    room.handle(Input::Do(hello.clone()), at(70));
    effects(&mut room);
    room.handle(Input::AskNoMore, at(80));
    let nameless = Err(Trouble::Fault(Fault::WhoAreYou));
    assert_eq!(effects(&mut room), [answer(&hello, nameless)]);
    told(&mut room, me(Role::Listener), 100);
    assert_eq!(effects(&mut room), [], "what was let be is not written later");
}

#[test]
fn a_line_that_got_through_unanswered_is_not_written_twice() {
    let written = |number, by| Event::Written { line: line(number, by, "Hello there", 0) };
    let typed = write(" Hello there ");
    let through = || answer(&write("Hello there"), Ok(()));

    let mut room = listener();
    room.handle(event(4, written(1, 5)), at(65));
    send(&mut room, &typed, 70);
    room.handle(Input::Link(link::Input::Lost), at(80));
    assert!(effects(&mut room).contains(&answer(&typed, Err(Trouble::Offline))));
    let (wake, _) = room.poll_timeout(80).unwrap();
    room.handle_timeout(at(wake));
    room.handle(Input::Link(link::Input::Opened), at(wake));
    room.handle(frame(ServerFrame::Resumed { seq: 4 }), at(wake));
    room.handle(event(5, written(2, 9)), at(wake));
    assert!(!effects(&mut room).contains(&through()), "the same words of somebody else");
    room.handle(event(6, written(3, 5)), at(wake));
    assert_eq!(effects(&mut room), [through()]);
    room.handle(event(7, written(4, 5)), at(wake));
    assert_eq!(effects(&mut room), []);

    // Seen already, and only the word about it was lost.
    let mut room = listener();
    send(&mut room, &typed, 70);
    room.handle(event(4, written(1, 5)), at(75));
    room.handle(Input::Link(link::Input::Lost), at(80));
    assert!(effects(&mut room).contains(&through()));
}

#[test]
fn a_link_and_a_poll_are_answered_in_their_forms() {
    let pin = Command::Pin { url: "example.org".into(), title: "Notes".into() };
    let poll = Command::AskPoll { question: "Which?".into(), choices: vec![] };
    for command in [pin, poll] {
        let mut room = on_air();
        let id = send(&mut room, &command, 200);
        let fault = Fault::PollIsOpen;
        room.handle(frame(ServerFrame::Refused { id, fault: fault.clone() }), at(210));
        assert_eq!(effects(&mut room), [answer(&command, Err(Trouble::Fault(fault)))]);
    }
}

#[test]
fn reactions_are_refused_without_a_word_and_keep_a_pace() {
    let heart = Command::React { reaction: Reaction::Heart };
    let mut room = listener();
    let id = send(&mut room, &heart, 70);
    let fault = Fault::TooMany { retry_after_s: 1 };
    room.handle(frame(ServerFrame::Refused { id, fault }), at(75));
    assert_eq!(effects(&mut room), []);
    let mut given = 0;
    for ms in 0..10_000 {
        room.handle(Input::Do(heart.clone()), at(9_000 + ms));
        given += usize::from(sent(&effects(&mut room), &heart));
    }
    assert_eq!(given, 8 + 49, "a key that is held for ten seconds");
    room.handle(Input::Link(link::Input::Lost), at(30_000));
    effects(&mut room);
    room.handle(Input::Do(heart), at(30_010));
    assert_eq!(effects(&mut room), []);
}

#[test]
fn only_what_is_given_meanwhile_is_shown_as_given() {
    let mut room = listener();
    assert!(!room.was_given(Reaction::Wow));
    room.handle(event(4, Event::Reacted { given: [0, 0, 0, 2, 0] }), at(70));
    assert!(room.was_given(Reaction::Wow) && !room.was_given(Reaction::Heart));
    assert_eq!(room.view().unwrap().reactions, [0, 0, 0, 2, 0]);
}
