//! A handle for a name, as a proposal that its owner may change.

use causerie_shared::{case::lower, handle::Handle};

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
