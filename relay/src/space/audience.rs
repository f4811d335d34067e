//! Media sessions of a space, and how many hear it. A listener is an ear that is connected and
//! hears; a warm one is none, one that is kept waiting is none, and neither is somebody on stage.

use crate::space::{Effect, Line, Space};
use causerie_shared::{
    event::Event,
    id::{PersonId, VoiceId},
    time::UnixMs,
    view::{DoorCount, SpaceView},
};
use std::collections::{BTreeMap, BTreeSet};

/// Least time between two counts: about three a second look live, and cost a listener less than
/// one packet of audio each.
const COUNT_EVERY_MS: u64 = 350;

/// How long an ear whose owner's last line closed may go on. Longer than a reconnection after a
/// restart takes; an ear whose peer is gone falls to consent long before.
pub(super) const ORPHAN_MS: u64 = 60 * 1000;

/// Voices that one ear turns off: more than a stage has at once, so that those who went make room.
const OFF_MOST: usize = 64;

/// A media session, by the number in its URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Session(pub u128);

/// What a media session is for, and what its door was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Speak {
        voice: VoiceId,
    },
    /// Without sound at first when it is `warm`, or `held` because the space keeps it so.
    Hear {
        person: Option<PersonId>,
        own_voice: Option<VoiceId>,
        warm: bool,
        held: bool,
        /// The door saw a good ticket of theirs.
        ticket: bool,
    },
}

#[derive(Default)]
pub(super) struct Audience {
    ears: BTreeMap<Session, Ear>,
    /// The ears of each person, so that a change of seat costs that person's ears alone.
    owned: BTreeMap<PersonId, BTreeSet<Session>>,
    microphones: BTreeMap<Session, Microphone>,
    /// Voices whose microphone was taken over, and the line that it was bound to.
    formers: BTreeMap<VoiceId, Line>,
    /// People with ears whose last line closed, and when their ears close too.
    orphans: BTreeMap<PersonId, UnixMs>,
    /// Something that is counted changed since the last count.
    stale: bool,
    counted_at: UnixMs,
    /// How often an ear asked for sound.
    asked: u64,
}

struct Ear {
    person: Option<PersonId>,
    /// The line over which it was asked to listen, if it was.
    line: Option<Line>,
    /// It asks for sound.
    listening: bool,
    /// When it asked last, counted from one ear of the space to the next.
    asked: u64,
    /// It was told that it gets sound.
    hears: bool,
    /// It was here when the space was locked.
    let_in: bool,
    connected: bool,
    /// The voice that is not sent to it.
    withheld: Option<VoiceId>,
    /// Voices that its owner turned off, at most [`OFF_MOST`].
    off: BTreeSet<VoiceId>,
}

struct Microphone {
    voice: VoiceId,
    connected: bool,
    /// The line of its tab, once it said so.
    line: Option<Line>,
    /// The line from which it took the voice over.
    former: Option<Line>,
}

impl Audience {
    pub(super) fn add_ear(
        &mut self,
        session: Session,
        person: Option<PersonId>,
        withheld: Option<VoiceId>,
        warm: bool,
        held: bool,
    ) {
        self.asked += u64::from(!warm);
        let ear = Ear {
            person,
            line: None,
            listening: !warm,
            asked: self.asked,
            hears: !(warm || held),
            let_in: false,
            connected: false,
            withheld,
            off: BTreeSet::new(),
        };
        let former = self.ears.insert(session, ear).and_then(|former| former.person);
        if let Some(former) = former.filter(|former| Some(*former) != person) {
            self.disown(former, session);
        }
        if let Some(person) = person {
            self.owned.entry(person).or_default().insert(session);
        }
    }

    pub(super) fn add_microphone(&mut self, session: Session, voice: VoiceId) {
        let former = self.formers.remove(&voice);
        let microphone = Microphone { voice, connected: false, line: None, former };
        self.microphones.insert(session, microphone);
    }

    /// Binds a microphone to the line of its tab, and gives the line that it took the voice over
    /// from, once. None when `voice` has no such microphone.
    pub(super) fn bind(
        &mut self,
        session: Session,
        voice: VoiceId,
        person: PersonId,
        line: Line,
    ) -> Option<Option<Line>> {
        let open = self.microphones.get_mut(&session);
        let microphone = open.filter(|open| open.voice == voice)?;
        let (before, former) = (microphone.line.replace(line), microphone.former.take());
        self.moved(person, before, line);
        Some(former)
    }

    /// A tab took what it had on one line to another: it came back, perhaps before its former
    /// socket was known to be gone. What else it had there is on no line until it is claimed too.
    fn moved(&mut self, person: PersonId, from: Option<Line>, to: Line) {
        let Some(from) = from.filter(|from| *from != to) else { return };
        for session in self.owned.get(&person).into_iter().flatten() {
            if let Some(ear) = self.ears.get_mut(session) {
                ear.line.take_if(|line| *line == from);
            }
        }
        for line in self.microphones.values_mut().map(|microphone| &mut microphone.line) {
            line.take_if(|line| *line == from);
        }
    }

    pub(super) fn connected(&mut self, session: Session) {
        if let Some(ear) = self.ears.get_mut(&session) {
            ear.connected = true;
            self.stale = true;
        }
        if let Some(microphone) = self.microphones.get_mut(&session) {
            microphone.connected = true;
        }
    }

    pub(super) fn gone(&mut self, session: Session) {
        self.microphones.remove(&session);
        let Some(ear) = self.ears.remove(&session) else { return };
        self.stale = true;
        if let Some(person) = ear.person {
            self.disown(person, session);
        }
    }

    fn disown(&mut self, person: PersonId, session: Session) {
        if let Some(owned) = self.owned.get_mut(&person) {
            owned.remove(&session);
            if owned.is_empty() {
                self.owned.remove(&person);
                self.orphans.remove(&person);
            }
        }
    }

    pub(super) fn has_ear(&self, session: Session) -> bool {
        self.ears.contains_key(&session)
    }

    pub(super) fn asks(&self, session: Session) -> bool {
        self.ears.get(&session).is_some_and(|ear| ear.listening)
    }

    /// Somebody's ears that ask for sound, with the line over which they were asked to, the one that
    /// asked last behind the others.
    pub(super) fn asking(&self, person: PersonId) -> Vec<(Session, Option<Line>)> {
        let owned = self.owned.get(&person).into_iter().flatten();
        let ears = owned.filter_map(|session| Some((*session, self.ears.get(session)?)));
        let mut asking: Vec<_> = ears.filter(|(_, ear)| ear.listening).collect();
        asking.sort_by_key(|(_, ear)| ear.asked);
        asking.into_iter().map(|(session, ear)| (session, ear.line)).collect()
    }

    pub(super) fn asks_no_more(&mut self, session: Session) {
        if let Some(ear) = self.ears.get_mut(&session) {
            ear.listening = false;
        }
    }

    pub(super) fn owner(&self, session: Session) -> Option<PersonId> {
        self.ears.get(&session)?.person
    }

    /// Starts or stops an ear, which is `person`'s from here on. False when there is none.
    pub(super) fn set_listening(
        &mut self,
        session: Session,
        person: PersonId,
        line: Line,
        listening: bool,
    ) -> bool {
        let Some(ear) = self.ears.get_mut(&session) else { return false };
        ear.listening = listening;
        if listening {
            self.asked += 1;
            ear.asked = self.asked;
        }
        let before = ear.line.replace(line);
        let former = ear.person.replace(person);
        if let Some(former) = former.filter(|former| *former != person) {
            self.disown(former, session);
        }
        self.owned.entry(person).or_default().insert(session);
        self.moved(person, before, line);
        self.stale = true;
        true
    }

    /// Takes the microphones of a voice out; the next one remembers whose they were.
    pub(super) fn take_over(&mut self, voice: VoiceId) -> Vec<Session> {
        let taken = self.microphones.extract_if(.., |_, open| open.voice == voice);
        let taken: Vec<_> = taken.collect();
        if let Some(line) = taken.iter().find_map(|(_, open)| open.line.or(open.former)) {
            self.formers.insert(voice, line);
        }
        taken.into_iter().map(|(session, _)| session).collect()
    }

    /// A voice left the stage for good.
    pub(super) fn forget_voice(&mut self, voice: VoiceId) {
        self.microphones.retain(|_, open| open.voice != voice);
        self.formers.remove(&voice);
    }

    pub(super) fn has_microphone(&self, voice: VoiceId) -> bool {
        self.microphones.values().any(|open| open.voice == voice && open.connected)
    }

    pub(super) fn sessions(&self) -> Vec<Session> {
        self.ears.keys().copied().collect()
    }

    /// Every ear that is open, from here on, and whose they are.
    pub(super) fn let_all_in(&mut self) -> Vec<PersonId> {
        for ear in self.ears.values_mut() {
            ear.let_in = true;
        }
        self.owned.keys().copied().collect()
    }

    pub(super) fn is_let_in(&self, session: Session) -> bool {
        self.ears.get(&session).is_some_and(|ear| ear.let_in)
    }

    /// Whether an ear gets sound from here on; none when that is as before.
    pub(super) fn hear(&mut self, session: Session, may_hear: bool) -> Option<bool> {
        let ear = self.ears.get_mut(&session)?;
        let hears = ear.listening && may_hear;
        if std::mem::replace(&mut ear.hears, hears) == hears {
            return None;
        }
        self.stale = true;
        Some(hears)
    }

    /// Turns a voice off or on. False when it was so already, none when there is no such ear, or no
    /// room for one more voice that is off.
    pub(super) fn set_heard(
        &mut self,
        session: Session,
        voice: VoiceId,
        heard: bool,
    ) -> Option<bool> {
        let ear = self.ears.get_mut(&session)?;
        if heard {
            return Some(ear.off.remove(&voice));
        }
        (ear.off.len() < OFF_MOST).then(|| ear.off.insert(voice))
    }

    /// Voices that are off and gone for good, forgotten here.
    pub(super) fn forget_gone(&mut self, session: Session, view: &SpaceView) -> Vec<VoiceId> {
        let Some(ear) = self.ears.get_mut(&session) else { return Vec::new() };
        ear.off.extract_if(.., |voice| view.seat(*voice).is_none()).collect()
    }

    pub(super) fn ears_of(&self, person: PersonId) -> Vec<Session> {
        self.owned.get(&person).into_iter().flatten().copied().collect()
    }

    pub(super) fn line_of_ear(&self, session: Session) -> Option<Line> {
        self.ears.get(&session)?.line
    }

    pub(super) fn line_of_microphone(&self, voice: VoiceId) -> Option<Line> {
        self.microphones.values().find(|open| open.voice == voice)?.line
    }

    /// False when this ear was told so already.
    pub(super) fn withhold(&mut self, session: Session, voice: Option<VoiceId>) -> bool {
        let Some(ear) = self.ears.get_mut(&session) else { return false };
        std::mem::replace(&mut ear.withheld, voice) != voice
    }

    pub(super) fn owner_is_gone(&mut self, person: PersonId, now: UnixMs) {
        if self.owned.contains_key(&person) {
            self.orphans.insert(person, now.plus_ms(ORPHAN_MS));
        }
    }

    pub(super) fn owner_is_back(&mut self, person: PersonId) {
        self.orphans.remove(&person);
    }

    /// Somebody came, left, or changed places: the counts are not true any more.
    pub(super) fn changed(&mut self) {
        self.stale = true;
    }

    pub(super) fn next_count(&self) -> Option<UnixMs> {
        self.stale.then(|| self.counted_at.plus_ms(COUNT_EVERY_MS))
    }

    pub(super) fn next_orphan(&self) -> Option<UnixMs> {
        self.orphans.values().min().copied()
    }

    /// Whoever hears, and of those the ones known by person.
    fn listening(&self, view: &SpaceView) -> (u32, BTreeSet<PersonId>) {
        let mut count = 0;
        let mut known = BTreeSet::new();
        for ear in self.ears.values().filter(|ear| ear.connected && ear.hears) {
            match ear.person {
                Some(person) if view.seat_of(person).is_some() => {}
                Some(person) => {
                    count += u32::from(known.insert(person));
                }
                None => count += 1,
            }
        }
        (count, known)
    }
}

impl Space {
    pub(super) fn settle_counts(&mut self, now: UnixMs) {
        let Some(due) = self.audience.next_count() else { return };
        if now < due {
            return;
        }
        self.audience.stale = false;
        self.audience.counted_at = now;
        let (listening, known) = self.audience.listening(self.view());
        let looking = self
            .roster
            .people()
            .filter(|person| !known.contains(person) && self.view().seat_of(*person).is_none())
            .count();
        if self.view().listeners != listening {
            self.emit(Event::Audience { listeners: listening });
        }
        let looking = u32::try_from(looking).unwrap_or(u32::MAX);
        let count = DoorCount { listening, looking };
        if self.view().door != Some(count) {
            self.emit(Event::Door { count });
        }
    }

    /// Closes what people hear with a minute after their last line closed. Ears that never had a
    /// line, such as those of plain WHEP players, live by consent alone.
    pub(super) fn close_ears_without_owner(&mut self, now: UnixMs) {
        let due: Vec<_> = self
            .audience
            .orphans
            .extract_if(.., |_, at| *at <= now)
            .map(|(person, _)| person)
            .collect();
        for person in due {
            for session in self.audience.ears_of(person) {
                self.audience.gone(session);
                self.effect(Effect::Close { session });
            }
        }
    }
}
