//! One stream of events a class, each with its own Seq, and the view that they all fold into.

use crate::space::Output;
use causerie_shared::{
    event::{Class, Event},
    signal::{Resume, Seq},
    view::SpaceView,
};
use std::{collections::VecDeque, sync::Arc};

/// Events that a class can look back on. A room of thousands whose chat and reactions are as fast as
/// they may be, and where three people talk at once and are captioned, has some 24 a second, so this is
/// 40 seconds of it: longer than a restart asks people to stay away, and than most reconnections take.
/// Some 250 bytes each, and as much for each class's frame of it: half a megabyte for a room as loud as
/// that. Who was away longer gets a snapshot.
pub const LOG_MOST: usize = 960;

pub(super) struct Streams {
    /// What the widest class knows.
    view: SpaceView,
    epoch: u64,
    of: [Stream; Class::ALL.len()],
}

#[derive(Default)]
struct Stream {
    seq: Seq,
    /// The last events, the newest with number `seq`.
    log: VecDeque<Arc<Event>>,
    /// The view at `seq`, made when first asked for, shared by all who ask at the same `seq`.
    snapshot: Option<Arc<SpaceView>>,
}

impl Streams {
    pub(super) fn new(view: SpaceView, epoch: u64) -> Self {
        Self { view, epoch, of: Default::default() }
    }

    pub(super) fn view(&self) -> &SpaceView {
        &self.view
    }

    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    pub(super) fn emit(&mut self, event: Event, out: &mut VecDeque<Output>) {
        self.view.apply(&event);
        let event = Arc::new(event);
        for (class, stream) in Class::ALL.into_iter().zip(&mut self.of) {
            if class.sees(event.class()) {
                stream.push(Arc::clone(&event));
                out.push_back(Output::Event { class, seq: stream.seq, event: Arc::clone(&event) });
            }
        }
    }

    pub(super) fn snapshot(&mut self, class: Class) -> (Seq, Arc<SpaceView>) {
        let view = &self.view;
        let stream = &mut self.of[class as usize];
        let snapshot = stream.snapshot.get_or_insert_with(|| Arc::new(view.seen_by(class)));
        (stream.seq, Arc::clone(snapshot))
    }

    /// What a client that stands at `from` missed; none if the log does not reach back so far.
    pub(super) fn since(&self, from: Resume, class: Class) -> Option<Vec<(Seq, Arc<Event>)>> {
        let stream = &self.of[class as usize];
        if from.epoch != self.epoch || from.class != class {
            return None;
        }
        let missed = usize::try_from(stream.seq.checked_sub(from.seq)?).ok()?;
        let skip = stream.log.len().checked_sub(missed)?;
        Some((from.seq + 1..).zip(stream.log.iter().skip(skip).cloned()).collect())
    }
}

impl Stream {
    fn push(&mut self, event: Arc<Event>) {
        self.seq += 1;
        self.snapshot = None;
        self.log.push_back(event);
        if self.log.len() > LOG_MOST {
            self.log.pop_front();
        }
    }
}
