//! What home is narrowed to. It stands in the address, so that what one sees can be sent on.

use causerie_shared::{api::SpaceCard, language::Language, topic::Topic};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub topic: Option<Topic>,
    pub language: Option<Language>,
    /// To be searched for; empty for no search.
    pub words: String,
}

impl Filter {
    pub const NONE: Self = Self { topic: None, language: None, words: String::new() };

    /// What a query asks for. What it asks for in vain is passed over.
    pub fn of(query: &str) -> Self {
        let mut filter = Self::NONE;
        for (key, value) in pairs(query) {
            match key.as_str() {
                "topic" => filter.topic = value.parse().ok(),
                "language" => filter.language = value.parse().ok(),
                "q" => filter.words = value,
                _ => {}
            }
        }
        filter
    }

    /// For the address of the page and for the relay's door alike, without the question mark.
    pub fn query(&self) -> String {
        let topic = self.topic.as_ref().map(Topic::as_str);
        let language = self.language.map(Language::as_str);
        let words = Some(self.words.trim()).filter(|words| !words.is_empty());
        let mut query = String::new();
        for (key, value) in [("topic=", topic), ("language=", language), ("q=", words)] {
            let Some(value) = value else { continue };
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(key);
            query.push_str(&encoded(value));
        }
        query
    }

    pub fn is_none(&self) -> bool {
        self.topic.is_none() && self.language.is_none() && !self.is_search()
    }

    pub fn is_search(&self) -> bool {
        !self.words.trim().is_empty()
    }

    /// Whether a space that has just come belongs to what is shown. What a search finds, the relay
    /// alone can say.
    pub fn admits(&self, card: &SpaceCard) -> bool {
        let topic = self.topic.as_ref().is_none_or(|topic| card.topics.as_slice().contains(topic));
        let language = self.language.is_none_or(|language| card.language == Some(language));
        topic && language && !self.is_search()
    }
}

/// Keys and values of a query, as forms write them (URL Standard, section 5.1).
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(key), decoded(value))
    };
    query.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}

/// Percent-encoded but for the unreserved (RFC 3986, section 2.3).
pub fn encoded(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => {
                encoded.push('%');
                encoded.push(char::from(HEX[usize::from(byte >> 4)]));
                encoded.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    encoded
}

/// A percent sign that begins nothing stands for itself; bytes that are no text become `�`.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let code = code.filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) => {
                decoded.push(code);
                at += 3;
            }
            None => {
                decoded.push(if *byte == b'+' { b' ' } else { *byte });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_query_of_a_stranger_is_read_as_far_as_it_goes() {
        let filter = Filter::of("topic=%3Cscript%3E&language=tlh&q=a+b%zz%2&utm=x&&=");
        assert_eq!(filter, Filter { words: "a b%zz%2".to_owned(), ..Filter::NONE });
        assert_eq!(Filter::of("topic=Late+night").topic, "late-night".parse().ok());
    }

    #[test]
    fn no_filter_asks_for_nothing() {
        assert_eq!(Filter::NONE.query(), "");
        assert_eq!(Filter { words: "  ".into(), ..Filter::NONE }.query(), "");
    }

    proptest! {
        #[test]
        fn what_is_narrowed_to_can_be_sent_on(words in "\\PC{0,40}") {
            let filter = Filter {
                topic: "Night talk".parse().ok(),
                language: "fr".parse().ok(),
                words: words.trim().to_owned(),
            };
            prop_assert_eq!(Filter::of(&filter.query()), filter);
        }

        #[test]
        fn no_query_makes_the_reader_panic(query in any::<String>()) {
            let _ = Filter::of(&query);
        }

        #[test]
        fn every_text_survives_its_encoding(text in any::<String>()) {
            prop_assert_eq!(decoded(&encoded(&text)), text);
        }
    }
}
