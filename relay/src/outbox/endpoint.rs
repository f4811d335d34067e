//! Where messages for browsers may go. An endpoint is an address that a stranger gave us to call, so it
//! must lead out of the house: to a public address, encrypted, at the port of the web.
//!
//! *Law:* no name and no number leads to a private address that the operator did not allow, whatever
//! the name meant when it was looked at first.

use crate::config::Network;
use axum::http::Uri;
use hyper_util::client::legacy::connect::dns::Name;
use std::{
    fmt,
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    vec,
};
use tower::Service;

/// Longer than any push service's.
const ADDRESS_MOST: usize = 1024;

/// Which private networks may be called all the same.
#[derive(Clone, Default)]
pub struct Endpoints {
    private: Arc<Vec<Network>>,
}

/// Why nothing is sent there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    NoAddress,
    NotEncrypted,
    OtherPort,
    Private,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoAddress => "the endpoint is no address of a push service",
            Self::NotEncrypted => "the endpoint must begin with https://",
            Self::OtherPort => "the endpoint must use the port of https",
            Self::Private => "the endpoint is inside a private network",
        })
    }
}

impl Endpoints {
    pub fn new(private: Vec<Network>) -> Self {
        Self { private: Arc::new(private) }
    }

    /// # Errors
    /// Where nothing may be sent to. What a name means is looked at when something is sent.
    pub fn check(&self, endpoint: &str) -> Result<Uri, Refused> {
        let uri: Uri = endpoint.parse().map_err(|_| Refused::NoAddress)?;
        let authority = uri.authority().ok_or(Refused::NoAddress)?;
        let host = authority.host();
        let is_clean = !authority.as_str().contains('@') && !host.is_empty();
        if endpoint.len() > ADDRESS_MOST || !is_clean {
            return Err(Refused::NoAddress);
        }
        let number = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        // Whoever allows a network of their own knows what stands in it.
        if number.is_some_and(|address| self.is_allowed_private(address)) {
            return Ok(uri);
        }
        if uri.scheme_str() != Some("https") {
            return Err(Refused::NotEncrypted);
        }
        match number {
            Some(address) if !is_public(address) => return Err(Refused::Private),
            // A name as the numbers that some resolvers take for addresses: 127.1, 0x7f000001.
            None if host.ends_with(|sign: char| sign.is_ascii_digit()) => {
                return Err(Refused::NoAddress);
            }
            None if !host.contains('.') || host.ends_with('.') => return Err(Refused::Private),
            Some(_) | None => {}
        }
        if uri.port_u16().is_some_and(|port| port != 443) {
            return Err(Refused::OtherPort);
        }
        Ok(uri)
    }

    fn is_allowed(&self, address: IpAddr) -> bool {
        is_public(address) || self.is_allowed_private(address)
    }

    fn is_allowed_private(&self, address: IpAddr) -> bool {
        self.private.iter().any(|network| network.holds(address))
    }
}

/// Of what a name means, only what may be called.
impl Service<Name> for Endpoints {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let endpoints = self.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<_> = found.filter(|it| endpoints.is_allowed(it.ip())).collect();
            if found.is_empty() {
                return Err(io::Error::other(Refused::Private.to_string()));
            }
            Ok(found.into_iter())
        })
    }
}

/// Whether an address is one of the open internet, by the registries of special addresses (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_protocols = (a, b, c) == (192, 0, 0);
    let is_benchmark = a == 198 && (18..20).contains(&b);
    let is_reserved = a >= 240 || a == 0;
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || is_shared
        || is_protocols
        || is_benchmark
        || is_reserved)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    // Addresses that hold an older one mean that one: 6to4, NAT64, and those that are compatible.
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (a, b) {
        (0x2002, _) => v4(b, c),
        (0x64, 0xff9b) if (c, d, e, f) == (0, 0, 0, 0) => v4(g, h),
        // Teredo, documentation, and other words of the protocols.
        (0x2001, b) if b < 0x200 || b == 0xdb8 => false,
        // Of all the rest, what is given out.
        _ => a & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn push_services_are_called_and_the_own_house_is_not() {
        let none = Endpoints::default();
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://web.push.apple.com/QGuQ",
            "https://8.8.8.8/x",
            "https://[2a00:1450:4001:80b::200a]:443/x",
        ] {
            assert!(none.check(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "/push",
            "fcm.googleapis.com",
            "http://fcm.googleapis.com/x",
            "ftp://fcm.googleapis.com/x",
            "https://fcm.googleapis.com:22/x",
            "https://user@fcm.googleapis.com/x",
            "https://localhost/x",
            "https://relay/x",
            "https://example.com./x",
            "https://127.0.0.1/x",
            "https://127.1/x",
            "https://0x7f.0.0.1/x",
            "https://2130706433/x",
            "https://10.1.2.3/x",
            "https://169.254.169.254/latest/meta-data",
            "https://100.100.0.1/x",
            "https://192.168.1.1/x",
            "https://0.0.0.0/x",
            "https://[::1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://[fd00::1]/x",
            "https://[fe80::1]/x",
            "https://[64:ff9b::a00:1]/x",
            "https://[2002:a00:1::]/x",
            "https://[::]/x",
            &format!("https://example.com/{}", "x".repeat(2000)),
        ] {
            assert!(none.check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_operator_may_allow_a_network_of_their_own() {
        let own = Endpoints::new(vec!["127.0.0.0/8".parse().unwrap()]);
        assert!(own.check("http://127.0.0.1:9000/push").is_ok());
        assert_eq!(own.check("http://10.0.0.1:9000/push").err(), Some(Refused::NotEncrypted));
        assert_eq!(own.check("https://10.0.0.1/push").err(), Some(Refused::Private));
    }

    proptest! {
        #[test]
        fn whatever_is_given_gets_an_answer(text in any::<String>()) {
            let _ = Endpoints::default().check(&text);
            let _ = Endpoints::default().check(&format!("https://{text}"));
        }

        #[test]
        fn a_private_number_is_refused_however_it_is_written(low in any::<[u8; 3]>()) {
            let address = Ipv4Addr::new(10, low[0], low[1], low[2]);
            let mapped = address.to_ipv6_mapped();
            for text in [format!("https://{address}/"), format!("https://[{mapped}]/")] {
                prop_assert_eq!(Endpoints::default().check(&text).err(), Some(Refused::Private));
            }
        }
    }
}
