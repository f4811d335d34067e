//! What is said, in words.

use super::{Json, Read};
use causerie_shared::{
    caption::{CaptionState, Captioning, Heard, Segment, Speaker, Words},
    caption_style::CaptionStyle,
    transcript::{Said, Transcript},
};

/// What is absent is what a new space has.
impl Read for Captioning {
    fn read(json: &Json) -> Option<Self> {
        if *json == Json::Null {
            return Some(Self::default());
        }
        Some(Self {
            state: json.field("state")?,
            wanted: json.field("wanted")?,
            kept: json.field("kept")?,
            days: json.field("days")?,
        })
    }
}

/// The words of its whole, with the speaker that only the first of them have.
impl Read for Segment {
    fn read(json: &Json) -> Option<Self> {
        let words = Words::read(json)?;
        Some(Self {
            number: words.number,
            voice: words.voice,
            by: words.by?,
            revision: words.revision,
            from_ms: words.from_ms,
            to_ms: words.to_ms,
            heard: words.heard,
            stable: words.stable,
            tentative: words.tentative,
            is_final: words.is_final,
        })
    }
}

impl Read for Words {
    fn read(json: &Json) -> Option<Self> {
        Some(Self {
            number: json.field("number")?,
            voice: json.field("voice")?,
            by: json.field("by")?,
            revision: json.field("revision")?,
            from_ms: json.field("from_ms")?,
            to_ms: json.field("to_ms")?,
            heard: json.field("heard")?,
            stable: some_or_none(json, "stable")?,
            tentative: some_or_none(json, "tentative")?,
            is_final: json.field("final")?,
        })
    }
}

/// Words that are absent are none.
fn some_or_none(json: &Json, key: &str) -> Option<String> {
    Option::<String>::read(json.get(key)).map(Option::unwrap_or_default)
}

/// What is absent, or does not read, is as everybody has it.
impl Read for CaptionStyle {
    fn read(json: &Json) -> Option<Self> {
        let Json::Object(fields) = json else { return None };
        let read = |style: Self, (field, value): &(String, Json)| {
            let chosen = match value {
                Json::Text(chosen) => chosen.clone(),
                Json::Number(number) => number.to_string(),
                Json::Bool(so) => so.to_string(),
                Json::Null | Json::Minus(_) | Json::List(_) | Json::Object(_) => return style,
            };
            style.with(field, &chosen)
        };
        Some(fields.iter().fold(Self::STANDARD, read))
    }
}

fields! {
    Heard { slot, timestamp }
    Speaker { person, name }
    Transcript { space, title, since, over, days, edits, lines }
    Said { number, voice, person, name, from_ms, to_ms, text, edited, own }
}

variants! {
    CaptionState {
        "unavailable" => Unavailable,
        "other_language" => OtherLanguage,
        "starting" => Starting,
        "prompt" => Prompt,
        "delayed" => Delayed,
    }
}
