//! What those without a ticket hear, rule by rule.

use super::{
    person,
    rules::{Scene, effects},
    tickets::{
        NEEDED, OVER, PREVIEW_MS, PREVIEW_S, answer, begins, classes, falls_silent, house, notices,
        pause, selling, take_over,
    },
    who,
};
use crate::space::{Input, Line, Who};
use causerie_shared::{command::Command, event::Class, stage::Notice};

#[test]
fn a_preview_begins_with_sound_and_ends_whatever_one_does() {
    let mut scene = house(PREVIEW_S);
    scene.arrives(1);
    scene.opens(8, 1, true);
    scene.wait(5 * PREVIEW_MS);
    assert_eq!(effects(&scene.listens(1, 8)), [begins(8)], "looking on costs nothing of it");
    scene.wait(PREVIEW_MS / 3);
    assert_eq!(effects(&scene.says(1, pause(8))), [falls_silent(8)]);
    scene.wait(PREVIEW_MS / 3);
    scene.leaves(1);
    scene.comes_as(2, who(1));
    scene.opens(9, 1, true);
    assert_eq!(effects(&scene.listens(2, 9)), [begins(9)]);
    let said = scene.wait(PREVIEW_MS / 3 - 1);
    assert_eq!(effects(&said), []);
    let said = scene.wait(1);
    assert_eq!(effects(&said), [falls_silent(9)]);
    assert_eq!(notices(&said), [(Line(2), Notice::PreviewOver)]);
    for session in [8, 9] {
        assert_eq!(answer(&scene.listens(2, session)), OVER);
        assert_eq!(answer(&scene.says(2, take_over(session))), OVER);
    }
    assert_eq!(effects(&scene.opens(10, 1, false)), []);
    scene.wait(10 * PREVIEW_MS);
    assert_eq!(answer(&scene.listens(2, 8)), OVER, "there is one for each");
}

#[test]
fn a_preview_is_for_those_with_a_name() {
    let mut scene = house(PREVIEW_S);
    scene.comes_as(1, Who::guest(person(1)));
    scene.opens(8, 1, true);
    assert_eq!(answer(&scene.listens(1, 8)), NEEDED);
    assert_eq!(effects(&scene.opens(9, 1, false)), []);
}

#[test]
fn a_preview_waits_for_the_space_to_be_live_and_for_the_lock() {
    let mut scene = Scene::of(selling(PREVIEW_S, true));
    scene.arrives(1);
    scene.opens(8, 1, true);
    let said = scene.listens(1, 8);
    assert_eq!((answer(&said), effects(&said)), (Ok(()), vec![]));
    scene.wait(2 * PREVIEW_MS);
    let said = scene.says(0, Command::GoLive);
    assert_eq!(effects(&said), [begins(8)]);
    assert_eq!(classes(&said), [], "it is of sound alone");
    assert_eq!(effects(&scene.wait(PREVIEW_MS - 1)), []);
    assert_eq!(effects(&scene.wait(1)), [falls_silent(8)]);
    scene.asks(0, Command::SetLock { locked: true }).unwrap();
    scene.opens(9, 2, false);
    scene.wait(2 * PREVIEW_MS);
    assert_eq!(effects(&scene.says(0, Command::SetLock { locked: false })), [begins(9)]);
}

#[test]
fn who_is_admitted_in_the_middle_of_a_preview_hears_on_without_a_gap() {
    let ticket = |scene: &mut Scene| scene.comes_in(5, 1);
    let bought = |scene: &mut Scene| scene.input(Input::AdmitTicket { person: person(1) });
    let invited = |scene: &mut Scene| {
        let mut said = scene.says(0, Command::Invite { person: person(1) });
        said.append(&mut scene.says(1, Command::AcceptInvitation));
        said
    };
    for admit in [ticket as fn(&mut Scene) -> _, bought, invited] {
        let mut scene = house(PREVIEW_S);
        scene.arrives(1);
        scene.opens(8, 1, true);
        scene.listens(1, 8);
        scene.wait(PREVIEW_MS / 2);
        let mut said = admit(&mut scene);
        assert!(!classes(&said).is_empty());
        said.append(&mut scene.wait(2 * PREVIEW_MS));
        assert!(!effects(&said).contains(&falls_silent(8)));
        assert_eq!(notices(&said), []);
    }
}

#[test]
fn who_leaves_the_stage_without_a_ticket_hears_at_most_a_preview() {
    for (preview_s, expected) in [(0, vec![falls_silent(8)]), (PREVIEW_S, vec![])] {
        let mut scene = house(preview_s);
        scene.arrives(1);
        scene.asks(0, Command::Invite { person: person(1) }).unwrap();
        scene.asks(1, Command::AcceptInvitation).unwrap();
        scene.opens(8, 1, false);
        let said = scene.says(1, Command::StepDown);
        assert_eq!(classes(&said), [(Line(1), Class::Public)]);
        let flow = effects(&said).into_iter().filter(|effect| *effect == falls_silent(8));
        assert_eq!(flow.collect::<Vec<_>>(), expected);
        scene.wait(PREVIEW_MS);
        let answer = answer(&scene.listens(1, 8));
        assert!(answer == NEEDED || answer == OVER);
    }
}
