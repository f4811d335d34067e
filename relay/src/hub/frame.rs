//! A frame of the WebSocket as it travels: its bytes are made once, and every socket that gets it
//! holds the same ones. What a server sends is not masked (RFC 6455, section 5.1), so the header is
//! the same for all of them too.

use causerie_shared::signal::{Seq, ServerFrame};
use std::sync::Arc;

/// One whole text frame, header and all.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame(Arc<[u8]>);

/// A text that is whole in one frame: FIN, and the opcode of text.
const WHOLE_TEXT: u8 = 0x81;
/// Lengths from here on take two bytes of their own, and eight past what those can say.
const LONG: usize = 126;

impl Frame {
    pub fn of(frame: &ServerFrame) -> Self {
        Self::text(&json(frame))
    }

    /// The same as [`ServerFrame::Event`], of an event that is JSON already.
    pub(super) fn event(seq: Seq, event: &str) -> Self {
        Self::text(&format!(r#"{{"event":{{"seq":{seq},"event":{event}}}}}"#))
    }

    fn text(text: &str) -> Self {
        let mut bytes = Vec::with_capacity(text.len() + 10);
        bytes.push(WHOLE_TEXT);
        match (u8::try_from(text.len()), u16::try_from(text.len())) {
            (Ok(len), _) if text.len() < LONG => bytes.push(len),
            (_, Ok(len)) => {
                bytes.push(126);
                bytes.extend(len.to_be_bytes());
            }
            (_, Err(_)) => {
                bytes.push(127);
                bytes.extend((text.len() as u64).to_be_bytes());
            }
        }
        bytes.extend_from_slice(text.as_bytes());
        Self(bytes.into())
    }

    /// As it goes over the wire.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What it says.
    pub fn as_str(&self) -> &str {
        let header = match self.0.get(1) {
            Some(127) => 10,
            Some(126) => 4,
            Some(_) | None => 2,
        };
        std::str::from_utf8(self.0.get(header..).unwrap_or_default()).unwrap_or_default()
    }
}

/// What travels, as JSON.
pub(super) fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|fault| {
        // Ours have no maps with keys that are not text, the one thing that can fail.
        tracing::error!(%fault, "a frame could not be written");
        "{}".into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::event::Event;
    use tokio_tungstenite::tungstenite::{Message, WebSocket, protocol::Role};

    #[test]
    fn an_independent_reader_finds_the_same_text_at_every_length_of_header() {
        for len in [0, 1, 125, 126, 127, 65_535, 65_536, 200_000] {
            let text = "x".repeat(len);
            let frame = Frame::text(&text);
            assert_eq!(frame.as_str(), text, "{len}");
            let wire = std::io::Cursor::new(frame.bytes().to_vec());
            let mut reader = WebSocket::from_raw_socket(wire, Role::Client, None);
            assert_eq!(reader.read().unwrap(), Message::text(text), "{len}");
        }
    }

    #[test]
    fn an_event_put_around_its_json_is_what_serde_writes() {
        let event = Event::Audience { listeners: 7 };
        let frame = Frame::event(12, &json(&event));
        assert!(frame == Frame::of(&ServerFrame::Event { seq: 12, event }));
    }
}
