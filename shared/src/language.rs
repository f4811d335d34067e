//! The language that is spoken in a space.
//!
//! Law: one of a closed list of primary subtags (BCP 47), so that a filter has no doubles. Absent:
//! the names of languages, which every browser knows (`Intl.DisplayNames`), and regions.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// Why a language was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LanguageFault {
    Unknown,
}

impl fmt::Display for LanguageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("choose a language from the list")
    }
}

impl std::error::Error for LanguageFault {}

/// Ordered by tag, as [`Language::all`] gives them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language(u8);

/// Languages with many speakers or readers on the web, and those of Europe, in order.
const TAGS: [&str; 46] = [
    "ar", "bg", "bn", "br", "ca", "cs", "cy", "da", "de", "el", "en", "eo", "es", "et", "eu", "fa",
    "fi", "fr", "ga", "gl", "he", "hi", "hr", "hu", "id", "is", "it", "ja", "ko", "lt", "lv", "nb",
    "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "tr", "uk", "vi", "zh",
];

impl Language {
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..TAGS.len() as u8).map(Self)
    }

    /// The primary subtag, in lower case.
    pub fn as_str(self) -> &'static str {
        TAGS.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

impl FromStr for Language {
    type Err = LanguageFault;

    /// A tag of BCP 47, of which the primary subtag counts: `pt-BR` is `pt`.
    fn from_str(tag: &str) -> Result<Self, LanguageFault> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        Self::all()
            .find(|language| language.as_str().eq_ignore_ascii_case(primary))
            .ok_or(LanguageFault::Unknown)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_language_is_found_by_its_tag_and_they_stand_in_order() {
        assert!(TAGS.is_sorted());
        for language in Language::all() {
            assert_eq!(language.as_str().parse(), Ok(language));
        }
    }

    #[test]
    fn a_region_and_capitals_change_nothing() {
        assert_eq!("PT-br".parse::<Language>().unwrap().as_str(), "pt");
        assert_eq!(" zh-Hant-TW ".parse::<Language>().unwrap().as_str(), "zh");
    }

    proptest! {
        #[test]
        fn what_is_not_on_the_list_is_refused(tag in any::<String>()) {
            match tag.parse::<Language>() {
                Ok(language) => prop_assert!(TAGS.contains(&language.as_str())),
                Err(LanguageFault::Unknown) => {}
            }
        }
    }
}
