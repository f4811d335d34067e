//! The door that a ticket opens, rule by rule.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one output it is about")]

use super::{
    START, World, person,
    rules::{Scene, effects},
    who,
};
use crate::space::{
    About, EXPELLED_MS, Input, Line, Output, Recogniser, STAGE_MOST, Session, Space, Standing, Use,
    Utterance, Who, output::Effect,
};
use causerie_shared::{
    caption::CaptionState,
    command::Command,
    event::Class,
    fault::Fault,
    id::{SpaceId, VoiceId},
    role::Role,
    stage::{Notice, Speaking},
    talk::Reaction,
    ticket_fault::TicketFault,
    view::Ticketing,
};

pub(super) const PREVIEW_S: u32 = 30;
pub(super) const PREVIEW_MS: u64 = 30_000;
pub(super) const NEEDED: Result<(), Fault> = Err(Fault::Ticket { ticket: TicketFault::Needed });
pub(super) const OVER: Result<(), Fault> = Err(Fault::Ticket { ticket: TicketFault::PreviewOver });
pub(super) const ELSEWHERE: Result<(), Fault> =
    Err(Fault::Ticket { ticket: TicketFault::HeardElsewhere });

pub(super) fn selling(preview_s: u32, backstage: bool) -> Space {
    let ticketing = Some(Ticketing { preview_s });
    let about = About { ticketing, backstage, ..About::titled("Tickets".parse().unwrap()) };
    Space::found(SpaceId::from_bits(7), about, &who(0), 1, START)
}

/// Live, with the host on line 0.
pub(super) fn house(preview_s: u32) -> Scene {
    Scene::of(selling(preview_s, false))
}

pub(super) fn with(number: u64, standing: Standing) -> Who {
    Who { standing, ..who(number) }
}

pub(super) const TICKET: Standing = Standing { ticket: true, ..Standing::NONE };

impl Scene {
    /// Comes with a ticket, over a line of its own number.
    pub(super) fn comes_in(&mut self, line: u64, number: u64) -> Vec<Output> {
        self.comes_as(line, with(number, TICKET))
    }

    pub(super) fn comes_as(&mut self, line: u64, who: Who) -> Vec<Output> {
        self.input(Input::Arrive { line: Line(line), who, resume: None })
    }

    /// An ear as the hub opens one.
    pub(super) fn opens(&mut self, session: u128, number: u64, warm: bool) -> Vec<Output> {
        self.opens_with(session, number, warm, false)
    }

    pub(super) fn opens_with(
        &mut self,
        session: u128,
        number: u64,
        warm: bool,
        ticket: bool,
    ) -> Vec<Output> {
        let person = Some(person(number));
        let used = Use::Hear { person, own_voice: None, warm, held: true, ticket };
        self.input(Input::Opened { session: Session(session), used })
    }

    pub(super) fn says(&mut self, line: u64, command: Command) -> Vec<Output> {
        self.input(Input::Do { line: Line(line), id: 1, command })
    }

    pub(super) fn listens(&mut self, line: u64, session: u128) -> Vec<Output> {
        self.says(line, listen(session))
    }
}

pub(super) fn listen(session: u128) -> Command {
    Command::Listen { session: format!("{session:032x}") }
}

pub(super) fn take_over(session: u128) -> Command {
    Command::TakeOver { session: format!("{session:032x}") }
}

pub(super) fn pause(session: u128) -> Command {
    Command::Pause { session: format!("{session:032x}") }
}

pub(super) fn begins(session: u128) -> Effect {
    Effect::Listen { session: Session(session) }
}

pub(super) fn falls_silent(session: u128) -> Effect {
    Effect::Pause { session: Session(session) }
}

pub(super) fn classes(said: &[Output]) -> Vec<(Line, Class)> {
    let classes = said.iter().filter_map(|output| match output {
        Output::Snapshot { line, class, .. } => Some((*line, *class)),
        _ => None,
    });
    classes.collect()
}

pub(super) fn notices(said: &[Output]) -> Vec<(Line, Notice)> {
    let notices = said.iter().filter_map(|output| match output {
        Output::Notice { line, notice } => Some((*line, notice.clone())),
        _ => None,
    });
    notices.collect()
}

pub(super) fn answer(said: &[Output]) -> Result<(), Fault> {
    let mut answers = said.iter().filter_map(|output| match output {
        Output::Answer { answer, .. } => Some(answer.clone()),
        _ => None,
    });
    answers.next().unwrap()
}

#[test]
fn a_ticket_lets_one_in_and_without_one_one_stays_at_the_door() {
    let mut scene = house(0);
    assert_eq!(classes(&scene.arrives(1)), [(Line(1), Class::Public)]);
    assert_eq!(classes(&scene.comes_in(2, 2)), [(Line(2), Class::Holder)]);
    scene.opens(8, 1, true);
    scene.opens(9, 2, true);
    assert_eq!(answer(&scene.listens(1, 8)), NEEDED);
    assert_eq!(effects(&scene.listens(2, 9)), [begins(9)]);
    assert_eq!(effects(&scene.opens(10, 1, false)), [], "a player with a pass alone");
    assert_eq!(effects(&scene.opens_with(11, 3, false, true)), [begins(11)], "with a ticket in it");
    assert_eq!(scene.hears(12, None, false), [Output::Media(falls_silent(12))], "without a pass");
}

#[test]
fn what_belongs_to_the_talk_takes_a_ticket() {
    let mut scene = house(PREVIEW_S);
    scene.arrives(1);
    scene.comes_in(2, 2);
    scene.asks(0, Command::SetSpeaking { speaking: Speaking::Everyone }).unwrap();
    for command in [
        Command::RaiseHand { question: None },
        Command::Write { text: "Hello".into() },
        Command::Unwrite { number: 1 },
        Command::React { reaction: Reaction::Heart },
        Command::Vote { poll: 1, choice: 0 },
        Command::ComeOnStage,
    ] {
        assert_eq!(scene.asks(1, command.clone()), NEEDED, "{command:?}");
        assert_ne!(scene.asks(2, command.clone()), NEEDED, "{command:?}");
        scene.wait(1000);
    }
    assert_eq!(scene.asks(1, Command::LowerHand), Ok(()), "nothing that ends something does");
}

#[test]
fn no_button_is_drawn_that_takes_a_ticket() {
    let mut scene = house(0);
    scene.asks(0, Command::SetSpeaking { speaking: Speaking::Everyone }).unwrap();
    let is_welcome = |said: Vec<Output>| {
        said.iter().any(|output| matches!(output, Output::Me { me, .. } if me.welcome))
    };
    assert!(!is_welcome(scene.arrives(1)));
    assert!(is_welcome(scene.comes_in(2, 2)));
}

#[test]
fn nothing_of_the_talk_reaches_who_is_not_admitted() {
    let mut world = World::new(selling(PREVIEW_S, false));
    let arrives = |line: u64, who: Who| Input::Arrive { line: Line(line), who, resume: None };
    let host = |command| Input::Do { line: Line(0), id: 1, command };
    let recogniser = Recogniser { state: CaptionState::Prompt, life: 1, ..Recogniser::default() };
    let said = Utterance {
        life: 1,
        number: 1,
        voice: VoiceId::new(1).unwrap(),
        from: START,
        to: START,
        heard: None,
        stable: "good evening".into(),
        tentative: String::new(),
        is_final: true,
    };
    let question = "Why?".to_owned();
    let used = Use::Hear {
        person: Some(person(1)),
        own_voice: None,
        warm: true,
        held: true,
        ticket: false,
    };
    let mut told = Vec::new();
    for input in [
        Input::Recogniser(recogniser),
        arrives(0, who(0)),
        arrives(1, who(1)),
        arrives(2, with(2, TICKET)),
        Input::Opened { session: Session(8), used },
        Input::Do { line: Line(1), id: 1, command: listen(8) },
        host(Command::Write { text: "Welcome".into() }),
        host(Command::Pin { url: "https://example.org".into(), title: "A link".into() }),
        host(Command::AskPoll { question, choices: vec!["Yes".into(), "No".into()] }),
        Input::Do { line: Line(2), id: 1, command: Command::Vote { poll: 1, choice: 0 } },
        Input::Do { line: Line(2), id: 2, command: Command::React { reaction: Reaction::Heart } },
        Input::Said(said),
    ] {
        world.space.handle(input, START);
        world.space.handle_timeout(START.plus_ms(1000));
        told.append(&mut world.drain());
    }
    let heard = |of: Class| {
        let events = told.iter().filter_map(move |output| match output {
            Output::Event { class, event, .. } if *class == of => Some(event.class()),
            _ => None,
        });
        events.filter(|class| *class == Class::Holder).count()
    };
    assert_eq!(heard(Class::Public), 0);
    assert_eq!(heard(Class::Holder), 6, "a line, a link, a poll, a vote, a heart, a word");
    let (outside, inside) = (&world.lines[&Line(1)], &world.lines[&Line(2)]);
    assert_eq!((outside.class, inside.class), (Class::Public, Class::Holder));
    assert!(outside.view.chat.is_empty() && outside.view.captions.is_empty());
    assert!(outside.view.pins.is_empty() && outside.view.poll.is_none());
    assert!(!inside.view.chat.is_empty() && !inside.view.captions.is_empty());
    world.everybody_knows_what_their_class_may_know();
}

#[test]
fn what_was_said_is_read_by_those_who_are_admitted() {
    let mut scene = house(PREVIEW_S);
    scene.arrives(1);
    scene.comes_in(2, 2);
    assert_eq!(scene.space.lets_in(None), NEEDED);
    assert_eq!(scene.space.lets_in(Some(person(1))), NEEDED);
    assert_eq!(scene.space.lets_in(Some(person(2))), Ok(()));
    assert_eq!(scene.space.lets_in(Some(person(0))), Ok(()));
    scene.input(Input::StopTicket { person: person(2) });
    assert_eq!(scene.space.lets_in(Some(person(2))), NEEDED);
}

#[test]
fn an_invitation_admits_until_it_is_declined() {
    let mut scene = house(0);
    scene.arrives(1);
    scene.opens(8, 1, false);
    let said = scene.says(0, Command::Invite { person: person(1) });
    assert_eq!(classes(&said), [(Line(1), Class::Holder)]);
    assert_eq!(effects(&said), [begins(8)], "what waited for it begins");
    let said = scene.says(1, Command::DeclineInvitation);
    assert_eq!(classes(&said), [(Line(1), Class::Public)]);
    assert_eq!(effects(&said), [falls_silent(8)]);
}

#[test]
fn a_speaker_link_admits_all_that_somebody_has_open_until_it_is_taken_back() {
    let mut scene = house(0);
    scene.arrives(1);
    scene.opens(8, 1, false);
    let said = scene.comes_as(2, with(1, Standing { link: Some(0), ..Standing::NONE }));
    assert!(classes(&said).contains(&(Line(1), Class::Holder)), "the tab from before too");
    assert_eq!(effects(&said), [begins(8)]);
    scene.asks(1, Command::RaiseHand { question: None }).unwrap();
    let said = scene.leaves(2);
    assert_eq!(classes(&said), [(Line(1), Class::Public)], "the tab with the link is closed");
    assert_eq!(effects(&said), [falls_silent(8)]);
    scene.comes_as(2, with(1, Standing { link: Some(0), ..Standing::NONE }));
    let said = scene.says(0, Command::RevokeSpeakerLinks);
    assert_eq!(effects(&said), [falls_silent(8)]);
    assert_eq!(classes(&said), [(Line(1), Class::Public), (Line(2), Class::Public)]);
}

#[test]
fn who_was_promised_a_seat_on_a_full_stage_is_admitted_meanwhile() {
    let mut scene = house(0);
    for number in 1..STAGE_MOST as u64 {
        scene.comes_in(number, number);
        scene.raises_hand(number);
        scene.asks(0, Command::BringOnStage { person: person(number) }).unwrap();
    }
    let promised = Standing { promised: Some(Role::Speaker), ..Standing::NONE };
    let said = scene.comes_as(90, with(90, promised));
    assert_eq!(classes(&said), [(Line(90), Class::Holder)]);
    scene.asks(1, Command::StepDown).unwrap();
    scene.asks(90, Command::ComeOnStage).unwrap();
    let said = scene.says(90, Command::StepDown);
    assert_eq!(classes(&said), [(Line(90), Class::Public)], "and not when they have had it");
}

#[test]
fn a_ticket_that_is_stopped_hears_nothing_in_the_same_breath() {
    let mut scene = house(PREVIEW_S);
    for line in [1, 2] {
        scene.comes_in(line, 1);
    }
    scene.opens(8, 1, true);
    scene.listens(1, 8);
    scene.raises_hand(1);
    scene.asks(0, Command::Invite { person: person(1) }).unwrap();
    let said = scene.input(Input::StopTicket { person: person(1) });
    assert_eq!(effects(&said), [falls_silent(8)]);
    assert_eq!(classes(&said).last(), Some(&(Line(2), Class::Public)));
    assert!(classes(&said).contains(&(Line(1), Class::Public)));
    let told = [1, 2].map(|line| (Line(line), Notice::TicketStopped));
    assert_eq!(notices(&said), told);
    let view = scene.space.view();
    assert!(view.hand_of(person(1)).is_none() && !view.is_invited(person(1)));
    assert_eq!(answer(&scene.listens(1, 8)), OVER, "nor is there a preview for them");
    let said = scene.input(Input::StopTicket { person: person(1) });
    assert_eq!(said, [], "it stops once");
    scene.comes_in(3, 3);
    scene.opens(9, 3, false);
    let said = scene.input(Input::StopTicket { person: person(3) });
    assert_eq!(
        (classes(&said), effects(&said)),
        (vec![(Line(3), Class::Public)], vec![falls_silent(9)])
    );
}

#[test]
fn a_stopped_ticket_takes_nobody_off_the_stage() {
    let mut scene = house(PREVIEW_S);
    scene.comes_in(1, 1);
    scene.raises_hand(1);
    scene.asks(0, Command::BringOnStage { person: person(1) }).unwrap();
    scene.opens(8, 1, false);
    let said = scene.input(Input::StopTicket { person: person(1) });
    assert_eq!((classes(&said), effects(&said)), (vec![], vec![]));
    assert!(scene.space.view().seat_of(person(1)).is_some());
    let said = scene.says(1, Command::StepDown);
    assert_eq!(classes(&said), [(Line(1), Class::Public)]);
    assert!(effects(&said).contains(&falls_silent(8)));
}

#[test]
fn a_pass_from_before_a_ticket_was_stopped_admits_nobody() {
    let mut scene = house(0);
    scene.input(Input::StopTicket { person: person(1) });
    assert_eq!(classes(&scene.comes_in(1, 1)), [(Line(1), Class::Public)]);
    assert_eq!(effects(&scene.opens_with(8, 1, false, true)), []);
    scene.wait(EXPELLED_MS);
    assert_eq!(scene.asks(1, listen(8)), NEEDED, "a line from then stays what it was");
    let said = scene.comes_in(2, 1);
    assert!(classes(&said).contains(&(Line(2), Class::Holder)), "who bought again comes in");
    assert_eq!(effects(&said), [begins(8)]);
}

#[test]
fn a_ticket_bought_anew_admits_over_the_line_that_is_there() {
    let mut scene = house(0);
    scene.comes_in(1, 1);
    scene.opens(8, 1, false);
    scene.input(Input::StopTicket { person: person(1) });
    let said = scene.input(Input::AdmitTicket { person: person(1) });
    assert_eq!(classes(&said), [(Line(1), Class::Holder)]);
    assert_eq!(effects(&said), [begins(8)]);
    scene.leaves(1);
    assert_eq!(
        classes(&scene.comes_in(2, 1)),
        [(Line(2), Class::Holder)],
        "nothing is held against them"
    );
}

#[test]
fn a_ticket_that_a_player_shows_admits_all_that_somebody_has_open() {
    let mut scene = house(0);
    scene.arrives(1);
    scene.opens(8, 1, false);
    let said = scene.opens_with(9, 1, true, true);
    assert_eq!(classes(&said), [(Line(1), Class::Holder)]);
    assert_eq!(effects(&said), [begins(8)]);
}

#[test]
fn a_ticket_counts_through_every_reconnection() {
    let mut scene = house(0);
    scene.comes_in(1, 1);
    scene.opens(8, 1, false);
    scene.leaves(1);
    let said = scene.says(0, Command::SetLock { locked: true });
    assert_eq!(effects(&said), [], "whoever is about to come back hears on");
    assert_eq!(
        classes(&scene.arrives(1)),
        [(Line(1), Class::Holder)],
        "whatever the new pass says"
    );
}

#[test]
fn where_no_tickets_are_sold_everybody_is_admitted_and_hears_on_every_device() {
    let mut scene = Scene::with_host();
    for (line, session) in [(1, 8), (2, 9)] {
        scene.comes_in(line, 1);
        scene.opens(session, 1, true);
    }
    assert_eq!(effects(&scene.listens(1, 8)), [begins(8)]);
    assert_eq!(effects(&scene.says(2, take_over(9))), [begins(9)]);
    assert_eq!(scene.input(Input::StopTicket { person: person(1) }), []);
    assert_eq!(scene.input(Input::AdmitTicket { person: person(1) }), []);
    assert_eq!(classes(&scene.arrives(3)), [(Line(3), Class::Holder)]);
}

#[test]
fn a_restart_keeps_the_door() {
    let mut scene = house(PREVIEW_S);
    scene.comes_in(1, 1);
    let mut scene = Scene::of(scene.after_a_stop());
    assert_eq!(scene.space.view().ticketing, Some(Ticketing { preview_s: PREVIEW_S }));
    assert_eq!(classes(&scene.arrives(1)), [(Line(1), Class::Public)], "passes are shown anew");
    assert!(classes(&scene.comes_in(2, 1)).contains(&(Line(2), Class::Holder)));
}

#[test]
fn the_door_is_seen_from_outside() {
    let mut space = selling(PREVIEW_S, false);
    let (_, view) = space.snapshot(Class::Public);
    assert_eq!(view.ticketing, Some(Ticketing { preview_s: PREVIEW_S }));
}
