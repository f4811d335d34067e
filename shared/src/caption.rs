//! What is said, in words: one [`Segment`] for each stretch of speech, made by folding [`Words`].
//!
//! Law: words that are stable never change while the space is on air, because an event can only add
//! to them; only a person in charge, or the one who said them, has them reworded or taken out.

use crate::{
    id::{PersonId, VoiceId},
    text::Name,
};
use serde::{Deserialize, Serialize};

/// What one voice said between two pauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Segment {
    /// Counts up from 1 within a space, in the order in which segments begin.
    pub number: u32,
    pub voice: VoiceId,
    /// Whose it stays when they have left the stage.
    pub by: Speaker,
    /// Counts the words' events, from 1.
    pub revision: u32,
    /// In milliseconds since the space went live, as `to_ms`.
    pub from_ms: u64,
    pub to_ms: u64,
    /// Where the last of it was heard, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<Heard>,
    /// Words that stay.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stable: String,
    /// Words that may become others; follow the stable ones.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tentative: String,
    /// Nothing more comes.
    #[serde(rename = "final", default, skip_serializing_if = "is_false")]
    pub is_final: bool,
}

/// A moment of the sound itself, so that a player with a longer buffer can hold words back until
/// their sound is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Heard {
    /// The slot, from 0, in which the voice was heard.
    pub slot: u8,
    /// RTP timestamp of that slot (48 kHz) at `to_ms`.
    pub timestamp: u32,
}

/// What is new about a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub number: u32,
    pub voice: VoiceId,
    /// With the first words of a segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Speaker>,
    pub revision: u32,
    pub from_ms: u64,
    pub to_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<Heard>,
    /// Comes behind the stable words, with a space between.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stable: String,
    /// Takes the place of all tentative words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tentative: String,
    #[serde(rename = "final", default, skip_serializing_if = "is_false")]
    pub is_final: bool,
}

/// Whose words they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Speaker {
    pub person: PersonId,
    /// As they were called then.
    pub name: Name,
}

/// How captions are doing in a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CaptionState {
    /// This relay has no recogniser, or its model is missing.
    #[default]
    Unavailable,
    /// The recogniser does not know the language that is spoken.
    OtherLanguage,
    /// The recogniser is on its way, or on its way back.
    Starting,
    /// Words come as they are said.
    Prompt,
    /// More people talk than the relay can follow at once: words come later.
    Delayed,
}

impl CaptionState {
    pub const ALL: [Self; 5] =
        [Self::Unavailable, Self::OtherLanguage, Self::Starting, Self::Prompt, Self::Delayed];

    /// Whether words come, or are about to.
    pub const fn is_on(self) -> bool {
        match self {
            Self::Starting | Self::Prompt | Self::Delayed => true,
            Self::Unavailable | Self::OtherLanguage => false,
        }
    }
}

/// What everybody knows of the captions of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Captioning {
    pub state: CaptionState,
    /// The host has people captioned.
    pub wanted: bool,
    /// The host has the words kept for those who come later.
    pub kept: bool,
    /// How many days words are kept on this relay once a space is over; 0: until somebody deletes
    /// them.
    pub days: u32,
}

impl Default for Captioning {
    fn default() -> Self {
        Self { state: CaptionState::default(), wanted: true, kept: true, days: 0 }
    }
}

impl Captioning {
    /// Whether words come, or are about to.
    pub const fn is_on(self) -> bool {
        self.wanted && self.state.is_on()
    }
}

impl Segment {
    /// Segments that whoever comes finds: some screens full.
    pub const MOST: usize = 40;

    /// All its words.
    pub fn text(&self) -> String {
        joined(&self.stable, &self.tentative)
    }

    fn add(&mut self, words: &Words) {
        self.revision = words.revision;
        self.from_ms = words.from_ms;
        self.to_ms = words.to_ms;
        self.heard = words.heard.or(self.heard);
        self.stable = joined(&self.stable, &words.stable);
        self.tentative.clone_from(&words.tentative);
        self.is_final = words.is_final;
    }
}

/// Folds words into the last segments of a space. Words of a segment that is not there, and do not
/// begin one, change nothing.
pub fn fold(segments: &mut Vec<Segment>, words: &Words) {
    if let Some(known) = segments.iter_mut().find(|segment| segment.number == words.number) {
        if words.revision > known.revision && !known.is_final {
            known.add(words);
        }
        return;
    }
    let Some(by) = words.by.clone() else { return };
    let mut segment = Segment {
        number: words.number,
        voice: words.voice,
        by,
        revision: 0,
        from_ms: words.from_ms,
        to_ms: words.to_ms,
        heard: None,
        stable: String::new(),
        tentative: String::new(),
        is_final: false,
    };
    segment.add(words);
    segments.push(segment);
    let over = segments.len().saturating_sub(Segment::MOST);
    segments.drain(..over);
}

/// Words behind words, with one space between.
pub fn joined(first: &str, more: &str) -> String {
    match (first.is_empty(), more.is_empty()) {
        (_, true) => first.to_owned(),
        (true, false) => more.to_owned(),
        (false, false) => format!("{first} {more}"),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(value: &bool) -> bool {
    !*value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(number: u32, revision: u32, stable: &str, tentative: &str) -> Words {
        Words {
            number,
            voice: VoiceId::new(1).unwrap(),
            by: (revision == 1)
                .then(|| Speaker { person: PersonId::from_bits(1), name: "Ada".parse().unwrap() }),
            revision,
            from_ms: 0,
            to_ms: u64::from(revision) * 500,
            heard: None,
            stable: stable.to_owned(),
            tentative: tentative.to_owned(),
            is_final: false,
        }
    }

    proptest! {
        #[test]
        fn stable_words_are_only_added_to(said in prop::collection::vec(("[a-z]{0,6}", "[a-z]{0,6}"), 1..20)) {
            let mut segments = Vec::new();
            let mut before = String::new();
            for ((stable, tentative), revision) in said.iter().zip(1..) {
                fold(&mut segments, &words(1, revision, stable, tentative));
                prop_assert!(segments[0].stable.starts_with(&before));
                before.clone_from(&segments[0].stable);
            }
        }

        #[test]
        fn what_is_kept_in_sight_is_bounded(numbers in prop::collection::vec(1u32..200, 0..300)) {
            let mut segments = Vec::new();
            for number in numbers {
                fold(&mut segments, &words(number, 1, "hm", ""));
            }
            prop_assert!(segments.len() <= Segment::MOST);
        }
    }

    #[test]
    fn words_of_a_segment_that_nobody_saw_begin_change_nothing() {
        let mut segments = Vec::new();
        fold(&mut segments, &words(1, 2, "late", ""));
        assert_eq!(segments, []);
    }

    #[test]
    fn what_is_final_and_what_is_old_changes_nothing() {
        let mut segments = Vec::new();
        fold(&mut segments, &words(1, 1, "good", "morning"));
        fold(&mut segments, &words(1, 1, "bad", ""));
        assert_eq!(segments[0].text(), "good morning");
        fold(&mut segments, &Words { is_final: true, ..words(1, 2, "evening", "") });
        fold(&mut segments, &words(1, 3, "all", ""));
        assert_eq!(segments[0].text(), "good evening");
    }
}
