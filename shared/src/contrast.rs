//! Colours as people choose them, and how well one stands out from another (WCAG 2.2, 1.4.3).
//!
//! *Law:* what is drawn and what is reckoned with are the same colours: those of a page are read from
//! its style sheet by a test.

use serde::{Deserialize, Serialize};

/// The page's own colour, by day or by lamplight, or one that was chosen. Travels as `theme` or as
/// `#1a2b3c`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Paint {
    Theme,
    Chosen(Colour),
}

/// Red, green and blue of sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// A text that is no paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoPaint;

impl std::fmt::Display for NoPaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("this is no colour; one is `theme`, or looks like #1a2b3c")
    }
}

impl std::error::Error for NoPaint {}

impl Paint {
    pub fn of(text: &str) -> Option<Self> {
        if text == "theme" {
            return Some(Self::Theme);
        }
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self::Chosen(Colour([red, green, blue])))
    }

    /// What [`Paint::of`] reads.
    pub fn text(self) -> String {
        match self {
            Self::Theme => "theme".to_owned(),
            Self::Chosen(colour) => colour.hex(),
        }
    }
}

impl TryFrom<String> for Paint {
    type Error = NoPaint;

    fn try_from(text: String) -> Result<Self, NoPaint> {
        Self::of(&text).ok_or(NoPaint)
    }
}

impl From<Paint> for String {
    fn from(paint: Paint) -> Self {
        paint.text()
    }
}

impl Colour {
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// Relative luminance, from 0 for black to 1 for white (WCAG 2.2).
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { to_the_2_4((part + 0.055) / 1.055) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// What is seen where it covers so many percent of what is behind it.
    #[must_use]
    pub fn over(self, behind: Self, percent: u16) -> Self {
        let share = u32::from(percent.min(100));
        let mix = |at: usize| {
            let (front, back) = (u32::from(self.0[at]), u32::from(behind.0[at]));
            u8::try_from((front * share + back * (100 - share) + 50) / 100).unwrap_or(u8::MAX)
        };
        Self([mix(0), mix(1), mix(2)])
    }
}

/// `part` to the power of 2.4, for parts of one: its square times the fifth root of its square, by
/// Newton's method. The library's own power is two kilobytes of a page's first visit.
fn to_the_2_4(part: f64) -> f64 {
    let square = part * part;
    let mut root = 1.0;
    for _ in 0..32 {
        let fourth = (root * root) * (root * root);
        root -= (fourth * root - square) / (5.0 * fourth);
    }
    square * root
}

/// From 1 for the same colour to 21 for black on white.
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (one.luminance(), other.luminance());
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The colours of the page that captions meet: `--paper`, `--paper-raised` and `--ink` of the style
/// sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub paper: Colour,
    pub raised: Colour,
    pub ink: Colour,
}

impl Page {
    pub const BY_DAY: Self = Self {
        paper: Colour([0xfb, 0xf8, 0xfb]),
        raised: Colour([0xff, 0xff, 0xff]),
        ink: Colour([0x2b, 0x1a, 0x30]),
    };
    pub const BY_LAMPLIGHT: Self = Self {
        paper: Colour([0x14, 0x0e, 0x18]),
        raised: Colour([0x23, 0x1a, 0x28]),
        ink: Colour([0xf6, 0xef, 0xe8]),
    };
    pub const BOTH: [Self; 2] = [Self::BY_DAY, Self::BY_LAMPLIGHT];
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_power_is_the_power_for_every_part_of_a_colour() {
        for part in 0..=255_u8 {
            let part = (f64::from(part) / 255.0 + 0.055) / 1.055;
            assert!((to_the_2_4(part) - part.powf(2.4)).abs() < 1e-12, "{part}");
        }
    }

    #[test]
    fn contrast_is_what_the_recommendation_says() {
        let [black, white, grey] = [[0; 3], [255; 3], [0x76, 0x76, 0x76]].map(Colour);
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert!((contrast(white, black) - 21.0).abs() < 1e-9);
        assert!((contrast(grey, grey) - 1.0).abs() < 1e-9);
        // The lightest grey that passes on white.
        assert!((contrast(grey, white) - 4.54).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn no_text_is_a_paint_by_accident(text: String) {
            if let Some(paint) = Paint::of(&text) {
                prop_assert_eq!(Paint::of(&paint.text()), Some(paint));
            }
        }
    }

    /// OKLCH as browsers show it (CSS Color 4), for the style sheet's own words.
    fn oklch(words: &str) -> Colour {
        let numbers: Vec<f64> =
            words.split([' ', '%', '(']).filter_map(|number| number.parse().ok()).collect();
        let [light, chroma, hue] = numbers[..] else { panic!("{words}") };
        let (light, hue) = (light / 100.0, hue.to_radians());
        let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
        let l = (light + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (light - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (light - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
        let linear = [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
        ];
        Colour(linear.map(|part| {
            let part = part.clamp(0.0, 1.0);
            let part = if part <= 0.003_130_8 {
                12.92 * part
            } else {
                1.055 * part.powf(1.0 / 2.4) - 0.055
            };
            (part * 255.0).round() as u8
        }))
    }

    const TOKENS: &str = include_str!("../../client/style/tokens.css");

    #[test]
    fn the_page_has_the_colours_of_the_style_sheet() {
        let of = |name: &str| {
            let line = TOKENS.lines().find_map(|line| line.trim().strip_prefix(name)).unwrap();
            let mut halves =
                line.split("oklch").skip(1).map(|half| half.split(')').next().unwrap());
            [oklch(halves.next().unwrap()), oklch(halves.next().unwrap())]
        };
        let [papers, raised, inks] = [of("--paper:"), of("--paper-raised:"), of("--ink:")];
        for (at, page) in Page::BOTH.into_iter().enumerate() {
            let expected = Page { paper: papers[at], raised: raised[at], ink: inks[at] };
            assert_eq!(page, expected);
        }
    }
}
