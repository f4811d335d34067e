//! The doors over HTTP: one file per resource, and `router` for the whole.
//!
//! Law: a door parses, asks the hub, and writes the answer; it decides nothing about a space.
//! Every refusal is `application/problem+json` with a stable code and words that say what to do.

mod account;
mod accounts;
mod admin;
mod announcements;
mod answer;
mod auth;
mod avatar;
mod buckets;
mod calendars;
pub mod caller;
mod caption_style;
mod cards;
mod ceremonies;
mod client;
mod cookies;
mod covers;
mod csp;
mod demo;
mod entry;
mod error;
mod export;
mod guesses;
mod health;
mod home;
mod invitations;
mod letters;
mod limits;
mod me;
mod meta;
mod notifications;
mod openapi;
mod origin;
mod paging;
mod passkeys;
mod people;
mod pictures;
mod reading;
mod relying_party;
mod reminded;
mod reminding;
mod reports;
mod router;
mod sdp;
mod secrets;
mod selling;
mod serve;
mod session;
mod sessions;
mod spaces;
mod tickets;
mod transcripts;
mod upcoming;
mod upload;
mod visitor;
mod whep;
mod whip;
mod workshop;

pub use auth::{Holder, Keys, PASS_LIFE_S};
pub use error::Problem;
pub use origin::is_foreign;
pub use reminded::Messages;
pub use router::router;
pub use serve::serve;

use crate::{
    config::Config,
    hub::Hub,
    money::Money,
    people::{hosting::Policy, passwords, picture::AT_ONCE as PICTURES_AT_ONCE},
    schedule::Horizon,
    store::Setting,
};
use ceremonies::Ceremonies;
use std::{sync::Arc, time::Duration};
use workshop::Workshop;

/// How long the body of a request may take to arrive. An offer is a few kB, for which a bad
/// telephone line needs two seconds.
const BODY_WITHIN: Duration = Duration::from_secs(10);

/// What every door needs. Cheap to clone.
#[derive(Clone)]
pub struct State {
    pub hub: Hub,
    pub money: Money,
    pub keys: Arc<Keys>,
    pub config: Arc<Config>,
    pub limits: Arc<limits::Limits>,
    ceremonies: Arc<Ceremonies>,
    /// Where passwords are hashed.
    hashing: Arc<Workshop>,
    /// Where pictures are drawn anew.
    drawing: Arc<Workshop>,
    /// How far ahead spaces are announced, and how many.
    horizon: Horizon,
    messages: Messages,
    requests: health::Requests,
}

impl State {
    pub fn new(hub: Hub, money: Money, keys: Keys, messages: Messages, config: Config) -> Self {
        Self {
            hub,
            money,
            messages,
            keys: Arc::new(keys),
            limits: Arc::new(limits::Limits::new(&config)),
            horizon: Horizon {
                days: config.announced_days_ahead,
                pending_most: config.announced_per_host,
            },
            config: Arc::new(config),
            ceremonies: Arc::default(),
            hashing: Arc::new(Workshop::new(
                passwords::AT_ONCE,
                secrets::HASHES_IN_LINE,
                secrets::HASHES_RETRY_S,
            )),
            drawing: Arc::new(Workshop::new(
                PICTURES_AT_ONCE,
                upload::PICTURES_IN_LINE,
                upload::PICTURES_RETRY_S,
            )),
            requests: health::Requests::default(),
        }
    }

    /// From here on a load balancer sends nobody more.
    pub fn leave(&self) {
        self.hub.leave();
    }

    /// For doors behind which something would begin.
    fn is_open(&self) -> Result<(), Problem> {
        if self.is_ready() { Ok(()) } else { Err(Problem::stopping()) }
    }

    /// The rule about who may host: an administrator's, else the configuration's.
    async fn hosting(&self) -> Result<Policy, Problem> {
        let said = self.hub.store().setting(Setting::Hosting).await?;
        Ok(match said.and_then(|text| text.parse().ok()) {
            Some(policy) => policy,
            None => self.config.hosting.clone(),
        })
    }

    fn is_ready(&self) -> bool {
        !self.hub.is_leaving()
    }
}
