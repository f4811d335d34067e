//! The bodies of WHIP, WHEP and PATCH, through the router as HTTP gives them: passes, media plane
//! and all. Each input is tried as an offer at both doors, and as a fragment.
//!
//! The relay behind the doors is one for all inputs, as in life; every session is closed by the
//! one that opened it.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use causerie_relay::{
    captions::Captions,
    clock,
    config::Config,
    http::{self, Holder, Keys, Messages, State},
    hub::{self, About, Attendance, Hub, Size, Who, Words},
    media::{Gathering, Limits, Media, MediaConfig},
    money::{Money, Terms},
    outbox::{Endpoints, Links, Vapid},
    store::{Folder, Store},
};
use causerie_shared::{
    api::{PassFor, Problem},
    id::{PersonId, SpaceId},
};
use http_body_util::BodyExt;
use std::{cell::RefCell, net::IpAddr, sync::Arc};
use tempfile::TempDir;
use tokio::{runtime::Runtime, sync::mpsc};
use tower::ServiceExt;

const SDP: &str = "application/sdp";
const FRAGMENT: &str = "application/trickle-ice-sdpfrag";
/// An offer that every door for listeners answers.
const LISTENS: &str = include_str!("../../src/media/core/sdp/offers/firefox-esr-153-listens.sdp");
/// Passes are remembered until they expire, and only so many: the keys are made anew before.
const RUNS_A_KEY: u32 = 10_000;
/// Bytes that an answer may be longer than its offer: 16 m-lines with their transport.
const ANSWER_MORE_BYTES: usize = 16 * 2048;

thread_local! {
    static HOUSE: RefCell<Option<House>> = const { RefCell::new(None) };
}

pub fn doors(bytes: &[u8]) {
    HOUSE.with_borrow_mut(|house| {
        let house = house.get_or_insert_with(House::open);
        house.renew();
        let House { runtime, visitor, .. } = house;
        runtime.block_on(async {
            visitor.offers("whep", bytes).await;
            visitor.offers("whip", bytes).await;
            visitor.patches(bytes).await;
        });
    });
}

/// A relay without a port for HTTP, and the visitor at its doors.
struct House {
    runtime: Runtime,
    visitor: Visitor,
    hub: Hub,
    money: Money,
    config: Config,
    runs: u32,
    _host_stays: Attendance,
    _data: TempDir,
}

struct Visitor {
    router: Router,
    state: State,
    host: Holder,
    space: SpaceId,
}

struct Answer {
    status: StatusCode,
    kind: String,
    location: String,
    etag: String,
    text: String,
}

impl House {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let data = tempfile::tempdir().unwrap();
        let config = Config {
            doors_per_address_per_minute: u32::MAX,
            data: data.path().into(),
            ..Config::default()
        };
        let many = usize::MAX;
        let limits = Limits {
            sessions_per_space: many,
            warm_per_space: many,
            sessions_per_address: many,
            warm_per_address: many,
            handshakes_in_flight: 10_000,
        };
        let host = Holder {
            person: PersonId::v7(clock::now().0, clock::chance_u128()),
            name: "Ada".parse().unwrap(),
            account: None,
            standing: causerie_relay::hub::Standing::NONE,
        };
        let (hub, money, space, attendance) = runtime.block_on(async {
            let (events, heard) = mpsc::unbounded_channel();
            let announced = vec![IpAddr::from([127, 0, 0, 1])];
            let gathering = Gathering::default();
            let media = MediaConfig { ports: vec![0], announced, limits, gathering };
            let media = Media::start(media, events).unwrap();
            let store = Store::open(Folder::open(data.path()).unwrap(), None).await.unwrap();
            let words = Words { captions: Captions::none(), days: 0 };
            let hub = Hub::start(media, store, 10, Size::default(), words, false).await.unwrap();
            tokio::spawn(hub::hear_media(hub.clone(), heard));
            let who = Who::named(host.person, host.name.clone());
            let about = About::titled("Talk".parse().unwrap());
            let space = hub.create(about, &who, false).await.unwrap().id;
            // While its host is there, a space lasts.
            let attendance = hub.arrive(space, who, None, None).await.unwrap();
            let store = hub.store().clone();
            let (money, _) = Money::with_wallet(store, &[7; 32], Terms::default()).await.unwrap();
            (hub, money, space, attendance)
        });
        let keys = Keys::new(&[7; 32], &[5; 32]);
        let state = State::new(hub.clone(), money.clone(), keys, messages(), config.clone());
        let visitor = Visitor { router: http::router(state.clone()), state, host, space };
        Self { runtime, visitor, hub, money, config, runs: 0, _host_stays: attendance, _data: data }
    }

    fn renew(&mut self) {
        self.runs += 1;
        if self.runs.is_multiple_of(RUNS_A_KEY) {
            let keys = Keys::new(&[7; 32], &[5; 32]);
            let (hub, money) = (self.hub.clone(), self.money.clone());
            let state = State::new(hub, money, keys, messages(), self.config.clone());
            self.visitor.router = http::router(state.clone());
            self.visitor.state = state;
        }
    }
}

/// A relay that writes to nobody.
fn messages() -> Messages {
    let vapid = Vapid::read(&Vapid::new_key().unwrap(), None).unwrap();
    Messages {
        links: Arc::new(Links::new(&[7; 32])),
        vapid: Arc::new(vapid),
        endpoints: Endpoints::default(),
        has_mail: false,
        tally: Arc::default(),
    }
}

impl Visitor {
    async fn offers(&self, door: &str, offer: &[u8]) {
        let url = format!("/api/spaces/{}/{door}", self.space);
        let now = clock::now();
        let pass = (door == "whip").then(|| {
            let (host, nonce) = (self.host.clone(), clock::chance_u128());
            self.state.keys.write_pass(self.space, host, PassFor::Whip, now, nonce)
        });
        let mut request = Request::post(url).header(header::CONTENT_TYPE, SDP);
        if let Some(pass) = pass {
            request = request.header(header::AUTHORIZATION, format!("Bearer {pass}"));
        }
        let answer = self.asks(request.body(Body::from(offer.to_vec())).unwrap()).await;
        if answer.status != StatusCode::CREATED {
            return answer.is_refused_with(&[
                StatusCode::BAD_REQUEST,
                StatusCode::PAYLOAD_TOO_LARGE,
                StatusCode::UNPROCESSABLE_ENTITY,
            ]);
        }
        assert_eq!(answer.kind, SDP);
        assert!(answer.text.starts_with("v=0\r\n"));
        assert!(answer.text.len() <= offer.len() + ANSWER_MORE_BYTES);
        self.closes(&answer.location).await;
    }

    async fn patches(&self, fragment: &[u8]) {
        let url = format!("/api/spaces/{}/whep", self.space);
        let request = Request::post(url).header(header::CONTENT_TYPE, SDP);
        let opened = self.asks(request.body(Body::from(LISTENS)).unwrap()).await;
        assert_eq!(opened.status, StatusCode::CREATED);
        for if_match in [&*opened.etag, "*"] {
            let request = Request::patch(&opened.location)
                .header(header::CONTENT_TYPE, FRAGMENT)
                .header(header::IF_MATCH, if_match);
            let answer = self.asks(request.body(Body::from(fragment.to_vec())).unwrap()).await;
            match (answer.status, if_match) {
                (StatusCode::OK, "*") => {
                    assert_eq!(answer.kind, FRAGMENT);
                    assert_ne!(answer.etag, opened.etag, "a restart makes another state");
                    assert!(answer.text.contains("a=ice-pwd:") && answer.text.len() < 1000);
                }
                (StatusCode::NO_CONTENT, etag) => {
                    assert_ne!(etag, "*");
                    assert!(answer.text.is_empty());
                }
                _ => answer.is_refused_with(&[
                    StatusCode::BAD_REQUEST,
                    StatusCode::PAYLOAD_TOO_LARGE,
                    StatusCode::UNPROCESSABLE_ENTITY,
                ]),
            }
        }
        self.closes(&opened.location).await;
    }

    async fn closes(&self, location: &str) {
        let request = Request::builder().method(Method::DELETE).uri(location);
        let answer = self.asks(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }

    async fn asks(&self, request: Request<Body>) -> Answer {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let text = body.collect().await.unwrap().to_bytes();
        let header = |name| {
            let value = parts.headers.get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        Answer {
            status: parts.status,
            kind: header(header::CONTENT_TYPE),
            location: header(header::LOCATION),
            etag: header(header::ETAG),
            text: String::from_utf8(text.into()).unwrap(),
        }
    }
}

impl Answer {
    /// One of these, in the form of all refusals, with words.
    #[track_caller]
    fn is_refused_with(&self, welcome: &[StatusCode]) {
        assert!(welcome.contains(&self.status), "{}: {}", self.status, self.text);
        assert_eq!(self.kind, "application/problem+json");
        let problem: Problem = serde_json::from_str(&self.text).unwrap();
        assert_eq!(problem.status, self.status.as_u16());
        assert!(!problem.code.is_empty() && !problem.detail.is_empty());
    }
}
