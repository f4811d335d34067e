//! What is said, in words: who is captioned, to which segment words belong, what is kept of them.
//!
//! Laws: a voice that declined, or whose space wants no captions, has no tap, so that its sound is
//! not even decoded; segments count upwards and no number comes twice; whatever becomes of the
//! recogniser or the space, a segment that began ends once, with all that was shown of it.
//!
//! Absent: sound, and how words are found in it (`captions`).

use crate::space::{Effect, Output, Space, Who};
use causerie_shared::{
    caption::{CaptionState, Captioning, Heard, Segment, Speaker, Words, joined},
    event::Event,
    fault::Fault,
    id::{PersonId, VoiceId},
    language::Language,
    text::{Term, Wording},
    time::UnixMs,
    transcript::Said,
    view::SpaceView,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// People whose "do not caption me" is remembered before they have a seat. Beyond it the memory of
/// some goes, and they are asked again.
const DECLINED_MOST: usize = 5_000;

/// Numbers that are left out when the relay begins anew.
const NUMBERS_LEFT_OUT: u32 = 1000;

/// Longest text of one segment, in bytes; what a recogniser says beyond it is left out.
const TEXT_MOST_BYTES: usize = Wording::MOST;

/// How the relay's recogniser is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recogniser {
    pub state: CaptionState,
    /// Counts its starts. What one of them began, a later one cannot end.
    pub life: u32,
    /// The languages that it knows; none: all.
    pub languages: Option<Arc<[Language]>>,
    /// How many days what was said is kept once a space is over.
    pub days: u32,
}

/// What a recogniser says is new about one stretch of speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    pub life: u32,
    /// Unique within a life.
    pub number: u64,
    pub voice: VoiceId,
    pub from: UnixMs,
    pub to: UnixMs,
    pub heard: Option<Heard>,
    pub stable: String,
    pub tentative: String,
    pub is_final: bool,
}

/// What somebody did to a segment that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amendment {
    Reworded { segment: u32, text: Wording },
    Unsaid { segment: u32 },
}

#[derive(Default)]
pub(super) struct Captions {
    last_number: u32,
    open: BTreeMap<(u32, u64), Open>,
    tapped: BTreeSet<VoiceId>,
    declined: BTreeSet<PersonId>,
    /// Of each voice on stage the last utterance that ended: nothing comes of it or of those before.
    ended: BTreeMap<VoiceId, (u32, u64)>,
    recogniser: Recogniser,
    /// The spellings that the recogniser was told.
    spelt: Vec<String>,
}

/// A segment to which words may come still.
struct Open {
    number: u32,
    revision: u32,
    voice: VoiceId,
    by: Speaker,
    /// Whether it may be kept, as everybody was told when it began.
    kept: bool,
    from_ms: u64,
    to_ms: u64,
    stable: String,
    tentative: String,
}

impl Captions {
    /// Takes up the numbers where a former run ended.
    pub(super) fn after(view: &SpaceView) -> Self {
        let last_number = view.captions.iter().map(|said| said.number).max().unwrap_or(0);
        let declined = view.stage.iter().filter(|seat| seat.uncaptioned);
        let declined = declined.map(|seat| seat.person).collect();
        Self { last_number, declined, ..Self::default() }
    }

    /// Voices whose sound goes to the recogniser.
    #[cfg(test)]
    pub(super) fn tapped(&self) -> impl Iterator<Item = VoiceId> {
        self.tapped.iter().copied()
    }
}

/// What a restart takes up: segments that ended.
pub(super) fn ended(captions: Vec<Segment>) -> Vec<Segment> {
    captions.into_iter().filter(|segment| segment.is_final).collect()
}

impl Space {
    /// Numbers up to here are taken, and some more: of a former run, whose last ones may have been
    /// taken out or lost.
    pub fn number_captions_after(&mut self, last: u32) {
        let last = self.captions.last_number.max(last);
        self.captions.last_number = last.saturating_add(NUMBERS_LEFT_OUT);
    }

    pub(super) fn recogniser(&mut self, recogniser: Recogniser) {
        if self.is_over() {
            return;
        }
        let lost = !recogniser.state.is_on();
        let life = recogniser.life;
        if life != self.captions.recogniser.life {
            // It knows nothing yet.
            self.captions.spelt.clear();
        }
        self.captions.recogniser = recogniser;
        self.end_segments(|key, _| lost || key.0 < life);
    }

    pub(super) fn said(&mut self, said: Utterance) {
        if self.is_over() || said.life < self.captions.recogniser.life {
            return;
        }
        let key = (said.life, said.number);
        let Some(mut open) = self.captions.open.remove(&key).or_else(|| self.begin(&said)) else {
            return;
        };
        let since = self.view().lifecycle.since();
        open.from_ms = said.from.since_ms(since);
        open.to_ms = said.to.since_ms(since).max(open.from_ms);
        let room = TEXT_MOST_BYTES.saturating_sub(open.stable.len() + 1);
        let stable = clipped(clean(&said.stable), room);
        open.stable = joined(&open.stable, &stable);
        let room = TEXT_MOST_BYTES.saturating_sub(open.stable.len() + 1);
        open.tentative = clipped(clean(&said.tentative), room);
        let heard = said.heard;
        if said.is_final {
            return self.end_segment(key, open, stable, heard);
        }
        self.say(&mut open, stable, heard, false);
        self.captions.open.insert(key, open);
    }

    /// The first words of a segment: of somebody on stage who is captioned.
    fn begin(&mut self, said: &Utterance) -> Option<Open> {
        let shows = |text: &str| !clean(text).is_empty();
        let key = (said.life, said.number);
        let is_over = self.captions.ended.get(&said.voice).is_some_and(|ended| key <= *ended);
        if is_over
            || !self.captions.tapped.contains(&said.voice)
            || !(shows(&said.stable) || shows(&said.tentative))
        {
            return None;
        }
        let seat = self.view().seat(said.voice)?;
        let by = Speaker { person: seat.person, name: seat.name.clone() };
        let number = self.captions.last_number.checked_add(1)?;
        self.captions.last_number = number;
        Some(Open {
            number,
            revision: 0,
            voice: said.voice,
            by,
            kept: self.view().captioning.kept,
            from_ms: 0,
            to_ms: 0,
            stable: String::new(),
            tentative: String::new(),
        })
    }

    fn say(&mut self, open: &mut Open, stable: String, heard: Option<Heard>, is_final: bool) {
        open.revision = open.revision.saturating_add(1);
        let words = Words {
            number: open.number,
            voice: open.voice,
            by: (open.revision == 1).then(|| open.by.clone()),
            revision: open.revision,
            from_ms: open.from_ms,
            to_ms: open.to_ms,
            heard,
            stable,
            tentative: open.tentative.clone(),
            is_final,
        };
        self.emit(Event::Said { words });
    }

    /// `stable`: what comes behind the stable words that were told.
    fn end_segment(
        &mut self,
        key: (u32, u64),
        mut open: Open,
        stable: String,
        heard: Option<Heard>,
    ) {
        self.captions.ended.insert(open.voice, key);
        open.tentative.clear();
        if open.stable.is_empty() {
            // What was shown turned out to be nothing.
            if open.revision > 0 {
                self.emit(Event::Unsaid { segment: open.number });
            }
            return;
        }
        self.say(&mut open, stable, heard, true);
        let Open { number, voice, by, kept, from_ms, to_ms, stable: text, .. } = open;
        // The words were cleaned and bounded when they came.
        if kept
            && self.view().captioning.kept
            && let Ok(text) = text.parse()
        {
            let Speaker { person, name } = by;
            let (edited, own) = (false, false);
            let said = Said { number, voice, person, name, from_ms, to_ms, text, edited, own };
            self.out.push_back(Output::Keep(said));
        }
        // No save for a line: what is kept has a row of its own, and a room that talks would copy its
        // view all evening for the last lines that a crash would cost those who come late.
    }

    /// Ends those segments for which nothing more will come, with all that was shown of them.
    fn end_segments(&mut self, which: impl Fn(&(u32, u64), &Open) -> bool) {
        let ending = self.captions.open.extract_if(.., |key, open| which(key, open));
        let ending: Vec<_> = ending.collect();
        for (key, mut open) in ending {
            let rest = std::mem::take(&mut open.tentative);
            open.stable = joined(&open.stable, &rest);
            self.end_segment(key, open, rest, None);
        }
    }

    pub(super) fn end_all_segments(&mut self) {
        self.end_segments(|_, _| true);
    }

    /// Somebody says whether their voice is turned into words, on stage or before they come.
    pub(super) fn set_captioned(&mut self, who: &Who, captioned: bool) {
        let declined = &mut self.captions.declined;
        if captioned {
            declined.remove(&who.person);
        } else {
            while declined.len() >= DECLINED_MOST {
                declined.pop_first();
            }
            declined.insert(who.person);
        }
        let Some(seat) = self.view().seat_of(who.person) else { return };
        let voice = seat.voice;
        if seat.uncaptioned == captioned {
            self.emit(Event::Consented { voice, captioned });
            self.save();
        }
        if !captioned {
            self.end_segments(|_, open| open.voice == voice);
        }
    }

    pub(super) fn declines(&self, person: PersonId) -> bool {
        self.captions.declined.contains(&person)
    }

    pub(super) fn set_captioning(&mut self, wanted: bool, kept: bool) {
        let captioning = Captioning { wanted, kept, ..self.view().captioning };
        if captioning == self.view().captioning {
            return;
        }
        self.emit(Event::Captioning { captioning });
        if !wanted {
            self.end_all_segments();
        }
        self.save();
    }

    pub(super) fn set_terms(&mut self, typed: &[String]) -> Result<(), Fault> {
        let mut terms: Vec<Term> = Vec::new();
        for typed in typed.iter().filter(|typed| !typed.trim().is_empty()) {
            let term = typed.parse().map_err(|text| Fault::BadLine { text })?;
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        if terms.len() > SpaceView::TERMS_MOST {
            return Err(Fault::TooManyTerms { most: SpaceView::TERMS_MOST });
        }
        if terms != self.view().terms {
            self.emit(Event::Terms { terms });
            self.save();
        }
        Ok(())
    }

    /// What was kept has been put right, or taken out: so it is for those who read it here.
    pub(super) fn amend(&mut self, amendment: Amendment, now: UnixMs) {
        let shown = |segment| self.view().captions.iter().any(|said| said.number == segment);
        let event = match amendment {
            Amendment::Reworded { segment, text } if shown(segment) => {
                Event::Reworded { segment, text }
            }
            Amendment::Unsaid { segment } if shown(segment) => Event::Unsaid { segment },
            Amendment::Reworded { .. } | Amendment::Unsaid { .. } => return,
        };
        if self.is_over() {
            return;
        }
        let taken = matches!(event, Event::Unsaid { .. });
        self.emit(event);
        if taken {
            self.save();
        } else {
            self.save_soon(now);
        }
    }

    /// Somebody is gone for good, and what they said goes with them.
    pub(super) fn take_words_of(&mut self, person: PersonId) {
        self.captions.open.retain(|_, open| open.by.person != person);
        let said = self.view().captions.iter().filter(|said| said.by.person == person);
        let said: Vec<_> = said.map(|said| said.number).collect();
        for segment in said {
            self.emit(Event::Unsaid { segment });
        }
    }

    pub(super) fn settle_captions(&mut self) {
        self.settle_state();
        self.settle_taps();
        self.settle_spelling();
    }

    fn settle_state(&mut self) {
        let Recogniser { state, languages, days, .. } = &self.captions.recogniser;
        let understands = match (languages, self.view().language) {
            (Some(known), Some(spoken)) => known.contains(&spoken),
            (None, _) | (_, None) => true,
        };
        let state =
            if state.is_on() && !understands { CaptionState::OtherLanguage } else { *state };
        let captioning = Captioning { state, days: *days, ..self.view().captioning };
        if captioning != self.view().captioning {
            self.emit(Event::Captioning { captioning });
        }
    }

    /// Nobody is decoded before the doors open, nor for nobody: what is not kept is for those who
    /// are here.
    fn settle_taps(&mut self) {
        let view = self.view();
        let read = view.captioning.kept || self.roster.anybody_reads();
        let runs = view.captioning.is_on() && view.lifecycle.is_live() && read;
        let captioned = view.stage.iter().filter(|seat| runs && !seat.uncaptioned);
        let voices = captioned.map(|seat| seat.voice);
        let tapped = &self.captions.tapped;
        // Asked after whatever happens, so that nothing is allocated for a no.
        let as_before = voices.clone().all(|voice| tapped.contains(&voice));
        if as_before && voices.clone().count() == tapped.len() {
            return;
        }
        let wanted: BTreeSet<_> = voices.collect();
        let changed: Vec<_> = wanted.symmetric_difference(&self.captions.tapped).copied().collect();
        let seated = |voice: &VoiceId| view.seat(*voice).is_some();
        let gone: Vec<_> =
            self.captions.ended.keys().filter(|voice| !seated(voice)).copied().collect();
        for voice in gone {
            self.captions.ended.remove(&voice);
        }
        for voice in changed {
            self.effect(Effect::SetTapped { voice, tapped: wanted.contains(&voice) });
        }
        self.captions.tapped = wanted;
    }

    fn settle_spelling(&mut self) {
        if self.captions.tapped.is_empty() {
            return;
        }
        let view = self.view();
        let terms = view.terms.iter().map(Term::as_str);
        let names = view.stage.iter().map(|seat| seat.name.as_str());
        if !terms.clone().chain(names.clone()).eq(self.captions.spelt.iter()) {
            self.captions.spelt = terms.chain(names).map(str::to_owned).collect();
            self.out.push_back(Output::Spelling { terms: self.captions.spelt.clone() });
        }
    }
}

/// Words on one line, without what turns the words around it: an engine may be anybody's. Empty
/// when nothing of it shows.
fn clean(text: &str) -> String {
    let some: String = text.chars().take(Wording::MOST).collect();
    some.parse().map(|wording: Wording| wording.to_string()).unwrap_or_default()
}

/// As many whole words as fit.
fn clipped(text: String, most_bytes: usize) -> String {
    if text.len() <= most_bytes {
        return text;
    }
    let mut blanks = text.char_indices().filter(|(at, sign)| *sign == ' ' && *at <= most_bytes);
    let end = blanks.next_back().map_or(0, |(at, _)| at);
    text.get(..end).unwrap_or_default().to_owned()
}
