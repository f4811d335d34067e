//! Hears what the recogniser says: one thread for each of its lives.

use crate::captions::{
    pipe::{self, Report, Said},
    task::State,
};
use causerie_shared::caption::CaptionState;
use std::{io::Read, os::unix::net::UnixStream};
use tokio::sync::{mpsc::UnboundedSender, watch};

/// Reads what one life of the recogniser says.
pub(super) struct Listener {
    pub(super) from: UnixStream,
    pub(super) life: u32,
    pub(super) said: UnboundedSender<(u32, Said)>,
    pub(super) show: watch::Sender<State>,
}

impl Listener {
    /// Returns at the end of it: whether the next would be as useless.
    pub(super) fn run(mut self) -> bool {
        let mut buffer = Vec::new();
        let mut some = [0; 16 * 1024];
        loop {
            let count = match self.from.read(&mut some) {
                Ok(0) | Err(_) => return false,
                Ok(count) => count,
            };
            buffer.extend(some.get(..count).unwrap_or_default());
            loop {
                let report = match pipe::take_message(&mut buffer) {
                    Ok(None) => break,
                    Ok(Some(message)) => Report::read(&message),
                    Err(garbled) => Err(garbled),
                };
                match report {
                    Ok(Report::Useless { why }) => {
                        tracing::error!("there are no captions: {why}");
                        return true;
                    }
                    Ok(report) => self.take(report),
                    Err(_) => {
                        tracing::error!("the recogniser says what nobody understands");
                        return false;
                    }
                }
            }
        }
    }

    fn take(&self, report: Report) {
        match report {
            Report::Ready { engine } => {
                tracing::info!(engine, life = self.life, "captions are on");
                self.set(CaptionState::Prompt);
            }
            Report::Delayed(true) => {
                tracing::warn!("captions are delayed: more people talk than this machine follows");
                self.set(CaptionState::Delayed);
            }
            Report::Delayed(false) => {
                tracing::info!("captions are prompt again");
                self.set(CaptionState::Prompt);
            }
            Report::Said(said) => {
                // The hub is gone only while the process ends.
                let _ = self.said.send((self.life, said));
            }
            Report::Useless { .. } => {}
        }
    }

    fn set(&self, to: CaptionState) {
        self.show.send_modify(|state| state.state = to);
    }
}
