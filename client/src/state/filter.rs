//! What home is narrowed to. It stands in the address, so that what one sees can be sent on.

use causerie_shared::{api::SpaceCard, language::Language, time::UnixMs, topic::Topic};

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    pub topic: Option<Topic>,
    pub language: Option<Language>,
    /// To be searched for; empty for no search.
    pub words: String,
    /// Of what is to come.
    pub when: When,
}

/// Until when something may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum When {
    #[default]
    Any,
    /// Before people have gone to bed, by the reader's clocks.
    Tonight,
    /// Within seven days.
    Week,
}

impl When {
    pub const ALL: [Self; 3] = [Self::Any, Self::Tonight, Self::Week];

    /// What begins from then on is left out. `west_min`: how far the reader's clocks are behind UTC.
    pub fn until(self, now: UnixMs, west_min: i64) -> Option<UnixMs> {
        const DAY_MS: u64 = 24 * 60 * 60 * 1000;
        /// Four in the morning.
        const NIGHT_ENDS_MS: u64 = 4 * 60 * 60 * 1000;
        match self {
            Self::Any => None,
            Self::Week => Some(now.plus_ms(7 * DAY_MS)),
            Self::Tonight => {
                let shown = now.0.saturating_add_signed(-60_000 * west_min);
                let since_night = (shown + DAY_MS - NIGHT_ENDS_MS) % DAY_MS;
                Some(now.plus_ms(DAY_MS - since_night))
            }
        }
    }

    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::Tonight => Some("tonight"),
            Self::Week => Some("week"),
        }
    }
}

impl Filter {
    pub const NONE: Self =
        Self { topic: None, language: None, words: String::new(), when: When::Any };

    /// What a query asks for. What it asks for in vain is passed over.
    pub fn of(query: &str) -> Self {
        let mut filter = Self::NONE;
        for (key, value) in pairs(query) {
            match key.as_str() {
                "topic" => filter.topic = value.parse().ok(),
                "language" => filter.language = value.parse().ok(),
                "q" => filter.words = value,
                "when" => {
                    let known = When::ALL.into_iter().find(|it| it.code() == Some(&*value));
                    filter.when = known.unwrap_or_default();
                }
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
        let when = self.when.code();
        let parts = [("topic=", topic), ("language=", language), ("q=", words), ("when=", when)];
        for (key, value) in parts {
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
        let Self { topic, language, words: _, when } = self;
        topic.is_none() && language.is_none() && *when == When::Any && !self.is_search()
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
    fn a_night_ends_at_four_by_the_clocks_of_the_reader() {
        const HOUR_MS: u64 = 3_600_000;
        // Midnight in UTC.
        let midnight = UnixMs(20_000 * 24 * HOUR_MS);
        let left_h = |hour: u64, west_min| {
            let now = midnight.plus_ms(hour * HOUR_MS);
            When::Tonight.until(now, west_min).unwrap().since_ms(now) / HOUR_MS
        };
        assert_eq!(left_h(0, 0), 4);
        assert_eq!(left_h(3, 0), 1);
        assert_eq!(left_h(4, 0), 24);
        assert_eq!(left_h(20, 0), 8);
        // At 20:00 in UTC it is 21:00 in Paris, and 15:00 in New York.
        assert_eq!(left_h(20, -60), 7);
        assert_eq!(left_h(20, 300), 13);
        assert_eq!(When::Any.until(midnight, 0), None);
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
                when: When::Week,
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
