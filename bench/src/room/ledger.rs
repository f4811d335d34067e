//! What every socket of a class is to have seen: the bytes of each event by its number, what they
//! fold into, and how long each took.

use super::{Waiting, line::Line};
use causerie_shared::{
    event::{Class, Event},
    signal::{Seq, ServerFrame},
    view::SpaceView,
};
use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    time::Instant,
};
use tungstenite::Utf8Bytes;

#[derive(Default)]
pub(super) struct Ledgers {
    of: [Ledger; Class::ALL.len()],
    pub gaps: u64,
    pub changed: u64,
    wrong_views: u64,
    waited_ms: Vec<f64>,
    first_to_each_ms: Vec<f64>,
}

#[derive(Default)]
struct Ledger {
    /// What the events fold into; none before the first snapshot.
    view: Option<SpaceView>,
    newest: Seq,
    /// Events since they were last forgotten.
    known: BTreeMap<Seq, Known>,
    /// Of the view at each number.
    digests: HashMap<Seq, u64>,
    /// Snapshots of a number that no event has reached.
    ahead: Vec<(Seq, u64)>,
}

struct Known {
    text: Utf8Bytes,
    first_at: Instant,
    /// When what it answers was due.
    due: Option<Instant>,
}

impl Ledgers {
    /// A snapshot: the first of its class begins the fold, all others are held against it.
    pub(super) fn seen(&mut self, class: Class, seq: Seq, view: SpaceView) {
        let ledger = &mut self.of[class as usize];
        if ledger.view.is_none() {
            ledger.newest = seq;
            ledger.digests.insert(seq, digest(&view));
            ledger.view = Some(view);
            return;
        }
        match ledger.digests.get(&seq) {
            Some(known) => self.wrong_views += u64::from(*known != digest(&view)),
            None => ledger.ahead.push((seq, digest(&view))),
        }
    }

    pub(super) fn heard(
        &mut self,
        line: &mut Line,
        seq: Seq,
        text: &Utf8Bytes,
        now: Instant,
        asked: &mut HashMap<Waiting, Instant>,
    ) {
        self.gaps += u64::from(seq != line.seq + 1);
        line.seq = seq;
        let ledger = &mut self.of[line.class as usize];
        if seq == ledger.newest + 1 {
            ledger.newest = seq;
            let due =
                ledger.fold(seq, text).and_then(|event| asked.get(&waiting(&event)?).copied());
            ledger.known.insert(seq, Known { text: text.clone(), first_at: now, due });
        }
        // Of before the first snapshot, or from before they were forgotten.
        let Some(known) = ledger.known.get(&seq) else { return };
        self.changed += u64::from(known.text != *text);
        let ms = |since: Instant| now.saturating_duration_since(since).as_secs_f64() * 1e3;
        self.first_to_each_ms.push(ms(known.first_at));
        self.waited_ms.extend(known.due.map(ms));
    }

    pub(super) fn newest(&self, class: Class) -> Seq {
        self.of[class as usize].newest
    }

    /// Different events since they were last forgotten: a host sees all of them.
    pub(super) fn events(&self) -> u64 {
        self.of[Class::Hosts as usize].known.len() as u64
    }

    pub(super) fn waited_ms(&self) -> Vec<f64> {
        self.waited_ms.clone()
    }

    pub(super) fn first_to_each_ms(&self) -> Vec<f64> {
        self.first_to_each_ms.clone()
    }

    /// When the events of a class came, in milliseconds from the first, and their bytes as a frame.
    pub(super) fn trace(&self, class: Class) -> Vec<(f64, usize)> {
        let known = &self.of[class as usize].known;
        let Some(first) = known.values().next().map(|it| it.first_at) else { return Vec::new() };
        let row = |it: &Known| {
            let ms = it.first_at.saturating_duration_since(first).as_secs_f64() * 1e3;
            (ms, framed(it.text.len()))
        };
        known.values().map(row).collect()
    }

    /// Snapshots that differ from the fold, those included that came before their events did.
    pub(super) fn judged(&mut self) -> u64 {
        for ledger in &mut self.of {
            for (seq, seen) in ledger.ahead.drain(..) {
                self.wrong_views += u64::from(ledger.digests.get(&seq) != Some(&seen));
            }
        }
        self.wrong_views
    }

    /// Begins to count anew. Who is behind then is not timed any more.
    pub(super) fn forget(&mut self) {
        for ledger in &mut self.of {
            ledger.known.clear();
        }
        self.waited_ms.clear();
        self.first_to_each_ms.clear();
    }
}

impl Ledger {
    fn fold(&mut self, seq: Seq, text: &str) -> Option<Event> {
        let Ok(ServerFrame::Event { event, .. }) = serde_json::from_str(text) else { return None };
        if let Some(view) = &mut self.view {
            view.apply(&event);
            self.digests.insert(seq, digest(view));
        }
        Some(event)
    }
}

fn waiting(event: &Event) -> Option<Waiting> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the load waits for what it asks alone")]
    match event {
        Event::Written { line } => Some(Waiting::Written(line.text.to_string())),
        Event::Muted { voice, .. } | Event::Unmuted { voice } => Some(Waiting::Muted(*voice)),
        Event::HandRaised { hand } => Some(Waiting::Hand(hand.of.person)),
        Event::HandLowered { person } => Some(Waiting::Hand(*person)),
        _ => None,
    }
}

fn digest(view: &SpaceView) -> u64 {
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(view).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}

/// Bytes of a server's frame with so much text (RFC 6455, section 5.2).
pub(super) const fn framed(text: usize) -> usize {
    let header = if text < 126 { 2 } else { 4 };
    header + text
}
