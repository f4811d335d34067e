//! Texts that people type and other people read. Parsed once, at the door: what is inside is
//! trimmed, bounded, printable and cannot turn the words around it.

use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};

/// Why a typed text was refused. The words go to the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TextFault {
    Empty,
    TooLong { most: usize, got: usize },
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("write at least one letter, digit or sign"),
            Self::TooLong { most, got } => {
                write!(f, "this has {got} characters; at most {most} fit")
            }
        }
    }
}

impl std::error::Error for TextFault {}

/// Why a typed text of several lines was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinesFault {
    Empty,
    TooLong { most: usize, got: usize },
    TooManyLines { most: usize, got: usize },
}

impl From<TextFault> for LinesFault {
    fn from(fault: TextFault) -> Self {
        match fault {
            TextFault::Empty => Self::Empty,
            TextFault::TooLong { most, got } => Self::TooLong { most, got },
        }
    }
}

impl fmt::Display for LinesFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => TextFault::Empty.fmt(f),
            Self::TooLong { most, got } => TextFault::TooLong { most, got }.fmt(f),
            Self::TooManyLines { most, got } => {
                write!(f, "this has {got} lines; at most {most} fit")
            }
        }
    }
}

impl std::error::Error for LinesFault {}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $most:expr, $fault:ident, $clean:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Most characters (Unicode scalar values) after cleaning.
            pub const MOST: usize = $most;

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = $fault;

            fn from_str(typed: &str) -> Result<Self, $fault> {
                $clean(typed).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
    ($(#[$doc:meta])* $name:ident, $most:expr) => {
        text! { $(#[$doc])* $name, $most, TextFault, |typed| one_line(typed, $most) }
    };
    ($(#[$doc:meta])* $name:ident, $most:expr, lines $lines:expr) => {
        text! { $(#[$doc])* $name, $most, lines $lines, Gaps::Lines }
    };
    ($(#[$doc:meta])* $name:ident, $most:expr, paragraphs $lines:expr) => {
        text! { $(#[$doc])* $name, $most, lines $lines, Gaps::Paragraphs }
    };
    ($(#[$doc:meta])* $name:ident, $most:expr, lines $lines:expr, $gaps:expr) => {
        text! { $(#[$doc])* $name, $most, LinesFault, |typed| lines(typed, $most, $lines, $gaps) }

        impl $name {
            /// Most lines after cleaning; a line that shows nothing is none.
            pub const LINES_MOST: usize = $lines;

            /// A field that may be left empty.
            pub fn optional(typed: &str) -> Result<Option<Self>, LinesFault> {
                match typed.parse() {
                    Ok(text) => Ok(Some(text)),
                    Err(LinesFault::Empty) => Ok(None),
                    Err(fault) => Err(fault),
                }
            }
        }
    };
}

text! {
    /// What a space is about.
    Title, 120
}

text! {
    /// What a person is called.
    Name, 40
}

text! {
    /// What a person says of themselves.
    Biography, 300, lines 6
}

text! {
    /// What a space is about, at length; read as [`crate::markdown`] says.
    Description, 1000, paragraphs 20
}

text! {
    /// What somebody with a raised hand would like to ask.
    Question, 140
}

text! {
    /// What somebody writes beside the talk.
    Line, 280
}

text! {
    /// One answer to a poll.
    Choice, 60
}

text! {
    /// What somebody who reports says of it.
    Note, 500
}

text! {
    /// A name or a word as it is spelt in a space.
    Term, 60
}

text! {
    /// What somebody said, as a person put it right.
    Wording, 1000
}

text! {
    /// What a host says to a decision.
    Reason, 140
}

/// What is left of white space between words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gaps {
    /// One space.
    Blanks,
    /// One line break, where there is any.
    Lines,
    /// The same, and two where a line between shows nothing.
    Paragraphs,
}

impl Gaps {
    /// A run of white space, with one more sign at its end.
    fn after(self, gap: Option<&'static str>, sign: char) -> &'static str {
        match (self, gap) {
            (Self::Lines, _) if breaks_line(sign) => "\n",
            (Self::Paragraphs, Some("\n" | "\n\n")) if breaks_line(sign) => "\n\n",
            (Self::Paragraphs, _) if breaks_line(sign) => "\n",
            (Self::Blanks | Self::Lines | Self::Paragraphs, gap) => gap.unwrap_or(" "),
        }
    }
}

/// Cleans one line: white space runs become one space, control characters and marks that
/// reorder or hide text are dropped, the ends are trimmed.
pub(crate) fn one_line(typed: &str, most: usize) -> Result<String, TextFault> {
    clean(typed, most, Gaps::Blanks)
}

/// Cleans as [`one_line`] does, but line breaks stay, as many as `gaps` says.
fn lines(typed: &str, most: usize, lines_most: usize, gaps: Gaps) -> Result<String, LinesFault> {
    let clean = clean(typed, most, gaps)?;
    let got = clean.split('\n').filter(|line| !line.is_empty()).count();
    if got > lines_most {
        return Err(LinesFault::TooManyLines { most: lines_most, got });
    }
    Ok(clean)
}

fn clean(typed: &str, most: usize, gaps: Gaps) -> Result<String, TextFault> {
    let mut clean = String::new();
    let mut got = 0;
    let mut visible = false;
    let mut gap = None;
    let mut before = ' ';
    for sign in typed.chars() {
        let is_second_half = before == '\r' && sign == '\n';
        before = sign;
        if sign.is_whitespace() {
            if !is_second_half {
                gap = Some(gaps.after(gap, sign));
            }
            continue;
        }
        if reorders_or_hides(sign) {
            continue;
        }
        if let Some(gap) = gap.take().filter(|_| got > 0) {
            got += gap.len();
            if got < most {
                clean.push_str(gap);
            }
        }
        visible |= !is_blank_or_a_mark(sign);
        got += 1;
        // Past the limit only the count goes on, so that a long text costs no memory.
        if got <= most {
            clean.push(sign);
        }
    }
    if !visible {
        return Err(TextFault::Empty);
    }
    if got > most {
        return Err(TextFault::TooLong { most, got });
    }
    Ok(clean)
}

/// What ends a line: those of Unicode (UAX 14, classes BK, CR, LF and NL).
fn breaks_line(sign: char) -> bool {
    matches!(sign, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A sign that nobody sees where it stands alone, or that moves the words around it.
pub fn shows_nothing(sign: char) -> bool {
    is_blank_or_a_mark(sign) || reorders_or_hides(sign)
}

/// Joins the parts of an emoji, so it stays.
const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Signs that show nothing alone: blanks, and the combining marks that several scripts share. Those
/// of one script (Unicode's Mn and Me know hundreds) stand beside their letters, and are left.
fn is_blank_or_a_mark(sign: char) -> bool {
    matches!(
        sign,
        ZERO_WIDTH_JOINER
            | '\u{2800}'
            | '\u{0300}'..='\u{036f}'
            | '\u{0483}'..='\u{0489}'
            | '\u{0591}'..='\u{05bd}'
            | '\u{0610}'..='\u{061a}'
            | '\u{064b}'..='\u{065f}'
            | '\u{0670}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{3099}'..='\u{309a}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fe20}'..='\u{fe2f}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Controls, bidirectional overrides (Unicode TR9), and invisible signs.
fn reorders_or_hides(sign: char) -> bool {
    sign.is_control()
        || matches!(
            sign,
            '\u{00ad}'
                | '\u{061c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200c}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_title_of_marks_and_spaces_is_empty() {
        for typed in ["", "   ", "\u{202e}\u{200f}", "\n\t\u{200b}", "\u{200d}\u{200d}"] {
            assert_eq!(typed.parse::<Title>(), Err(TextFault::Empty), "{typed:?}");
        }
    }

    #[test]
    fn a_title_shows_at_least_one_sign() {
        for typed in ["\u{2800}\u{2800}", "\u{301}\u{20dd}", "\u{fe0f}", "\u{64e} \u{5b0}"] {
            assert_eq!(typed.parse::<Title>(), Err(TextFault::Empty), "{typed:?}");
        }
        for typed in ["é", "e\u{301}", "1\u{fe0f}\u{20e3}", "नमस्ते", "สวัสดี", "…", "⠓⠊"]
        {
            assert_eq!(typed.parse::<Title>().unwrap().as_str(), typed);
        }
    }

    #[test]
    fn a_long_title_says_how_long_it_is() {
        let fault = "x".repeat(10_000).parse::<Title>().unwrap_err();
        assert_eq!(fault, TextFault::TooLong { most: 120, got: 10_000 });
        assert_eq!(fault.to_string(), "this has 10000 characters; at most 120 fit");
    }

    #[test]
    fn right_to_left_words_stay_and_overrides_go() {
        let title: Title = "\u{202e}مرحبا  بكم\u{202c}".parse().unwrap();
        assert_eq!(title.as_str(), "مرحبا بكم");
    }

    #[test]
    fn an_emoji_family_stays_together() {
        let title: Title = "👩\u{200d}🚀 tonight".parse().unwrap();
        assert_eq!(title.as_str(), "👩\u{200d}🚀 tonight");
    }

    #[test]
    fn a_biography_keeps_its_line_breaks_and_nothing_between_them() {
        let typed = "  Poet \t and\u{202e} pilot \r\n\r\n \u{2028} of  Paris\n\n";
        let biography: Biography = typed.parse().unwrap();
        assert_eq!(biography.as_str(), "Poet and pilot\nof Paris");
    }

    #[test]
    fn a_description_keeps_its_paragraphs_and_a_line_that_shows_nothing_is_none() {
        let typed = " One\r\ntwo\r\n \u{200b}\t\r\n\n\nthree \u{2028}\u{2028}four\n\n";
        let description: Description = typed.parse().unwrap();
        assert_eq!(description.as_str(), "One\ntwo\n\nthree\n\nfour");
        assert!("a\n\n\n".repeat(20).parse::<Description>().is_ok());
        let fault = "a\n\n".repeat(21).parse::<Description>().unwrap_err();
        assert_eq!(fault, LinesFault::TooManyLines { most: 20, got: 21 });
    }

    #[test]
    fn a_title_stays_on_one_line() {
        assert_eq!("a\nb\u{2028}c".parse::<Title>().unwrap().as_str(), "a b c");
    }

    #[test]
    fn seven_lines_are_one_too_many_for_a_biography() {
        let fault = "a\n".repeat(7).parse::<Biography>().unwrap_err();
        assert_eq!(fault, LinesFault::TooManyLines { most: 6, got: 7 });
        assert_eq!(fault.to_string(), "this has 7 lines; at most 6 fit");
        assert!("a\n".repeat(6).parse::<Biography>().is_ok());
        assert!("a\n".repeat(20).parse::<Description>().is_ok());
        assert!("a\n".repeat(21).parse::<Description>().is_err());
    }

    #[test]
    fn a_long_biography_says_how_long_it_is_and_takes_no_room() {
        let fault = "x \n".repeat(1_000_000).parse::<Biography>().unwrap_err();
        assert_eq!(fault, LinesFault::TooLong { most: 300, got: 1_999_999 });
        let kept = "x".repeat(300).parse::<Biography>().unwrap();
        assert_eq!(kept.as_str().len(), 300);
    }

    #[test]
    fn a_field_that_may_be_empty_is_nothing_then() {
        assert_eq!(Description::optional(" \n\u{200b}"), Ok(None));
        assert_eq!(Description::optional("a").unwrap().unwrap().as_str(), "a");
        assert!(Description::optional(&"x".repeat(1001)).is_err());
    }

    proptest! {
        #[test]
        fn a_cleaned_biography_is_clean(typed in "(.|\n|\r| ){0,300}") {
            if let Ok(once) = typed.parse::<Biography>() {
                prop_assert_eq!(once.as_str().parse::<Biography>().unwrap(), once.clone());
                prop_assert!(once.as_str().chars().count() <= Biography::MOST);
                prop_assert!(once.as_str().lines().count() <= Biography::LINES_MOST);
                prop_assert!(once.as_str().lines().all(|line| !line.is_empty() && line.trim() == line));
            }
        }

        #[test]
        fn a_cleaned_description_is_clean(typed in "(.|\n|\r| ){0,300}") {
            if let Ok(once) = typed.parse::<Description>() {
                prop_assert_eq!(once.as_str().parse::<Description>().unwrap(), once.clone());
                prop_assert!(!once.as_str().contains("\n\n\n") && once.as_str().trim() == once.as_str());
                prop_assert!(once.as_str().lines().all(|line| line.trim() == line));
            }
        }

        #[test]
        fn cleaning_twice_changes_nothing(typed in ".{0,300}") {
            if let Ok(once) = typed.parse::<Title>() {
                prop_assert_eq!(once.as_str().parse::<Title>().unwrap(), once.clone());
                prop_assert!(once.as_str().chars().count() <= Title::MOST);
            }
        }
    }
}
