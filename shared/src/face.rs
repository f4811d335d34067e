//! How a person looks without a picture: a hue, a pattern and initials, always the same for the
//! same person, on a page of the client and in the picture that the relay draws. And a space without
//! a cover: a hue and a pattern.

use crate::id::{PersonId, SpaceId};

/// The speaker hues of `tokens.css`, `--hue-0` to `--hue-11`.
pub const HUES: u8 = 12;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    Rings,
    Stripes,
    Petals,
    Waves,
    Dots,
    Tiles,
}

impl Pattern {
    pub const ALL: [Self; 6] =
        [Self::Rings, Self::Stripes, Self::Petals, Self::Waves, Self::Dots, Self::Tiles];

    /// Strokes in an SVG of 100 by 100, some beyond its edges, for lines 9 wide.
    pub const fn shapes(self) -> &'static str {
        match self {
            Self::Rings => {
                r#"<circle cx="50" cy="106" r="34"/><circle cx="50" cy="106" r="56"/><circle cx="50" cy="106" r="78"/><circle cx="50" cy="106" r="100"/>"#
            }
            Self::Stripes => {
                r#"<path d="M-25-25V125M-5-25V125M15-25V125M35-25V125M55-25V125M75-25V125M95-25V125M115-25V125"/>"#
            }
            Self::Petals => {
                r#"<circle cx="20" cy="20" r="30"/><circle cx="80" cy="20" r="30"/><circle cx="20" cy="80" r="30"/><circle cx="80" cy="80" r="30"/><circle cx="50" cy="50" r="30"/>"#
            }
            Self::Waves => {
                r#"<path d="M-20 0q17.500-18 35 0t35 0 35 0 35 0M-20 25q17.500-18 35 0t35 0 35 0 35 0M-20 50q17.500-18 35 0t35 0 35 0 35 0M-20 75q17.500-18 35 0t35 0 35 0 35 0M-20 100q17.500-18 35 0t35 0 35 0 35 0"/>"#
            }
            Self::Dots => {
                r#"<path stroke-width="12" stroke-linecap="round" d="M5 5h.1M35 5h.1M65 5h.1M95 5h.1M20 27h.1M50 27h.1M80 27h.1M5 50h.1M35 50h.1M65 50h.1M95 50h.1M20 73h.1M50 73h.1M80 73h.1M5 95h.1M35 95h.1M65 95h.1M95 95h.1"/>"#
            }
            Self::Tiles => {
                r#"<path d="M0 25h100M0 50h100M0 75h100M25 0v25M75 0v25M50 25v25M0 25v25M100 25v25M25 50v25M75 50v25M50 75v25"/>"#
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face {
    pub hue: u8,
    pub pattern: Pattern,
    /// Degrees by which the pattern is turned: 0, 45, 90 or 135.
    pub turn: u16,
}

impl Face {
    pub fn of(person: PersonId) -> Self {
        Self::from_bits(person.bits())
    }

    pub fn of_space(space: SpaceId) -> Self {
        Self::from_bits(space.bits())
    }

    fn from_bits(bits: u128) -> Self {
        let mixed = mix(bits);
        let pattern = Pattern::ALL[(mixed >> 16) as usize % Pattern::ALL.len()];
        Self {
            hue: (mixed % u64::from(HUES)) as u8,
            pattern,
            turn: 45 * ((mixed >> 32) % 4) as u16,
        }
    }
}

/// The id's time half is nearly equal among people who came together, so all bits are stirred
/// (the finaliser of SplitMix64).
const fn mix(bits: u128) -> u64 {
    let mut x = (bits >> 64) as u64 ^ bits as u64;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// One or two letters for a disc: of the first and the last word. The style sheet makes them
/// capitals; the tables for that weigh more than this page.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        assert_eq!(initials("Ada"), "A");
        assert_eq!(initials("Éloïse de la Tour"), "ÉT");
        assert_eq!(initials("  "), "");
    }

    #[test]
    fn people_who_came_together_look_different() {
        let hues: BTreeSet<_> = (0..60)
            .map(|n| Face::of(PersonId::v7(1_790_000_000_000 + n, 77 * u128::from(n))).hue)
            .collect();
        assert!(hues.len() >= 10, "only {hues:?}");
    }

    proptest! {
        #[test]
        fn a_face_never_changes_and_every_hue_exists(bits: u128) {
            let face = Face::of(PersonId::from_bits(bits));
            prop_assert_eq!(face, Face::of(PersonId::from_bits(bits)));
            prop_assert!(face.hue < HUES && face.turn < 180);
        }
    }
}
