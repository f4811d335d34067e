//! How names and terms of a space are spelt: corrects what a model wrote by ear. Pure.
//!
//! Law: a text in which no term sounds stays as it is, and so does each common word, whatever a
//! term sounds like. A term is known by its letters, or by its sound and most of its letters, in one
//! word or in some that stand together.

use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The terms of one space.
#[derive(Debug, Default)]
pub struct Terms {
    terms: Vec<Term>,
}

#[derive(Debug)]
struct Term {
    /// As it is to be written.
    spelling: String,
    letters: Vec<char>,
    sound: String,
    words: usize,
    /// Is a common word too, such as "Will": known by its capital alone, so there is nothing to do.
    is_common: bool,
}

/// More terms than a page of notes has are left out.
const TERMS_MOST: usize = 200;
const LETTERS_MOST: usize = 60;
/// A shorter term sounds like too many words: it has to be there letter by letter.
const BY_SOUND_LEAST: usize = 5;
/// One letter in so many may differ.
const LETTERS_PER_SLIP: usize = 4;

/// A word between the marks around it.
struct Word<'a> {
    before: &'a str,
    bare: &'a str,
    /// "'s", or nothing.
    owns: &'a str,
    after: &'a str,
}

impl Terms {
    pub fn new(spellings: &[String]) -> Self {
        let terms = spellings.iter().filter_map(|spelling| Term::new(spelling)).take(TERMS_MOST);
        Self { terms: terms.collect() }
    }

    /// The text with its terms as they are spelt.
    pub fn correct(&self, text: &str) -> String {
        if self.terms.is_empty() {
            return text.to_owned();
        }
        let words: Vec<Word> = text.split_whitespace().map(Word::new).collect();
        let mut written: Vec<String> = Vec::with_capacity(words.len());
        let mut rest = words.as_slice();
        while let Some((first, others)) = rest.split_first() {
            match self.first_in(rest) {
                Some((term, count, last)) => {
                    let Word { owns, after, .. } = last;
                    written.push(format!("{}{}{owns}{after}", first.before, term.spelling));
                    rest = rest.get(count..).unwrap_or_default();
                }
                None => {
                    written.push(first.whole());
                    rest = others;
                }
            }
        }
        written.join(" ")
    }

    /// The term with which the words begin, how many of them it is, and the last of these. What
    /// differs least wins, then what takes the most words.
    fn first_in<'a>(&self, words: &'a [Word<'a>]) -> Option<(&Term, usize, &'a Word<'a>)> {
        let most = self.terms.iter().map(|term| term.words + 1).max().unwrap_or(1);
        let windows = (1..=most.min(words.len())).rev().filter_map(|count| {
            let window = words.get(..count)?;
            let (last, inner) = window.split_last()?;
            let is_broken =
                inner.iter().any(|word| !word.after.is_empty() || !word.owns.is_empty());
            if is_broken || window.iter().skip(1).any(|word| !word.before.is_empty()) {
                return None;
            }
            let found = self.terms.iter().filter_map(|term| Some((term.slips(window)?, term)));
            let (slips, term) = found.min_by_key(|(slips, _)| *slips)?;
            Some((slips, (term, count, last)))
        });
        windows.min_by_key(|(slips, _)| *slips).map(|(_, found)| found)
    }
}

impl Term {
    fn new(spelling: &str) -> Option<Self> {
        let spelling = spelling.split_whitespace().collect::<Vec<_>>().join(" ");
        let letters = letters_of(&spelling);
        let is_fit = (2..=LETTERS_MOST).contains(&letters.len());
        let words = spelling.split(' ').count();
        let is_common = words == 1 && is_common(&spelling);
        let sound = sound_of(&letters);
        is_fit.then_some(Self { spelling, letters, sound, words, is_common })
    }

    /// In how many letters the words differ from the term; none, if they are not the term.
    fn slips(&self, words: &[Word]) -> Option<usize> {
        let letters: Vec<char> = words.iter().flat_map(|word| letters_of(word.bare)).collect();
        // Words that stand together by chance, such as "we will": "Wewill" would have to be all of it.
        let are_common = words.iter().all(|word| is_common(word.bare));
        if letters == self.letters {
            let is_chance = are_common && words.len() != self.words;
            return (!self.is_common && !is_chance).then_some(0);
        }
        let most = self.letters.len() / LETTERS_PER_SLIP;
        if are_common
            || words.len() > self.words + 1
            || self.letters.len() < BY_SOUND_LEAST
            || letters.len().abs_diff(self.letters.len()) > most
            || sound_of(&letters) != self.sound
        {
            return None;
        }
        Some(distance(&letters, &self.letters)).filter(|slips| *slips <= most)
    }
}

impl<'a> Word<'a> {
    fn new(word: &'a str) -> Self {
        let is_inner = |letter: char| letter.is_alphanumeric();
        let start = word.find(is_inner).unwrap_or(word.len());
        let (before, rest) = word.split_at(start);
        let end = rest.rfind(is_inner).map_or(0, |last| {
            last + rest.get(last..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
        });
        let (bare, after) = rest.split_at(end);
        let owned = ["'s", "\u{2019}s"].iter().find_map(|owns| bare.strip_suffix(owns));
        let (bare, owns) = bare.split_at(owned.map_or(bare.len(), str::len));
        Self { before, bare, owns, after }
    }

    fn whole(&self) -> String {
        let Self { before, bare, owns, after } = self;
        format!("{before}{bare}{owns}{after}")
    }
}

fn is_common(word: &str) -> bool {
    static COMMON: OnceLock<BTreeSet<&str>> = OnceLock::new();
    let common =
        COMMON.get_or_init(|| include_str!("common_words.txt").split_whitespace().collect());
    common.contains(word.to_lowercase().as_str())
}

fn letters_of(text: &str) -> Vec<char> {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(plain)
        .collect()
}

/// Without its accent, as a model for English writes it.
const fn plain(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' | 'č' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'š' => 's',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        'ž' => 'z',
        letter => letter,
    }
}

/// What is left of a word for an ear that hears consonants alone: letters that sound alike are one, a
/// doubled one is single, and vowels count only at the beginning, as "a".
fn sound_of(letters: &[char]) -> String {
    let mut sound = String::new();
    let mut place = 0;
    while let Some(letter) = letters.get(place) {
        let next = letters.get(place + 1);
        let (sounds, taken) = sound_at(*letter, next.copied(), place == 0);
        for one in sounds.chars() {
            if !sound.ends_with(one) {
                sound.push(one);
            }
        }
        place += taken;
    }
    sound
}

/// The sound of a letter before another, and how many letters it is.
fn sound_at(letter: char, next: Option<char>, is_first: bool) -> (&'static str, usize) {
    match (letter, next) {
        ('p', Some('h')) => ("f", 2),
        ('s', Some('h')) | ('c', Some('h')) => ("x", 2),
        ('t', Some('h')) => ("0", 2),
        ('c', Some('k')) => ("k", 2),
        ('g', Some('h')) => (if is_first { "g" } else { "" }, 2),
        ('k', Some('n')) | ('g', Some('n')) if is_first => ("n", 2),
        ('w', Some('r')) if is_first => ("r", 2),
        ('w', Some('h')) if is_first => ("w", 2),
        ('d', Some('g')) => ("j", 2),
        ('c', Some('e' | 'i' | 'y')) => ("s", 1),
        ('g', Some('e' | 'i' | 'y')) => ("j", 1),
        ('a' | 'e' | 'i' | 'o' | 'u' | 'y', _) => (if is_first { "a" } else { "" }, 1),
        ('h' | 'w', _) => (if is_first { if letter == 'h' { "h" } else { "w" } } else { "" }, 1),
        ('b', _) => ("b", 1),
        ('c' | 'k' | 'q', _) => ("k", 1),
        ('d', _) => ("d", 1),
        ('f' | 'v', _) => ("f", 1),
        ('g', _) => ("g", 1),
        ('j', _) => ("j", 1),
        ('l', _) => ("l", 1),
        ('m', _) => ("m", 1),
        ('n', _) => ("n", 1),
        ('p', _) => ("p", 1),
        ('r', _) => ("r", 1),
        ('s' | 'z', _) => ("s", 1),
        ('t', _) => ("t", 1),
        ('x', _) => ("ks", 1),
        // Digits and letters of other scripts sound like nothing else.
        (_, _) => ("?", 1),
    }
}

/// Letters to add, take away or change to make one of the other.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut costs: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut diagonal = row;
        let mut left = row + 1;
        for (cost, known) in costs.iter_mut().skip(1).zip(other) {
            let changed = diagonal + usize::from(letter != known);
            diagonal = *cost;
            *cost = changed.min(diagonal + 1).min(left + 1);
            left = *cost;
        }
        if let Some(first) = costs.first_mut() {
            *first = row + 1;
        }
    }
    costs.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn terms(spellings: &[&str]) -> Terms {
        Terms::new(&spellings.iter().map(|&spelling| spelling.to_owned()).collect::<Vec<_>>())
    }

    fn corrected(spellings: &[&str], text: &str) -> String {
        terms(spellings).correct(text)
    }

    #[test]
    fn a_term_is_known_by_its_sound_in_one_word_or_two() {
        for (heard, meant) in [
            ("Welcome to caus ery, everyone.", "Welcome to Causerie, everyone."),
            ("Welcome to Cozery.", "Welcome to Cozery."),
            ("This is mary am speaking", "This is Mariam speaking"),
            ("This is Maryam's idea.", "This is Mariam's idea."),
            ("Ask Miriam\u{2019}s brother", "Ask Mariam\u{2019}s brother"),
            ("cosserie's relay", "Causerie's relay"),
            ("the causery relay", "the Causerie relay"),
            ("(causerie)", "(Causerie)"),
            ("we use web r t c", "we use web r t c"),
            ("Joao pessoa is nice", "João Pessoa is nice"),
            ("cooper netties", "cooper netties"),
            ("kuber netes runs it", "Kubernetes runs it"),
        ] {
            let spellings = ["Causerie", "Mariam", "João Pessoa", "Kubernetes"];
            assert_eq!(corrected(&spellings, heard), meant);
        }
    }

    #[test]
    fn common_words_stay_whatever_a_term_sounds_like() {
        for (term, heard) in [
            ("Will", "I will go."),
            ("Marian", "I was married and I am mourning."),
            ("Causerie", "The cause, or the causes, of course are easy."),
            ("Sayd", "He said so."),
            ("Mariam", "I marry him. A more amiable woman."),
            ("Theresa", "There is a house."),
            ("Ayes", "The ice is thin, my eyes are tired."),
            ("Wewill", "We will rock you."),
            ("Anna", "Any one and another"),
            ("Mark", "Make a mark in the market."),
            ("Lenna", "Lend a hand, lean on me, and learn."),
            ("Moriarty", "The more I articulate"),
            ("Jon", "Join us. John is here."),
        ] {
            assert_eq!(corrected(&[term], heard), heard, "{term}");
        }
    }

    #[test]
    fn words_with_a_mark_between_them_are_not_joined() {
        assert_eq!(corrected(&["Mariam"], "Mary, am I late?"), "Mary, am I late?");
    }

    #[test]
    fn a_term_of_many_words_is_found_as_one() {
        assert_eq!(corrected(&["Ada Lovelace"], "ada love lace's notes"), "Ada Lovelace's notes");
    }

    #[test]
    fn the_nearest_term_wins() {
        assert_eq!(corrected(&["Kathrine", "Katherine"], "catherine spoke"), "Katherine spoke");
    }

    #[test]
    fn empty_long_and_many_terms_do_no_harm() {
        let long = "x".repeat(5000);
        assert_eq!(corrected(&["", " ", ".", "a", &long], "a b. c"), "a b. c");
        let many: Vec<String> = (0..5000).map(|n| format!("Name{n}")).collect();
        assert_eq!(Terms::new(&many).terms.len(), TERMS_MOST);
    }

    proptest! {
        #[test]
        fn without_terms_nothing_changes(text in "[a-zA-Z.,']{1,8}( [a-zA-Z.,']{1,8}){0,9}") {
            prop_assert_eq!(terms(&[]).correct(&text), text);
        }

        #[test]
        fn correcting_twice_changes_nothing_more(
            spellings in prop::collection::vec("[A-Z][a-z]{3,8}", 1..5),
            text in "[a-z]{1,8}( [a-z]{1,8}){0,9}",
        ) {
            let terms = Terms::new(&spellings);
            let once = terms.correct(&text);
            prop_assert_eq!(terms.correct(&once), once);
        }
    }
}
