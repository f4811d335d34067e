//! The laws of a space, against random people doing random things, and the rules by name.

mod board;
mod captions;
mod chance;
mod deeds;
mod door;
mod entry;
mod model;
mod order;
mod pace;
mod previews;
mod promises;
mod rules;
mod saving;
mod seats;
mod tabs;
mod talk;
mod tickets;

use crate::space::{Line, Output, Session, Space, Who, output::Effect};
use causerie_shared::{
    caption::Captioning,
    event::{Class, Event},
    id::{PersonId, SpaceId, VoiceId},
    role::Role,
    signal::Seq,
    stage::Speaking,
    talk::{ChatRule, Reactions},
    time::UnixMs,
    topic::Topics,
    view::{Access, DoorCount, Lifecycle, Seat, SpaceView, Ticketing},
};
use std::collections::BTreeMap;

const START: UnixMs = UnixMs(1_793_000_000_000);

fn person(number: u64) -> PersonId {
    PersonId::from_bits(u128::from(number) + 1)
}

fn who(number: u64) -> Who {
    Who::named(person(number), format!("Person {number}").parse().unwrap())
}

/// A space as a former run left it: person 0 is host, 1 co-host, 2 and 3 speakers.
fn resumed() -> Space {
    resumed_with(None)
}

fn resumed_with(ticketing: Option<Ticketing>) -> Space {
    let roles = [Role::Host, Role::CoHost, Role::Speaker, Role::Speaker];
    let stage = (0..).zip(roles).map(|(number, role)| Seat {
        voice: VoiceId::new(number + 1).unwrap(),
        person: person(u64::from(number)),
        name: format!("Person {number}").parse().unwrap(),
        handle: None,
        avatar: None,
        role,
        muted: false,
        uncaptioned: false,
    });
    let view = SpaceView {
        id: SpaceId::from_bits(7),
        title: "Laws".parse().unwrap(),
        description: None,
        topics: Topics::default(),
        language: None,
        access: Access::default(),
        lifecycle: Lifecycle::Live { since: START },
        ticketing,
        locked: false,
        stage: stage.collect(),
        listeners: 0,
        nobody_in_charge_until: None,
        microphones: Vec::new(),
        speaking: Speaking::default(),
        chat_rule: ChatRule::default(),
        chat: Vec::new(),
        reactions: Reactions::default(),
        pins: Vec::new(),
        poll: None,
        captioning: Captioning::default(),
        captions: Vec::new(),
        door: Some(DoorCount::default()),
        hands: Vec::new(),
        invited: Vec::new(),
        removed: Vec::new(),
        speaker_links: 0,
        terms: Vec::new(),
        log: Vec::new(),
    };
    Space::resume(view, 5, 1, START)
}

/// Somebody who folds what they are told, as a client does.
struct Watcher {
    class: Class,
    seq: Seq,
    view: SpaceView,
}

impl Watcher {
    fn hear(&mut self, seq: Seq, event: &Event) {
        assert_eq!(seq, self.seq + 1, "a Seq was skipped before {event:?}");
        assert!(self.class.sees(event.class()), "{:?} learned {event:?}", self.class);
        self.seq = seq;
        self.view.apply(event);
    }
}

/// One watcher a class, one a line, and all that was said since it was last drained.
struct World {
    space: Space,
    classes: Vec<Watcher>,
    lines: BTreeMap<Line, Watcher>,
}

impl World {
    fn new(mut space: Space) -> Self {
        while space.poll_output().is_some() {}
        let classes = Class::ALL.map(|class| {
            let (seq, view) = space.snapshot(class);
            Watcher { class, seq, view: (*view).clone() }
        });
        Self { space, classes: classes.into(), lines: BTreeMap::new() }
    }

    /// Lets everybody fold what the space says.
    fn drain(&mut self) -> Vec<Output> {
        let mut said = Vec::new();
        while let Some(output) = self.space.poll_output() {
            self.fold(&output);
            said.push(output);
        }
        said
    }

    fn fold(&mut self, output: &Output) {
        match output {
            Output::Event { class, seq, event } => {
                let lines = self.lines.values_mut();
                for watcher in self.classes.iter_mut().chain(lines) {
                    if watcher.class == *class {
                        watcher.hear(*seq, event);
                    }
                }
            }
            Output::Snapshot { line, class, seq, view, .. } => {
                let watcher = Watcher { class: *class, seq: *seq, view: (**view).clone() };
                self.lines.insert(*line, watcher);
            }
            Output::Resumed { line, class, missed, seq } => {
                let watcher = self.lines.get_mut(line).unwrap();
                assert_eq!(watcher.class, *class);
                for (seq, event) in missed {
                    watcher.hear(*seq, event);
                }
                assert_eq!(watcher.seq, *seq);
            }
            Output::Farewell { line, .. } => {
                self.lines.remove(line);
            }
            Output::Me { .. }
            | Output::Notice { .. }
            | Output::Answer { .. }
            | Output::Media(_)
            | Output::Save { .. }
            | Output::Keep(_)
            | Output::Spelling { .. }
            | Output::Over => {}
        }
    }

    fn everybody_knows_what_their_class_may_know(&mut self) {
        for watcher in self.classes.iter().chain(self.lines.values()) {
            let (seq, view) = self.space.snapshot(watcher.class);
            assert_eq!(watcher.seq, seq, "{:?}", watcher.class);
            assert_eq!(watcher.view, *view, "{:?}", watcher.class);
        }
    }
}

/// Whom the media plane lets hear, by what it was told.
#[derive(Default)]
struct Flowing(BTreeMap<Session, bool>);

impl Flowing {
    fn learn(&mut self, said: &[Output]) {
        for output in said {
            let Output::Media(effect) = output else { continue };
            match effect {
                Effect::Listen { session } => self.set(*session, true),
                Effect::Pause { session } => self.set(*session, false),
                Effect::Close { session } => {
                    self.0.remove(session);
                }
                Effect::SetMuted { .. }
                | Effect::RemoveVoice { .. }
                | Effect::SetTapped { .. }
                | Effect::OwnVoice { .. }
                | Effect::SetHeard { .. } => {}
            }
        }
    }

    fn set(&mut self, session: Session, flows: bool) {
        if let Some(known) = self.0.get_mut(&session) {
            *known = flows;
        }
    }
}
