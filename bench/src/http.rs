//! HTTP/1.1 as far as the relay's doors need it: one request, one answer with a length.

use anyhow::{Context, Result, ensure};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// A relay that does not answer within this long is broken.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Response {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Response {
    /// A header's value, of the first line that has it.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    /// The answer at the beginning of `bytes`, once it is whole.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
        let status = head.split_whitespace().nth(1)?.parse().ok()?;
        let mut response = Self { status, head, body: String::new() };
        let len = response.header("content-length").and_then(|len| len.parse().ok()).unwrap_or(0);
        let body = bytes.get(end + 4..end + 4 + len)?;
        response.body = String::from_utf8_lossy(body).into_owned();
        Some(response)
    }
}

/// The bytes of a request. `headers`: whole lines without their ends.
pub fn request(method: &str, path: &str, headers: &[String], body: &str) -> Vec<u8> {
    let mut out = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n");
    for header in headers {
        out.extend([header, "\r\n"]);
    }
    out.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    out.into_bytes()
}

/// Asks over a connection of its own and waits for the answer.
pub fn ask(
    relay: SocketAddr,
    method: &str,
    path: &str,
    headers: &[String],
    body: &str,
) -> Result<Response> {
    let answer = Connection::open(relay)?.ask(&request(method, path, headers, body));
    answer.with_context(|| format!("{method} {path}"))
}

/// A connection on which nothing is waited for without end.
pub fn connect(relay: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&relay, PATIENCE).context("the relay is away")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// A connection over which one request follows the other.
pub struct Connection {
    stream: TcpStream,
    buffer: Box<[u8]>,
}

impl Connection {
    pub fn open(relay: SocketAddr) -> Result<Self> {
        Ok(Self { stream: connect(relay)?, buffer: vec![0; 64 * 1024].into() })
    }

    /// Sends the bytes of a request and waits for its whole answer.
    pub fn ask(&mut self, request: &[u8]) -> Result<Response> {
        self.stream.write_all(request)?;
        let mut bytes = Vec::new();
        loop {
            let count = self.stream.read(&mut self.buffer)?;
            ensure!(count > 0, "the relay closed before it answered");
            bytes.extend_from_slice(&self.buffer[..count]);
            if let Some(response) = Response::read(&bytes) {
                return Ok(response);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_once_it_is_whole() {
        let whole = b"HTTP/1.1 201 Created\r\nLocation: /a\r\nContent-Length: 5\r\n\r\nhello";
        for len in 0..whole.len() {
            assert!(Response::read(&whole[..len]).is_none(), "{len}");
        }
        let response = Response::read(whole).unwrap();
        assert_eq!((response.status, response.body.as_str()), (201, "hello"));
        assert_eq!(response.header("location"), Some("/a"));
    }
}
