//! How a reader has captions look: a value with bounds, ready-made choices of it, and whether its
//! words can be read at all (WCAG 2.2, 1.4.3).
//!
//! *Law:* whatever was kept, by an older version or by a stranger, reads as something that can be
//! drawn; and each ready-made choice can be read, by day and by lamplight.

#[cfg(test)]
mod laws;

pub use crate::contrast::{Colour, Page, Paint};

use crate::contrast::contrast;
use serde::{Deserialize, Serialize};

/// The reader's choices, kept on the device and with the account. A field that is absent is as it
/// is for everybody; a number beyond its bounds is the nearest within, so that what another version
/// kept can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct CaptionStyle {
    /// Captions are on.
    pub shown: bool,
    pub layout: Layout,
    pub position: Position,
    pub typeface: Typeface,
    /// Of the size that everybody has.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub size_percent: Measure<75, 300>,
    /// From light to black, as style sheets count.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub weight: Measure<300, 900>,
    /// Between letters, in hundredths of their size.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub letter_spacing: Measure<0, 30>,
    /// From line to line, of the letters' size.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub line_percent: Measure<100, 250>,
    /// Of the room there is.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub width_percent: Measure<40, 100>,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub colour: Paint,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub background: Paint,
    /// Of the background; at 0 the words stand on whatever is behind.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub opacity_percent: Measure<0, 100>,
    pub edge: Edge,
    /// Who speaks is said.
    pub names: bool,
    /// Words that may become others are shown.
    pub tentative: bool,
    /// A screen reader is told finished lines also while the voices are heard.
    pub aloud: bool,
}

/// Which words are in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// The last two lines, which roll up.
    TwoLines,
    ThreeLines,
    /// What is being said, in one block that gives way to the next.
    Block,
    /// Everything, to scroll through.
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Of the stage, where there is room; else under it.
    Beside,
    Under,
    /// Over the page, at its foot.
    Bottom,
    /// Over the page, at its head.
    Top,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Typeface {
    System,
    Serif,
    Mono,
    /// Atkinson Hyperlegible Next, whose letters are hard to mistake for each other.
    Atkinson,
    /// Lexend, drawn for those whom letters crowd: wide, and far apart.
    Lexend,
}

/// What sets the letters off from what is behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    None,
    Shadow,
    Outline,
    Raised,
}

/// The names of variants as they travel; style sheets know them by these too.
macro_rules! named {
    ($($name:ident { $($code:literal => $variant:ident,)* })*) => {$(
        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            pub fn of(code: &str) -> Option<Self> {
                match code {
                    $($code => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}

named! {
    Layout {
        "two_lines" => TwoLines,
        "three_lines" => ThreeLines,
        "block" => Block,
        "full" => Full,
    }
    Position {
        "beside" => Beside,
        "under" => Under,
        "bottom" => Bottom,
        "top" => Top,
    }
    Typeface {
        "system" => System,
        "serif" => Serif,
        "mono" => Mono,
        "atkinson" => Atkinson,
        "lexend" => Lexend,
    }
    Edge {
        "none" => None,
        "shadow" => Shadow,
        "outline" => Outline,
        "raised" => Raised,
    }
}

impl Position {
    /// Whether it stands over other things of the page.
    pub const fn is_over_the_page(self) -> bool {
        matches!(self, Self::Bottom | Self::Top)
    }
}

/// A number that stays within bounds: one beyond them is the nearest within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "i64", into = "u16")]
pub struct Measure<const LEAST: u16, const MOST: u16>(u16);

impl<const LEAST: u16, const MOST: u16> Measure<LEAST, MOST> {
    pub const LEAST: u16 = LEAST;
    pub const MOST: u16 = MOST;

    pub const fn new(number: u16) -> Self {
        match number {
            under if under < LEAST => Self(LEAST),
            over if over > MOST => Self(MOST),
            number => Self(number),
        }
    }

    pub const fn get(self) -> u16 {
        self.0
    }
}

impl<const LEAST: u16, const MOST: u16> From<i64> for Measure<LEAST, MOST> {
    fn from(number: i64) -> Self {
        Self::new(u16::try_from(number.max(0)).unwrap_or(u16::MAX))
    }
}

impl<const LEAST: u16, const MOST: u16> From<Measure<LEAST, MOST>> for u16 {
    fn from(measure: Measure<LEAST, MOST>) -> Self {
        measure.0
    }
}

/// A ready-made choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    Standard,
    HighContrast,
    Large,
    Calm,
}

impl Preset {
    pub const ALL: [Self; 4] = [Self::Standard, Self::HighContrast, Self::Large, Self::Calm];

    /// How it looks, with whatever else `style` says: where captions stand is the reader's page.
    #[must_use]
    pub const fn of(self, style: CaptionStyle) -> CaptionStyle {
        let looks = match self {
            Self::Standard => CaptionStyle::STANDARD,
            Self::HighContrast => CaptionStyle {
                weight: Measure::new(700),
                size_percent: Measure::new(125),
                letter_spacing: Measure::new(2),
                colour: Paint::Chosen(Colour([0xff, 0xff, 0x00])),
                background: Paint::Chosen(Colour([0, 0, 0])),
                ..CaptionStyle::STANDARD
            },
            Self::Large => CaptionStyle {
                size_percent: Measure::new(200),
                weight: Measure::new(600),
                line_percent: Measure::new(130),
                ..CaptionStyle::STANDARD
            },
            Self::Calm => CaptionStyle {
                layout: Layout::Block,
                typeface: Typeface::Serif,
                line_percent: Measure::new(160),
                weight: Measure::new(400),
                colour: Paint::Chosen(Colour([0x3a, 0x2f, 0x28])),
                background: Paint::Chosen(Colour([0xf4, 0xec, 0xdd])),
                tentative: false,
                ..CaptionStyle::STANDARD
            },
        };
        let CaptionStyle { shown, position, width_percent, names, aloud, .. } = style;
        CaptionStyle { shown, position, width_percent, names, aloud, ..looks }
    }
}

impl Default for CaptionStyle {
    fn default() -> Self {
        Self::STANDARD
    }
}

impl CaptionStyle {
    /// Below it words are too faint for many (WCAG 2.2, level AA).
    pub const CONTRAST_LEAST: f64 = 4.5;

    pub const STANDARD: Self = Self {
        shown: true,
        layout: Layout::ThreeLines,
        position: Position::Beside,
        typeface: Typeface::System,
        size_percent: Measure::new(100),
        weight: Measure::new(500),
        letter_spacing: Measure::new(0),
        line_percent: Measure::new(140),
        width_percent: Measure::new(100),
        colour: Paint::Theme,
        background: Paint::Theme,
        opacity_percent: Measure::new(100),
        edge: Edge::None,
        names: true,
        tentative: true,
        aloud: false,
    };

    /// With one field as a control of a page has it: the field by its name on the wire, and what was
    /// chosen as a text. What does not read changes nothing.
    #[must_use]
    pub fn with(self, field: &str, chosen: &str) -> Self {
        self.reads(field, chosen).unwrap_or(self)
    }

    fn reads(mut self, field: &str, chosen: &str) -> Option<Self> {
        let number = || chosen.parse::<i64>().ok();
        match field {
            "shown" => self.shown = chosen.parse().ok()?,
            "layout" => self.layout = Layout::of(chosen)?,
            "position" => self.position = Position::of(chosen)?,
            "typeface" => self.typeface = Typeface::of(chosen)?,
            "size_percent" => self.size_percent = number()?.into(),
            "weight" => self.weight = number()?.into(),
            "letter_spacing" => self.letter_spacing = number()?.into(),
            "line_percent" => self.line_percent = number()?.into(),
            "width_percent" => self.width_percent = number()?.into(),
            "colour" => self.colour = Paint::of(chosen)?,
            "background" => self.background = Paint::of(chosen)?,
            "opacity_percent" => self.opacity_percent = number()?.into(),
            "edge" => self.edge = Edge::of(chosen)?,
            "names" => self.names = chosen.parse().ok()?,
            "tentative" => self.tentative = chosen.parse().ok()?,
            "aloud" => self.aloud = chosen.parse().ok()?,
            _ => return None,
        }
        Some(self)
    }

    /// Letters or background have a colour that is not the page's.
    pub fn is_painted(self) -> bool {
        self.colour != Paint::Theme || self.background != Paint::Theme
    }

    /// Which ready-made choice it is.
    pub fn preset(self) -> Option<Preset> {
        Preset::ALL.into_iter().find(|preset| preset.of(self) == self)
    }

    /// Of the words to what is behind them on this page, at the worst: what shines through a thin
    /// background is the paper, and over the page it may be ink as well.
    pub fn contrast(self, page: Page) -> f64 {
        let painted = |paint: Paint, theme: Colour| match paint {
            Paint::Theme => theme,
            Paint::Chosen(colour) => colour,
        };
        let words = painted(self.colour, page.ink);
        let ground = painted(self.background, page.raised);
        let seen = |behind| contrast(words, ground.over(behind, self.opacity_percent.get()));
        let on_paper = seen(page.paper);
        if self.position.is_over_the_page() { on_paper.min(seen(page.ink)) } else { on_paper }
    }

    /// Whether its words can be read on this page.
    pub fn is_legible(self, page: Page) -> bool {
        self.contrast(page) >= Self::CONTRAST_LEAST
    }
}
