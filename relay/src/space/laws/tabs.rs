//! The rules of tabs: who hears themself where, and which of two microphones wins.

use super::{
    person,
    rules::{Scene, effects},
    who,
};
use crate::space::{Input, Line, Output, Session, output::Effect};
use causerie_shared::{command::Command, fault::Fault, id::VoiceId, signal::Farewell};
use std::collections::BTreeMap;

/// What each ear of the host was told last, out of all that was said.
#[derive(Default)]
struct Ears(BTreeMap<Session, Option<VoiceId>>);

impl Ears {
    fn follow(&mut self, said: &[Output]) {
        for effect in effects(said) {
            if let Effect::OwnVoice { session, voice } = effect {
                self.0.insert(session, voice);
            }
        }
    }

    fn hears_the_host(&self, session: u128) -> bool {
        self.0.get(&Session(session)) == Some(&None)
    }
}

fn is_told_taken_over(said: &[Output], number: u64) -> bool {
    said.contains(&Output::Farewell { line: Line(number), why: Farewell::TakenOver })
}

fn listen(session: u128) -> Command {
    Command::Listen { session: format!("{session:032x}") }
}

fn speak(session: u128) -> Command {
    Command::Speak { session: format!("{session:032x}") }
}

impl Scene {
    /// Another tab of the host.
    fn tab(&mut self, line: u64) -> Vec<Output> {
        self.input(Input::Arrive { line: Line(line), who: who(0), resume: None })
    }

    fn does(&mut self, line: u64, command: Command) -> Vec<Output> {
        let said = self.input(Input::Do { line: Line(line), id: 1, command });
        assert!(said.iter().any(|output| matches!(output, Output::Answer { answer: Ok(()), .. })));
        said
    }

    /// The door's part of a take-over, and the new microphone.
    fn publishes_anew(&mut self, session: u128) -> Vec<Output> {
        let mut said = self.input(Input::TakeOver { person: person(0) });
        said.append(&mut self.publishes(session, 0));
        said
    }
}

/// The host hears through ear 8 on line 0, where microphone 1 is, and through ear 9 on line 50.
fn two_tabs_of_one_host() -> (Scene, Ears) {
    let mut scene = Scene::with_host();
    let mut ears = Ears::default();
    scene.tab(50);
    for said in [
        scene.hears(8, Some(0), true),
        scene.hears(9, Some(0), true),
        scene.does(0, listen(8)),
        scene.does(50, listen(9)),
        scene.publishes(1, 0),
    ] {
        ears.follow(&said);
        assert!(!ears.hears_the_host(8) && !ears.hears_the_host(9), "nobody said Speak yet");
    }
    ears.follow(&scene.does(0, speak(1)));
    (scene, ears)
}

#[test]
fn two_tabs_of_one_host_hear_and_speak_each_for_itself() {
    let (_, ears) = two_tabs_of_one_host();
    assert!(ears.hears_the_host(9), "as any listener does");
    assert!(!ears.hears_the_host(8));
}

#[test]
fn a_socket_that_blips_on_air_echoes_nothing_and_sends_nobody_away() {
    for leaves_first in [true, false] {
        for speaks_first in [true, false] {
            let (mut scene, mut ears) = two_tabs_of_one_host();
            let mut claims = [listen(8), speak(1)];
            if speaks_first {
                claims.reverse();
            }
            let back = Input::Arrive { line: Line(60), who: who(0), resume: None };
            let claim = |command| Input::Do { line: Line(60), id: 1, command };
            let mut steps: Vec<_> =
                std::iter::once(back).chain(claims.into_iter().map(claim)).collect();
            // The relay may learn late that the former socket is gone.
            let at = if leaves_first { 0 } else { steps.len() };
            steps.insert(at, Input::Leave { line: Line(0) });
            for step in steps {
                let said = scene.input(step);
                ears.follow(&said);
                assert!(!ears.hears_the_host(8), "an echo in the tab that speaks");
                assert!(!said.iter().any(|output| matches!(output, Output::Farewell { .. })));
            }
            assert!(ears.hears_the_host(9), "the other tab hears on");
        }
    }
}

#[test]
fn the_older_tab_publishes_and_the_newer_one_is_told() {
    let (mut scene, mut ears) = two_tabs_of_one_host();
    let said = scene.publishes_anew(2);
    ears.follow(&said);
    assert!(effects(&said).contains(&Effect::Close { session: Session(1) }));
    assert!(!is_told_taken_over(&said, 0), "nobody knows yet whose microphone this is");
    let said = scene.does(50, speak(2));
    ears.follow(&said);
    assert!(is_told_taken_over(&said, 0));
    assert!(!ears.hears_the_host(9));

    scene.tab(40);
    ears.follow(&scene.does(40, listen(8)));
    let said = scene.publishes_anew(3);
    ears.follow(&said);
    assert!(!ears.hears_the_host(8) && !ears.hears_the_host(9));
    assert!(is_told_taken_over(&scene.does(40, speak(3)), 50));
    assert_eq!(scene.asks(40, Command::Mute), Ok(()));
}

#[test]
fn a_tab_that_publishes_again_is_not_sent_away() {
    let (mut scene, mut ears) = two_tabs_of_one_host();
    for said in [scene.publishes_anew(2), scene.does(0, speak(2)), scene.does(0, speak(2))] {
        ears.follow(&said);
        assert!(!ears.hears_the_host(8));
        assert!(!said.iter().any(|output| matches!(output, Output::Farewell { .. })));
    }
    assert!(ears.hears_the_host(9));
}

#[test]
fn a_microphone_answers_to_its_own_speaker_alone() {
    let mut scene = Scene::with_host();
    scene.brought_on_stage(1);
    scene.arrives(2);
    scene.publishes(1, 0);
    assert_eq!(scene.asks(1, speak(1)), Err(Fault::NoSuchSession));
    assert_eq!(scene.asks(2, speak(1)), Err(Fault::NotOnStage));
    assert_eq!(scene.asks(0, speak(2)), Err(Fault::NoSuchSession));
    assert_eq!(scene.asks(0, speak(1)), Ok(()));
}
