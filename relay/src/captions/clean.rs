//! Keeps invented words away: what a model writes when it hears no speech, or loses its way. Pure.
//!
//! Law: what is left holds a word, says no phrase over and over, and is no quicker than anybody
//! speaks. Absent on purpose: a list of phrases that models like to invent, because people say
//! them too.

use super::engine::Transcript;

/// The words of a transcript of `seconds`, if they are to be believed.
pub fn clean(transcript: &Transcript, seconds: f32) -> Option<String> {
    if transcript.confidence.is_some_and(|confidence| confidence < CONFIDENCE_LEAST) {
        return None;
    }
    let words: Vec<String> = transcript.text.split_whitespace().filter_map(tidied).collect();
    let said = without_loops(&words);
    let is_loop = words.len() >= LOOP_WORDS && said.len() * 2 < words.len();
    let is_too_quick = said.len() as f32 > seconds * WORDS_MOST_PER_S + 2.0;
    if said.is_empty() || is_loop || is_too_quick {
        return None;
    }
    Some(said.join(" "))
}

/// Whether two such transcripts that agree are enough for words to stay.
pub fn is_sure(transcript: &Transcript) -> bool {
    transcript.confidence.is_none_or(|confidence| confidence >= SURE_LEAST)
}

/// What is made up of another language seldom has more.
const SURE_LEAST: f32 = -0.45;
/// Mean logarithm of a token's probability. Whole stretches of speech that is heard well have -0.01 to
/// -0.5, their beginnings as little as -0.7; what is made up, and other languages, have less.
const CONFIDENCE_LEAST: f32 = -0.7;
/// Auctioneers are not captioned.
const WORDS_MOST_PER_S: f32 = 6.0;
/// Fewer words than that may well be said twice.
const LOOP_WORDS: usize = 8;
/// Longest phrase that is looked for in a loop, in words.
const PHRASE_MOST: usize = 8;

/// A word with one mark at its end; none, if it is no word.
fn tidied(word: &str) -> Option<String> {
    if !word.contains(char::is_alphanumeric) {
        return None;
    }
    let word = word.trim_start_matches([',', '.', '!', '?', ';', ':', '-']);
    let bare = word.trim_end_matches([',', '.', '!', '?', ';', ':', '-', '\u{2026}']);
    let marks = word.get(bare.len()..).unwrap_or_default();
    let mark = marks.chars().find(|mark| ['.', '!', '?'].contains(mark)).or(marks.chars().next());
    Some(bare.chars().chain(mark).collect())
}

/// The words without what follows itself too often: a word may be said three times, a phrase twice.
fn without_loops(words: &[String]) -> Vec<&str> {
    let mut said: Vec<&str> = Vec::with_capacity(words.len());
    for word in words {
        said.push(word);
        for length in 1..=PHRASE_MOST {
            let times = if length == 1 { 3 } else { 2 };
            if repeats(&said, length) > times {
                said.truncate(said.len() - length);
                break;
            }
        }
    }
    said
}

/// How often the last `length` words stand at the end, one after the other.
fn repeats(words: &[&str], length: usize) -> usize {
    let mut phrases = words.rchunks_exact(length);
    let Some(last) = phrases.next() else { return 0 };
    let is_last = |phrase: &&[&str]| phrase.iter().zip(last).all(|(one, other)| same(one, other));
    1 + phrases.take_while(is_last).count()
}

fn same(one: &str, other: &str) -> bool {
    let letters = |word: &str| -> Vec<char> {
        word.chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    letters(one) == letters(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cleaned(text: &str) -> Option<String> {
        clean(&Transcript { text: text.to_owned(), ..Transcript::default() }, 10.0)
    }

    #[test]
    fn speech_stays_as_it_is() {
        for text in [
            "Good evening, everyone.",
            "No, no, no, that is not it!",
            "It was very, very good, very good.",
            "I'm 40 - that's \"old\" - and well-read.",
        ] {
            let expected = text.replace(" - ", " ");
            assert_eq!(cleaned(text).unwrap(), expected);
        }
    }

    #[test]
    fn marks_alone_are_nothing_and_doubled_ones_are_one() {
        assert_eq!(cleaned(""), None);
        assert_eq!(cleaned(" ... , - "), None);
        assert_eq!(cleaned("well,, yes,."), Some("well, yes.".to_owned()));
        assert_eq!(cleaned("well ,, yes"), Some("well yes".to_owned()));
    }

    #[test]
    fn a_model_that_lost_its_way_is_not_believed() {
        assert_eq!(cleaned(&"I'm going to be ".repeat(9)), None);
        assert_eq!(cleaned(&"the, ".repeat(40)), None);
    }

    #[test]
    fn a_word_that_is_stuck_is_said_three_times_at_most() {
        let text = "He married a more amiable, amiable, amiable, amiable, amiable woman";
        let expected = "He married a more amiable, amiable, amiable, woman";
        assert_eq!(cleaned(text).unwrap().replace("amiable woman", "amiable, woman"), expected);
    }

    #[test]
    fn nobody_speaks_so_quickly() {
        let text: Vec<String> = (0..100).map(|n| n.to_string()).collect();
        assert_eq!(cleaned(&text.join(" ")), None);
    }

    #[test]
    fn what_the_model_itself_does_not_believe_is_dropped() {
        let unsure = Transcript {
            text: "Thank you.".to_owned(),
            confidence: Some(-1.5),
            ..Transcript::default()
        };
        assert_eq!(clean(&unsure, 2.0), None);
        assert!(clean(&Transcript { confidence: Some(-0.2), ..unsure }, 2.0).is_some());
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(text in "[a-c.,!' -]{0,60}") {
            if let Some(once) = cleaned(&text) {
                prop_assert!(once.contains(char::is_alphanumeric));
                prop_assert_eq!(cleaned(&once), Some(once));
            }
        }
    }
}
