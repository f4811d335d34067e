//! On what terms tickets are sold here, as the operator wants it.

use crate::money::{fee::Schedule, sale::HOLD_MS};

#[derive(Debug, Clone)]
pub struct Terms {
    pub fees: Schedule,
    /// How long a seat is held while one pays, in ms.
    pub hold_ms: u64,
}

impl Default for Terms {
    fn default() -> Self {
        Self { fees: Schedule::default(), hold_ms: HOLD_MS }
    }
}
