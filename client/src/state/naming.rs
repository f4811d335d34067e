//! Handles as they are chosen: a proposal for a name, and what is known of one that is typed.

use causerie_shared::{case::lower, fault::Fault, handle::Handle};

/// What the relay last said of a handle: free, taken, or nothing at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    pub of: Handle,
    pub free: Option<bool>,
}

/// What a person reads under the handle that they type.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    Nothing,
    Asking,
    Free(Handle),
    Wrong(Fault),
}

impl Found {
    /// By the rule at once; by the relay if it spoke of this very handle.
    pub fn of(typed: &str, heard: Option<&Heard>) -> Self {
        if typed.trim().is_empty() {
            return Self::Nothing;
        }
        let handle = match typed.parse::<Handle>() {
            Ok(handle) => handle,
            Err(handle) => return Self::Wrong(Fault::BadHandle { handle }),
        };
        match heard.filter(|heard| heard.of == handle).map(|heard| heard.free) {
            None => Self::Asking,
            Some(Some(true)) => Self::Free(handle),
            Some(Some(false)) => Self::Wrong(Fault::HandleTaken),
            // The relay says it again when the form is sent.
            Some(None) => Self::Nothing,
        }
    }
}

/// `ada_lovelace` for "Ada Lovelace"; empty where the name gives too little, as in most scripts
/// beside Latin: a handle in letters that its owner never types would be no help.
pub fn handle_for(name: &str) -> String {
    let mut handle = String::new();
    for sign in name.chars().map(lower) {
        let plain = plain(sign);
        if !plain.is_empty() {
            handle.push_str(plain);
        } else if sign.is_ascii_alphanumeric() {
            handle.push(sign);
        } else if matches!(sign, ' ' | '-' | '.' | '_')
            && !handle.is_empty()
            && !handle.ends_with('_')
        {
            handle.push('_');
        }
        if handle.len() >= Handle::MOST {
            break;
        }
    }
    handle.truncate(Handle::MOST);
    let handle = handle.trim_end_matches('_');
    if handle.parse::<Handle>().is_ok() { handle.to_owned() } else { String::new() }
}

/// Letters of the languages around this house, without their marks; nothing for others.
const fn plain(sign: char) -> &'static str {
    match sign {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì'..='ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_late_word_about_another_handle_says_nothing() {
        let heard = Heard { of: "ada".parse().unwrap(), free: Some(false) };
        assert_eq!(Found::of("Ada", Some(&heard)), Found::Wrong(Fault::HandleTaken));
        assert_eq!(Found::of("ada_l", Some(&heard)), Found::Asking);
        assert_eq!(Found::of(" ", Some(&heard)), Found::Nothing);
        let free = Heard { free: Some(true), ..heard.clone() };
        assert_eq!(Found::of("@ada", Some(&free)), Found::Free("ada".parse().unwrap()));
        let silent = Heard { free: None, ..heard };
        assert_eq!(Found::of("ada", Some(&silent)), Found::Nothing);
        assert!(matches!(Found::of("a", None), Found::Wrong(Fault::BadHandle { .. })));
    }

    #[test]
    fn a_name_becomes_a_handle_one_would_choose() {
        for (name, handle) in [
            ("Ada Lovelace", "ada_lovelace"),
            ("Élise d'Œuvre-Straße", "elise_doeuvre_strasse"),
            ("  Ben  ", "ben"),
            ("Jo", ""),
            ("Мария", ""),
            ("Admin", ""),
            ("Maximiliana von und zu Wolkenstein", "maximiliana_von_und_zu_wolkens"),
        ] {
            assert_eq!(handle_for(name), handle, "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_is_proposed_may_be_had(name in any::<String>()) {
            let handle = handle_for(&name);
            prop_assert!(handle.is_empty() || handle.parse::<Handle>().is_ok(), "{}", handle);
        }
    }
}
