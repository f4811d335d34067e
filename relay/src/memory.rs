//! Gives memory back to the system after a crowd has left: the C library's allocator keeps what it
//! once had, and a relay that saw two thousand joins would hold their space for ever.
#![expect(unsafe_code, reason = "malloc_trim has no safe binding")]

use std::time::Duration;

/// How often the crowd is counted.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A crowd of fewer leaves nothing worth looking for.
const CROWD_LEAST: u64 = 100;

/// Whether a crowd has left since memory was last given back. Pure.
#[derive(Debug, Default)]
struct Tide {
    high: u64,
}

impl Tide {
    /// `sessions` are here. Half of the most that were is an ebb.
    fn ebbs(&mut self, sessions: u64) -> bool {
        self.high = self.high.max(sessions);
        let ebbs = self.high >= CROWD_LEAST && sessions <= self.high / 2;
        if ebbs {
            self.high = sessions;
        }
        ebbs
    }
}

/// Watches until its task is ended.
pub(crate) async fn watch(sessions: impl Fn() -> u64) {
    let mut tide = Tide::default();
    let mut looks = tokio::time::interval(LOOK_EVERY);
    loop {
        looks.tick().await;
        if tide.ebbs(sessions()) {
            // What a handshake holds goes half a minute after it; that is worth a second look.
            for wait in [Duration::ZERO, Duration::from_secs(35)] {
                tokio::time::sleep(wait).await;
                let _ = tokio::task::spawn_blocking(give_back).await;
            }
        }
    }
}

/// Milliseconds of work, during which threads that allocate may wait; those that forward do not.
fn give_back() {
    #[cfg(target_env = "gnu")]
    // SAFETY: it only looks for free pages of the allocator's own.
    unsafe {
        libc::malloc_trim(0)
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_that_leaves_is_noticed_once() {
        let mut tide = Tide::default();
        let ebbs: Vec<_> = [10, 2000, 1500, 900, 800, 300, 200, 90, 20, 0]
            .into_iter()
            .filter(|sessions| tide.ebbs(*sessions))
            .collect();
        assert_eq!(ebbs, [900, 300, 90]);
    }

    #[test]
    fn a_few_who_come_and_go_are_no_crowd() {
        let mut tide = Tide::default();
        assert!(![50, 0, 90, 1, 99, 0].into_iter().any(|sessions| tide.ebbs(sessions)));
    }
}
