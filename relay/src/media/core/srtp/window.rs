//! Remembers which packets of which source were received, so that none is given out twice and
//! every sequence number finds its rollover counter.
//!
//! Law: `note` is called for packets that are proved genuine, and for no other.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::{LAST_INDEX, Refused};

/// SSRCs whose windows are kept: as many as a peer with one microphone and three receivers uses.
const KNOWN_MOST: usize = 4;
/// SSRCs that were left behind and are remembered by name, 4 bytes each. A browser that opens its
/// microphone anew each minute uses them up within an hour, and then needs new keys.
pub(super) const RETIRED_MOST: usize = 64;

/// What was received from each SSRC. A fifth SSRC retires the one that was silent for longest:
/// of that one nothing is taken any more, because what it had sent is forgotten and could be
/// given out twice.
#[derive(Default)]
pub(super) struct Sources {
    /// The one heard last comes first.
    known: [Option<(u32, Window)>; KNOWN_MOST],
    /// Takes memory from the first retirement on.
    retired: Vec<u32>,
}

impl Sources {
    /// What is remembered of this SSRC; nothing of one that is new.
    pub(super) fn window(&self, ssrc: u32) -> Result<Option<&Window>, Refused> {
        let known = self.known.iter().flatten().find(|(its, _)| *its == ssrc);
        if known.is_none() && self.retired.contains(&ssrc) {
            return Err(Refused::Retired);
        }
        Ok(known.map(|(_, window)| window))
    }

    /// Remembers a packet that is proved genuine.
    pub(super) fn note(&mut self, ssrc: u32, index: u64) -> Result<(), Refused> {
        let is_its =
            |known: &Option<(u32, Window)>| matches!(known, Some((its, _)) if *its == ssrc);
        let place = self.known.iter().position(is_its);
        let place = place.or_else(|| self.known.iter().position(Option::is_none));
        let place = match place {
            Some(place) => place,
            None => self.retire_the_last()?,
        };
        if let Some(known) = self.known.get_mut(place) {
            known.get_or_insert((ssrc, Window::starting_at(index))).1.note(index);
        }
        if place > 0
            && let Some(later) = self.known.get_mut(..=place)
        {
            later.rotate_right(1);
        }
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.known.iter().all(Option::is_none) && self.retired.is_empty()
    }

    /// Frees the last place.
    fn retire_the_last(&mut self) -> Result<usize, Refused> {
        if self.retired.len() >= RETIRED_MOST {
            return Err(Refused::TooManySources);
        }
        let silent = self.known.last_mut().and_then(Option::take);
        self.retired.extend(silent.map(|(ssrc, _)| ssrc));
        Ok(KNOWN_MOST.saturating_sub(1))
    }
}

/// Where a packet stands in its source, if its tag agrees.
pub(super) struct Expected {
    pub(super) index: u64,
    /// It is an old packet if its tag does not agree.
    pub(super) leaps: bool,
}

/// The newest 128 indices of one source, and which of them were received.
pub(super) struct Window {
    newest: u64,
    /// Bit n (of the low and then the high word): `newest - n` was received.
    received: [u64; 2],
}

impl Window {
    const WIDTH: i64 = 128;

    const fn starting_at(index: u64) -> Self {
        Self { newest: index, received: [0, 0] }
    }

    /// The index that a packet with this sequence number has, if it is one to be taken at all.
    ///
    /// It is the one nearest to the newest (RFC 3711, section 3.3.1), unless that lies behind the
    /// window. Then either the packet is old, or its source leapt ahead by half the range and more;
    /// the tag tells which, since it is made with the index.
    pub(super) fn expect(&self, seq: u16) -> Result<Expected, Refused> {
        let ahead = i64::from(seq.wrapping_sub(self.newest as u16).cast_signed());
        let is_old = ahead.checked_neg().is_some_and(|age| age >= Self::WIDTH);
        let from_newest = if is_old { ahead.saturating_add(1 << 16) } else { ahead };
        let index = self.newest.checked_add_signed(from_newest).ok_or(Refused::Forged)?;
        if index > LAST_INDEX {
            return Err(Refused::Forged);
        }
        self.check(index)?;
        Ok(Expected { index, leaps: is_old })
    }

    pub(super) fn check(&self, index: u64) -> Result<(), Refused> {
        match self.newest.checked_sub(index) {
            None => Ok(()),
            Some(age) if age >= Self::WIDTH as u64 => Err(Refused::Replayed),
            Some(age) if self.bits() >> age & 1 == 1 => Err(Refused::Replayed),
            Some(_) => Ok(()),
        }
    }

    fn note(&mut self, index: u64) {
        let mut bits = self.bits();
        match index.checked_sub(self.newest) {
            Some(ahead) => {
                let ahead = u32::try_from(ahead).unwrap_or(u32::MAX);
                bits = bits.checked_shl(ahead).unwrap_or(0) | 1;
                self.newest = index;
            }
            None => bits |= 1u128.checked_shl((self.newest.abs_diff(index)) as u32).unwrap_or(0),
        }
        self.received = [bits as u64, (bits >> 64) as u64];
    }

    fn bits(&self) -> u128 {
        let [low, high] = self.received;
        u128::from(high) << 64 | u128::from(low)
    }
}
