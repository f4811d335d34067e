//! What is said, and being captioned.

use super::*;
use crate::state::{captions, link::tests::view};
use causerie_shared::{
    caption::{CaptionState, Captioning, Words},
    event::Class,
    view::Seat,
};

fn seat(uncaptioned: bool) -> Seat {
    Seat {
        voice: VoiceId::new(1).unwrap(),
        person: PersonId::from_bits(5),
        name: "Ada".parse().unwrap(),
        handle: None,
        avatar: None,
        role: Role::Host,
        muted: false,
        uncaptioned,
    }
}

fn words(number: u32) -> Words {
    Words {
        number,
        voice: VoiceId::new(1).unwrap(),
        by: Some(causerie_shared::caption::Speaker {
            person: PersonId::from_bits(1),
            name: "Ada".parse().unwrap(),
        }),
        revision: 1,
        from_ms: 0,
        to_ms: 1,
        heard: None,
        stable: "Hello".into(),
        tentative: String::new(),
        is_final: true,
    }
}

#[test]
fn what_is_said_stands_there_and_wakes_the_page_to_read_it_out() {
    let mut room = looking();
    room.handle(event(4, Event::Said { words: words(1) }), at(100));
    assert_eq!(room.captions().scroll().count(), 1);
    let (due, why) = room.poll_timeout(100).unwrap();
    assert_eq!(why, "read captions out");
    room.handle_timeout(at(due));
    assert_eq!(room.captions().batch().number, 1);
    room.handle(event(5, Event::Unsaid { segment: 1 }), at(due));
    assert!(room.captions().is_empty());
}

#[test]
fn lines_outlive_a_broken_socket() {
    let mut room = looking();
    room.handle(event(4, Event::Said { words: words(1) }), at(100));
    room.handle(Input::Link(link::Input::Lost), at(200));
    assert_eq!(room.captions().scroll().count(), 1);
    let (wake, _) = room.poll_timeout(200).unwrap();
    room.handle_timeout(at(wake));
    room.handle(Input::Link(link::Input::Opened), at(wake));
    let mut now = Box::new(view());
    for number in 1..=2 {
        now.apply(&Event::Said { words: words(number) });
    }
    let snapshot = ServerFrame::Snapshot { epoch: 1, class: Class::Holder, seq: 9, view: now };
    room.handle(frame(snapshot), at(wake));
    let numbers: Vec<u32> = room.captions().scroll().map(|line| line.said.number).collect();
    assert_eq!(numbers, [1, 2]);
}

#[test]
fn whoever_is_on_stage_hears_that_they_are_captioned_now() {
    let captioning = Captioning { state: CaptionState::Prompt, wanted: true, kept: true, days: 30 };
    let event_of = |seq| event(seq, Event::Captioning { captioning });
    let note = Effect::Note(Note::Captioned(captioning));
    for (uncaptioned, is_told) in [(false, true), (true, false)] {
        let mut room = on_air();
        room.handle(event(4, Event::Seated { seat: seat(uncaptioned) }), at(200));
        effects(&mut room);
        room.handle(event_of(5), at(210));
        assert_eq!(effects(&mut room).contains(&note), is_told);
        room.handle(event_of(6), at(220));
        assert!(!effects(&mut room).contains(&note), "once");
    }
    let mut room = on_air();
    room.handle(event(4, Event::Seated { seat: seat(false) }), at(200));
    effects(&mut room);
    let mut now = Box::new(SpaceView { captioning, ..view() });
    now.stage.push(seat(false));
    let snapshot = ServerFrame::Snapshot { epoch: 1, class: Class::Stage, seq: 9, view: now };
    room.handle(frame(snapshot), at(210));
    assert!(effects(&mut room).contains(&note), "also when it was while the socket was broken");
    let mut room = looking();
    room.handle(event_of(4), at(100));
    assert!(!effects(&mut room).contains(&note), "nobody who listens");
}

#[test]
fn a_screen_reader_is_silent_while_sound_comes_out_of_this_tab() {
    let told = |room: &Room| room.poll_timeout(2_000).map(|(_, why)| why);
    let say = |room: &mut Room, number: u32| {
        room.handle(event(3 + u64::from(number), Event::Said { words: words(number) }), at(2_000));
    };
    const READ: Option<&str> = Some("read captions out");
    let mut room = looking();
    room.handle(Input::Listen, at(100));
    say(&mut room, 1);
    assert_ne!(told(&room), READ, "who listens");
    room.handle(Input::Autoplay { blocked: true }, at(2_000));
    say(&mut room, 2);
    assert_eq!(told(&room), READ, "the browser keeps the sound back");
    room.handle(Input::Autoplay { blocked: false }, at(2_000));
    assert_ne!(told(&room), READ);
    room.handle(Input::Pause, at(2_000));
    say(&mut room, 3);
    assert_eq!(told(&room), READ, "who paused");
    room.handle(Input::Listen, at(2_000));
    assert_ne!(told(&room), READ);
    room.handle(Input::Captions(captions::Input::Aloud(true)), at(2_000));
    say(&mut room, 4);
    assert_eq!(told(&room), READ, "who wants both");
}
