//! What is heard, and what of oneself.

use super::*;
use causerie_shared::{fault::Fault, view::Seat};

#[test]
fn one_click_listens_and_plays_in_the_same_breath() {
    let mut room = looking();
    room.handle(Input::Listen, at(100));
    let effects = effects(&mut room);
    assert!(effects.contains(&Effect::Play));
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Send(ClientFrame::Do { command: Command::Listen { .. }, .. })
    )));
    assert_eq!(room.status(100), Status::Live);
}

#[test]
fn autoplay_that_is_held_back_says_so_and_a_click_clears_it() {
    let mut room = looking();
    room.handle(Input::Listen, at(100));
    room.handle(Input::Autoplay { blocked: true }, at(110));
    assert_eq!(room.status(110), Status::BlockedAutoplay);
    room.handle(Input::Listen, at(200));
    room.handle(Input::Autoplay { blocked: false }, at(201));
    assert_eq!(room.status(201), Status::Live);
}

#[test]
fn a_host_goes_live_and_hears_the_others() {
    let mut room = host_with_microphone();
    room.handle(Input::GoLive, at(90));
    let effects = effects(&mut room);
    assert!(effects.contains(&Effect::Play) && effects.contains(&Effect::Publish));
    assert_eq!(room.status(90), Status::Connecting);
    room.handle(Input::Speaking(speaking::Input::Connected), at(120));
    assert_eq!(room.status(120), Status::OnAir { muted: false });
}

#[test]
fn the_late_echo_of_my_own_mute_mutes_nobody() {
    let mut room = on_air();
    room.handle(Input::Speaking(speaking::Input::SetMuted(true)), at(200));
    room.handle(Input::Speaking(speaking::Input::SetMuted(false)), at(210));
    let voice = VoiceId::new(1).unwrap();
    room.handle(event(4, Event::Muted { voice, by_host: false }), at(220));
    assert!(!room.is_muted());
    room.handle(event(5, Event::Muted { voice, by_host: true }), at(230));
    assert!(room.is_muted());
}

#[test]
fn a_window_that_loses_the_held_key_ends_the_talk() {
    for end in [Input::Blurred, Input::Hidden] {
        let mut room = on_air();
        room.handle(Input::Speaking(speaking::Input::SetMuted(true)), at(200));
        room.handle(Input::Speaking(speaking::Input::Talk(true)), at(300));
        assert!(!room.is_muted());
        room.handle(end, at(400));
        assert!(room.is_muted());
    }
}

#[test]
fn a_listener_whom_the_relay_has_no_room_for_reads_how_long() {
    let mut room = looking();
    room.handle(Input::Listen, at(100));
    room.handle(Input::Hearing(hearing::Input::Dead { fault: None }), at(200));
    let (wake, _) = room.poll_timeout(200).unwrap();
    room.handle_timeout(at(wake));
    let fault = Some(Fault::TooMany { retry_after_s: 8 });
    room.handle(Input::Hearing(hearing::Input::Dead { fault }), at(1_000));
    assert_eq!(room.status(1_500), Status::TooMany { next_ms: 7_500 });
}

#[test]
fn a_refused_microphone_is_named() {
    let mut room = looking();
    room.handle(Input::Speaking(speaking::Input::Choose), at(70));
    let refused = speaking::Input::MicFailed(speaking::Trouble::Refused);
    room.handle(Input::Speaking(refused), at(80));
    assert_eq!(room.status(80), Status::MicRefused);
}

#[test]
fn a_voice_that_is_off_is_kept_back_also_from_the_next_connection() {
    let mut room = looking();
    let seat = Seat {
        voice: VoiceId::new(7).unwrap(),
        person: PersonId::from_bits(7),
        name: "Ben".parse().unwrap(),
        handle: None,
        avatar: None,
        role: Role::Speaker,
        muted: false,
        uncaptioned: false,
    };
    let seated = || Event::Seated { seat: seat.clone() };
    room.handle(event(4, seated()), at(90));
    room.handle(Input::Hear { person: seat.person, heard: false }, at(100));
    let off = |session: &str, heard| Command::SetHeard {
        session: session.to_owned(),
        voice: seat.voice,
        heard,
    };
    assert!(sent(&effects(&mut room), &off("s", false)));
    assert!(room.is_unheard(seat.person) && !room.is_heard_here(seat.voice));
    assert!(!room.others_unmuted(), "whose silence is no sign of a dead connection");

    room.handle(Input::Listen, at(200));
    room.handle(Input::Hearing(hearing::Input::Dead { fault: None }), at(300));
    assert!(!sent(&effects(&mut room), &off("s", false)));
    let (wake, _) = room.poll_timeout(300).unwrap();
    room.handle_timeout(at(wake));
    room.handle(Input::Hearing(hearing::Input::Answered { session: "t".into() }), at(wake + 9));
    assert!(sent(&effects(&mut room), &off("t", false)));

    // What was sent over a socket that broke may not have arrived.
    room.handle(Input::Link(link::Input::Lost), at(wake + 20));
    room.handle(Input::Link(link::Input::Opened), at(wake + 30));
    room.handle(frame(snapshot(1, 3)), at(wake + 40));
    room.handle(event(4, seated()), at(wake + 41));
    assert!(sent(&effects(&mut room), &off("t", false)));

    let gone = Fault::NoSuchSession;
    room.refused(off("t", false), gone, at(wake + 50));
    assert!(!effects(&mut room).iter().any(|effect| matches!(effect, Effect::Say(_))));
    room.handle(Input::Hear { person: seat.person, heard: true }, at(wake + 60));
    assert!(sent(&effects(&mut room), &off("t", true)));
}
