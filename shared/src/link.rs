//! An address that a person puts on their page, for others to follow.
//!
//! Law: what is inside begins with `http://` or `https://`, names a host in ASCII, and can stand in
//! an attribute. Absent: user names and passwords, other schemes, and hosts with look-alike letters
//! (their ASCII form, `xn--…`, is welcome). Nobody here fetches it.

use crate::{handle::Sign, text::shows_nothing};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};

/// Why a typed address was refused. The words go to the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LinkFault {
    Empty,
    TooLong {
        most: usize,
        got: usize,
    },
    /// `mailto:`, `javascript:` and the like.
    NotWeb,
    /// `https://somebody@example.org`: mostly there to hide where it leads.
    UserInfo,
    BadHost,
    BadPort,
    BadSign {
        sign: char,
    },
}

impl fmt::Display for LinkFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("type an address, such as https://example.org"),
            Self::TooLong { most, got } => {
                write!(f, "this has {got} characters; at most {most} fit")
            }
            Self::NotWeb => f.write_str("use an address that begins with https:// or http://"),
            Self::UserInfo => f.write_str("leave out what stands before the @"),
            Self::BadHost => f.write_str(
                "after https:// comes the name of a site, such as example.org, in letters a to z",
            ),
            Self::BadPort => f.write_str("after the colon comes a port, from 1 to 65535"),
            Self::BadSign { sign } => {
                Sign(sign).fmt(f)?;
                f.write_str(" cannot be in an address; copy it from the address bar")
            }
        }
    }
}

impl std::error::Error for LinkFault {}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct LinkUrl(String);

impl LinkUrl {
    /// Most characters (Unicode scalar values), with the scheme.
    pub const MOST: usize = 200;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For readers: without scheme, `www.` and a last slash. Begins with the host, so that nobody
    /// is led elsewhere than it says.
    pub fn label(&self) -> &str {
        let label = self.0.split_once("://").map_or(self.as_str(), |(_, label)| label);
        let label = label.strip_prefix("www.").unwrap_or(label);
        label.strip_suffix('/').unwrap_or(label)
    }
}

impl FromStr for LinkUrl {
    type Err = LinkFault;

    fn from_str(typed: &str) -> Result<Self, LinkFault> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(LinkFault::Empty);
        }
        let (scheme, rest) = scheme_and_rest(typed)?;
        let got = scheme.len() + rest.chars().count();
        if got > Self::MOST {
            return Err(LinkFault::TooLong { most: Self::MOST, got });
        }
        if let Some(sign) = rest.chars().find(|sign| is_no_sign_of_addresses(*sign)) {
            return Err(LinkFault::BadSign { sign });
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(LinkFault::UserInfo);
        }
        let (host, port) = match authority.split_once(':') {
            None => (authority, ""),
            Some((_, port)) if !is_port(port) => return Err(LinkFault::BadPort),
            Some(both) => both,
        };
        if !is_host(host) {
            return Err(LinkFault::BadHost);
        }
        let colon = if port.is_empty() { "" } else { ":" };
        let host = host.to_ascii_lowercase();
        Ok(Self([scheme, &host, colon, port, path].concat()))
    }
}

/// What is typed without a scheme is taken for `https://`, if it looks like the name of a site.
fn scheme_and_rest(typed: &str) -> Result<(&'static str, &str), LinkFault> {
    for scheme in ["https://", "http://"] {
        let (head, rest) = typed.split_at_checked(scheme.len()).unwrap_or((typed, ""));
        if head.eq_ignore_ascii_case(scheme) {
            return Ok((scheme, rest));
        }
    }
    let authority = typed.split(['/', '?', '#']).next().unwrap_or_default();
    let bare = match authority.split_once(':') {
        None => true,
        Some((_, port)) => is_port(port),
    };
    if bare && authority.contains('.') { Ok(("https://", typed)) } else { Err(LinkFault::NotWeb) }
}

/// Beside what shows nothing: those that RFC 3986 leaves out and that end an attribute, or that
/// browsers read as another (`\` as `/`).
fn is_no_sign_of_addresses(sign: char) -> bool {
    sign.is_whitespace() || shows_nothing(sign) || r#""<>\^`{|}"#.contains(sign)
}

/// Labels of letters, digits and hyphens (RFC 1123), joined by dots.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.split('.').all(label)
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|digit| digit.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|n| n > 0)
}

impl fmt::Display for LinkUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for LinkUrl {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn link(typed: &str) -> LinkUrl {
        typed.parse().unwrap()
    }

    #[test]
    fn scheme_and_host_are_lowered_and_the_rest_stays() {
        for (typed, url, label) in [
            (" HTTPS://Example.ORG ", "https://example.org", "example.org"),
            ("http://a.b:8080/C?d=E#F", "http://a.b:8080/C?d=E#F", "a.b:8080/C?d=E#F"),
            ("www.example.org/", "https://www.example.org/", "example.org"),
            ("example.org:81", "https://example.org:81", "example.org:81"),
            ("http://localhost", "http://localhost", "localhost"),
            ("https://xn--mnchen-3ya.de/é", "https://xn--mnchen-3ya.de/é", "xn--mnchen-3ya.de/é"),
            ("https://example.org/@ada", "https://example.org/@ada", "example.org/@ada"),
        ] {
            assert_eq!((link(typed).as_str(), link(typed).label()), (url, label));
        }
    }

    #[test]
    fn only_the_web_is_linked_to() {
        for typed in [
            "javascript:alert(1)",
            "JaVaScRiPt://example.org/%0aalert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "mailto:ada@example.org",
            "//example.org",
            "/etc/passwd",
            "tel:123",
            "file:///etc/passwd",
            "ada",
        ] {
            assert_eq!(typed.parse::<LinkUrl>(), Err(LinkFault::NotWeb), "{typed}");
        }
    }

    #[test]
    fn each_fault_is_the_one_that_was_made() {
        use LinkFault::{BadHost, BadPort, BadSign, Empty, TooLong, UserInfo};
        let long = format!("https://example.org/{}", "x".repeat(10_000));
        for (typed, fault) in [
            (" ", Empty),
            ("https://", BadHost),
            ("https:///path", BadHost),
            ("https://?", BadHost),
            ("https://a..b", BadHost),
            ("https://-a.org", BadHost),
            ("https://ex_ample.org", BadHost),
            ("https://p\u{430}ypal.com", BadHost),
            ("https://[::1]/", BadPort),
            ("https://paypal.com@example.org", UserInfo),
            ("https://paypal.com:x@example.org", UserInfo),
            ("https://example.org:0", BadPort),
            ("https://example.org:65536", BadPort),
            ("https://example.org:+80", BadPort),
            ("https://example.org\\@evil.org", BadSign { sign: '\\' }),
            ("https://example.org/a b", BadSign { sign: ' ' }),
            ("https://example.org/\"onclick=", BadSign { sign: '"' }),
            ("https://example.org/\u{202e}gpj", BadSign { sign: '\u{202e}' }),
            ("https://example.org/\na", BadSign { sign: '\n' }),
            (&long, TooLong { most: 200, got: 10_020 }),
        ] {
            assert_eq!(typed.parse::<LinkUrl>(), Err(fault), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn what_is_an_address_stays_it(
            typed in r#"(https?://|)[a-zA-Z0-9.:@\[\\é]{0,12}[/?#]?.{0,20}"#
        ) {
            if let Ok(once) = typed.parse::<LinkUrl>() {
                let url = once.as_str();
                prop_assert_eq!(link(url), once.clone());
                prop_assert!(url.starts_with("https://") || url.starts_with("http://"));
                prop_assert!(!url.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>".contains(c)));
                prop_assert!(url.contains(once.label()));
                prop_assert!(url.chars().count() <= LinkUrl::MOST);
            }
        }

        #[test]
        fn nothing_typed_is_too_much(typed in any::<String>()) {
            let _: Result<LinkUrl, LinkFault> = typed.parse();
        }
    }
}
