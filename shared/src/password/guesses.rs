//! How many guesses a password is worth, and the patterns that make it worth fewer.

use crate::case::lower;

/// Guesses that a patient stranger needs, as a power of two. A sign counts as one of its kinds
/// (letters, capitals, digits, others) drawn by chance; but 1 bit if it follows the one before, at
/// most 3 bits as the third or later letter of a word (English has some 2.3 a letter by Shannon's
/// experiment), and nothing once the password repeats itself. Nobody draws by chance, so this is
/// the best case: levels tell passwords apart, and promise nothing.
pub(super) fn bits(typed: &str, period: usize) -> u32 {
    let mut pool = 0;
    for (kind, size) in [
        (char::is_ascii_lowercase as fn(&char) -> bool, 26),
        (char::is_ascii_uppercase, 26),
        (char::is_ascii_digit, 10),
        (|sign| sign.is_ascii() && !sign.is_ascii_alphanumeric(), 33),
        (|sign| !sign.is_ascii(), 100),
    ] {
        if typed.chars().any(|sign| kind(&sign)) {
            pool += size;
        }
    }
    let signs: Vec<char> = typed.chars().map(lower).take(period).collect();
    let is_letter = |sign: char| !sign.is_ascii() || sign.is_ascii_alphabetic();
    let mut word = 0;
    let mut tenths = 0;
    for (at, sign) in signs.iter().enumerate() {
        word = if is_letter(*sign) { word + 1 } else { 0 };
        tenths += match (follows(&signs, at), word) {
            (true, _) => 10,
            (false, 3..) => tenths_of_bits(pool).min(30),
            (false, _) => tenths_of_bits(pool),
        };
    }
    tenths / 10
}

/// Ten times the binary logarithm, straight between powers of two: at most 0.9 too little.
fn tenths_of_bits(pool: u32) -> u32 {
    let Some(whole) = pool.checked_ilog2() else { return 0 };
    10 * whole + 10 * (pool - (1 << whole)) / (1 << whole)
}

/// Signs after which the password repeats itself to its end; its length if it does not.
pub(super) fn period(signs: &[char]) -> usize {
    let repeats = |n: &usize| signs.iter().zip(signs.iter().skip(*n)).all(|(a, b)| a == b);
    (1..=signs.len() / 2).find(repeats).unwrap_or(signs.len())
}

/// Rows of the keyboards that are known here, read in both directions.
const ROWS: &str = "1234567890 qwertyuiop qwertzuiop azertyuiop asdfghjkl qsdfghjklm zxcvbnm \
                    yxcvbnm wxcvbn";

/// The same as the sign before, or beside it in the alphabet or on a keyboard.
pub(super) fn follows(signs: &[char], at: usize) -> bool {
    let (Some(&this), Some(&before)) =
        (signs.get(at), at.checked_sub(1).and_then(|n| signs.get(n)))
    else {
        return false;
    };
    let apart = u32::from(this).abs_diff(u32::from(before));
    let beside = |pair: &[u8]| match pair {
        &[a, b] => {
            let (a, b) = (char::from(a), char::from(b));
            (a, b) == (this, before) || (b, a) == (this, before)
        }
        _ => false,
    };
    apart == 0
        || (apart == 1 && this.is_ascii_alphanumeric() && before.is_ascii_alphanumeric())
        || (this != ' ' && before != ' ' && ROWS.as_bytes().windows(2).any(beside))
}
