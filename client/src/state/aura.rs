//! How loud each voice sounds here, for the eye. Fed from what the browser really plays
//! (`getContributingSources()`), so light and sound agree.

use causerie_shared::id::VoiceId;

/// The browser lists a source for 10 s after its last packet; only a fresh one is heard.
const FRESH_MS: u64 = 150;
/// The mark of a speaker outlives the gaps between words, or it would flicker.
const LINGER_MS: u64 = 450;
/// Below this a voice is breath and room.
const QUIET_DB: f64 = -55.0;
/// A shout; the aura is full.
const LOUD_DB: f64 = -12.0;
/// Shown for a voice whose level the relay does not tell.
const STEADY: f64 = 0.45;
/// Share of the way to a louder and to a softer level in one step of some 70 ms: auras rise with
/// the voice and settle slowly.
const ATTACK: f64 = 0.6;
const RELEASE: f64 = 0.22;

/// One entry of the browser's list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    pub voice: VoiceId,
    /// When its last packet was played, by whichever clock the browser uses.
    pub stamp: f64,
    /// Linear, 0 to 1; absent when the relay sends none.
    pub level: Option<f64>,
}

/// What to show around one disc.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aura {
    pub voice: VoiceId,
    /// 0 dark to 1 full.
    pub glow: f64,
    pub speaking: bool,
}

/// Every voice that glows or has just stopped.
#[derive(Debug, Default)]
pub struct Auras {
    voices: Vec<Glow>,
}

#[derive(Debug)]
struct Glow {
    voice: VoiceId,
    stamp: f64,
    fresh_until: u64,
    speaking_until: u64,
    target: f64,
    glow: f64,
}

impl Auras {
    /// Takes what is heard at `now_ms` and says what to show. A voice is named once more with a
    /// glow of zero when it has faded, then no longer.
    pub fn step(&mut self, heard: &[Heard], now_ms: u64) -> Vec<Aura> {
        for entry in heard {
            self.hear(*entry, now_ms);
        }
        let mut shown = Vec::new();
        for glow in &mut self.voices {
            let target = if now_ms < glow.fresh_until { glow.target } else { 0.0 };
            let share = if target > glow.glow { ATTACK } else { RELEASE };
            glow.glow += (target - glow.glow) * share;
            if glow.glow < 0.01 && target == 0.0 {
                glow.glow = 0.0;
            }
            shown.push(Aura {
                voice: glow.voice,
                glow: glow.glow,
                speaking: now_ms < glow.speaking_until,
            });
        }
        self.voices.retain(|glow| {
            // A dark voice is kept as long as the browser lists it, so that its old stamp is
            // still known as old.
            glow.glow > 0.0 || now_ms < glow.speaking_until + 12_000
        });
        shown
    }

    /// A stamp is compared with the voice's last one rather than with a clock, for browsers count
    /// it from different origins.
    fn hear(&mut self, entry: Heard, now_ms: u64) {
        let target = glow_of(entry.level);
        let known = self.voices.iter_mut().find(|glow| glow.voice == entry.voice);
        let Some(glow) = known else {
            let (stamp, until) = (entry.stamp, now_ms + FRESH_MS);
            let speaking_until = if target > 0.0 { now_ms + LINGER_MS } else { now_ms };
            let voice = entry.voice;
            let glow = Glow { voice, stamp, fresh_until: until, speaking_until, target, glow: 0.0 };
            self.voices.push(glow);
            return;
        };
        if entry.stamp <= glow.stamp {
            return;
        }
        glow.stamp = entry.stamp;
        glow.fresh_until = now_ms + FRESH_MS;
        glow.target = target;
        if target > 0.0 {
            glow.speaking_until = now_ms + LINGER_MS;
        }
    }
}

/// A share of one as CSS reads it. Written in thousandths by hand: the formatter of floats weighs
/// more than all the auras.
pub fn css(share: f64) -> String {
    let thousandths = (share.clamp(0.0, 1.0) * 1_000.0) as u32;
    match thousandths {
        1_000 => "1".to_owned(),
        rest => ["0.", &(1_000 + rest).to_string()[1..]].concat(),
    }
}

/// From a linear level to the glow, by decibels, as ears judge.
pub fn glow_of(level: Option<f64>) -> f64 {
    let Some(level) = level else { return STEADY };
    if level <= 0.0 {
        return 0.0;
    }
    let db = 20.0 * level.log10();
    ((db - QUIET_DB) / (LOUD_DB - QUIET_DB)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ada(stamp: f64, level: Option<f64>) -> Heard {
        Heard { voice: VoiceId::new(7).unwrap(), stamp, level }
    }

    #[test]
    fn an_entry_that_grows_old_goes_dark() {
        let mut auras = Auras::default();
        let lit = auras.step(&[ada(1.0, Some(0.5))], 0)[0];
        assert!(lit.glow > 0.3 && lit.speaking);
        let mut last = lit;
        for now in (70..3_000).step_by(70) {
            last = auras.step(&[ada(1.0, Some(0.5))], now)[0];
        }
        assert_eq!((last.glow, last.speaking), (0.0, false));
    }

    #[test]
    fn a_voice_without_a_level_glows_steadily() {
        let mut auras = Auras::default();
        let mut last = 0.0;
        for n in 0..40u32 {
            last = auras.step(&[ada(f64::from(n), None)], u64::from(n) * 70)[0].glow;
        }
        assert!((last - STEADY).abs() < 0.01);
    }

    #[test]
    fn the_mark_of_a_speaker_outlives_a_gap_between_words() {
        let mut auras = Auras::default();
        auras.step(&[ada(1.0, Some(0.5))], 0);
        assert!(auras.step(&[ada(1.0, Some(0.5))], 300)[0].speaking);
        assert!(!auras.step(&[ada(1.0, Some(0.5))], 500)[0].speaking);
    }

    #[test]
    fn a_share_is_written_as_css_reads_it() {
        assert_eq!(css(0.0), "0.000");
        assert_eq!(css(0.0567), "0.056");
        assert_eq!(css(2.0), "1");
    }

    #[test]
    fn room_noise_is_no_speech() {
        let mut auras = Auras::default();
        let noise = auras.step(&[ada(1.0, Some(0.001))], 0)[0];
        assert_eq!((noise.glow, noise.speaking), (0.0, false));
    }

    proptest! {
        #[test]
        fn a_glow_stays_between_dark_and_full(levels in prop::collection::vec(prop::option::of(-1.0f64..2.0), 1..60)) {
            let mut auras = Auras::default();
            for (n, level) in levels.into_iter().enumerate() {
                for aura in auras.step(&[ada(n as f64, level)], n as u64 * 70) {
                    prop_assert!((0.0..=1.0).contains(&aura.glow));
                }
            }
        }
    }
}
