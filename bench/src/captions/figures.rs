//! What a talk came to: how many words were wrong, and how late the right ones were. Pure.

use super::{
    compare::align,
    shown::{Ns, Shown},
};
use crate::spread::Spread;
use causerie_shared::{id::VoiceId, transcript::Transcript};
use serde::{Deserialize, Serialize};

/// A word that somebody said, and when its end was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    pub text: String,
    pub ended: Ns,
}

/// How the words of a talk were read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Words that were said.
    pub words: usize,
    /// Words missed, invented or read as others.
    pub wrong: usize,
    /// From the end of a word to its standing at its place, tentative or not.
    pub seen_ms: Spread,
    /// From the end of a word to its being stable.
    pub stable_ms: Spread,
    /// What was said and what was read where they differ.
    pub faults: Vec<(String, String)>,
}

/// Of voices and what each of them said, in order.
pub fn figures(talk: &[(VoiceId, Vec<Spoken>)], shown: &Shown) -> Figures {
    let mut figures = Figures::default();
    let (mut seen_ms, mut stable_ms) = (Vec::new(), Vec::new());
    for (voice, spoken) in talk {
        let read = shown.of(*voice);
        let (said, texts): (Vec<_>, Vec<_>) =
            (spoken.iter().map(|it| &it.text).collect(), read.iter().map(|it| &it.text).collect());
        let aligned = align(&said, &texts);
        for (word, found) in spoken.iter().zip(&aligned.found) {
            let Some(read) = found.and_then(|at| read.get(at)) else { continue };
            seen_ms.push(ms_between(word.ended, read.seen));
            stable_ms.extend(read.stable.map(|stable| ms_between(word.ended, stable)));
        }
        figures.words += spoken.len();
        figures.wrong += aligned.wrong.len();
        figures.faults.extend(aligned.wrong);
    }
    figures.seen_ms = Spread::of(seen_ms);
    figures.stable_ms = Spread::of(stable_ms);
    figures
}

/// Segments that are kept otherwise than they were shown, or not at all, or were never shown.
pub fn kept_otherwise(kept: &Transcript, shown: &Shown) -> usize {
    let line = |number: u32| kept.lines.iter().find(|line| line.number == number);
    let differ = shown.segments().filter(|(number, stretch)| {
        line(*number).is_none_or(|line| line.text.as_str() != stretch.stable)
    });
    let unseen = kept.lines.iter().filter(|line| shown.segments().all(|it| it.0 != line.number));
    differ.count() + unseen.count()
}

/// Negative where a word was there before its end.
fn ms_between(from: Ns, to: Ns) -> f64 {
    (i128::from(to) - i128::from(from)) as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::{
        caption::{Speaker, Words},
        id::PersonId,
    };

    fn shown(text: &str, at: Ns) -> Shown {
        let mut shown = Shown::default();
        let words = Words {
            number: 1,
            voice: VoiceId::new(7).unwrap(),
            by: Some(Speaker { person: PersonId::from_bits(1), name: "Ada".parse().unwrap() }),
            revision: 1,
            from_ms: 0,
            to_ms: 0,
            heard: None,
            stable: text.to_owned(),
            tentative: String::new(),
            is_final: true,
        };
        shown.take(&words, at);
        shown
    }

    fn said(text: &str, ended: Ns) -> Spoken {
        Spoken { text: text.to_owned(), ended }
    }

    #[test]
    fn what_is_late_is_measured_from_the_end_of_each_word_that_was_read_right() {
        const MS: Ns = 1_000_000;
        let spoken =
            vec![said("fail", 100 * MS), said("again", 300 * MS), said("better", 500 * MS)];
        let talk = [(VoiceId::new(7).unwrap(), spoken)];
        let figures = figures(&talk, &shown("Fail a better", 450 * MS));
        assert_eq!((figures.words, figures.wrong), (3, 1));
        assert_eq!(figures.faults, [("again".to_owned(), "a".to_owned())]);
        assert_eq!((figures.stable_ms.count, figures.stable_ms.max), (2, 350.0));
        assert_eq!(figures.stable_ms.p50, -50.0);
        assert_eq!(figures.seen_ms, figures.stable_ms);
    }

    #[test]
    fn what_is_kept_is_what_was_shown() {
        let transcript = |text: &str| -> Transcript {
            let line = serde_json::json!({ "number": 1, "voice": 7, "person": PersonId::from_bits(1), "name": "Ada", "from_ms": 0,
                "to_ms": 1, "text": text });
            serde_json::from_value(serde_json::json!({
                "space": "0190c2e8-0000-7000-8000-000000000000", "title": "An evening",
                "since": 0, "over": false, "days": 0, "edits": false, "lines": [line] }))
            .unwrap()
        };
        let shown = shown("Fail better.", 1);
        assert_eq!(kept_otherwise(&transcript("Fail better."), &shown), 0);
        assert_eq!(kept_otherwise(&transcript("Fail butter."), &shown), 1);
        assert_eq!(kept_otherwise(&transcript("Fail better."), &Shown::default()), 1);
    }
}
