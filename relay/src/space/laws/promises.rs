//! Seats that were accepted before the space began.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one output it is about")]

use super::{person, rules::Scene, who};
use crate::space::{Input, Line, Output, Size, Standing, Who};
use causerie_shared::{command::Command, fault::Fault, id::VoiceId, role::Role, signal::Farewell};

fn promised(number: u64, role: Role) -> Who {
    Who { standing: Standing { promised: Some(role), ..Standing::NONE }, ..who(number) }
}

fn comes(scene: &mut Scene, number: u64, role: Role) -> Vec<Output> {
    let who = promised(number, role);
    scene.input(Input::Arrive { line: Line(number), who, resume: None })
}

fn role_of(scene: &Scene, number: u64) -> Option<Role> {
    scene.space.view().seat_of(person(number)).map(|seat| seat.role)
}

fn voice(scene: &Scene, number: u64) -> VoiceId {
    scene.space.view().seat_of(person(number)).unwrap().voice
}

#[test]
fn whoever_accepted_ahead_is_on_stage_when_they_come_in_their_role_and_silent() {
    let mut scene = Scene::with_host();
    for (number, role) in [(1, Role::Speaker), (2, Role::CoHost)] {
        let said = comes(&mut scene, number, role);
        assert_eq!(role_of(&scene, number), Some(role));
        let last = said.iter().rev().find_map(|output| match output {
            Output::Me { line, me } if *line == Line(number) => Some(me.role),
            _ => None,
        });
        assert_eq!(last, Some(role), "they know it");
        assert!(scene.space.view().seat_of(person(number)).unwrap().muted);
    }
    scene.asks(2, Command::MuteAll).unwrap();
    scene.arrives(3);
    assert_eq!(role_of(&scene, 3), None, "nobody else is");
}

#[test]
fn a_promised_seat_is_given_once_and_kept_over_a_reconnection() {
    let mut scene = Scene::with_host();
    comes(&mut scene, 1, Role::Speaker);
    scene.leaves(1);
    comes(&mut scene, 1, Role::Speaker);
    assert_eq!(role_of(&scene, 1), Some(Role::Speaker));
    let voice = voice(&scene, 1);
    scene.asks(0, Command::SendToAudience { voice }).unwrap();
    for _ in 0..2 {
        assert_eq!(scene.asks(1, Command::ComeOnStage), Err(Fault::HandNeeded));
        scene.leaves(1);
        comes(&mut scene, 1, Role::Speaker);
        assert_eq!(role_of(&scene, 1), None, "they ask as others do");
    }
    scene.asks(0, Command::Remove { person: person(1) }).unwrap();
    let said = comes(&mut scene, 1, Role::Speaker);
    let shown_out = said
        .iter()
        .any(|output| matches!(output, Output::Farewell { line: Line(1), why: Farewell::Removed }));
    assert!(shown_out && role_of(&scene, 1).is_none());
}

#[test]
fn a_seat_that_a_restart_found_taken_is_not_promised_a_second_time() {
    let mut scene = Scene::with_host();
    comes(&mut scene, 1, Role::Speaker);
    let mut scene = Scene::of(scene.after_a_stop());
    comes(&mut scene, 1, Role::Speaker);
    let voice = voice(&scene, 1);
    scene.asks(0, Command::SendToAudience { voice }).unwrap();
    scene.leaves(1);
    comes(&mut scene, 1, Role::Speaker);
    assert_eq!(role_of(&scene, 1), None);
}

#[test]
fn where_the_stage_is_full_they_come_by_themself_when_there_is_room() {
    let mut scene = Scene::with_host();
    scene.space.set_size(Size { stage_most: 2, co_hosts_most: 1 });
    scene.brought_on_stage(1);
    comes(&mut scene, 2, Role::CoHost);
    assert_eq!(role_of(&scene, 2), None);
    assert_eq!(scene.asks(2, Command::ComeOnStage), Err(Fault::StageFull { most: 2 }));
    scene.asks(1, Command::StepDown).unwrap();
    scene.asks(2, Command::ComeOnStage).unwrap();
    assert_eq!(role_of(&scene, 2), Some(Role::CoHost));
}

#[test]
fn one_co_host_too_many_is_a_speaker() {
    let mut scene = Scene::with_host();
    scene.space.set_size(Size { stage_most: 9, co_hosts_most: 1 });
    let made = scene.brought_on_stage(1);
    scene.asks(0, Command::MakeCoHost { voice: made }).unwrap();
    comes(&mut scene, 2, Role::CoHost);
    assert_eq!(role_of(&scene, 2), Some(Role::Speaker));
}

#[test]
fn a_lock_lets_in_whom_the_stage_awaits() {
    let mut scene = Scene::with_host();
    scene.asks(0, Command::SetLock { locked: true }).unwrap();
    comes(&mut scene, 1, Role::Speaker);
    assert_eq!(role_of(&scene, 1), Some(Role::Speaker));
    let said = scene.arrives(2);
    let kept_out = said
        .iter()
        .any(|output| matches!(output, Output::Farewell { line: Line(2), why: Farewell::Locked }));
    assert!(kept_out);
}
