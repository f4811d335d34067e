//! A space against a small model of the rules, written from what the product promises rather than
//! from how the space keeps it: random commands of random people get the same answer from both, and
//! leave the same stage, the same queue and the same guests behind.
//!
//! In the model everybody has a name and stays, and nobody is too fast; who comes and goes, and when,
//! is `chance`'s matter. Beside it, what the media plane is told: who it lets hear.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the ones that it is about")]

use super::{Flowing, START, person, resumed, who};
use crate::space::{
    CO_HOSTS_MOST, HANDS_MOST, INVITED_MOST, Input, Line, Output, STAGE_MOST, Session, Space, Use,
};
use causerie_shared::{
    command::Command,
    id::{PersonId, VoiceId},
    role::Role,
    stage::Speaking,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

const PEOPLE: u64 = STAGE_MOST as u64 + 6;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Model {
    /// In the order in which they came.
    stage: Vec<Seated>,
    hands: Vec<PersonId>,
    invited: BTreeSet<PersonId>,
    removed: BTreeSet<PersonId>,
    speaking: Speaking,
    locked: bool,
    over: bool,
    next_voice: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seated {
    person: PersonId,
    voice: u32,
    role: Role,
    muted: bool,
}

impl Model {
    /// The same as [`resumed`].
    fn new() -> Self {
        let roles = [Role::Host, Role::CoHost, Role::Speaker, Role::Speaker];
        let seated = |(number, role): (u32, Role)| Seated {
            person: person(u64::from(number)),
            voice: number + 1,
            role,
            muted: false,
        };
        Self {
            stage: (0..).zip(roles).map(seated).collect(),
            hands: Vec::new(),
            invited: BTreeSet::new(),
            removed: BTreeSet::new(),
            speaking: Speaking::Invited,
            locked: false,
            over: false,
            next_voice: 5,
        }
    }

    fn of(space: &Space) -> Self {
        let view = space.view();
        let seated = |seat: &causerie_shared::view::Seat| Seated {
            person: seat.person,
            voice: seat.voice.csrc(),
            role: seat.role,
            muted: seat.muted,
        };
        Self {
            stage: view.stage.iter().map(seated).collect(),
            hands: view.hands.iter().map(|hand| hand.of.person).collect(),
            invited: view.invited.iter().map(|who| who.person).collect(),
            removed: view.removed.iter().map(|who| who.person).collect(),
            speaking: view.speaking,
            locked: view.locked,
            over: view.lifecycle.is_over(),
            next_voice: space.stage.next_voice(),
        }
    }

    fn role(&self, of: PersonId) -> Role {
        self.seat_of(of).map_or(Role::Listener, |seat| seat.role)
    }

    fn seat_of(&self, of: PersonId) -> Option<Seated> {
        self.stage.iter().copied().find(|seat| seat.person == of)
    }

    fn seat(&mut self, voice: VoiceId) -> Option<&mut Seated> {
        self.stage.iter_mut().find(|seat| seat.voice == voice.csrc())
    }

    /// Whether it is granted. What is refused changes nothing.
    fn does(&mut self, by: PersonId, command: &Command) -> bool {
        let before = self.clone();
        let granted = self.carry_out(by, command).is_some();
        if !granted {
            *self = before;
        }
        granted
    }

    fn carry_out(&mut self, by: PersonId, command: &Command) -> Option<()> {
        let role = self.role(by);
        let (on_stage, in_charge) = (role >= Role::Speaker, role >= Role::CoHost);
        match command {
            Command::Mute | Command::Unmute => {
                let own = VoiceId::new(self.seat_of(by)?.voice)?;
                self.seat(own)?.muted = *command == Command::Mute;
            }
            Command::MuteOther { voice } => {
                when(in_charge)?;
                self.seat(*voice)?.muted = true;
            }
            Command::MuteAll => {
                when(in_charge)?;
                let speakers = self.stage.iter_mut().filter(|seat| seat.role == Role::Speaker);
                speakers.for_each(|seat| seat.muted = true);
            }
            Command::RaiseHand { .. } => {
                when(!on_stage)?;
                if !self.hands.contains(&by) {
                    when(self.hands.len() < HANDS_MOST)?;
                    self.hands.push(by);
                }
            }
            Command::LowerHand => {
                when(!on_stage)?;
                self.hands.retain(|other| *other != by);
            }
            Command::ComeOnStage => {
                when(!on_stage && self.speaking == Speaking::Everyone)?;
                self.take_seat(by)?;
            }
            Command::AcceptInvitation => {
                when(self.invited.contains(&by))?;
                self.take_seat(by)?;
            }
            Command::DeclineInvitation => when(self.invited.remove(&by))?,
            Command::BringOnStage { person } => {
                when(in_charge && self.hands.contains(person))?;
                self.take_seat(*person)?;
            }
            Command::PutBack { person } => {
                when(in_charge)?;
                let at = self.hands.iter().position(|other| other == person)?;
                let hand = self.hands.remove(at);
                self.hands.push(hand);
            }
            Command::DismissHand { person, .. } => {
                when(in_charge)?;
                let at = self.hands.iter().position(|other| other == person)?;
                self.hands.remove(at);
            }
            Command::Invite { person } => {
                let is_here = !self.removed.contains(person);
                when(in_charge && is_here && self.seat_of(*person).is_none())?;
                let fits = self.invited.len() < INVITED_MOST;
                when(self.invited.contains(person) || fits)?;
                self.invited.insert(*person);
            }
            Command::Uninvite { person } => when(in_charge && self.invited.remove(person))?,
            Command::SendToAudience { voice } => {
                when(in_charge)?;
                let target = self.seat(*voice)?.role;
                when(target < role && target != Role::Host)?;
                self.stage.retain(|seat| seat.voice != voice.csrc());
            }
            Command::Remove { person } => {
                when(in_charge && *person != by && !self.removed.contains(person))?;
                when(self.role(*person) < role)?;
                self.stage.retain(|seat| seat.person != *person);
                self.hands.retain(|other| other != person);
                self.invited.remove(person);
                self.removed.insert(*person);
            }
            Command::SetSpeaking { speaking } => {
                when(in_charge)?;
                self.speaking = *speaking;
            }
            Command::SetLock { locked } => {
                when(in_charge)?;
                self.locked = *locked;
            }
            Command::MakeCoHost { voice } => {
                let co_hosts = self.stage.iter().filter(|seat| seat.role == Role::CoHost).count();
                when(role == Role::Host)?;
                let target = self.seat(*voice)?;
                when(target.role == Role::CoHost || co_hosts < CO_HOSTS_MOST)?;
                when(target.role != Role::Host)?;
                target.role = Role::CoHost;
            }
            Command::MakeSpeaker { voice } => {
                when(role == Role::Host && self.seat(*voice)?.role == Role::CoHost)?;
                self.seat(*voice)?.role = Role::Speaker;
            }
            Command::HandOver { voice } => {
                when(role == Role::Host && self.seat(*voice)?.role == Role::CoHost)?;
                let own = VoiceId::new(self.seat_of(by)?.voice)?;
                self.seat(*voice)?.role = Role::Host;
                self.seat(own)?.role = Role::CoHost;
            }
            Command::StepDown => {
                when(on_stage && role != Role::Host)?;
                self.stage.retain(|seat| seat.person != by);
            }
            other => unreachable!("the model knows nothing of {other:?}"),
        }
        Some(())
    }

    fn take_seat(&mut self, of: PersonId) -> Option<()> {
        when(self.stage.len() < STAGE_MOST)?;
        self.hands.retain(|other| *other != of);
        self.invited.remove(&of);
        let seat = Seated { person: of, voice: self.next_voice, role: Role::Speaker, muted: true };
        self.next_voice += 1;
        self.stage.push(seat);
        Some(())
    }
}

const fn when(holds: bool) -> Option<()> {
    if holds { Some(()) } else { None }
}

fn command() -> impl Strategy<Value = Command> {
    let voice = || (1u32..40).prop_map(|number| VoiceId::new(number).unwrap());
    let them = || (0..PEOPLE).prop_map(person);
    prop_oneof![
        2 => Just(Command::Mute),
        2 => Just(Command::Unmute),
        1 => voice().prop_map(|voice| Command::MuteOther { voice }),
        1 => Just(Command::MuteAll),
        12 => Just(Command::RaiseHand { question: None }),
        1 => Just(Command::LowerHand),
        4 => Just(Command::ComeOnStage),
        6 => Just(Command::AcceptInvitation),
        1 => Just(Command::DeclineInvitation),
        12 => them().prop_map(|person| Command::BringOnStage { person }),
        2 => them().prop_map(|person| Command::PutBack { person }),
        1 => them().prop_map(|person| Command::DismissHand { person, reason: None }),
        8 => them().prop_map(|person| Command::Invite { person }),
        1 => them().prop_map(|person| Command::Uninvite { person }),
        1 => voice().prop_map(|voice| Command::SendToAudience { voice }),
        1 => them().prop_map(|person| Command::Remove { person }),
        2 => (0..3usize).prop_map(|at| Command::SetSpeaking { speaking: Speaking::ALL[at] }),
        1 => any::<bool>().prop_map(|locked| Command::SetLock { locked }),
        5 => voice().prop_map(|voice| Command::MakeCoHost { voice }),
        1 => voice().prop_map(|voice| Command::MakeSpeaker { voice }),
        1 => voice().prop_map(|voice| Command::HandOver { voice }),
        1 => Just(Command::StepDown),
    ]
}

fn said(space: &mut Space) -> Vec<Output> {
    std::iter::from_fn(|| space.poll_output()).collect()
}

/// Everybody is here, each on the line of their number, and each with an ear of that number.
fn with_everybody(mut space: Space, flowing: &mut Flowing) -> Space {
    for number in 0..PEOPLE {
        let (line, session) = (Line(number), Session(u128::from(number)));
        space.handle(Input::Arrive { line, who: who(number), resume: None }, START);
        flowing.0.insert(session, true);
        let used = Use::Hear {
            person: Some(person(number)),
            own_voice: None,
            warm: false,
            held: false,
            ticket: false,
        };
        space.handle(Input::Opened { session, used }, START);
        flowing.learn(&said(&mut space));
    }
    space
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn a_space_and_the_model_give_the_same_answers_and_come_to_the_same(
        deeds in proptest::collection::vec((0..PEOPLE, command()), 1..300),
    ) {
        let (mut flowing, mut model) = (Flowing::default(), Model::new());
        let mut space = with_everybody(resumed(), &mut flowing);
        let mut now = START;
        for (number, command) in deeds {
            now = now.plus_ms(500);
            // Whoever was shown out says nothing any more.
            let gone = model.removed.contains(&person(number));
            let granted = !gone && model.does(person(number), &command);
            space.handle(Input::Do { line: Line(number), id: 1, command: command.clone() }, now);
            let said = said(&mut space);
            flowing.learn(&said);
            let answer = said.iter().find_map(|output| match output {
                Output::Answer { answer, .. } => Some(answer),
                _ => None,
            });
            prop_assert_eq!(answer.is_none(), gone);
            if let Some(answer) = answer {
                prop_assert_eq!(
                    answer.is_ok(), granted, "{:?} of {}: {:?}", command, number, answer);
            }
            prop_assert_eq!(&Model::of(&space), &model, "after {:?} of {}", command, number);
            for person in (0..PEOPLE).map(person) {
                let hears = flowing.0.get(&Session(person.bits() - 1)).copied();
                let is_out = model.removed.contains(&person);
                prop_assert_eq!(hears, (!is_out).then_some(true), "who is inside hears");
            }
        }
    }
}
