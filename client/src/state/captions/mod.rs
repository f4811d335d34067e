//! What is said, in words, as one reader has it: the lines so far, whether they follow what is being
//! said or stay put, and what a screen reader is told.
//!
//! *Laws:* nothing moves under a reader who stopped to read, and what was taken out goes from there
//! too. A line stands there once, however often the socket broke. A screen reader is told each line
//! once, when no word of it changes any more, a few lines at a time; and nothing that its owner hears
//! anyhow, unless they ask for it.

mod drawn;
mod standing;
#[cfg(test)]
mod tests;

pub use drawn::Roll;
pub use standing::Standing;

use super::Moment;
use causerie_shared::{
    caption::{Captioning, Segment},
    face::Face,
    text::Wording,
    view::SpaceView,
};
use std::{collections::VecDeque, rc::Rc};

/// Lines that can be scrolled back through: some two hours of talk.
const LINES_MOST: usize = 2_000;
/// Lines that come with each reach further back.
const DRAWN_MORE: usize = 120;

/// Lines wait so long for more of them, to be read out together.
const GATHER_MS: u64 = 1_500;
/// From batch to batch: a voice needs its time.
const BATCH_EVERY_MS: u64 = 5_000;
/// Lines that are read out at once; whoever was away is told of the newest.
const BATCH_LINES_MOST: usize = 8;

/// What the reader did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Stopped the words, to read.
    Pause,
    /// Goes on with what is being said.
    Live,
    /// Scrolled, to the end or away from it.
    Stand { at_end: bool },
    /// Reached the first line that is drawn.
    Earlier,
    /// Wants lines read out over the voices, too.
    Aloud(bool),
}

/// One stretch of speech.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub said: Segment,
    /// Of whoever speaks.
    pub hue: u8,
}

impl Line {
    /// Stable words, and those that may become others if the reader wants them; `None` where
    /// neither is there.
    pub fn words(&self, tentative: bool) -> Option<(&str, &str)> {
        let may = if tentative { self.said.tentative.as_str() } else { "" };
        let words = (self.said.stable.as_str(), may);
        (words != ("", "")).then_some(words)
    }
}

type Lines = VecDeque<Rc<Line>>;

#[derive(Debug, Default)]
pub struct Captions {
    lines: Lines,
    held: Option<Held>,
    /// How far back lines are drawn.
    depth: usize,
    /// A view of the space was here before.
    came: bool,
    /// From this number on the relay held the lines, when it last said which.
    oldest: u32,
    /// The relay knows nothing of what it knew before.
    anew: bool,
    /// The voices are heard in this tab.
    hears: bool,
    aloud: bool,
    /// Finished lines that no screen reader was told.
    untold: Vec<Rc<Line>>,
    due: Option<u64>,
    told_at: Option<u64>,
    batch: Batch,
    /// How people were captioned when one last looked.
    was: Captioning,
}

/// The lines as they were when the reader stopped.
#[derive(Debug)]
struct Held {
    lines: Lines,
    /// By the button; else by scrolling back.
    paused: bool,
}

/// Lines for a screen reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// Counts up: the same words said twice are told twice.
    pub number: u32,
    pub lines: Vec<Rc<Line>>,
}

impl Captions {
    pub fn handle(&mut self, input: Input, at: Moment) {
        match input {
            Input::Pause => self.hold(true),
            Input::Live => {
                self.held = None;
                self.depth = 0;
                self.untold_is_due(at);
            }
            Input::Stand { at_end: false } => self.hold(false),
            Input::Stand { at_end: true } => {
                if self.held.as_ref().is_some_and(|held| !held.paused) {
                    self.held = None;
                    self.depth = 0;
                }
            }
            Input::Earlier => self.depth = (self.depth + DRAWN_MORE).min(LINES_MOST),
            Input::Aloud(aloud) => {
                self.aloud = aloud;
                self.hush();
            }
        }
    }

    pub fn handle_timeout(&mut self, at: Moment) {
        if self.due.is_none_or(|due| at.ms < due) || self.is_paused() {
            return;
        }
        self.due = None;
        self.told_at = Some(at.ms);
        let over = self.untold.len().saturating_sub(BATCH_LINES_MOST);
        let lines = self.untold.drain(..).skip(over).collect();
        self.batch = Batch { number: self.batch.number + 1, lines };
    }

    pub fn poll_timeout(&self) -> Option<(u64, &'static str)> {
        let due = self.due.filter(|_| !self.is_paused())?;
        Some((due, "read captions out"))
    }

    /// Whether the voices themselves are heard in this tab.
    pub(super) fn hears(&mut self, hears: bool) {
        self.hears = hears;
        self.hush();
    }

    // What the relay says

    /// The relay restarted, and counts on from the lines that it says next.
    pub(super) const fn began_anew(&mut self) {
        self.anew = true;
    }

    /// The view is another: what was taken out meanwhile goes.
    pub(super) fn refreshed(&mut self, view: &SpaceView, at: Moment) {
        let first = first_of(view);
        let gone = self.gone(view);
        let stands = |line: &Rc<Line>| !gone.contains(&line.said.number);
        self.lines.retain(stands);
        if let Some(held) = &mut self.held {
            held.lines.retain(stands);
        }
        self.untold.retain(stands);
        self.oldest = first;
        // Their ends were missed.
        for line in &mut self.lines {
            if line.said.number < first && !line.said.is_final {
                let line = Rc::make_mut(line);
                line.said.tentative.clear();
                line.said.is_final = true;
            }
        }
        for said in &view.captions {
            self.add(said, at);
        }
        // How it is when one comes is told at the microphone.
        if !std::mem::replace(&mut self.came, true) {
            self.was = view.captioning;
        }
    }

    /// Lines that the relay would still hold, and does not.
    ///
    /// It holds the last [`Segment::MOST`] that stand, so one is missing because as many came after
    /// it, or because it was taken out. What it had let go before says nothing, and stays. In doubt
    /// a line goes: better that than one that was taken out and stays.
    fn gone(&mut self, view: &SpaceView) -> Vec<u32> {
        let first = first_of(view);
        let last = view.captions.iter().map(|said| said.number).max();
        // One that restarted without a line counts from 1 again.
        let forgot_all = std::mem::take(&mut self.anew) && last.is_none();
        let known = self.lines.back().map_or(0, |line| line.said.number);
        let begun_since = last.unwrap_or(0).saturating_sub(known) as usize;
        let all = self.lines.len();
        let is_gone = |(at, line): (usize, &Rc<Line>)| {
            let number = line.said.number;
            let is_missing = match number < first {
                true => number >= self.oldest && all - at - 1 + begun_since < Segment::MOST,
                false => view.captions.iter().all(|said| said.number != number),
            };
            (is_missing || forgot_all).then_some(number)
        };
        self.lines.iter().enumerate().filter_map(is_gone).collect()
    }

    /// Words were folded into the view.
    pub(super) fn said(&mut self, number: u32, view: &SpaceView, at: Moment) {
        self.oldest = first_of(view);
        if let Some(said) = view.captions.iter().rfind(|said| said.number == number) {
            self.add(said, at);
        }
    }

    pub(super) fn reworded(&mut self, number: u32, text: &Wording) {
        let lines =
            self.lines.iter_mut().chain(self.held.iter_mut().flat_map(|held| &mut held.lines));
        for line in lines.filter(|line| line.said.number == number) {
            Rc::make_mut(line).said.stable = text.to_string();
        }
    }

    pub(super) fn unsaid(&mut self, number: u32) {
        self.lines.retain(|line| line.said.number != number);
        self.untold.retain(|line| line.said.number != number);
        if let Some(held) = &mut self.held {
            held.lines.retain(|line| line.said.number != number);
        }
    }

    /// Whether people are captioned, or their words kept, who were not before.
    pub(super) fn is_more_than_before(&mut self, now: Captioning) -> bool {
        let was = std::mem::replace(&mut self.was, now);
        now.is_on() && (!was.is_on() || (now.kept && !was.kept))
    }

    fn add(&mut self, said: &Segment, at: Moment) {
        let place = self.lines.iter().rposition(|line| line.said.number <= said.number);
        let known = place.and_then(|place| self.lines.get_mut(place));
        let (line, was_final) = match known.filter(|line| line.said.number == said.number) {
            Some(known) => {
                let was_final = known.said.is_final;
                if (said.is_final || !was_final) && known.said != *said {
                    Rc::make_mut(known).said.clone_from(said);
                }
                (known.clone(), was_final)
            }
            None => {
                let line = Rc::new(Line { said: said.clone(), hue: Face::of(said.by.person).hue });
                self.lines.insert(place.map_or(0, |place| place + 1), line.clone());
                (line, false)
            }
        };
        let over = self.lines.len().saturating_sub(LINES_MOST);
        self.lines.drain(..over);
        // Whoever comes is not read everything that was said before.
        if said.is_final && !was_final && self.came && self.is_told() && !said.stable.is_empty() {
            self.untold.push(line);
            self.untold_is_due(at);
        }
    }

    fn untold_is_due(&mut self, at: Moment) {
        if self.due.is_none() && !self.untold.is_empty() {
            let told = self.told_at.map_or(0, |told| told + BATCH_EVERY_MS);
            self.due = Some(told.max(at.ms + GATHER_MS));
        }
    }

    /// No speech over speech: what waits to be read is let go, since more is said by then.
    fn hush(&mut self) {
        if !self.is_told() {
            self.untold.clear();
            self.due = None;
        }
    }

    const fn is_told(&self) -> bool {
        self.aloud || !self.hears
    }

    fn hold(&mut self, paused: bool) {
        match &mut self.held {
            Some(held) => held.paused |= paused,
            None => self.held = Some(Held { lines: self.lines.clone(), paused }),
        }
    }
}

/// The number of the first line that the relay holds; beyond all of them where it holds none.
fn first_of(view: &SpaceView) -> u32 {
    view.captions.iter().map(|said| said.number).min().unwrap_or(u32::MAX)
}
