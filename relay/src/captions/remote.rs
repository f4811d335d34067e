//! An engine elsewhere: an HTTP endpoint that takes a recording and answers with its text, in the
//! shape of OpenAI's audio transcriptions, which many servers speak.
//!
//! Voices leave the machine, so nothing chooses this but the one who runs the relay. It hears whole
//! stretches alone: each costs a request. Absent: TLS, so the endpoint is on this machine or behind a
//! proxy that has it; retries, because words that come much later are of no use; and a confidence,
//! which the shape does not have.

use super::engine::{Deaf, Engine, RATE, Transcript};
use crate::clock;
use serde::Deserialize;
use std::{
    io::{Read as _, Write as _},
    net::{TcpStream, ToSocketAddrs as _},
    time::{Duration, Instant},
};

/// The engine, over any way to post a form.
pub struct Remote<P> {
    post: P,
    model: String,
}

/// A way to post a form and get its answer's body.
pub trait Post: Send + Sync {
    /// The endpoint, for the log.
    fn to(&self) -> String;

    /// # Errors
    /// In one line, why there is no answer.
    fn post(&self, content_type: &str, body: &[u8]) -> Result<Vec<u8>, String>;
}

#[derive(Deserialize)]
struct Answer {
    text: String,
}

/// Between the parts of the form; 16-bit samples may hold it by chance alone, once in 2^200.
const BOUNDARY: &str = "causerie-8b1f2c64d7e94f0aa35c";
/// A longer text than that was not said in twelve seconds.
const TEXT_MOST_BYTES: usize = 4000;

impl<P: Post> Remote<P> {
    pub const fn new(post: P, model: String) -> Self {
        Self { post, model }
    }

    fn form(&self, samples: &[f32]) -> Vec<u8> {
        let mut form = Vec::with_capacity(samples.len() * 2 + 1000);
        for (name, value) in [("model", self.model.as_str()), ("response_format", "json")] {
            form.extend(
                format!(
                    "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .as_bytes(),
            );
        }
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"speech.wav\"\r\n\
                    Content-Type: audio/wav\r\n\r\n";
        form.extend(format!("--{BOUNDARY}\r\n{head}").as_bytes());
        form.extend(wav(samples));
        form.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        form
    }
}

impl<P: Post> Engine for Remote<P> {
    fn name(&self) -> String {
        format!("{} at {}", self.model, self.post.to())
    }

    fn hears_partials(&self) -> bool {
        false
    }

    fn transcribe(&self, samples: &[f32], _: &[u32]) -> Result<Transcript, Deaf> {
        let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
        let to = self.post.to();
        let body = self.post.post(&content_type, &self.form(samples));
        let body = body.map_err(|why| Deaf(format!("{to} gave no words: {why}")))?;
        let answer: Answer = serde_json::from_slice(&body).map_err(|_| {
            Deaf(format!("{to} gave no words: its answer is not of the shape {{\"text\": …}}"))
        })?;
        if answer.text.len() > TEXT_MOST_BYTES {
            return Err(Deaf(format!(
                "{to} gave no words: its text is longer than anybody speaks"
            )));
        }
        Ok(Transcript { text: answer.text, confidence: None, tokens: Vec::new() })
    }
}

/// A WAV file (RIFF) of 16-bit samples.
fn wav(samples: &[f32]) -> Vec<u8> {
    let rate = RATE as u32;
    let bytes = u32::try_from(samples.len() * 2).unwrap_or(u32::MAX);
    let mut wav = Vec::with_capacity(samples.len() * 2 + 44);
    wav.extend(b"RIFF");
    wav.extend(bytes.saturating_add(36).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16u32.to_le_bytes());
    // PCM, of one channel
    wav.extend([1, 0, 1, 0]);
    wav.extend(rate.to_le_bytes());
    wav.extend((rate * 2).to_le_bytes());
    // Two bytes for each moment, 16 bits for each sample
    wav.extend([2, 0, 16, 0]);
    wav.extend(b"data");
    wav.extend(bytes.to_le_bytes());
    for sample in samples {
        wav.extend(((sample * 32_767.0).clamp(-32_768.0, 32_767.0) as i16).to_le_bytes());
    }
    wav
}

/// HTTP/1.1 without TLS, one connection for each request.
pub struct PlainHttp {
    /// Host and port, as in the Host header.
    authority: String,
    host: String,
    port: u16,
    path: String,
    key: Option<String>,
}

const CONNECT_MOST: Duration = Duration::from_secs(3);
/// For each read or write: words that come later are of no use.
const WAIT_MOST: Duration = Duration::from_secs(15);
const ANSWER_MOST_BYTES: usize = 256 * 1024;

impl PlainHttp {
    /// # Errors
    /// In one line, what to do.
    pub fn new(url: &str, key: Option<String>) -> Result<Self, String> {
        let Some(rest) = url.strip_prefix("http://") else {
            return Err(format!(
                "{url} is no address of a recogniser: it begins with http:// (put a proxy on this \
                 machine before one that needs https)"
            ));
        };
        let (authority, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()),
            Some(_) | None => (authority, Some(80)),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let is_clean = url.bytes().all(|byte| byte.is_ascii_graphic());
        let key_is_clean = key.iter().all(|key| key.bytes().all(|byte| byte.is_ascii_graphic()));
        match port {
            Some(port) if !host.is_empty() && is_clean && key_is_clean => Ok(Self {
                authority: authority.to_owned(),
                host: host.to_owned(),
                port,
                path: path.to_owned(),
                key,
            }),
            Some(_) | None => Err(format!(
                "{url} is no address of a recogniser, or its key has spaces: one looks like \
                 http://127.0.0.1:8000/v1/audio/transcriptions"
            )),
        }
    }

    fn exchange(&self, content_type: &str, body: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut addresses = (self.host.as_str(), self.port).to_socket_addrs()?;
        let address = addresses.next().ok_or(std::io::ErrorKind::AddrNotAvailable)?;
        let mut stream = TcpStream::connect_timeout(&address, CONNECT_MOST)?;
        stream.set_read_timeout(Some(WAIT_MOST))?;
        stream.set_write_timeout(Some(WAIT_MOST))?;
        let key = self.key.as_ref().map(|key| format!("Authorization: Bearer {key}\r\n"));
        let head = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
             {}Accept: application/json\r\nConnection: close\r\n\r\n",
            self.path,
            self.authority,
            body.len(),
            key.unwrap_or_default(),
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        read_answer(&mut stream, clock::instant() + WAIT_MOST)
    }
}

/// Until the answer is whole, or its connection ends, or it is too late: whoever dribbles keeps nobody.
fn read_answer(stream: &mut TcpStream, until: Instant) -> std::io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    let mut some = [0; 4096];
    loop {
        let left = until.saturating_duration_since(clock::instant());
        if left.is_zero() || answer.len() > ANSWER_MOST_BYTES {
            return Err(std::io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut some)? {
            0 => return Ok(answer),
            count => answer.extend(some.get(..count).unwrap_or_default()),
        }
        if says_its_length(&answer) && body_of(&answer).is_some() {
            return Ok(answer);
        }
    }
}

/// Whether an answer's end shows in itself.
fn says_its_length(answer: &[u8]) -> bool {
    let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    let head = head.and_then(|end| std::str::from_utf8(answer.get(..end)?).ok());
    let head = head.unwrap_or_default().to_ascii_lowercase();
    head.contains("\ncontent-length:") || head.contains("\ntransfer-encoding: chunked")
}

impl Post for PlainHttp {
    fn to(&self) -> String {
        format!("http://{}{}", self.authority, self.path)
    }

    fn post(&self, content_type: &str, body: &[u8]) -> Result<Vec<u8>, String> {
        let answer = self.exchange(content_type, body).map_err(|error| error.to_string())?;
        body_of(&answer).ok_or_else(|| "its answer is no HTTP".to_owned())?
    }
}

/// The body of an HTTP/1.1 answer that ended with its connection; none, if it is none, and a refusal
/// if its status is no success.
fn body_of(answer: &[u8]) -> Option<Result<Vec<u8>, String>> {
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let (head, body) = answer.split_at(end);
    let body = body.get(4..)?;
    let head = std::str::from_utf8(head).ok()?;
    let mut lines = head.lines();
    let status = lines.next()?.strip_prefix("HTTP/1.")?.get(2..5)?;
    if status != "200" {
        return Some(Err(format!("it answered with status {status}")));
    }
    let header = |name: &str| {
        let mut headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    };
    if header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        return Some(Ok(unchunked(body)?));
    }
    match header("content-length").map(str::parse::<usize>) {
        Some(length) => Some(Ok(body.get(..length.ok()?)?.to_vec())),
        None => Some(Ok(body.to_vec())),
    }
}

fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|bytes| bytes == b"\r\n")?;
        let (size, rest) = body.split_at(end);
        let size = std::str::from_utf8(size).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        let rest = rest.get(2..)?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend(rest.get(..size)?);
        body = rest.get(size.checked_add(2)?..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::TcpListener;

    /// Answers one request with `answer`; gives what was asked.
    fn served(answer: &'static str) -> (String, std::thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1/audio/transcriptions", listener.local_addr().unwrap());
        let asked = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = Vec::new();
            let mut chunk = [0; 4096];
            while !asked.ends_with(format!("--{BOUNDARY}--\r\n").as_bytes()) {
                let bytes = stream.read(&mut chunk).unwrap();
                asked.extend(&chunk[..bytes]);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            asked
        });
        (url, asked)
    }

    fn heard(answer: &'static str) -> (Result<Transcript, Deaf>, Vec<u8>) {
        let (url, asked) = served(answer);
        let http = PlainHttp::new(&url, Some("secret".to_owned())).unwrap();
        let heard = Remote::new(http, "whisper-1".to_owned()).transcribe(&[0.5; 1600], &[]);
        (heard, asked.join().unwrap())
    }

    #[test]
    fn a_stretch_is_posted_as_a_wav_and_its_text_comes_back() {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{\"text\":\" Good evening.\"}";
        let (heard, asked) = heard(answer);
        assert_eq!(heard.unwrap().text, " Good evening.");
        let text = String::from_utf8_lossy(&asked);
        assert!(text.starts_with("POST /v1/audio/transcriptions HTTP/1.1\r\n"));
        assert!(text.contains("Authorization: Bearer secret\r\n"));
        assert!(text.contains("name=\"model\"\r\n\r\nwhisper-1\r\n"));
        assert!(text.contains("RIFF"));
        assert!(!text.contains("name=\"language\""), "which it is, the endpoint hears itself");
    }

    #[test]
    fn a_chunked_answer_is_read() {
        let answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"text\":\"\r\n7;x\r\nAll ok\"\r\n1\r\n}\r\n0\r\n\r\n";
        assert_eq!(heard(answer).0.unwrap().text, "All ok");
    }

    #[test]
    fn what_goes_wrong_is_said_in_one_line_without_the_key() {
        for answer in [
            "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n<html>",
            "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}",
            "SMTP ready\r\n",
        ] {
            let (heard, _) = heard(answer);
            let Deaf(why) = heard.unwrap_err();
            assert!(!why.contains('\n') && !why.contains("secret"), "{why}");
        }
    }

    #[test]
    fn an_endpoint_that_is_not_there_is_no_panic() {
        let http = PlainHttp::new("http://127.0.0.1:1/v1", None).unwrap();
        assert!(Remote::new(http, "m".to_owned()).transcribe(&[0.0], &[]).is_err());
    }

    #[test]
    fn an_address_is_checked_before_anything_is_sent() {
        for url in [
            "https://example.org/v1",
            "example.org",
            "http://",
            "http://a:b/",
            "http://a/ b",
            "http://a/\r\nX: y",
        ] {
            assert!(PlainHttp::new(url, None).is_err(), "{url}");
        }
        assert!(PlainHttp::new("http://a/", Some("two words".to_owned())).is_err());
        let six = PlainHttp::new("http://[::1]:8000/v1", None).unwrap();
        assert_eq!((six.host.as_str(), six.port, six.path.as_str()), ("::1", 8000, "/v1"));
    }

    proptest! {
        #[test]
        fn any_answer_is_taken_or_refused(answer in prop::collection::vec(any::<u8>(), 0..200), body in "[0-9a-f;\r\n]{0,60}") {
            let _ = body_of(&answer);
            let _ = body_of(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}").as_bytes());
        }
    }
}
