//! What the kernel says of a process: `/proc`, read as text.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};

/// What one tick of the kernel's accounts lasts.
const TICK_MS: u64 = 10;

/// A process at one moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    tasks: BTreeMap<String, Spent>,
    /// User and system time from its `stat`, in the kernel's ticks of 10 ms.
    ticks: Duration,
    pub(super) resident_kb: u64,
    /// The most that it ever was.
    pub(super) peak_kb: u64,
}

/// What its threads used.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spent {
    /// User and system time from `schedstat`, which counts nanoseconds.
    pub(super) cpu: Duration,
    /// The same from `stat`, for comparison.
    pub(super) ticks: Duration,
    pub(super) voluntary_switches: u64,
    pub(super) involuntary_switches: u64,
}

impl Reading {
    pub(super) fn of(pid: u32) -> Result<Self> {
        let mut reading = Self::default();
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).context("the relay is gone")?;
        for task in tasks.flatten() {
            // A thread may end between being listed and being read.
            let read = |name: &str| fs::read_to_string(task.path().join(name)).unwrap_or_default();
            let status = read("status");
            let spent = Spent {
                cpu: on_cpu(&read("schedstat")),
                ticks: Duration::ZERO,
                voluntary_switches: field(&status, "voluntary_ctxt_switches:"),
                involuntary_switches: field(&status, "nonvoluntary_ctxt_switches:"),
            };
            reading.tasks.insert(task.file_name().to_string_lossy().into_owned(), spent);
        }
        let read = |name: &str| fs::read_to_string(format!("/proc/{pid}/{name}"));
        reading.ticks = user_and_system(&read("stat")?);
        let status = read("status")?;
        reading.resident_kb = field(&status, "VmRSS:");
        reading.peak_kb = field(&status, "VmHWM:");
        Ok(reading)
    }

    /// What was used since an earlier reading, thread by thread: one that ended in between takes
    /// its account with it, and was an idle one of a pool.
    pub(super) fn since(&self, before: &Self) -> Spent {
        let ticks = self.ticks.saturating_sub(before.ticks);
        let mut sum = Spent { ticks, ..Spent::default() };
        for (task, now) in &self.tasks {
            let then = before.tasks.get(task).copied().unwrap_or_default();
            sum.cpu += now.cpu.saturating_sub(then.cpu);
            sum.voluntary_switches +=
                now.voluntary_switches.saturating_sub(then.voluntary_switches);
            sum.involuntary_switches +=
                now.involuntary_switches.saturating_sub(then.involuntary_switches);
        }
        sum
    }
}

/// Datagrams that found a socket's buffer full, on the whole machine.
pub(super) fn udp_overflows() -> u64 {
    let text = fs::read_to_string("/proc/net/snmp").unwrap_or_default();
    let mut lines = text.lines().filter(|line| line.starts_with("Udp:"));
    let (Some(names), Some(values)) = (lines.next(), lines.next()) else { return 0 };
    let at = names.split_whitespace().position(|name| name == "RcvbufErrors");
    let value = at.and_then(|at| values.split_whitespace().nth(at));
    value.and_then(|value| value.parse().ok()).unwrap_or(0)
}

/// The oldest child of a process, whichever thread started it.
pub(super) fn child_of(pid: u32) -> Option<u32> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let children = tasks.flatten().filter_map(|task| {
        let children = fs::read_to_string(task.path().join("children")).ok()?;
        children.split_whitespace().filter_map(|child| child.parse().ok()).min()
    });
    children.min()
}

/// CPU that everything on this machine used since it began, in the kernel's ticks of 10 ms.
pub(super) fn machine_busy() -> Duration {
    busy(&fs::read_to_string("/proc/stat").unwrap_or_default())
}

/// Of the first line of `stat`: all but idling and waiting for disks, which are words 4 and 5.
fn busy(stat: &str) -> Duration {
    let words = stat.lines().next().unwrap_or_default().split_whitespace().skip(1).take(8);
    let ticks = words.map(|word| word.parse().unwrap_or(0)).enumerate();
    let busy: u64 = ticks.filter(|(at, _)| !matches!(at, 3 | 4)).map(|(_, ticks)| ticks).sum();
    Duration::from_millis(busy * TICK_MS)
}

/// Nanoseconds on a CPU, the first word of `schedstat`.
fn on_cpu(schedstat: &str) -> Duration {
    let ns = schedstat.split_whitespace().next().and_then(|ns| ns.parse().ok());
    Duration::from_nanos(ns.unwrap_or(0))
}

/// Words 14 and 15 of `stat`, counted from behind the name, which may hold blanks.
fn user_and_system(stat: &str) -> Duration {
    let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
    let words = behind.split_whitespace().skip(11).take(2);
    Duration::from_millis(words.filter_map(|word| word.parse::<u64>().ok()).sum::<u64>() * TICK_MS)
}

fn field(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let word = line.and_then(|rest| rest.split_whitespace().next());
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_blanks_and_brackets_moves_no_column() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 0 0 0 30 12 0 0 20 0 3 0 100 1 2";
        assert_eq!(user_and_system(stat), Duration::from_millis(420));
    }

    #[test]
    fn a_machine_that_idles_or_waits_is_not_busy() {
        let stat = "cpu  100 20 30 9000 700 0 4 6 0 0\ncpu0 1 1 1 1\n";
        assert_eq!(busy(stat), Duration::from_millis(1600));
    }

    #[test]
    fn this_very_process_can_be_read() {
        let read = || Reading::of(std::process::id()).unwrap();
        let before = read();
        while read().since(&before).cpu < Duration::from_millis(60) {}
        let after = read();
        assert!(after.resident_kb > 500, "{after:?}");
        assert!(after.since(&before).ticks > Duration::ZERO, "{after:?}");
    }

    #[test]
    fn a_field_is_found_by_its_whole_name() {
        let status =
            "VmRSS:\t  123 kB\nvoluntary_ctxt_switches:\t5\nnonvoluntary_ctxt_switches:\t9\n";
        assert_eq!(field(status, "VmRSS:"), 123);
        assert_eq!(field(status, "voluntary_ctxt_switches:"), 5);
        assert_eq!(field(status, "nonvoluntary_ctxt_switches:"), 9);
        assert_eq!(field(status, "absent:"), 0);
    }
}
