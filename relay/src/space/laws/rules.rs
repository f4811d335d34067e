//! Each rule of a space, by name.

#![expect(clippy::wildcard_enum_match_arm, reason = "a test looks for the one output it is about")]

use super::{START, person, resumed, who};
use crate::space::{
    About, GRACE_MS, Input, Line, Output, STAGE_MOST, Session, Size, Space, Use, Who,
    audience::ORPHAN_MS, output::Effect, stage::ABSENCE_MS,
};
use causerie_shared::{
    command::Command,
    event::{Class, EndReason, Event},
    fault::Fault,
    id::{SpaceId, VoiceId},
    role::Role,
    signal::Farewell,
    time::UnixMs,
    view::{Lifecycle, SpaceView},
};

/// A space with person 0 as host on line 0, at a quiet moment.
pub(super) struct Scene {
    pub(super) space: Space,
    now: UnixMs,
    saved: Option<(SpaceView, u32)>,
}

impl Scene {
    pub(super) fn with_host() -> Self {
        let id = SpaceId::from_bits(7);
        let space = Space::found(id, About::titled("Rules".parse().unwrap()), &who(0), 1, START);
        Self::of(space)
    }

    /// Once the host is there.
    pub(super) fn of(space: Space) -> Self {
        let mut scene = Self::empty(space);
        scene.arrives(0);
        scene
    }

    pub(super) fn empty(space: Space) -> Self {
        Self { space, now: START, saved: None }
    }

    /// The space as the next run of the relay takes it up.
    pub(super) fn after_a_restart(&self) -> Space {
        let (view, next_voice) = self.saved.clone().expect("something was saved");
        Space::resume(view, next_voice, 2, self.now)
    }

    /// The relay stops as it should, and begins anew.
    pub(super) fn after_a_stop(&mut self) -> Space {
        self.space.stop();
        self.said();
        self.after_a_restart()
    }

    /// Person and line have the same number.
    pub(super) fn arrives(&mut self, number: u64) -> Vec<Output> {
        self.input(Input::Arrive { line: Line(number), who: who(number), resume: None })
    }

    pub(super) fn leaves(&mut self, number: u64) -> Vec<Output> {
        self.input(Input::Leave { line: Line(number) })
    }

    pub(super) fn input(&mut self, input: Input) -> Vec<Output> {
        self.space.handle(input, self.now);
        self.said()
    }

    pub(super) fn asks(&mut self, number: u64, command: Command) -> Result<(), Fault> {
        let said = self.input(Input::Do { line: Line(number), id: 1, command });
        let mut answers = said.into_iter().filter_map(|output| match output {
            Output::Answer { answer, .. } => Some(answer),
            _ => None,
        });
        answers.next().unwrap()
    }

    pub(super) fn wait(&mut self, ms: u64) -> Vec<Output> {
        let until = self.now.plus_ms(ms);
        let mut said = Vec::new();
        while let Some((at, _)) = self.space.poll_timeout().filter(|(at, _)| *at <= until) {
            self.now = self.now.max(at);
            self.space.handle_timeout(self.now);
            said.append(&mut self.said());
        }
        self.now = until;
        said
    }

    fn said(&mut self) -> Vec<Output> {
        let said: Vec<_> = std::iter::from_fn(|| self.space.poll_output()).collect();
        for output in &said {
            if let Output::Save { view, next_voice } = output {
                self.saved = Some(((**view).clone(), *next_voice));
            }
        }
        said
    }

    pub(super) fn brought_on_stage(&mut self, number: u64) -> VoiceId {
        self.arrives(number);
        self.raises_hand(number);
        self.asks(0, Command::BringOnStage { person: person(number) }).unwrap();
        self.space.view().seat_of(person(number)).unwrap().voice
    }

    pub(super) fn raises_hand(&mut self, number: u64) {
        self.asks(number, Command::RaiseHand { question: None }).unwrap();
    }

    pub(super) fn hears(&mut self, session: u128, number: Option<u64>, warm: bool) -> Vec<Output> {
        let person = number.map(person);
        let used = Use::Hear { person, own_voice: None, warm, held: false, ticket: false };
        let mut said = self.input(Input::Opened { session: Session(session), used });
        said.append(&mut self.input(Input::Connected { session: Session(session) }));
        said
    }

    pub(super) fn publishes(&mut self, session: u128, number: u64) -> Vec<Output> {
        let voice = self.space.view().seat_of(person(number)).unwrap().voice;
        let used = Use::Speak { voice };
        let mut said = self.input(Input::Opened { session: Session(session), used });
        said.append(&mut self.input(Input::Connected { session: Session(session) }));
        said
    }
}

pub(super) fn effects(said: &[Output]) -> Vec<Effect> {
    let effects = said.iter().filter_map(|output| match output {
        Output::Media(effect) => Some(*effect),
        _ => None,
    });
    effects.collect()
}

#[test]
fn a_muted_speaker_keeps_their_place_on_stage() {
    let mut scene = Scene::with_host();
    let voice = scene.brought_on_stage(1);
    scene.asks(1, Command::Unmute).unwrap();
    scene.asks(0, Command::MuteOther { voice }).unwrap();
    let seat = scene.space.view().seat(voice).unwrap();
    assert!(seat.muted);
    assert_eq!(seat.role, Role::Speaker);
}

#[test]
fn whom_a_host_muted_only_they_can_unmute() {
    let mut scene = Scene::with_host();
    let voice = scene.brought_on_stage(1);
    scene.asks(1, Command::Unmute).unwrap();
    let said =
        scene.input(Input::Do { line: Line(0), id: 1, command: Command::MuteOther { voice } });
    assert_eq!(effects(&said), [Effect::SetMuted { voice, muted: true }]);
    scene.asks(0, Command::Unmute).unwrap();
    assert!(scene.space.view().seat(voice).unwrap().muted);
    scene.asks(1, Command::Unmute).unwrap();
    assert!(!scene.space.view().seat(voice).unwrap().muted);
}

#[test]
fn an_operator_says_how_many_fit_on_stage() {
    let mut scene = Scene::with_host();
    scene.space.set_size(Size { stage_most: 2, ..Size::default() });
    scene.brought_on_stage(1);
    scene.arrives(2);
    scene.raises_hand(2);
    let brought = scene.asks(0, Command::BringOnStage { person: person(2) });
    assert_eq!(brought, Err(Fault::StageFull { most: 2 }));
}

#[test]
fn who_left_the_stage_is_known_for_a_while() {
    let mut scene = Scene::with_host();
    let voice = scene.brought_on_stage(1);
    scene.asks(1, Command::StepDown).unwrap();
    assert_eq!(scene.space.view().seat(voice), None);
    assert_eq!(scene.space.seat_lately(voice).unwrap().person, person(1));
    for _ in 0..STAGE_MOST {
        scene.wait(1_000);
        scene.raises_hand(1);
        scene.asks(0, Command::BringOnStage { person: person(1) }).unwrap();
        scene.asks(1, Command::StepDown).unwrap();
    }
    assert_eq!(scene.space.seat_lately(voice), None, "and no more are kept");
}

#[test]
fn muting_what_is_muted_is_granted_and_says_nothing() {
    let mut scene = Scene::with_host();
    scene.asks(0, Command::Mute).unwrap();
    let said = scene.input(Input::Do { line: Line(0), id: 2, command: Command::Mute });
    assert_eq!(said, [Output::Answer { line: Line(0), id: 2, answer: Ok(()) }]);
}

#[test]
fn a_space_waits_for_its_host_and_then_ends() {
    let mut scene = Scene::with_host();
    scene.leaves(0);
    assert_eq!(scene.space.view().nobody_in_charge_until, Some(scene.now.plus_ms(GRACE_MS)));
    scene.wait(GRACE_MS - 1);
    assert!(!scene.space.is_over());
    let said = scene.wait(1);
    let Lifecycle::Ended { reason, .. } = scene.space.view().lifecycle else {
        panic!("it is live")
    };
    assert_eq!(reason, EndReason::NobodyInCharge);
    assert_eq!(said.last(), Some(&Output::Over));
}

#[test]
fn a_host_who_comes_back_in_time_finds_the_space_as_it_was() {
    let mut scene = Scene::with_host();
    scene.leaves(0);
    scene.wait(GRACE_MS - 1);
    scene.arrives(0);
    scene.wait(2 * GRACE_MS);
    assert!(!scene.space.is_over());
    assert_eq!(scene.space.view().stage[0].role, Role::Host);
}

#[test]
fn a_microphone_alone_is_somebody_in_charge() {
    let mut scene = Scene::with_host();
    scene.publishes(1, 0);
    scene.leaves(0);
    scene.wait(2 * GRACE_MS);
    assert!(!scene.space.is_over());
}

#[test]
fn a_co_host_carries_on_and_may_end_the_space() {
    let mut scene = Scene::empty(resumed());
    scene.arrives(0);
    scene.arrives(1);
    scene.leaves(0);
    assert_eq!(scene.space.view().nobody_in_charge_until, None);
    scene.asks(1, Command::End).unwrap();
    assert!(scene.space.is_over());
}

#[test]
fn nobody_sends_the_host_down_and_only_the_host_a_co_host() {
    let mut scene = Scene::empty(resumed());
    for number in 0..4 {
        scene.arrives(number);
    }
    let voice = |number| VoiceId::new(number).unwrap();
    assert_eq!(scene.asks(1, Command::SendToAudience { voice: voice(1) }), Err(Fault::NotAllowed));
    assert_eq!(scene.asks(1, Command::SendToAudience { voice: voice(2) }), Err(Fault::NotAllowed));
    assert_eq!(scene.asks(2, Command::SendToAudience { voice: voice(4) }), Err(Fault::NotAllowed));
    assert_eq!(scene.asks(1, Command::SendToAudience { voice: voice(3) }), Ok(()));
    assert_eq!(scene.asks(0, Command::SendToAudience { voice: voice(2) }), Ok(()));
    assert_eq!(scene.asks(0, Command::SendToAudience { voice: voice(9) }), Err(Fault::NoSuchVoice));
    assert_eq!(scene.asks(0, Command::StepDown), Err(Fault::NotAllowed));
}

#[test]
fn a_full_stage_says_how_many_fit() {
    let mut scene = Scene::with_host();
    for number in 1..STAGE_MOST as u64 {
        scene.brought_on_stage(number);
    }
    scene.arrives(99);
    scene.raises_hand(99);
    let answer = scene.asks(0, Command::BringOnStage { person: person(99) });
    assert_eq!(answer, Err(Fault::StageFull { most: STAGE_MOST }));
    assert!(scene.space.view().hand_of(person(99)).is_some(), "the hand stays up");
}

#[test]
fn a_person_without_a_name_cannot_come_on_stage() {
    let mut scene = Scene::with_host();
    let guest = Who::guest(person(5));
    scene.input(Input::Arrive { line: Line(5), who: guest, resume: None });
    let raised = scene.asks(5, Command::RaiseHand { question: None });
    assert_eq!(raised, Err(Fault::WhoAreYou));
    let answer = scene.asks(0, Command::Invite { person: person(5) });
    assert_eq!(answer, Err(Fault::NoSuchPerson));
}

#[test]
fn a_voice_is_never_given_twice() {
    let mut scene = Scene::with_host();
    let first = scene.brought_on_stage(1);
    scene.asks(1, Command::StepDown).unwrap();
    scene.raises_hand(1);
    scene.asks(0, Command::BringOnStage { person: person(1) }).unwrap();
    assert_ne!(scene.space.view().seat_of(person(1)).unwrap().voice, first);
}

#[test]
fn an_absent_speaker_loses_the_seat_after_two_minutes_and_a_host_never() {
    let mut scene = Scene::empty(resumed());
    scene.arrives(1);
    scene.arrives(2);
    scene.leaves(2);
    let said = scene.wait(ABSENCE_MS);
    assert_eq!(scene.space.view().stage.len(), 2, "both speakers are away, host and co-host stay");
    assert!(effects(&said).contains(&Effect::RemoveVoice { voice: VoiceId::new(3).unwrap() }));
}

#[test]
fn a_new_role_opens_with_a_fresh_snapshot_of_its_class() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.raises_hand(1);
    let said = scene.input(Input::Do {
        line: Line(0),
        id: 1,
        command: Command::BringOnStage { person: person(1) },
    });
    let snapshot = said.iter().position(|output| {
        matches!(output, Output::Snapshot { line: Line(1), class: Class::Stage, .. })
    });
    let me = said.iter().position(
        |output| matches!(output, Output::Me { line: Line(1), me } if me.role == Role::Speaker),
    );
    assert!(snapshot.unwrap() < me.unwrap());
}

#[test]
fn who_comes_on_stage_stops_hearing_themself_and_counts_no_more() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.hears(8, Some(1), false);
    scene.wait(1000);
    assert_eq!(scene.space.view().listeners, 1);
    scene.raises_hand(1);
    let said = scene.input(Input::Do {
        line: Line(0),
        id: 1,
        command: Command::BringOnStage { person: person(1) },
    });
    let voice = scene.space.view().seat_of(person(1)).map(|seat| seat.voice);
    assert!(effects(&said).contains(&Effect::OwnVoice { session: Session(8), voice }));
    scene.wait(1000);
    assert_eq!(scene.space.view().listeners, 0);
}

#[test]
fn a_warm_ear_is_no_listener_until_it_listens() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.hears(8, None, true);
    scene.wait(1000);
    assert_eq!(scene.space.view().listeners, 0);
    let session = format!("{:032x}", 8);
    scene.asks(1, Command::Listen { session: session.clone() }).unwrap();
    scene.wait(1000);
    assert_eq!(scene.space.view().listeners, 1);
    scene.asks(1, Command::Pause { session }).unwrap();
    scene.wait(1000);
    assert_eq!(scene.space.view().listeners, 0);
}

#[test]
fn somebody_elses_ear_cannot_be_moved_while_they_are_here() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.arrives(2);
    scene.hears(8, Some(1), true);
    let session = format!("{:032x}", 8);
    let listen = Command::Listen { session };
    assert_eq!(scene.asks(2, listen.clone()), Err(Fault::NoSuchSession));
    scene.leaves(1);
    assert_eq!(scene.asks(2, listen), Ok(()));
    let unknown = Command::Listen { session: "not a session".into() };
    assert_eq!(scene.asks(2, unknown), Err(Fault::NoSuchSession));
}

#[test]
fn an_ear_closes_a_minute_after_its_owner_went() {
    let mut scene = Scene::with_host();
    scene.arrives(1);
    scene.hears(8, Some(1), false);
    scene.hears(9, None, false);
    scene.leaves(1);
    let said = scene.wait(ORPHAN_MS - 1);
    assert_eq!(effects(&said), []);
    let said = scene.wait(1);
    assert_eq!(effects(&said), [Effect::Close { session: Session(8) }]);
}

#[test]
fn counts_come_at_most_three_times_a_second() {
    let mut scene = Scene::with_host();
    let mut said = Vec::new();
    for session in 1..=200 {
        said.append(&mut scene.hears(session, None, false));
        said.append(&mut scene.wait(10));
    }
    said.append(&mut scene.wait(1000));
    let counts = said.iter().filter(|output| {
        matches!(output, Output::Event { class: Class::Public, event, .. }
            if matches!(**event, Event::Audience { .. }))
    });
    assert!((4..=9).contains(&counts.count()));
    assert_eq!(scene.space.view().listeners, 200);
}

#[test]
fn two_tabs_of_one_host_may_both_act() {
    let mut scene = Scene::with_host();
    scene.input(Input::Arrive { line: Line(50), who: who(0), resume: None });
    assert_eq!(scene.asks(50, Command::Mute), Ok(()));
    assert_eq!(scene.asks(0, Command::Unmute), Ok(()));
    scene.leaves(50);
    assert_eq!(scene.space.view().nobody_in_charge_until, None);
}

#[test]
fn who_comes_to_an_ended_space_sees_its_end_and_is_told_goodbye() {
    let mut scene = Scene::with_host();
    scene.asks(0, Command::End).unwrap();
    let said = scene.arrives(4);
    assert!(matches!(
        &said[..],
        [Output::Snapshot { view, .. }, Output::Me { .. }, Output::Farewell { why: Farewell::Ended, .. }]
            if !view.lifecycle.is_live()
    ));
}

#[test]
fn a_microphone_that_opens_after_a_mute_is_muted() {
    let mut scene = Scene::with_host();
    scene.asks(0, Command::Mute).unwrap();
    let said = scene.publishes(1, 0);
    let voice = VoiceId::new(1).unwrap();
    assert_eq!(effects(&said), [Effect::SetMuted { voice, muted: true }]);
    assert_eq!(scene.space.view().microphones, [voice]);
}
