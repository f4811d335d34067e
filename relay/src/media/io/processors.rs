//! Which processors media threads stay on.
//!
//! Law: a thread stays on a processor only where each processor that this process may use gets
//! exactly one. Wherever some would be left over, choosing among them is for the system, which
//! sees who else is at work: relays that each took the first few would meet on the same ones.

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// A processor for each of `threads`, or none at all.
pub fn own(threads: usize) -> Vec<usize> {
    let Ok(set) = sched_getaffinity(None) else { return Vec::new() };
    let allowed = (0..CpuSet::MAX_CPU).filter(|at| set.is_set(*at)).collect();
    one_each(allowed, threads)
}

fn one_each(allowed: Vec<usize>, threads: usize) -> Vec<usize> {
    if allowed.len() == threads { allowed } else { Vec::new() }
}

/// A thread that stays where its caches are; where the system refuses, it wanders.
pub fn stay_on(processor: usize) {
    let mut set = CpuSet::new();
    set.set(processor);
    let _ = sched_setaffinity(None, &set);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_stay_on_processors_only_where_each_gets_one_and_none_is_left() {
        assert_eq!(one_each(vec![0, 1, 2, 3], 4), [0, 1, 2, 3]);
        // An operator who gave this relay some of a machine's, and as many threads.
        assert_eq!(one_each(vec![5, 9], 2), [5, 9]);
        // Two relays of one thread each would both be on processor 0.
        assert!(one_each(vec![0, 1], 1).is_empty());
        assert!(one_each(vec![0, 1], 3).is_empty());
        assert!(one_each(vec![], 1).is_empty());
    }

    #[test]
    fn a_thread_that_is_to_stay_stays() {
        let thread = std::thread::spawn(|| {
            let set = sched_getaffinity(None).unwrap();
            let first = (0..CpuSet::MAX_CPU).find(|at| set.is_set(*at)).unwrap();
            stay_on(first);
            (first, own(1))
        });
        let (first, own) = thread.join().unwrap();
        assert_eq!(own, [first]);
    }
}
