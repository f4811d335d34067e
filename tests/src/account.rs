//! People without a browser, at the relay's own doors: the crowd that a story is told about one
//! person in.

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method, Response, header};
use serde_json::{Value, json};

/// Everybody's, in every story.
pub const PASSWORD: &str = "nine lamps along the harbour";

pub struct Account {
    relay: String,
    /// As a browser would send it.
    cookie: String,
}

pub(crate) fn sign_up(handle: &str, name: &str) -> Value {
    json!({ "handle": handle, "name": name, "password": PASSWORD })
}

impl Account {
    pub(crate) async fn make(relay: &str, handle: &str, name: &str) -> Result<Self> {
        let nobody = Account { relay: relay.to_owned(), cookie: String::new() };
        let answer =
            nobody.asks(Method::POST, "/api/accounts", Some(sign_up(handle, name))).await?;
        let cookie = answer.headers().get(header::SET_COOKIE).context("nobody is signed in")?;
        let cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
        Ok(Account { cookie, ..nobody })
    }

    /// Somebody who is signed in already.
    pub(crate) const fn signed_in(relay: String, cookie: String) -> Self {
        Account { relay, cookie }
    }

    /// What a door says.
    pub async fn reads(&self, door: &str) -> Result<Value> {
        Ok(self.asks(Method::GET, door, None).await?.json().await?)
    }

    pub async fn sends(&self, door: &str, body: Value) -> Result<Value> {
        let answer = self.asks(Method::POST, door, Some(body)).await?.text().await?;
        Ok(serde_json::from_str(&answer).unwrap_or_default())
    }

    pub async fn follows(&self, handle: &str) -> Result<()> {
        let door = format!("/api/people/{handle}/follow");
        self.asks(Method::PUT, &door, None).await.map(drop)
    }

    /// `space` is the path of its page.
    pub async fn is_reminded_of(&self, space: &str) -> Result<()> {
        let door = format!("/api/announcements{}/reminder", after_s(space));
        self.asks(Method::PUT, &door, Some(json!({}))).await.map(drop)
    }

    /// Says yes to being on stage there.
    pub async fn accepts(&self, space: &str) -> Result<()> {
        let door = format!("/api/announcements{}/invitation", after_s(space));
        self.asks(Method::PUT, &door, Some(json!({ "accepted": true }))).await.map(drop)
    }

    pub async fn says_of_themself(&self, biography: &str) -> Result<()> {
        let words = json!({ "biography": biography });
        self.asks(Method::PATCH, "/api/account", Some(words)).await.map(drop)
    }

    /// Knocks at any door, and holds that it opens.
    pub async fn asks(&self, method: Method, door: &str, body: Option<Value>) -> Result<Response> {
        let request = Client::new().request(method, format!("{}{door}", self.relay));
        let request = request.header(header::COOKIE, &self.cookie);
        let request = match &body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = request.send().await?;
        let status = answer.status();
        if !status.is_success() {
            bail!("{door} answers {status}: {}", answer.text().await.unwrap_or_default());
        }
        Ok(answer)
    }
}

pub fn after_s(space: &str) -> &str {
    space.strip_prefix("/s").unwrap_or(space)
}
