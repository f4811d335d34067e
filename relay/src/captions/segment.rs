//! Where speech begins and ends: from how likely each moment is speech, to stretches of it. Pure:
//! holds no sound, reads no clock.
//!
//! Law: stretches of one voice never overlap, none is longer than [`LENGTH_MOST`], and each that is
//! asked about ends. A stretch ends at a pause; the longer it is, the shorter the pause that will
//! do, so that seldom a word is cut in two.

use super::engine::RATE;
use causerie_shared::time::UnixMs;
use std::collections::VecDeque;

/// Samples of one moment, as the detector of speech wants them: 16 ms.
pub const MOMENT: u64 = 256;
/// 12 s, in samples.
pub const LENGTH_MOST: u64 = 12 * RATE as u64;

/// From samples of a voice, up to others; the first sample of the voice is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: u64,
    pub to: u64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Input {
    /// The next moment: how likely it is speech, 0 to 1, and how loud it is, in any measure.
    Moment { speech: f32, loudness: f32 },
    /// What comes next does not follow on what was, or nothing comes for a while.
    Break,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// What was said so far, in a stretch that goes on.
    Partial(Stretch),
    /// A whole stretch.
    Final(Stretch),
}

/// Finds the stretches of one voice.
pub struct Segmenter {
    /// Samples between two partials; none asks for no partials.
    pace: Option<u64>,
    /// Samples so far.
    at: u64,
    /// Up to where sound belongs to an earlier stretch.
    taken: u64,
    /// Moments of speech in a row, while no stretch is open.
    run: u64,
    open: Option<Open>,
    /// When the newest moment came.
    came: UnixMs,
    /// Loudness of the last moments.
    loudness: VecDeque<f32>,
    outputs: VecDeque<Output>,
}

struct Open {
    from: u64,
    /// Where the newest speech ended.
    spoke: u64,
    /// Up to where the newest partial went.
    asked: u64,
    /// Moments of speech.
    moments: u64,
}

/// Likely speech begins a stretch, and less likely speech goes on with it: the ends of words are
/// weak.
const BEGINS: f32 = 0.5;
const GOES_ON: f32 = 0.35;
/// A click is shorter than that: 48 ms.
const BEGINS_RUN: u64 = 3;
/// A cough is shorter than that: 96 ms.
const MOMENTS_LEAST: u64 = 6;
/// 0.25 s before speech is detected, for consonants that are softer than the detector hears.
const LEAD: u64 = RATE as u64 / 4;
/// 192 ms after speech, for the same reason. Also the pause after which a partial is asked for out
/// of turn: should it prove to be the end, the words are there already.
const TAIL: u64 = 12 * MOMENT;
/// 0.75 s, of which the lead is silence: of less, a model makes words that were not said.
const FIRST: u64 = RATE as u64 * 3 / 4;
/// How long a pause ends a stretch of which length, both in samples.
const PAUSES: [(u64, u64); 5] = [
    (0, 60 * MOMENT),
    (4 * RATE as u64, 36 * MOMENT),
    (7 * RATE as u64, 16 * MOMENT),
    (9 * RATE as u64, 6 * MOMENT),
    (11 * RATE as u64, 3 * MOMENT),
];
/// A stretch without any pause is cut where it was least loud in the last half second. Words before
/// that may be stable already.
const CUT_MOMENTS: usize = 30;
/// No packet for so long is a pause: a talker who is muted sends none.
const NOTHING_MS: u64 = 400;

impl Segmenter {
    pub fn new(pace: Option<u64>) -> Self {
        Self {
            pace,
            at: 0,
            taken: 0,
            run: 0,
            open: None,
            came: UnixMs(0),
            loudness: VecDeque::with_capacity(CUT_MOMENTS),
            outputs: VecDeque::new(),
        }
    }

    /// Samples between two partials; none asks for no partials.
    pub fn set_pace(&mut self, pace: Option<u64>) {
        self.pace = pace;
    }

    /// Sound before this is not asked for again.
    pub fn needed_from(&self) -> u64 {
        match &self.open {
            Some(open) => open.from,
            None => self.lead(),
        }
    }

    pub fn handle(&mut self, input: Input, now: UnixMs) {
        match input {
            Input::Moment { speech, loudness } => {
                self.came = now;
                self.at += MOMENT;
                self.loudness.truncate(CUT_MOMENTS - 1);
                self.loudness.push_front(loudness);
                self.moment(speech);
            }
            Input::Break => {
                self.close(self.at);
                self.taken = self.at;
            }
        }
    }

    pub fn handle_timeout(&mut self, now: UnixMs) {
        if self.poll_timeout().is_some_and(|(at, _)| at <= now) {
            self.close(self.at);
        }
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub fn poll_timeout(&self) -> Option<(UnixMs, &'static str)> {
        self.open.as_ref().map(|_| (self.came.plus_ms(NOTHING_MS), "nothing comes of a talker"))
    }

    fn moment(&mut self, speech: f32) {
        let Some(open) = &mut self.open else {
            self.run = if speech >= BEGINS { self.run + 1 } else { 0 };
            if self.run >= BEGINS_RUN {
                let from = self.lead();
                self.open = Some(Open { from, spoke: self.at, asked: from, moments: self.run });
            }
            return;
        };
        if speech >= GOES_ON {
            open.spoke = self.at;
            open.moments += 1;
        }
        let (silent, length) = (self.at - open.spoke, self.at - open.from);
        if silent >= pause_for(length) {
            self.close(self.at);
        } else if length + MOMENT > LENGTH_MOST {
            self.cut();
        } else {
            self.ask();
        }
    }

    fn ask(&mut self) {
        let (Some(open), Some(pace)) = (&mut self.open, self.pace) else { return };
        let is_due = self.at - open.asked >= pace && open.spoke > open.asked;
        let is_due = is_due && self.at - open.from >= FIRST;
        let is_pause = self.at - open.spoke == TAIL && open.asked < self.at;
        if (is_due || is_pause) && open.moments >= MOMENTS_LEAST {
            open.asked = self.at;
            self.outputs.push_back(Output::Partial(Stretch { from: open.from, to: self.at }));
        }
    }

    fn lead(&self) -> u64 {
        self.at.saturating_sub(LEAD + self.run * MOMENT).max(self.taken)
    }

    fn close(&mut self, at: u64) {
        self.run = 0;
        let Some(open) = self.open.take() else { return };
        let to = at.min(open.spoke + TAIL);
        self.taken = to;
        if open.moments >= MOMENTS_LEAST {
            self.outputs.push_back(Output::Final(Stretch { from: open.from, to }));
        }
    }

    fn cut(&mut self) {
        let mut quietest = (0u64, f32::INFINITY);
        for (back, loudness) in (0u64..).zip(&self.loudness) {
            if *loudness < quietest.1 {
                quietest = (back, *loudness);
            }
        }
        let cut = self.at - quietest.0 * MOMENT;
        self.close(cut);
        let moments = quietest.0.max(1);
        self.open = Some(Open { from: cut, spoke: self.at, asked: cut, moments });
    }
}

fn pause_for(length: u64) -> u64 {
    let fitting = PAUSES.iter().rev().find(|(least, _)| length >= *least);
    fitting.map_or(PAUSES[0].1, |(_, pause)| *pause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: u64 = RATE as u64;

    /// Runs of moments that are speech, or not, 16 ms after one another.
    fn run(
        segmenter: &mut Segmenter,
        moments: impl IntoIterator<Item = (f32, f32)>,
    ) -> Vec<Output> {
        let mut outputs = Vec::new();
        for (speech, loudness) in moments {
            let now = segmenter.came.plus_ms(16);
            segmenter.handle(Input::Moment { speech, loudness }, now);
            outputs.extend(std::iter::from_fn(|| segmenter.poll_output()));
        }
        outputs
    }

    fn speech(ms: u64) -> impl Iterator<Item = (f32, f32)> {
        (0..ms / 16).map(|_| (0.9, 1.0))
    }

    fn silence(ms: u64) -> impl Iterator<Item = (f32, f32)> {
        (0..ms / 16).map(|_| (0.0, 0.0))
    }

    fn finals(outputs: &[Output]) -> Vec<Stretch> {
        let is_final = |output: &Output| match output {
            Output::Partial(_) => None,
            Output::Final(stretch) => Some(*stretch),
        };
        outputs.iter().filter_map(is_final).collect()
    }

    #[test]
    fn a_sentence_is_one_stretch_with_a_little_silence_around_it() {
        let mut segmenter = Segmenter::new(Some(SECOND / 2));
        let outputs = run(&mut segmenter, silence(1600).chain(speech(2400)).chain(silence(1200)));
        let Stretch { from, to } = finals(&outputs)[0];
        assert_eq!(finals(&outputs).len(), 1);
        assert_eq!(from, 16 * 1600 - LEAD);
        assert_eq!(to, 16 * 4000 + TAIL);
    }

    #[test]
    fn partials_come_at_the_pace_and_once_in_the_pause_where_the_final_ends() {
        let mut segmenter = Segmenter::new(Some(SECOND / 2));
        let outputs = run(&mut segmenter, silence(1200).chain(speech(1600)).chain(silence(1200)));
        let Some([Output::Partial(before), Output::Final(last)]) = outputs.last_chunk() else {
            panic!("{outputs:?}");
        };
        assert_eq!(before, last);
        assert_eq!(outputs.len(), 5, "{outputs:?}");
    }

    #[test]
    fn without_a_pace_there_are_finals_alone() {
        let mut segmenter = Segmenter::new(None);
        let outputs = run(&mut segmenter, speech(5000).chain(silence(1200)));
        assert!(matches!(outputs[..], [Output::Final(_)]));
    }

    #[test]
    fn a_short_pause_ends_a_long_stretch_and_not_a_short_one() {
        let mut segmenter = Segmenter::new(None);
        let outputs = run(&mut segmenter, speech(2000).chain(silence(600)).chain(speech(500)));
        assert_eq!(outputs, []);
        let outputs = run(&mut segmenter, speech(5000).chain(silence(600)));
        assert_eq!(outputs.len(), 1);
    }

    #[test]
    fn speech_without_a_pause_is_cut_where_it_is_least_loud_and_goes_on_there() {
        let mut segmenter = Segmenter::new(None);
        let dip = [(0.9, 0.1)];
        let outputs = run(&mut segmenter, speech(11_600).chain(dip).chain(speech(2000)));
        let outputs = [outputs, run(&mut segmenter, silence(1200))].concat();
        let [first, second] = finals(&outputs)[..] else { panic!("{outputs:?}") };
        assert_eq!(first.to, second.from);
        assert_eq!(first.to, 11_600 * 16 + MOMENT);
    }

    #[test]
    fn a_click_is_nothing() {
        let mut segmenter = Segmenter::new(Some(SECOND / 2));
        assert_eq!(run(&mut segmenter, speech(64).chain(silence(2000))), []);
    }

    #[test]
    fn a_talker_of_whom_nothing_comes_has_finished() {
        let mut segmenter = Segmenter::new(None);
        run(&mut segmenter, speech(1600));
        let (at, _) = segmenter.poll_timeout().unwrap();
        segmenter.handle_timeout(UnixMs(at.0 - 1));
        assert_eq!(segmenter.poll_output(), None);
        segmenter.handle_timeout(at);
        assert!(matches!(segmenter.poll_output(), Some(Output::Final(_))));
        assert_eq!(segmenter.poll_timeout(), None);
    }

    #[test]
    fn a_break_ends_the_stretch_at_once_and_nothing_before_it_is_taken_again() {
        let mut segmenter = Segmenter::new(None);
        run(&mut segmenter, speech(1600));
        segmenter.handle(Input::Break, UnixMs(0));
        let Some(Output::Final(first)) = segmenter.poll_output() else { panic!("no final") };
        let outputs = run(&mut segmenter, speech(800).chain(silence(1200)));
        assert!(finals(&outputs)[0].from >= first.to);
    }

    #[test]
    fn two_hours_without_a_pause_keep_little() {
        let mut segmenter = Segmenter::new(Some(SECOND / 2));
        for _ in 0..2 * 3600 * 1000 / 16 {
            segmenter.handle(Input::Moment { speech: 1.0, loudness: 1.0 }, UnixMs(0));
            while segmenter.poll_output().is_some() {}
            assert!(segmenter.at - segmenter.needed_from() <= LENGTH_MOST);
            assert!(segmenter.loudness.len() <= CUT_MOMENTS);
        }
    }

    proptest! {
        #[test]
        fn stretches_are_in_order_bounded_and_still_there_when_asked_for(
            runs in prop::collection::vec((0.0f32..1.0, 1usize..200, 0u8..20), 1..40),
        ) {
            let mut segmenter = Segmenter::new(Some(SECOND / 2));
            let (mut ended, mut needed) = (0, 0);
            for (likely, moments, change) in runs {
                for moment in 0..moments {
                    let loudness = (moment % 7) as f32;
                    segmenter.handle(Input::Moment { speech: likely, loudness }, UnixMs(0));
                    while let Some(output) = segmenter.poll_output() {
                        let (stretch, is_final) = match output {
                            Output::Partial(stretch) => (stretch, false),
                            Output::Final(stretch) => (stretch, true),
                        };
                        prop_assert!(stretch.from >= ended && stretch.from >= needed);
                        prop_assert!(stretch.from < stretch.to && stretch.to <= segmenter.at);
                        prop_assert!(stretch.to - stretch.from <= LENGTH_MOST);
                        if is_final {
                            ended = stretch.to;
                        }
                    }
                    needed = segmenter.needed_from();
                }
                if change == 0 {
                    segmenter.handle(Input::Break, UnixMs(0));
                    while segmenter.poll_output().is_some() {}
                    ended = segmenter.at;
                }
            }
        }
    }
}
