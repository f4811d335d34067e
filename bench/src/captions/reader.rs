//! Somebody without a name who reads along.

use super::shown::{Ns, Shown};
use crate::house::{Line, Visitor};
use anyhow::{Context, Result, bail};
use causerie_shared::{
    caption::{CaptionState, Captioning},
    event::Event,
    id::{SpaceId, VoiceId},
    signal::ServerFrame,
};
use std::{
    net::{SocketAddr, TcpStream},
    time::Duration,
};

pub(super) struct Reader {
    line: Line,
    captioning: Captioning,
    pub(super) shown: Shown,
    /// When something was last said or taken back.
    last: Ns,
    delayed: Duration,
    /// Since when words come late, where they do.
    delayed_since: Option<Ns>,
}

impl Reader {
    pub(super) fn enter(relay: SocketAddr, space: SpaceId) -> Result<Self> {
        let line = Visitor::new(relay).look_in(space)?;
        let (_, view) = line.snapshot.as_ref().context("no view of the space")?;
        let captioning = view.captioning;
        Ok(Self {
            line,
            captioning,
            shown: Shown::default(),
            last: 0,
            delayed: Duration::ZERO,
            delayed_since: None,
        })
    }

    pub(super) fn socket(&self) -> Result<&TcpStream> {
        self.line.wait_no_more()
    }

    /// The voices of the stage, the host first, in the order in which they came.
    pub(super) fn seats(&self, talkers: usize) -> Result<Vec<VoiceId>> {
        let (_, view) = self.line.snapshot.as_ref().context("no view of the space")?;
        let seat_of = |number: usize| {
            let name = format!("Speaker {number}");
            let is_theirs = |seat: &str| if number == 0 { seat == "Ada" } else { seat == name };
            view.stage.iter().find(|seat| is_theirs(seat.name.as_str())).map(|seat| seat.voice)
        };
        (0..talkers).map(|number| seat_of(number).context("somebody has no seat")).collect()
    }

    /// Words come, and without delay.
    pub(super) fn is_captioned(&self) -> bool {
        self.captioning.wanted && self.captioning.state == CaptionState::Prompt
    }

    /// What was shown before counts no more.
    pub(super) fn begin(&mut self, now: Ns) {
        self.shown = Shown::default();
        self.delayed = Duration::ZERO;
        self.delayed_since = self.delayed_since.map(|_| now);
    }

    /// Takes in what has come.
    pub(super) fn read(&mut self, now: Ns) -> Result<()> {
        while let Some(frame) = self.line.waiting().context("the reader's socket")? {
            match frame {
                ServerFrame::Event { event, .. } => self.take(event, now),
                ServerFrame::Farewell { reason } => bail!("the relay said goodbye: {reason:?}"),
                ServerFrame::Snapshot { .. }
                | ServerFrame::Resumed { .. }
                | ServerFrame::Me { .. }
                | ServerFrame::Notice { .. }
                | ServerFrame::Ack { .. }
                | ServerFrame::Refused { .. } => {}
            }
        }
        Ok(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a reader of words cares for nothing else")]
    fn take(&mut self, event: Event, now: Ns) {
        match event {
            Event::Said { words } => {
                self.last = now;
                self.shown.take(&words, now);
            }
            Event::Unsaid { segment } => {
                self.last = now;
                self.shown.take_out(segment);
            }
            Event::Captioning { captioning } => {
                self.delayed += self.late_until(now);
                let is_late = captioning.state == CaptionState::Delayed;
                self.delayed_since = is_late.then_some(now);
                self.captioning = captioning;
            }
            _ => {}
        }
    }

    pub(super) fn is_quiet(&self, now: Ns, most: Duration) -> bool {
        !self.shown.is_open() && Duration::from_nanos(now.saturating_sub(self.last)) > most
    }

    pub(super) fn delayed_s(&self, now: Ns) -> f64 {
        (self.delayed + self.late_until(now)).as_secs_f64()
    }

    fn late_until(&self, now: Ns) -> Duration {
        let since = self.delayed_since.map_or(0, |since| now.saturating_sub(since));
        Duration::from_nanos(since)
    }
}
