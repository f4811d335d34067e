//! Recovery codes: ten slips of paper, each of which opens an account once.
//!
//! Law: a code is read as it was meant, in capitals or not, with or without its dashes, `O` for
//! zero and `I` or `L` for one. Absent: `Debug` and `Display`, so that none is in a log.
//!
//! A code is 80 bits of chance, so a fast hash keeps it: whoever stole the table makes some 10^10
//! SHA-256 a second on one card, and would need 380,000 years for half of 2^80. (With 60 bits it
//! would be eight months, divided by the ten codes.) The account is hashed with it, so that a
//! thousand accounts are no more likely to be met by one guess.

use causerie_shared::id::PersonId;
use ring::digest::{Context, SHA256};

use super::tokens::hex;

/// Codes that a person gets at once, replacing all earlier ones.
pub const CODES: usize = 10;
/// Random bytes of a code.
pub const CODE_BYTES: usize = 10;

/// Crockford's base 32: no I, L, O, which look like digits, and no U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SIGNS: usize = CODE_BYTES * 8 / 5;
const GROUP: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RecoveryCode([u8; CODE_BYTES]);

impl RecoveryCode {
    pub fn set(chance: [[u8; CODE_BYTES]; CODES]) -> [Self; CODES] {
        chance.map(Self)
    }

    /// As it is shown, once: `7K3M-9QXA-0B2C-VWYZ`.
    pub fn to_shown(self) -> String {
        let bits = self.0.iter().fold(0_u128, |bits, byte| bits << 8 | u128::from(*byte));
        let mut shown = String::new();
        for at in 0..SIGNS {
            if at > 0 && at % GROUP == 0 {
                shown.push('-');
            }
            let digit = (bits >> (5 * (SIGNS - 1 - at))) as usize % ALPHABET.len();
            shown.extend(ALPHABET.get(digit).map(|sign| char::from(*sign)));
        }
        shown
    }

    /// `None` for what cannot be a code.
    pub fn read(typed: &str) -> Option<Self> {
        let (mut bits, mut signs) = (0_u128, 0);
        let between =
            |sign: char| sign.is_whitespace() || matches!(sign, '-' | '\u{2010}'..='\u{2015}');
        for sign in typed.chars().filter(|sign| !between(*sign)) {
            let sign = match sign.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                sign => sign,
            };
            let digit = ALPHABET.iter().position(|known| char::from(*known) == sign)?;
            signs += 1;
            if signs > SIGNS {
                return None;
            }
            bits = bits << 5 | digit as u128;
        }
        let code = *bits.to_be_bytes().last_chunk()?;
        (signs == SIGNS).then_some(Self(code))
    }

    /// What the store keeps, in 64 hexadecimal digits.
    pub fn to_stored(self, of: PersonId) -> String {
        let mut context = Context::new(&SHA256);
        context.update(&of.bits().to_be_bytes());
        context.update(&self.0);
        hex(context.finish().as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    const ADA: PersonId = PersonId::from_bits(1);

    fn code(shown: &str) -> RecoveryCode {
        RecoveryCode::read(shown).unwrap()
    }

    #[test]
    fn a_code_is_four_groups_of_four_readable_signs() {
        assert_eq!(RecoveryCode([0; 10]).to_shown(), "0000-0000-0000-0000");
        assert_eq!(RecoveryCode([255; 10]).to_shown(), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        let [first, ..] = RecoveryCode::set([[0x12, 0x34, 0x56, 0x78, 0x9a, 0, 0, 0, 0, 1]; 10]);
        assert_eq!(first.to_shown(), "28T5-CY4T-0000-0001");
    }

    #[test]
    fn a_code_is_read_as_it_was_meant() {
        let meant = code("7K3M-91XA-0B2C-VWYZ");
        for typed in [
            "7k3m-91xa-0b2c-vwyz",
            "7K3M91XA0B2CVWYZ",
            " 7K3M 91XA\n0B2C  VWYZ ",
            "7K3M-9IXA-OB2C-VWYZ",
            "7k3m-9lxa-ob2c-vwyz",
            "7K3M\u{2013}91XA\u{2013}0B2C\u{2013}VWYZ",
        ] {
            assert!(RecoveryCode::read(typed) == Some(meant), "{typed:?}");
        }
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        let long = "0".repeat(10_000);
        for typed in
            ["", "7K3M-91XA-0B2C", "7K3M-91XA-0B2C-VWYZ0", "7K3M-91XA-0B2C-VWYU", "é", &long]
        {
            assert!(RecoveryCode::read(typed).is_none(), "{typed:?}");
        }
    }

    #[test]
    fn a_code_of_one_account_is_none_of_another() {
        let code = code("7K3M-91XA-0B2C-VWYZ");
        let ada = code.to_stored(ADA);
        assert_eq!(ada.len(), 64);
        assert_ne!(ada, code.to_stored(PersonId::from_bits(2)));
        assert_eq!(ada, self::code("7k3m91xa0b2cvwyz").to_stored(ADA));
    }

    proptest! {
        #[test]
        fn every_code_is_read_back_and_kept_apart(chance: [[u8; 10]; 10]) {
            let codes = RecoveryCode::set(chance);
            let different: BTreeSet<_> = chance.iter().collect();
            let stored: BTreeSet<_> = codes.iter().map(|code| code.to_stored(ADA)).collect();
            prop_assert_eq!(stored.len(), different.len());
            for code in codes {
                prop_assert!(RecoveryCode::read(&code.to_shown()) == Some(code));
                prop_assert!(RecoveryCode::read(&code.to_shown().to_lowercase()) == Some(code));
            }
        }

        #[test]
        fn nothing_typed_is_too_much(typed in any::<String>()) {
            let _ = RecoveryCode::read(&typed);
        }
    }
}
