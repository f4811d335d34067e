//! Who is heard: the three slots, and the one lead for clients that have a single m-line.
//!
//! A voice keeps its slot through pauses until another one needs it, so DTX and silence never
//! make a slot flap. An unmuted musician keeps the slot even then, or quiet passages would lose
//! to coughs.

use super::level::Loudness;
use causerie_shared::id::VoiceId;
use std::time::{Duration, Instant};

pub const SLOTS: usize = 3;

/// A holder that made no sound for this long gives its slot to whoever speaks up.
const SILENT_AFTER: Duration = Duration::from_millis(300);
/// A holder that still sounds is displaced only by a voice this much louder…
const LOUDER_DB: f32 = 6.0;
/// …and not before it had its slot for this long.
const HOLD_LEAST: Duration = Duration::from_millis(800);
/// A voice must lead for this long to become the one that single m-lines hear.
const LEAD_AFTER: Duration = Duration::from_millis(400);
/// A lead that made no sound for this long gives way at once.
const LEAD_IS_OVER: Duration = Duration::from_millis(1000);
/// A voice this much louder than a holder need not wait until that one had its time.
const MUCH_LOUDER_DB: f32 = 15.0;

/// A voice as the choice sees it.
pub trait Voice {
    fn id(&self) -> VoiceId;
    fn loudness(&self) -> &Loudness;
    /// Whether no other voice may take its slot.
    fn keeps_slot(&self, now: Instant) -> bool;
}

#[derive(Debug, Default)]
pub struct Speakers {
    slots: [Option<Held>; SLOTS],
    lead: Option<VoiceId>,
    challenger: Option<(VoiceId, Instant)>,
}

#[derive(Debug, Clone, Copy)]
struct Held {
    voice: VoiceId,
    since: Instant,
}

impl Speakers {
    /// The slot of `voices[of]`, which has just been heard; it may be won by this very call.
    pub fn slot<V: Voice>(&mut self, voices: &[V], of: usize, now: Instant) -> Option<usize> {
        let voice = voices.get(of)?;
        if let Some(slot) = self.slot_of(voice.id()) {
            return Some(slot);
        }
        if !voice.loudness().audible_within(Duration::ZERO, now) {
            return None;
        }
        let slot = self.free_slot().or_else(|| self.weakest(voices, voice, now))?;
        *self.slots.get_mut(slot)? = Some(Held { voice: voice.id(), since: now });
        Some(slot)
    }

    /// Whether `voices[of]`, which has just been heard, is the lead.
    pub fn leads<V: Voice>(&mut self, voices: &[V], of: usize, now: Instant) -> bool {
        let Some(voice) = voices.get(of) else {
            return false;
        };
        let Some(lead) = self.lead.and_then(|id| find(voices, id)) else {
            if voice.loudness().audible_within(Duration::ZERO, now) {
                self.lead = Some(voice.id());
                self.challenger = None;
            }
            return self.lead == Some(voice.id());
        };
        if lead.id() == voice.id() {
            return true;
        }
        let is_over = !lead.loudness().audible_within(LEAD_IS_OVER, now);
        if is_over && voice.loudness().audible_within(Duration::ZERO, now) {
            self.lead = Some(voice.id());
            self.challenger = None;
            return true;
        }
        let louder = voice.loudness().dbov_at(now) > lead.loudness().dbov_at(now)
            && voice.loudness().audible_within(SILENT_AFTER, now);
        self.challenger = match self.challenger {
            Some((challenger, since)) if challenger == voice.id() => {
                louder.then_some((challenger, since))
            }
            Some((challenger, since)) => {
                let other = find(voices, challenger).map(|v| v.loudness().dbov_at(now));
                let beaten =
                    other.is_none_or(|other| louder && voice.loudness().dbov_at(now) > other);
                Some(if beaten { (voice.id(), now) } else { (challenger, since) })
            }
            None => louder.then_some((voice.id(), now)),
        };
        match self.challenger {
            Some((challenger, since)) if challenger == voice.id() && now - since >= LEAD_AFTER => {
                self.lead = Some(challenger);
                self.challenger = None;
                true
            }
            Some(_) | None => false,
        }
    }

    /// The voice was muted or left. Returns the slot it leaves empty.
    pub fn remove(&mut self, voice: VoiceId) -> Option<usize> {
        if self.challenger.is_some_and(|(challenger, _)| challenger == voice) {
            self.challenger = None;
        }
        let slot = self.slot_of(voice)?;
        *self.slots.get_mut(slot)? = None;
        Some(slot)
    }

    /// Takes the lead away from `voice`; true when it had it.
    pub fn dethrone(&mut self, voice: VoiceId) -> bool {
        let led = self.lead == Some(voice);
        if led {
            self.lead = None;
        }
        led
    }

    pub fn slot_of(&self, voice: VoiceId) -> Option<usize> {
        self.slots.iter().position(|held| held.is_some_and(|held| held.voice == voice))
    }

    pub const fn lead(&self) -> Option<VoiceId> {
        self.lead
    }

    fn free_slot(&self) -> Option<usize> {
        self.slots.iter().position(Option::is_none)
    }

    /// The slot whose holder must give way to `voice`, if one must.
    fn weakest<V: Voice>(&self, voices: &[V], voice: &V, now: Instant) -> Option<usize> {
        let mine = voice.loudness().dbov_at(now);
        let mut weakest: Option<(usize, f32)> = None;
        for (slot, held) in self.slots.iter().enumerate() {
            let Some(held) = held else { return Some(slot) };
            let Some(holder) = find(voices, held.voice) else { return Some(slot) };
            if holder.keeps_slot(now) {
                continue;
            }
            let theirs = holder.loudness().dbov_at(now);
            let silent = !holder.loudness().audible_within(SILENT_AFTER, now);
            let had_its_time = now.saturating_duration_since(held.since) >= HOLD_LEAST;
            let gives_way = silent
                || (had_its_time && mine > theirs + LOUDER_DB)
                || mine > theirs + MUCH_LOUDER_DB;
            if gives_way && weakest.is_none_or(|(_, least)| theirs < least) {
                weakest = Some((slot, theirs));
            }
        }
        weakest.map(|(slot, _)| slot)
    }
}

fn find<V: Voice>(voices: &[V], id: VoiceId) -> Option<&V> {
    voices.iter().find(|voice| voice.id() == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Talker {
        id: VoiceId,
        loudness: Loudness,
        music: bool,
    }

    impl Voice for Talker {
        fn id(&self) -> VoiceId {
            self.id
        }
        fn loudness(&self) -> &Loudness {
            &self.loudness
        }
        fn keeps_slot(&self, _now: Instant) -> bool {
            self.music
        }
    }

    struct Room {
        talkers: Vec<Talker>,
        speakers: Speakers,
        now: Instant,
    }

    impl Room {
        fn new(talkers: u32) -> Self {
            let now = Instant::now();
            let talker = |number| Talker {
                id: VoiceId::new(number).unwrap(),
                loudness: Loudness::new(now),
                music: false,
            };
            Self {
                talkers: (1..=talkers).map(talker).collect(),
                speakers: Speakers::default(),
                now,
            }
        }

        /// One tick of 20 ms in which the talkers send these levels; returns who is heard where.
        fn tick(&mut self, levels: &[Option<u8>]) -> Vec<Option<usize>> {
            self.now += Duration::from_millis(20);
            let mut heard = vec![None; levels.len()];
            for (of, level) in levels.iter().enumerate() {
                let Some(level) = level else { continue };
                self.talkers[of].loudness.hear(Some(*level), 80, self.now);
                heard[of] = self.speakers.slot(&self.talkers, of, self.now);
            }
            heard
        }
    }

    #[test]
    fn a_pause_between_words_keeps_the_slot() {
        let mut room = Room::new(2);
        room.tick(&[Some(25), None]);
        for _ in 0..100 {
            assert_eq!(room.tick(&[Some(90), Some(26)])[0], Some(0));
        }
    }

    #[test]
    fn a_fourth_voice_gets_in_when_another_falls_silent() {
        let mut room = Room::new(4);
        for frame in 0..60 {
            let vary = (frame % 5) as u8;
            room.tick(&[Some(25 + vary), Some(26 + vary), Some(27 + vary), None]);
        }
        for frame in 0..20 {
            let vary = (frame % 5) as u8;
            room.tick(&[Some(25 + vary), None, Some(27 + vary), None]);
        }
        assert_eq!(room.tick(&[Some(25), None, Some(27), Some(30)])[3], Some(1));
    }

    #[test]
    fn a_quiet_musician_keeps_the_slot_against_coughs() {
        let mut room = Room::new(4);
        room.talkers[0].music = true;
        for frame in 0..200 {
            let vary = (frame % 5) as u8;
            let heard = room.tick(&[Some(80), Some(20 + vary), Some(21 + vary), Some(20 + vary)]);
            // Music counts as soon as it was audible once.
            if frame == 0 {
                room.tick(&[Some(30), None, None, None]);
            } else if room.speakers.slot_of(room.talkers[0].id).is_some() {
                assert!(heard[0].is_some());
            }
        }
    }

    #[test]
    fn a_new_lead_must_lead_for_400_ms() {
        let mut room = Room::new(2);
        for frame in 0..50u8 {
            room.tick(&[Some(35 + frame % 4), None]);
            assert!(room.speakers.leads(&room.talkers, 0, room.now));
        }
        let mut waited = 0;
        loop {
            room.tick(&[Some(36 + waited % 4), Some(20 + waited % 4)]);
            room.speakers.leads(&room.talkers, 0, room.now);
            if room.speakers.leads(&room.talkers, 1, room.now) {
                break;
            }
            waited += 1;
            assert!(waited < 40, "the louder voice never leads");
        }
        assert!(waited >= 19, "after {waited} frames");
    }

    proptest! {
        #[test]
        fn no_voice_has_two_slots_and_no_slot_two_voices(
            ticks in proptest::collection::vec(proptest::collection::vec(proptest::option::of(0u8..128), 6), 1..200),
        ) {
            let mut room = Room::new(6);
            for levels in ticks {
                let heard = room.tick(&levels);
                let held: Vec<_> = room.speakers.slots.iter().flatten().map(|held| held.voice).collect();
                let mut unique = held.clone();
                unique.sort();
                unique.dedup();
                prop_assert_eq!(unique.len(), held.len());
                prop_assert!(heard.iter().flatten().all(|slot| *slot < SLOTS));
            }
        }
    }
}
