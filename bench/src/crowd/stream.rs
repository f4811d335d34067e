//! The packets of one SSRC at one listener, counted by their sequence numbers alone.
//!
//! Law: whatever order packets come in, what is lost is what was numbered and did not come; a
//! relay's and a floor's streams begin at 1, so that a lost beginning counts.

#[derive(Debug, Clone, Copy, Default)]
pub struct Stream {
    pub ssrc: u32,
    /// The highest number so far, with its wraps counted.
    pub highest: u64,
    received: u64,
    /// Both as they were when the window began.
    from: (u64, u64),
}

/// What happened within a window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    pub received: u64,
    pub lost: u64,
    /// More packets than numbers.
    pub surplus: u64,
}

impl Stream {
    pub fn new(ssrc: u32) -> Self {
        Self { ssrc, ..Self::default() }
    }

    pub fn count(&mut self, sequence: u16) {
        let ahead = i64::from(sequence.wrapping_sub(self.highest as u16).cast_signed());
        self.highest += u64::try_from(ahead).unwrap_or(0);
        self.received += 1;
    }

    /// A window begins here.
    pub fn mark(&mut self) {
        self.from = (self.highest, self.received);
    }

    pub fn since_mark(&self) -> Counted {
        let (numbered, received) = (self.highest - self.from.0, self.received - self.from.1);
        Counted {
            received,
            lost: numbered.saturating_sub(received),
            surplus: received.saturating_sub(numbered),
        }
    }
}

impl std::ops::AddAssign for Counted {
    fn add_assign(&mut self, other: Self) {
        self.received += other.received;
        self.lost += other.lost;
        self.surplus += other.surplus;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(mark_after: usize, sequences: impl IntoIterator<Item = u16>) -> Counted {
        let mut stream = Stream::new(1);
        for (at, sequence) in sequences.into_iter().enumerate() {
            if at == mark_after {
                stream.mark();
            }
            stream.count(sequence);
        }
        stream.since_mark()
    }

    #[test]
    fn what_is_lost_is_what_was_numbered_and_did_not_come() {
        assert_eq!(counted(0, [1, 2, 3]).lost, 0);
        assert_eq!(counted(0, [3, 4, 7]), Counted { received: 3, lost: 4, surplus: 0 });
        assert_eq!(counted(0, [2, 1, 4, 3]).lost, 0, "order does not matter");
        assert_eq!(counted(0, [1, 1]), Counted { received: 2, lost: 0, surplus: 1 });
        assert_eq!(counted(2, [1, 9, 10, 12]), Counted { received: 2, lost: 1, surplus: 0 });
    }

    #[test]
    fn a_wrap_loses_nothing() {
        let whole = (1u32..200_000).map(|number| number as u16);
        assert_eq!(counted(0, whole), Counted { received: 199_999, lost: 0, surplus: 0 });
    }
}
