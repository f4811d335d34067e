//! Hands, invitations, and order in the room, rule by rule.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one output it is about")]

use super::{person, rules::Scene, who};
use crate::space::{
    CO_HOSTS_MOST, EXPELLED_MS, Expulsion, HANDS_MOST, Input, Line, Output, REMOVED_MOST, Size,
    Standing, Who,
};
use causerie_shared::{
    command::Command,
    event::{Class, Event},
    fault::Fault,
    id::PersonId,
    role::Role,
    signal::Farewell,
    stage::{Deed, Notice, Speaking},
};

fn raise(question: &str) -> Command {
    Command::RaiseHand { question: Some(question.into()) }
}

/// What a line was last told that it is.
fn hand_of(said: &[Output], line: u64) -> Option<u32> {
    let mut mes = said.iter().filter_map(|output| match output {
        Output::Me { line: to, me } if *to == Line(line) => Some(me.hand),
        _ => None,
    });
    mes.next_back().unwrap()
}

fn notices(said: &[Output]) -> Vec<(u64, Notice)> {
    let notices = said.iter().filter_map(|output| match output {
        Output::Notice { line, notice } => Some((line.0, notice.clone())),
        _ => None,
    });
    notices.collect()
}

fn queue(scene: &Scene) -> Vec<PersonId> {
    scene.space.view().hands.iter().map(|hand| hand.of.person).collect()
}

fn does(number: u64, command: Command) -> Input {
    Input::Do { line: Line(number), id: 1, command }
}

#[test]
fn hands_stand_in_the_order_in_which_they_went_up_and_each_sees_its_place() {
    let mut scene = Scene::with_host();
    for number in 1..=3 {
        scene.arrives(number);
        let said = scene.input(does(number, raise("Why?")));
        assert_eq!(hand_of(&said, number), u32::try_from(number).ok());
    }
    // Raised again, a hand keeps its place and has the newer question.
    scene.asks(1, raise("And how?")).unwrap();
    assert_eq!(queue(&scene), [person(1), person(2), person(3)]);
    let question = scene.space.view().hands[0].question.clone().unwrap();
    assert_eq!(question.as_str(), "And how?");

    let said = scene.input(does(0, Command::PutBack { person: person(1) }));
    assert_eq!(queue(&scene), [person(2), person(3), person(1)]);
    assert_eq!(
        (1..=3).map(|line| hand_of(&said, line)).collect::<Vec<_>>(),
        [Some(3), Some(1), Some(2)]
    );

    // Anyone may be taken, not only the first.
    let said = scene.input(does(0, Command::BringOnStage { person: person(3) }));
    assert_eq!(hand_of(&said, 1), Some(2));
    assert_eq!(scene.space.view().seat_of(person(3)).unwrap().role, Role::Speaker);
    assert!(scene.space.view().seat_of(person(3)).unwrap().muted, "they unmute themselves");
}

#[test]
fn a_hand_that_is_put_down_is_told_why() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(1, raise("")).unwrap();
    let said = "We are over time";
    let reason = said.parse().ok();
    let dismissal = Command::DismissHand { person: person(1), reason: Some(said.into()) };
    let said = scene.input(does(0, dismissal.clone()));
    assert_eq!(notices(&said), [(1, Notice::HandDismissed { reason })]);
    assert_eq!(hand_of(&said, 1), None);
    assert_eq!(scene.asks(0, dismissal), Err(Fault::NoHand));
    assert_eq!(scene.asks(0, Command::BringOnStage { person: person(1) }), Err(Fault::NoHand));
}

#[test]
fn a_queue_that_is_full_says_so_and_nobody_loses_a_place() {
    let mut scene = Scene::with_host();
    for number in 1..=HANDS_MOST as u64 {
        scene.arrives(number);
        scene.raises_hand(number);
    }
    scene.arrives(999);
    assert_eq!(scene.asks(999, raise("")), Err(Fault::TooManyHands { most: HANDS_MOST }));
    scene.asks(1, raise("Still here")).unwrap();
    assert_eq!(queue(&scene)[0], person(1));
}

#[test]
fn a_hand_outlasts_a_reconnection_and_goes_down_with_who_is_gone() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.arrives(2);
    scene.raises_hand(1);
    scene.raises_hand(2);
    scene.leaves(1);
    scene.leaves(2);
    scene.wait(30_000);
    scene.arrives(2);
    scene.wait(31_000);
    assert_eq!(queue(&scene), [person(2)]);
}

#[test]
fn who_is_invited_comes_or_says_no_and_the_hosts_are_told() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.arrives(2);
    assert_eq!(scene.asks(1, Command::AcceptInvitation), Err(Fault::NotInvited));
    for number in [1, 2] {
        let said = scene.input(does(0, Command::Invite { person: person(number) }));
        let invited = said.iter().any(
            |output| matches!(output, Output::Me { line, me } if *line == Line(number) && me.invited),
        );
        assert!(invited);
    }
    scene.asks(1, Command::AcceptInvitation).unwrap();
    assert!(scene.space.view().seat_of(person(1)).is_some());
    let said = scene.input(does(2, Command::DeclineInvitation));
    assert_eq!(notices(&said), [(0, Notice::Declined { of: who(2).name.unwrap() })]);
    assert!(scene.space.view().invited.is_empty());
    assert_eq!(scene.asks(2, Command::AcceptInvitation), Err(Fault::NotInvited));
}

#[test]
fn the_rule_about_speaking_opens_the_stage_and_closes_it() {
    let mut scene = Scene::with_host();
    let comes = |scene: &mut Scene, number: u64, standing| {
        let who = Who { standing, ..who(number) };
        scene.input(Input::Arrive { line: Line(number), who, resume: None });
        scene.asks(number, Command::ComeOnStage)
    };
    let followed = Standing { followed: true, ..Standing::NONE };
    let linked = Standing { link: Some(0), ..Standing::NONE };
    assert_eq!(comes(&mut scene, 1, Standing::NONE), Err(Fault::HandNeeded));
    assert_eq!(comes(&mut scene, 2, followed), Err(Fault::HandNeeded));
    assert_eq!(comes(&mut scene, 3, linked), Ok(()), "a speaker link needs no rule");
    scene.asks(0, Command::SetSpeaking { speaking: Speaking::Followed }).unwrap();
    assert_eq!(scene.asks(1, Command::ComeOnStage), Err(Fault::HandNeeded));
    assert_eq!(scene.asks(2, Command::ComeOnStage), Ok(()));
    let said = scene.input(does(0, Command::SetSpeaking { speaking: Speaking::Everyone }));
    let told =
        said.iter().any(|output| matches!(output, Output::Me { line: Line(1), me } if me.welcome));
    assert!(told, "the button appears");
    assert_eq!(scene.asks(1, Command::ComeOnStage), Ok(()));
}

#[test]
fn nobody_can_unmute_another_only_ask() {
    let mut scene = Scene::with_host();
    let voice = scene.brought_on_stage(1);
    scene.asks(1, Command::Unmute).unwrap();
    scene.asks(0, Command::MuteAll).unwrap();
    let muted = |scene: &Scene, number| scene.space.view().seat_of(person(number)).unwrap().muted;
    assert!(muted(&scene, 1) && !muted(&scene, 0), "hosts go on");
    let said = scene.input(does(0, Command::AskToUnmute { voice }));
    assert_eq!(notices(&said), [(1, Notice::AskedToUnmute)]);
    assert!(muted(&scene, 1));
}

#[test]
fn a_host_makes_co_hosts_up_to_a_limit_and_hands_the_space_over() {
    let mut scene = Scene::with_host();
    let mut voices = Vec::new();
    for number in 1..=CO_HOSTS_MOST as u64 + 1 {
        voices.push(scene.brought_on_stage(number));
    }
    for voice in &voices[..CO_HOSTS_MOST] {
        scene.asks(0, Command::MakeCoHost { voice: *voice }).unwrap();
    }
    let last = voices[CO_HOSTS_MOST];
    let full = Fault::TooManyCoHosts { most: CO_HOSTS_MOST };
    assert_eq!(scene.asks(0, Command::MakeCoHost { voice: last }), Err(full));
    assert_eq!(scene.asks(1, Command::MakeCoHost { voice: last }), Err(Fault::NotAllowed));
    assert_eq!(scene.asks(0, Command::HandOver { voice: last }), Err(Fault::NotCoHost));
    scene.asks(0, Command::HandOver { voice: voices[0] }).unwrap();
    let role = |scene: &Scene, number| scene.space.view().seat_of(person(number)).unwrap().role;
    assert_eq!((role(&scene, 1), role(&scene, 0)), (Role::Host, Role::CoHost));
    scene.asks(0, Command::StepDown).unwrap();
    scene.asks(1, Command::MakeSpeaker { voice: voices[1] }).unwrap();
    assert_eq!(role(&scene, 2), Role::Speaker);
}

#[test]
fn who_was_shown_out_does_not_come_back_until_they_are_let_in() {
    let mut scene = Scene::with_host();
    scene.brought_on_stage(1);
    scene.hears(8, Some(1), false);
    let said = scene.input(does(0, Command::Remove { person: person(1) }));
    let farewell = |said: &[Output]| {
        said.iter().any(|output| {
            matches!(output, Output::Farewell { line: Line(1), why: Farewell::Removed })
        })
    };
    assert!(farewell(&said));
    assert!(scene.space.view().seat_of(person(1)).is_none());
    assert!(farewell(&scene.arrives(1)));
    let said = scene.hears(9, Some(1), false);
    let closed = super::rules::effects(&said);
    assert!(matches!(closed[..], [crate::space::Effect::Close { .. }, ..]), "{closed:?}");
    scene.asks(0, Command::Readmit { person: person(1) }).unwrap();
    assert!(!farewell(&scene.arrives(1)));
}

#[test]
fn who_wrote_and_went_can_be_shown_out_still() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.asks(1, Command::Write { text: "Buy my coins".into() }).unwrap();
    scene.leaves(1);
    scene.asks(0, Command::Remove { person: person(1) }).unwrap();
    assert!(scene.space.view().is_removed(person(1)));
    assert_eq!(scene.asks(0, Command::Remove { person: person(7) }), Err(Fault::NoSuchPerson));
}

#[test]
fn a_co_host_removes_speakers_and_neither_hosts_nor_themself() {
    let mut scene = Scene::with_host();
    let (one, two) = (scene.brought_on_stage(1), scene.brought_on_stage(2));
    scene.brought_on_stage(3);
    for voice in [one, two] {
        scene.asks(0, Command::MakeCoHost { voice }).unwrap();
    }
    for (number, answer) in [
        (0, Err(Fault::NotAllowed)),
        (2, Err(Fault::NotAllowed)),
        (1, Err(Fault::NotOneself)),
        (3, Ok(())),
    ] {
        assert_eq!(scene.asks(1, Command::Remove { person: person(number) }), answer, "{number}");
    }
}

#[test]
fn a_question_reaches_those_who_run_the_space_alone() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    let said = scene.input(does(1, raise("May I?")));
    let classes: Vec<_> = said
        .iter()
        .filter_map(|output| match output {
            Output::Event { class, event, .. } if matches!(**event, Event::HandRaised { .. }) => {
                Some(*class)
            }
            _ => None,
        })
        .collect();
    assert_eq!(classes, [Class::Hosts]);
    let (_, view) = scene.space.snapshot(Class::Stage);
    assert!(view.hands.is_empty());
}

#[test]
fn what_is_done_for_order_stands_in_the_log_of_those_who_run_the_space() {
    let mut scene = Scene::with_host();
    let voice = scene.brought_on_stage(1);
    scene.asks(1, Command::Unmute).unwrap();
    scene.asks(0, Command::MuteOther { voice }).unwrap();
    scene.asks(0, Command::Remove { person: person(1) }).unwrap();
    assert_eq!(scene.asks(0, Command::MuteOther { voice }), Err(Fault::NoSuchVoice));
    let entries: Vec<_> = scene
        .space
        .view()
        .log
        .iter()
        .map(|entry| (entry.by.to_string(), entry.deed, entry.of.clone()))
        .collect();
    let by = who(0).name.unwrap().to_string();
    let of = who(1).name;
    assert_eq!(
        entries,
        [
            (by.clone(), Deed::BroughtOnStage, of.clone()),
            (by.clone(), Deed::Muted, of.clone()),
            (by, Deed::Removed, of),
        ]
    );
    let (_, view) = scene.space.snapshot(Class::Stage);
    assert!(view.log.is_empty());
}

fn deeds(scene: &Scene) -> Vec<(Deed, Option<String>)> {
    let log = &scene.space.view().log;
    log.iter().map(|entry| (entry.deed, entry.of.as_ref().map(ToString::to_string))).collect()
}

#[test]
fn an_act_that_changes_nothing_does_not_stand_in_the_log() {
    let mut scene = Scene::with_host();
    let voice = scene.brought_on_stage(1);
    scene.asks(1, Command::Unmute).unwrap();
    scene.asks(0, Command::MuteAll).unwrap();
    let before = deeds(&scene);
    assert_eq!(before.last(), Some(&(Deed::MutedAll, None)));
    for _ in 0..100 {
        scene.wait(1_000);
        scene.asks(0, Command::MuteAll).unwrap();
        scene.asks(0, Command::MuteOther { voice }).unwrap();
        scene.asks(0, Command::SetLock { locked: false }).unwrap();
        scene.asks(0, Command::SetSpeaking { speaking: Speaking::default() }).unwrap();
        scene.asks(0, Command::GoLive).unwrap();
    }
    assert_eq!(deeds(&scene), before);
}

#[test]
fn every_kind_of_act_for_order_stands_in_the_log() {
    let mut scene = Scene::with_host();
    let voice = scene.brought_on_stage(1);
    scene.arrives(2);
    scene.raises_hand(2);
    scene.arrives(3);
    scene.wait(10_000);
    scene.asks(0, Command::AskToUnmute { voice }).unwrap();
    scene.asks(0, Command::PutBack { person: person(2) }).unwrap();
    scene.asks(0, Command::Invite { person: person(3) }).unwrap();
    // They are away, and their name is known still.
    scene.leaves(3);
    scene.asks(0, Command::Uninvite { person: person(3) }).unwrap();
    let choices = ["Yes", "No"].map(str::to_owned).into();
    scene.asks(0, Command::AskPoll { question: "Again?".into(), choices }).unwrap();
    scene.asks(0, Command::RemovePoll { poll: 1 }).unwrap();
    let name = |number| who(number).name.map(|name| name.to_string());
    let log = deeds(&scene);
    assert_eq!(
        log[1..],
        [
            (Deed::AskedToUnmute, name(1)),
            (Deed::PutBack, name(2)),
            (Deed::Invited, name(3)),
            (Deed::Uninvited, name(3)),
            (Deed::AskedPoll, None),
            (Deed::RemovedPoll, None),
        ]
    );
}

#[test]
fn a_block_stands_in_the_log_with_its_host_and_a_deleted_account_does_not() {
    let mut scene = Scene::with_host();
    for number in 1..=3 {
        scene.arrives(number);
    }
    let blocked = Expulsion::Blocked { by: person(0) };
    scene.input(Input::Expel { person: person(1), why: blocked });
    scene.input(Input::Expel { person: person(2), why: Expulsion::Deleted });
    scene.input(Input::Expel { person: person(9), why: blocked });
    let log = &scene.space.view().log;
    assert_eq!(log.len(), 1, "and neither does who was not here");
    assert_eq!(log[0].deed, Deed::Blocked);
    assert_eq!((Some(&log[0].by), &log[0].of), (who(0).name.as_ref(), &who(1).name));
}

#[test]
fn whoever_may_come_back_because_the_list_is_full_stands_in_the_log() {
    let mut scene = Scene::with_host();
    for number in 1..=REMOVED_MOST as u64 + 1 {
        scene.arrives(number);
        scene.asks(0, Command::Remove { person: person(number) }).unwrap();
    }
    let name = |number| who(number).name.map(|name| name.to_string());
    let log = deeds(&scene);
    let last = REMOVED_MOST as u64 + 1;
    assert_eq!(
        log[log.len() - 2..],
        [(Deed::ReadmittedForRoom, name(1)), (Deed::Removed, name(last))]
    );
}

#[test]
fn the_operator_says_how_many_co_hosts_there_may_be() {
    let mut scene = Scene::with_host();
    scene.space.set_size(Size { co_hosts_most: 1, ..Size::default() });
    let voices = [1, 2].map(|number| scene.brought_on_stage(number));
    scene.asks(0, Command::MakeCoHost { voice: voices[0] }).unwrap();
    let full = Err(Fault::TooManyCoHosts { most: 1 });
    assert_eq!(scene.asks(0, Command::MakeCoHost { voice: voices[1] }), full);
    // Who has it already keeps it when the limit falls.
    scene.space.set_size(Size { co_hosts_most: 0, ..Size::default() });
    assert_eq!(scene.space.view().seat(voices[0]).unwrap().role, Role::CoHost);
    scene.asks(0, Command::HandOver { voice: voices[0] }).unwrap();
}

#[test]
fn whoever_was_expelled_is_turned_away_for_as_long_as_a_pass_lives() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.input(Input::Expel { person: person(1), why: Expulsion::Deleted });
    let is_refused = |said: &[Output]| {
        said.iter().any(|output| {
            matches!(output, Output::Farewell { line: Line(1), why: Farewell::NotAdmitted })
        })
    };
    let said = scene.arrives(1);
    assert!(is_refused(&said));
    let shown = said.iter().any(|output| matches!(output, Output::Snapshot { .. }));
    assert!(!shown, "they see nothing of it");
    let effects = super::rules::effects(&scene.hears(9, Some(1), false));
    assert!(matches!(effects[..], [crate::space::Effect::Close { .. }, ..]), "{effects:?}");
    assert!(!is_refused(&scene.arrives(2)));
    scene.wait(EXPELLED_MS);
    assert!(!is_refused(&scene.arrives(1)));
}

#[test]
fn a_pass_from_before_speaker_links_were_taken_back_is_one_without_a_link() {
    let mut scene = Scene::with_host();
    let linked = |number, edition| {
        let standing = Standing { link: Some(edition), ..Standing::NONE };
        let who = Who { standing, ..who(number) };
        Input::Arrive { line: Line(number), who, resume: None }
    };
    scene.asks(0, Command::RevokeSpeakerLinks).unwrap();
    scene.input(linked(1, 0));
    assert_eq!(scene.asks(1, Command::ComeOnStage), Err(Fault::HandNeeded));
    scene.input(linked(2, 1));
    assert_eq!(scene.asks(2, Command::ComeOnStage), Ok(()));
}
