//! Who is admitted where tickets are sold, and what follows from it, as the product promises it: beside
//! a space that random people use, whatever the space keeps.

use super::{Flowing, World};
use crate::space::{EXPELLED_MS, Line, Space, Who, audience::ORPHAN_MS};
use causerie_shared::{
    event::Class,
    id::PersonId,
    time::UnixMs,
    view::{SpaceView, Ticketing},
};
use std::collections::{BTreeMap, BTreeSet};

/// How long after a test last looked somebody may have left.
const LOOKED_MS: u64 = 1000;

pub(super) struct Door {
    preview_ms: u64,
    tickets: BTreeSet<PersonId>,
    stopped: BTreeMap<PersonId, UnixMs>,
    /// Who hears by their preview, and since when.
    heard_since: BTreeMap<PersonId, UnixMs>,
    /// Who had the seat that they were promised.
    seated: BTreeSet<PersonId>,
    /// Who was here last by a speaker link or a promise, and when.
    awaited: BTreeMap<PersonId, (UnixMs, u32)>,
}

impl Door {
    pub(super) fn of(view: &SpaceView) -> Option<Self> {
        let Ticketing { preview_s } = view.ticketing?;
        Some(Self {
            preview_ms: u64::from(preview_s) * 1000,
            tickets: BTreeSet::new(),
            stopped: BTreeMap::new(),
            heard_since: BTreeMap::new(),
            seated: BTreeSet::new(),
            awaited: BTreeMap::new(),
        })
    }

    /// Somebody shows a ticket that was good when their pass was written.
    pub(super) fn is_shown(&mut self, of: PersonId, now: UnixMs) {
        let stopped = self.stopped.get(&of);
        if stopped.is_none_or(|at| at.plus_ms(EXPELLED_MS) <= now) {
            self.tickets.insert(of);
        }
    }

    pub(super) fn stops(&mut self, of: PersonId, now: UnixMs) {
        self.tickets.remove(&of);
        self.stopped.insert(of, now);
        // A preview of theirs is as if it had run long ago.
        self.heard_since.insert(of, UnixMs(0));
    }

    pub(super) fn admits(&mut self, of: PersonId) {
        self.stopped.remove(&of);
        self.tickets.insert(of);
    }

    /// `people` are those who came, by their lines; those of `world` are here.
    pub(super) fn holds(
        &mut self,
        world: &World,
        flowing: &Flowing,
        people: &BTreeMap<u64, Who>,
        now: UnixMs,
    ) {
        let space = &world.space;
        if space.is_over() {
            return;
        }
        let view = space.view();
        self.seated.extend(view.stage.iter().map(|seat| seat.person));
        let here: Vec<_> =
            people.iter().filter(|(line, _)| world.lines.contains_key(&Line(**line))).collect();
        for (_, who) in &here {
            self.awaited.remove(&who.person);
        }
        for (_, who) in &here {
            if self.is_awaited(who, view) {
                self.awaited.insert(who.person, (now, view.speaker_links));
            }
        }
        for (line, who) in here {
            let class = world.lines[&Line(*line)].class;
            let is_public =
                !self.is_admitted(who.person, view, now) || view.lifecycle.is_backstage();
            let in_audience = if is_public { Class::Public } else { Class::Holder };
            let on_stage = view.seat_of(who.person).is_some();
            assert!(on_stage || class == in_audience, "{:?} is of {class:?}", who.person);
        }
        self.only_the_admitted_hear(space, flowing, now);
        self.the_admitted_hear_what_they_ask_for(space, flowing, now);
    }

    fn only_the_admitted_hear(&mut self, space: &Space, flowing: &Flowing, now: UnixMs) {
        let view = space.view();
        let mut heard = BTreeSet::new();
        for (session, _) in flowing.0.iter().filter(|(_, flows)| **flows) {
            let owner = space.audience.owner(*session).expect("nobody hears without a pass");
            if !self.is_admitted(owner, view, now) {
                assert!(self.preview_ms > 0, "{owner:?} hears without a ticket");
                let since = *self.heard_since.entry(owner).or_insert(now);
                assert!(now < since.plus_ms(self.preview_ms), "{owner:?} hears past their preview");
            }
            let sits = self.tickets.contains(&owner) && view.seat_of(owner).is_none();
            assert!(!sits || heard.insert(owner), "{owner:?} hears twice with one ticket");
        }
    }

    fn the_admitted_hear_what_they_ask_for(&self, space: &Space, flowing: &Flowing, now: UnixMs) {
        let view = space.view();
        if view.locked || view.lifecycle.is_backstage() {
            return;
        }
        for (session, flows) in &flowing.0 {
            let Some(owner) = space.audience.owner(*session) else { continue };
            let is_away = self.awaited.contains_key(&owner) && !space.roster.is_here(owner);
            if self.is_admitted(owner, view, now) && !is_away {
                assert_eq!(*flows, space.audience.asks(*session), "{owner:?} waits at the door");
            }
        }
    }

    fn is_admitted(&self, of: PersonId, view: &SpaceView, now: UnixMs) -> bool {
        let is_awaited = self.awaited.get(&of).is_some_and(|(at, links)| {
            now <= at.plus_ms(ORPHAN_MS + LOOKED_MS) && *links == view.speaker_links
        });
        let on_stage = view.seat_of(of).is_some();
        on_stage || view.is_invited(of) || self.tickets.contains(&of) || is_awaited
    }

    fn is_awaited(&self, who: &Who, view: &SpaceView) -> bool {
        let is_promised = who.standing.promised.is_some() && !self.seated.contains(&who.person);
        is_promised || who.standing.link == Some(view.speaker_links)
    }
}
