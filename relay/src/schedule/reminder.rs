//! How late somebody is still told what they asked to be told, and how long it is kept.

use causerie_shared::time::UnixMs;

/// Told later than this, it would only say that they missed it.
pub const STALE_MS: u64 = 60 * 60 * 1000;

/// How long people are kept what they were told.
pub const KEPT_MS: u64 = 90 * 24 * 60 * 60 * 1000;

/// What became due at this moment or before is not told any more.
pub fn stale_before(now: UnixMs) -> UnixMs {
    UnixMs(now.0.saturating_sub(STALE_MS))
}

/// What was told before then is forgotten.
pub fn kept_after(now: UnixMs) -> UnixMs {
    UnixMs(now.0.saturating_sub(KEPT_MS))
}
