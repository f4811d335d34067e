//! How captions look: bounds, presets, fields, and whether words can be read.

use super::*;
use proptest::prelude::*;

#[test]
fn every_preset_can_be_read_wherever_it_stands() {
    for preset in Preset::ALL {
        for position in Position::ALL.iter().copied() {
            for page in Page::BOTH {
                let style = preset.of(CaptionStyle { position, ..CaptionStyle::STANDARD });
                let contrast = style.contrast(page);
                assert!(contrast >= CaptionStyle::CONTRAST_LEAST, "{preset:?}: {contrast}");
            }
        }
    }
}

#[test]
fn what_everybody_has_stands_out_seven_times() {
    for page in Page::BOTH {
        assert!(CaptionStyle::default().contrast(page) >= 7.0);
    }
}

#[test]
fn a_preset_is_known_again_and_leaves_the_page_as_it_was() {
    let own = CaptionStyle {
        shown: false,
        position: Position::Top,
        width_percent: Measure::new(60),
        names: false,
        aloud: true,
        ..CaptionStyle::STANDARD
    };
    for preset in Preset::ALL {
        let style = preset.of(own);
        assert_eq!(style.preset(), Some(preset));
        assert_eq!((style.shown, style.position, style.names), (false, Position::Top, false));
        assert!(style.aloud);
    }
    let other = CaptionStyle { weight: Measure::new(888), ..own };
    assert_eq!(other.preset(), None);
}

#[test]
fn names_are_those_that_travel() {
    fn same<T: Serialize>(all: &[T], code: impl Fn(&T) -> &'static str) {
        for one in all {
            assert_eq!(serde_json::to_value(one).unwrap(), code(one));
        }
    }
    same(Layout::ALL, |one| one.code());
    same(Position::ALL, |one| one.code());
    same(Typeface::ALL, |one| one.code());
    same(Edge::ALL, |one| one.code());
    assert!(Layout::ALL.iter().all(|one| Layout::of(one.code()) == Some(*one)));
    assert_eq!(Edge::of("sharp"), None);
}

#[test]
fn a_thin_background_lets_the_page_through() {
    let white = Paint::Chosen(Colour([255; 3]));
    let style = CaptionStyle {
        colour: white,
        background: Paint::Chosen(Colour([0; 3])),
        ..CaptionStyle::STANDARD
    };
    assert!(style.is_legible(Page::BY_DAY));
    let thin = CaptionStyle { opacity_percent: Measure::new(10), ..style };
    assert!(!thin.is_legible(Page::BY_DAY));
    assert!(thin.is_legible(Page::BY_LAMPLIGHT));
    let over = CaptionStyle { position: Position::Bottom, ..thin };
    assert!(!over.is_legible(Page::BY_LAMPLIGHT), "words of the page are behind it too");
}

#[test]
fn older_ones_read_and_lack_nothing() {
    let read = |text| serde_json::from_str::<CaptionStyle>(text).unwrap();
    assert_eq!(read("{}"), CaptionStyle::default());
    let old = read(r##"{"size_percent":150,"colour":"#FFFFFF","later":{"a":1}}"##);
    assert_eq!(old.size_percent.get(), 150);
    assert_eq!(old.colour, Paint::Chosen(Colour([255; 3])));
    for bad in [r#"{"colour":"red"}"#, r##"{"colour":"#+12345"}"##, r#"{"edge":"sharp"}"#] {
        assert!(serde_json::from_str::<CaptionStyle>(bad).is_err(), "{bad}");
    }
}

proptest! {
    #[test]
    fn whatever_was_kept_is_within_bounds(size: i64, weight: i64, thin: i64, colour: [u8; 3]) {
        let colour = Paint::Chosen(Colour(colour));
        let text = format!(
            r#"{{"size_percent":{size},"weight":{weight},"opacity_percent":{thin},"colour":"{}"}}"#,
            colour.text()
        );
        let style: CaptionStyle = serde_json::from_str(&text).unwrap();
        prop_assert!((75..=300).contains(&style.size_percent.get()));
        prop_assert!((300..=900).contains(&style.weight.get()));
        prop_assert!(style.opacity_percent.get() <= 100);
        prop_assert_eq!(style.colour, colour);
        for page in Page::BOTH {
            prop_assert!((1.0..=21.0).contains(&style.contrast(page)));
        }
        let again = serde_json::to_string(&style).unwrap();
        prop_assert_eq!(serde_json::from_str::<CaptionStyle>(&again).unwrap(), style);
    }
}

#[test]
fn each_field_can_be_chosen_by_its_name_on_the_wire() {
    let other = CaptionStyle {
        shown: false,
        layout: Layout::Full,
        position: Position::Top,
        typeface: Typeface::Lexend,
        size_percent: Measure::new(150),
        weight: Measure::new(700),
        letter_spacing: Measure::new(5),
        line_percent: Measure::new(200),
        width_percent: Measure::new(60),
        colour: Paint::Chosen(Colour([1, 2, 3])),
        background: Paint::Chosen(Colour([4, 5, 6])),
        opacity_percent: Measure::new(50),
        edge: Edge::Raised,
        names: false,
        tentative: false,
        aloud: true,
    };
    let fields = serde_json::to_value(other).unwrap();
    let mut style = CaptionStyle::STANDARD;
    for (field, value) in fields.as_object().unwrap() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let next = style.with(field, &text);
        assert_ne!(next, style, "{field}");
        style = next;
    }
    assert_eq!(style, other);
    for (field, bad) in [("edge", "sharp"), ("weight", "heavy"), ("colour", ""), ("later", "1")] {
        assert_eq!(style.with(field, bad), style, "{field}");
    }
    assert_eq!(style.with("size_percent", "9999").size_percent.get(), 300);
}
