//! What the relay and its recogniser say to one another: messages on a Unix socket, each behind its
//! length. Pure: bytes and values.
//!
//! Both ends are of one binary, so there is one version of this. Yet neither trusts the other's
//! lengths: a message that cannot be read ends the connection, and the recogniser is begun anew.

use causerie_shared::{
    caption::Heard,
    id::{SpaceId, VoiceId},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};

/// Longest message, in bytes: more than any frame, any segment and any list of terms.
pub const MESSAGE_MOST_BYTES: usize = 64 * 1024;

/// A voice of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Talker {
    pub space: SpaceId,
    pub voice: VoiceId,
}

/// To the recogniser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    Frame(Frame),
    /// Nothing more comes of this voice for a while: what it said so far is to be told now.
    Pause(Talker),
    /// Nothing more comes of this space.
    Forget(SpaceId),
    /// How names and words are spelt there.
    Terms {
        space: SpaceId,
        terms: Vec<String>,
    },
}

/// One Opus packet of one voice, in the order in which they were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub of: Talker,
    /// When it came to the relay.
    pub at: UnixMs,
    /// The talker's own RTP timestamp (48 kHz). Another start of it comes with a [`Order::Pause`].
    pub timestamp: u32,
    /// Where it is heard, if it is.
    pub heard: Option<Heard>,
    pub opus: Vec<u8>,
}

/// From the recogniser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Report {
    /// The model is loaded. `engine` names it, for the log.
    Ready {
        engine: String,
    },
    /// There will be no words: `why` goes to the log, in one line that says what to do.
    Useless {
        why: String,
    },
    Said(Said),
    /// Whether words come later than they should, because too many people talk.
    Delayed(bool),
}

/// What is new about one stretch of speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub of: Talker,
    /// Counts up for each stretch of speech of a recogniser's life.
    pub utterance: u64,
    pub from: UnixMs,
    pub to: UnixMs,
    pub heard: Option<Heard>,
    /// Words that come behind the stable ones.
    pub stable: String,
    /// All words that may become others.
    pub tentative: String,
    /// The last of this stretch; `tentative` is empty then.
    pub is_final: bool,
}

/// A message that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Garbled;

const FRAME: u8 = 0;
const PAUSE: u8 = 1;
const FORGET: u8 = 2;
const TERMS: u8 = 3;
const UNHEARD: u8 = u8::MAX;

impl Order {
    /// Appends the message with its length before it.
    pub fn write(&self, to: &mut Vec<u8>) {
        write_with_length(to, |to| match self {
            Self::Frame(frame) => {
                let Frame { of, at, timestamp, heard, opus } = frame;
                write_frame(to, *of, *at, *timestamp, *heard, opus);
            }
            Self::Pause(of) => {
                to.push(PAUSE);
                write_talker(to, *of);
            }
            Self::Forget(space) => {
                to.push(FORGET);
                to.extend(space.bits().to_le_bytes());
            }
            Self::Terms { space, terms } => {
                to.push(TERMS);
                to.extend(space.bits().to_le_bytes());
                for term in terms {
                    to.extend(term.as_bytes());
                    to.push(b'\n');
                }
            }
        });
    }

    /// # Errors
    /// [`Garbled`]
    pub fn read(message: &[u8]) -> Result<Self, Garbled> {
        let (kind, rest) = message.split_first().ok_or(Garbled)?;
        match *kind {
            FRAME => read_frame(rest).map(Self::Frame).ok_or(Garbled),
            PAUSE => {
                let (of, rest) = read_talker(rest).ok_or(Garbled)?;
                if rest.is_empty() { Ok(Self::Pause(of)) } else { Err(Garbled) }
            }
            FORGET => {
                let (space, rest) = read_space(rest).ok_or(Garbled)?;
                if rest.is_empty() { Ok(Self::Forget(space)) } else { Err(Garbled) }
            }
            TERMS => {
                let (space, rest) = read_space(rest).ok_or(Garbled)?;
                let text = std::str::from_utf8(rest).map_err(|_| Garbled)?;
                let terms = text.lines().map(str::to_owned).collect();
                Ok(Self::Terms { space, terms })
            }
            _ => Err(Garbled),
        }
    }
}

impl Report {
    /// Appends the message with its length before it.
    pub fn write(&self, to: &mut Vec<u8>) {
        write_with_length(to, |to| {
            // Values without maps and without what may fail to be written.
            let written = serde_json::to_writer(&mut *to, self);
            debug_assert!(written.is_ok(), "a report can be written");
        });
    }

    /// # Errors
    /// [`Garbled`]
    pub fn read(message: &[u8]) -> Result<Self, Garbled> {
        serde_json::from_slice(message).map_err(|_| Garbled)
    }
}

/// Appends one frame, with its length before it, without owning its payload.
pub fn write_frame_message(
    to: &mut Vec<u8>,
    of: Talker,
    at: UnixMs,
    timestamp: u32,
    heard: Option<Heard>,
    opus: &[u8],
) {
    write_with_length(to, |to| write_frame(to, of, at, timestamp, heard, opus));
}

/// Cuts the first whole message off `buffer`; none while it has not all come.
///
/// # Errors
/// [`Garbled`] when it would be longer than any.
pub fn take_message(buffer: &mut Vec<u8>) -> Result<Option<Vec<u8>>, Garbled> {
    let Some(length) = buffer.first_chunk::<4>() else { return Ok(None) };
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Garbled)?;
    if length > MESSAGE_MOST_BYTES {
        return Err(Garbled);
    }
    if buffer.len() < 4 + length {
        return Ok(None);
    }
    let rest = buffer.split_off(4 + length);
    let mut message = std::mem::replace(buffer, rest);
    message.drain(..4);
    Ok(Some(message))
}

fn write_with_length(to: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = to.len();
    to.extend([0; 4]);
    write(to);
    let length = u32::try_from(to.len() - start - 4).unwrap_or(u32::MAX);
    if let Some(place) = to.get_mut(start..start + 4) {
        place.copy_from_slice(&length.to_le_bytes());
    }
}

fn write_frame(
    to: &mut Vec<u8>,
    of: Talker,
    at: UnixMs,
    timestamp: u32,
    heard: Option<Heard>,
    opus: &[u8],
) {
    to.push(FRAME);
    write_talker(to, of);
    to.extend(at.0.to_le_bytes());
    to.extend(timestamp.to_le_bytes());
    let Heard { slot, timestamp } = heard.unwrap_or(Heard { slot: UNHEARD, timestamp: 0 });
    to.push(slot);
    to.extend(timestamp.to_le_bytes());
    to.extend(opus);
}

fn write_talker(to: &mut Vec<u8>, Talker { space, voice }: Talker) {
    to.extend(space.bits().to_le_bytes());
    to.extend(voice.csrc().to_le_bytes());
}

fn read_frame(bytes: &[u8]) -> Option<Frame> {
    let (of, rest) = read_talker(bytes)?;
    let (at, rest) = rest.split_first_chunk()?;
    let (timestamp, rest) = rest.split_first_chunk()?;
    let (slot, rest) = rest.split_first()?;
    let (slot_timestamp, opus) = rest.split_first_chunk()?;
    let timestamp_of_slot = u32::from_le_bytes(*slot_timestamp);
    let heard = Heard { slot: *slot, timestamp: timestamp_of_slot };
    Some(Frame {
        of,
        at: UnixMs(u64::from_le_bytes(*at)),
        timestamp: u32::from_le_bytes(*timestamp),
        heard: (*slot != UNHEARD).then_some(heard),
        opus: opus.to_vec(),
    })
}

fn read_talker(bytes: &[u8]) -> Option<(Talker, &[u8])> {
    let (space, rest) = read_space(bytes)?;
    let (voice, rest) = rest.split_first_chunk()?;
    let voice = VoiceId::new(u32::from_le_bytes(*voice))?;
    Some((Talker { space, voice }, rest))
}

fn read_space(bytes: &[u8]) -> Option<(SpaceId, &[u8])> {
    let (space, rest) = bytes.split_first_chunk()?;
    Some((SpaceId::from_bits(u128::from_le_bytes(*space)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn talker() -> impl Strategy<Value = Talker> {
        (any::<u128>(), 1u32..).prop_map(|(space, voice)| Talker {
            space: SpaceId::from_bits(space),
            voice: VoiceId::new(voice).unwrap(),
        })
    }

    fn heard() -> impl Strategy<Value = Option<Heard>> {
        prop::option::of(
            (0u8..4, any::<u32>()).prop_map(|(slot, timestamp)| Heard { slot, timestamp }),
        )
    }

    fn order() -> impl Strategy<Value = Order> {
        let bytes = prop::collection::vec(any::<u8>(), 0..300);
        let frame = (talker(), any::<u64>(), any::<u32>(), heard(), bytes);
        prop_oneof![
            frame.prop_map(|(of, at, timestamp, heard, opus)| {
                Order::Frame(Frame { of, at: UnixMs(at), timestamp, heard, opus })
            }),
            talker().prop_map(Order::Pause),
            talker().prop_map(|of| Order::Forget(of.space)),
            (talker(), prop::collection::vec("[a-zé ]{1,9}", 0..5))
                .prop_map(|(of, terms)| Order::Terms { space: of.space, terms }),
        ]
    }

    fn first(buffer: &mut Vec<u8>) -> Vec<u8> {
        take_message(buffer).unwrap().expect("a whole message")
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(orders in prop::collection::vec(order(), 0..9)) {
            let mut buffer = Vec::new();
            for order in &orders {
                order.write(&mut buffer);
            }
            for order in &orders {
                prop_assert_eq!(&Order::read(&first(&mut buffer)).unwrap(), order);
            }
            prop_assert_eq!(take_message(&mut buffer), Ok(None));
        }

        #[test]
        fn no_bytes_make_the_reader_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Order::read(&bytes);
            let _ = Report::read(&bytes);
            while let Ok(Some(_)) = take_message(&mut bytes) {}
        }

        #[test]
        fn a_message_that_has_not_all_come_waits(order in order(), cut in 1usize..20) {
            let mut whole = Vec::new();
            order.write(&mut whole);
            let mut part = whole[..whole.len().saturating_sub(cut)].to_vec();
            prop_assert_eq!(take_message(&mut part), Ok(None));
        }
    }

    #[test]
    fn a_report_reads_back() {
        let of = Talker { space: SpaceId::from_bits(7), voice: VoiceId::new(3).unwrap() };
        let said = Said {
            of,
            utterance: 2,
            from: UnixMs(10),
            to: UnixMs(20),
            heard: Some(Heard { slot: 1, timestamp: 960 }),
            stable: "good".to_owned(),
            tentative: "evening".to_owned(),
            is_final: false,
        };
        for report in [
            Report::Ready { engine: "moonshine tiny".to_owned() },
            Report::Useless { why: "no model".to_owned() },
            Report::Said(said),
            Report::Delayed(true),
        ] {
            let mut buffer = Vec::new();
            report.write(&mut buffer);
            assert_eq!(Report::read(&first(&mut buffer)), Ok(report));
        }
    }

    #[test]
    fn a_length_beyond_any_message_ends_the_connection() {
        assert_eq!(take_message(&mut vec![0xff; 8]), Err(Garbled));
    }
}
