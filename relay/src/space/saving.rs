//! What a restart of the relay resumes from.
//!
//! Laws: what was taken away stays away, so whatever takes something away saves at once; what people
//! say is saved together a moment later, because a save copies the view.

use crate::space::{Output, Space};
use causerie_shared::{time::UnixMs, view::SpaceView};

/// How much of the talk a crash may cost, in ms: a room that never rests copies its view this
/// often, with the last lines of its chat.
const SAVED_WITHIN_MS: u64 = 3000;

/// What was said since the last save.
#[derive(Default)]
pub(super) struct Unsaved {
    due: Option<UnixMs>,
}

impl Unsaved {
    /// When it is to be saved.
    pub(super) const fn due(&self) -> Option<UnixMs> {
        self.due
    }
}

impl Space {
    /// The relay stops: keeps what happened up to here, with the votes that nobody was told of yet.
    pub fn stop(&mut self) {
        if !self.is_over() {
            self.end_all_segments();
            self.tell_votes();
            self.save();
        }
    }

    pub(super) fn save_soon(&mut self, now: UnixMs) {
        self.unsaved.due.get_or_insert(now.plus_ms(SAVED_WITHIN_MS));
    }

    pub(super) fn save(&mut self) {
        self.save_as(self.view().clone());
    }

    pub(super) fn save_as(&mut self, view: SpaceView) {
        self.unsaved.due = None;
        let (view, next_voice) = (Box::new(view), self.stage.next_voice());
        self.out.push_back(Output::Save { view, next_voice });
    }

    pub(super) fn settle_saves(&mut self, now: UnixMs) {
        if self.unsaved.due.is_some_and(|due| due <= now) {
            self.save();
        }
    }
}
