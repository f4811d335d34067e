//! Texts that people type and other people read. Parsed once, at the door: what is inside is
//! trimmed, bounded, printable and cannot turn the words around it.

use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};

/// Why a typed text was refused. The words go to the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $most:expr) => {
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
            type Err = TextFault;

            fn from_str(typed: &str) -> Result<Self, TextFault> {
                one_line(typed, Self::MOST).map(Self)
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
}

text! {
    /// What a space is about.
    Title, 120
}

text! {
    /// What a person is called.
    Name, 40
}

/// Cleans one line: white space runs become one space, control characters and marks that
/// reorder or hide text are dropped, the ends are trimmed.
fn one_line(typed: &str, most: usize) -> Result<String, TextFault> {
    let mut clean = String::new();
    let mut got = 0;
    let mut visible = false;
    let mut gap = false;
    for sign in typed.chars() {
        if sign.is_whitespace() {
            gap = true;
            continue;
        }
        if reorders_or_hides(sign) {
            continue;
        }
        if gap && got > 0 {
            clean.push(' ');
            got += 1;
        }
        gap = false;
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

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(typed in ".{0,300}") {
            if let Ok(once) = typed.parse::<Title>() {
                prop_assert_eq!(once.as_str().parse::<Title>().unwrap(), once.clone());
                prop_assert!(once.as_str().chars().count() <= Title::MOST);
            }
        }
    }
}
