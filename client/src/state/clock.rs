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

/// `21:04`: a moment on the clock of a reader who lives so many minutes west of Greenwich.
pub fn of_day(unix_ms: u64, west_min: i64) -> String {
    let minutes = i64::try_from(unix_ms / 60_000).unwrap_or_default() - west_min;
    let minutes = minutes.rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
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

/// "3 days ago", for what nobody watches grow older.
pub fn ago(t: Language, ms: u64) -> String {
    let minutes = ms / 60_000;
    match (minutes, minutes / 60) {
        (0, _) => t.ago_now().to_owned(),
        (1..60, _) => t.ago_minutes(minutes),
        (_, hours @ ..24) => t.ago_hours(hours),
        (_, hours) => t.ago_days(hours / 24),
    }
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
    fn a_moment_is_told_by_the_clock_on_the_readers_wall() {
        const MORNING: u64 = 1_764_370_860_000;
        assert_eq!(of_day(MORNING, 0), "23:01");
        assert_eq!(of_day(MORNING, -60), "00:01", "in Paris");
        assert_eq!(of_day(MORNING, 300), "18:01", "in New York");
        assert_eq!(of_day(0, 300), "19:00");
    }

    #[test]
    fn what_is_past_is_told_in_its_largest_unit() {
        let hour = 3_600_000;
        for (ms, words) in [
            (59_999, "just now"),
            (60_000, "1 minute ago"),
            (hour, "1 hour ago"),
            (24 * hour - 1, "23 hours ago"),
            (24 * hour, "yesterday"),
            (900 * 24 * hour, "900 days ago"),
        ] {
            assert_eq!(ago(Language::English, ms), words);
        }
    }

    #[test]
    fn a_list_speaks_in_minutes_and_hours() {
        assert_eq!(since(Language::English, 59_000), "just started");
        assert_eq!(since(Language::English, 60_000), "for 1 minute");
        assert_eq!(since(Language::French, 7_300_000), "depuis 2 heures");
    }
}
