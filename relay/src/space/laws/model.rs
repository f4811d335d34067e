//! A space against a small model of the rules, written from what the product promises rather than
//! from how the space keeps it: random commands of random people get the same answer from both, and
//! leave the same stage, the same queue and the same guests behind.
//!
//! Where tickets are sold, every other one has one, and there is no preview.
//!
//! In the model everybody has a name and stays, and nobody is too fast; who comes and goes, and when,
//! is `chance`'s matter. Beside it, what the media plane is told: who it lets hear.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the ones that it is about")]

use super::{Flowing, START, person, resumed_with, who};
use crate::space::{
    CO_HOSTS_MOST, HANDS_MOST, INVITED_MOST, Input, Line, Output, STAGE_MOST, Session, Space,
    Standing, Use, Who,
};
use causerie_shared::{
    command::Command,
    id::{PersonId, VoiceId},
    role::Role,
    stage::Speaking,
    view::Ticketing,
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
    /// Whose tickets are good, where tickets are sold.
    tickets: Option<BTreeSet<PersonId>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seated {
    person: PersonId,
    voice: u32,
    role: Role,
    muted: bool,
}

impl Model {
    /// The same as [`resumed_with`], with everybody there.
    fn new(sells: bool) -> Self {
        let with_ticket = (0..PEOPLE).filter(|number| has_ticket(*number)).map(person);
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
            tickets: sells.then(|| with_ticket.collect()),
        }
    }

    /// What is seen of a space. Whose tickets are good is seen by who hears alone.
    fn of(space: &Space, tickets: Option<BTreeSet<PersonId>>) -> Self {
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
            tickets,
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

    fn is_admitted(&self, of: PersonId) -> bool {
        let has_ticket = self.tickets.as_ref().is_none_or(|tickets| tickets.contains(&of));
        has_ticket || self.seat_of(of).is_some() || self.invited.contains(&of)
    }

    fn stop_ticket(&mut self, of: PersonId) {
        let Some(tickets) = &mut self.tickets else { return };
        tickets.remove(&of);
        self.hands.retain(|other| *other != of);
        self.invited.remove(&of);
    }

    fn admit_ticket(&mut self, of: PersonId) {
        if let Some(tickets) = &mut self.tickets {
            tickets.insert(of);
        }
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
            Command::Listen { .. } | Command::TakeOver { .. } => when(self.is_admitted(by))?,
            Command::RaiseHand { .. } => {
                when(!on_stage && self.is_admitted(by))?;
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
                when(self.is_admitted(by))?;
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

/// Of those who come with a ticket where tickets are sold.
const fn has_ticket(number: u64) -> bool {
    number % 2 == 1
}

#[derive(Debug, Clone)]
enum Deed {
    Asks(u64, Command),
    /// With their one ear.
    Listens {
        by: u64,
        takes_over: bool,
    },
    TicketStops(u64),
    TicketIsGood(u64),
}

impl Deed {
    fn input(self) -> Input {
        match self {
            Self::Asks(by, command) => Input::Do { line: Line(by), id: 1, command },
            Self::Listens { by, takes_over } => {
                let session = format!("{by:032x}");
                let command = match takes_over {
                    true => Command::TakeOver { session },
                    false => Command::Listen { session },
                };
                Input::Do { line: Line(by), id: 1, command }
            }
            Self::TicketStops(of) => Input::StopTicket { person: person(of) },
            Self::TicketIsGood(of) => Input::AdmitTicket { person: person(of) },
        }
    }
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        20 => (0..PEOPLE, command()).prop_map(|(by, command)| Deed::Asks(by, command)),
        1 => (0..PEOPLE, any::<bool>()).prop_map(|(by, takes_over)| Deed::Listens { by, takes_over }),
        1 => (0..PEOPLE).prop_map(Deed::TicketStops),
        1 => (0..PEOPLE).prop_map(Deed::TicketIsGood),
    ]
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
        let standing = Standing { ticket: has_ticket(number), ..Standing::NONE };
        let who = Who { standing, ..who(number) };
        space.handle(Input::Arrive { line, who, resume: None }, START);
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
        sells in any::<bool>(),
        deeds in proptest::collection::vec(deed(), 1..300),
    ) {
        let (mut flowing, mut model) = (Flowing::default(), Model::new(sells));
        let ticketing = sells.then_some(Ticketing { preview_s: 0 });
        let mut space = with_everybody(resumed_with(ticketing), &mut flowing);
        let mut now = START;
        for deed in deeds {
            now = now.plus_ms(500);
            let input = deed.clone().input();
            let mut expected = None;
            match &input {
                Input::Do { line: Line(number), command, .. } => {
                    // Whoever was shown out says nothing any more.
                    let by = person(*number);
                    expected = (!model.removed.contains(&by)).then(|| model.does(by, command));
                }
                Input::StopTicket { person } => model.stop_ticket(*person),
                Input::AdmitTicket { person } => model.admit_ticket(*person),
                other => unreachable!("{other:?}"),
            }
            space.handle(input, now);
            let said = said(&mut space);
            flowing.learn(&said);
            let answer = said.iter().find_map(|output| match output {
                Output::Answer { answer, .. } => Some(answer),
                _ => None,
            });
            prop_assert_eq!(answer.map(Result::is_ok), expected, "{:?}: {:?}", deed, answer);
            let seen = Model::of(&space, model.tickets.clone());
            prop_assert_eq!(&seen, &model, "after {:?}", deed);
            for person in (0..PEOPLE).map(person) {
                let hears = flowing.0.get(&Session(person.bits() - 1)).copied();
                let is_out = model.removed.contains(&person);
                let expected = (!is_out).then_some(model.is_admitted(person));
                prop_assert_eq!(hears, expected, "who is inside hears");
            }
        }
    }
}
