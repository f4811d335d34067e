//! Which passwords are strong enough: one rule, for the meter that moves while somebody types and
//! for the relay that enforces it.
//!
//! Law: at least ten characters, and not one of the first things that a guesser tries. Absent: any
//! rule about kinds of signs (they make people write `Password1!`), `Debug` (a password is in no
//! log), and Unicode normalisation: what is hashed are the bytes as typed. The tables for NFKC
//! would weigh more than this crate, and keyboards on which one letter arrives composed here and
//! decomposed there are rarer than people who never leave ASCII.

mod common;
mod guesses;

use self::guesses::{bits, follows, period};
use crate::case::lower;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A password within bounds, so that hashing it costs no more than hashing any other.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Fewest characters (Unicode scalar values) of a new one, beyond the least of NIST SP 800-63B
    /// (eight).
    pub const LEAST: usize = 10;
    /// Most characters (Unicode scalar values). That is at most 1024 bytes.
    pub const MOST: usize = 256;

    /// A password that somebody chooses; `own` is what everybody knows of them: handle, name,
    /// address.
    pub fn chosen(typed: &str, own: &[&str]) -> Result<Self, Advice> {
        match Strength::of(typed, own).refused() {
            Some(advice) => Err(advice),
            None => Ok(Self(typed.to_owned())),
        }
    }

    /// A password that somebody signs in with. It may be older than today's rule.
    pub fn existing(typed: &str) -> Result<Self, Advice> {
        too_long(typed).map_or_else(|| Ok(Self(typed.to_owned())), Err)
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// What would make a password better. The words go to the person who types it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    TooShort {
        least: usize,
        got: usize,
    },
    TooLong {
        most: usize,
    },
    /// One of the passwords that are tried first, with or without a number after it.
    Common,
    /// The person's own handle, name or address.
    Own,
    /// A few signs over and over.
    Repeated,
    /// A row of the keyboard or of the alphabet.
    Sequence,
    /// Good enough, and would be better longer.
    Longer,
}

impl Advice {
    const fn refuses(self) -> bool {
        match self {
            Self::TooShort { .. }
            | Self::TooLong { .. }
            | Self::Common
            | Self::Own
            | Self::Repeated
            | Self::Sequence => true,
            Self::Longer => false,
        }
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { least, got } => write!(
                f,
                "this has {got} characters; use at least {least}, four words for instance"
            ),
            Self::TooLong { most } => write!(f, "use at most {most} characters"),
            Self::Common => {
                f.write_str("this is one of the first passwords that are tried; choose another")
            }
            Self::Own => f.write_str("do not use your own name, handle or address"),
            Self::Repeated => f.write_str("do not repeat the same signs over and over"),
            Self::Sequence => f.write_str("do not follow a row of the keyboard or the alphabet"),
            Self::Longer => f.write_str("good enough; one more word makes it much stronger"),
        }
    }
}

impl std::error::Error for Advice {}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strength {
    /// 0 is refused. From 1 to 4 is accepted: under 40 bits of guesses, under 55, under 70, more.
    ///
    /// A guess against a stolen table costs about 20 ms of one core (argon2id), so a thousand cores
    /// try 2^40 passwords in eight months and 2^55 in twenty thousand years. At the door, the limits
    /// on sign-in allow some thousands in a year: there, whatever is accepted holds.
    pub level: u8,
    /// What to do, the most important first.
    pub advice: Vec<Advice>,
}

impl Strength {
    pub const LEVEL_MOST: u8 = 4;

    /// `own` is what everybody knows of the person: handle, name, address.
    pub fn of(typed: &str, own: &[&str]) -> Self {
        if let Some(advice) = too_long(typed) {
            return Self { level: 0, advice: vec![advice] };
        }
        let signs: Vec<char> = typed.chars().map(lower).collect();
        let mut advice = Vec::new();
        if signs.len() < Password::LEAST {
            advice.push(Advice::TooShort { least: Password::LEAST, got: signs.len() });
        }
        let period = period(&signs);
        let piece = signs.get(..period).unwrap_or(&signs);
        let free = (0..piece.len()).filter(|at| !follows(piece, *at)).count();
        // One letter is every pattern at once; what is short says so alone.
        if signs.len() > 3 {
            if is_own(&signs, own) {
                advice.push(Advice::Own);
            } else if common::is_common(piece) {
                advice.push(Advice::Common);
            } else if period <= PERIOD_REFUSED {
                advice.push(Advice::Repeated);
            } else if free <= FREE_REFUSED {
                advice.push(Advice::Sequence);
            }
        }
        let level = match bits(typed, period) {
            _ if !advice.is_empty() => 0,
            ..40 => 1,
            40..55 => 2,
            55..70 => 3,
            70.. => 4,
        };
        if matches!(level, 1 | 2) {
            advice.push(Advice::Longer);
        }
        Self { level, advice }
    }

    /// Why the password may not be chosen.
    pub fn refused(&self) -> Option<Advice> {
        self.advice.iter().copied().find(|advice| advice.refuses())
    }
}

/// A piece of so few signs, repeated, is no password however often.
const PERIOD_REFUSED: usize = 4;

/// So few signs that do not follow the one before: `abcdefghij` has one, `qwertasdfg` two.
const FREE_REFUSED: usize = 2;

/// A text that is far too long is not counted through.
fn too_long(typed: &str) -> Option<Advice> {
    let most = Password::MOST;
    (typed.len() > 4 * most || typed.chars().count() > most).then_some(Advice::TooLong { most })
}

/// Compared by letters and digits alone, and without a number at the end. A name of one or two
/// letters is in every password.
fn is_own(signs: &[char], own: &[&str]) -> bool {
    let told = |sign: &char| !sign.is_ascii() || sign.is_ascii_alphanumeric();
    let bare = |text: String| text.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let typed: String = signs.iter().filter(|sign| told(sign)).collect();
    let typed_bare = bare(typed.clone());
    own.iter().flat_map(|text| [Some(*text), text.split_once('@').map(|(local, _)| local)]).any(
        |text| {
            let own: String = text.unwrap_or_default().chars().map(lower).filter(told).collect();
            own.chars().count() > 2 && (own == typed || bare(own) == typed_bare)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ADA: [&str; 3] = ["ada_lovelace", "Ada Lovelace", "ada.byron@example.org"];

    fn level(typed: &str) -> u8 {
        Strength::of(typed, &ADA).level
    }

    fn refused(typed: &str) -> Option<Advice> {
        Strength::of(typed, &ADA).refused()
    }

    #[test]
    fn four_words_are_strong_and_spaces_and_all_scripts_are_welcome() {
        for typed in [
            "copper otter window brisk",
            "trottoir pamplemousse 7 lanterne",
            "настоящий чай вечером дома",
            "雨の夜に聞く声はどこか懐かしい響きがある",
            "🦀🎷 midnight 🌧 tram ☕",
        ] {
            assert!(level(typed) >= 3, "{typed}");
            assert!(Password::chosen(typed, &ADA).is_ok());
        }
    }

    #[test]
    fn a_password_of_chance_is_better_the_longer_it_is() {
        assert_eq!(level("xK9#mQ2$vL"), 3);
        assert_eq!(level("f3a91c07d2e8"), 3);
        assert_eq!(level("vjwhtqzkxp"), 1);
        assert_eq!(level("vjwhtqzkxpmbrgfy"), 2);
        assert_eq!(level("vjwhtqzkxpmbrgfycodn"), 3);
        assert_eq!(level("8302957146"), 1);
    }

    #[test]
    fn nine_characters_are_too_few_whatever_they_are() {
        assert_eq!(refused("xK9#mQ2$v"), Some(Advice::TooShort { least: 10, got: 9 }));
        assert_eq!(refused("ééééúúúúá"), Some(Advice::TooShort { least: 10, got: 9 }));
        assert_eq!(refused(""), Some(Advice::TooShort { least: 10, got: 0 }));
    }

    #[test]
    fn a_password_has_at_most_256_characters_which_are_at_most_1024_bytes() {
        let most: String = "🦀 ostrich pudding ".chars().cycle().take(256).collect();
        assert!(Password::chosen(&most, &[]).is_ok());
        let four: String = "🦀🎷🌧☕🦉".chars().cycle().take(256).collect();
        assert!(four.len() <= 1024 && Password::existing(&four).is_ok());
        for typed in [format!("{most}!"), "x".repeat(50_000_000)] {
            assert_eq!(refused(&typed), Some(Advice::TooLong { most: 256 }));
            assert!(Password::existing(&typed).is_err());
        }
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for typed in [
            "password123",
            "Password2024!",
            "P@ssw0rd1234",
            "iloveyou1234",
            "123password",
            "1q2w3e4r5t",
            "1qaz2wsx3edc",
            "motdepasse1",
            "passwordpassword",
            "qwertyuiop12",
            "azertyuiop",
            "LetMeIn20252026",
            "1357924680",
            "causerie2026",
            "correct horse battery staple",
            "monkey12345",
        ] {
            assert_eq!(refused(typed), Some(Advice::Common), "{typed}");
        }
    }

    #[test]
    fn ones_own_name_handle_or_address_is_refused() {
        for typed in [
            "adalovelace",
            "Ada_Lovelace1815",
            "ADA LOVELACE",
            "Ada-Lovelace!",
            "ada.byron1815",
            "ada.byron@example.org",
            "adabyronexampleorg",
        ] {
            assert_eq!(refused(typed), Some(Advice::Own), "{typed}");
        }
        assert_eq!(refused("lovelace and the engine"), None);
        assert_eq!(Strength::of("a99302957146", &["a", "", "@"]).refused(), None);
        let cyrillic = Strength::of("АДАЛАВЛЕЙС", &["Ада Лавлейс"]);
        assert_eq!(cyrillic.refused(), Some(Advice::Own));
    }

    #[test]
    fn repeating_and_following_rows_is_refused() {
        for typed in ["aaaaaaaaaaaa", "ababababab", "1231231231", "XyXyXyXyXy", "love love love "] {
            let advice = refused(typed);
            assert!(
                matches!(advice, Some(Advice::Repeated | Advice::Common)),
                "{typed} {advice:?}"
            );
        }
        for typed in [
            "abcdefghij",
            "9876543210",
            "lkjhgfdsap",
            "mlkjhgfdsq",
            "ABCDEFGHIJKL!",
            "sdfghjklpoiuytr",
            "1122334455",
        ] {
            let advice = refused(typed);
            assert!(
                matches!(advice, Some(Advice::Sequence | Advice::Common)),
                "{typed} {advice:?}"
            );
        }
    }

    #[test]
    fn who_chose_by_an_older_rule_still_comes_in() {
        assert!(Password::existing("short").is_ok());
        assert!(Password::existing("").is_ok());
    }

    #[test]
    fn what_is_accepted_and_weak_says_how_to_be_stronger() {
        let strength = Strength::of("vjwhtqzkxp", &[]);
        assert_eq!(strength, Strength { level: 1, advice: vec![Advice::Longer] });
        assert!(Strength::of("copper otter window brisk", &[]).advice.is_empty());
    }

    proptest! {
        #[test]
        fn level_nought_is_what_is_refused(typed in any::<String>(), own in any::<String>()) {
            let strength = Strength::of(&typed, &[&own]);
            prop_assert_eq!(strength.level == 0, strength.refused().is_some());
            prop_assert_eq!(Password::chosen(&typed, &[&own]).is_ok(), strength.level > 0);
            prop_assert!(strength.level <= Strength::LEVEL_MOST);
        }

        #[test]
        fn a_word_more_never_makes_it_weaker(typed in "[a-z0-9 ]{10,20}", word in "[a-z]{4,8}") {
            let longer = format!("{typed} {word}");
            prop_assert!(level(&typed) == 0 || level(&longer) >= level(&typed), "{longer}");
        }

        #[test]
        fn capitals_and_a_number_save_no_common_password(
            at in 0..100usize, capitals: bool, number in "[0-9]{0,8}[!.?]{0,2}",
        ) {
            let word = common::WORDS.split_ascii_whitespace().nth(at).unwrap();
            let word = if capitals { word.to_ascii_uppercase() } else { word.to_owned() };
            let typed = format!("{word}{number}");
            prop_assert!(refused(&typed).is_some(), "{typed}");
        }
    }
}
