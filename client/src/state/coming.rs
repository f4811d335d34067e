//! How a space that is to come is told: how long until then, and what its host may do.

use super::filter::encoded;
use crate::words::Language;
use causerie_shared::{
    announcement::{Announcement, Coming, EARLY_MS, Friends},
    time::UnixMs,
};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// "in 3 hours", in the largest unit that there are two of.
pub fn starts_in(t: Language, ms: u64) -> String {
    // Said early rather than late: whoever reads "in 2 hours" has at least so long.
    match ms {
        ..MINUTE_MS => t.in_a_moment().to_owned(),
        _ if ms < 2 * HOUR_MS => t.in_minutes(ms / MINUTE_MS),
        _ if ms < 2 * DAY_MS => t.in_hours(ms / HOUR_MS),
        _ => t.in_days(ms / DAY_MS),
    }
}

/// What the page of an announced space says of it, in one line.
pub fn standing(t: Language, one: &Announcement, now: UnixMs) -> String {
    match &one.state {
        Coming::Draft => t.coming_draft().to_owned(),
        Coming::Announced if now < one.starts_at => {
            t.coming_starts(&starts_in(t, one.starts_at.since_ms(now)))
        }
        Coming::Announced => t.coming_any_moment().to_owned(),
        Coming::Begun => t.coming_begun().to_owned(),
        Coming::Cancelled { .. } => t.coming_cancelled().to_owned(),
        Coming::Missed => t.coming_missed().to_owned(),
    }
}

/// "Ada, Ben and 3 others, whom you follow, mean to come."
pub fn friends_going(t: Language, friends: &Friends) -> String {
    let total = u64::from(friends.total);
    let mut names: Vec<_> = friends.people.iter().map(|one| one.name.to_string()).collect();
    let others = total.saturating_sub(names.len() as u64);
    if others > 0 {
        names.push(t.other_people(others));
    }
    let Some(last) = names.pop() else { return String::new() };
    let names = if names.is_empty() { last } else { t.names_and(&last, &names.join(", ")) };
    t.friends_going(total, &names)
}

/// From when on its host may begin; none when it is not to come.
pub fn opens_at(one: &Announcement) -> Option<UnixMs> {
    (one.state == Coming::Announced).then(|| UnixMs(one.starts_at.0.saturating_sub(EARLY_MS)))
}

/// Addresses of calendars on the web, with the space filled in. `starts` and `ends` are moments in UTC
/// as "2026-12-01T20:30:00.000Z" (ISO 8601).
pub fn web_calendars(
    title: &str,
    link: &str,
    starts: &str,
    ends: &str,
) -> [(&'static str, String); 2] {
    let (title, link) = (encoded(title), encoded(link));
    // The basic form, without parts of a second.
    let basic = |moment: &str| {
        let (moment, _) = moment.split_once('.').unwrap_or((moment, ""));
        [moment.replace(['-', ':'], "").trim_end_matches('Z'), "Z"].concat()
    };
    let google = [
        "https://calendar.google.com/calendar/render?action=TEMPLATE&text=",
        &title,
        "&dates=",
        &basic(starts),
        "/",
        &basic(ends),
        "&details=",
        &link,
    ];
    let outlook = [
        "https://outlook.live.com/calendar/0/deeplink/compose?rru=addevent&subject=",
        &title,
        "&startdt=",
        &encoded(starts),
        "&enddt=",
        &encoded(ends),
        "&body=",
        &link,
    ];
    [("Google", google.concat()), ("Outlook", outlook.concat())]
}

/// When it ends, as far as its host has said.
pub fn ends_at(one: &Announcement) -> UnixMs {
    one.ends_at.unwrap_or(one.starts_at.plus_ms(HOUR_MS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::{id::SpaceId, stage::Attendee, topic::Topics, view::Access};

    fn one() -> Announcement {
        Announcement {
            id: SpaceId::from_bits(1),
            host: Attendee {
                person: causerie_shared::id::PersonId::from_bits(1),
                name: "Ada".parse().unwrap(),
                handle: None,
                avatar: None,
            },
            title: "Tea & talk".parse().unwrap(),
            description: None,
            topics: Topics::default(),
            language: None,
            access: Access::default(),
            starts_at: UnixMs(1_796_157_000_000),
            ends_at: None,
            zone: "UTC".parse().unwrap(),
            starts: "2026-12-01T20:30".into(),
            ends: None,
            state: Coming::Announced,
            edition: 0,
            changed_at: UnixMs(0),
            cover: None,
            going: 0,
            reminder_min: None,
            invitations: Vec::new(),
            friends: None,
            ticketed: false,
        }
    }

    #[test]
    fn what_is_to_come_is_told_in_the_largest_unit_of_which_there_are_two() {
        for (ms, words) in [
            (0, "in a moment"),
            (MINUTE_MS - 1, "in a moment"),
            (MINUTE_MS, "in 1 minute"),
            (2 * HOUR_MS - 1, "in 119 minutes"),
            (2 * HOUR_MS, "in 2 hours"),
            (2 * DAY_MS - 1, "in 47 hours"),
            (30 * DAY_MS, "in 30 days"),
        ] {
            assert_eq!(starts_in(Language::English, ms), words);
        }
        assert_eq!(starts_in(Language::French, 3 * HOUR_MS), "dans 3 heures");
    }

    #[test]
    fn who_goes_is_named_as_people_would_say_it() {
        let friends = |names: &[&str], total| {
            let host = one().host;
            let people =
                names.iter().map(|name| Attendee { name: name.parse().unwrap(), ..host.clone() });
            Friends { people: people.collect(), total }
        };
        for (names, total, words) in [
            (&["Ada"][..], 1, "Ada, whom you follow, means to come."),
            (&["Ada", "Ben"], 2, "Ada and Ben, whom you follow, mean to come."),
            (&["Ada", "Ben"], 3, "Ada, Ben and 1 other, whom you follow, mean to come."),
            (&["Ada", "Ben"], 5, "Ada, Ben and 3 others, whom you follow, mean to come."),
        ] {
            assert_eq!(friends_going(Language::English, &friends(names, total)), words);
        }
        let words = friends_going(Language::French, &friends(&["Ada", "Ben"], 4));
        assert_eq!(words, "Ada, Ben et 2 autres personnes, que vous suivez, comptent venir.");
        assert_eq!(friends_going(Language::English, &friends(&[], 0)), "");
    }

    #[test]
    fn a_host_may_begin_a_quarter_of_an_hour_before_and_only_what_is_announced() {
        assert_eq!(opens_at(&one()), Some(UnixMs(one().starts_at.0 - 900_000)));
        for state in [Coming::Draft, Coming::Begun, Coming::Missed] {
            assert_eq!(opens_at(&Announcement { state, ..one() }), None);
        }
    }

    #[test]
    fn calendars_on_the_web_get_title_times_and_link() {
        let (starts, ends) = ("2026-12-01T20:30:00.000Z", "2026-12-01T21:30:00.000Z");
        let [(_, google), (_, outlook)] =
            web_calendars("Tea & talk", "https://a.example/s/1", starts, ends);
        assert!(google.contains("text=Tea%20%26%20talk&dates=20261201T203000Z/20261201T213000Z&"));
        assert!(google.ends_with("details=https%3A%2F%2Fa.example%2Fs%2F1"), "{google}");
        assert!(outlook.contains("startdt=2026-12-01T20%3A30%3A00.000Z"), "{outlook}");
    }
}
