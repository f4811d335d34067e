//! The voices that one listener does not get: their own, and those that they turned off.
//!
//! Law: what is withheld moves only the listener's own numbers, so nobody else notices.

use causerie_shared::id::VoiceId;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld {
    own: Option<VoiceId>,
    /// Few, and mostly none; whoever tells us of them bounds them.
    off: Vec<VoiceId>,
}

impl Withheld {
    pub const fn own(voice: Option<VoiceId>) -> Self {
        Self { own: voice, off: Vec::new() }
    }

    pub fn set_own(&mut self, voice: Option<VoiceId>) {
        self.own = voice;
    }

    pub fn set_heard(&mut self, voice: VoiceId, heard: bool) {
        self.off.retain(|off| *off != voice);
        if !heard {
            self.off.push(voice);
        }
    }

    /// Whether packets of the voice with this CSRC are skipped.
    pub fn keeps(&self, csrc: u32) -> bool {
        self.own.is_some_and(|own| own.csrc() == csrc)
            || self.off.iter().any(|off| off.csrc() == csrc)
    }
}
