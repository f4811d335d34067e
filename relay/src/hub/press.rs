//! Makes frames of events: each event is written as JSON once, whatever classes see it, and framed
//! once for each of them. The last ones are kept for those who come back, so that a herd that
//! returns costs no more writing than one listener.

use crate::{
    hub::{
        Tally,
        frame::{self, Frame},
    },
    space::LOG_MOST,
};
use causerie_shared::{
    event::{Class, Event},
    signal::{Seq, ServerFrame},
    view::SpaceView,
};
use std::{collections::BTreeMap, sync::Arc};

pub(super) struct Press {
    tally: Arc<Tally>,
    /// The event that was written last, which the next class wants too.
    last: Option<(Arc<Event>, String)>,
    /// As far back as the space's own log, for each class. About 250 bytes a frame: 160 kB where
    /// much is said, and what is said by nobody costs nothing.
    events: [BTreeMap<Seq, Frame>; Class::ALL.len()],
    /// The last snapshot of each class, shared by all who came at the same position.
    snapshots: [Option<(Seq, Frame)>; Class::ALL.len()],
}

impl Press {
    pub(super) fn new(tally: Arc<Tally>) -> Self {
        let (events, snapshots) = Default::default();
        Self { tally, last: None, events, snapshots }
    }

    /// What one socket alone gets, or all of them once.
    pub(super) fn frame(&self, frame: &ServerFrame) -> Frame {
        self.tally.serialised();
        Frame::of(frame)
    }

    pub(super) fn event(&mut self, class: Class, seq: Seq, event: &Arc<Event>) -> Frame {
        if let Some(made) = self.events[class as usize].get(&seq) {
            return made.clone();
        }
        let text = match self.last.take() {
            Some((last, text)) if Arc::ptr_eq(&last, event) => text,
            Some(_) | None => {
                self.tally.serialised();
                frame::json(&**event)
            }
        };
        let made = Frame::event(seq, &text);
        self.last = Some((Arc::clone(event), text));
        let events = &mut self.events[class as usize];
        events.insert(seq, made.clone());
        if events.len() > LOG_MOST {
            events.pop_first();
        }
        made
    }

    pub(super) fn snapshot(
        &mut self,
        class: Class,
        epoch: u64,
        seq: Seq,
        view: &Arc<SpaceView>,
    ) -> Frame {
        if let Some((at, made)) = &self.snapshots[class as usize]
            && *at == seq
        {
            return made.clone();
        }
        let view = Box::new(SpaceView::clone(view));
        let made = self.frame(&ServerFrame::Snapshot { epoch, class, seq, view });
        self.snapshots[class as usize] = Some((seq, made.clone()));
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(press: &Press) -> u64 {
        let all = press.tally.all();
        all.iter().find(|(name, ..)| *name == "frames_serialised_total").unwrap().2
    }

    #[test]
    fn an_event_is_written_once_for_all_classes_and_all_who_come_back() {
        let mut press = Press::new(Arc::default());
        let event = Arc::new(Event::Audience { listeners: 3 });
        let frames = Class::ALL.map(|class| press.event(class, 5, &event));
        assert!(frames.iter().all(|frame| *frame == frames[0]));
        for _ in 0..1000 {
            let again = press.event(Class::Holder, 5, &event);
            assert_eq!(again.bytes().as_ptr(), frames[Class::Holder as usize].bytes().as_ptr());
        }
        assert_eq!(made(&press), 1);
    }

    #[test]
    fn no_more_is_kept_than_the_log_reaches_back() {
        let mut press = Press::new(Arc::default());
        for seq in 1..=2 * LOG_MOST as u64 {
            press.event(Class::Holder, seq, &Arc::new(Event::SomebodyInCharge));
        }
        let kept = &press.events[Class::Holder as usize];
        assert_eq!(kept.len(), LOG_MOST);
        assert_eq!(kept.first_key_value().map(|(seq, _)| *seq), Some(LOG_MOST as u64 + 1));
    }
}
