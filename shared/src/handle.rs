//! What people type after `@`: the one name of an account that is unique, and that links carry.
//!
//! Law: a handle is 3 to 30 signs of `a-z`, `0-9` and `_`, and no two accounts have handles with
//! one [`Handle::skeleton`]. Absent: letters beyond ASCII (no table of the world's look-alikes is
//! needed then), and whether a handle is taken, which the store alone knows.

use crate::text::shows_nothing;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};

/// Why a typed handle was refused. The words go to the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum HandleFault {
    TooShort {
        least: usize,
        got: usize,
    },
    TooLong {
        most: usize,
        got: usize,
    },
    /// A sign outside the alphabet, such as a Cyrillic letter that looks like one inside.
    BadSign {
        sign: char,
    },
    BadStart,
    BadEnd,
    TwoUnderscores,
    /// A word of the house, or one that could be taken for it.
    Reserved,
}

impl fmt::Display for HandleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { least, got } => {
                write!(f, "this has {got} characters; use at least {least}")
            }
            Self::TooLong { most, got } => {
                write!(f, "this has {got} characters; at most {most} fit")
            }
            Self::BadSign { sign } => {
                Sign(*sign).fmt(f)?;
                f.write_str(" cannot be in a handle; use the letters a to z, digits and _")
            }
            Self::BadStart => f.write_str("begin with a letter from a to z"),
            Self::BadEnd => f.write_str("end with a letter or a digit, not with _"),
            Self::TwoUnderscores => f.write_str("use one _ at a time"),
            Self::Reserved => {
                f.write_str("this could be taken for the house itself; choose another")
            }
        }
    }
}

impl std::error::Error for HandleFault {}

/// One sign in a sentence, with its code point, which tells look-alikes apart; alone if it shows
/// something.
pub struct Sign(pub char);

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(sign) = *self;
        let code = u32::from(sign);
        if sign == ' ' {
            f.write_str("a space")
        } else if sign.is_whitespace() || shows_nothing(sign) {
            write!(f, "the invisible sign U+{code:04X}")
        } else if sign.is_ascii() {
            write!(f, "“{sign}”")
        } else {
            write!(f, "“{sign}” (U+{code:04X})")
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Handle(String);

impl Handle {
    /// Fewest signs.
    pub const LEAST: usize = 3;
    /// Most signs.
    pub const MOST: usize = 30;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A handle that an account has, or that the house gives to itself: the rules of form alone,
    /// so that nobody loses theirs when a word becomes reserved.
    pub fn existing(typed: &str) -> Result<Self, HandleFault> {
        let typed = typed.trim();
        let typed = typed.strip_prefix('@').unwrap_or(typed);
        let got = typed.chars().count();
        if got > Self::MOST {
            return Err(HandleFault::TooLong { most: Self::MOST, got });
        }
        let inside = |sign: &char| matches!(sign, 'a'..='z' | 'A'..='Z' | '0'..='9' | '_');
        if let Some(sign) = typed.chars().find(|sign| !inside(sign)) {
            return Err(HandleFault::BadSign { sign });
        }
        if got < Self::LEAST {
            return Err(HandleFault::TooShort { least: Self::LEAST, got });
        }
        if !typed.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return Err(HandleFault::BadStart);
        }
        if typed.ends_with('_') {
            return Err(HandleFault::BadEnd);
        }
        if typed.contains("__") {
            return Err(HandleFault::TwoUnderscores);
        }
        Ok(Self(typed.to_ascii_lowercase()))
    }

    /// What the handle looks like at a glance. The store holds it unique, so that `paypa1` cannot
    /// stand beside `paypal`.
    ///
    /// `0` is `o`; `1` and `i` are `l` (whoever writes `@paypaI` means the handle `paypai`);
    /// `5` is `s`; `m` is `rn` and `w` is `vv`; underscores go. Longer forms are the key because
    /// each sign then stands for itself wherever it is: `vvv`, `wv` and `vw` are one.
    ///
    /// Left apart: `cl` and `d`, `u` and `v`, `9` and `g`, `2` and `z`. They differ at the size of
    /// a line of text, and would cost Clara her handle for the sake of Dara's.
    pub fn skeleton(&self) -> String {
        skeleton(&self.0).collect()
    }

    fn is_of_the_house(&self) -> bool {
        let looks_like = |part: &str, words: &str| {
            words.split_ascii_whitespace().any(|word| skeleton(part).eq(skeleton(word)))
        };
        looks_like(&self.0, ROUTES)
            || looks_like(&self.0, HOUSE)
            || self.0.split('_').any(|part| looks_like(part, HOUSE))
            || self.skeleton().contains(BRAND)
    }
}

/// Pages that stand, or may come to stand, where a handle would in an address, and words of
/// programs that would be read as something else.
const ROUTES: &str = "\
    about accessibility account accounts api app apps assets atom auth backup blocked blog \
    bot broadcast calendar callback captions captcha cdn ceo chat clip clips config contact cookie cookies \
    create dashboard data delete demo developers discover docs domain donate download edit email \
    embed error event events everyone explore export faq favicon feed feeds follow followers \
    following founder ftp guest guests health hidden history home host hosts hostmaster html http https \
    import inbox index info invite join json language legal link links listen listener live \
    localhost logged login logout mail manifest me media messages metrics mobile money name new \
    news nobody none notifications null oauth oembed openapi openid owner password passkey payment \
    payments people person ping pricing privacy private profile profiles public push receipts \
    record recordings recovery redirect register replay robots rss sale sales schedule search \
    self session sessions settings setup share shop signin signout signup sitemap space spaces \
    speaker speakers stage static status stripe subscribe subscriptions team terms test ticket tickets \
    tip tips token topic topics transcript trending undefined unknown unsubscribe upload uploads \
    url user users void wallet webauthn webhook webhooks webmaster websocket whep whip www you";

/// Who speaks for the house, alone or as a part between underscores.
const HOUSE: &str = "\
    abuse admin admins administrator administration billing causerie help helpdesk mod moderation \
    moderator moderators mods noreply official officiel operator postmaster relay root safety \
    security staff sudo superuser support sysadmin system verified";

/// The skeleton of `causerie`: no part of any handle, so that nobody is `thecauserieteam`.
const BRAND: &str = "causerle";

fn skeleton(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(|sign| {
        let (one, two) = match sign {
            '_' => (None, None),
            '0' => (Some('o'), None),
            '1' | 'i' => (Some('l'), None),
            '5' => (Some('s'), None),
            'm' => (Some('r'), Some('n')),
            'w' => (Some('v'), Some('v')),
            _ => (Some(sign), None),
        };
        one.into_iter().chain(two)
    })
}

impl FromStr for Handle {
    type Err = HandleFault;

    /// A handle that somebody asks for.
    fn from_str(typed: &str) -> Result<Self, HandleFault> {
        let handle = Self::existing(typed)?;
        if handle.is_of_the_house() {
            return Err(HandleFault::Reserved);
        }
        Ok(handle)
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Handle {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::existing(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn handle(typed: &str) -> Handle {
        typed.parse().unwrap()
    }

    fn fault(typed: &str) -> HandleFault {
        typed.parse::<Handle>().unwrap_err()
    }

    #[test]
    fn upper_case_is_lowered_and_the_at_sign_may_be_typed() {
        assert_eq!(handle(" @Ada_Lovelace ").as_str(), "ada_lovelace");
        assert_eq!(fault("@@ada"), HandleFault::BadSign { sign: '@' });
    }

    #[test]
    fn each_fault_says_what_to_do() {
        for (typed, words) in [
            ("", "this has 0 characters; use at least 3"),
            ("al", "this has 2 characters; use at least 3"),
            ("1ada", "begin with a letter from a to z"),
            ("_ada", "begin with a letter from a to z"),
            ("ada_", "end with a letter or a digit, not with _"),
            ("ada__l", "use one _ at a time"),
            ("ada l", "a space cannot be in a handle; use the letters a to z, digits and _"),
            ("ada-l", "“-” cannot be in a handle; use the letters a to z, digits and _"),
            ("admin", "this could be taken for the house itself; choose another"),
        ] {
            assert_eq!(fault(typed).to_string(), words, "{typed}");
        }
    }

    #[test]
    fn a_letter_of_another_script_is_named_by_its_code_point() {
        let fault = fault("p\u{430}ypal");
        assert_eq!(fault, HandleFault::BadSign { sign: '\u{430}' });
        assert!(fault.to_string().starts_with("“\u{430}” (U+0430) cannot"), "{fault}");
    }

    #[test]
    fn a_sign_that_shows_nothing_or_turns_the_words_is_named_and_not_written() {
        for sign in ['\u{202e}', '\u{200b}', '\u{0}', '\u{a0}', '\u{301}'] {
            let words = fault(&format!("ada{sign}l")).to_string();
            assert!(words.starts_with("the invisible sign U+") && !words.contains(sign), "{words}");
        }
    }

    #[test]
    fn ten_thousand_characters_are_counted_and_no_more() {
        let fault = fault(&"x".repeat(10_000));
        assert_eq!(fault, HandleFault::TooLong { most: 30, got: 10_000 });
        assert_eq!(fault.to_string(), "this has 10000 characters; at most 30 fit");
    }

    #[test]
    fn handles_that_look_alike_have_one_skeleton() {
        for (one, other) in [
            ("paypal", "paypa1"),
            ("paypal", "paypai"),
            ("google", "g00gle"),
            ("modern", "modem"),
            ("willow", "vvi11ovv"),
            ("avvv", "awv"),
            ("vw3", "wv3"),
            ("ada_lovelace", "adalovelace"),
            ("chris", "chri5"),
        ] {
            assert_eq!(handle(one).skeleton(), handle(other).skeleton(), "{one} and {other}");
        }
        assert_eq!(handle("PaypaI"), handle("paypai"));
    }

    #[test]
    fn handles_that_look_different_stay_different() {
        for (one, other) in
            [("clara", "dara"), ("ada2", "ada3"), ("anna", "ana"), ("jan1985", "jan1986")]
        {
            assert_ne!(handle(one).skeleton(), handle(other).skeleton());
        }
    }

    #[test]
    fn nobody_can_pretend_to_be_the_house() {
        for typed in [
            "admin",
            "adm1n",
            "a_d_m_i_n",
            "causerie",
            "Causerie_",
            "causer1e",
            "the_causerie_team",
            "thecauserieteam",
            "support",
            "supp0rt",
            "jane_support",
            "official_jane",
            "moderator",
            "rnoderator",
            "login",
            "log_in",
            "settings",
            "api",
            "new",
            "me_",
            "root",
            "ady_admin",
        ] {
            match typed.trim_end_matches('_').parse::<Handle>() {
                Err(HandleFault::Reserved | HandleFault::TooShort { .. }) => {}
                other => panic!("{typed}: {other:?}"),
            }
        }
        for typed in ["administer", "helping", "newton", "rooted", "modesty", "apiary", "jane_new"]
        {
            handle(typed);
        }
    }

    #[test]
    fn who_has_a_handle_keeps_it_when_the_word_becomes_reserved() {
        assert_eq!(Handle::existing("causerie").unwrap().as_str(), "causerie");
        assert_eq!(serde_json::from_str::<Handle>("\"admin\"").unwrap().as_str(), "admin");
        assert!(serde_json::from_str::<Handle>("\"ad min\"").is_err());
    }

    #[test]
    fn every_reserved_word_is_one_that_could_be_typed() {
        for word in ROUTES.split(' ').chain(HOUSE.split(' ')) {
            let short = word.len() < Handle::LEAST;
            assert!(short || Handle::existing(word).is_ok(), "{word:?}");
        }
        assert_eq!(skeleton("causerie").collect::<String>(), BRAND);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_becomes_a_handle_or_a_fault(typed in any::<String>()) {
            if let Ok(handle) = typed.parse::<Handle>() {
                let text = handle.as_str();
                prop_assert!((Handle::LEAST..=Handle::MOST).contains(&text.len()));
                prop_assert_eq!(text.parse::<Handle>().unwrap(), handle.clone());
            }
        }

        #[test]
        fn what_has_the_form_is_taken_or_reserved(typed in "[a-zA-Z](_?[a-zA-Z0-9]){2,14}") {
            let handle = Handle::existing(&typed).unwrap();
            prop_assert_eq!(handle.as_str(), typed.to_ascii_lowercase());
            prop_assert!(matches!(typed.parse::<Handle>(), Ok(_) | Err(HandleFault::Reserved)));
        }

        #[test]
        fn one_sign_exchanged_for_its_twin_keeps_the_skeleton(
            typed in "[a-z](_?[a-z0-9]){2,12}", at in 0..13usize,
        ) {
            let handle = Handle::existing(&typed).unwrap();
            let twin = |sign: char| match sign {
                'o' => "0", '0' => "o", 'l' => "1", '1' => "i", 'i' => "l", 's' => "5", '5' => "s",
                'm' => "rn", 'w' => "vv", '_' => "",
                _ => return sign.to_string(),
            }.to_owned();
            let exchanged: String = typed.chars().enumerate()
                .map(|(n, sign)| if n == at { twin(sign) } else { sign.to_string() })
                .collect();
            if let Ok(exchanged) = Handle::existing(&exchanged) {
                prop_assert_eq!(exchanged.skeleton(), handle.skeleton());
            }
        }

        #[test]
        fn a_skeleton_is_its_own(typed in "[a-z](_?[a-z0-9]){2,14}") {
            let once = Handle::existing(&typed).unwrap().skeleton();
            prop_assert_eq!(skeleton(&once).collect::<String>(), once);
        }
    }
}
