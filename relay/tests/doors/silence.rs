//! What the log never says.

use crate::house::{House, PASSWORD};
use reqwest::Method;
use serde_json::json;
use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_password_code_or_token_is_in_the_log_however_much_it_tells() {
    let log = Log::default();
    let filter = "causerie_relay=trace,causerie_shared=trace,sqlx=trace,axum=trace,hyper=trace";
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(log.clone())
        .finish();
    // For the whole process: what a request does is done by other threads, too.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let house = House::open().await;
    let mut ada = house.visitor();
    let codes = ada.sign_up("ada").await;
    let first = ada.cookie_named("causerie_session").unwrap();
    ada.delete("/api/session").await;
    ada.sign_in("ada", "another wrong password").await;
    ada.sign_in("ada", PASSWORD).await;
    let second = ada.cookie_named("causerie_session").unwrap();
    let new = "lantern pebble quartz moss";
    let body = json!({ "handle": "ada", "code": codes[0], "password": new });
    assert!(ada.json(Method::POST, "/api/session/recovery", &body).await.status().is_success());
    let third = ada.cookie_named("causerie_session").unwrap();
    let body = json!({ "current": new, "new": "violet ferry mountain dusk" });
    ada.json(Method::PUT, "/api/account/password", &body).await;
    ada.post_json("/api/session", "{\"handle\":\"ada\",\"password\":\"half a passwo").await;
    let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(text.contains("an account was made") && text.contains("TRACE"), "the log is read");
    let bare = codes[0].replace('-', "");
    for secret in [
        PASSWORD,
        "another wrong password",
        new,
        "violet ferry mountain dusk",
        "half a passwo",
        &codes[0],
        &bare,
        &codes[9],
        &first,
        &second,
        &third,
        "$argon2id$",
    ] {
        assert!(!text.contains(secret), "the log tells {secret}");
    }
}
