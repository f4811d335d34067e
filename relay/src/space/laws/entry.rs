//! The green room and the lock, rule by rule.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one output it is about")]

use super::{
    START, person,
    rules::{Scene, effects},
    who,
};
use crate::space::{
    About, GRACE_MS, Input, Line, Output, Session, Space, Standing, Use, Who, output::Effect,
};
use causerie_shared::{
    command::Command,
    event::{Class, EndReason, Event},
    fault::Fault,
    id::SpaceId,
    signal::{Farewell, Resume},
    stage::{Deed, Speaking},
    view::Lifecycle,
};

fn backstage() -> Scene {
    let about = About { backstage: true, ..About::titled("Rules".parse().unwrap()) };
    let space = Space::found(SpaceId::from_bits(7), about, &who(0), 1, START);
    Scene::of(space)
}

fn listens(session: u128) -> Command {
    Command::Listen { session: format!("{session:032x}") }
}

fn locks(locked: bool) -> Command {
    Command::SetLock { locked }
}

fn nameless(scene: &mut Scene, number: u64, resume: Option<Resume>) -> Vec<Output> {
    let who = Who::guest(person(number));
    scene.input(Input::Arrive { line: Line(number), who, resume })
}

fn farewells(said: &[Output]) -> Vec<Farewell> {
    let farewells = said.iter().filter_map(|output| match output {
        Output::Farewell { why, .. } => Some(*why),
        _ => None,
    });
    farewells.collect()
}

/// Where a client of a former or present run stood.
const WAS_HERE: Option<Resume> = Some(Resume { epoch: 0, class: Class::Holder, seq: 3 });

#[test]
fn backstage_the_stage_hears_itself_and_nobody_else_hears_it() {
    let mut scene = backstage();
    scene.arrives(1);
    scene.hears(8, Some(1), true);
    let said = scene.input(Input::Do { line: Line(1), id: 1, command: listens(8) });
    assert_eq!(effects(&said), [], "an ear of the audience listens backstage");
    assert_eq!(scene.hears(9, None, false), scene_hushes(9), "a player without a person");
    scene.asks(0, Command::Invite { person: person(1) }).unwrap();
    let accept = Command::AcceptInvitation;
    let said = scene.input(Input::Do { line: Line(1), id: 2, command: accept });
    assert!(effects(&said).contains(&Effect::Listen { session: Session(8) }));
    let said = scene.input(Input::Do { line: Line(1), id: 3, command: Command::StepDown });
    assert!(effects(&said).contains(&Effect::Pause { session: Session(8) }));
    assert_eq!(scene.space.view().listeners, 0, "whoever waits is no listener");
}

/// What is said when an ear that was let flow by its door has to wait.
fn scene_hushes(session: u128) -> Vec<Output> {
    vec![Output::Media(Effect::Pause { session: Session(session) })]
}

#[test]
fn going_live_lets_everybody_in_and_starts_what_they_asked_for() {
    let mut scene = backstage();
    scene.arrives(1);
    nameless(&mut scene, 2, None);
    scene.hears(8, Some(1), false);
    scene.hears(9, None, true);
    assert_eq!(scene.asks(1, Command::GoLive), Err(Fault::NotAllowed));
    let said = scene.input(Input::Do { line: Line(0), id: 1, command: Command::GoLive });
    assert_eq!(effects(&said), [Effect::Listen { session: Session(8) }]);
    let shown: Vec<_> = said
        .iter()
        .filter_map(|output| match output {
            Output::Snapshot { line, class, .. } => Some((*line, *class)),
            _ => None,
        })
        .collect();
    assert_eq!(shown, [(Line(1), Class::Holder), (Line(2), Class::Holder)]);
    scene.wait(1000);
    assert_eq!(scene.space.view().listeners, 1);
    assert_eq!(scene.space.view().lifecycle, Lifecycle::Live { since: START });
    assert_eq!(scene.space.view().log.last().map(|entry| entry.deed), Some(Deed::WentLive));
    scene.asks(0, Command::GoLive).unwrap();
}

#[test]
fn what_belongs_to_the_talk_waits_until_the_space_is_live() {
    let mut scene = backstage();
    let said = scene.arrives(1);
    let class = said.iter().find_map(|output| match output {
        Output::Snapshot { class, .. } => Some(*class),
        _ => None,
    });
    assert_eq!(class, Some(Class::Public), "the audience is at the door still");
    for command in [
        Command::Write { text: "Hello".into() },
        Command::RaiseHand { question: None },
        Command::React { reaction: causerie_shared::talk::Reaction::Heart },
        Command::Vote { poll: 1, choice: 0 },
    ] {
        assert_eq!(scene.asks(1, command), Err(Fault::NotLiveYet));
    }
    scene.asks(0, Command::SetSpeaking { speaking: Speaking::Everyone }).unwrap();
    assert_eq!(scene.asks(1, Command::ComeOnStage), Err(Fault::HandNeeded));
    scene.asks(0, Command::Write { text: "For the stage".into() }).unwrap();
    let linked = Who { standing: Standing { link: Some(0), ..Standing::NONE }, ..who(2) };
    scene.input(Input::Arrive { line: Line(2), who: linked, resume: None });
    scene.asks(2, Command::ComeOnStage).unwrap();
}

#[test]
fn what_was_written_backstage_stays_there() {
    let mut scene = backstage();
    scene.arrives(1);
    scene.asks(0, Command::Write { text: "Who is that in the first row?".into() }).unwrap();
    let said = scene.input(Input::Do { line: Line(0), id: 1, command: Command::GoLive });
    assert!(scene.space.view().chat.is_empty());
    let shown: Vec<_> = said
        .iter()
        .filter_map(|output| match output {
            Output::Snapshot { view, .. } => Some(view.chat.len()),
            _ => None,
        })
        .collect();
    assert_eq!(shown, [0], "the audience comes in and reads nothing of it");
    scene.wait(5000);
    scene.asks(0, Command::Write { text: "Welcome".into() }).unwrap();
    assert_eq!(scene.space.view().chat.len(), 1);
}

#[test]
fn a_green_room_without_anybody_in_charge_ends_unlisted() {
    let mut scene = backstage();
    scene.leaves(0);
    let said = scene.wait(GRACE_MS);
    let kept = said.iter().rev().find_map(|output| match output {
        Output::Save { view, .. } => Some(view),
        _ => None,
    });
    let kept = kept.unwrap();
    let Lifecycle::Ended { reason, .. } = kept.lifecycle else { panic!("still open") };
    assert_eq!(reason, EndReason::NobodyInCharge);
    assert!(!kept.access.listed, "nobody looks back on what nobody heard");
}

#[test]
fn a_lock_keeps_newcomers_out_and_nobody_in_is_turned_out() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    nameless(&mut scene, 2, None);
    scene.hears(8, None, false);
    assert_eq!(scene.asks(1, locks(true)), Err(Fault::NotAllowed));
    let said = scene.input(Input::Do { line: Line(0), id: 1, command: locks(true) });
    assert_eq!(effects(&said), [], "whoever hears goes on hearing");
    assert_eq!(farewells(&scene.arrives(3)), [Farewell::Locked]);
    assert_eq!(farewells(&nameless(&mut scene, 4, None)), [Farewell::Locked]);
    scene.leaves(1);
    scene.wait(GRACE_MS);
    assert_eq!(farewells(&scene.arrives(1)), [], "a name is known again");
    scene.asks(0, locks(false)).unwrap();
    assert_eq!(farewells(&scene.arrives(3)), []);
    let deeds = scene.space.view().log.iter().map(|entry| entry.deed).collect::<Vec<_>>();
    assert_eq!(deeds, [Deed::Locked, Deed::Unlocked]);
}

#[test]
fn an_ear_that_comes_past_a_lock_waits_until_it_belongs_to_somebody_inside() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(0, locks(true)).unwrap();
    assert_eq!(scene.hears(8, None, false), scene_hushes(8));
    assert_eq!(scene.hears(9, Some(3), false), scene_hushes(9));
    let said = scene.input(Input::Do { line: Line(1), id: 1, command: listens(8) });
    assert!(effects(&said).contains(&Effect::Listen { session: Session(8) }));
    let said = scene.input(Input::Do { line: Line(0), id: 1, command: locks(false) });
    assert_eq!(effects(&said), [Effect::Listen { session: Session(9) }]);
}

#[test]
fn as_many_without_a_name_come_back_to_a_locked_space_as_went() {
    let mut scene = Scene::with_host();
    nameless(&mut scene, 2, None);
    scene.asks(0, locks(true)).unwrap();
    assert_eq!(farewells(&nameless(&mut scene, 3, WAS_HERE)), [Farewell::Locked]);
    scene.leaves(2);
    assert_eq!(farewells(&nameless(&mut scene, 3, None)), [Farewell::Locked], "was never here");
    assert_eq!(farewells(&nameless(&mut scene, 3, WAS_HERE)), []);
    assert_eq!(farewells(&nameless(&mut scene, 4, WAS_HERE)), [Farewell::Locked]);
    scene.leaves(3);
    scene.wait(61_000);
    assert_eq!(farewells(&nameless(&mut scene, 5, WAS_HERE)), [Farewell::Locked], "too late");
}

#[test]
fn a_speaker_link_and_an_invitation_open_a_lock() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(0, Command::Invite { person: person(1) }).unwrap();
    scene.leaves(1);
    scene.asks(0, locks(true)).unwrap();
    assert_eq!(farewells(&scene.arrives(1)), []);
    let linked = Who { standing: Standing { link: Some(0), ..Standing::NONE }, ..who(2) };
    let said = scene.input(Input::Arrive { line: Line(2), who: linked, resume: None });
    assert_eq!(farewells(&said), []);
}

#[test]
fn after_a_restart_a_locked_space_believes_for_a_minute_who_was_there() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(0, locks(true)).unwrap();
    let mut scene = Scene::of(scene.after_a_restart());
    assert!(scene.space.view().locked);
    assert_eq!(farewells(&scene.arrives(3)), [Farewell::Locked]);
    let back = Input::Arrive { line: Line(1), who: who(1), resume: WAS_HERE };
    assert_eq!(farewells(&scene.input(back)), []);
    scene.wait(61_000);
    let late = Input::Arrive { line: Line(4), who: who(4), resume: WAS_HERE };
    assert_eq!(farewells(&scene.input(late)), [Farewell::Locked]);
}

#[test]
fn a_restart_meets_backstage_what_was_there() {
    let scene = backstage();
    let space = scene.after_a_restart();
    assert!(space.view().lifecycle.is_backstage());
    let held = Use::Hear { person: None, own_voice: None, warm: false, held: true, ticket: false };
    let mut scene = Scene::of(space);
    let said = scene.input(Input::Opened { session: Session(8), used: held });
    assert_eq!(effects(&said), [], "the door kept it waiting already");
}

#[test]
fn the_lock_and_the_opening_are_told_to_everybody_at_the_door() {
    assert_eq!(Event::WentLive { at: START }.class(), Class::Public);
    assert_eq!(Event::Locked { locked: true }.class(), Class::Public);
}
