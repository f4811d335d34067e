//! Messages to browsers: encrypted for one of them (RFC 8291), signed for its push service (RFC 8292),
//! and posted (RFC 8030).
//!
//! *Law:* of one space a browser that was away gets the newest message alone, and of one message that
//! was sent twice it shows one.

use super::{
    Endpoints, Vapid, again,
    courier::Carrier,
    origins::{Heard, Lane, Origins},
    words,
};
use crate::{
    clock,
    store::{About, Channel, Errand, Outcome, Parcel, Recipient, SubscriptionRow},
};
use anyhow::Context;
use axum::http::{HeaderMap, Request, StatusCode, Uri, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use causerie_shared::{notification::Occasion, time::UnixMs};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use ring::digest::{SHA256, digest};
use serde_json::json;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::timeout;
use web_push_native::{Auth, encrypt, p256::PublicKey};

/// A push service answers in a tenth of a second.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// Connections are kept from the reminder to the beginning, not for the night.
const IDLE_FOR: Duration = Duration::from_secs(90);

/// How long a service keeps a message for a browser that is away, in seconds.
const BEGINNINGS_KEPT_S: u32 = 60 * 60;
const CHANGES_KEPT_S: u32 = 24 * 60 * 60;

/// Signs of a Topic; services take 32 (RFC 8030, section 5.4).
const TOPIC_SIGNS: usize = 22;

pub struct Push {
    /// Follows nobody who sends it elsewhere.
    client: Client<HttpsConnector<HttpConnector<Endpoints>>, Full<Bytes>>,
    endpoints: Endpoints,
    vapid: Arc<Vapid>,
    origins: Mutex<Origins>,
}

impl Push {
    /// # Errors
    /// A machine without any certificates to trust.
    pub fn new(endpoints: Endpoints, vapid: Arc<Vapid>) -> anyhow::Result<Self> {
        let mut plain = HttpConnector::new_with_resolver(endpoints.clone());
        plain.enforce_http(false);
        plain.set_connect_timeout(Some(CONNECT_WITHIN));
        let encrypted = HttpsConnectorBuilder::new()
            .with_provider_and_platform_verifier(rustls::crypto::ring::default_provider())
            .context("messages to browsers cannot be sent")?
            // Which endpoints may do without is decided where they are checked.
            .https_or_http()
            .enable_http1()
            .wrap_connector(plain);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_FOR)
            .build(encrypted);
        Ok(Self { client, endpoints, vapid, origins: Mutex::default() })
    }

    async fn post(&self, to: &SubscriptionRow, parcel: &Parcel, space: &About) -> (Outcome, Heard) {
        // What was allowed when it was given may not be any more.
        let Ok(uri) = self.endpoints.check(&to.endpoint) else {
            return (Outcome::NobodyThere, Heard::NotAsked);
        };
        let Errand::Tell(of) = parcel.errand else { return (Outcome::Done, Heard::NotAsked) };
        let origin = origin(&uri);
        let now = clock::now();
        let said = words::message(of, space, parcel.starts_at, to.tongue, &to.zone, now);
        let text = json!({
            "id": parcel.id,
            "title": said.title,
            "body": said.body,
            "url": of.page(space.id),
            "tag": space.id,
            "at": parcel.at,
        });
        let Some(body) = sealed(&text.to_string(), &to.p256dh, &to.auth) else {
            return (Outcome::NobodyThere, Heard::NotAsked);
        };
        let Ok(authorization) = self.vapid.authorization(&origin, now) else {
            return (Outcome::Again { at: again(parcel.tries, None, now) }, Heard::NotAsked);
        };
        let request = Request::post(uri)
            .header("ttl", left_s(of, parcel.at, now))
            .header("urgency", "high")
            .header("topic", topic(&space.id.to_string()))
            .header(header::AUTHORIZATION, authorization)
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .body(Full::from(body));
        let Ok(request) = request else { return (Outcome::NobodyThere, Heard::NotAsked) };
        let answer = timeout(ANSWER_WITHIN, self.client.request(request)).await;
        let now = clock::now();
        let Ok(Ok(response)) = answer else {
            return (Outcome::Again { at: again(parcel.tries, None, now) }, Heard::Nothing);
        };
        let (status, asked_ms) = (response.status(), asked_ms(response.headers()));
        let heard = if status.is_server_error() { Heard::Nothing } else { Heard::Answer };
        (outcome(status, asked_ms, parcel.tries, now), heard)
    }

    fn origins(&self) -> MutexGuard<'_, Origins> {
        self.origins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Carrier for Push {
    const CHANNEL: Channel = Channel::Push;
    const AT_ONCE: usize = 192;

    fn lane(&self, parcel: &Parcel) -> Lane {
        let now = clock::now();
        of_service(parcel).map_or(Lane::Go, |origin| self.origins().begin(&origin, now))
    }

    async fn carry(&self, parcel: &Parcel) -> Outcome {
        let (outcome, heard) = match (&parcel.to, &parcel.space) {
            (Some(Recipient::Browser(to)), Some(space)) => self.post(to, parcel, space).await,
            // Whoever wanted it, or what it was about, is gone.
            (Some(_) | None, _) => (Outcome::Done, Heard::NotAsked),
        };
        if let Some(origin) = of_service(parcel) {
            self.origins().end(&origin, heard, clock::now());
        }
        outcome
    }
}

fn of_service(parcel: &Parcel) -> Option<String> {
    let Some(Recipient::Browser(to)) = &parcel.to else { return None };
    to.endpoint.parse().ok().map(|uri| origin(&uri))
}

/// By RFC 8030, section 8.4, and what services say in practice.
fn outcome(status: StatusCode, asked_ms: Option<u64>, tries: u32, now: UnixMs) -> Outcome {
    match status {
        status if status.is_success() => Outcome::Done,
        StatusCode::NOT_FOUND | StatusCode::GONE => Outcome::NobodyThere,
        // It does not believe who sends: the clock is wrong, or the key is another than it was. That
        // says nothing of the browser.
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            tracing::warn!(%status, "a push service does not know this relay");
            Outcome::Again { at: again(tries, asked_ms, now) }
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
            Outcome::Again { at: again(tries, asked_ms, now) }
        }
        status if status.is_server_error() => Outcome::Again { at: again(tries, asked_ms, now) },
        // It will not be better the next time.
        status => {
            tracing::warn!(%status, "a push service refused a message");
            Outcome::Done
        }
    }
}

/// `Retry-After` in its form of seconds, which is what services send.
fn asked_ms(headers: &HeaderMap) -> Option<u64> {
    let seconds: u64 = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(seconds.saturating_mul(1000))
}

/// For how long yet a service is to keep it, in seconds.
fn left_s(of: Occasion, at: UnixMs, now: UnixMs) -> u64 {
    u64::from(kept_s(of)).saturating_sub(now.since_ms(at) / 1000)
}

const fn kept_s(of: Occasion) -> u32 {
    match of {
        Occasion::Soon | Occasion::Begun | Occasion::Live | Occasion::SeatFree => BEGINNINGS_KEPT_S,
        Occasion::Moved
        | Occasion::Cancelled
        | Occasion::Missed
        | Occasion::Invited
        | Occasion::Ticket
        | Occasion::MoneyBack => CHANGES_KEPT_S,
    }
}

fn origin(uri: &Uri) -> String {
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    format!("{}://{authority}", uri.scheme_str().unwrap_or("https"))
}

/// The service learns which messages replace one another, and not of which space they are.
fn topic(space: &str) -> String {
    let mut topic = URL_SAFE_NO_PAD.encode(digest(&SHA256, space.as_bytes()));
    topic.truncate(TOPIC_SIGNS);
    topic
}

/// Whether these are a browser's key and secret.
pub fn is_key(p256dh: &str, auth: &str) -> bool {
    keys(p256dh, auth).is_some()
}

fn sealed(text: &str, p256dh: &str, auth: &str) -> Option<Vec<u8>> {
    let (key, auth) = keys(p256dh, auth)?;
    encrypt(text.as_bytes().to_vec(), &key, &auth).ok()
}

fn keys(p256dh: &str, auth: &str) -> Option<(PublicKey, Auth)> {
    // Some browsers fill their base64 up, some do not.
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
    let key = PublicKey::from_sec1_bytes(&decode(p256dh)?).ok()?;
    let auth: [u8; 16] = decode(auth)?.try_into().ok()?;
    Some((key, auth.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use web_push_native::{decrypt, p256::SecretKey};

    const NOW: UnixMs = UnixMs(1_793_000_000_000);

    #[test]
    fn a_browser_reads_what_was_sealed_for_it() {
        let secret = SecretKey::from_slice(&[7; 32]).unwrap();
        let public = URL_SAFE_NO_PAD.encode(secret.public_key().to_sec1_bytes());
        let auth = URL_SAFE_NO_PAD.encode([9; 16]);
        let sealed = sealed("soon", &public, &auth).unwrap();
        assert_eq!(decrypt(sealed, &secret, &[9; 16].into()).unwrap(), b"soon");
        for (key, auth) in [("", "AA"), (&*public, "AA"), ("AAAA", &*auth), ("ä", "ö")] {
            assert!(!is_key(key, auth));
        }
    }

    #[test]
    fn who_is_gone_is_forgotten_and_who_is_busy_is_asked_again() {
        let after =
            |status: u16, asked| outcome(StatusCode::from_u16(status).unwrap(), asked, 0, NOW);
        for status in [200, 201, 202, 204] {
            assert_eq!(after(status, None), Outcome::Done);
        }
        for status in [404, 410] {
            assert_eq!(after(status, None), Outcome::NobodyThere);
        }
        for status in [401, 403, 408, 429, 500, 502, 503] {
            assert_eq!(after(status, None), Outcome::Again { at: again(0, None, NOW) });
        }
        let later = Outcome::Again { at: NOW.plus_ms(120_000) };
        assert_eq!(after(429, Some(120_000)), later);
        for status in [301, 400, 413] {
            assert_eq!(after(status, None), Outcome::Done, "never to be taken");
        }
    }

    #[test]
    fn messages_about_one_space_replace_one_another() {
        assert_eq!(topic("a"), topic("a"));
        assert_ne!(topic("a"), topic("b"));
        assert!(topic("a").len() <= 32);
    }
}
