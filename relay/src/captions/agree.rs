//! Which words stay: those that two hearings of a growing stretch of speech agree on. Pure.
//!
//! Law: stable words never change, and are only added to. The last word of a hearing is never
//! stable before the stretch is over, because it may be half a word, and because the model ends every
//! hearing as if it were a sentence.

/// The words of one stretch of speech.
#[derive(Debug, Clone, Default)]
pub struct Agreement {
    stable: Vec<String>,
    /// What the newest hearing had behind the stable words.
    rest: Vec<String>,
}

/// What is new.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agreed {
    /// Comes behind the stable words.
    pub stable: String,
    /// Takes the place of all tentative words.
    pub tentative: String,
}

const SENTENCE_ENDS: [char; 4] = ['.', '!', '?', '\u{2026}'];

impl Agreement {
    /// Whether there are words to be seen.
    pub const fn is_empty(&self) -> bool {
        self.stable.is_empty() && self.rest.is_empty()
    }

    /// A hearing of a stretch that goes on.
    pub fn partial(&mut self, text: &str) -> Agreed {
        let mut words = words_of(text);
        let known = self.end_in(&mut words);
        let rest = words.get(known..).unwrap_or_default();
        if rest.is_empty() {
            // A shorter hearing than those before says nothing new.
            return Agreed { stable: String::new(), tentative: self.tentative() };
        }
        let agreed =
            rest.iter().zip(&self.rest).take_while(|(new, old)| key(new) == key(old)).count();
        let agreed = agreed.min(rest.len() - 1);
        let rest = words.get(known + agreed..).unwrap_or_default();
        let rest = rest.iter().map(|word| (*word).to_owned()).collect();
        let stable = self.add(&words, known, known + agreed);
        self.rest = rest;
        Agreed { stable, tentative: self.tentative() }
    }

    /// A hearing of a stretch that goes on, in which the model itself has little trust: it is seen, and
    /// makes nothing stable.
    pub fn doubtful(&mut self, text: &str) -> Agreed {
        let mut words = words_of(text);
        let known = self.end_in(&mut words);
        if let Some(rest) = words.get(known..).filter(|rest| !rest.is_empty()) {
            self.rest = rest.iter().map(|word| (*word).to_owned()).collect();
        }
        Agreed { stable: String::new(), tentative: self.tentative() }
    }

    /// The hearing of the whole stretch. Nothing is tentative after it.
    pub fn finish(&mut self, text: &str) -> Agreed {
        let mut words = words_of(text);
        let known = self.end_in(&mut words);
        self.rest.clear();
        Agreed { stable: self.add(&words, known, words.len()), tentative: String::new() }
    }

    /// The stretch is over and nobody heard the whole of it: what was seen stays.
    pub fn give_up(&mut self) -> Agreed {
        let rest = std::mem::take(&mut self.rest);
        self.stable.extend(rest.iter().cloned());
        Agreed { stable: rest.join(" "), tentative: String::new() }
    }

    /// How many of the words are shown already. Of one that is shown in part, what is not shown is
    /// left: "fellow-american" behind "fellow" is "american".
    fn end_in(&self, words: &mut [&str]) -> usize {
        let known = end_of(&self.stable, words);
        let last = self.stable.last().map(|word| key(word));
        let before = known.checked_sub(1).and_then(|place| words.get(place)).map(|word| key(word));
        if let Some(next) = words.get_mut(known)
            && let Some((part, rest)) = next.split_once('-')
            && last.is_some_and(|last| before.as_ref() != Some(&last) && last == key(part))
            && rest.contains(char::is_alphanumeric)
        {
            *next = rest;
        }
        known
    }

    fn tentative(&self) -> String {
        let text = self.rest.join(" ");
        text.trim_end_matches(|end| SENTENCE_ENDS.contains(&end) || end == ',').to_owned()
    }

    fn add(&mut self, words: &[&str], from: usize, to: usize) -> String {
        let mut added = Vec::new();
        for place in from..to {
            let Some(word) = words.get(place) else { continue };
            let before = place.checked_sub(1).and_then(|place| words.get(place));
            let word = at_the_seam(word, before.copied(), self.stable.last().map(String::as_str));
            self.stable.push(word.clone());
            added.push(word);
        }
        added.join(" ")
    }
}

/// A word in the case that fits the word shown before it, where the newest hearing has another end of
/// the sentence there.
fn at_the_seam(word: &str, heard_before: Option<&str>, shown_before: Option<&str>) -> String {
    let (Some(heard), Some(shown)) = (heard_before, shown_before) else { return word.to_owned() };
    match (ends_sentence(heard), ends_sentence(shown)) {
        (true, false) if is_capital_by_place(word) => {
            with_first(word, |first| first.to_lowercase().collect())
        }
        (false, true) => with_first(word, |first| first.to_uppercase().collect()),
        (true | false, _) => word.to_owned(),
    }
}

fn ends_sentence(word: &str) -> bool {
    word.ends_with(SENTENCE_ENDS) && !is_title(word)
}

fn is_title(word: &str) -> bool {
    ["Mr.", "Mrs.", "Ms.", "Dr.", "St."].contains(&word)
}

/// A capital that the word may have for its place alone: "Then", not "I'm" nor "NATO".
fn is_capital_by_place(word: &str) -> bool {
    let mut letters = word.chars().filter(|letter| letter.is_alphabetic());
    let first = letters.next();
    first.is_some_and(char::is_uppercase)
        && letters.all(char::is_lowercase)
        && key(word) != "i"
        && !word.starts_with("I'")
}

fn with_first(word: &str, change: impl Fn(char) -> String) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| change(first) + letters.as_str())
}

/// Words that hold a letter or a digit: the model now and then writes a lone dash.
fn words_of(text: &str) -> Vec<&str> {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).collect()
}

/// What makes a word the same, however it is written.
fn key(word: &str) -> String {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many of `words` say what the stable words say: the beginning that is nearest to them, letter
/// by letter, so that "in side" and "inside" are one.
fn end_of(stable: &[String], words: &[&str]) -> usize {
    let known: Vec<char> =
        stable.iter().flat_map(|word| key(word).chars().collect::<Vec<_>>()).collect();
    let last = stable.last().map(|word| key(word));
    // Cheapest ways to make the known letters of the letters so far, by number of known letters.
    let mut costs: Vec<usize> = (0..=known.len()).collect();
    let mut best = (known.len(), 1, stable.len(), 0);
    for (place, word) in words.iter().enumerate() {
        let word = key(word);
        for letter in word.chars() {
            one_more(&mut costs, &known, letter);
        }
        let cost = costs.last().copied().unwrap_or(0);
        let is_other = usize::from(last.as_deref() != Some(word.as_str()));
        let count = place + 1;
        let found = (cost, is_other, count.abs_diff(stable.len()), count);
        best = best.min(found);
    }
    best.3
}

fn one_more(costs: &mut [usize], known: &[char], letter: char) {
    let Some(first) = costs.first_mut() else { return };
    let mut diagonal = *first;
    *first += 1;
    for (place, known) in known.iter().enumerate() {
        let left = costs.get(place).copied().unwrap_or(0);
        let Some(cost) = costs.get_mut(place + 1) else { return };
        let changed = diagonal + usize::from(*known != letter);
        diagonal = *cost;
        *cost = changed.min(diagonal + 1).min(left + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is stable after each hearing, and at last everything.
    fn shown(partials: &[&str], last: &str) -> (Vec<Agreed>, String) {
        let mut agreement = Agreement::default();
        let mut agreed: Vec<Agreed> = partials.iter().map(|text| agreement.partial(text)).collect();
        agreed.push(agreement.finish(last));
        let stable: Vec<&str> = agreed
            .iter()
            .map(|agreed| agreed.stable.as_str())
            .filter(|text| !text.is_empty())
            .collect();
        let stable = stable.join(" ");
        (agreed, stable)
    }

    #[test]
    fn words_that_two_hearings_agree_on_are_stable_and_the_last_one_waits() {
        let (agreed, stable) =
            shown(&["Good.", "Good evening.", "Good evening every."], "Good evening, everyone.");
        assert_eq!(agreed[0], Agreed { stable: String::new(), tentative: "Good".to_owned() });
        assert_eq!(
            agreed[1],
            Agreed { stable: "Good".to_owned(), tentative: "evening".to_owned() }
        );
        assert_eq!(
            agreed[2],
            Agreed { stable: "evening".to_owned(), tentative: "every".to_owned() }
        );
        assert_eq!(stable, "Good evening everyone.");
    }

    #[test]
    fn the_stop_that_a_model_puts_behind_every_hearing_is_not_stable() {
        let (_, stable) = shown(&["We meet.", "We meet.", "We meet on."], "We meet on Monday.");
        assert_eq!(stable, "We meet on Monday.");
    }

    #[test]
    fn a_word_that_one_hearing_alone_has_is_not_stable() {
        let (agreed, stable) = shown(
            &["And Mr. John had then, Lee,", "And Mr. John had then leisure to."],
            "And Mr. John had then leisure to consider.",
        );
        assert_eq!(agreed[1].stable, "And Mr. John had then");
        assert_eq!(stable, "And Mr. John had then leisure to consider.");
    }

    #[test]
    fn stable_words_that_the_whole_hearing_writes_otherwise_stay_and_are_not_said_twice() {
        for (last, expected) in [
            ("He went inside the house.", "He went in side the house."),
            ("He went in the side of the house.", "He went in side of the house."),
            ("He want inside the house.", "He went in side the house."),
        ] {
            let (_, stable) = shown(&["He went in side the", "He went in side the"], last);
            assert_eq!(stable, expected);
        }
    }

    #[test]
    fn of_a_word_that_is_shown_in_part_the_rest_follows() {
        let partials = ["And so my fellow.", "And so my fellow Americ."];
        let (_, stable) = shown(&partials, "And so my fellow-american.");
        assert_eq!(stable, "And so my fellow american.");
    }

    #[test]
    fn a_hearing_that_has_lost_its_beginning_adds_nothing_twice() {
        let (_, stable) =
            shown(&["One two three four five", "One two three four five"], "Three four five six.");
        assert_eq!(stable, "One two three four five six.");
    }

    #[test]
    fn a_doubtful_hearing_is_seen_and_makes_nothing_stable() {
        let mut agreement = Agreement::default();
        agreement.partial("Good evening all");
        let agreed = agreement.doubtful("Good evening or.");
        let expected = Agreed { stable: String::new(), tentative: "Good evening or".to_owned() };
        assert_eq!(agreed, expected);
        assert_eq!(agreement.partial("Good evening all of").stable, "Good evening");
    }

    #[test]
    fn a_shorter_hearing_takes_nothing_back() {
        let (agreed, _) =
            shown(&["One two three", "One two three four", "One"], "One two three four.");
        assert_eq!(agreed[2], Agreed { stable: String::new(), tentative: "four".to_owned() });
    }

    #[test]
    fn capitals_fit_the_words_that_are_shown() {
        let (_, stable) =
            shown(&["He came then we", "He came then we"], "He came then. We left. I'm sure.");
        assert_eq!(stable, "He came then we left. I'm sure.");
    }

    #[test]
    fn what_was_seen_of_a_stretch_that_nobody_could_hear_out_stays() {
        let mut agreement = Agreement::default();
        agreement.partial("Good evening");
        agreement.partial("Good evening all of");
        assert_eq!(agreement.give_up().stable, "all of");
    }

    proptest! {
        #[test]
        fn all_words_of_a_model_that_never_changes_its_mind_are_shown_once(
            words in prop::collection::vec("[a-z]{1,8}", 1..40),
        ) {
            let whole = words.join(" ");
            let mut agreement = Agreement::default();
            let mut shown = Vec::new();
            for end in 1..=words.len() {
                shown.push(agreement.partial(&words[..end].join(" ")).stable);
            }
            shown.push(agreement.finish(&whole).stable);
            let shown: Vec<&str> = shown.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            prop_assert_eq!(shown.join(" "), whole);
        }

        #[test]
        fn any_hearings_only_add_words(texts in prop::collection::vec("[a-cA-C.,' ]{0,40}", 1..12)) {
            let mut agreement = Agreement::default();
            for text in &texts {
                let before = agreement.stable.clone();
                let agreed = agreement.partial(text);
                prop_assert!(agreement.stable.starts_with(&before));
                prop_assert_eq!(&agreement.stable[before.len()..].join(" "), &agreed.stable);
            }
            prop_assert_eq!(agreement.finish("").tentative, "");
        }
    }
}
