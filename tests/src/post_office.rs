//! A push service and a mail server of one's own, which take what a relay sends and can be told to
//! behave badly. The relay's own tests use it too.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use web_push_native::{decrypt, p256::SecretKey};

const PATIENCE: Duration = Duration::from_secs(20);

const AUTH: [u8; 16] = [9; 16];

fn secret() -> SecretKey {
    SecretKey::from_slice(&[7; 32]).unwrap()
}

/// What came for one browser.
#[derive(Clone)]
pub struct Came {
    pub browser: String,
    pub headers: HeaderMap,
    /// As the browser reads it.
    pub text: Value,
}

/// What came, also what was refused.
type Post = Arc<Mutex<Vec<Came>>>;

pub struct PushService {
    pub site: String,
    post: Post,
}

impl PushService {
    pub async fn open() -> Self {
        let post = Post::default();
        let router =
            Router::new().route("/{manner}/{browser}", post_route()).with_state(Arc::clone(&post));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let site = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { site, post }
    }

    /// What a browser would say to subscribe there.
    pub fn subscription(&self, manner: &str, browser: &str) -> Value {
        json!({
            "endpoint": format!("{}/{manner}/{browser}", self.site),
            "p256dh": URL_SAFE_NO_PAD.encode(secret().public_key().to_sec1_bytes()),
            "auth": URL_SAFE_NO_PAD.encode(AUTH),
            "language": "en",
            "zone": "UTC",
        })
    }

    pub fn came(&self, browser: &str) -> Vec<Came> {
        let post = self.post.lock().unwrap();
        post.iter().filter(|came| came.browser == browser).cloned().collect()
    }

    /// Waits until so many came, for whomever.
    pub async fn comes_in_all(&self, count: usize) {
        until(|| (self.post.lock().unwrap().len() >= count).then_some(())).await;
    }

    /// Waits until so many came.
    pub async fn comes(&self, browser: &str, count: usize) -> Vec<Came> {
        until(|| Some(self.came(browser)).filter(|came| came.len() >= count)).await
    }
}

fn post_route() -> axum::routing::MethodRouter<Post> {
    post(take)
}

async fn take(
    State(post): State<Post>,
    Path((manner, browser)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let read = decrypt(body.to_vec(), &secret(), &AUTH.into()).unwrap();
    let text = serde_json::from_slice(&read).unwrap();
    let nth = {
        let mut post = post.lock().unwrap();
        post.push(Came { browser: browser.clone(), headers, text });
        post.iter().filter(|came| came.browser == browser).count()
    };
    match (&*manner, nth) {
        ("gone", _) => StatusCode::GONE.into_response(),
        ("busy", 1) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        ("elsewhere", _) => Redirect::temporary("/ok/elsewhere").into_response(),
        ("hangs", _) => std::future::pending().await,
        ("slow", _) => {
            tokio::time::sleep(Duration::from_millis(60)).await;
            StatusCode::CREATED.into_response()
        }
        _ => StatusCode::CREATED.into_response(),
    }
}

/// Letters with their envelope.
#[derive(Clone)]
pub struct Letter {
    pub to: String,
    pub text: String,
}

impl Letter {
    /// As its reader sees it (RFC 2045, section 6.7).
    pub fn words(&self) -> String {
        if !self.text.contains("quoted-printable") {
            return self.text.clone();
        }
        let text = self.text.replace("=\r\n", "");
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let [first, tail @ ..] = rest {
            let hex = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
            match hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                Some(byte) if *first == b'=' => {
                    bytes.push(byte);
                    rest = &tail[2..];
                }
                Some(_) | None => {
                    bytes.push(*first);
                    rest = tail;
                }
            }
        }
        String::from_utf8(bytes).unwrap()
    }

    /// The path of the relay that begins so and to which a link leads.
    pub fn link(&self, begins: &str) -> String {
        let words = self.words();
        let rest = &words[words.find(begins).unwrap()..];
        rest.split([' ', '\r', '>']).next().unwrap().to_owned()
    }
}

pub struct MailServer {
    pub url: String,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl MailServer {
    /// The first `refused` letters are put off.
    pub async fn open(refused: usize) -> Self {
        let letters = Arc::<Mutex<Vec<Letter>>>::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let kept = Arc::clone(&letters);
        let put_off = Arc::new(Mutex::new(refused));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (letters, put_off) = (Arc::clone(&kept), Arc::clone(&put_off));
                tokio::spawn(async move {
                    let _ = speak(stream, &letters, &put_off).await;
                });
            }
        });
        Self { url, letters }
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }

    pub async fn comes(&self, count: usize) -> Vec<Letter> {
        until(|| Some(self.letters()).filter(|letters| letters.len() >= count)).await
    }
}

/// As much of SMTP (RFC 5321) as a letter needs.
async fn speak(
    stream: TcpStream,
    letters: &Mutex<Vec<Letter>>,
    put_off: &Mutex<usize>,
) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut to = String::new();
    write.write_all(b"220 mail.example.org\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.split([' ', ':']).next().unwrap().to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => "250 mail.example.org",
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap().to_owned();
                "250 good"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push_str("\r\n");
                }
                let mut put_off = put_off.lock().unwrap();
                if *put_off > 0 {
                    *put_off -= 1;
                    "451 come back later"
                } else {
                    letters.lock().unwrap().push(Letter { to: to.clone(), text });
                    "250 taken"
                }
            }
            "QUIT" => return write.write_all(b"221 bye\r\n").await,
            _ => "250 good",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

async fn until<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look() {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.unwrap()
}
