//! The recogniser's one table: what waits to be heard, and what is known of each stretch that is not
//! over. Pure: hears nothing itself, reads no clock, writes nowhere.
//!
//! Law: a stretch of which words were seen gets its final report, whatever is dropped; one of which
//! none were seen gets no report at all.

use super::{
    agree::{Agreed, Agreement},
    clean::{clean, is_sure},
    engine::{RATE, Transcript},
    load::{self, Load, Step},
    pipe::{Report, Said, Talker},
    queue::Queue,
    terms::Terms,
    voice::Piece,
};
use causerie_shared::{id::SpaceId, time::UnixMs};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

pub struct Desk {
    /// None, when the engine hears no partials.
    pace_ms: Option<u64>,
    queue: Queue<Talker, Job>,
    /// The stretch that each voice is in.
    open: BTreeMap<Talker, u64>,
    notes: BTreeMap<u64, Note>,
    utterances: u64,
    terms: BTreeMap<SpaceId, Arc<Terms>>,
    load: Load,
    reports: VecDeque<Report>,
}

/// A partial that waited for so long and was then dropped means too much work. Sooner, it was a pause
/// that asked for another out of turn.
const WAIT_MOST_MS: u64 = 400;

/// A piece of sound that waits.
struct Job {
    utterance: u64,
    piece: Piece,
    /// When its sound had come.
    came: UnixMs,
}

/// What is known of a stretch.
struct Note {
    of: Talker,
    agreement: Agreement,
    tentative: String,
    was_seen: bool,
    /// What was heard last, and up to which sample.
    heard: Option<(u64, Transcript)>,
    was_small: bool,
}

/// Work for an engine.
pub struct Task {
    of: Talker,
    job: Job,
    began: UnixMs,
    pub samples: Arc<[f32]>,
    /// What the engine heard in the beginning of it.
    pub expected: Vec<u32>,
    /// By the smaller model.
    pub is_small: bool,
    /// Heard already: there is nothing to do.
    pub known: Option<Transcript>,
}

impl Desk {
    pub fn new(pace_ms: Option<u64>, workers: usize, has_small: bool) -> Self {
        Self {
            pace_ms,
            queue: Queue::default(),
            open: BTreeMap::new(),
            notes: BTreeMap::new(),
            utterances: 0,
            terms: BTreeMap::new(),
            load: Load::new(workers, has_small),
            reports: VecDeque::new(),
        }
    }

    /// Milliseconds of sound between two partials, as much as is to be asked for; none for none.
    pub fn pace_ms(&self) -> Option<u64> {
        let pace_ms = self.pace_ms?;
        match self.load.step() {
            Step::Prompt => Some(pace_ms),
            Step::Slow => Some(pace_ms * 2),
            Step::FinalsOnly | Step::Small => None,
        }
    }

    pub fn set_terms(&mut self, space: SpaceId, terms: &[String]) {
        self.terms.insert(space, Arc::new(Terms::new(terms)));
    }

    /// Nothing more is reported of this space.
    pub fn forget(&mut self, space: SpaceId) {
        self.queue.forget(|of| of.space == space);
        self.open.retain(|of, _| of.space != space);
        self.notes.retain(|_, note| note.of.space != space);
        self.terms.remove(&space);
    }

    /// A piece of sound of a voice.
    pub fn place(&mut self, of: Talker, piece: Piece, now: UnixMs) {
        let utterance = match self.open.get(&of) {
            Some(utterance) => *utterance,
            None => self.begin(of),
        };
        let is_final = piece.is_final;
        let job = Job { utterance, piece, came: now };
        if is_final {
            self.open.remove(&of);
            if let Some(dropped) = self.queue.last(of, job) {
                self.load.handle(load::Input::Dropped, now);
                self.give_up(&dropped);
                self.follow_load();
            }
        } else if let Some(dropped) = self.queue.partial(of, job)
            && now.since_ms(dropped.came) >= WAIT_MOST_MS
        {
            self.load.handle(load::Input::Dropped, now);
            self.follow_load();
        }
    }

    pub fn handle_timeout(&mut self, now: UnixMs) {
        self.load.handle_timeout(now);
        self.follow_load();
    }

    pub fn poll_timeout(&self) -> Option<(UnixMs, &'static str)> {
        self.load.poll_timeout()
    }

    pub fn poll_output(&mut self) -> Option<Report> {
        self.reports.pop_front()
    }

    /// The next work. [`Desk::done`] is told when it is done.
    pub fn take(&mut self, now: UnixMs) -> Option<Task> {
        let (of, job) = self.queue.take()?;
        let is_small = self.load.step() == Step::Small;
        let note = self.notes.get(&job.utterance).filter(|note| note.was_small == is_small);
        let heard = note.and_then(|note| note.heard.clone());
        let (known, expected) = match heard {
            Some((to, known)) if to == job.piece.stretch.to => (Some(known), Vec::new()),
            Some((_, known)) => (None, known.tokens),
            None => (None, Vec::new()),
        };
        let samples = Arc::clone(&job.piece.samples);
        Some(Task { of, job, began: now, samples, expected, is_small, known })
    }

    /// What an engine heard; nothing, if it failed.
    pub fn done(&mut self, task: Task, heard: Option<Transcript>, now: UnixMs) {
        let Task { of, job, began, is_small, .. } = task;
        self.queue.done(of);
        let (lag_ms, busy_ms) = (now.since_ms(job.came), now.since_ms(began));
        self.load.handle(load::Input::Heard { lag_ms, busy_ms }, now);
        match heard {
            Some(transcript) => self.write(&job, transcript, is_small),
            None if job.piece.is_final => self.give_up(&job),
            None => {}
        }
        self.follow_load();
    }

    fn begin(&mut self, of: Talker) -> u64 {
        self.utterances += 1;
        let note = Note {
            of,
            agreement: Agreement::default(),
            tentative: String::new(),
            was_seen: false,
            heard: None,
            was_small: false,
        };
        self.notes.insert(self.utterances, note);
        self.open.insert(of, self.utterances);
        self.utterances
    }

    fn write(&mut self, job: &Job, transcript: Transcript, is_small: bool) {
        // Forgotten, or given up, while it was heard.
        let Some(note) = self.notes.get_mut(&job.utterance) else { return };
        let stretch = job.piece.stretch;
        let seconds = (stretch.to - stretch.from) as f32 / RATE as f32;
        let text = clean(&transcript, seconds);
        let terms = self.terms.get(&note.of.space);
        let text =
            text.map(|text| terms.map_or_else(|| text.clone(), |terms| terms.correct(&text)));
        let is_sure = is_sure(&transcript);
        note.heard = Some((stretch.to, transcript));
        note.was_small = is_small;
        let agreed = match (text, job.piece.is_final) {
            (Some(text), false) if is_sure => note.agreement.partial(&text),
            (Some(text), false) => note.agreement.doubtful(&text),
            (None, false) => return,
            (text, true) => note.agreement.finish(&text.unwrap_or_default()),
        };
        self.tell(job, agreed);
    }

    fn give_up(&mut self, job: &Job) {
        if let Some(note) = self.notes.get_mut(&job.utterance) {
            let agreed = note.agreement.give_up();
            self.tell(job, agreed);
        }
    }

    fn tell(&mut self, job: &Job, agreed: Agreed) {
        let Some(note) = self.notes.get_mut(&job.utterance) else { return };
        let Agreed { stable, tentative } = agreed;
        let Piece { is_final, from, to, heard, .. } = job.piece;
        let is_new = !stable.is_empty() || tentative != note.tentative;
        note.was_seen |= is_new;
        note.tentative.clone_from(&tentative);
        if is_new || (is_final && note.was_seen) {
            let of = note.of;
            let utterance = job.utterance;
            let said = Said { of, utterance, from, to, heard, stable, tentative, is_final };
            self.reports.push_back(Report::Said(said));
        }
        if is_final {
            self.notes.remove(&job.utterance);
        }
    }

    fn follow_load(&mut self) {
        while let Some(output) = self.load.poll_output() {
            match output {
                load::Output::Delayed(is_delayed) => {
                    self.reports.push_back(Report::Delayed(is_delayed));
                }
                // Voices ask for the pace, and tasks for the model, whenever they need it.
                load::Output::Step(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::captions::segment::Stretch;
    use causerie_shared::id::VoiceId;

    fn talker(voice: u32) -> Talker {
        Talker { space: SpaceId::from_bits(1), voice: VoiceId::new(voice).unwrap() }
    }

    fn piece(to_s: u64, is_final: bool) -> Piece {
        let stretch = Stretch { from: 0, to: to_s * RATE as u64 };
        let (from, to) = (UnixMs(0), UnixMs(to_s * 1000));
        Piece { is_final, stretch, from, to, heard: None, samples: Arc::new([]) }
    }

    fn heard(text: &str) -> Option<Transcript> {
        Some(Transcript { text: text.to_owned(), ..Transcript::default() })
    }

    fn said(desk: &mut Desk) -> Vec<(u64, String, String, bool)> {
        let reports = std::iter::from_fn(|| desk.poll_output());
        let said = reports.filter_map(|report| match report {
            Report::Said(said) => {
                Some((said.utterance, said.stable, said.tentative, said.is_final))
            }
            Report::Ready { .. } | Report::Useless { .. } | Report::Delayed(_) => None,
        });
        said.collect()
    }

    fn hear(desk: &mut Desk, text: &str) {
        let task = desk.take(UnixMs(0)).expect("there is work");
        desk.done(task, heard(text), UnixMs(0));
    }

    fn row(
        utterance: u64,
        stable: &str,
        tentative: &str,
        is_final: bool,
    ) -> (u64, String, String, bool) {
        (utterance, stable.to_owned(), tentative.to_owned(), is_final)
    }

    #[test]
    fn a_stretch_is_told_as_it_grows_and_ended_once() {
        let mut desk = Desk::new(Some(500), 1, false);
        for (to, text) in [(1, "Good."), (2, "Good evening."), (3, "")] {
            desk.place(talker(1), piece(to, false), UnixMs(0));
            hear(&mut desk, text);
        }
        desk.place(talker(1), piece(3, true), UnixMs(0));
        let task = desk.take(UnixMs(0)).unwrap();
        assert!(task.known.is_some(), "the same sound is not heard twice");
        desk.done(task, heard("Good evening, all."), UnixMs(0));
        assert_eq!(
            said(&mut desk),
            [
                row(1, "", "Good", false),
                row(1, "Good", "evening", false),
                row(1, "evening, all.", "", true)
            ]
        );
        assert!(desk.notes.is_empty() && desk.open.is_empty());
    }

    #[test]
    fn what_was_never_seen_is_never_told() {
        let mut desk = Desk::new(Some(500), 1, false);
        desk.place(talker(1), piece(1, false), UnixMs(0));
        hear(&mut desk, " , ");
        desk.place(talker(1), piece(2, true), UnixMs(0));
        hear(&mut desk, "");
        assert_eq!(said(&mut desk), []);
    }

    #[test]
    fn what_was_seen_and_proves_to_be_nothing_is_ended() {
        let mut desk = Desk::new(Some(500), 1, false);
        desk.place(talker(1), piece(1, false), UnixMs(0));
        hear(&mut desk, "You");
        desk.place(talker(1), piece(2, true), UnixMs(0));
        hear(&mut desk, "");
        assert_eq!(said(&mut desk), [row(1, "", "You", false), row(1, "", "", true)]);
    }

    #[test]
    fn a_final_that_is_dropped_or_cannot_be_heard_ends_with_what_was_seen() {
        let mut desk = Desk::new(Some(500), 1, false);
        desk.place(talker(1), piece(1, false), UnixMs(0));
        hear(&mut desk, "Good evening");
        for _ in 0..4 {
            desk.place(talker(1), piece(2, true), UnixMs(0));
        }
        assert_eq!(
            said(&mut desk),
            [row(1, "", "Good evening", false), row(1, "Good evening", "", true)]
        );
        let task = desk.take(UnixMs(0)).unwrap();
        desk.done(task, None, UnixMs(0));
        assert_eq!(said(&mut desk), []);
    }

    #[test]
    fn nothing_is_told_of_a_space_that_is_forgotten() {
        let mut desk = Desk::new(Some(500), 1, false);
        desk.place(talker(1), piece(1, false), UnixMs(0));
        let task = desk.take(UnixMs(0)).unwrap();
        desk.place(talker(1), piece(2, true), UnixMs(0));
        desk.forget(talker(1).space);
        desk.done(task, heard("Good evening"), UnixMs(0));
        assert!(desk.take(UnixMs(0)).is_none());
        assert_eq!(said(&mut desk), []);
    }

    #[test]
    fn names_are_spelt_as_the_space_spells_them() {
        let mut desk = Desk::new(None, 1, false);
        desk.set_terms(talker(1).space, &["Causerie".to_owned()]);
        desk.place(talker(1), piece(2, true), UnixMs(0));
        hear(&mut desk, "Welcome to caus ery.");
        assert_eq!(said(&mut desk), [row(1, "Welcome to Causerie.", "", true)]);
    }

    #[test]
    fn words_that_come_late_slow_the_partials_down_and_are_said_to() {
        let mut desk = Desk::new(Some(500), 1, false);
        for second in 0..8u64 {
            desk.place(talker(1), piece(second + 1, false), UnixMs(second * 1000));
            let task = desk.take(UnixMs(second * 1000)).unwrap();
            desk.done(task, heard("Good evening"), UnixMs(second * 1000 + 2000));
        }
        assert!(
            std::iter::from_fn(|| desk.poll_output()).any(|report| report == Report::Delayed(true))
        );
        assert_ne!(desk.pace_ms(), Some(500));
    }
}
