//! How fast one person may move the room.

use super::{person, resumed, rules::Scene};
use crate::space::{Input, Line, Output};
use causerie_shared::{
    command::Command,
    event::Event,
    fault::Fault,
    id::VoiceId,
    stage::Speaking,
    talk::{ChatFor, ChatRule},
};

const TOO_FAST: Result<(), Fault> = Err(Fault::TooMany { retry_after_s: 1 });

fn granted(scene: &mut Scene, number: u64, commands: impl IntoIterator<Item = Command>) -> usize {
    let mut granted = 0;
    for command in commands {
        match scene.asks(number, command) {
            Ok(()) => granted += 1,
            refused => assert_eq!(refused, TOO_FAST),
        }
    }
    granted
}

#[test]
fn a_voice_that_flickers_is_refused_and_can_always_be_muted() {
    let mut scene = Scene::with_host();
    let voice = scene.brought_on_stage(1);
    scene.wait(10_000);
    let mut unmuted = 0;
    for _ in 0..25 {
        unmuted += granted(&mut scene, 1, [Command::Unmute]);
        scene.asks(1, Command::Mute).unwrap();
        assert!(scene.space.view().seat(voice).unwrap().muted);
    }
    assert_eq!(unmuted, 8);
    // For long, twice a second and no more.
    let mut unmuted = 0;
    for _ in 0..100 {
        scene.wait(100);
        unmuted += granted(&mut scene, 1, [Command::Unmute]);
        scene.asks(1, Command::Mute).unwrap();
    }
    assert_eq!(unmuted, 20);
}

#[test]
fn what_is_refused_for_its_pace_leaves_nothing_but_the_fault() {
    let mut scene = Scene::with_host();
    scene.brought_on_stage(1);
    scene.wait(10_000);
    for _ in 0..8 {
        scene.asks(1, Command::Unmute).unwrap();
    }
    let input = |command| Input::Do { line: Line(1), id: 1, command };
    let said = scene.input(input(Command::StepDown));
    assert!(matches!(&said[..], [Output::Answer { answer: Err(Fault::TooMany { .. }), .. }]));
}

#[test]
fn whoever_comes_on_stage_and_goes_again_waits_and_nobody_waits_with_them() {
    let mut scene = Scene::with_host();
    scene.asks(0, Command::SetSpeaking { speaking: Speaking::Everyone }).unwrap();
    scene.arrives(1);
    scene.arrives(2);
    let turns = [Command::ComeOnStage, Command::StepDown];
    for command in turns.iter().cycle().take(8) {
        scene.asks(1, command.clone()).unwrap();
    }
    assert_eq!(scene.asks(1, Command::ComeOnStage), TOO_FAST);
    scene.asks(2, Command::ComeOnStage).unwrap();
    scene.wait(500);
    scene.asks(1, Command::ComeOnStage).unwrap();
}

#[test]
fn a_hand_that_goes_up_and_down_tells_the_hosts_no_more_than_its_pace() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    let turns = [Command::RaiseHand { question: None }, Command::LowerHand];
    let commands = turns.iter().cycle().take(50).cloned();
    let granted = granted(&mut scene, 1, commands);
    assert_eq!(granted, 8);
}

#[test]
fn leaving_and_coming_back_gives_nobody_a_fresh_start() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    let turns = [Command::RaiseHand { question: None }, Command::LowerHand];
    granted(&mut scene, 1, turns.iter().cycle().take(8).cloned());
    scene.leaves(1);
    scene.arrives(1);
    assert_eq!(scene.asks(1, Command::LowerHand), TOO_FAST);
    scene.wait(4_000);
    assert_eq!(granted(&mut scene, 1, turns.iter().cycle().take(8).cloned()), 8);
}

#[test]
fn whoever_runs_the_space_has_a_wider_pace_and_silences_and_shows_out_at_any() {
    let mut scene = Scene::of(resumed());
    scene.arrives(1);
    scene.arrives(9);
    scene.wait(10_000);
    let rules = [ChatFor::Everyone, ChatFor::Nobody].map(|who| ChatRule { who, slow_s: 0 });
    let rules = rules.map(|rule| Command::SetChat { rule });
    assert_eq!(granted(&mut scene, 0, rules.iter().cycle().take(50).cloned()), 20);
    assert_eq!(scene.asks(0, Command::SetLock { locked: true }), TOO_FAST);
    let voice = VoiceId::new(3).unwrap();
    for _ in 0..100 {
        scene.asks(0, Command::MuteOther { voice }).unwrap();
        scene.asks(0, Command::MuteAll).unwrap();
    }
    scene.asks(0, Command::Remove { person: person(9) }).unwrap();
    // The other host has their own, and so has the host's own voice.
    scene.asks(1, Command::SetLock { locked: true }).unwrap();
    scene.asks(0, Command::Mute).unwrap();
    scene.asks(0, Command::Unmute).unwrap();
}

#[test]
fn a_crowd_that_acts_once_each_waits_for_nobody() {
    let mut scene = Scene::with_host();
    let mut told = 0;
    for number in 1..=150 {
        scene.arrives(number);
        let raise = Command::RaiseHand { question: None };
        let line = Line(number);
        let said = scene.input(Input::Do { line, id: 1, command: raise });
        told += said
            .iter()
            .filter(|said| {
                matches!(said, Output::Event { event, .. } if matches!(**event, Event::HandRaised { .. }))
            })
            .count();
    }
    assert_eq!(told, 150);
}
