//! The voice tap: every unmuted person on stage who is to be captioned, decrypted and in order,
//! before the loudest are chosen.
//!
//! Law: a voice that is not tapped leaves nothing here. Where the frames go is not known here.

use super::packet::{PAYLOAD_MOST_BYTES, SlotFrame};
use causerie_shared::{
    caption::Heard,
    id::{SpaceId, VoiceId},
};
use std::time::Instant;

/// One Opus packet of a tapped voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken<'a> {
    pub voice: VoiceId,
    /// When it came.
    pub at: Instant,
    /// The talker's own RTP timestamp.
    pub timestamp: u32,
    /// Where the audience hears it, if it does.
    pub heard: Option<Heard>,
    pub opus: &'a [u8],
}

/// What a stage has to say of a packet.
pub trait Sink {
    /// A frame that the audience is to hear.
    fn slot(&mut self, frame: &SlotFrame);
    /// A packet of a tapped voice, once, heard or not.
    fn spoken(&mut self, spoken: Spoken<'_>);
}

/// Whoever cares for what is heard alone.
impl<F: FnMut(&SlotFrame)> Sink for F {
    fn slot(&mut self, frame: &SlotFrame) {
        self(frame);
    }

    fn spoken(&mut self, _: Spoken<'_>) {}
}

/// The same with its bytes, as it waits for whoever decodes it. Plain values, so that it crosses
/// threads without touching the heap.
#[derive(Clone)]
pub struct Tapped {
    pub space: SpaceId,
    pub voice: VoiceId,
    pub at: Instant,
    pub timestamp: u32,
    pub heard: Option<Heard>,
    len: u16,
    payload: [u8; PAYLOAD_MOST_BYTES],
}

impl Tapped {
    /// Nothing when it is longer than a publisher's payload may be.
    pub fn new(space: SpaceId, spoken: Spoken<'_>) -> Option<Self> {
        let Spoken { voice, at, timestamp, heard, opus } = spoken;
        let len = u16::try_from(opus.len()).ok()?;
        let mut payload = [0; PAYLOAD_MOST_BYTES];
        payload.get_mut(..opus.len())?.copy_from_slice(opus);
        Some(Self { space, voice, at, timestamp, heard, len, payload })
    }

    pub fn opus(&self) -> &[u8] {
        self.payload.get(..usize::from(self.len)).unwrap_or_default()
    }
}
