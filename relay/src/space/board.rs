//! What a host puts up beside the talk: up to three links, and a poll.
//!
//! Laws: one vote a person and poll, which they may change while it is open; however many vote, the
//! audience is told a few times a second. Who voted for what is known to nobody but them, and to no
//! disk: a poll that a restart of the relay meets open is closed with the votes that it has.

use crate::space::{Space, Who};
use causerie_shared::{
    board::{Pin, Poll, Vote},
    event::Event,
    fault::Fault,
    id::PersonId,
    time::UnixMs,
    view::SpaceView,
};
use std::collections::BTreeMap;

/// Between two tellings of how the votes stand.
const TELL_EVERY_MS: u64 = 350;

/// People who vote in one poll, some 6 MB: more than a space has sockets for.
const VOTERS_MOST: usize = 100_000;

#[derive(Default)]
pub(super) struct Board {
    last_pin: u32,
    last_poll: u32,
    /// Who voted for what in the last poll that was asked.
    voted: BTreeMap<PersonId, u32>,
    /// The votes are not as they were told.
    stale: bool,
    told_at: UnixMs,
}

impl Board {
    /// Takes up the numbers where a former run ends.
    pub(super) fn after(view: &SpaceView) -> Self {
        let last_pin = view.pins.iter().map(|pin| pin.number).max().unwrap_or(0);
        let last_poll = view.poll.as_ref().map_or(0, |poll| poll.number);
        Self { last_pin, last_poll, ..Self::default() }
    }

    /// When the votes are to be told.
    pub(super) fn next_telling(&self) -> Option<UnixMs> {
        self.stale.then(|| self.told_at.plus_ms(TELL_EVERY_MS))
    }
}

impl Space {
    pub(super) fn pin(&mut self, url: &str, title: &str) -> Result<(), Fault> {
        let url = url.parse().map_err(|link| Fault::BadPin { link })?;
        let title = title.parse().map_err(|text| Fault::BadTitle { text })?;
        if self.view().pins.len() >= SpaceView::PINS_MOST {
            return Err(Fault::TooManyPins { most: SpaceView::PINS_MOST });
        }
        self.board.last_pin = self.board.last_pin.saturating_add(1);
        let number = self.board.last_pin;
        self.emit(Event::Pinned { pin: Pin { number, url, title } });
        self.save();
        Ok(())
    }

    pub(super) fn unpin(&mut self, number: u32) -> Result<(), Fault> {
        if !self.view().pins.iter().any(|pin| pin.number == number) {
            return Err(Fault::NoSuchPin);
        }
        self.emit(Event::Unpinned { number });
        self.save();
        Ok(())
    }

    pub(super) fn ask_poll(&mut self, question: &str, choices: &[String]) -> Result<(), Fault> {
        let question = question.parse().map_err(|text| Fault::BadLine { text })?;
        let choices = Poll::choices(choices).map_err(|poll| Fault::BadPoll { poll })?;
        if self.view().poll.as_ref().is_some_and(|poll| !poll.closed) {
            return Err(Fault::PollIsOpen);
        }
        self.board.last_poll = self.board.last_poll.saturating_add(1);
        self.board.voted.clear();
        self.board.stale = false;
        let number = self.board.last_poll;
        self.emit(Event::PollAsked { poll: Poll { number, question, choices, closed: false } });
        self.save();
        Ok(())
    }

    pub(super) fn vote(&mut self, who: &Who, vote: Vote) -> Result<(), Fault> {
        let poll = self.poll(vote.poll)?;
        if poll.closed {
            return Err(Fault::PollIsClosed);
        }
        if usize::try_from(vote.choice).is_ok_and(|choice| choice >= poll.choices.len()) {
            return Err(Fault::NoSuchPoll);
        }
        let is_new = !self.board.voted.contains_key(&who.person);
        if is_new && self.board.voted.len() >= VOTERS_MOST {
            return Err(Fault::TooMany { retry_after_s: 60 });
        }
        if self.board.voted.insert(who.person, vote.choice) != Some(vote.choice) {
            self.board.stale = true;
            self.person_changed(who.person);
        }
        Ok(())
    }

    /// Whoever votes after that is told that the result stands.
    pub(super) fn close_poll(&mut self, number: u32) -> Result<(), Fault> {
        if self.poll(number)?.closed {
            return Ok(());
        }
        self.tell_votes();
        self.emit(Event::PollClosed { poll: number });
        self.save();
        Ok(())
    }

    pub(super) fn remove_poll(&mut self, number: u32) -> Result<(), Fault> {
        self.poll(number)?;
        self.board.voted.clear();
        self.board.stale = false;
        self.emit(Event::PollRemoved { poll: number });
        self.save();
        Ok(())
    }

    /// What somebody answered to the poll that is up.
    pub(super) fn vote_of(&self, person: PersonId) -> Option<Vote> {
        let poll = self.view().poll.as_ref()?.number;
        self.board.voted.get(&person).map(|choice| Vote { poll, choice: *choice })
    }

    pub(super) fn settle_votes(&mut self, now: UnixMs) {
        if self.board.next_telling().is_some_and(|due| due <= now) {
            self.board.told_at = now;
            self.tell_votes();
            self.save();
        }
    }

    pub(super) fn tell_votes(&mut self) {
        let Some(poll) = self.view().poll.as_ref().filter(|_| self.board.stale) else { return };
        let mut votes = vec![0u32; poll.choices.len()];
        for choice in self.board.voted.values() {
            if let Some(count) = usize::try_from(*choice).ok().and_then(|at| votes.get_mut(at)) {
                *count = count.saturating_add(1);
            }
        }
        let poll = poll.number;
        self.board.stale = false;
        self.emit(Event::Voted { poll, votes });
    }

    fn poll(&self, number: u32) -> Result<&Poll, Fault> {
        let poll = self.view().poll.as_ref();
        poll.filter(|poll| poll.number == number).ok_or(Fault::NoSuchPoll)
    }
}
