//! Remembers which packets of which source were received, so that none is given out twice and
//! every sequence number finds its rollover counter.
//!
//! Law: `note` is called for packets that are proved genuine, and for no other.

#![warn(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::{LAST_INDEX, Refused};

/// What was received from each SSRC. As many SSRCs as a peer with one microphone and three
/// receivers uses, and no more, since each is remembered for as long as the keys live.
#[derive(Default)]
pub(super) struct Sources {
    known: [Option<(u32, Window)>; 4],
}

impl Sources {
    /// Where this SSRC is remembered, or could be.
    pub(super) fn place(&self, ssrc: u32) -> Result<usize, Refused> {
        let is_free_or_its_own =
            |known: &Option<(u32, Window)>| known.as_ref().is_none_or(|(its, _)| *its == ssrc);
        self.known.iter().position(is_free_or_its_own).ok_or(Refused::TooManySources)
    }

    pub(super) fn window(&self, place: usize) -> Option<&Window> {
        self.known.get(place)?.as_ref().map(|(_, window)| window)
    }

    /// Remembers a packet that is proved genuine.
    pub(super) fn note(&mut self, place: usize, ssrc: u32, index: u64) {
        let Some(known) = self.known.get_mut(place) else { return };
        known.get_or_insert((ssrc, Window::starting_at(index))).1.note(index);
    }
}

/// The newest 128 indices of one source, and which of them were received.
pub(super) struct Window {
    newest: u64,
    /// Bit n (of the low and then the high word): `newest - n` was received.
    received: [u64; 2],
}

impl Window {
    const WIDTH: u64 = 128;

    const fn starting_at(index: u64) -> Self {
        Self { newest: index, received: [0, 0] }
    }

    /// The index nearest to the newest one that ends in `seq` (RFC 3711, section 3.3.1); `None`
    /// when it would lie before the first or behind the last there is.
    pub(super) fn guess(&self, seq: u16) -> Option<u64> {
        let ahead = seq.wrapping_sub(self.newest as u16).cast_signed();
        let index = self.newest.checked_add_signed(ahead.into())?;
        (index <= LAST_INDEX).then_some(index)
    }

    pub(super) fn check(&self, index: u64) -> Result<(), Refused> {
        match self.newest.checked_sub(index) {
            None => Ok(()),
            Some(age) if age >= Self::WIDTH => Err(Refused::Replayed),
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
