//! Announced spaces for calendars (RFC 5545, RFC 7986) and for feed readers (RFC 4287).
//!
//! Absent: zones. A moment is written in UTC, which every calendar shows by its own clocks; a space
//! that recurs would need them.

use crate::schedule::when::utc;
use atom_syndication::{Category, Entry, Feed, FixedDateTime, Generator, Link, Person, Text};
use causerie_shared::{
    announcement::{Announcement, Coming, Invitation, Reply},
    id::CoverId,
    markdown::plain,
    role::Role,
    stage::Attendee,
    time::UnixMs,
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use std::iter;

/// What a calendar shows for a space whose host named no end.
const LASTS_ELSE_MS: u64 = 60 * 60 * 1000;

/// How often calendars should look again (RFC 7986, section 5.7).
const REFRESH: &str = "PT1H";

/// Spaces as a calendar. `site` is the address of this relay, `name` what the calendar is called.
pub fn calendar(site: &str, name: &str, spaces: &[Announcement]) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//Causerie//Spaces//EN"));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(name);
    let refresh =
        Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done();
    calendar.append_property(refresh);
    calendar.append_property(Property::new("X-PUBLISHED-TTL", REFRESH));
    for space in spaces {
        calendar.push(event(site, space));
    }
    calendar.to_string()
}

fn event(site: &str, space: &Announcement) -> Event {
    let page = page(site, space);
    let ends_at = space.ends_at.unwrap_or(space.starts_at.plus_ms(LASTS_ELSE_MS));
    let minutes = ends_at.since_ms(space.starts_at) / 60_000;
    let changed = utc(space.changed_at, "%Y%m%dT%H%M%SZ");
    let uri =
        |name: &str, value: &str| Property::new(name, value).add_parameter("VALUE", "URI").done();
    let mut event = Event::new();
    event
        .uid(&space.id.to_string())
        .sequence(space.edition)
        .add_property("DTSTAMP", &changed)
        .add_property("LAST-MODIFIED", &changed)
        .add_property("DTSTART", utc(space.starts_at, "%Y%m%dT%H%M%SZ"))
        .add_property("DURATION", format!("PT{minutes}M"))
        .summary(space.title.as_str())
        .url(&page)
        .status(match space.state {
            Coming::Cancelled { .. } | Coming::Missed => EventStatus::Cancelled,
            Coming::Draft => EventStatus::Tentative,
            Coming::Announced | Coming::Begun => EventStatus::Confirmed,
        })
        .append_property(
            uri("CONFERENCE", &page)
                .add_parameter("FEATURE", "AUDIO")
                .add_parameter("LABEL", "Listen")
                .done(),
        );
    if let Some(words) = words(space) {
        event.description(&words);
    }
    if !space.topics.is_empty() {
        event.categories(space.topics.as_slice().iter().map(|topic| topic.as_str()));
    }
    if let Some(host) = somebody(site, "ORGANIZER", &space.host) {
        event.append_property(host);
    }
    for Invitation { of, role, reply } in &space.invitations {
        let Some(mut guest) = somebody(site, "ATTENDEE", of) else { continue };
        let (role, reply) = (part(*role), standing(*reply));
        let guest = guest.add_parameter("ROLE", role).add_parameter("PARTSTAT", reply).done();
        event.append_multi_property(guest);
    }
    // Calendars that show one picture show the first.
    let pictures = [
        space.cover.map(|cover| (cover_at(site, cover), "FULLSIZE")),
        space.host.avatar.map(|it| (format!("{site}/api/pictures/{it}/large"), "BADGE")),
    ];
    for (address, display) in pictures.into_iter().flatten() {
        let picture = uri("IMAGE", &address).add_parameter("DISPLAY", display).done();
        event.append_multi_property(picture);
    }
    event.done()
}

/// A person is known by their page: nobody's address is told.
fn somebody(site: &str, property: &str, person: &Attendee) -> Option<Property> {
    let handle = person.handle.as_ref()?;
    // A parameter cannot hold a double quote (RFC 5545, section 3.2).
    let name = person.name.as_str().replace('"', "'");
    let property = Property::new(property, format!("{site}/@{handle}"));
    Some(property.clone().add_parameter("CN", &name).done())
}

/// RFC 5545, section 3.2.16.
const fn part(role: Role) -> &'static str {
    match role {
        Role::Host | Role::CoHost => "CHAIR",
        Role::Speaker => "REQ-PARTICIPANT",
        Role::Listener | Role::Guest => "OPT-PARTICIPANT",
    }
}

/// RFC 5545, section 3.2.12.
const fn standing(reply: Reply) -> &'static str {
    match reply {
        Reply::Awaited => "NEEDS-ACTION",
        Reply::Accepted => "ACCEPTED",
        Reply::Declined => "DECLINED",
    }
}

/// What its host says of it, and why it does not take place.
fn words(space: &Announcement) -> Option<String> {
    let description = space.description.as_ref().map(|words| plain(words.as_str()));
    match &space.state {
        Coming::Cancelled { reason: Some(reason) } => Some(match description {
            Some(description) => format!("{reason}\n\n{description}"),
            None => reason.to_string(),
        }),
        Coming::Cancelled { reason: None }
        | Coming::Draft
        | Coming::Announced
        | Coming::Begun
        | Coming::Missed => description,
    }
}

/// Where a cover is served, as it is for ever.
pub fn cover_at(site: &str, cover: CoverId) -> String {
    format!("{site}/api/covers/{cover}/large")
}

fn page(site: &str, space: &Announcement) -> String {
    format!("{site}/s/{}", space.id)
}

/// Spaces that are to come, for feed readers; `path` is the feed's own address on this relay.
pub fn feed(site: &str, path: &str, title: &str, spaces: &[Announcement]) -> String {
    let newest = spaces.iter().map(|space| space.changed_at).max().unwrap_or_default();
    let own = format!("{site}{path}");
    let link = |rel: &str, href: String, mime: &str| Link {
        href,
        rel: rel.into(),
        mime_type: Some(mime.into()),
        ..Link::default()
    };
    let feed = Feed {
        title: Text::plain(title),
        id: own.clone(),
        updated: moment(newest),
        generator: Some(Generator { value: "Causerie".into(), ..Generator::default() }),
        links: vec![
            link("self", own, "application/atom+xml"),
            link("alternate", format!("{site}/"), "text/html"),
        ],
        entries: spaces.iter().map(|space| entry(site, space)).collect(),
        ..Feed::default()
    };
    feed.to_string()
}

fn entry(site: &str, space: &Announcement) -> Entry {
    let page = page(site, space);
    let when = format!("{} ({})", space.starts.replace('T', " "), space.zone);
    let words = match words(space) {
        Some(words) => format!("{when}\n{words}"),
        None => when,
    };
    let handle = space.host.handle.as_ref();
    let page = Link {
        href: page,
        rel: "alternate".into(),
        mime_type: Some("text/html".into()),
        ..Link::default()
    };
    // Its media type, which is a hint in a feed, only the picture itself says.
    let cover = space.cover.map(|cover| Link {
        href: cover_at(site, cover),
        rel: "enclosure".into(),
        ..Link::default()
    });
    let links = iter::once(page).chain(cover).collect();
    Entry {
        title: Text::plain(space.title.as_str()),
        id: format!("urn:uuid:{}", space.id),
        updated: moment(space.changed_at),
        authors: vec![Person {
            name: space.host.name.to_string(),
            uri: handle.map(|handle| format!("{site}/@{handle}")),
            ..Person::default()
        }],
        categories: space
            .topics
            .as_slice()
            .iter()
            .map(|topic| Category { term: topic.to_string(), ..Category::default() })
            .collect(),
        links,
        summary: Some(Text::plain(words)),
        ..Entry::default()
    }
}

fn moment(at: UnixMs) -> FixedDateTime {
    utc(at, "%Y-%m-%dT%H:%M:%SZ").parse().unwrap_or_default()
}

#[cfg(test)]
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "another program's words, of which one is meant"
)]
mod tests {
    use super::*;
    use calcard::{
        Entry as Read, Parser,
        icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty, ICalendarValue},
    };
    use causerie_shared::{
        id::{AvatarId, SpaceId},
        topic::Topics,
        view::Access,
    };

    const SITE: &str = "https://live.example.org";

    fn space() -> Announcement {
        Announcement {
            id: SpaceId::from_bits(7),
            host: Attendee {
                person: causerie_shared::id::PersonId::from_bits(1),
                name: "Ada \"the\" Lovelace; et al.".parse().unwrap(),
                handle: "ada".parse().ok(),
                avatar: None,
            },
            title: "Looms, engines; and \\ songs".parse().unwrap(),
            description: "First line, with commas\nBEGIN:VEVENT\nthird; line".parse().ok(),
            topics: Topics::of(["Looms and wool", "Night talk"]).unwrap(),
            language: None,
            access: Access::default(),
            starts_at: UnixMs(1_796_157_000_000),
            ends_at: Some(UnixMs(1_796_162_400_000)),
            zone: "Europe/Paris".parse().unwrap(),
            starts: "2026-12-01T21:30".into(),
            ends: Some("2026-12-01T23:00".into()),
            state: Coming::Announced,
            edition: 3,
            changed_at: UnixMs(1_796_000_000_000),
            cover: None,
            going: 3,
            reminder_min: None,
            invitations: Vec::new(),
            friends: None,
            ticketed: false,
        }
    }

    /// As another program reads it.
    fn read(text: &str) -> ICalendar {
        match Parser::new(text).entry() {
            Read::ICalendar(calendar) => calendar,
            other => panic!("{other:?}"),
        }
    }

    fn text(calendar: &ICalendar, name: &ICalendarProperty) -> Vec<String> {
        let events = calendar.components.iter();
        let events = events.filter(|it| it.component_type == ICalendarComponentType::VEvent);
        let entries = events.flat_map(|event| &event.entries).filter(|it| it.name == *name);
        entries
            .flat_map(|entry| &entry.values)
            .map(|value| match value {
                ICalendarValue::Text(text) => text.clone(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn another_program_reads_what_was_announced() {
        let written = calendar(SITE, "Causerie", &[space()]);
        let read = read(&written);
        assert_eq!(text(&read, &ICalendarProperty::Summary), [space().title.as_str()]);
        let words = space().description.unwrap();
        assert_eq!(text(&read, &ICalendarProperty::Description), [words.as_str()]);
        assert_eq!(text(&read, &ICalendarProperty::Uid), [space().id.to_string()]);
        assert_eq!(text(&read, &ICalendarProperty::Categories), ["Looms and wool", "Night talk"]);
        for line in [
            "DTSTART:20261201T203000Z",
            "DURATION:PT90M",
            "SEQUENCE:3",
            "STATUS:CONFIRMED",
            "METHOD:PUBLISH",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        ] {
            assert!(written.lines().any(|it| it == line), "{line} is missing in\n{written}");
        }
        assert!(written.contains("CN=\"Ada 'the' Lovelace; et al.\""), "{written}");
        let unfolded = written.replace("\r\n ", "");
        assert!(unfolded.contains("CONFERENCE;"), "{written}");
        assert!(unfolded.contains(&format!("URL:{SITE}/s/{}", space().id)), "{written}");
        let longest = written.split("\r\n").map(str::len).max().unwrap();
        assert!(longest <= 75, "RFC 5545, section 3.1: {longest}");
        assert_eq!(written.matches("BEGIN:VEVENT").count(), 1 + 1, "one, and one in its words");
    }

    #[test]
    fn guests_stand_in_it_with_their_part_and_without_an_address() {
        let guest = |name: &str, role, reply| Invitation {
            of: Attendee {
                person: causerie_shared::id::PersonId::from_bits(2),
                name: name.parse().unwrap(),
                handle: name.to_lowercase().parse().ok(),
                avatar: None,
            },
            role,
            reply,
        };
        let invitations = vec![
            guest("Ben_W", Role::CoHost, Reply::Accepted),
            guest("Cleo", Role::Speaker, Reply::Accepted),
        ];
        let written = calendar(SITE, "Causerie", &[Announcement { invitations, ..space() }]);
        let read = read(&written);
        let events = read.components.iter().flat_map(|event| &event.entries);
        let guests = events.filter(|it| it.name == ICalendarProperty::Attendee).count();
        assert_eq!(guests, 2, "{written}");
        let unfolded = written.replace("\r\n ", "");
        for line in [
            "ATTENDEE;CN=Ben_W;PARTSTAT=ACCEPTED;ROLE=CHAIR:https://live.example.org/@ben_w\r\n",
            "ATTENDEE;CN=Cleo;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT:https://live.example.org/@cleo\r\n",
        ] {
            assert!(unfolded.contains(line), "{unfolded}");
        }
    }

    #[test]
    fn what_is_called_off_says_so_and_why() {
        let reason = "Ill".parse().ok();
        let off = Announcement { state: Coming::Cancelled { reason }, edition: 4, ..space() };
        let written = calendar(SITE, "Causerie", &[off]);
        assert!(written.contains("STATUS:CANCELLED\r\n") && written.contains("SEQUENCE:4\r\n"));
        assert!(text(&read(&written), &ICalendarProperty::Description)[0].starts_with("Ill\n\n"));
    }

    #[test]
    fn marks_of_a_description_are_words_for_calendars_and_readers() {
        let typed = "**Bring** *tea*:\n- [green](https://tea.example)\n\n<b>Bye</b>";
        let plain = "Bring tea:\n\n• green (https://tea.example)\n\n<b>Bye</b>";
        let space = Announcement { description: typed.parse().ok(), ..space() };
        let written = calendar(SITE, "Causerie", std::slice::from_ref(&space));
        assert_eq!(text(&read(&written), &ICalendarProperty::Description), [plain]);
        let written = feed(SITE, "/", "Feed", &[space]);
        let read = roxmltree::Document::parse(&written).unwrap();
        let summary = read.descendants().find(|it| it.tag_name().name() == "summary").unwrap();
        assert!(summary.text().unwrap().ends_with(plain), "{written}");
    }

    #[test]
    fn a_cover_stands_before_the_picture_of_its_host() {
        let (cover, avatar) = (CoverId::from_bits(9), AvatarId::from_bits(4));
        let mut space = Announcement { cover: Some(cover), ..space() };
        space.host.avatar = Some(avatar);
        let written = calendar(SITE, "Causerie", std::slice::from_ref(&space));
        let unfolded = written.replace("\r\n ", "");
        let images: Vec<_> = unfolded.lines().filter(|line| line.starts_with("IMAGE")).collect();
        let parameters = |line: &str, display: &str, address: &str| {
            line.contains(&format!("DISPLAY={display}"))
                && line.contains("VALUE=URI")
                && line.ends_with(&format!(":{SITE}{address}"))
        };
        assert!(parameters(images[0], "FULLSIZE", &format!("/api/covers/{cover}/large")));
        assert!(parameters(images[1], "BADGE", &format!("/api/pictures/{avatar}/large")));
        assert_eq!(images.len(), 2, "{unfolded}");
        let written = feed(SITE, "/", "Feed", &[space]);
        let read = roxmltree::Document::parse(&written).unwrap();
        let enclosure = read.descendants().find(|it| it.attribute("rel") == Some("enclosure"));
        let address = enclosure.unwrap().attribute("href").unwrap();
        assert_eq!(address, format!("{SITE}/api/covers/{cover}/large"));
    }

    #[test]
    fn the_same_spaces_are_the_same_bytes() {
        let written = || calendar(SITE, "Causerie", &[space(), space()]);
        assert_eq!(written(), written(), "no clock and no chance is in it");
    }

    #[test]
    fn a_feed_is_xml_whatever_was_typed() {
        let title = "Ada's <spaces> & more";
        let written = feed(SITE, "/feeds/ada.atom", title, &[space()]);
        let read = roxmltree::Document::parse(&written).unwrap();
        let texts = |name: &str| -> Vec<_> {
            let found = read.descendants().filter(|it| it.tag_name().name() == name);
            found.filter_map(|it| it.text().map(str::to_owned)).collect()
        };
        assert_eq!(texts("title"), [title, space().title.as_str()]);
        assert_eq!(
            texts("id"),
            [format!("{SITE}/feeds/ada.atom"), format!("urn:uuid:{}", space().id)]
        );
        assert!(texts("summary")[0].starts_with("2026-12-01 21:30 (Europe/Paris)\nFirst"));
        assert_eq!(texts("updated")[0], texts("updated")[1], "as new as what is newest in it");
        assert!(roxmltree::Document::parse(&feed(SITE, "/", "Empty", &[])).is_ok());
    }
}
