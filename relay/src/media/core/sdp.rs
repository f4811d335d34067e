//! Reads the offers that come to the doors, and writes their answers (WHIP: RFC 9725; WHEP).
//!
//! Law: every text gets an `Offer` or words that say what is wrong with it, in time linear in its
//! length; an answer has the m-lines of its offer, in the same order; nothing of the offer is
//! copied into the answer but tokens of visible ASCII.
//!
//! The reader is our own: SDP is lines, and what is needed of them is little, while `rtc-sdp`
//! refuses a whole offer for an m-line of a kind or protocol that it does not know, or for lines
//! in an unusual order, and indexes what it split without asking. It serves the tests as an
//! independent reader of our answers.
//!
//! Absent: the peer's candidates (a lite agent sends no checks, so they are counted at most),
//! transport-cc, NACK and simulcast (none is of use to one voice), and offers of our own.

mod answer;
mod fragment;
mod lines;
mod offer;

pub use answer::{Terms, answer};
pub use fragment::{Fragment, read_fragment, write_fragment};

/// Which way the audio goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The peer sends one voice.
    Whip,
    /// The peer receives up to three slots.
    Whep,
}

impl Door {
    /// Audio m-lines accepted; more are answered with port 0.
    pub const fn most_audio_lines(self) -> usize {
        match self {
            Self::Whip => 1,
            Self::Whep => 3,
        }
    }
}

/// An offer that can be answered: it has at least one audio line.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer {
    pub ufrag: String,
    pub pwd: String,
    /// SHA-256 of the certificate that the peer will show.
    pub fingerprint: [u8; 32],
    /// We start DTLS, since the offer says `setup:passive`.
    pub we_are_active: bool,
    /// All m-lines in the order of the offer.
    pub lines: Vec<Line>,
    /// The audio lines share one transport by a BUNDLE group.
    pub bundle: bool,
}

impl Offer {
    /// Turns the audio lines behind the first `count` down.
    pub fn refuse_audio_after(&mut self, count: usize) {
        let mut met = 0;
        for line in &mut self.lines {
            let Line::Audio(audio) = line else { continue };
            met += 1;
            if met > count {
                *line = Line::Refused {
                    kind: "audio".to_owned(),
                    proto: audio.proto.clone(),
                    formats: audio.opus.to_string(),
                    mid: audio.mid.clone(),
                };
            }
        }
    }

    /// The accepted lines, in the order of the offer.
    pub fn audio(&self) -> impl Iterator<Item = &AudioLine> {
        self.lines.iter().filter_map(|line| match line {
            Line::Audio(audio) => Some(audio),
            Line::Refused { .. } => None,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Audio(AudioLine),
    /// Answered with port 0: video, data, audio beyond what the door takes.
    Refused {
        kind: String,
        proto: String,
        formats: String,
        mid: Option<String>,
    },
}

/// An m-line that is accepted. Payload types and extension ids are the offer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudioLine {
    pub proto: String,
    pub mid: Option<String>,
    pub opus: u8,
    /// RED (RFC 2198) over that Opus.
    pub red: Option<u8>,
    /// ssrc-audio-level (RFC 6464), in one-byte headers: 1 to 14.
    pub level_ext: Option<u8>,
    /// The MID of BUNDLE (RFC 9143), in one-byte headers: 1 to 14.
    pub mid_ext: Option<u8>,
    /// As the peer sees it.
    pub direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    SendRecv,
    SendOnly,
    RecvOnly,
    Inactive,
}

impl Direction {
    pub const fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    pub const fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }
}

const AUDIO_LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";

#[cfg(test)]
mod tests;
