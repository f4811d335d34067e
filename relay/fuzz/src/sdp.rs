//! Offers and fragments as texts: read, and answered.

use causerie_relay::media::{
    MediaFault,
    core::sdp::{self, AudioLine, Door, Line, Offer, Terms},
};
use std::net::SocketAddr;

/// Bytes that an answer may be longer than its offer, an m-line: what the transport needs.
const LINE_MOST_BYTES: usize = 2048;
const LONGEST_FAULT: usize = 400;

pub fn sdp(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for door in [Door::Whip, Door::Whep] {
        match Offer::parse(text, door) {
            Ok(offer) => is_answered(text, &offer, door),
            Err(fault) => says_why(&fault),
        }
    }
    match sdp::read_fragment(text) {
        Ok(theirs) => {
            assert!(theirs.candidates <= text.lines().count());
            assert!(theirs.ufrag.as_deref().is_none_or(|it| is_ice(it, 4)));
            assert!(theirs.pwd.as_deref().is_none_or(|it| is_ice(it, 22)));
        }
        Err(fault) => says_why(&fault),
    }
}

fn is_answered(text: &str, offer: &Offer, door: Door) {
    assert!(is_ice(&offer.ufrag, 4) && is_ice(&offer.pwd, 22));
    let accepted = offer.audio().count();
    assert!((1..=door.most_audio_lines()).contains(&accepted));
    for line in offer.audio() {
        is_of_the_offer(line, text);
    }
    let answer = answer(offer, door);
    assert!(answer.len() <= text.len() + (offer.lines.len() + 1) * LINE_MOST_BYTES);
    is_clean(&answer);
    // As many m-lines, of the same kinds, in the same order; port 0 says no.
    let asked: Vec<&str> = m_lines(text).collect();
    let answered: Vec<&str> = m_lines(&answer).collect();
    assert_eq!(asked.len(), answered.len());
    for ((asked, answered), line) in asked.iter().zip(&answered).zip(&offer.lines) {
        assert_eq!(asked.split(' ').next(), answered.split(' ').next());
        let refused = answered.split(' ').nth(1) == Some("0");
        assert_eq!(refused, matches!(line, Line::Refused { .. }));
    }

    // A listener of fewer than three slots has all lines but its first turned down.
    let mut fewer = offer.clone();
    fewer.refuse_audio_after(1);
    assert_eq!((fewer.audio().count(), fewer.lines.len()), (1, offer.lines.len()));
    is_clean(&self::answer(&fewer, door));

    let mid = offer.audio().next().and_then(|line| line.mid.as_deref());
    let fragment = sdp::write_fragment(mid, "ours", PWD, &CANDIDATES);
    is_clean(&fragment);
    let read = sdp::read_fragment(&fragment).unwrap();
    assert_eq!((read.ufrag.as_deref(), read.pwd.as_deref()), (Some("ours"), Some(PWD)));
    assert_eq!((read.candidates, read.end_of_candidates), (CANDIDATES.len(), true));
}

/// Numbers that are echoed are in range, and stand in the offer.
fn is_of_the_offer(line: &AudioLine, text: &str) {
    for payload_type in [Some(line.opus), line.red].into_iter().flatten() {
        assert!(matches!(payload_type, 0..=63 | 96..=127));
        // With leading zeros a number is written otherwise, and is the same.
        let stands = text
            .split(|c: char| !c.is_ascii_digit())
            .any(|digits| digits.parse() == Ok(payload_type));
        assert!(stands, "{payload_type} was not offered");
    }
    assert!([line.level_ext, line.mid_ext].into_iter().flatten().all(|id| matches!(id, 1..=14)));
    assert_ne!(Some(line.opus), line.red);
}

const PWD: &str = "ourpasswordourpassword";
const CANDIDATES: [SocketAddr; 1] =
    [SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1)), 40_000)];

fn answer(offer: &Offer, door: Door) -> String {
    let terms = Terms {
        ufrag: "ours",
        pwd: PWD,
        fingerprint: &[0xAB; 32],
        candidates: &CANDIDATES,
        ssrcs: &[1001, 1002, 1003],
        cname: "causerie",
        music: offer.bundle,
        session: 77,
        version: 1,
        red: true,
    };
    sdp::answer(offer, door, &terms)
}

/// Lines of the form `x=value` in visible ASCII, each ended by CRLF: nothing that a stranger wrote
/// begins a line of its own.
fn is_clean(text: &str) {
    assert!(text.ends_with("\r\n"));
    for line in text.split_terminator("\r\n") {
        let [kind, b'=', value @ ..] = line.as_bytes() else { panic!("{line:?}") };
        assert!(kind.is_ascii_lowercase() && !value.is_empty(), "{line:?}");
        assert!(value.iter().all(|it| *it == b' ' || it.is_ascii_graphic()), "{line:?}");
    }
}

fn m_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.strip_prefix("m="))
}

fn is_ice(text: &str, least: usize) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'+' || b == b'/';
    (least..=256).contains(&text.len()) && text.bytes().all(allowed)
}

fn says_why(fault: &MediaFault) {
    let words = fault.to_string();
    assert!((10..LONGEST_FAULT).contains(&words.len()), "{words}");
}
