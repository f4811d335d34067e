//! Coming on stage, and what others do to whoever is there.

use super::*;
use causerie_shared::time::UnixMs;

#[test]
fn who_asked_for_a_seat_chooses_a_microphone_as_soon_as_there_is_one() {
    let accept = || Input::Do(Command::AcceptInvitation);
    for ask in [Input::Ask(Wish::RaiseHand), accept()] {
        let mut room = looking();
        told(&mut room, me(Role::Listener), 60);
        room.handle(ask, at(70));
        effects(&mut room);
        // Also when they look at something else meanwhile.
        room.handle(Input::Hidden, at(75));
        told(&mut room, me(Role::Speaker), 80);
        assert_eq!(effects(&mut room), [Effect::OpenMic]);
    }
}

#[test]
fn a_seat_that_this_tab_did_not_ask_for_opens_no_microphone() {
    let mut room = looking();
    told(&mut room, me(Role::Listener), 60);
    told(&mut room, me(Role::Speaker), 80);
    assert_eq!(effects(&mut room), []);
    // Nor does a page that comes back to its seat.
    let mut room = looking();
    told(&mut room, me(Role::Speaker), 60);
    assert_eq!(effects(&mut room), []);
}

#[test]
fn a_page_that_was_loaded_anew_stands_by_its_hand_while_it_is_looked_at() {
    for (hidden, expected) in [(false, vec![Effect::OpenMic]), (true, vec![])] {
        let mut room = looking();
        told(&mut room, Me { hand: Some(1), ..me(Role::Listener) }, 60);
        assert_eq!(room.my_hand(), Some(1));
        if hidden {
            room.handle(Input::Hidden, at(70));
        }
        told(&mut room, me(Role::Speaker), 80);
        assert_eq!(effects(&mut room), expected);
    }
}

#[test]
fn a_guest_says_their_name_first_and_then_gets_what_they_wanted() {
    for (welcome, command) in
        [(false, Command::RaiseHand { question: None }), (true, Command::ComeOnStage)]
    {
        let mut room = looking();
        told(&mut room, me(Role::Guest), 60);
        let wish = room.offer(welcome).unwrap();
        room.handle(Input::Ask(wish), at(70));
        assert_eq!(effects(&mut room), [Effect::AskName]);
        room.handle(Input::Known, at(80));
        room.handle(Input::Link(link::Input::Opened), at(90));
        room.handle(frame(ServerFrame::Resumed { seq: 3 }), at(95));
        told(&mut room, Me { welcome, ..me(Role::Listener) }, 100);
        assert!(sent(&effects(&mut room), &command), "{command:?}");
    }
}

#[test]
fn whoever_is_welcome_asks_nobody() {
    let mut room = looking();
    told(&mut room, me(Role::Listener), 60);
    assert_eq!(room.offer(false), Some(Wish::RaiseHand));
    told(&mut room, Me { welcome: true, ..me(Role::Listener) }, 70);
    assert_eq!(room.offer(false), Some(Wish::ComeOnStage));
    told(&mut room, me(Role::Speaker), 80);
    assert_eq!(room.offer(true), None);
}

#[test]
fn others_acts_are_told_and_own_ones_are_not() {
    let mut room = on_air();
    told(&mut room, me(Role::CoHost), 200);
    assert_eq!(effects(&mut room), [Effect::Note(Note::Became(Role::CoHost))]);
    room.handle(Input::Do(Command::StepDown), at(210));
    effects(&mut room);
    told(&mut room, me(Role::Listener), 220);
    assert!(!effects(&mut room).contains(&Effect::Note(Note::InAudience)));

    let mut room = on_air();
    let voice = VoiceId::new(1).unwrap();
    room.handle(event(4, Event::Muted { voice, by_host: true }), at(230));
    assert!(effects(&mut room).contains(&Effect::Note(Note::MutedByHost)));
    told(&mut room, me(Role::Listener), 240);
    assert!(effects(&mut room).contains(&Effect::Note(Note::InAudience)));
}

#[test]
fn a_wish_to_hear_somebody_stands_until_they_speak_or_say_no() {
    let asked = || frame(ServerFrame::Notice { notice: Notice::AskedToUnmute });
    for answer in [Input::StayMuted, Input::Speaking(speaking::Input::SetMuted(false))] {
        let mut room = on_air();
        room.handle(asked(), at(190));
        assert!(!room.is_asked_to_unmute(), "whoever speaks need not be asked");
        room.handle(Input::Speaking(speaking::Input::SetMuted(true)), at(200));
        room.handle(asked(), at(210));
        assert!(room.is_asked_to_unmute());
        room.handle(answer, at(220));
        assert!(!room.is_asked_to_unmute());
    }
}

#[test]
fn a_newer_question_is_no_newer_hand() {
    let hand = |bits, at, question: Option<&str>| {
        let of = causerie_shared::stage::Attendee {
            person: PersonId::from_bits(bits),
            name: "Ben".parse().unwrap(),
            handle: None,
            avatar: None,
        };
        let question = question.map(|question| question.parse().unwrap());
        Event::HandRaised { hand: Hand { of, question, at: UnixMs(at) } }
    };
    let mut room = looking();
    room.handle(event(4, hand(7, 10, None)), at(60));
    room.handle(event(5, hand(8, 20, None)), at(70));
    room.handle(event(6, hand(7, 10, Some("Why?"))), at(80));
    assert_eq!(room.newest_hand().unwrap().of.person, PersonId::from_bits(8));
}
