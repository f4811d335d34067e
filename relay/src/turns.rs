//! Whose turn it is on a processor, as far as the system lets a program say so.
#![expect(unsafe_code, reason = "sched_setscheduler has no safe binding")]

/// This thread, and those that it starts, have a processor while nobody else wants it, and give it up
/// in the moment in which somebody does. A thread that is merely nice keeps it to the end of its turn,
/// some milliseconds for which a packet would wait. False where the system does not let it.
#[cfg(target_os = "linux")]
pub fn give_way() -> bool {
    let idle = libc::sched_param { sched_priority: 0 };
    // SAFETY: it reads a live structure of its own type, and changes this thread alone.
    unsafe { libc::sched_setscheduler(0, libc::SCHED_IDLE, &raw const idle) == 0 }
}

#[cfg(not(target_os = "linux"))]
pub fn give_way() -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_gives_way_is_of_the_idle_kind() {
        let kind = std::thread::spawn(|| {
            assert!(give_way());
            let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap();
            // Behind the name, which may hold anything: field 41 is the policy (proc(5)).
            let fields = stat.rsplit(')').next().unwrap();
            fields.split_whitespace().nth(38).unwrap().parse::<i32>().unwrap()
        });
        assert_eq!(kind.join().unwrap(), libc::SCHED_IDLE);
    }
}
