//! The voices of one space, on its home thread: from a publisher's packet to the frames of slots.
//!
//! Law: what leaves here as a [`SlotFrame`] is of an unmuted voice that holds the slot, or three
//! frames of silence after one that left it.

use super::{
    level::{LEVEL_UNKNOWN, Loudness},
    packet::{DTX_MOST_BYTES, OPUS_SILENCE, Payload, SlotFrame, Stamps, red_redundancy},
    speakers::{self, SLOTS, Speakers},
    tap::{Sink, Spoken},
    timeline::{FRAME_SAMPLES, Place, Timeline},
};
use causerie_shared::{caption::Heard as Moment, id::VoiceId};
use std::time::{Duration, Instant};

/// The slot that follows the loudest voice, for clients with a single m-line.
pub const LEAD_SLOT: usize = SLOTS;
/// Streams of a space: its slots and the lead.
pub const STREAMS: usize = SLOTS + 1;

/// A voice that sends nothing for this long, and did not announce silence, has been cut off.
const STALL_AFTER: Duration = Duration::from_millis(100);
/// A musician whose packets stop coming for this long keeps no slot.
const MUSIC_KEPT: Duration = Duration::from_secs(2);
/// RED carries at most this many earlier frames that anybody sends: so many frames after a switch
/// or an unmute may still hold what was not to be heard.
const BARE_FRAMES: u8 = 4;
/// Lost frames that one packet brings back: browsers send one or two earlier frames, and what a
/// stranger's packet makes of itself must stay bounded.
const RECOVERED_MOST: usize = 2;
const FRAME: Duration = Duration::from_millis(20);
/// Silence frames that end a voice, or a jitter buffer invents a robotic tail.
const TAIL_FRAMES: u8 = 3;
/// A voice counts as heard on the space's card while it made a sound within this span.
const HEARD_WITHIN: Duration = Duration::from_millis(1000);
/// RFC 6464: silence.
const LEVEL_SILENT: u8 = 127;

pub struct Stage {
    ssrcs: [u32; STREAMS],
    voices: Vec<Talker>,
    speakers: Speakers,
    timelines: [Timeline; STREAMS],
    tails: [Option<Tail>; STREAMS],
    reported: Vec<VoiceId>,
    /// Voices that are to be captioned, on stage or about to be: a new microphone changes nothing.
    tapped: Vec<VoiceId>,
}

struct Talker {
    id: VoiceId,
    muted: bool,
    /// Frames to come whose redundancy is left out.
    bare: u8,
    /// Its redundancy mends what is lost on the way here, and goes no further: it would double what
    /// everybody downloads, and music has enough of it already.
    music: bool,
    loudness: Loudness,
    last: Option<Last>,
}

#[derive(Clone, Copy)]
struct Last {
    index: u64,
    timestamp: u32,
    at: Instant,
    announced_silence: bool,
}

#[derive(Clone, Copy)]
struct Tail {
    left: u8,
    due: Instant,
}

/// One decrypted packet of a voice.
#[derive(Clone, Copy)]
pub struct Arrival<'a> {
    /// SRTP packet index of the publisher.
    pub index: u64,
    pub timestamp: u32,
    /// RFC 6464, if the publisher sends it.
    pub level: Option<u8>,
    pub payload: Payload<'a>,
    /// The publisher's numbers start anew here, under another SSRC.
    pub restarted: bool,
    /// Lost frames that it may bring back.
    pub refills: u32,
}

/// What became of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// Of the frame that it is about.
    pub frame: Result<(), Dropped>,
    /// Lost frames that it brought back.
    pub refilled: u32,
    /// Lost frames that it holds and was not allowed to bring back.
    pub refused: u32,
}

/// Why a packet went no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dropped {
    Muted,
    /// Came after a later one: its number has passed for good.
    Late,
    /// Not among the loudest.
    NotHeard,
    Malformed,
    NoSuchVoice,
}

impl From<Dropped> for Heard {
    fn from(why: Dropped) -> Self {
        Self { frame: Err(why), refilled: 0, refused: 0 }
    }
}

impl speakers::Voice for Talker {
    fn id(&self) -> VoiceId {
        self.id
    }
    fn loudness(&self) -> &Loudness {
        &self.loudness
    }
    fn keeps_slot(&self, now: Instant) -> bool {
        let sends = |last: Last| now.saturating_duration_since(last.at) < MUSIC_KEPT;
        self.music && self.last.is_some_and(sends)
    }
}

impl Stage {
    /// `chance` seeds the first timestamps (RFC 3550, section 5.1).
    pub fn new(ssrcs: [u32; STREAMS], chance: u32) -> Self {
        let timeline = |stream: u32| Timeline::new(chance.rotate_left(stream * 8));
        Self {
            ssrcs,
            voices: Vec::new(),
            speakers: Speakers::default(),
            timelines: [timeline(0), timeline(1), timeline(2), timeline(3)],
            tails: [None; STREAMS],
            reported: Vec::new(),
            tapped: Vec::new(),
        }
    }

    /// A publisher's connection starts anew: its numbers have nothing to do with earlier ones.
    pub fn add(&mut self, id: VoiceId, music: bool, muted: bool, now: Instant) {
        self.remove(id, now);
        self.voices.push(Talker {
            id,
            muted,
            bare: 0,
            music,
            loudness: Loudness::new(now),
            last: None,
        });
    }

    pub fn remove(&mut self, id: VoiceId, now: Instant) {
        self.end(id, now);
        self.voices.retain(|voice| voice.id != id);
    }

    pub fn set_muted(&mut self, id: VoiceId, muted: bool, now: Instant) {
        let Some(voice) = self.voices.iter_mut().find(|voice| voice.id == id) else {
            return;
        };
        voice.muted = muted;
        if muted {
            self.end(id, now);
        }
    }

    /// Whether every packet of a voice is told, heard or not.
    pub fn set_tapped(&mut self, id: VoiceId, tapped: bool) {
        self.tapped.retain(|other| *other != id);
        if tapped {
            self.tapped.push(id);
        }
    }

    /// Takes one packet in; `sink` gets the frames that the audience is to hear. Frames that were
    /// lost on the way here and come along as redundancy go first, as packets of their own:
    /// listeners without RED hear them too, and to all of them one loss less counts against the
    /// redundancy that their own path needs.
    pub fn hear(
        &mut self,
        id: VoiceId,
        arrival: Arrival<'_>,
        now: Instant,
        mut sink: impl Sink,
    ) -> Heard {
        let found = self.voices.iter().enumerate().find(|(_, voice)| voice.id == id);
        let Some((of, voice)) = found else { return Dropped::NoSuchVoice.into() };
        let (mut refilled, mut refused) = (0, 0);
        for lost in voice.recovered(&arrival).into_iter().flatten() {
            if refilled == arrival.refills {
                refused += 1;
                continue;
            }
            refilled += 1;
            // A frame that is malformed or not heard is as good as lost, and has cost as much.
            let _ = self.hear_frame(of, lost, now, &mut sink);
        }
        Heard { frame: self.hear_frame(of, arrival, now, &mut sink), refilled, refused }
    }

    fn hear_frame(
        &mut self,
        of: usize,
        arrival: Arrival<'_>,
        now: Instant,
        sink: &mut impl Sink,
    ) -> Result<(), Dropped> {
        let voice = self.voices.get_mut(of).ok_or(Dropped::NoSuchVoice)?;
        let id = voice.id;
        let primary = arrival.payload.primary().filter(|opus| !opus.is_empty());
        let primary = primary.ok_or(Dropped::Malformed)?;
        if arrival.restarted {
            voice.last = None;
        }
        let advance = match voice.last {
            Some(last) if arrival.index <= last.index => return Err(Dropped::Late),
            Some(last) => arrival.index - last.index,
            None => 1,
        };
        voice.last = Some(Last {
            index: arrival.index,
            timestamp: arrival.timestamp,
            at: now,
            announced_silence: primary.len() <= DTX_MOST_BYTES,
        });
        if voice.muted {
            voice.bare = BARE_FRAMES;
            return Err(Dropped::Muted);
        }
        let single = voice.bare > 0 || voice.music;
        let payload = if single { Payload::Opus(primary) } else { arrival.payload };
        let arrival = Arrival { payload, ..arrival };
        voice.bare = voice.bare.saturating_sub(1);
        voice.loudness.hear(arrival.level, primary.len(), now);

        let slot = self.speakers.slot(&self.voices, of, now);
        let lead = self.speakers.leads(&self.voices, of, now).then_some(LEAD_SLOT);
        let (mut heard, mut moment) = (false, None);
        for stream in [slot, lead].into_iter().flatten() {
            let frame = self.frame(stream, id, &arrival, primary, advance, now);
            let frame = frame.ok_or(Dropped::Malformed)?;
            if slot == Some(stream) {
                moment = Some(Moment { slot: frame.slot, timestamp: frame.timestamp });
            }
            sink.slot(&frame);
            heard = true;
        }
        if self.tapped.contains(&id) {
            let (timestamp, heard, opus) = (arrival.timestamp, moment, primary);
            sink.spoken(Spoken { voice: id, at: now, timestamp, heard, opus });
        }
        if heard {
            return Ok(());
        }
        if let Some(voice) = self.voices.get_mut(of) {
            voice.bare = BARE_FRAMES;
        }
        Err(Dropped::NotHeard)
    }

    /// The numbers of a voice that has no RTP of its own: a frame of 20 ms that is due `now`.
    pub fn number_local(&self, id: VoiceId, now: Instant) -> (u64, u32) {
        let Some(last) =
            self.voices.iter().find(|voice| voice.id == id).and_then(|voice| voice.last)
        else {
            return (1, 0);
        };
        let frames = (now.saturating_duration_since(last.at).as_millis() as u32 + 10) / 20;
        (last.index + 1, last.timestamp.wrapping_add(frames.max(1) * FRAME_SAMPLES))
    }

    /// Ends stalled voices and plays the tails that are due.
    pub fn handle_timeout(&mut self, now: Instant, mut emit: impl FnMut(&SlotFrame)) {
        for of in 0..self.voices.len() {
            let stalled = self.voices.get_mut(of).filter(|voice| voice.stalled(now));
            if let Some(voice) = stalled {
                let id = voice.id;
                if let Some(last) = voice.last.as_mut() {
                    last.announced_silence = true;
                }
                self.start_tails(id, now);
            }
        }
        for stream in 0..STREAMS {
            while let Some(frame) = self.tail_frame(stream, now) {
                emit(&frame);
            }
        }
    }

    /// The voices heard lately, when they are others than at the last call.
    pub fn heard_changed(&mut self, now: Instant) -> Option<Vec<VoiceId>> {
        // Asked at every tick, so that nothing is allocated for a no.
        if self.heard(now).eq(self.reported.iter().copied()) {
            return None;
        }
        let heard: Vec<_> = self.heard(now).collect();
        self.reported.clone_from(&heard);
        Some(heard)
    }

    fn heard(&self, now: Instant) -> impl Iterator<Item = VoiceId> {
        self.voices
            .iter()
            .filter(move |voice| !voice.muted && voice.loudness.audible_within(HEARD_WITHIN, now))
            .filter(|voice| self.speakers.slot_of(voice.id).is_some())
            .map(|voice| voice.id)
    }

    pub fn timestamp_at(&self, stream: usize, now: Instant) -> u32 {
        self.timelines.get(stream).map_or(0, |timeline| timeline.timestamp_at(now))
    }

    fn frame(
        &mut self,
        stream: usize,
        id: VoiceId,
        arrival: &Arrival<'_>,
        primary: &[u8],
        advance: u64,
        now: Instant,
    ) -> Option<SlotFrame> {
        *self.tails.get_mut(stream)? = None;
        let place = self.timelines.get_mut(stream)?.place(id, arrival.timestamp, advance, now);
        // Redundancy older than a switch is another voice's.
        let payload = if place.switched { Payload::Opus(primary) } else { arrival.payload };
        let silent = primary.len() <= DTX_MOST_BYTES;
        let untold = if silent { LEVEL_SILENT } else { LEVEL_UNKNOWN };
        let level = arrival.level.unwrap_or(untold);
        SlotFrame::new(self.stamps(stream, id, place, level), payload)
    }

    fn stamps(&self, stream: usize, id: VoiceId, place: Place, level: u8) -> Stamps {
        Stamps {
            slot: stream as u8,
            csrc: id.csrc(),
            ssrc: self.ssrcs.get(stream).copied().unwrap_or_default(),
            timestamp: place.timestamp,
            index: place.index,
            level,
            marker: place.switched,
        }
    }

    /// The voice is not to be heard any more: its streams end in silence.
    fn end(&mut self, id: VoiceId, now: Instant) {
        self.start_tails(id, now);
        self.speakers.remove(id);
        self.speakers.dethrone(id);
    }

    fn start_tails(&mut self, id: VoiceId, now: Instant) {
        let lead = (self.speakers.lead() == Some(id)).then_some(LEAD_SLOT);
        let tail = Tail { left: TAIL_FRAMES, due: now + FRAME };
        for stream in [self.speakers.slot_of(id), lead].into_iter().flatten() {
            if let Some(slot) = self.tails.get_mut(stream) {
                *slot = Some(tail);
            }
        }
    }

    fn tail_frame(&mut self, stream: usize, now: Instant) -> Option<SlotFrame> {
        let tail = self.tails.get_mut(stream)?;
        let due = tail.filter(|tail| tail.due <= now)?;
        *tail = (due.left > 1).then_some(Tail { left: due.left - 1, due: due.due + FRAME });
        let (id, place) = self.timelines.get_mut(stream)?.extend(now)?;
        SlotFrame::new(self.stamps(stream, id, place, LEVEL_SILENT), Payload::Opus(&OPUS_SILENCE))
    }
}

impl Talker {
    /// The frames between the last packet and this one that its redundancy holds, oldest first.
    fn recovered<'a>(&self, arrival: &Arrival<'a>) -> [Option<Arrival<'a>>; RECOVERED_MOST] {
        let mut found = [None; RECOVERED_MOST];
        let (Some(last), Payload::Red(red)) = (self.last, arrival.payload) else { return found };
        // What was said while nobody was to hear it stays unheard.
        if arrival.restarted || self.muted || self.bare > 0 {
            return found;
        }
        let lost = red_redundancy(red).filter_map(|(offset, opus)| {
            let back = u64::from(offset / FRAME_SAMPLES);
            let index = arrival.index.checked_sub(back)?;
            let timestamp = arrival.timestamp.wrapping_sub(offset);
            let is_after = (timestamp.wrapping_sub(last.timestamp) as i32) > 0;
            let whole = back > 0 && offset % FRAME_SAMPLES == 0 && !opus.is_empty();
            let payload = Payload::Opus(opus);
            (whole && is_after && index > last.index).then_some(Arrival {
                index,
                timestamp,
                payload,
                ..*arrival
            })
        });
        for (place, lost) in found.iter_mut().zip(lost) {
            *place = Some(lost);
        }
        found
    }

    fn stalled(&self, now: Instant) -> bool {
        self.last.is_some_and(|last| {
            !last.announced_silence && now.saturating_duration_since(last.at) > STALL_AFTER
        })
    }
}

#[cfg(test)]
mod tests;
