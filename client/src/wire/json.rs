//! JSON (RFC 8259) as far as the relay speaks it: numbers are whole; any other number is kept as
//! [`Json::Null`].

/// Deeper nesting is an attack, not a frame.
const DEPTH_MOST: u8 = 32;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(u64),
    /// So far below zero.
    Minus(u64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// `None` for a text that is not JSON.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { text, at: 0 };
        let value = parser.value(0)?;
        parser.skip_space();
        (parser.at == text.len()).then_some(value)
    }

    /// The value of a key; [`Json::Null`] if it is not there.
    pub fn get(&self, key: &str) -> &Self {
        let Self::Object(pairs) = self else { return &Self::Null };
        pairs.iter().find(|(name, _)| name == key).map_or(&Self::Null, |(_, value)| value)
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null
            | Self::Bool(_)
            | Self::Number(_)
            | Self::Minus(_)
            | Self::List(_)
            | Self::Object(_) => None,
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn value(&mut self, depth: u8) -> Option<Json> {
        if depth > DEPTH_MOST {
            return None;
        }
        self.skip_space();
        match self.peek()? {
            b'"' => self.string().map(Json::Text),
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => None,
        }
    }

    fn object(&mut self, depth: u8) -> Option<Json> {
        let mut pairs = Vec::new();
        self.at += 1;
        self.skip_space();
        if self.take(b'}') {
            return Some(Json::Object(pairs));
        }
        loop {
            self.skip_space();
            let key = self.string()?;
            self.skip_space();
            if !self.take(b':') {
                return None;
            }
            pairs.push((key, self.value(depth + 1)?));
            self.skip_space();
            if self.take(b'}') {
                return Some(Json::Object(pairs));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn list(&mut self, depth: u8) -> Option<Json> {
        let mut values = Vec::new();
        self.at += 1;
        self.skip_space();
        if self.take(b']') {
            return Some(Json::List(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            self.skip_space();
            if self.take(b']') {
                return Some(Json::List(values));
            }
            if !self.take(b',') {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<Json> {
        let rest = self.text.get(self.at..)?;
        let inside = |sign: char| matches!(sign, '0'..='9' | '-' | '+' | '.' | 'e' | 'E');
        let end = rest.find(|sign| !inside(sign)).unwrap_or(rest.len());
        self.at += end;
        let number = rest.get(..end)?;
        let (digits, kind): (_, fn(u64) -> Json) = match number.strip_prefix('-') {
            Some(digits) => (digits, Json::Minus),
            None => (number, Json::Number),
        };
        Some(digits.parse().map_or(Json::Null, kind))
    }

    fn string(&mut self) -> Option<String> {
        if !self.take(b'"') {
            return None;
        }
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let plain = rest.find(['"', '\\'])?;
            text.push_str(rest.get(..plain)?);
            self.at += plain + 1;
            if rest.as_bytes().get(plain) == Some(&b'"') {
                return Some(text);
            }
            text.push(self.escaped()?);
        }
    }

    fn escaped(&mut self) -> Option<char> {
        let sign = self.peek()?;
        self.at += 1;
        Some(match sign {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let first = self.hex()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first);
                }
                // The second half of a surrogate pair must follow.
                if !(self.take(b'\\') && self.take(b'u')) {
                    return None;
                }
                let second = self.hex()?;
                if !(0xdc00..0xe000).contains(&second) {
                    return None;
                }
                char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00))?
            }
            b'"' | b'\\' | b'/' => char::from(sign),
            _ => return None,
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    fn word(&mut self, word: &str, value: Json) -> Option<Json> {
        self.text.get(self.at..)?.starts_with(word).then(|| {
            self.at += word.len();
            value
        })
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, sign: u8) -> bool {
        let found = self.peek() == Some(sign);
        self.at += usize::from(found);
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_json_is_nothing() {
        for text in ["", "{", "[1,]", "{\"a\" 1}", "nul", "\"\\ud800\"", "1 2", "{\"a\":}"] {
            assert_eq!(Json::parse(text), None, "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_rather_than_followed() {
        assert_eq!(Json::parse(&"[".repeat(100_000)), None);
    }

    proptest! {
        #[test]
        fn every_text_survives_as_serde_writes_it(text: String, number: u64) {
            let written = serde_json::to_string(&(&text, number, [true, false])).unwrap();
            let bools = Json::List(vec![Json::Bool(true), Json::Bool(false)]);
            let expected = Json::List(vec![Json::Text(text), Json::Number(number), bools]);
            prop_assert_eq!(Json::parse(&written), Some(expected));
        }

        #[test]
        fn a_number_is_as_far_from_zero_as_it_was(number: i64) {
            let far = number.unsigned_abs();
            let expected = if number < 0 { Json::Minus(far) } else { Json::Number(far) };
            prop_assert_eq!(Json::parse(&number.to_string()), Some(expected));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,60}") {
            let _ = Json::parse(&text);
        }
    }
}
