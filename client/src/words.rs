//! The words of the interface in both languages, generated from `locales/*.ftl` by `build.rs`.
//! `t.listen()` is a text, `t.listeners(3)` one with its plural; a misspelt key does not compile.

use causerie_shared::role::Role;

mod captions;
mod faults;
mod tickets;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    English,
    French,
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

impl Language {
    /// The first of the reader's languages (BCP 47 tags, best first) that Causerie speaks.
    pub fn best<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Self {
        wanted.into_iter().find_map(Self::from_tag).unwrap_or(Self::English)
    }

    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "fr" => Some(Self::French),
            _ => None,
        }
    }

    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::French,
            Self::French => Self::English,
        }
    }

    /// The plural category "one" (Unicode CLDR): 1 in English, 0 and 1 in French.
    const fn is_one(self, count: u64) -> bool {
        match self {
            Self::English => count == 1,
            Self::French => count <= 1,
        }
    }

    /// `None` for those who are not on stage.
    pub const fn role(self, role: Role) -> Option<&'static str> {
        match role {
            Role::Host => Some(self.role_host()),
            Role::CoHost => Some(self.role_co_host()),
            Role::Speaker => Some(self.role_speaker()),
            Role::Guest | Role::Listener => None,
        }
    }

    /// A place in a queue: "2nd", « 2e ».
    pub fn ordinal(self, number: u32) -> String {
        let ending = match (self, number % 10, number % 100) {
            (Self::English, 1, tens) if tens != 11 => "st",
            (Self::English, 2, tens) if tens != 12 => "nd",
            (Self::English, 3, tens) if tens != 13 => "rd",
            (Self::English, _, _) => "th",
            // A place is feminine.
            (Self::French, _, _) if number == 1 => "re",
            (Self::French, _, _) => "e",
        };
        [number.to_string().as_str(), ending].concat()
    }

    /// Digits in groups of three, as each language separates them.
    pub fn number(self, number: u64) -> String {
        let separator = match self {
            Self::English => ',',
            Self::French => '\u{202f}',
        };
        let digits = number.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{English, French};
    use super::*;

    #[test]
    fn zero_is_plural_in_english_and_singular_in_french() {
        assert_eq!(English.characters_left(0), "0 characters left");
        assert_eq!(French.characters_left(0), "encore 0 caractère");
        assert_eq!(French.characters_left(2), "encore 2 caractères");
    }

    #[test]
    fn an_exact_number_wins_over_its_category() {
        assert_eq!(English.listeners(0), "nobody listening yet");
        assert_eq!(English.listeners(1), "1 listening");
        assert_eq!(French.listeners(1234), "1\u{202f}234 à l'écoute");
    }

    #[test]
    fn the_first_language_we_speak_is_taken() {
        assert_eq!(Language::best(["de-CH", "fr-CH", "en"]), French);
        assert_eq!(Language::best(["EN-gb"]), English);
        assert_eq!(Language::best(["ja"]), English);
    }

    #[test]
    fn places_in_a_queue_are_said_as_people_say_them() {
        let english =
            [1, 2, 3, 4, 11, 12, 13, 21, 22, 103, 111].map(|place| English.ordinal(place));
        let expected =
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "103rd", "111th"];
        assert_eq!(english, expected);
        assert_eq!([1, 2, 21].map(|place| French.ordinal(place)), ["1re", "2e", "21e"]);
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(English.number(999), "999");
        assert_eq!(English.number(1_000), "1,000");
        assert_eq!(English.number(1_234_567), "1,234,567");
    }
}
