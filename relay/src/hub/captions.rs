//! Brings tapped voices to the recogniser, and its words to the spaces they are of.

use crate::{
    captions::{Source, State, pipe},
    clock,
    hub::{Hub, room::Aside},
    media::Media,
    space::{Amendment, Input, Recogniser, Utterance},
};
use causerie_shared::{id::SpaceId, time::UnixMs};
use tokio::sync::mpsc;

/// Packets that are passed on in one go: a quarter of what one thread's tap holds, so that a
/// recogniser that takes nothing keeps little waiting here and lets the rest go at the tap.
const AT_ONCE: usize = 64;

/// Empties the media plane's taps.
pub fn taps(media: &Media) -> Source {
    let taps = media.taps();
    Box::new(move |to| {
        for tap in &taps {
            for tapped in std::iter::from_fn(|| tap.pop()).take(AT_ONCE) {
                let waited = clock::instant().saturating_duration_since(tapped.at);
                let waited_ms = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
                let at = UnixMs(clock::now().0.saturating_sub(waited_ms));
                let of = pipe::Talker { space: tapped.space, voice: tapped.voice };
                let (timestamp, heard) = (tapped.timestamp, tapped.heard);
                pipe::write_frame_message(to, of, at, timestamp, heard, tapped.opus());
            }
        }
    })
}

/// Runs until the recogniser's keeper is gone. Waits for no space.
pub async fn hear_captions(hub: Hub, mut said: mpsc::UnboundedReceiver<(u32, pipe::Said)>) {
    while let Some((life, said)) = said.recv().await {
        let space = said.of.space;
        let said = Utterance {
            life,
            number: said.utterance,
            voice: said.of.voice,
            from: said.from,
            to: said.to,
            heard: said.heard,
            stable: said.stable,
            tentative: said.tentative,
            is_final: said.is_final,
        };
        hub.shared.tally.captioned(said.is_final);
        if let Some(room) = hub.spaces().get(&space) {
            room.tell_aside(Aside::Media(Input::Said(said)));
        }
    }
}

impl Hub {
    /// Those who read along see what was put right, or taken out, while the space is on air.
    pub fn amend(&self, id: SpaceId, amendment: Amendment) {
        if let Some(room) = self.spaces().get(&id) {
            room.tell_aside(Aside::Media(Input::Amend(amendment)));
        }
    }

    pub(super) fn recogniser(&self, state: &State) -> Recogniser {
        let State { state, life, languages } = state.clone();
        Recogniser { state, life, languages, days: self.shared.transcript_days }
    }
}
