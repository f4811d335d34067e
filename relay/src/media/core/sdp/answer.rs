//! From an offer and our terms to the answer's text.
//!
//! Every accepted m-line carries all that its transport needs, candidate and `a=ssrc` included,
//! though BUNDLE would let the first speak for all: with less, browsers crash or hear nothing.

use super::{AUDIO_LEVEL, AudioLine, Door, Line, MID, Offer};
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Our side of a session. All text is our own: of the characters that SDP allows.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    pub ufrag: &'a str,
    pub pwd: &'a str,
    /// SHA-256 of our certificate.
    pub fingerprint: &'a [u8; 32],
    /// Where we listen, the preferred first: IPv4 before IPv6, since some peers read one only.
    pub candidates: &'a [SocketAddr],
    /// WHEP: the SSRC of each accepted line, in order. WHIP: none.
    pub ssrcs: &'a [u32],
    pub cname: &'a str,
    /// WHIP: stereo at a bitrate for music, without DTX.
    pub music: bool,
    /// The `o=` line's id of the session, and how often it was described, from 1.
    pub session: u64,
    pub version: u64,
    /// Use RED on lines that offer it.
    pub red: bool,
}

/// Bits a second of a music publisher: Opus in stereo is transparent to most ears there.
const MUSIC_BITRATE: u32 = 128_000;

/// Writes the answer, lines ending in CRLF.
pub fn answer(offer: &Offer, door: Door, terms: &Terms<'_>) -> String {
    let mut out = Text(String::with_capacity(4096));
    out.line(format_args!("v=0"));
    out.line(format_args!("o=- {} {} IN IP4 127.0.0.1", terms.session, terms.version));
    out.line(format_args!("s=-"));
    out.line(format_args!("t=0 0"));
    out.line(format_args!("a=ice-lite"));
    if offer.bundle {
        let mids: Vec<&str> = offer.audio().filter_map(|line| line.mid.as_deref()).collect();
        out.line(format_args!("a=group:BUNDLE {}", mids.join(" ")));
    }
    let mut slot = 0;
    for line in &offer.lines {
        match line {
            Line::Audio(audio) => {
                out.accepted(audio, offer, door, terms, slot);
                slot += 1;
            }
            Line::Refused { kind, proto, formats, mid } => {
                out.line(format_args!("m={kind} 0 {proto} {formats}"));
                out.line(format_args!("c=IN IP4 0.0.0.0"));
                if let Some(mid) = mid {
                    out.line(format_args!("a=mid:{mid}"));
                }
                out.line(format_args!("a=inactive"));
            }
        }
    }
    out.0
}

/// The text of a description, written line by line.
pub(super) struct Text(pub(super) String);

impl Text {
    pub(super) fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing into a String does not fail.
        let _ = self.0.write_fmt(line);
        self.0.push_str("\r\n");
    }

    fn accepted(
        &mut self,
        line: &AudioLine,
        offer: &Offer,
        door: Door,
        terms: &Terms<'_>,
        slot: usize,
    ) {
        let red = line.red.filter(|_| terms.red);
        self.media(line, red, terms.candidates.first());
        if let Some(mid) = &line.mid {
            self.line(format_args!("a=mid:{mid}"));
        }
        match door {
            Door::Whip => self.line(format_args!("a=recvonly")),
            Door::Whep => self.line(format_args!("a=sendonly")),
        }
        self.line(format_args!("a=rtcp-mux"));
        self.credentials(terms.ufrag, terms.pwd);
        self.fingerprint(terms.fingerprint);
        let setup = if offer.we_are_active { "active" } else { "passive" };
        self.line(format_args!("a=setup:{setup}"));
        self.codecs(line, red, door, terms.music);
        if let Some(id) = line.level_ext {
            self.line(format_args!("a=extmap:{id} {AUDIO_LEVEL}"));
        }
        if let Some(id) = line.mid_ext {
            self.line(format_args!("a=extmap:{id} {MID}"));
        }
        if let (Door::Whep, Some(ssrc)) = (door, terms.ssrcs.get(slot)) {
            self.line(format_args!("a=msid:slot-{slot} slot-{slot}"));
            self.line(format_args!("a=ssrc:{ssrc} cname:{}", terms.cname));
        }
        self.candidates(terms.candidates);
    }

    /// The m-line and its default address. What is listed first is what the peer sends: RED, when
    /// it is wanted, so that Chromium sends it.
    fn media(&mut self, line: &AudioLine, red: Option<u8>, default: Option<&SocketAddr>) {
        let (proto, opus) = (&line.proto, line.opus);
        let port = default.map_or(9, SocketAddr::port);
        match red {
            Some(red) => self.line(format_args!("m=audio {port} {proto} {red} {opus}")),
            None => self.line(format_args!("m=audio {port} {proto} {opus}")),
        }
        match default.map_or(Ipv4Addr::UNSPECIFIED.into(), |it| it.ip().to_canonical()) {
            IpAddr::V4(ip) => self.line(format_args!("c=IN IP4 {ip}")),
            IpAddr::V6(ip) => self.line(format_args!("c=IN IP6 {ip}")),
        }
    }

    /// Of WHIP, how the peer should encode; of WHEP, what it will have to decode.
    fn codecs(&mut self, line: &AudioLine, red: Option<u8>, door: Door, music: bool) {
        let opus = line.opus;
        if let Some(red) = red {
            self.line(format_args!("a=rtpmap:{red} red/48000/2"));
            self.line(format_args!("a=fmtp:{red} {opus}/{opus}"));
        }
        self.line(format_args!("a=rtpmap:{opus} opus/48000/2"));
        // RED repairs what Opus' own correction would, and better; of the bitrate each frame would
        // give a share away for nothing.
        let fec = u8::from(red.is_none());
        match (door, music) {
            (Door::Whip, false) => {
                self.line(format_args!("a=fmtp:{opus} usedtx=1;useinbandfec={fec}"));
                self.line(format_args!("a=ptime:20"));
            }
            (Door::Whip, true) => {
                self.line(format_args!(
                    "a=fmtp:{opus} stereo=1;sprop-stereo=1;maxaveragebitrate={MUSIC_BITRATE};\
                     usedtx=0;useinbandfec={fec}"
                ));
                self.line(format_args!("a=ptime:20"));
            }
            (Door::Whep, _) => {
                self.line(format_args!("a=fmtp:{opus} stereo=1;sprop-stereo=1;useinbandfec=1"));
            }
        }
    }

    pub(super) fn credentials(&mut self, ufrag: &str, pwd: &str) {
        self.line(format_args!("a=ice-ufrag:{ufrag}"));
        self.line(format_args!("a=ice-pwd:{pwd}"));
    }

    fn fingerprint(&mut self, fingerprint: &[u8; 32]) {
        let pairs: Vec<String> = fingerprint.iter().map(|byte| format!("{byte:02X}")).collect();
        self.line(format_args!("a=fingerprint:sha-256 {}", pairs.join(":")));
    }

    /// Host candidates, ranked as they come (RFC 8445, section 5.1.2).
    pub(super) fn candidates(&mut self, candidates: &[SocketAddr]) {
        for (local_preference, candidate) in (0..=65535u32).rev().zip(candidates) {
            let foundation = 65536 - local_preference;
            let priority = 126 << 24 | local_preference << 8 | 255;
            let (ip, port) = (candidate.ip().to_canonical(), candidate.port());
            self.line(format_args!(
                "a=candidate:{foundation} 1 udp {priority} {ip} {port} typ host"
            ));
        }
        self.line(format_args!("a=end-of-candidates"));
    }
}
