//! Which lines are in sight, however the reader has them.

use super::{Batch, Captions, Line, Lines};
use std::rc::Rc;

/// Lines that are drawn for whoever follows.
pub(super) const DRAWN_LEAST: usize = 40;
/// Lines of one voice from which the last two or three rows of words are made.
const ROLLED: usize = 3;
/// Among so many lines somebody may still be talking; words of an older one got lost.
const TALKING_AMONG: usize = 8;

/// Lines of one voice, of which the last words are in sight.
#[derive(Debug, PartialEq, Eq)]
pub struct Roll<'a> {
    pub lines: Vec<&'a Rc<Line>>,
    /// Somebody else has gone on from there.
    pub is_before: bool,
}

impl<'a> Roll<'a> {
    fn of(line: &'a Rc<Line>) -> Self {
        Self { lines: vec![line], is_before: false }
    }
}

impl Captions {
    pub fn is_paused(&self) -> bool {
        self.held.as_ref().is_some_and(|held| held.paused)
    }

    /// The reader reads, and what is said does not move the lines.
    pub const fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Nothing was said so far, or nothing of it stands.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Lines that began since the reader stopped.
    pub fn unread(&self) -> usize {
        let Some(held) = &self.held else { return 0 };
        let last = held.lines.back().map_or(0, |line| line.said.number);
        self.lines.iter().rev().take_while(|line| line.said.number > last).count()
    }

    /// Everything, as far back as was scrolled.
    pub fn scroll(&self) -> impl Iterator<Item = &Rc<Line>> {
        let lines = self.before_the_reader();
        lines.iter().skip(lines.len().saturating_sub(DRAWN_LEAST + self.depth))
    }

    /// There are lines before those that are drawn.
    pub fn has_earlier(&self) -> bool {
        self.before_the_reader().len() > DRAWN_LEAST + self.depth
    }

    /// What rolls up: a roll for each of those who talk at once; else the end of what one voice said,
    /// and of what another said before it.
    pub fn rolls(&self) -> Vec<Roll<'_>> {
        let talking = self.talking();
        if talking.len() > 1 {
            return talking.into_iter().map(Roll::of).collect();
        }
        let mut newest_first = self.before_the_reader().iter().rev().peekable();
        let mut run = || {
            let voice = newest_first.peek()?.said.voice;
            let mut lines = Vec::new();
            while let Some(line) = newest_first.next_if(|line| line.said.voice == voice) {
                lines.push(line);
            }
            lines.truncate(ROLLED);
            lines.reverse();
            Some(lines)
        };
        let now = run().map(|lines| Roll { lines, is_before: false });
        let before = run().map(|lines| Roll { lines, is_before: true });
        before.into_iter().chain(now).collect()
    }

    /// Whoever talks, each in a block; else what was said last.
    pub fn blocks(&self) -> Vec<Roll<'_>> {
        let talking = self.talking();
        let last = || self.before_the_reader().back().into_iter().collect();
        let blocks: Vec<_> = if talking.is_empty() { last() } else { talking };
        blocks.into_iter().map(Roll::of).collect()
    }

    /// Changes with every word before the reader.
    pub fn newest(&self) -> (u32, u32) {
        let newest = self.before_the_reader().back();
        newest.map_or((0, 0), |line| (line.said.number, line.said.revision))
    }

    pub const fn batch(&self) -> &Batch {
        &self.batch
    }

    fn talking(&self) -> Vec<&Rc<Line>> {
        let lines = self.before_the_reader();
        let newest = lines.iter().skip(lines.len().saturating_sub(TALKING_AMONG));
        newest.filter(|line| !line.said.is_final).collect()
    }

    fn before_the_reader(&self) -> &Lines {
        self.held.as_ref().map_or(&self.lines, |held| &held.lines)
    }
}
