//! Links and polls, rule by rule; and voices that somebody turns off for themself.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one output it is about")]

use super::{
    person,
    rules::{Scene, effects},
    who,
};
use crate::space::{Input, Line, Output, Session, Standing, Who, output::Effect};
use causerie_shared::{
    board::{PollFault, Vote},
    command::Command,
    event::{Class, Event},
    fault::Fault,
    link::LinkFault,
    text::TextFault,
    view::SpaceView,
};

fn pin(url: &str) -> Command {
    Command::Pin { url: url.into(), title: "The paper".into() }
}

fn asks(choices: &[&str]) -> Command {
    let choices = choices.iter().map(|choice| (*choice).to_owned()).collect();
    Command::AskPoll { question: "Once more?".into(), choices }
}

const fn vote(choice: u32) -> Command {
    Command::Vote { poll: 1, choice }
}

fn votes(scene: &Scene) -> Vec<u32> {
    let poll = scene.space.view().poll.as_ref().unwrap();
    poll.choices.iter().map(|choice| choice.votes).collect()
}

#[test]
fn three_links_are_up_at_once_and_each_is_a_web_address() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    assert_eq!(scene.asks(1, pin("example.org")), Err(Fault::NotAllowed));
    for (url, link) in [
        ("javascript:alert(1)", LinkFault::NotWeb),
        ("https://a@example.org", LinkFault::UserInfo),
        ("", LinkFault::Empty),
    ] {
        assert_eq!(scene.asks(0, pin(url)), Err(Fault::BadPin { link }));
    }
    let untitled = Command::Pin { url: "example.org".into(), title: "\u{202e}".into() };
    assert_eq!(scene.asks(0, untitled), Err(Fault::BadTitle { text: TextFault::Empty }));
    for _ in 0..SpaceView::PINS_MOST {
        scene.asks(0, pin("example.org")).unwrap();
    }
    assert_eq!(scene.asks(0, pin("example.org")), Err(Fault::TooManyPins { most: 3 }));
    scene.asks(0, Command::Unpin { number: 2 }).unwrap();
    assert_eq!(scene.asks(0, Command::Unpin { number: 2 }), Err(Fault::NoSuchPin));
    scene.asks(0, pin("example.org")).unwrap();
    let numbers: Vec<_> = scene.space.view().pins.iter().map(|pin| pin.number).collect();
    assert_eq!(numbers, [1, 3, 4], "no number is used twice");
}

#[test]
fn everybody_with_a_name_has_one_vote_and_may_change_it() {
    let mut scene = Scene::with_host();
    (1..4).for_each(|number| drop(scene.arrives(number)));
    scene.input(Input::Arrive { line: Line(9), who: Who::guest(person(9)), resume: None });
    assert_eq!(scene.asks(1, vote(0)), Err(Fault::NoSuchPoll));
    scene.asks(0, asks(&["Yes", "No"])).unwrap();
    assert_eq!(scene.asks(0, asks(&["A", "B"])), Err(Fault::PollIsOpen));
    (1..4).for_each(|number| scene.asks(number, vote(0)).unwrap());
    scene.asks(3, vote(1)).unwrap();
    assert_eq!(scene.asks(9, vote(1)), Err(Fault::WhoAreYou));
    assert_eq!(scene.asks(1, vote(2)), Err(Fault::NoSuchPoll), "no such answer");
    scene.wait(1000);
    assert_eq!(votes(&scene), [2, 1]);
    scene.asks(0, Command::ClosePoll { poll: 1 }).unwrap();
    assert_eq!(scene.asks(1, vote(1)), Err(Fault::PollIsClosed));
    scene.asks(0, asks(&["A", "B"])).unwrap();
    assert_eq!(scene.asks(1, vote(1)), Err(Fault::NoSuchPoll), "a vote in the poll before");
    scene.asks(0, Command::RemovePoll { poll: 2 }).unwrap();
    assert_eq!(scene.space.view().poll, None);
}

#[test]
fn a_thousand_votes_in_a_moment_are_told_once_and_the_last_ones_at_the_close() {
    let mut scene = Scene::with_host();
    (1..=1000).for_each(|number| drop(scene.arrives(number)));
    scene.asks(0, asks(&["Yes", "No"])).unwrap();
    scene.wait(1000);
    let mut told = 0;
    let mut count = |said: &[Output]| {
        let is_told = |output: &&Output| match output {
            Output::Event { class: Class::Holder, event, .. } => {
                matches!(**event, Event::Voted { .. })
            }
            _ => false,
        };
        told += said.iter().filter(is_told).count();
    };
    for number in 1..=1000 {
        let command = vote(0);
        count(&scene.input(Input::Do { line: Line(number), id: 1, command }));
    }
    count(&scene.input(Input::Do {
        line: Line(0),
        id: 2,
        command: Command::ClosePoll { poll: 1 },
    }));
    assert_eq!(told, 2);
    assert_eq!(votes(&scene), [1000, 0]);
}

#[test]
fn whoever_voted_is_told_for_what_and_nobody_else() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(0, asks(&["Yes", "No"])).unwrap();
    let said = scene.input(Input::Do { line: Line(1), id: 1, command: vote(1) });
    let told = said.iter().find_map(|output| match output {
        Output::Me { line, me } => Some((*line, me.vote)),
        _ => None,
    });
    assert_eq!(told, Some((Line(1), Some(Vote { poll: 1, choice: 1 }))));
    assert_eq!(said.iter().filter(|output| matches!(output, Output::Me { .. })).count(), 1);
}

#[test]
fn a_poll_needs_two_answers_that_differ() {
    let mut scene = Scene::with_host();
    for (choices, poll) in [
        (&["Yes", " "][..], PollFault::TooFew { least: 2 }),
        (&["Yes", "yes"], PollFault::Twice { at: 1 }),
    ] {
        assert_eq!(scene.asks(0, asks(choices)), Err(Fault::BadPoll { poll }));
    }
}

#[test]
fn a_restart_closes_the_poll_that_it_meets_open() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(0, pin("example.org")).unwrap();
    scene.asks(0, asks(&["Yes", "No"])).unwrap();
    scene.asks(1, vote(0)).unwrap();
    scene.wait(1000);
    let mut scene = Scene::of(scene.after_a_restart());
    scene.arrives(1);
    assert_eq!(scene.asks(1, vote(1)), Err(Fault::PollIsClosed));
    assert_eq!(votes(&scene), [1, 0]);
    scene.asks(0, asks(&["A", "B"])).unwrap();
    scene.asks(0, pin("example.org")).unwrap();
    let view = scene.space.view();
    assert_eq!((view.poll.as_ref().unwrap().number, view.pins[1].number), (2, 2));
}

#[test]
fn a_voice_is_turned_off_for_one_ear_and_goes_on_for_all_others() {
    let mut scene = Scene::with_host();
    let voice = scene.brought_on_stage(1);
    scene.arrives(2);
    scene.hears(8, Some(2), false);
    scene.arrives(3);
    let session = || format!("{:032x}", 8);
    let turn = |heard| Command::SetHeard { session: session(), voice, heard };
    let said = scene.input(Input::Do { line: Line(2), id: 1, command: turn(false) });
    let off = Effect::SetHeard { session: Session(8), voice, heard: false };
    assert_eq!(effects(&said), [off]);
    let said = scene.input(Input::Do { line: Line(2), id: 2, command: turn(false) });
    assert_eq!(effects(&said), [], "it is off already");
    assert_eq!(scene.asks(3, turn(true)), Err(Fault::NoSuchSession), "another one's ear");
    scene.asks(2, turn(true)).unwrap();
    scene.asks(0, Command::SendToAudience { voice }).unwrap();
    assert_eq!(scene.asks(2, turn(false)), Err(Fault::NoSuchVoice));
}

#[test]
fn voices_that_went_make_room_for_those_that_are_turned_off() {
    let mut scene = Scene::with_host();
    scene.arrives(2);
    scene.hears(8, Some(2), false);
    for _ in 0..100 {
        scene.wait(1_000);
        let voice = scene.brought_on_stage(1);
        let session = format!("{:032x}", 8);
        scene.asks(2, Command::SetHeard { session, voice, heard: false }).unwrap();
        scene.asks(1, Command::StepDown).unwrap();
    }
}

#[test]
fn speaker_links_that_are_taken_back_open_nothing_any_more() {
    let mut scene = Scene::with_host();
    let linked = || Who { standing: Standing { link: Some(0), ..Standing::NONE }, ..who(1) };
    scene.input(Input::Arrive { line: Line(1), who: linked(), resume: None });
    scene.asks(0, Command::RevokeSpeakerLinks).unwrap();
    assert_eq!(scene.asks(1, Command::ComeOnStage), Err(Fault::HandNeeded));
    assert_eq!(scene.space.view().speaker_links, 1);
    assert_eq!(scene.space.view().seen_by(Class::Stage).speaker_links, 0);
}

#[test]
fn whom_a_host_could_invite_is_found_by_a_part_of_their_name() {
    let mut scene = Scene::with_host();
    (1..80).for_each(|number| drop(scene.arrives(number)));
    scene.brought_on_stage(80);
    let list = scene.space.audience_with("person 7");
    let names: Vec<_> = list.people.iter().map(|who| who.name.as_str()).collect();
    assert_eq!(names.len(), 11, "Person 7 and 70 to 79");
    assert_eq!((names[0], list.total), ("Person 7", 11));
    let all = scene.space.audience_with("  ");
    assert_eq!((all.people.len(), all.total), (50, 79), "whoever is on stage is not in it");
}
