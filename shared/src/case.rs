//! Lower case without Unicode's tables, which would weigh more in the browser than this crate.
//!
//! Law: Latin, Greek, Cyrillic and Armenian letters are lowered one to one, as Unicode does it.
//! Absent: other scripts with cases, and foldings that change the length of a text.

/// For comparing what people typed; never for showing it.
pub fn lower(sign: char) -> char {
    let code = u32::from(sign);
    let even = code & !1;
    let up = (code + 1) & !1;
    let lowered = match code {
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => {
            code + 32
        }
        // Pairs of which the capital is the even one …
        0x100..=0x12f
        | 0x132..=0x137
        | 0x14a..=0x177
        | 0x1de..=0x1ef
        | 0x1f8..=0x21f
        | 0x222..=0x233
        | 0x460..=0x481
        | 0x48a..=0x4bf
        | 0x4d0..=0x52f
        | 0x1e00..=0x1e95
        | 0x1ea0..=0x1eff => even + 1,
        // … and the odd one.
        0x139..=0x148 | 0x179..=0x17e | 0x1cd..=0x1dc | 0x4c1..=0x4ce => up,
        0x130 => 0x69,
        0x178 => 0xff,
        0x386 => 0x3ac,
        0x388..=0x38a => code + 37,
        0x38c => 0x3cc,
        0x38e..=0x38f => code + 63,
        // A sigma at the end of a word is a sigma.
        0x3c2 => 0x3c3,
        0x400..=0x40f => code + 80,
        0x4c0 => 0x4cf,
        0x531..=0x556 => code + 48,
        _ => code,
    };
    char::from_u32(lowered).unwrap_or(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beyond one to one, or of letters that no living language of `Language` writes.
    const APART: [(u32, u32); 8] = [
        (0x130, 0x130),
        (0x180, 0x1cc),
        (0x1f0, 0x1f7),
        (0x220, 0x221),
        (0x234, 0x2ff),
        (0x370, 0x37f),
        (0x3c2, 0x3ff),
        (0x1e96, 0x1e9f),
    ];

    #[test]
    fn letters_are_lowered_as_unicode_does_it() {
        let mut compared = 0;
        for code in (0..0x560).chain(0x1e00..0x1f00) {
            let sign = char::from_u32(code).unwrap();
            if !APART.iter().any(|(first, last)| (*first..=*last).contains(&code)) {
                let unicode: String = sign.to_lowercase().collect();
                assert_eq!(lower(sign).to_string(), unicode, "U+{code:04X}");
                compared += 1;
            }
        }
        assert!(compared > 1000);
    }

    #[test]
    fn lowering_twice_changes_nothing() {
        for sign in '\0'..=char::MAX {
            assert_eq!(lower(lower(sign)), lower(sign), "{sign:?}");
        }
    }
}
