//! How loud a voice is, from what its packets claim.
//!
//! Claims are not trusted far: no level counts for more than [`LOUDEST_DBOV`], and one that never
//! varies sinks, or a publisher that always says "0" would hold a slot for ever.

use super::packet::DTX_MOST_BYTES;
use std::time::{Duration, Instant};

/// A publisher without the level extension counts as this (RFC 6464), unless its payload is
/// silence: it would win no slot, and look silent to those who hear it.
pub const LEVEL_UNKNOWN: u8 = 30;
const SILENT_DBOV: f32 = -127.0;
/// Speech close to a microphone peaks about here; a louder claim gains nothing.
const LOUDEST_DBOV: f32 = -15.0;
/// Quieter than this is breath and room, and wins no slot.
const AUDIBLE_DBOV: f32 = -55.0;
/// Frames with one and the same level after which the claim counts as barely audible: 3 s.
const STEADY_FRAMES: u16 = 150;
const STEADY_DBOV: f32 = -54.0;
/// Share of the way to a louder and to a quieter frame, a frame of 20 ms: about 60 and 500 ms.
const ATTACK: f32 = 0.3;
const RELEASE: f32 = 0.04;
/// How a voice sinks while no packet comes, in dB a second.
const SINK_DB_PER_S: f32 = 60.0;

/// Loudness of one voice, in dBov (RFC 6464: 0 loudest to -127 silent), smoothed over 500 ms.
#[derive(Debug, Clone)]
pub struct Loudness {
    dbov: f32,
    at: Instant,
    audible_at: Option<Instant>,
    last_claim: Option<u8>,
    steady_frames: u16,
}

impl Loudness {
    pub fn new(now: Instant) -> Self {
        Self { dbov: SILENT_DBOV, at: now, audible_at: None, last_claim: None, steady_frames: 0 }
    }

    /// Takes in one frame: `claim` is its RFC 6464 level, if it has one.
    pub fn hear(&mut self, claim: Option<u8>, payload_bytes: usize, now: Instant) {
        self.steady_frames = match (claim, self.last_claim) {
            (Some(a), Some(b)) if a == b => self.steady_frames.saturating_add(1),
            _ => 0,
        };
        self.last_claim = claim;
        let instant = match claim {
            _ if payload_bytes <= DTX_MOST_BYTES => SILENT_DBOV,
            None => -f32::from(LEVEL_UNKNOWN),
            Some(level) => (-f32::from(level)).min(LOUDEST_DBOV),
        };
        let instant =
            if self.steady_frames > STEADY_FRAMES { instant.min(STEADY_DBOV) } else { instant };
        if instant > AUDIBLE_DBOV {
            self.audible_at = Some(now);
        }
        let before = self.dbov_at(now);
        let share = if instant > before { ATTACK } else { RELEASE };
        self.dbov = before + (instant - before) * share;
        self.at = now;
    }

    pub fn dbov_at(&self, now: Instant) -> f32 {
        let silent_s = now.saturating_duration_since(self.at).as_secs_f32() - 0.06;
        (self.dbov - silent_s.max(0.0) * SINK_DB_PER_S).max(SILENT_DBOV)
    }

    /// Whether the voice made a sound within `span`.
    pub fn audible_within(&self, span: Duration, now: Instant) -> bool {
        self.audible_at.is_some_and(|at| now.saturating_duration_since(at) <= span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Duration = Duration::from_millis(20);

    fn after(frames: u32, level: impl Fn(u32) -> Option<u8>, bytes: usize) -> (Loudness, Instant) {
        let mut now = Instant::now();
        let mut loudness = Loudness::new(now);
        for frame in 0..frames {
            now += FRAME;
            loudness.hear(level(frame), bytes, now);
        }
        (loudness, now)
    }

    #[test]
    fn no_constant_claim_wins_for_ever() {
        let (constant, now) = after(400, |_| Some(0), 80);
        let (speech, then) = after(400, |frame| Some(28 + (frame % 7) as u8), 80);
        assert!(speech.dbov_at(then) > constant.dbov_at(now) + 10.0);
    }

    #[test]
    fn a_louder_claim_than_speech_gains_nothing() {
        let (shout, now) = after(50, |frame| Some((frame % 3) as u8), 80);
        assert!(shout.dbov_at(now) <= LOUDEST_DBOV);
    }

    #[test]
    fn without_the_extension_a_voice_counts_unless_it_is_silence() {
        let (voice, now) = after(100, |_| None, 80);
        assert!((voice.dbov_at(now) + f32::from(LEVEL_UNKNOWN)).abs() < 3.0);
        let (silence, now) = after(100, |_| None, 3);
        assert!(!silence.audible_within(Duration::from_secs(9), now));
    }

    #[test]
    fn a_voice_that_stops_sending_sinks() {
        let (voice, now) = after(100, |frame| Some(25 + (frame % 5) as u8), 80);
        assert!(voice.dbov_at(now + Duration::from_secs(1)) < voice.dbov_at(now) - 40.0);
    }
}
