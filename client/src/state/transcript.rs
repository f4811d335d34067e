//! A transcript before a reader: which of its lines are drawn, and where the words that they look for
//! stand.
//!
//! *Laws:* what is found are the very letters of the line, and all parts of it together are the line.
//! However long people talked, what is drawn is a page of it.

use causerie_shared::transcript::Said;

/// A part of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    pub words: &'a str,
    pub is_found: bool,
}

/// The line in parts, by what is looked for, in upper or lower case.
pub fn parts<'a>(line: &'a str, wanted: &str) -> Vec<Part<'a>> {
    let wanted = signs(wanted);
    let mut parts = Vec::new();
    let mut done = 0;
    for (from, to) in places(line, &wanted) {
        parts.extend(part(line, done, from, false));
        parts.extend(part(line, from, to, true));
        done = to;
    }
    parts.extend(part(line, done, line.len(), false));
    parts
}

/// What is looked for, where it stands in all lines, and which place one has gone to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub wanted: String,
    /// How often it stands there.
    pub places: usize,
    pub at: Option<usize>,
    hits: Vec<Hit>,
}

/// A line in which it stands, and the first of its places there, counted over all lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hit {
    line: usize,
    first: usize,
}

impl Found {
    pub fn of(lines: &[Said], wanted: &str) -> Self {
        let signs = signs(wanted);
        let mut found = Self { wanted: wanted.to_owned(), ..Self::default() };
        if signs.is_empty() {
            return found;
        }
        for (line, said) in lines.iter().enumerate() {
            let here = places(said.text.as_str(), &signs).count();
            if here > 0 {
                found.hits.push(Hit { line, first: found.places });
                found.places += here;
            }
        }
        found
    }

    /// In lines that may be others.
    #[must_use]
    pub fn again(&self, lines: &[Said]) -> Self {
        let found = Self::of(lines, &self.wanted);
        let at = self.at.filter(|at| *at < found.places);
        Self { at, ..found }
    }

    /// At the next place, or the one before; after the last comes the first.
    #[must_use]
    pub fn step(&self, forwards: bool) -> Self {
        let last = self.places.checked_sub(1);
        let at = last.map(|last| match (self.at, forwards) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => {
                if at < last {
                    at + 1
                } else {
                    0
                }
            }
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
        });
        Self { at, ..self.clone() }
    }

    /// In which line the place is that one has gone to.
    pub fn line(&self) -> Option<usize> {
        let at = self.at?;
        let after = self.hits.partition_point(|hit| hit.first <= at);
        self.hits.get(after.checked_sub(1)?).map(|hit| hit.line)
    }

    /// The first place in this line, or after it.
    pub fn first_in(&self, line: usize) -> usize {
        let before = self.hits.partition_point(|hit| hit.line < line);
        self.hits.get(before).map_or(self.places, |hit| hit.first)
    }
}

/// Lines that are drawn at once: some screens full, of the many thousand that a long space has.
const PAGE: usize = 200;

/// Which lines are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    from: usize,
    to: usize,
}

impl Default for Window {
    fn default() -> Self {
        Self { from: 0, to: PAGE }
    }
}

impl Window {
    /// The lines, each with its place among all.
    pub fn of<T>(self, lines: &[T]) -> impl Iterator<Item = (usize, &T)> {
        lines.iter().enumerate().take(self.to).skip(self.from)
    }

    pub const fn has_earlier(self) -> bool {
        self.from > 0
    }

    pub const fn has_more<T>(self, lines: &[T]) -> bool {
        self.to < lines.len()
    }

    #[must_use]
    pub const fn earlier(self) -> Self {
        Self { from: self.from.saturating_sub(PAGE), ..self }
    }

    #[must_use]
    pub const fn more(self) -> Self {
        Self { to: self.to + PAGE, ..self }
    }

    /// As it is if the line is drawn already, else the page that it is in.
    #[must_use]
    pub const fn showing(self, line: usize) -> Self {
        if self.from <= line && line < self.to {
            return self;
        }
        let from = line / PAGE * PAGE;
        Self { from, to: from + PAGE }
    }

    pub const fn first(self) -> usize {
        self.from
    }

    /// Of the line that comes behind those that are drawn.
    pub const fn end(self) -> usize {
        self.to
    }
}

/// Where a reader goes on who has done with this line.
pub fn after(lines: &[Said], number: u32) -> Option<&Said> {
    let at = lines.iter().position(|line| line.number == number)?;
    lines.get(at + 1)
}

/// Where it begins and ends in a line, from left to right.
fn places(line: &str, wanted: &[char]) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
            let from = at;
            if let Some(length) = length_of(rest, wanted) {
                at += length;
                return Some((from, at));
            }
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
        None
    })
}

fn signs(wanted: &str) -> Vec<char> {
    wanted.trim().chars().map(lower).collect()
}

/// Bytes that it takes at the start of a text, if it stands there.
fn length_of(text: &str, wanted: &[char]) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    let mut signs = text.chars();
    let fits = wanted.iter().all(|wanted| signs.next().map(lower) == Some(*wanted));
    fits.then(|| text.len() - signs.as_str().len())
}

/// Of the few letters that become two, the first tells enough.
fn lower(sign: char) -> char {
    sign.to_lowercase().next().unwrap_or(sign)
}

fn part(line: &str, from: usize, to: usize, is_found: bool) -> Option<Part<'_>> {
    let words = line.get(from..to).filter(|words| !words.is_empty())?;
    Some(Part { words, is_found })
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::id::{PersonId, VoiceId};
    use proptest::prelude::*;

    fn marked(line: &str, wanted: &str) -> String {
        let show = |part: &Part<'_>| match part.is_found {
            true => format!("[{}]", part.words),
            false => part.words.to_owned(),
        };
        parts(line, wanted).iter().map(show).collect()
    }

    #[test]
    fn words_are_found_in_upper_and_lower_case() {
        assert_eq!(marked("Élan, élan!", "ÉLAN"), "[Élan], [élan]!");
        assert_eq!(marked("aaa", "aa"), "[aa]a");
        assert_eq!(marked("no", "none"), "no");
        assert_eq!(marked("İstanbul", "ist"), "[İst]anbul");
    }

    #[test]
    fn nothing_is_found_by_nothing() {
        assert_eq!(marked("Good evening", "  "), "Good evening");
        assert_eq!(parts("", "x"), []);
    }

    fn said(number: u32, text: &str) -> Said {
        Said {
            number,
            voice: VoiceId::new(1).unwrap(),
            person: PersonId::from_bits(1),
            name: "Ada".parse().unwrap(),
            from_ms: 0,
            to_ms: 1,
            text: text.parse().unwrap(),
            edited: false,
            own: false,
        }
    }

    #[test]
    fn one_goes_from_place_to_place_and_around() {
        let lines = [said(1, "so so"), said(2, "No"), said(3, "so it is")];
        let found = Found::of(&lines, "SO");
        assert_eq!(found.places, 3);
        assert_eq!([0, 1, 2].map(|line| found.first_in(line)), [0, 2, 2]);
        let walk = |forwards| {
            let mut found = found.clone();
            let mut step = || {
                found = found.step(forwards);
                (found.at, found.line())
            };
            [step(), step(), step(), step()]
        };
        let [one, two, three] = [(Some(0), Some(0)), (Some(1), Some(0)), (Some(2), Some(2))];
        assert_eq!(walk(true), [one, two, three, one]);
        assert_eq!(walk(false), [three, two, one, three]);
        assert_eq!(Found::of(&lines, " ").step(true).at, None);
        // Once a line was taken out.
        let last = found.step(false);
        assert_eq!(last.again(&lines[..2]).at, None);
        assert_eq!(last.again(&lines).line(), Some(2));
    }

    #[test]
    fn a_long_talk_is_drawn_a_page_at_a_time() {
        let lines: Vec<usize> = (0..450).collect();
        let drawn = |window: Window| {
            let drawn: Vec<usize> = window.of(&lines).map(|(at, _)| at).collect();
            (drawn.first().copied(), drawn.last().copied())
        };
        let window = Window::default();
        assert_eq!(drawn(window), (Some(0), Some(199)));
        assert!(!window.has_earlier() && window.has_more(&lines));
        assert_eq!(drawn(window.more()), (Some(0), Some(399)));
        assert!(!window.more().more().has_more(&lines));
        assert_eq!(window.showing(199), window);
        let far = window.showing(430);
        assert_eq!(drawn(far), (Some(400), Some(449)));
        assert!(far.has_earlier() && !far.has_more(&lines));
        assert_eq!(drawn(far.earlier()), (Some(200), Some(449)));
        assert_eq!(drawn(far.showing(3)), (Some(0), Some(199)));
    }

    #[test]
    fn after_a_line_comes_the_next_that_stands() {
        let lines = [said(1, "so"), said(4, "No"), said(9, "yes")];
        let next = |number| after(&lines, number).map(|line| line.number);
        assert_eq!([1, 4, 9, 5].map(next), [Some(4), Some(9), None, None]);
    }

    proptest! {
        #[test]
        fn the_parts_are_the_line(line: String, wanted in "\\PC{0,3}") {
            let all: String = parts(&line, &wanted).iter().map(|part| part.words).collect();
            prop_assert_eq!(all, line);
        }

        #[test]
        fn what_stands_there_is_found(before in "[a-m]{0,5}", wanted in "[n-z]{1,5}", after: String) {
            let line = [before, wanted.to_uppercase(), after].concat();
            let found = parts(&line, &wanted);
            prop_assert!(found.iter().any(|part| part.is_found));
        }
    }
}
