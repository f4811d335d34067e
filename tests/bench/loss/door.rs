//! The relay's doors, as a script uses them: a space, a pass, an offer for an answer.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use reqwest::{Client, Response, header};
use serde_json::{Value, json};

/// Somebody who opened a space, and what the relay knows them by.
pub(crate) struct Host {
    client: Client,
    site: String,
    space: String,
    cookie: String,
}

impl Host {
    pub(crate) async fn opens_a_space(site: &str) -> Result<Self> {
        let client = Client::new();
        let wish = json!({ "title": "Lossy talk", "name": "Ada" });
        let answer = client.post(format!("{site}/api/spaces")).json(&wish).send().await?;
        let answer = answer.error_for_status()?;
        let cookie = answer.headers().get(header::SET_COOKIE).context("a host without a cookie")?;
        let cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
        let space: Value = answer.json().await?;
        let space = space["id"].as_str().context("a space without an id")?.to_owned();
        Ok(Host { client, site: site.to_owned(), space, cookie })
    }

    /// Offers a voice; gives the answer.
    pub(crate) async fn whip(&self, offer: &str) -> Result<String> {
        let pass = self.client.post(self.url("pass")).header(header::COOKIE, &self.cookie);
        let pass = pass.json(&json!({ "for": "whip" })).send().await?.error_for_status()?;
        let pass: Value = pass.json().await?;
        let pass = pass["pass"].as_str().context("no pass")?.to_owned();
        let request = self.client.post(self.url("whip")).bearer_auth(pass);
        answer(request.header(header::CONTENT_TYPE, SDP).body(offer.to_owned()).send().await?).await
    }

    /// Offers an ear, as a stranger; gives the answer.
    pub(crate) async fn whep(&self, offer: &str) -> Result<String> {
        let request = self.client.post(self.url("whep"));
        answer(request.header(header::CONTENT_TYPE, SDP).body(offer.to_owned()).send().await?).await
    }

    fn url(&self, door: &str) -> String {
        format!("{}/api/spaces/{}/{door}", self.site, self.space)
    }
}

const SDP: &str = "application/sdp";

async fn answer(response: Response) -> Result<String> {
    let status = response.status();
    let text = response.text().await?;
    if !status.is_success() {
        bail!("the door says {status}: {text}");
    }
    Ok(text)
}

/// The first IPv4 address that an answer offers.
pub(crate) fn candidate(sdp: &str) -> Result<SocketAddr> {
    let addresses = sdp.lines().filter_map(|line| {
        let mut words = line.strip_prefix("a=candidate:")?.split(' ').skip(4);
        format!("{}:{}", words.next()?, words.next()?).parse::<SocketAddr>().ok()
    });
    addresses.into_iter().find(SocketAddr::is_ipv4).context("an answer without a candidate")
}

/// The answer with one candidate in place of all of its own.
pub(crate) fn through(sdp: &str, path: SocketAddr) -> String {
    let mut text = String::with_capacity(sdp.len());
    for line in sdp.lines() {
        if line.starts_with("a=candidate:") {
            continue;
        }
        if line == "a=end-of-candidates" {
            let (ip, port) = (path.ip(), path.port());
            text.push_str(&format!("a=candidate:1 1 udp 2130706431 {ip} {port} typ host\r\n"));
        }
        text.push_str(line);
        text.push_str("\r\n");
    }
    text
}
