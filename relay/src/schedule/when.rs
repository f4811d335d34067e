//! Moments, and what the clocks of a zone show then.

use causerie_shared::{
    announcement::{TimeFault, Zone},
    time::UnixMs,
};
use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};

/// When a space begins, and about when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub starts_at: UnixMs,
    pub ends_at: Option<UnixMs>,
}

impl Span {
    /// Reads both as the clocks of `zone` show them, as "2026-12-01T20:30". Of an hour that comes
    /// twice, the first is meant.
    ///
    /// # Errors
    /// No such zone, a day or time that is none there, an end that is not after the beginning.
    pub fn read(starts: &str, ends: Option<&str>, zone: &Zone) -> Result<Self, TimeFault> {
        let zone = find(zone)?;
        let starts_at = moment(starts, &zone)?;
        let ends_at = ends.map(|ends| moment(ends, &zone)).transpose()?;
        if ends_at.is_some_and(|ends_at| ends_at <= starts_at) {
            return Err(TimeFault::EndsBeforeItStarts);
        }
        Ok(Self { starts_at, ends_at })
    }
}

/// What the clocks of `zone` show at a moment, to the minute. By those of UTC, if there is no such
/// zone any more.
pub fn local(at: UnixMs, zone: &Zone) -> String {
    let zone = find(zone).unwrap_or(TimeZone::UTC);
    zone.to_datetime(timestamp(at)).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// A moment in UTC, as `pattern` has it.
pub(super) fn utc(at: UnixMs, pattern: &str) -> String {
    TimeZone::UTC.to_datetime(timestamp(at)).strftime(pattern).to_string()
}

/// A moment in UTC, as ISO 8601 has it.
pub fn iso(at: UnixMs) -> String {
    utc(at, "%Y-%m-%dT%H:%M:%SZ")
}

/// Moments after the last day of the calendar are on it.
fn timestamp(at: UnixMs) -> Timestamp {
    let at = i64::try_from(at.0).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    at.unwrap_or(Timestamp::MAX)
}

fn find(zone: &Zone) -> Result<TimeZone, TimeFault> {
    jiff::tz::db().get(zone.as_str()).map_err(|_| TimeFault::NoSuchZone)
}

fn moment(typed: &str, zone: &TimeZone) -> Result<UnixMs, TimeFault> {
    let shown: DateTime =
        DateTime::strptime("%Y-%m-%dT%H:%M", typed.trim()).map_err(|_| TimeFault::NoSuchTime)?;
    let ambiguous = zone.to_ambiguous_timestamp(shown);
    let at = match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => return Err(TimeFault::Skipped),
        AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => ambiguous.earlier(),
    };
    let at = at.map_err(|_| TimeFault::NoSuchTime)?;
    u64::try_from(at.as_millisecond()).map(UnixMs).map_err(|_| TimeFault::Past)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(starts: &str, zone: &str) -> Result<u64, TimeFault> {
        Ok(Span::read(starts, None, &zone.parse()?)?.starts_at.0)
    }

    #[test]
    fn a_time_is_read_by_the_clocks_of_its_zone() {
        assert_eq!(read("2026-12-01T20:30", "UTC"), Ok(1_796_157_000_000));
        assert_eq!(read("2026-12-01T21:30", "Europe/Paris"), Ok(1_796_157_000_000));
        // In summer Paris is two hours ahead.
        assert_eq!(read("2026-07-01T12:00", "Europe/Paris"), read("2026-07-01T10:00", "UTC"));
    }

    #[test]
    fn what_no_clock_shows_is_refused_with_its_reason() {
        use TimeFault::{NoSuchTime, NoSuchZone, Past, Skipped};
        for typed in ["", "soon", "2026-02-30T12:00", "2026-13-01T12:00", "2026-12-01T24:30"] {
            assert_eq!(read(typed, "UTC"), Err(NoSuchTime), "{typed}");
        }
        assert_eq!(read("2026-03-29T02:30", "Europe/Paris"), Err(Skipped));
        assert_eq!(read("2026-03-29T02:30", "UTC").map(|_| ()), Ok(()));
        assert_eq!(read("2026-12-01T20:30", "Europe/Atlantis"), Err(NoSuchZone));
        assert_eq!(read("1969-01-01T00:00", "UTC"), Err(Past));
    }

    #[test]
    fn of_an_hour_that_comes_twice_the_first_is_meant() {
        let twice = read("2026-10-25T02:30", "Europe/Paris").unwrap();
        assert_eq!(twice, read("2026-10-25T00:30", "UTC").unwrap());
    }

    #[test]
    fn an_end_comes_after_its_beginning() {
        let zone = "Europe/Paris".parse().unwrap();
        let span = |ends| Span::read("2026-12-01T20:30", Some(ends), &zone);
        assert!(span("2026-12-01T22:00").unwrap().ends_at.is_some());
        for ends in ["2026-12-01T20:30", "2026-12-01T20:00"] {
            assert_eq!(span(ends), Err(TimeFault::EndsBeforeItStarts));
        }
        // Clocks go back meanwhile: 02:10 for the first time is before 02:50.
        let night = Span::read("2026-10-25T01:30", Some("2026-10-25T02:10"), &zone).unwrap();
        assert_eq!(night.ends_at.unwrap().since_ms(night.starts_at), 40 * 60_000);
    }

    proptest! {
        #[test]
        fn a_moment_and_what_clocks_show_then_lead_to_each_other(
            minute in 29_900_000_u64..31_000_000,
            zone in proptest::sample::select(vec![
                "UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
                "Pacific/Apia",
            ]),
        ) {
            let at = UnixMs(minute * 60_000);
            let zone: Zone = zone.parse().unwrap();
            let shown = local(at, &zone);
            let read = Span::read(&shown, None, &zone).unwrap().starts_at;
            // In the hour that comes twice, the first has the same words as the second.
            prop_assert!(read == at || at.since_ms(read) <= 3_600_000, "{shown}");
            prop_assert_eq!(local(read, &zone), shown);
        }

        #[test]
        fn whatever_is_typed_is_read_or_refused(typed: String, zone: String) {
            let _ = read(&typed, &zone);
        }
    }
}
