//! A model's vocabulary: numbers to text. Pure, and total: whatever number a model gives, there is
//! a text for it.
//!
//! Absent on purpose: the way from text to numbers, which no recogniser needs.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The token with which a model begins to write.
pub const START: u32 = 1;
/// The token with which it says that nothing more comes.
pub const END: u32 = 2;

/// Where SentencePiece writes a space.
const SPACE: char = '\u{2581}';

/// The pieces of which a model's texts are made.
pub struct Vocabulary {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(Box<str>),
    /// One byte of a character that is in no piece.
    Byte(u8),
    /// Says something to the machine, nothing to a reader.
    Control,
}

/// The part of tokenizer.json that is read. The rest is skipped without being kept.
#[derive(Deserialize)]
struct File {
    model: Model,
}

#[derive(Deserialize)]
struct Model {
    vocab: BTreeMap<String, u32>,
}

/// More pieces than any model here has: a file that says otherwise is none of theirs.
const PIECES_MOST: u32 = 1 << 17;

impl Vocabulary {
    /// From the bytes of a tokenizer.json.
    ///
    /// # Errors
    /// When it is not one, in the words of its reader.
    pub fn read(json: &[u8]) -> Result<Self, serde_json::Error> {
        let File { model: Model { vocab } } = serde_json::from_slice(json)?;
        let mut pieces = Vec::new();
        for (text, number) in vocab {
            if number >= PIECES_MOST {
                continue;
            }
            let place = number as usize;
            if pieces.len() <= place {
                pieces.resize(place + 1, Piece::Control);
            }
            if let Some(piece) = pieces.get_mut(place) {
                *piece = Piece::read(&text);
            }
        }
        Ok(Self { pieces })
    }

    pub const fn len(&self) -> usize {
        self.pieces.len()
    }

    pub const fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// What the tokens say, without space around it.
    pub fn text(&self, tokens: &[u32]) -> String {
        let mut bytes = Vec::new();
        for token in tokens {
            match self.pieces.get(*token as usize) {
                Some(Piece::Text(text)) => bytes.extend(text.as_bytes()),
                Some(Piece::Byte(byte)) => bytes.push(*byte),
                Some(Piece::Control) | None => {}
            }
        }
        String::from_utf8_lossy(&bytes).trim().to_owned()
    }
}

impl Piece {
    fn read(text: &str) -> Self {
        if let Some(hex) = text.strip_prefix("<0x").and_then(|rest| rest.strip_suffix('>'))
            && let Ok(byte) = u8::from_str_radix(hex, 16)
        {
            return Self::Byte(byte);
        }
        match text {
            "<unk>" | "<s>" | "</s>" => Self::Control,
            text => Self::Text(text.replace(SPACE, " ").into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vocabulary() -> Vocabulary {
        let json = r#"{"version": "1.0", "added_tokens": [{"id": 9}], "model": {"type": "BPE",
            "vocab": {"<unk>": 0, "<s>": 1, "</s>": 2, "<0xC3>": 3, "<0xA9>": 4, "▁caf": 5,
            "▁good": 6, "ly": 7}, "merges": ["a b"]}}"#;
        Vocabulary::read(json.as_bytes()).unwrap()
    }

    #[test]
    fn pieces_become_words_and_bytes_become_characters() {
        assert_eq!(vocabulary().text(&[1, 6, 7, 5, 3, 4, 2]), "goodly café");
    }

    #[test]
    fn half_a_character_does_no_harm() {
        assert_eq!(vocabulary().text(&[5, 3]), "caf\u{fffd}");
    }

    #[test]
    fn a_file_of_something_else_is_refused() {
        assert!(Vocabulary::read(b"{}").is_err());
        assert!(Vocabulary::read(br#"{"model": {"vocab": {"a": -1}}}"#).is_err());
        let empty = Vocabulary::read(br#"{"model": {"vocab": {"a": 4000000000}}}"#).unwrap();
        assert!(empty.is_empty());
    }

    proptest! {
        #[test]
        fn there_is_a_text_for_any_numbers(tokens in prop::collection::vec(any::<u32>(), 0..50)) {
            let _ = vocabulary().text(&tokens);
        }
    }
}
