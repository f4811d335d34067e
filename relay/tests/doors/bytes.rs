//! The WebSocket by its bytes (RFC 6455): what strangers may send, and how each of it is answered.

use crate::house::House;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";
const HELLO: &[u8] = br#"{"hello":{}}"#;

struct Raw {
    stream: TcpStream,
    heard: Vec<u8>,
}

impl Raw {
    async fn ask(house: &House, space: &str, headers: &str) -> (Self, String) {
        let mut stream = TcpStream::connect(house.app.address).await.unwrap();
        let head = format!(
            "GET /api/spaces/{space}/live HTTP/1.1\r\nhost: {}\r\n{headers}\r\n",
            house.app.address
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut raw = Self { stream, heard: Vec::new() };
        let end = loop {
            if let Some(end) = raw.heard.windows(4).position(|it| it == b"\r\n\r\n") {
                break end + 4;
            }
            assert!(raw.more().await, "no answer");
        };
        let head = String::from_utf8(raw.heard.drain(..end).collect()).unwrap();
        (raw, head)
    }

    async fn open(house: &House) -> Self {
        let (_, space) = house.host().await;
        let headers = upgrade("Upgrade", "websocket", "13", KEY);
        let (raw, head) = Self::ask(house, &space.id.to_string(), &headers).await;
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        // The example of the standard, section 1.3.
        assert!(head.to_lowercase().contains("s3pplmbitxaq9kygzzhzrbk+xoo="), "{head}");
        raw
    }

    async fn more(&mut self) -> bool {
        let mut buffer = [0; 4096];
        let read = tokio::time::timeout(Duration::from_secs(10), self.stream.read(&mut buffer));
        let count = read.await.expect("an answer in time").unwrap_or(0);
        self.heard.extend_from_slice(&buffer[..count]);
        count > 0
    }

    /// A masked frame; `first` is its first byte.
    async fn send(&mut self, first: u8, payload: &[u8]) {
        const MASK: [u8; 4] = [7, 99, 250, 1];
        let mut bytes = vec![first, 0x80 | u8::try_from(payload.len()).unwrap()];
        bytes.extend(MASK);
        bytes.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        self.stream.write_all(&bytes).await.unwrap();
    }

    /// The next frame: its first byte and its payload; none when the relay closed.
    async fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            if let Some((head, len)) = self.length()
                && self.heard.len() >= head + len
            {
                let frame: Vec<u8> = self.heard.drain(..head + len).collect();
                assert_eq!(frame[1] & 0x80, 0, "what a server sends is not masked");
                return Some((frame[0], frame[head..].to_vec()));
            }
            if !self.more().await {
                return None;
            }
        }
    }

    fn length(&self) -> Option<(usize, usize)> {
        match *self.heard.get(1)? & 0x7f {
            126 => {
                let len = self.heard.get(2..4)?;
                Some((4, usize::from(u16::from_be_bytes(len.try_into().unwrap()))))
            }
            127 => panic!("nothing here is that long"),
            len => Some((2, usize::from(len))),
        }
    }

    async fn text(&mut self) -> String {
        let (first, payload) = self.next().await.expect("a frame");
        assert_eq!(first, 0x81);
        String::from_utf8(payload).unwrap()
    }
}

fn upgrade(connection: &str, upgrade: &str, version: &str, key: &str) -> String {
    format!(
        "connection: {connection}\r\nupgrade: {upgrade}\r\nsec-websocket-version: {version}\r\n\
         sec-websocket-key: {key}\r\n"
    )
}

#[tokio::test]
async fn what_is_no_upgrade_is_refused_with_words() {
    let house = House::open().await;
    let (_, space) = house.host().await;
    let space = space.id.to_string();
    for headers in [
        String::new(),
        upgrade("close", "websocket", "13", KEY),
        upgrade("Upgrade", "h2c", "13", KEY),
        upgrade("Upgrade", "websocket", "8", KEY),
        upgrade("Upgrade", "websocket", "13", "short"),
        upgrade("Upgrade", "websocket", "13", "!!!!!!!!!!!!!!!!!!!!!!=="),
    ] {
        let (_, head) = Raw::ask(&house, &space, &headers).await;
        assert!(head.starts_with("HTTP/1.1 400 "), "{headers}: {head}");
        assert!(head.contains("application/problem+json"), "{head}");
    }
    let headers = upgrade("keep-alive, Upgrade", "WebSocket", "13", KEY);
    let (_, head) = Raw::ask(&house, &space, &headers).await;
    assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
}

#[tokio::test]
async fn a_hello_in_three_parts_with_a_ping_between_them_is_a_hello() {
    let house = House::open().await;
    let mut raw = Raw::open(&house).await;
    raw.send(0x01, &HELLO[..3]).await;
    raw.send(0x89, b"still there?").await;
    raw.send(0x00, &HELLO[3..9]).await;
    raw.send(0x80, &HELLO[9..]).await;
    assert_eq!(raw.next().await, Some((0x8a, b"still there?".to_vec())));
    assert!(raw.text().await.starts_with(r#"{"snapshot":"#));
    assert!(raw.text().await.starts_with(r#"{"me":"#));
    raw.send(0x89, b"and now?").await;
    loop {
        match raw.next().await.unwrap() {
            (0x8a, payload) => break assert_eq!(payload, b"and now?"),
            (first, _) => assert_eq!(first, 0x81),
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_websocket_end_with_words_and_a_close() {
    let house = House::open().await;
    let unmasked = [&[0x81, 12][..], HELLO].concat();
    for (what, bytes) in [
        ("no mask", unmasked),
        ("an opcode that there is not", vec![0x83, 0x80, 0, 0, 0, 0]),
        ("a part of nothing", vec![0x80, 0x80, 0, 0, 0, 0]),
        ("no UTF-8", vec![0x81, 0x81, 0, 0, 0, 0, 0xff]),
        ("more than there is", [&[0x81, 0xff][..], &[0x7f; 8], &[0; 4]].concat()),
        ("bits that nothing was agreed on", vec![0xf1, 0x80, 0, 0, 0, 0]),
    ] {
        let mut raw = Raw::open(&house).await;
        raw.stream.write_all(&bytes).await.unwrap();
        assert_eq!(raw.text().await, r#"{"farewell":{"reason":"unreadable"}}"#, "{what}");
        let (first, code) = raw.next().await.expect(what);
        assert_eq!((first, &code[..]), (0x88, &1000u16.to_be_bytes()[..]), "{what}");
        assert_eq!(raw.next().await, None, "{what}");
    }
}

#[tokio::test]
async fn a_close_is_answered_with_a_close_and_nothing_else() {
    let house = House::open().await;
    let mut raw = Raw::open(&house).await;
    raw.send(0x81, HELLO).await;
    assert!(raw.text().await.starts_with(r#"{"snapshot":"#));
    raw.send(0x88, &1000u16.to_be_bytes()).await;
    loop {
        match raw.next().await.expect("a close") {
            (0x88, code) => break assert_eq!(code, 1000u16.to_be_bytes()),
            (first, _) => assert_eq!(first, 0x81),
        }
    }
    assert_eq!(raw.next().await, None);
}
