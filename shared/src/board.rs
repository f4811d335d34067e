//! What a host puts up beside the talk: links, and a poll.

use crate::{
    link::LinkUrl,
    text::{Choice, Question, TextFault, Title},
};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, fmt};

/// A link for everybody inside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pin {
    /// Counts up from 1 within a space.
    pub number: u32,
    pub url: LinkUrl,
    pub title: Title,
}

/// A question to everybody with a name, each of whom has one vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Poll {
    /// Counts up from 1 within a space.
    pub number: u32,
    pub question: Question,
    /// From [`Poll::CHOICES_LEAST`] to [`Poll::CHOICES_MOST`].
    pub choices: Vec<Tally>,
    /// Its result stands.
    #[serde(default)]
    pub closed: bool,
}

/// One answer to a poll, and how many gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    pub words: Choice,
    pub votes: u32,
}

/// What somebody answered to a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    pub poll: u32,
    /// Counts from 0.
    pub choice: u32,
}

/// Why the answers of a poll were refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PollFault {
    TooFew {
        least: usize,
    },
    TooMany {
        most: usize,
    },
    /// One of them, counted from 0.
    BadChoice {
        at: usize,
        text: TextFault,
    },
    /// Says what another one says.
    Twice {
        at: usize,
    },
}

impl fmt::Display for PollFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew { least } => write!(f, "give at least {least} answers to choose from"),
            Self::TooMany { most } => write!(f, "at most {most} answers fit"),
            Self::BadChoice { at, text } => write!(f, "answer {}: {text}", at.saturating_add(1)),
            Self::Twice { at } => {
                write!(f, "answer {} is there already; change it", at.saturating_add(1))
            }
        }
    }
}

impl std::error::Error for PollFault {}

impl Poll {
    pub const CHOICES_LEAST: usize = 2;
    pub const CHOICES_MOST: usize = 6;

    /// Reads the answers as they were typed. Fields left empty at the end are none.
    ///
    /// # Errors
    /// Too few, too many, one that cannot be read, or two that look the same.
    pub fn choices(typed: &[String]) -> Result<Vec<Tally>, PollFault> {
        let last = typed.iter().rposition(|typed| !typed.trim().is_empty());
        let typed = typed.get(..last.map_or(0, |last| last + 1)).unwrap_or_default();
        if typed.len() < Self::CHOICES_LEAST {
            return Err(PollFault::TooFew { least: Self::CHOICES_LEAST });
        }
        if typed.len() > Self::CHOICES_MOST {
            return Err(PollFault::TooMany { most: Self::CHOICES_MOST });
        }
        let mut known = HashSet::new();
        let read = |(at, typed): (usize, &String)| {
            let words: Choice = typed.parse().map_err(|text| PollFault::BadChoice { at, text })?;
            if !known.insert(words.as_str().to_lowercase()) {
                return Err(PollFault::Twice { at });
            }
            Ok(Tally { words, votes: 0 })
        };
        typed.iter().enumerate().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(words: &[&str]) -> Vec<String> {
        words.iter().map(|words| (*words).to_owned()).collect()
    }

    #[test]
    fn answers_left_empty_at_the_end_are_none() {
        let read = Poll::choices(&typed(&["Yes", "No ", "", "  "])).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[1].words.as_str(), "No");
    }

    #[test]
    fn what_is_wrong_with_an_answer_is_said_with_its_place() {
        use PollFault::{BadChoice, TooFew, TooMany, Twice};
        let fault = |words: &[&str]| Poll::choices(&typed(words)).unwrap_err();
        assert_eq!(fault(&["Yes", ""]), TooFew { least: 2 });
        assert_eq!(fault(&["1", "2", "3", "4", "5", "6", "7"]), TooMany { most: 6 });
        assert_eq!(fault(&["Yes", "", "No"]), BadChoice { at: 1, text: TextFault::Empty });
        assert_eq!(fault(&["Yes", "YES"]), Twice { at: 1 });
        let long = "x".repeat(61);
        let text = TextFault::TooLong { most: 60, got: 61 };
        assert_eq!(fault(&["Yes", &long]), BadChoice { at: 1, text });
    }
}
