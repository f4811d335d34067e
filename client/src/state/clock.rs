//! Lengths of time, as people read them.

use crate::words::Language;

/// `4:07`, or `1:04:07` from an hour on.
pub fn elapsed(ms: u64) -> String {
    let seconds = ms / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// The same for `<time datetime>` (an ISO 8601 duration).
pub fn iso_duration(ms: u64) -> String {
    format!("PT{}S", ms / 1_000)
}

/// "for 12 minutes", for a list that nobody watches tick.
pub fn since(t: Language, ms: u64) -> String {
    let minutes = ms / 60_000;
    if minutes < 60 { t.since_minutes(minutes) } else { t.since_hours(minutes / 60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elapsed_time_reads_like_a_clock() {
        assert_eq!(elapsed(0), "0:00");
        assert_eq!(elapsed(67_999), "1:07");
        assert_eq!(elapsed(3_599_999), "59:59");
        assert_eq!(elapsed(3_847_000), "1:04:07");
        assert_eq!(elapsed(36_000_000), "10:00:00");
    }

    #[test]
    fn a_list_speaks_in_minutes_and_hours() {
        assert_eq!(since(Language::English, 59_000), "just started");
        assert_eq!(since(Language::English, 60_000), "for 1 minute");
        assert_eq!(since(Language::French, 7_300_000), "depuis 2 heures");
    }
}
