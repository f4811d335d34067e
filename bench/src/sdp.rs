//! The offers of a real Chromium with our own credentials in them, and what the relay's answer
//! says.

use anyhow::{Context, Result};
use std::net::SocketAddr;

const LISTENS: &str =
    include_str!("../../relay/src/media/core/sdp/offers/chromium-156-listens.sdp");
const SPEAKS: &str = include_str!("../../relay/src/media/core/sdp/offers/chromium-156-speaks.sdp");

/// Id of ssrc-audio-level in those offers, which the answer echoes.
pub const LEVEL_EXT: u8 = 1;
/// Payload type of Opus in them.
pub const OPUS: u8 = 111;

/// For whom an offer is made.
pub struct Ours<'a> {
    pub ufrag: &'a str,
    pub pwd: &'a str,
    pub fingerprint: &'a [u8; 32],
}

/// An offer to listen with `lines` audio m-lines, at most three.
pub fn listens(ours: &Ours<'_>, lines: usize) -> String {
    let mids: Vec<_> = (0..lines.clamp(1, 3)).map(|mid| mid.to_string()).collect();
    let mut offer = String::new();
    for (at, part) in LISTENS.split("m=audio").take(mids.len() + 1).enumerate() {
        if at > 0 {
            offer.push_str("m=audio");
        }
        offer.push_str(part);
    }
    let bundle = format!("a=group:BUNDLE {}", mids.join(" "));
    written(&offer.replace("a=group:BUNDLE 0 1 2", &bundle), ours)
}

/// An offer to speak with one microphone.
pub fn speaks(ours: &Ours<'_>) -> String {
    written(SPEAKS, ours)
}

/// Without candidates, as a browser's offer is before it gathered any.
fn written(offer: &str, ours: &Ours<'_>) -> String {
    let digits: Vec<_> = ours.fingerprint.iter().map(|byte| format!("{byte:02X}")).collect();
    let mut out = String::with_capacity(offer.len());
    for line in offer.lines().filter(|line| !line.starts_with("a=candidate:")) {
        let name = line.split(':').next().unwrap_or_default();
        match name {
            "a=ice-ufrag" => out.extend(["a=ice-ufrag:", ours.ufrag]),
            "a=ice-pwd" => out.extend(["a=ice-pwd:", ours.pwd]),
            "a=fingerprint" => out.extend(["a=fingerprint:sha-256 ", &digits.join(":")]),
            _ => out.push_str(line),
        }
        out.push_str("\r\n");
    }
    out
}

/// What is needed of the relay's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub ufrag: String,
    pub pwd: String,
    pub fingerprint: [u8; 32],
    /// The first IPv4 candidate.
    pub address: SocketAddr,
}

pub fn read_answer(sdp: &str) -> Result<Answer> {
    let value = |name: &str| sdp.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let hash = value("a=fingerprint:sha-256 ").context("the answer has no fingerprint")?;
    let bytes: Vec<u8> =
        hash.split(':').map(|byte| u8::from_str_radix(byte, 16)).collect::<Result<_, _>>()?;
    let address = sdp
        .lines()
        .filter_map(|line| line.strip_prefix("a=candidate:"))
        .filter_map(|line| {
            let mut words = line.split_whitespace().skip(2);
            let is_udp = words.next()?.eq_ignore_ascii_case("udp");
            let (ip, port) = (words.nth(1)?, words.next()?);
            let address: SocketAddr = format!("{ip}:{port}").parse().ok()?;
            (is_udp && address.is_ipv4()).then_some(address)
        })
        .next();
    Ok(Answer {
        ufrag: value("a=ice-ufrag:").context("the answer has no ufrag")?.to_owned(),
        pwd: value("a=ice-pwd:").context("the answer has no password")?.to_owned(),
        fingerprint: bytes.try_into().ok().context("the fingerprint is no SHA-256")?,
        address: address.context("the answer names no IPv4 candidate")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_relay::media::core::sdp::{Door, Offer};

    const OURS: Ours<'_> =
        Ours { ufrag: "abcd", pwd: "0123456789012345678901", fingerprint: &[0xA5; 32] };

    #[test]
    fn the_relay_reads_our_offers_as_a_browsers() {
        for lines in 1..=3 {
            let offer = Offer::parse(&listens(&OURS, lines), Door::Whep).unwrap();
            assert_eq!(offer.audio().count(), lines);
            assert_eq!(offer.fingerprint, [0xA5; 32]);
            assert!(offer.audio().all(|line| line.opus == OPUS));
            assert!(offer.audio().all(|line| line.level_ext == Some(LEVEL_EXT)));
        }
        let offer = Offer::parse(&speaks(&OURS), Door::Whip).unwrap();
        assert_eq!(offer.audio().count(), 1);
    }

    #[test]
    fn an_answer_names_credentials_and_the_first_ipv4_candidate() {
        let hash = ["0F"; 32].join(":");
        let sdp = format!(
            "v=0\r\na=ice-ufrag:uu\r\na=ice-pwd:pp\r\na=fingerprint:sha-256 {hash}\r\n\
             a=candidate:1 1 udp 2130706431 127.0.0.1 8443 typ host\r\n"
        );
        let answer = read_answer(&sdp).unwrap();
        assert_eq!(answer.address, "127.0.0.1:8443".parse().unwrap());
        assert_eq!((answer.ufrag.as_str(), answer.pwd.as_str()), ("uu", "pp"));
        assert_eq!(answer.fingerprint, [0x0F; 32]);
        assert!(read_answer("v=0\r\n").is_err());
    }
}
