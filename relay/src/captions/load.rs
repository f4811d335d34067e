//! How much is asked of the machine: when more people talk than it can follow, words come in fewer
//! steps before any go missing. Pure.
//!
//! Law: a step is taken back only after a calm that grows with each time that it was taken back too
//! early, so that the captions do not flicker between two steps.

use causerie_shared::time::UnixMs;
use std::collections::VecDeque;

/// What is asked for, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Partials at the pace that is set.
    Prompt,
    /// Partials half as often.
    Slow,
    /// No partials.
    FinalsOnly,
    /// No partials, and the smaller model.
    Small,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// A stretch was heard: how long after its sound had come, and how long that took a worker.
    Heard { lag_ms: u64, busy_ms: u64 },
    /// A stretch had to be left out.
    Dropped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    Step(Step),
    /// Whether words come later than they should.
    Delayed(bool),
}

/// Judges the load of all workers together.
pub struct Load {
    workers: u64,
    has_small: bool,
    step: Step,
    /// Since when things are measured; none before the first measure.
    since: Option<UnixMs>,
    worst_lag_ms: u64,
    busy_ms: u64,
    has_dropped: bool,
    /// Windows in a row in which words were late.
    late: u32,
    calm_since: Option<UnixMs>,
    /// Calm that is asked for before a step is taken back.
    calm_ms: u64,
    rose: Option<UnixMs>,
    outputs: VecDeque<Output>,
}

/// Measures of so long are judged together.
const WINDOW_MS: u64 = 2_000;
/// Words that come later than this are late.
const LATE_MS: u64 = 1_200;
/// Words that come sooner than this are in time.
const IN_TIME_MS: u64 = 600;
/// One late window may be the machine's hiccup.
const LATE_WINDOWS: u32 = 2;
const CALM_LEAST_MS: u64 = 8_000;
const CALM_MOST_MS: u64 = 64_000;
/// A step that has to be taken again so soon was taken back too early.
const TOO_EARLY_MS: u64 = 20_000;

impl Load {
    pub fn new(workers: usize, has_small: bool) -> Self {
        Self {
            workers: workers.max(1) as u64,
            has_small,
            step: Step::Prompt,
            since: None,
            worst_lag_ms: 0,
            busy_ms: 0,
            has_dropped: false,
            late: 0,
            calm_since: None,
            calm_ms: CALM_LEAST_MS,
            rose: None,
            outputs: VecDeque::new(),
        }
    }

    pub const fn step(&self) -> Step {
        self.step
    }

    pub fn handle(&mut self, input: Input, now: UnixMs) {
        self.handle_timeout(now);
        self.since.get_or_insert(now);
        match input {
            Input::Heard { lag_ms, busy_ms } => {
                self.worst_lag_ms = self.worst_lag_ms.max(lag_ms);
                self.busy_ms += busy_ms;
            }
            Input::Dropped => self.has_dropped = true,
        }
    }

    pub fn handle_timeout(&mut self, now: UnixMs) {
        let Some(since) = self.since else { return };
        let window_ms = now.since_ms(since);
        if window_ms < WINDOW_MS {
            return;
        }
        let is_late = self.has_dropped || self.worst_lag_ms > LATE_MS;
        let share = self.busy_ms * 100 / (window_ms * self.workers);
        self.late = if is_late { self.late + 1 } else { 0 };
        if is_late {
            self.calm_since = None;
            if self.late >= LATE_WINDOWS {
                self.late = 0;
                self.fall(now);
            }
        } else if self.worst_lag_ms < IN_TIME_MS && share < self.step.room_above() {
            self.calm(now);
        } else {
            self.calm_since = None;
        }
        (self.worst_lag_ms, self.busy_ms, self.has_dropped) = (0, 0, false);
        // Without a step to take back nothing needs to be judged until something is heard.
        self.since = (self.step > Step::Prompt || self.late > 0).then_some(now);
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    pub fn poll_timeout(&self) -> Option<(UnixMs, &'static str)> {
        let since = self.since.filter(|_| self.step > Step::Prompt || self.late > 0)?;
        Some((since.plus_ms(WINDOW_MS), "the load is judged"))
    }

    fn fall(&mut self, now: UnixMs) {
        let Some(step) = self.step.below(self.has_small) else { return };
        if let Some(rose) = self.rose.take() {
            let is_early = now.since_ms(rose) < TOO_EARLY_MS;
            self.calm_ms =
                if is_early { (self.calm_ms * 2).min(CALM_MOST_MS) } else { CALM_LEAST_MS };
        }
        self.go(step);
    }

    fn calm(&mut self, now: UnixMs) {
        let since = *self.calm_since.get_or_insert(now);
        let Some(step) = self.step.above() else { return };
        if now.since_ms(since) >= self.calm_ms {
            self.calm_since = None;
            self.rose = Some(now);
            self.go(step);
        }
    }

    fn go(&mut self, step: Step) {
        let was_delayed = self.step > Step::Prompt;
        self.step = step;
        self.outputs.push_back(Output::Step(step));
        let is_delayed = step > Step::Prompt;
        if is_delayed != was_delayed {
            self.outputs.push_back(Output::Delayed(is_delayed));
        }
    }
}

impl Step {
    const fn below(self, has_small: bool) -> Option<Self> {
        match self {
            Self::Prompt => Some(Self::Slow),
            Self::Slow => Some(Self::FinalsOnly),
            Self::FinalsOnly if has_small => Some(Self::Small),
            Self::FinalsOnly | Self::Small => None,
        }
    }

    const fn above(self) -> Option<Self> {
        match self {
            Self::Prompt => None,
            Self::Slow => Some(Self::Prompt),
            Self::FinalsOnly => Some(Self::Slow),
            Self::Small => Some(Self::FinalsOnly),
        }
    }

    /// The most percent of their time that workers may be busy for the step above to be tried: each
    /// asks some two or three times as much as the one below it.
    const fn room_above(self) -> u64 {
        match self {
            Self::Prompt => 100,
            Self::Slow => 40,
            Self::FinalsOnly => 25,
            Self::Small => 30,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Measures every half second; gives the steps that were taken.
    fn run(load: &mut Load, from_s: u64, to_s: u64, lag_ms: u64, busy_ms: u64) -> Vec<Output> {
        let mut outputs = Vec::new();
        for half in from_s * 2..to_s * 2 {
            load.handle(Input::Heard { lag_ms, busy_ms }, UnixMs(half * 500));
            outputs.extend(std::iter::from_fn(|| load.poll_output()));
        }
        outputs
    }

    #[test]
    fn more_talkers_than_cores_take_one_step_after_the_other() {
        let mut load = Load::new(1, true);
        let outputs = run(&mut load, 0, 30, 3000, 500);
        assert_eq!(
            outputs,
            [
                Output::Step(Step::Slow),
                Output::Delayed(true),
                Output::Step(Step::FinalsOnly),
                Output::Step(Step::Small)
            ]
        );
    }

    #[test]
    fn without_a_smaller_model_finals_are_the_last_step() {
        let mut load = Load::new(1, false);
        run(&mut load, 0, 30, 3000, 500);
        assert_eq!(load.step(), Step::FinalsOnly);
    }

    #[test]
    fn calm_takes_the_steps_back_and_says_so_once() {
        let mut load = Load::new(2, false);
        run(&mut load, 0, 20, 3000, 500);
        let outputs = run(&mut load, 20, 80, 100, 20);
        assert_eq!(
            outputs,
            [Output::Step(Step::Slow), Output::Step(Step::Prompt), Output::Delayed(false)]
        );
        assert_eq!(load.poll_timeout(), None);
    }

    #[test]
    fn workers_that_are_in_time_and_busy_are_asked_no_more() {
        let mut load = Load::new(1, false);
        run(&mut load, 0, 6, 3000, 500);
        let step = load.step();
        run(&mut load, 6, 100, 100, 300);
        assert_eq!(load.step(), step);
    }

    #[test]
    fn a_step_taken_back_too_early_waits_longer_the_next_time() {
        let mut load = Load::new(1, false);
        run(&mut load, 0, 5, 3000, 500);
        let mut steps = 0;
        for second in 0..200 {
            // Late whenever everything is asked for.
            let lag_ms = if load.step() == Step::Prompt { 3000 } else { 100 };
            let from = 5 + second;
            steps += run(&mut load, from, from + 1, lag_ms, 50).len();
        }
        assert!(steps < 25, "{steps} changes in 200 s");
    }

    #[test]
    fn silence_takes_the_steps_back_too() {
        let mut load = Load::new(1, false);
        run(&mut load, 0, 5, 3000, 500);
        while let Some((at, _)) = load.poll_timeout() {
            load.handle_timeout(at);
        }
        assert_eq!(load.step(), Step::Prompt);
    }

    proptest! {
        #[test]
        fn what_is_said_of_delay_is_what_the_step_says(
            measures in prop::collection::vec((0u64..4000, 0u64..1000, any::<bool>(), 0u64..5000), 0..100),
        ) {
            let mut load = Load::new(2, true);
            let (mut now, mut is_delayed) = (UnixMs(0), false);
            for (lag_ms, busy_ms, has_dropped, later) in measures {
                now = now.plus_ms(later);
                load.handle(Input::Heard { lag_ms, busy_ms }, now);
                if has_dropped {
                    load.handle(Input::Dropped, now);
                }
                while let Some(output) = load.poll_output() {
                    match output {
                        Output::Delayed(delayed) => {
                            prop_assert_ne!(delayed, is_delayed);
                            is_delayed = delayed;
                        }
                        Output::Step(_) => {}
                    }
                }
                prop_assert_eq!(is_delayed, load.step() > Step::Prompt);
            }
        }
    }
}
