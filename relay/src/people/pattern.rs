//! The picture of a person who has uploaded none: their pattern, hue and initials, as on a page. And
//! the cover of a space whose host brought none: its pattern and hue, without a word.
//!
//! Law: valid XML whatever the name, under two kilobytes, the same for the same person and name, and
//! for the same space.
//! Absent: scripts, styles, links and fonts from elsewhere, so that any policy may hold it.

use causerie_shared::{
    face::{Face, HUES, initials},
    id::{PersonId, SpaceId},
    text::Name,
};

/// An SVG of equal sides, to be cut round by whoever shows it.
///
/// The colours are those of `disc.css` by lamplight, which are dark enough for the letters in both
/// themes: a picture in an `img` cannot know which one its page has.
pub fn svg(person: PersonId, name: &Name) -> String {
    let face = Face::of(person);
    let Colors { ground, lines, letters, shade } =
        COLORS.get(usize::from(face.hue)).unwrap_or(&COLORS[0]);
    let (shapes, turn) = (face.pattern.shapes(), face.turn);
    let text = escaped(&initials(name.as_str()));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"512\" height=\"512\" \
         viewBox=\"0 0 100 100\"><path fill=\"{ground}\" d=\"M0 0h100v100H0z\"/>\
         <g fill=\"none\" stroke=\"{lines}\" stroke-width=\"9\" \
         transform=\"rotate({turn} 50 50)\">{shapes}</g>\
         <text x=\"50\" y=\"50\" dy=\".35em\" text-anchor=\"middle\" font-size=\"34\" \
         font-weight=\"700\" letter-spacing=\"-.7\" \
         font-family=\"system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif\" fill=\"{letters}\" \
         stroke=\"{shade}\" stroke-opacity=\".45\" stroke-width=\"4\" stroke-linejoin=\"round\" \
         paint-order=\"stroke\">{text}</text></svg>"
    )
}

/// An SVG of 1200 by 630, of which the pattern fills the middle.
pub fn cover(space: SpaceId) -> String {
    let face = Face::of_space(space);
    let Colors { ground, lines, .. } = COLORS.get(usize::from(face.hue)).unwrap_or(&COLORS[0]);
    let (shapes, turn) = (face.pattern.shapes(), face.turn);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\" \
         viewBox=\"0 0 100 100\" preserveAspectRatio=\"xMidYMid slice\">\
         <path fill=\"{ground}\" d=\"M0 0h100v100H0z\"/>\
         <g fill=\"none\" stroke=\"{lines}\" stroke-width=\"9\" \
         transform=\"rotate({turn} 50 50)\">{shapes}</g></svg>"
    )
}

/// Capitals, as XML 1.0 takes them.
fn escaped(initials: &str) -> String {
    let mut text = String::new();
    for sign in initials.chars().flat_map(char::to_uppercase) {
        match sign {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            // The only ones beyond controls that no XML may hold.
            '\u{fffe}' | '\u{ffff}' => {}
            _ => text.push(sign),
        }
    }
    text
}

struct Colors {
    ground: &'static str,
    lines: &'static str,
    letters: &'static str,
    shade: &'static str,
}

const fn colors(
    ground: &'static str,
    lines: &'static str,
    letters: &'static str,
    shade: &'static str,
) -> Colors {
    Colors { ground, lines, letters, shade }
}

/// The OKLCH of the style sheet for `--hue-0` to `--hue-11`, in sRGB, which every reader of SVG
/// knows.
const COLORS: [Colors; HUES as usize] = [
    colors("#af545a", "#c47060", "#fff9f9", "#6b252b"),
    colors("#ac5b34", "#bc7941", "#fff9f5", "#692a06"),
    colors("#9e6706", "#a88530", "#fffbf3", "#5f3400"),
    colors("#7f7703", "#839441", "#fdfcf3", "#484100"),
    colors("#4c853f", "#4e9e6c", "#f8fef6", "#1e4c13"),
    colors("#008a67", "#16a090", "#f5fffa", "#005035"),
    colors("#00888d", "#059cb1", "#f3feff", "#004e53"),
    colors("#0081aa", "#4692c7", "#f4feff", "#004869"),
    colors("#4675b9", "#7386cd", "#f7fcff", "#1a3f73"),
    colors("#7268b5", "#977ac2", "#fbfbff", "#3e3571"),
    colors("#915ca1", "#b171a8", "#fff9ff", "#552c61"),
    colors("#a65581", "#c16d85", "#fff9fd", "#642649"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use roxmltree::Document;

    fn drawn(bits: u128, name: &str) -> String {
        svg(PersonId::from_bits(bits), &name.parse().unwrap())
    }

    fn letters(svg: &str) -> String {
        let document = Document::parse(svg).unwrap();
        let text = document.descendants().find(|node| node.has_tag_name("text"));
        text.unwrap().text().unwrap_or_default().to_owned()
    }

    #[test]
    fn two_people() {
        insta::assert_snapshot!(drawn(1, "Ada Lovelace"), @r##"<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 100 100"><path fill="#ac5b34" d="M0 0h100v100H0z"/><g fill="none" stroke="#bc7941" stroke-width="9" transform="rotate(45 50 50)"><path d="M-25-25V125M-5-25V125M15-25V125M35-25V125M55-25V125M75-25V125M95-25V125M115-25V125"/></g><text x="50" y="50" dy=".35em" text-anchor="middle" font-size="34" font-weight="700" letter-spacing="-.7" font-family="system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif" fill="#fff9f5" stroke="#692a06" stroke-opacity=".45" stroke-width="4" stroke-linejoin="round" paint-order="stroke">AL</text></svg>"##);
        insta::assert_snapshot!(drawn(7, "<script> &"), @r##"<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 100 100"><path fill="#4c853f" d="M0 0h100v100H0z"/><g fill="none" stroke="#4e9e6c" stroke-width="9" transform="rotate(135 50 50)"><path d="M-25-25V125M-5-25V125M15-25V125M35-25V125M55-25V125M75-25V125M95-25V125M115-25V125"/></g><text x="50" y="50" dy=".35em" text-anchor="middle" font-size="34" font-weight="700" letter-spacing="-.7" font-family="system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif" fill="#f8fef6" stroke="#1e4c13" stroke-opacity=".45" stroke-width="4" stroke-linejoin="round" paint-order="stroke">&lt;&amp;</text></svg>"##);
    }

    #[test]
    fn a_name_full_of_signs_stays_text() {
        assert_eq!(letters(&drawn(3, "<b> &amp; \"x\"")), "<\"");
        assert_eq!(letters(&drawn(3, "éloïse de la tour")), "ÉT");
        assert_eq!(letters(&drawn(3, "\u{ffff}a")), "");
        assert_eq!(letters(&drawn(3, "]]> ]]>")), "]]");
    }

    #[test]
    fn the_hues_are_those_of_the_style_sheet() {
        let sheet = concat!(env!("CARGO_MANIFEST_DIR"), "/../client/style/tokens.css");
        let sheet = std::fs::read_to_string(sheet).unwrap();
        for (hue, colors) in COLORS.iter().enumerate() {
            let degrees = sheet.split(&format!("--hue-{hue}: ")).nth(1).unwrap();
            let degrees: f64 = degrees.split(';').next().unwrap().parse().unwrap();
            assert_eq!(colors.ground, srgb(0.56, 0.118, degrees), "ground of {hue}");
            assert_eq!(colors.lines, srgb(0.635, 0.11, degrees + 14.0), "lines of {hue}");
            assert_eq!(colors.letters, srgb(0.99, 0.012, degrees), "letters of {hue}");
            assert_eq!(colors.shade, srgb(0.37, 0.1, degrees), "shade of {hue}");
        }
    }

    #[test]
    fn the_colours_are_those_of_the_disc_by_lamplight() {
        let sheet = concat!(env!("CARGO_MANIFEST_DIR"), "/../client/style/disc.css");
        let sheet = std::fs::read_to_string(sheet).unwrap();
        for color in ["oklch(56% 0.118 0)", "oklch(63.5% 0.11 0)", "oklch(99% 0.012 0)"] {
            assert!(sheet.contains(color), "{color}");
        }
    }

    /// OKLCH to sRGB (CSS Color 4, section 10), each channel cut where sRGB ends.
    fn srgb(lightness: f64, chroma: f64, degrees: f64) -> String {
        let (a, b) = (chroma * degrees.to_radians().cos(), chroma * degrees.to_radians().sin());
        let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
        let channels = [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
        ];
        let [red, green, blue] = channels.map(|linear: f64| {
            let linear = linear.clamp(0.0, 1.0);
            let curved = if linear <= 0.003_130_8 {
                12.92 * linear
            } else {
                1.055 * linear.powf(1.0 / 2.4) - 0.055
            };
            (curved * 255.0).round() as u8
        });
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    proptest! {
        #[test]
        fn no_name_makes_a_picture_that_cannot_be_read(bits: u128, typed in any::<String>()) {
            if let Ok(name) = typed.parse::<Name>() {
                let svg = svg(PersonId::from_bits(bits), &name);
                prop_assert!(svg.len() < 2000, "{}", svg.len());
                let document = Document::parse(&svg).unwrap();
                let harmless = ["svg", "path", "g", "text", "circle"];
                for node in document.descendants().filter(|node| node.is_element()) {
                    prop_assert!(harmless.contains(&node.tag_name().name()));
                    prop_assert!(node.attributes().all(|it| !it.name().contains("href")));
                }
            }
        }

        #[test]
        fn a_cover_says_nothing_and_stays_the_same(bits: u128) {
            let space = SpaceId::from_bits(bits);
            let svg = cover(space);
            prop_assert_eq!(&svg, &cover(space));
            prop_assert!(svg.len() < 2000, "{}", svg.len());
            let document = Document::parse(&svg).unwrap();
            let harmless = ["svg", "path", "g", "circle"];
            for node in document.descendants().filter(|node| node.is_element()) {
                prop_assert!(harmless.contains(&node.tag_name().name()));
                prop_assert!(node.text().is_none());
            }
        }

        #[test]
        fn initials_come_through(first in r"[\PC&&[^\s]]", last in r"[\PC&&[^\s]]") {
            let typed = format!("{first} {last}");
            if let Ok(name) = typed.parse::<Name>() {
                let expected: String = initials(name.as_str()).to_uppercase();
                prop_assert_eq!(letters(&svg(PersonId::from_bits(5), &name)), expected);
            }
        }
    }
}
