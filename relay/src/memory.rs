//! Gives memory back to the system: the C library's allocator keeps what it once had. A relay that saw
//! two thousand joins would hold their space for ever, and one that checked two hundred passwords, of
//! 19 MiB each, 400 MB.
#![expect(unsafe_code, reason = "mallopt and malloc_trim have no safe binding")]

use std::time::Duration;

/// How often the crowd is counted.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A crowd of fewer leaves nothing worth looking for.
const CROWD_LEAST: u64 = 100;
/// What a handshake holds goes half a minute after it: a second look, so many looks later.
const SECOND_LOOK: u32 = 8;

/// What is as large as this is mapped by itself, and goes back when it is free: the work of a password
/// or a picture, and little else. The C library would raise its own bound to 32 MiB at the first such
/// piece, and keep those that come after. Fresh pages cost a password some 5 % more time.
#[cfg(target_env = "gnu")]
const LARGE: libc::c_int = 4 * 1024 * 1024;

/// Before anything large is asked for.
pub fn prepare() {
    #[cfg(target_env = "gnu")]
    // SAFETY: it sets a number of the allocator's own, under the allocator's lock.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE)
    };
}

/// When memory is worth giving back: once a crowd has left, and once one has settled in. Pure.
#[derive(Debug, Default)]
struct Tide {
    /// The most that were here since the last turn, and those that were here at it.
    high: u64,
    last: u64,
    second_look_in: u32,
}

impl Tide {
    /// `sessions` are here. Half of the most is an ebb, twice as many as at the last turn a flood.
    fn turns(&mut self, sessions: u64) -> bool {
        self.high = self.high.max(sessions);
        let ebbs = self.high >= CROWD_LEAST && sessions <= self.high / 2;
        let floods = sessions >= CROWD_LEAST && sessions >= self.last * 2;
        if ebbs || floods {
            (self.high, self.last) = (sessions, sessions);
            self.second_look_in = SECOND_LOOK;
            return ebbs;
        }
        self.second_look_in = self.second_look_in.saturating_sub(1);
        self.second_look_in == 1
    }
}

/// Watches until its task is ended.
pub(crate) async fn watch(sessions: impl Fn() -> u64) {
    let mut tide = Tide::default();
    let mut looks = tokio::time::interval(LOOK_EVERY);
    loop {
        looks.tick().await;
        if tide.turns(sessions()) {
            let _ = tokio::task::spawn_blocking(give_back).await;
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

    fn turns(sessions: &[u64]) -> Vec<usize> {
        let mut tide = Tide::default();
        let turns = sessions.iter().enumerate().filter(|(_, here)| tide.turns(**here));
        turns.map(|(at, _)| at).collect()
    }

    #[test]
    fn a_crowd_that_leaves_is_noticed_at_once_and_again_when_its_handshakes_are_over() {
        let mut sessions = vec![10, 2000, 1500, 900, 800];
        sessions.extend([0; 12]);
        assert_eq!(turns(&sessions), [3, 5, 12]);
    }

    #[test]
    fn a_crowd_that_stays_is_looked_at_once_its_handshakes_are_over() {
        let mut sessions = vec![0, 500, 1000, 2000];
        sessions.extend([2000; 30]);
        assert_eq!(turns(&sessions), [10]);
    }

    #[test]
    fn a_few_who_come_and_go_are_no_crowd() {
        assert!(turns(&[50, 0, 90, 1, 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]).is_empty());
    }
}
