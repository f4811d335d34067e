//! What became of messages since the start, for those who run the relay.

use crate::store::{Channel, Outcome};
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug, Default)]
pub struct Tally {
    push: Counts,
    mail: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    /// Arrived, or worth nothing any more.
    done: AtomicU64,
    /// Tried in vain.
    again: AtomicU64,
    /// To browsers and addresses that are gone.
    nobody: AtomicU64,
}

impl Tally {
    pub(super) fn count(&self, by: Channel, outcome: Outcome) {
        let counts = match by {
            Channel::Push => &self.push,
            Channel::Mail => &self.mail,
        };
        let count = match outcome {
            Outcome::Done => &counts.done,
            Outcome::Again { .. } => &counts.again,
            Outcome::NobodyThere => &counts.nobody,
            Outcome::Wait { .. } => return,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// Name, words, value.
    pub fn all(&self) -> [(&'static str, &'static str, u64); 6] {
        let Self { push, mail } = self;
        let row = |name, words, count: &AtomicU64| (name, words, count.load(Ordering::Relaxed));
        const DONE: &str = "Messages that arrived, or were worth nothing any more";
        const AGAIN: &str = "Tries of messages in vain, which are tried again";
        const NOBODY: &str = "Messages to browsers or addresses that are gone";
        [
            row("outbox_push_done_total", DONE, &push.done),
            row("outbox_push_again_total", AGAIN, &push.again),
            row("outbox_push_nobody_total", NOBODY, &push.nobody),
            row("outbox_mail_done_total", DONE, &mail.done),
            row("outbox_mail_again_total", AGAIN, &mail.again),
            row("outbox_mail_nobody_total", NOBODY, &mail.nobody),
        ]
    }
}
