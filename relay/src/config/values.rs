//! Kinds of values in the configuration: how each is read, and how it is written down.

use crate::{
    config::{PaymentKey, PaymentProvider},
    money::fee::Schedule,
    outbox::Mailbox,
    people::hosting::Policy,
};
use serde::{Deserialize, Deserializer, de};
use std::{fmt, net::IpAddr, path::PathBuf, str::FromStr};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            other => Err(format!("the log format is \"text\" or \"json\", not \"{other}\"")),
        }
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// Who turns speech into words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CaptionEngine {
    /// The model that suits the machine.
    #[default]
    Auto,
    Tiny,
    Base,
    Off,
    /// A recogniser elsewhere, by its URL.
    Remote(String),
}

impl FromStr for CaptionEngine {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "tiny" => Ok(Self::Tiny),
            "base" => Ok(Self::Base),
            "off" => Ok(Self::Off),
            url if url.starts_with("http://") => Ok(Self::Remote(url.to_owned())),
            url if url.starts_with("https://") => Err(
                "captions go to a recogniser by http:// alone: let it run beside the relay, or \
                 a proxy that encrypts"
                    .to_owned(),
            ),
            other => Err(format!(
                "captions are \"auto\", \"tiny\", \"base\", \"off\" or a URL that begins with \
                 http://, not \"{other}\""
            )),
        }
    }
}

impl fmt::Display for CaptionEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Tiny => "tiny",
            Self::Base => "base",
            Self::Off => "off",
            Self::Remote(url) => url,
        })
    }
}

/// The first audio port: next to 443 in look, free of privileges, and open in few lists of known
/// services.
const FIRST_MEDIA_PORT: u16 = 8443;

/// UDP ports, one a media thread; 0 is one that the system chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaPorts(pub Vec<u16>);

impl Default for MediaPorts {
    fn default() -> Self {
        let last = FIRST_MEDIA_PORT.saturating_add(cores().saturating_sub(1));
        Self((FIRST_MEDIA_PORT..=last).collect())
    }
}

impl FromStr for MediaPorts {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let port = |text: &str| {
            let text = text.trim();
            text.parse::<u16>().map_err(|_| format!("\"{text}\" is not a port (0 to 65535)"))
        };
        if let Some((first, last)) = text.split_once('-') {
            let (first, last) = (port(first)?, port(last)?);
            if first == 0 || last < first {
                return Err(format!("the range {first}-{last} is empty"));
            }
            return Ok(Self((first..=last).take(usize::from(cores())).collect()));
        }
        let ports = text.split(',').map(port).collect::<Result<Vec<_>, _>>()?;
        match ports[..] {
            [0] => Ok(Self(vec![0; usize::from(cores())])),
            _ => Ok(Self(ports)),
        }
    }
}

impl fmt::Display for MediaPorts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(f, &self.0)
    }
}

fn cores() -> u16 {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    u16::try_from(cores).unwrap_or(u16::MAX)
}

/// An address, or a network as `10.0.0.0/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let free = 32 - u32::from(self.bits);
                u32::from(base).checked_shr(free) == u32::from(address).checked_shr(free)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let free = 128 - u32::from(self.bits);
                u128::from(base).checked_shr(free) == u128::from(address).checked_shr(free)
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (base, bits) = text
            .trim()
            .split_once('/')
            .map_or((text.trim(), None), |(base, bits)| (base, Some(bits)));
        let wrong = || format!("\"{text}\" is not a network; one looks like 10.0.0.0/8");
        let base: IpAddr = base.parse().map_err(|_| wrong())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if bits > most {
            return Err(wrong());
        }
        Ok(Self { base, bits })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.bits)
    }
}

/// Several values with commas between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: FromStr> FromStr for List<T>
where
    T::Err: fmt::Display,
{
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts
            .map(|part| part.parse().map_err(|fault| format!("{part}: {fault}")))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl<T: fmt::Display> fmt::Display for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(f, &self.0)
    }
}

fn write_list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, list: &[T]) -> fmt::Result {
    for (at, value) in list.iter().enumerate() {
        if at > 0 {
            f.write_str(",")?;
        }
        value.fmt(f)?;
    }
    Ok(())
}

/// Milliseconds that a packet may wait for others; more would be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatherMs(pub u8);

const GATHER_MOST_MS: u8 = 10;

impl Default for GatherMs {
    fn default() -> Self {
        Self(5)
    }
}

impl FromStr for GatherMs {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ms = text.trim().parse().ok().filter(|ms| *ms <= GATHER_MOST_MS);
        ms.map(Self).ok_or_else(|| {
            format!("\"{text}\" is not a whole number of milliseconds from 0 to {GATHER_MOST_MS}")
        })
    }
}

impl fmt::Display for GatherMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Scheme and authority, without a path; empty when the operator named none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicUrl(Option<String>);

impl PublicUrl {
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim().trim_end_matches('/');
        if text.is_empty() {
            return Ok(Self(None));
        }
        let url: axum::http::Uri = text.parse().map_err(|_| format!("\"{text}\" is not a URL"))?;
        let scheme = url.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"));
        match (scheme, url.authority(), url.path()) {
            (Some(scheme), Some(authority), "/") => {
                Ok(Self(Some(format!("{scheme}://{authority}"))))
            }
            _ => Err(format!(
                "\"{text}\" is not the URL of a site; one looks like https://live.example.org"
            )),
        }
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.get().unwrap_or_default())
    }
}

/// Where the PostgreSQL is. Written down without its password.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct DatabaseUrl(Option<String>);

impl DatabaseUrl {
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self(None));
        }
        let is_postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
        if is_postgres {
            Ok(Self(Some(text.to_owned())))
        } else {
            Err("the database is a URL as postgres://user:password@host/name, or nothing for \
                 SQLite in the data folder"
                .into())
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_url(f, self.get())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The server that takes letters. Written down without its password.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SmtpUrl(Option<String>);

impl SmtpUrl {
    pub fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl FromStr for SmtpUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self(None));
        }
        if text.starts_with("smtps://") || text.starts_with("smtp://") {
            Ok(Self(Some(text.to_owned())))
        } else {
            Err("the server for letters is a URL as smtps://user:password@mail.example.org".into())
        }
    }
}

impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_url(f, self.get())
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// From whom letters come; nobody where none are sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailFrom(Option<Mailbox>);

impl MailFrom {
    pub fn get(&self) -> Option<&Mailbox> {
        self.0.as_ref()
    }
}

impl FromStr for MailFrom {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self(None));
        }
        text.parse().map(|from| Self(Some(from))).map_err(|_| {
            format!("\"{text}\" is no sender; one looks like Causerie <causerie@example.org>")
        })
    }
}

impl fmt::Display for MailFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(from) => from.fmt(f),
            None => Ok(()),
        }
    }
}

/// A URL without the password in it.
fn write_url(f: &mut fmt::Formatter<'_>, url: Option<&str>) -> fmt::Result {
    let Some((scheme, rest)) = url.and_then(|url| url.split_once("://")) else {
        return Ok(());
    };
    match rest.rsplit_once('@') {
        Some((user, place)) => {
            let user = user.split(':').next().unwrap_or_default();
            write!(f, "{scheme}://{user}:…@{place}")
        }
        None => write!(f, "{scheme}://{rest}"),
    }
}

/// A value as it stands in a TOML file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// A number or a truth, as it is.
    Bare(String),
    Text(String),
}

impl Value {
    pub(super) fn as_toml(&self) -> String {
        match self {
            Self::Bare(value) => value.clone(),
            Self::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        }
    }
}

pub(super) trait Written {
    fn written(&self) -> Value;
}

macro_rules! written {
    ($how:ident: $($kind:ty),+) => {
        $(impl Written for $kind {
            fn written(&self) -> Value {
                Value::$how(self.to_string())
            }
        })+
    };
}

written!(Bare: bool, u16, u32, u64, usize, GatherMs);
written!(Text: CaptionEngine, IpAddr, MediaPorts, LogFormat, PublicUrl, DatabaseUrl, SmtpUrl, MailFrom, PaymentKey, PaymentProvider, Policy, Schedule, List<IpAddr>, List<Network>);

impl Written for PathBuf {
    fn written(&self) -> Value {
        Value::Text(self.display().to_string())
    }
}

/// What a TOML file may hold where one text is meant: a text, a number, or a list of either.
#[derive(Deserialize)]
#[serde(untagged)]
enum Loose {
    Text(String),
    Number(i64),
    Several(Vec<Loose>),
}

impl Loose {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
            Self::Several(parts) => {
                parts.into_iter().map(Self::into_text).collect::<Vec<_>>().join(",")
            }
        }
    }
}

macro_rules! read_from_text {
    ($($kind:ty),+) => {
        $(impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Loose::deserialize(from)?.into_text().parse().map_err(de::Error::custom)
            }
        })+
    };
}

read_from_text!(
    CaptionEngine,
    MediaPorts,
    GatherMs,
    LogFormat,
    PublicUrl,
    DatabaseUrl,
    SmtpUrl,
    MailFrom,
    PaymentKey,
    PaymentProvider,
    Schedule,
    List<IpAddr>,
    List<Network>
);

/// A list of accounts has commas of its own.
impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_a_url_is_not_written_down() {
        let url: DatabaseUrl = "postgres://causerie:s:e@cret@db.example.org/house".parse().unwrap();
        assert_eq!(url.to_string(), "postgres://causerie:…@db.example.org/house");
        assert_eq!(format!("{url:?}"), url.to_string());
        assert!("mysql://x".parse::<DatabaseUrl>().is_err());
        let url: SmtpUrl = "smtps://causerie:secret@mail.example.org".parse().unwrap();
        assert_eq!(format!("{url:?}"), "smtps://causerie:…@mail.example.org");
    }

    #[test]
    fn a_network_holds_its_addresses_and_no_other() {
        let network: Network = "10.1.0.0/16".parse().unwrap();
        assert!(network.holds("10.1.2.3".parse().unwrap()));
        assert!(network.holds("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!network.holds("10.2.0.1".parse().unwrap()));
        assert!(!network.holds("fe80::1".parse().unwrap()));
        let everybody: Network = "0.0.0.0/0".parse().unwrap();
        assert!(everybody.holds("192.0.2.1".parse().unwrap()));
        let one: Network = "::1".parse().unwrap();
        assert!(one.holds("::1".parse().unwrap()) && !one.holds("::2".parse().unwrap()));
        assert!("10.0.0.0/33".parse::<Network>().is_err());
    }

    #[test]
    fn gathering_has_a_bound() {
        assert_eq!("0".parse(), Ok(GatherMs(0)));
        assert_eq!("10".parse(), Ok(GatherMs(10)));
        for wrong in ["", "11", "-1", "5ms"] {
            assert!(wrong.parse::<GatherMs>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn media_ports_come_as_list_or_range() {
        assert_eq!("9000,9007".parse::<MediaPorts>().unwrap().0, [9000, 9007]);
        assert_eq!("9000-9000".parse::<MediaPorts>().unwrap().0, [9000]);
        assert!("0".parse::<MediaPorts>().unwrap().0.iter().all(|port| *port == 0));
        for wrong in ["", "x", "9001-9000", "70000", "0-5"] {
            assert!(wrong.parse::<MediaPorts>().is_err(), "{wrong}");
        }
    }
}
