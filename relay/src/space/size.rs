//! How many fit, as far as the operator says it.

use crate::space::Space;

/// People on stage at once, unless the operator says otherwise. Every event on stage goes to every
/// listener, so this bounds what a listener receives; it is also what fits on a phone.
pub const STAGE_MOST: usize = 20;

/// Co-hosts at once, unless the operator says otherwise: enough for shifts through a night, few
/// enough to know one another.
pub const CO_HOSTS_MOST: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub stage_most: usize,
    pub co_hosts_most: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self { stage_most: STAGE_MOST, co_hosts_most: CO_HOSTS_MOST }
    }
}

impl Space {
    /// Lets so many in from here on. Whoever is there already stays; a host always fits on stage.
    pub fn set_size(&mut self, size: Size) {
        self.size = Size { stage_most: size.stage_most.max(1), ..size };
    }
}
