//! What a restart finds, rule by rule.

use super::{person, rules::Scene};
use crate::space::{Expulsion, Input, Line, Output, Space};
use causerie_shared::{command::Command, talk::Reaction};

fn writes(text: &str) -> Command {
    Command::Write { text: text.into() }
}

fn lines(space: &Space) -> Vec<&str> {
    space.view().chat.iter().map(|line| line.text.as_str()).collect()
}

fn saves(said: &[Output]) -> usize {
    said.iter().filter(|output| matches!(output, Output::Save { .. })).count()
}

#[test]
fn a_line_that_was_taken_back_is_not_back_after_a_crash() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(1, writes("I regret this")).unwrap();
    scene.wait(5000);
    assert_eq!(lines(&scene.after_a_restart()), ["I regret this"]);
    scene.asks(1, Command::Unwrite { number: 1 }).unwrap();
    assert_eq!(lines(&scene.after_a_restart()), [""; 0]);
}

#[test]
fn who_goes_for_good_leaves_no_line_to_a_restart() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(1, writes("My address")).unwrap();
    scene.asks(0, writes("Welcome")).unwrap();
    scene.wait(5000);
    scene.input(Input::Expel { person: person(1), why: Expulsion::Deleted });
    assert_eq!(lines(&scene.after_a_restart()), ["Welcome"]);
}

#[test]
fn a_hundred_lines_cost_a_few_saves_and_a_crash_the_last_three_seconds() {
    let mut scene = Scene::with_host();
    (1..=100).for_each(|number| drop(scene.arrives(number)));
    scene.wait(5000);
    let mut saved = 0;
    for number in 1..=100 {
        let command = writes("Bravo");
        saved += saves(&scene.input(Input::Do { line: Line(number), id: 1, command }));
        saved += saves(&scene.wait(100));
    }
    assert_eq!(saved, 3, "in ten seconds");
    scene.wait(3000);
    assert_eq!(scene.after_a_restart().view().chat, scene.space.view().chat);
    assert_eq!(saves(&scene.wait(60_000)), 0, "a room at rest");
}

#[test]
fn a_stop_keeps_the_lines_and_votes_of_the_last_moment() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    let choices = vec!["Yes".into(), "No".into()];
    scene.asks(0, Command::AskPoll { question: "Once more?".into(), choices }).unwrap();
    scene.asks(1, writes("Just in time")).unwrap();
    scene.asks(1, Command::Vote { poll: 1, choice: 1 }).unwrap();
    let next = scene.after_a_stop();
    assert_eq!(lines(&next), ["Just in time"]);
    let poll = next.view().poll.as_ref().unwrap();
    assert_eq!(poll.choices.iter().map(|choice| choice.votes).collect::<Vec<_>>(), [0, 1]);
    assert!(poll.closed);
}

#[test]
fn votes_that_were_told_outlive_a_crash() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    let choices = vec!["Yes".into(), "No".into()];
    scene.asks(0, Command::AskPoll { question: "Once more?".into(), choices }).unwrap();
    scene.asks(1, Command::Vote { poll: 1, choice: 0 }).unwrap();
    scene.wait(400);
    assert_eq!(scene.after_a_restart().view().poll.as_ref().unwrap().choices[0].votes, 1);
}

#[test]
fn a_space_that_is_over_saves_nothing_when_the_relay_stops() {
    let mut scene = Scene::with_host();
    scene.asks(0, Command::React { reaction: Reaction::ALL[0] }).unwrap();
    scene.asks(0, Command::End).unwrap();
    scene.space.stop();
    assert_eq!(scene.wait(10_000), []);
}
