//! Chat and reactions, rule by rule.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one output it is about")]

use super::{person, rules::Scene, who};
use crate::space::{Expulsion, Input, Line, Output, Standing, Who};
use causerie_shared::{
    command::Command,
    event::{Class, Event},
    fault::Fault,
    talk::{ChatFor, ChatRule, Reaction},
    text::TextFault,
    view::SpaceView,
};

fn says(text: &str) -> Command {
    Command::Write { text: text.into() }
}

fn chat(who: ChatFor, slow_s: u16) -> Command {
    Command::SetChat { rule: ChatRule { who, slow_s } }
}

fn lines(scene: &Scene) -> Vec<String> {
    scene.space.view().chat.iter().map(|line| line.text.to_string()).collect()
}

#[test]
fn a_line_is_cleaned_and_one_that_does_not_fit_says_why() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(1, says("Good \u{202e}evening\u{7}  all\n")).unwrap();
    assert_eq!(lines(&scene), ["Good evening all"]);
    scene.wait(1000);
    for (text, fault) in [
        ("\u{202e}\u{200b}".to_owned(), TextFault::Empty),
        ("x".repeat(100_000), TextFault::TooLong { most: 280, got: 100_000 }),
    ] {
        assert_eq!(scene.asks(1, says(&text)), Err(Fault::BadLine { text: fault }));
    }
    let guest = Who::guest(person(2));
    scene.input(Input::Arrive { line: Line(2), who: guest, resume: None });
    assert_eq!(scene.asks(2, says("Hello")), Err(Fault::WhoAreYou));
}

#[test]
fn whoever_writes_waits_for_slow_mode_and_whoever_runs_the_space_does_not() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(0, chat(ChatFor::Everyone, 15)).unwrap();
    scene.asks(1, says("One")).unwrap();
    scene.wait(5_000);
    assert_eq!(scene.asks(1, says("Two")), Err(Fault::TooMany { retry_after_s: 10 }));
    scene.asks(0, says("Host")).unwrap();
    scene.wait(1_000);
    scene.asks(0, says("Host again")).unwrap();
    scene.wait(9_000);
    scene.asks(1, says("Two")).unwrap();
    assert_eq!(lines(&scene), ["One", "Host", "Host again", "Two"]);
}

#[test]
fn the_rule_about_writing_names_who_may() {
    let mut scene = Scene::with_host();
    scene.brought_on_stage(1);
    scene.arrives(2);
    let standing = Standing { follows: true, ..Standing::NONE };
    let follower = Who { standing, ..who(3) };
    scene.input(Input::Arrive { line: Line(3), who: follower, resume: None });
    let ask = |scene: &mut Scene, rule: ChatFor| {
        scene.asks(0, chat(rule, 0)).unwrap();
        scene.wait(1_000);
        [0, 1, 2, 3].map(|number| scene.asks(number, says("Hello")).is_ok())
    };
    assert_eq!(ask(&mut scene, ChatFor::Everyone), [true, true, true, true]);
    assert_eq!(ask(&mut scene, ChatFor::Followers), [true, true, false, true]);
    assert_eq!(ask(&mut scene, ChatFor::Nobody), [true, false, false, false]);
}

#[test]
fn a_space_takes_no_more_lines_than_can_be_read() {
    let mut scene = Scene::with_host();
    let mut taken = 0;
    for number in 1..=200 {
        scene.arrives(number);
        taken += u32::from(scene.asks(number, says("Hello")).is_ok());
    }
    assert_eq!(taken, 20, "at once");
    scene.wait(1_000);
    let more = (1..=200).filter(|number| scene.asks(*number, says("Hello")).is_ok()).count();
    assert_eq!(more, 10, "a second");
    for round in 0..5 {
        scene.wait(2_000);
        for number in 1..=200 {
            let _ = scene.asks(number, says(&format!("Round {round}")));
        }
    }
    assert_eq!(scene.space.view().chat.len(), SpaceView::CHAT_MOST);
}

#[test]
fn a_line_is_taken_back_by_its_writer_or_by_those_who_run_the_space() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.arrives(2);
    scene.asks(1, says("One")).unwrap();
    scene.asks(2, says("Two")).unwrap();
    assert_eq!(scene.asks(2, Command::Unwrite { number: 1 }), Err(Fault::NotAllowed));
    scene.asks(1, Command::Unwrite { number: 1 }).unwrap();
    assert_eq!(scene.asks(1, Command::Unwrite { number: 1 }), Err(Fault::NoSuchLine));
    assert!(scene.space.view().log.is_empty(), "an own line is nobody's business");
    scene.asks(0, Command::Unwrite { number: 2 }).unwrap();
    assert_eq!(scene.space.view().log.len(), 1);
    assert!(lines(&scene).is_empty());
}

#[test]
fn reactions_are_told_together_a_few_times_a_second_and_to_nobody_at_the_door() {
    let mut scene = Scene::with_host();
    scene.wait(1_000);
    scene.arrives(1);
    let mut said = Vec::new();
    for _ in 0..500 {
        said.append(&mut scene.input(Input::Do {
            line: Line(1),
            id: 1,
            command: Command::React { reaction: Reaction::Heart },
        }));
    }
    said.append(&mut scene.wait(1_000));
    let told: Vec<_> = said
        .iter()
        .filter_map(|output| match output {
            Output::Event { class, event, .. } => match **event {
                Event::Reacted { given } => Some((*class, given[Reaction::Heart as usize])),
                _ => None,
            },
            _ => None,
        })
        .collect();
    let of = |class| {
        let given = told.iter().filter(|(of, _)| *of == class);
        (given.clone().count(), given.map(|(_, given)| given).sum::<u32>())
    };
    assert_eq!((of(Class::Public), of(Class::Holder)), ((0, 0), (2, 500)));
    assert_eq!(scene.space.view().reactions[Reaction::Heart as usize], 500);
    let (_, outside) = scene.space.snapshot(Class::Public);
    assert_eq!(outside.reactions, [0; 5]);
}

#[test]
fn whoever_goes_for_good_takes_their_lines_along() {
    let mut scene = Scene::with_host();
    for number in [1, 2] {
        scene.arrives(number);
        scene.asks(number, says("Hello")).unwrap();
    }
    scene.raises_hand(1);
    scene.input(Input::Expel { person: person(1), why: Expulsion::Deleted });
    let view = scene.space.view();
    assert!(view.chat.iter().all(|line| line.by.person == person(2)) && view.chat.len() == 1);
    assert!(view.hands.is_empty());
}

#[test]
fn a_space_that_is_over_is_kept_as_everybody_may_know_it() {
    let mut scene = Scene::with_host();
    scene.brought_on_stage(1);
    scene.arrives(2);
    scene.asks(2, says("Hello")).unwrap();
    scene.raises_hand(2);
    scene.arrives(3);
    scene.asks(0, Command::Remove { person: person(3) }).unwrap();
    let said = scene.input(Input::Do { line: Line(0), id: 9, command: Command::End });
    let kept = said.iter().rev().find_map(|output| match output {
        Output::Save { view, .. } => Some(view),
        _ => None,
    });
    let kept = kept.unwrap();
    assert_eq!(**kept, kept.seen_by(Class::Public));
    assert!(!kept.lifecycle.is_live() && kept.stage.len() == 2);
    assert!(kept.chat.is_empty() && kept.log.is_empty() && kept.removed.is_empty());
}
