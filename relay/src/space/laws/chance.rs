//! Random people do random things; the laws hold after each.

use super::{
    Flowing, START, World,
    deeds::{Deed, deed, of_captions},
    door::Door,
    person, resumed, who,
};
use crate::space::{
    About, CO_HOSTS_MOST, Expulsion, HANDS_MOST, INVITED_MOST, Input, Line, Output, STAGE_MOST,
    Session, Space, Standing, Use, Who, command::action, output::Effect,
};
use causerie_shared::{
    command::Command,
    event::Event,
    id::SpaceId,
    role::Role,
    signal::Resume,
    talk::Reactions,
    time::UnixMs,
    view::{SpaceView, Ticketing},
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What the test knows of the world beside the space.
struct Play {
    world: World,
    flowing: Flowing,
    saved: Option<(SpaceView, u32)>,
    now: UnixMs,
    kept: BTreeSet<u32>,
    people: BTreeMap<u64, Who>,
    next_line: u64,
    /// Where tickets are sold.
    door: Option<Door>,
}

impl Play {
    fn new(space: Space) -> Self {
        let door = Door::of(space.view());
        Self {
            door,
            world: World::new(space),
            flowing: Flowing::default(),
            saved: None,
            now: START,
            kept: BTreeSet::new(),
            people: BTreeMap::new(),
            next_line: 1000,
        }
    }

    fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Wait(ms) => self.wait(ms),
            Deed::Arrive { line, person, named } => {
                if self.people.contains_key(&line) {
                    return;
                }
                let name = who(person).name.filter(|_| named);
                // Doors know nothing of somebody without a name.
                let standing = if named { standing(person) } else { Standing::NONE };
                // A speaker link is one tab's.
                let link = standing.link.filter(|_| line % 2 == 0);
                let standing = Standing { link, ..standing };
                let who = Who { name, standing, ..who(person) };
                self.people.insert(line, who.clone());
                self.shows_ticket(&who);
                self.input(Input::Arrive { line: Line(line), who, resume: None });
            }
            Deed::Leave { line } => {
                self.people.remove(&line);
                self.world.lines.remove(&Line(line));
                self.input(Input::Leave { line: Line(line) });
            }
            Deed::Return { line } => self.come_back(line),
            Deed::Do { line, command } => self.command(line, command),
            Deed::Open { session, person: number, speak, warm } => {
                let person = number.map(person);
                let seat = person.and_then(|person| self.world.space.view().seat_of(person));
                let used = match (person, seat) {
                    (_, Some(seat)) if speak => Use::Speak { voice: seat.voice },
                    (person, _) => {
                        let ticket = number.is_some_and(|number| standing(number).ticket);
                        Use::Hear { person, own_voice: None, warm, held: false, ticket }
                    }
                };
                if let Use::Hear { warm, person, ticket, .. } = used {
                    self.flowing.0.insert(Session(session), !warm);
                    let door = self.door.as_mut().filter(|_| ticket);
                    if let Some((door, person)) = door.zip(person) {
                        door.is_shown(person, self.now);
                    }
                }
                self.input(Input::Opened { session: Session(session), used });
            }
            Deed::Connected { session } => {
                self.input(Input::Connected { session: Session(session) })
            }
            Deed::Gone { session } => {
                self.flowing.0.remove(&Session(session));
                self.input(Input::Gone { session: Session(session) });
            }
            Deed::TakeOver { person: number } => {
                self.input(Input::TakeOver { person: person(number) });
            }
            Deed::Expel { person: number } => {
                self.input(Input::Expel { person: person(number), why: Expulsion::Deleted });
                self.a_restart_finds_what_is_here();
            }
            Deed::StopTicket { person: number } => {
                if let Some(door) = &mut self.door {
                    door.stops(person(number), self.now);
                }
                self.input(Input::StopTicket { person: person(number) });
            }
            Deed::AdmitTicket { person: number } => {
                if let Some(door) = &mut self.door {
                    door.admits(person(number));
                }
                self.input(Input::AdmitTicket { person: person(number) });
            }
            Deed::Recogniser { .. } | Deed::Said(_) | Deed::Amend { .. } => {
                self.input(of_captions(&deed).expect("it is about captions"));
            }
            Deed::Stop => {
                self.world.space.stop();
                self.learn();
                self.a_restart_finds_what_is_here();
            }
        }
    }

    /// Lets time pass as the hub does: every deadline on the way is kept.
    fn wait(&mut self, ms: u64) {
        let until = self.now.plus_ms(ms);
        while let Some((at, why)) = self.world.space.poll_timeout().filter(|(at, _)| *at <= until) {
            self.now = self.now.max(at);
            self.world.space.handle_timeout(self.now);
            self.learn();
            let next = self.world.space.poll_timeout();
            assert_ne!(next, Some((at, why)), "a deadline that was kept is due again");
        }
        self.now = until;
    }

    fn come_back(&mut self, line: u64) {
        let Some(who) = self.people.remove(&line) else { return };
        let Some(stood) = self.world.lines.remove(&Line(line)) else { return };
        self.input(Input::Leave { line: Line(line) });
        let resume = Some(Resume { epoch: 1, class: stood.class, seq: stood.seq });
        self.next_line += 1;
        let line = self.next_line;
        self.world.lines.insert(Line(line), stood);
        self.people.insert(line, who.clone());
        self.shows_ticket(&who);
        self.input(Input::Arrive { line: Line(line), who, resume });
    }

    fn shows_ticket(&mut self, who: &Who) {
        if let Some(door) = self.door.as_mut().filter(|_| who.standing.ticket) {
            door.is_shown(who.person, self.now);
        }
    }

    fn command(&mut self, line: u64, command: Command) {
        let Some(who) = self.people.get(&line).cloned() else { return };
        // Counts that are due come first, so that what follows is the command's alone.
        self.wait(400);
        if !self.world.lines.contains_key(&Line(line)) {
            return;
        }
        let allowed = self.world.space.role_of(&who).may(action(&command));
        let id = u32::try_from(line).unwrap();
        self.world
            .space
            .handle(Input::Do { line: Line(line), id, command: command.clone() }, self.now);
        let said = self.learn();
        let answers = said.iter().filter(|said| matches!(said, Output::Answer { .. })).count();
        assert_eq!(answers, 1, "{command:?} was answered {answers} times");
        let is_fault = |said: &Output| matches!(said, Output::Answer { answer: Err(_), .. });
        let is_refused = said.iter().any(is_fault);
        assert!(allowed || is_refused, "{command:?} was allowed to a {:?}", who.person);
        assert!(!is_refused || said.len() == 1, "{command:?} was refused and did {said:?}");
        if !is_refused && matches!(command, Command::Unwrite { .. }) {
            self.a_restart_finds_what_is_here();
        }
    }

    fn input(&mut self, input: Input) {
        self.world.space.handle(input, self.now);
        self.learn();
    }

    /// Lets everybody fold what the space says, and the media plane and the store do it.
    fn learn(&mut self) -> Vec<Output> {
        let said = self.world.drain();
        self.flowing.learn(&said);
        for output in &said {
            if let Output::Save { view, next_voice } = output {
                self.saved = Some(((**view).clone(), *next_voice));
            }
            if let Output::Keep(words) = output {
                assert!(self.kept.insert(words.number), "{words:?} is kept twice");
            }
        }
        said
    }

    /// Reactions alone may be a moment older.
    fn a_restart_finds_what_is_here(&self) {
        let space = &self.world.space;
        if space.is_over() {
            return;
        }
        let next = |view: &SpaceView, next_voice| {
            let reactions = Reactions::default();
            Space::resume(SpaceView { reactions, ..view.clone() }, next_voice, 2, self.now)
        };
        let (saved, next_voice) = self.saved.as_ref().expect("something was saved");
        let found = next(saved, *next_voice);
        assert_eq!(found.view(), next(space.view(), *next_voice).view());
    }

    fn the_laws_hold(&mut self) {
        self.world.everybody_knows_what_their_class_may_know();
        if let Some(door) = &mut self.door {
            door.holds(&self.world, &self.flowing, &self.people, self.now);
        }
        let space = &self.world.space;
        let view = space.view();
        assert!(view.stage.len() <= STAGE_MOST);
        assert!(view.hands.len() <= HANDS_MOST && view.invited.len() <= INVITED_MOST);
        let count = |role| view.stage.iter().filter(|seat| seat.role == role).count();
        assert!(count(Role::Host) <= 1 && count(Role::CoHost) <= CO_HOSTS_MOST + 1);
        for seat in &view.stage {
            assert!(view.hand_of(seat.person).is_none() && !view.is_invited(seat.person));
            assert!(!view.is_removed(seat.person), "who was shown out is on stage");
        }
        if view.lifecycle.is_backstage() {
            for (session, _) in self.flowing.0.iter().filter(|(_, flows)| **flows) {
                let owner = space.audience.owner(*session);
                let on_stage = owner.is_some_and(|owner| view.seat_of(owner).is_some());
                assert!(on_stage, "{owner:?} hears the green room");
            }
        }
        assert!(view.captions.is_sorted_by_key(|said| said.number), "segments out of order");
        for voice in space.captions.tapped().filter(|_| !space.is_over()) {
            let seat = view.seat(voice).expect("who is decoded is on stage");
            assert!(!seat.uncaptioned, "somebody is decoded who declined");
            assert!(view.lifecycle.is_live() && view.captioning.is_on());
        }
        if space.is_over() {
            assert!(view.captions.iter().all(|said| said.is_final), "a segment never ended");
        }
        assert!(view.chat.len() <= SpaceView::CHAT_MOST && view.log.len() <= SpaceView::LOG_MOST);
        assert!(view.chat.is_sorted_by_key(|line| line.number), "lines out of order");
        let asking: BTreeSet<_> = view.hands.iter().map(|hand| hand.of.person).collect();
        assert_eq!(asking.len(), view.hands.len(), "two hands of one person");
        if !space.is_over() {
            let in_charge =
                view.stage.iter().any(|seat| seat.role.in_charge() && space.is_present(seat));
            assert_ne!(in_charge, view.nobody_in_charge_until.is_some(), "charge and grace");
        } else {
            assert_eq!(space.poll_timeout(), None);
        }
    }
}

/// What the door knows of somebody who has a name.
fn standing(number: u64) -> Standing {
    let promised = match number {
        4 => Some(Role::CoHost),
        5..=7 => Some(Role::Speaker),
        _ => None,
    };
    let link = matches!(number, 8 | 9).then_some(0);
    Standing { promised, link, ticket: number % 3 == 1, ..Standing::NONE }
}

/// How a space begins: as a former run left it, live, or backstage; without tickets, or with.
fn start(way: u8) -> Space {
    if way == 0 {
        return resumed();
    }
    let ticketing = match way {
        3 | 4 => Some(Ticketing { preview_s: 30 }),
        5 => Some(Ticketing { preview_s: 0 }),
        _ => None,
    };
    let about = About::titled("Laws".parse().unwrap());
    let about = About { backstage: matches!(way, 1 | 3), ticketing, ..about };
    Space::found(SpaceId::from_bits(7), about, &who(0), 1, START)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 320, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold_whatever_people_do(
        way in 0..6u8,
        deeds in proptest::collection::vec(deed(), 1..200),
    ) {
        let mut play = Play::new(start(way));
        // Somebody in charge is there from the start, or little would be allowed.
        play.act(Deed::Arrive { line: 0, person: 0, named: true });
        for deed in deeds {
            play.act(deed);
            play.the_laws_hold();
        }
    }

    #[test]
    fn nothing_follows_the_end(deeds in proptest::collection::vec(deed(), 1..80)) {
        let mut play = Play::new(resumed());
        play.act(Deed::Arrive { line: 0, person: 0, named: true });
        play.world.space.handle(
            Input::Do { line: Line(0), id: 1, command: Command::End }, play.now);
        let said = play.world.drain();
        prop_assert_eq!(said.last(), Some(&Output::Over));
        for deed in deeds {
            if let Deed::Return { .. } = deed { continue }
            let input = match deed {
                Deed::Arrive { line, person, .. } =>
                    Input::Arrive { line: Line(line), who: who(person), resume: None },
                Deed::Open { session, .. } => Input::Opened {
                    session: Session(session),
                    used: Use::Hear { person: None, own_voice: None, warm: false, held: false, ticket: false },
                },
                Deed::Connected { session } => Input::Connected { session: Session(session) },
                Deed::Gone { session } => Input::Gone { session: Session(session) },
                Deed::TakeOver { person: number } => Input::TakeOver { person: person(number) },
                Deed::Expel { person: number } => Input::Expel { person: person(number), why: Expulsion::Deleted },
                Deed::Do { line, command } => Input::Do { line: Line(line), id: 1, command },
                Deed::StopTicket { person: number } => Input::StopTicket { person: person(number) },
                Deed::AdmitTicket { person: number } => Input::AdmitTicket { person: person(number) },
                Deed::Recogniser { .. } | Deed::Said(_) | Deed::Amend { .. } =>
                    of_captions(&deed).expect("it is about captions"),
                Deed::Wait(_) | Deed::Leave { .. } | Deed::Return { .. } | Deed::Stop =>
                    Input::Leave { line: Line(0) },
            };
            play.world.space.handle(input, play.now);
            play.world.space.handle_timeout(play.now.plus_ms(1_000_000));
            for output in play.world.drain() {
                let quiet = match &output {
                    Output::Event { .. } | Output::Save { .. } | Output::Over
                    | Output::Keep(_) | Output::Spelling { .. }
                    | Output::Answer { .. } | Output::Resumed { .. }
                    | Output::Notice { .. } => false,
                    Output::Media(effect) => matches!(effect, Effect::Close { .. }),
                    Output::Snapshot { .. } | Output::Me { .. } | Output::Farewell { .. } => true,
                };
                prop_assert!(quiet, "after the end: {:?}", output);
            }
        }
        let ends = matches!(play.world.classes[0].view.lifecycle,
            causerie_shared::view::Lifecycle::Ended { .. });
        prop_assert!(ends);
    }
}

#[test]
fn an_event_reaches_every_class_that_sees_it_and_no_other() {
    let mut world = World::new(resumed());
    world.space.handle(Input::Arrive { line: Line(1), who: who(0), resume: None }, START);
    for output in world.drain() {
        if let Output::Event { class, event, .. } = output {
            assert!(class.sees(event.class()), "{class:?} learned {event:?}");
            assert!(matches!(*event, Event::SomebodyInCharge | Event::Door { .. }));
        }
    }
}
