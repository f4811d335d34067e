//! What a space is filed under: a few short words of the host's choosing.
//!
//! Law: a topic is letters, digits, spaces and hyphens, and two topics with one key are one topic.
//! Absent: signs with a meaning in markup, addresses or searches, and a closed list of topics.

use crate::{
    case::lower,
    handle::Sign,
    text::{TextFault, one_line},
};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};

/// Why a typed topic was refused. The words go to the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TopicFault {
    Empty,
    TooShort { least: usize, got: usize },
    TooLong { most: usize, got: usize },
    BadSign { sign: char },
}

impl fmt::Display for TopicFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => TextFault::Empty.fmt(f),
            Self::TooShort { least, got } => {
                write!(f, "this has {got} characters; use at least {least}")
            }
            Self::TooLong { most, got } => TextFault::TooLong { most, got }.fmt(f),
            Self::BadSign { sign } => {
                Sign(sign).fmt(f)?;
                f.write_str(" cannot be in a topic; use letters, digits, spaces and hyphens")
            }
        }
    }
}

impl std::error::Error for TopicFault {}

/// One topic, as its host wrote it.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Topic(String);

impl Topic {
    /// Fewest characters (Unicode scalar values) after cleaning.
    pub const LEAST: usize = 2;
    /// Most characters (Unicode scalar values) after cleaning.
    pub const MOST: usize = 30;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two topics one: lower case, a hyphen as good as a space.
    pub fn key(&self) -> String {
        self.signs_of_key().collect()
    }

    fn signs_of_key(&self) -> impl Iterator<Item = char> {
        self.0.chars().map(|sign| if sign == '-' { ' ' } else { lower(sign) })
    }
}

impl PartialEq for Topic {
    fn eq(&self, other: &Self) -> bool {
        self.signs_of_key().eq(other.signs_of_key())
    }
}

impl Eq for Topic {}

impl FromStr for Topic {
    type Err = TopicFault;

    fn from_str(typed: &str) -> Result<Self, TopicFault> {
        let edge = |sign: char| sign == '-' || sign.is_whitespace();
        let typed = typed.trim().trim_start_matches('#').trim_matches(edge);
        let text = one_line(typed, Self::MOST).map_err(|fault| match fault {
            TextFault::Empty => TopicFault::Empty,
            TextFault::TooLong { most, got } => TopicFault::TooLong { most, got },
        })?;
        if let Some(sign) = text.chars().find(|sign| is_no_word(*sign)) {
            return Err(TopicFault::BadSign { sign });
        }
        // What `one_line` drops may have stood outside the hyphens.
        let text = text.trim_matches(edge);
        let got = text.chars().count();
        if got < Self::LEAST {
            return Err(TopicFault::TooShort { least: Self::LEAST, got });
        }
        Ok(Self(text.to_owned()))
    }
}

/// Punctuation, symbols, emoji and private signs, by their blocks: the table of all letters of the
/// world would weigh more than the rest of this crate.
fn is_no_word(sign: char) -> bool {
    match sign {
        ' ' | '-' => false,
        '\0'..='\u{7f}' => !sign.is_ascii_alphanumeric(),
        'ª' | 'µ' | 'º' | '\u{200d}' => false,
        _ => matches!(
            sign,
            '\u{80}'..='\u{bf}' | '×' | '÷'
                | '\u{2000}'..='\u{2bff}'
                | '\u{2e00}'..='\u{2e7f}'
                | '\u{3000}'..='\u{3004}'
                | '\u{3008}'..='\u{3020}'
                | '\u{3030}' | '\u{303d}'..='\u{303f}' | '\u{30fb}'
                | '\u{3200}'..='\u{33ff}'
                | '\u{e000}'..='\u{f8ff}'
                | '\u{fe10}'..='\u{fe1f}'
                | '\u{fe30}'..='\u{fe6f}'
                | '\u{ff00}'..='\u{ff0f}'
                | '\u{ff1a}'..='\u{ff20}'
                | '\u{ff3b}'..='\u{ff40}'
                | '\u{ff5b}'..='\u{ff65}'
                | '\u{ffe0}'..='\u{ffff}'
                | '\u{1d000}'..='\u{1d3ff}'
                | '\u{1f000}'..='\u{1faff}'
                | '\u{e0000}'..
        ),
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// Why a list of topics was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TopicsFault {
    TooMany {
        most: usize,
    },
    /// The topic in this place, counted from 0, is none.
    Bad {
        at: usize,
        topic: TopicFault,
    },
}

impl fmt::Display for TopicsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany { most } => write!(f, "a space has at most {most} topics; take one away"),
            Self::Bad { at, topic } => write!(f, "topic {}: {topic}", at + 1),
        }
    }
}

impl std::error::Error for TopicsFault {}

/// The topics of one space, each once, in the order of their host.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Topics(Vec<Topic>);

impl Topics {
    /// Most topics of a space: with more, each list of a topic fills with what is hardly about it.
    pub const MOST: usize = 3;

    /// Fields left empty are passed over, and a topic that is there already is not there twice.
    pub fn of<T: AsRef<str>>(typed: impl IntoIterator<Item = T>) -> Result<Self, TopicsFault> {
        let mut topics: Vec<Topic> = Vec::new();
        for (at, typed) in typed.into_iter().enumerate() {
            match typed.as_ref().parse() {
                Ok(topic) if topics.contains(&topic) => {}
                Ok(_) if topics.len() == Self::MOST => {
                    return Err(TopicsFault::TooMany { most: Self::MOST });
                }
                Ok(topic) => topics.push(topic),
                Err(TopicFault::Empty) => {}
                Err(topic) => return Err(TopicsFault::Bad { at, topic }),
            }
        }
        Ok(Self(topics))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_slice(&self) -> &[Topic] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Topics {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::of(Vec::<String>::deserialize(from)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn topic(typed: &str) -> Topic {
        typed.parse().unwrap()
    }

    #[test]
    fn a_topic_is_shown_as_written_and_compared_by_its_key() {
        assert_eq!(topic(" #Post-Punk  ").as_str(), "Post-Punk");
        assert_eq!(topic("Post-Punk"), topic("post punk"));
        assert_eq!(topic("ÉCOLOGIE").key(), "écologie");
        assert_eq!(topic("ΛΌΓΟΣ"), topic("λόγος"));
        assert_eq!(topic("МУЗЫКА").key(), "музыка");
    }

    #[test]
    fn words_of_every_script_are_topics() {
        for typed in ["jazz", "音楽", "संगीत", "موسيقى", "เพลง", "ดนตรี ไทย", "4x4", "ǃXóõ"]
        {
            assert_eq!(topic(typed).as_str(), typed);
        }
    }

    #[test]
    fn signs_with_a_meaning_of_their_own_are_named_and_refused() {
        for sign in ['<', '&', '"', '/', '#', '%', '_', '*', '…', '🎷', '＜', '\u{e000}', '・']
        {
            let fault = format!("ja{sign}zz").parse::<Topic>().unwrap_err();
            assert_eq!(fault, TopicFault::BadSign { sign });
        }
        assert_eq!(
            "rock & roll".parse::<Topic>().unwrap_err().to_string(),
            "“&” cannot be in a topic; use letters, digits, spaces and hyphens"
        );
    }

    #[test]
    fn a_topic_has_two_to_thirty_characters() {
        assert_eq!("-".parse::<Topic>(), Err(TopicFault::Empty));
        assert_eq!("a-".parse::<Topic>(), Err(TopicFault::TooShort { least: 2, got: 1 }));
        assert_eq!("# \u{200b}-ab".parse::<Topic>().unwrap().as_str(), "ab");
        let fault = "x".repeat(10_000).parse::<Topic>().unwrap_err();
        assert_eq!(fault, TopicFault::TooLong { most: 30, got: 10_000 });
    }

    #[test]
    fn a_space_has_three_topics_each_once() {
        let topics = Topics::of(["Jazz", "", "jazz", "Night talk", "JAZZ", "radio"]).unwrap();
        let texts: Vec<_> = topics.as_slice().iter().map(Topic::as_str).collect();
        assert_eq!(texts, ["Jazz", "Night talk", "radio"]);
        let fault = Topics::of(["aa", "bb", "cc", "dd"]).unwrap_err();
        assert_eq!(fault.to_string(), "a space has at most 3 topics; take one away");
    }

    #[test]
    fn the_topic_that_is_wrong_is_pointed_at() {
        let fault = Topics::of(["jazz", "a<b"]).unwrap_err();
        let topic = TopicFault::BadSign { sign: '<' };
        assert_eq!(fault, TopicsFault::Bad { at: 1, topic });
        assert!(fault.to_string().starts_with("topic 2: “<” cannot"));
    }

    proptest! {
        #[test]
        fn what_is_a_topic_stays_it(typed in any::<String>()) {
            if let Ok(once) = typed.parse::<Topic>() {
                prop_assert_eq!(&topic(once.as_str()).0, &once.0);
                let bad = |sign: char| {
                    sign.is_ascii_punctuation() && sign != '-' || sign.is_control()
                };
                prop_assert!(!once.as_str().contains(bad));
                prop_assert!((2..=30).contains(&once.as_str().chars().count()));
            }
        }

        #[test]
        fn letters_and_digits_of_all_scripts_are_welcome(typed in r"[\p{Ll}\p{Lo}\p{Nd}]{2,30}") {
            // Mathematical and enclosed letters are letters to Unicode, and decoration to readers.
            let plain = typed.chars().all(|sign| !is_no_word(sign));
            let decorated = |sign: char| matches!(
                u32::from(sign), 0x2000..=0x2bff | 0x1d000..=0x1d7ff | 0x1f000..=0x1fbff | 0xffa0
            );
            prop_assert!(plain || typed.contains(decorated), "{typed}");
        }
    }
}
