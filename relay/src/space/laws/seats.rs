//! One seat listens once, rule by rule.

use super::{
    person,
    rules::{Scene, effects},
    tickets::{ELSEWHERE, answer, begins, falls_silent, house, listen, notices, pause, take_over},
};
use crate::space::{Line, Output};
use causerie_shared::{command::Command, stage::Notice};

/// Person 1 listens over line 1 with ear 8, and has line 2 and ear 9 elsewhere.
fn two_devices(scene: &mut Scene) {
    for (line, session) in [(1, 8), (2, 9)] {
        scene.comes_in(line, 1);
        scene.opens(session, 1, true);
    }
    assert_eq!(effects(&scene.listens(1, 8)), [begins(8)]);
}

#[test]
fn one_seat_listens_once() {
    let mut scene = house(0);
    two_devices(&mut scene);
    let said = scene.listens(2, 9);
    assert_eq!(said, [Output::Answer { line: Line(2), id: 1, answer: ELSEWHERE }]);
    assert_eq!(answer(&scene.listens(2, 8)), Ok(()), "the same ear, in a tab that came back");
    assert_eq!(effects(&scene.says(2, pause(8))), [falls_silent(8)]);
    assert_eq!(effects(&scene.listens(1, 9)), [begins(9)]);
}

#[test]
fn a_seat_is_taken_over_from_another_device() {
    let mut scene = house(0);
    two_devices(&mut scene);
    let said = scene.says(2, take_over(9));
    assert_eq!(answer(&said), Ok(()));
    assert_eq!(effects(&said), [falls_silent(8), begins(9)]);
    assert_eq!(notices(&said), [(Line(1), Notice::HeardElsewhere)]);
    assert_eq!(answer(&scene.listens(1, 8)), ELSEWHERE);
    scene.asks(2, pause(9)).unwrap();
    assert_eq!(effects(&scene.listens(1, 8)), [begins(8)]);
}

#[test]
fn an_ear_whose_tab_is_gone_is_no_other_device_and_makes_way() {
    let mut scene = house(0);
    two_devices(&mut scene);
    scene.leaves(1);
    let said = scene.listens(2, 9);
    assert_eq!(effects(&said), [falls_silent(8), begins(9)], "one seat, one sound");
    assert_eq!(notices(&said), []);
}

#[test]
fn an_ear_that_is_opened_anew_in_one_tab_is_no_other_device() {
    let mut scene = house(0);
    two_devices(&mut scene);
    let said = scene.listens(1, 9);
    assert_eq!(effects(&said), [falls_silent(8), begins(9)]);
    assert_eq!(notices(&said), []);
}

#[test]
fn of_players_with_one_ticket_the_newest_plays() {
    let mut scene = house(0);
    two_devices(&mut scene);
    let said = scene.opens(10, 1, false);
    assert_eq!(effects(&said), [falls_silent(8), begins(10)]);
    assert_eq!(notices(&said), [(Line(1), Notice::HeardElsewhere)]);
    assert_eq!(effects(&scene.opens(11, 1, false)), [falls_silent(10), begins(11)]);
    assert_eq!(effects(&scene.listens(1, 8)), [falls_silent(11), begins(8)]);
}

#[test]
fn who_leaves_the_stage_with_two_devices_goes_on_in_one() {
    let mut scene = house(0);
    scene.comes_in(1, 1);
    scene.comes_in(2, 1);
    scene.raises_hand(1);
    scene.asks(0, Command::BringOnStage { person: person(1) }).unwrap();
    for (line, session) in [(1, 8), (2, 9)] {
        scene.opens(session, 1, true);
        assert_eq!(scene.asks(line, listen(session)), Ok(()), "on stage as many as one likes");
    }
    let said = scene.says(1, Command::StepDown);
    assert!(
        effects(&said).contains(&falls_silent(8)) && !effects(&said).contains(&falls_silent(9))
    );
    assert_eq!(notices(&said), [(Line(1), Notice::HeardElsewhere)]);
}
