//! What stood on a reader's page and since when, word by word. Pure: events and moments in.
//!
//! Law: a word that is stable stays; one that changes or goes is counted, and nothing else is done
//! about it.

use super::compare;
use causerie_shared::{
    caption::{Segment, Words, fold},
    id::VoiceId,
};
use std::collections::BTreeMap;

/// A moment by the wall clock, in Unix nanoseconds.
pub type Ns = u64;

#[derive(Default)]
pub struct Shown {
    /// As a page has them.
    page: Vec<Segment>,
    segments: BTreeMap<u32, Stretch>,
    /// Stable words that changed or went.
    pub changed: u64,
}

/// All that was ever shown of one segment.
#[derive(Debug, Default)]
pub struct Stretch {
    pub voice: Option<VoiceId>,
    /// Its stable words, as they were written.
    pub stable: String,
    pub is_final: bool,
    pub words: Vec<Word>,
}

/// One word at its place in a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    /// Since when it stood there.
    pub seen: Ns,
    /// Since when it stays there.
    pub stable: Option<Ns>,
}

impl Shown {
    pub fn take(&mut self, words: &Words, now: Ns) {
        fold(&mut self.page, words);
        let Some(segment) = self.page.iter().find(|it| it.number == words.number) else { return };
        let stretch = self.segments.entry(segment.number).or_default();
        stretch.voice = Some(segment.voice);
        stretch.is_final = segment.is_final;
        self.changed += stretch.become_that(segment, now);
    }

    /// A segment is taken out of the page.
    pub fn take_out(&mut self, number: u32) {
        self.page.retain(|segment| segment.number != number);
        let gone = self.segments.remove(&number);
        self.changed += gone.map_or(0, |it| it.stable_words().count() as u64);
    }

    pub fn segments(&self) -> impl Iterator<Item = (u32, &Stretch)> {
        self.segments.iter().map(|(number, stretch)| (*number, stretch))
    }

    /// Whether words may still come to what is shown.
    pub fn is_open(&self) -> bool {
        self.segments.values().any(|stretch| !stretch.is_final)
    }

    /// The words of one voice that stay, in the order in which they are read.
    pub fn of(&self, voice: VoiceId) -> Vec<&Word> {
        let its = self.segments.values().filter(|stretch| stretch.voice == Some(voice));
        its.flat_map(Stretch::stable_words).collect()
    }
}

impl Stretch {
    fn stable_words(&self) -> impl Iterator<Item = &Word> {
        self.words.iter().filter(|word| word.stable.is_some())
    }

    /// Takes over a segment's words; gives how many stable ones changed.
    fn become_that(&mut self, segment: &Segment, now: Ns) -> u64 {
        let mut changed = u64::from(!segment.stable.starts_with(&self.stable));
        self.stable.clone_from(&segment.stable);
        let texts = compare::words(&segment.text());
        let stable = compare::words(&segment.stable).len();
        for (at, text) in texts.iter().enumerate() {
            let new = || Word { text: text.clone(), seen: now, stable: None };
            match self.words.get_mut(at) {
                Some(word) if word.text == *text => {}
                Some(word) => {
                    changed += u64::from(word.stable.is_some());
                    *word = new();
                }
                None => self.words.push(new()),
            }
        }
        let gone = self.words.drain(texts.len()..);
        changed += gone.filter(|word| word.stable.is_some()).count() as u64;
        for word in self.words.iter_mut().take(stable) {
            word.stable.get_or_insert(now);
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::{caption::Speaker, id::PersonId};

    fn words(revision: u32, stable: &str, tentative: &str) -> Words {
        Words {
            number: 1,
            voice: VoiceId::new(7).unwrap(),
            by: (revision == 1)
                .then(|| Speaker { person: PersonId::from_bits(1), name: "Ada".parse().unwrap() }),
            revision,
            from_ms: 0,
            to_ms: 0,
            heard: None,
            stable: stable.to_owned(),
            tentative: tentative.to_owned(),
            is_final: false,
        }
    }

    fn of(shown: &Shown) -> Vec<(&str, Ns, Option<Ns>)> {
        let words = shown.of(VoiceId::new(7).unwrap());
        words.into_iter().map(|it| (it.text.as_str(), it.seen, it.stable)).collect()
    }

    #[test]
    fn a_word_is_seen_when_it_stands_at_its_place_and_stable_when_it_stays_there() {
        let mut shown = Shown::default();
        shown.take(&words(1, "", "Fail butter"), 10);
        assert_eq!(of(&shown), []);
        shown.take(&words(2, "Fail", "better no"), 20);
        shown.take(&Words { is_final: true, ..words(3, "better.", "") }, 30);
        assert_eq!(of(&shown), [("fail", 10, Some(20)), ("better", 20, Some(30))]);
        assert_eq!((shown.changed, shown.is_open()), (0, false));
    }

    #[test]
    fn stable_words_that_go_are_counted() {
        let mut shown = Shown::default();
        shown.take(&words(1, "fail better", "no"), 10);
        shown.take_out(1);
        assert_eq!((shown.changed, shown.segments().count()), (2, 0));
    }

    #[test]
    fn a_stable_word_that_changes_is_counted() {
        let mut stretch = Stretch::default();
        let mut shown = Shown::default();
        shown.take(&words(1, "fail", ""), 10);
        let mut segment = shown.page[0].clone();
        assert_eq!(stretch.become_that(&segment, 10), 0);
        segment.stable = "try".to_owned();
        assert_eq!(stretch.become_that(&segment, 20), 2, "the text, and the word in it");
    }
}
