//! Decides about spaces that are to come: when one may be announced, begun, or is missed. Reads no
//! clock and holds no row: moments are arguments.
//!
//! Absent: spaces that recur.
//!
//! Laws, each held by a test: nothing is announced for a moment that is past, that no clock shows, or
//! that is further ahead than the operator allows; what may begin is not missed yet; a moment and
//! the words for it by the clocks of its zone lead to each other.

mod calendar;
mod reminder;
mod rules;
mod when;

pub use calendar::{calendar, cover_at, feed};
pub use reminder::{KEPT_MS, STALE_MS, kept_after, stale_before};
pub use rules::{
    Horizon, LASTS_MOST_MS, LATE_MS, SOLD_LATE_MS, may_begin, missed_before, sold_missed_before,
};
pub use when::{Span, iso, local};
