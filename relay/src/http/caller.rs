//! Where a request came from, as far as it can be believed.

use crate::http::{State, origin};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The visitor, not the proxy before them.
    pub address: IpAddr,
    /// The authority the browser asked for, such as `live.example.org` or `localhost:8080`.
    pub host: Option<String>,
    pub is_https: bool,
    /// Whether it was sent on this very machine, to this machine, and by no proxy.
    pub is_this_machine: bool,
}

impl FromRequestParts<State> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip());
        let trusts =
            |address| state.config.trusted_proxies.0.iter().any(|network| network.holds(address));
        let public = state.config.public_url.get();
        Ok(Self::read(peer.to_canonical(), &parts.headers, public, trusts))
    }
}

impl Caller {
    fn read(
        peer: IpAddr,
        headers: &HeaderMap,
        public_url: Option<&str>,
        trusts: impl Fn(IpAddr) -> bool,
    ) -> Self {
        let by_proxy = trusts(peer);
        let address = if by_proxy { behind(peer, headers, &trusts) } else { peer };
        let host = match public_url {
            Some(url) => url.split_once("://").map(|(_, authority)| authority.to_owned()),
            None => text(headers, header::HOST.as_str()).map(str::to_owned),
        };
        let is_https = public_url.is_some_and(|url| url.starts_with("https:"))
            || by_proxy && text(headers, "x-forwarded-proto") == Some("https");
        let said_host = text(headers, header::HOST.as_str()).unwrap_or_default();
        let is_this_machine = peer.is_loopback()
            && !by_proxy
            && origin::is_loopback(said_host)
            // A proxy on this machine that nobody told us to trust.
            && FORWARDING.iter().all(|name| !headers.contains_key(*name));
        Self { address, host, is_https, is_this_machine }
    }

    /// The site under which this visitor knows the relay.
    pub fn site(&self) -> String {
        let scheme = if self.is_https { "https" } else { "http" };
        format!("{scheme}://{}", self.host.as_deref().unwrap_or("localhost"))
    }
}

/// What proxies add of themselves.
const FORWARDING: [&str; 5] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/// The last address in X-Forwarded-For that no trusted proxy has: what stands before it, anybody
/// may have written.
fn behind(peer: IpAddr, headers: &HeaderMap, trusts: impl Fn(IpAddr) -> bool) -> IpAddr {
    let mut address = peer;
    let said: Vec<_> =
        headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).collect();
    for hop in said.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Ok(hop) = hop.trim().parse::<IpAddr>() else { break };
        address = hop.to_canonical();
        if !trusts(address) {
            break;
        }
    }
    address
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Network;

    fn read(peer: &str, forwarded: &str) -> IpAddr {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let proxies: [Network; 1] = ["10.0.0.0/8".parse().unwrap()];
        let trusts = |address| proxies.iter().any(|network| network.holds(address));
        Caller::read(peer.parse().unwrap(), &headers, None, trusts).address
    }

    #[test]
    fn a_strangers_word_about_their_address_counts_nothing() {
        assert_eq!(read("192.0.2.1", "198.51.100.7").to_string(), "192.0.2.1");
    }

    #[test]
    fn behind_a_trusted_proxy_the_visitor_is_the_last_stranger() {
        assert_eq!(read("10.0.0.1", "198.51.100.7").to_string(), "198.51.100.7");
        assert_eq!(
            read("10.0.0.1", "203.0.113.9, 198.51.100.7, 10.2.2.2").to_string(),
            "198.51.100.7"
        );
        assert_eq!(read("10.0.0.1", "nonsense").to_string(), "10.0.0.1");
    }
}
