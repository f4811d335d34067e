//! What the relay writes into the shell of a page. Its own title, description and Open Graph tags,
//! because previews run no script; and what its program would ask for first, so that it draws a round
//! trip sooner.
//!
//! Law: what is given along is what the door of that address answers to this visitor.

use crate::{
    http::{
        Problem, State,
        announcements::may_see,
        home::{self, Wish},
        people,
        visitor::Visitor,
    },
    people::picture::Shape,
    schedule::cover_at,
    store::PersonRow,
};
use axum::http::StatusCode;
use causerie_shared::{
    announcement::{Announcement, Coming},
    handle::Handle,
    id::CoverId,
    markdown::plain,
    program::BELOW_A_SPACE,
    view::{Lifecycle, SpaceView},
};
use serde::Serialize;

const SITE: &str = "Causerie";
const WORDS: &str = "Live audio for the open web: listen with one click, speak from a browser tab.";

/// The comment in the shell that the tags replace.
const MARK: &str = "<!-- relay:meta";

/// The comment in the shell that holds tags for those who have an account: sooner or later they come
/// to a page of the other program.
const FOR_ACCOUNTS: &str = "<!-- relay:account";

pub(super) struct Page {
    status: StatusCode,
    title: String,
    words: String,
    /// What the host of an announced space brought.
    cover: Option<CoverId>,
    /// Addresses of doors, and the JSON that they answer.
    given: Vec<(String, String)>,
    /// The visitor has an account.
    is_account: bool,
}

/// Longest answer that is given along, in bytes: a page's first packets hold some 14 kB, and its
/// program is on its way behind it.
const GIVEN_MOST: usize = 24 * 1024;

impl Page {
    /// `query`: whether the address has one.
    pub(super) async fn at(path: &str, query: bool, visitor: &Visitor, state: &State) -> Self {
        let mut page = Self::without_visitor(path, query, visitor, state).await;
        if let Ok(me) = visitor.me(state).await {
            page.is_account = me.account.is_some();
            page.give("/api/me".into(), &me);
        }
        page
    }

    async fn without_visitor(path: &str, query: bool, visitor: &Visitor, state: &State) -> Self {
        match path.trim_end_matches('/') {
            "" => {
                let mut page = Self::found(SITE.into(), WORDS.into());
                if !query && let Ok(home) = home::home(state, visitor, &Wish::default()).await {
                    page.give("/api/home?".into(), &home);
                }
                page
            }
            "/new" => Self::found(format!("Start a space · {SITE}"), WORDS.into()),
            "/announce" => Self::found(format!("Announce a space · {SITE}"), WORDS.into()),
            "/planned" => Self::found(format!("Announced spaces · {SITE}"), WORDS.into()),
            "/notifications" => Self::found(format!("Notifications · {SITE}"), WORDS.into()),
            "/tickets" => Self::found(format!("My tickets · {SITE}"), WORDS.into()),
            "/earnings" => Self::found(format!("Earnings · {SITE}"), WORDS.into()),
            "/sign-in" => Self::found(format!("Sign in · {SITE}"), WORDS.into()),
            "/sign-up" => Self::found(format!("Make an account · {SITE}"), WORDS.into()),
            "/settings" => Self::found(format!("Settings · {SITE}"), WORDS.into()),
            path => match Self::of_somebody_or_something(path, visitor, state).await {
                Some(page) => page,
                None => Self::missing(),
            },
        }
    }

    async fn of_somebody_or_something(
        path: &str,
        visitor: &Visitor,
        state: &State,
    ) -> Option<Self> {
        if let Some(id) = path.strip_prefix("/s/") {
            let id = match id.split_once('/') {
                Some((id, page)) if BELOW_A_SPACE.iter().any(|(name, _)| *name == page) => id,
                Some(_) => return None,
                None => id,
            };
            let id = id.parse().ok()?;
            let Ok(view) = state.hub.view(id).await else {
                let one = state.hub.store().announcement(id).await.ok()??;
                return may_see(visitor, &one).then(|| Self::of_announcement(&one));
            };
            let mut page = Self::of_space(&view);
            // Where it was announced, links to it were shared with its cover.
            let one = state.hub.store().announcement(id).await.ok().flatten();
            page.cover = one.and_then(|one| one.cover);
            page.give(format!("/api/spaces/{}", view.id), &*view);
            return Some(page);
        }
        let (handle, rest) = path.strip_prefix("/@")?.split_once('/').unzip();
        let handle = Handle::existing(handle.or(path.strip_prefix("/@"))?).ok()?;
        let person = state.hub.store().person_of(&handle).await.ok()??;
        let mut page = Self::of_person(&person);
        if rest.is_none() {
            let profile: Result<_, Problem> = people::profile_of(state, visitor, &person).await;
            if let Ok(profile) = profile {
                page.give(format!("/api/people/{handle}"), &profile);
            }
        }
        Some(page)
    }

    fn give(&mut self, door: String, answer: &impl Serialize) {
        let json = serde_json::to_string(answer).ok();
        self.given.extend(json.filter(|json| json.len() <= GIVEN_MOST).map(|json| (door, json)));
    }

    fn of_announcement(one: &Announcement) -> Self {
        let when = format!("{} ({})", one.starts.replace('T', " "), one.zone);
        let what = match &one.state {
            Coming::Cancelled { .. } => "Called off".to_owned(),
            Coming::Missed => "It did not take place".to_owned(),
            Coming::Draft | Coming::Announced | Coming::Begun => when,
        };
        let words = match &one.description {
            Some(words) => {
                let words = plain(words.as_str()).split_whitespace().collect::<Vec<_>>().join(" ");
                format!("{what}, with {}. {words}", one.host.name)
            }
            None => format!("{what}, with {}.", one.host.name),
        };
        Self { cover: one.cover, ..Self::found(format!("{} · {SITE}", one.title), words) }
    }

    fn of_person(person: &PersonRow) -> Self {
        let words = match &person.biography {
            Some(biography) => biography.as_str().replace('\n', " "),
            None => format!("{} on {SITE}: live spaces, and those that were.", person.name),
        };
        Self::found(format!("{} (@{}) · {SITE}", person.name, person.handle), words)
    }

    pub(super) const fn status(&self) -> StatusCode {
        self.status
    }

    fn found(title: String, words: String) -> Self {
        Self {
            status: StatusCode::OK,
            title,
            words,
            cover: None,
            given: Vec::new(),
            is_account: false,
        }
    }

    fn missing() -> Self {
        let page = Self::found(format!("Not found · {SITE}"), WORDS.into());
        Self { status: StatusCode::NOT_FOUND, ..page }
    }

    fn of_space(view: &SpaceView) -> Self {
        let names: Vec<_> = view.stage.iter().take(3).map(|seat| seat.name.as_str()).collect();
        let words = match (view.lifecycle, names.is_empty()) {
            (Lifecycle::Backstage { .. }, false) => {
                format!("Soon, with {}. It begins by itself.", names.join(", "))
            }
            (Lifecycle::Backstage { .. }, true) => "Soon. It begins by itself.".into(),
            (Lifecycle::Live { .. }, false) => {
                format!("Live now with {}. Listen with one click.", names.join(", "))
            }
            (Lifecycle::Live { .. }, true) => "Live now. Listen with one click.".into(),
            (Lifecycle::Ended { .. }, _) => "This space has ended.".into(),
        };
        Self::found(format!("{} · {SITE}", view.title), words)
    }

    pub(super) fn write_into(&self, shell: &str, site: &str, path: &str) -> String {
        let title = escape(&self.title);
        let words = escape(&self.words);
        let url = escape(&format!("{site}{path}"));
        let card = if self.cover.is_some() { "summary_large_image" } else { "summary" };
        let picture = self.cover.map(|cover| picture(&cover_at(site, cover))).unwrap_or_default();
        let tags = format!(
            "<meta name=\"description\" content=\"{words}\">\n  \
             <meta property=\"og:site_name\" content=\"{SITE}\">\n  \
             <meta property=\"og:type\" content=\"website\">\n  \
             <meta property=\"og:title\" content=\"{title}\">\n  \
             <meta property=\"og:description\" content=\"{words}\">\n  \
             <meta property=\"og:url\" content=\"{url}\">{picture}\n  \
             <meta name=\"twitter:card\" content=\"{card}\">\n  \
             <meta name=\"twitter:title\" content=\"{title}\">\n  \
             <meta name=\"twitter:description\" content=\"{words}\">"
        );
        let given = self.given.iter().map(|(door, json)| {
            let (door, json) = (escape(door), escape(json));
            format!("\n  <meta name=\"given\" data-door=\"{door}\" content=\"{json}\">")
        });
        let tags = given.fold(tags, |tags, given| tags + &given);
        // First, while nothing that a stranger wrote is in it.
        let html = replace(shell, FOR_ACCOUNTS, "-->", |tags| match self.is_account {
            true => tags.trim().to_owned(),
            false => String::new(),
        });
        let html = replace(&html, "<title>", "</title>", |_| format!("<title>{title}</title>"));
        replace(&html, MARK, "-->", |_| tags)
    }
}

/// A cover, for previews.
fn picture(address: &str) -> String {
    let (width, height) = Shape::COVER.large;
    let address = escape(address);
    format!(
        "\n  <meta property=\"og:image\" content=\"{address}\">\n  \
         <meta property=\"og:image:width\" content=\"{width}\">\n  \
         <meta property=\"og:image:height\" content=\"{height}\">"
    )
}

/// Puts what `new` makes of it in the place of the first stretch from `start` to `end`.
fn replace(html: &str, start: &str, end: &str, new: impl FnOnce(&str) -> String) -> String {
    let Some((before, rest)) = html.split_once(start) else { return html.to_owned() };
    let Some((old, after)) = rest.split_once(end) else { return html.to_owned() };
    [before, &new(old), after].concat()
}

/// A title is written by a stranger.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use causerie_shared::{
        id::{PersonId, SpaceId},
        stage::Attendee,
        time::UnixMs,
        topic::Topics,
        view::Access,
    };

    const SHELL: &str = "<head><title>Causerie</title><!-- relay:meta (words) -->\
                         <!-- relay:account <link rel=\"prefetch\"> --></head>";

    #[test]
    fn a_title_that_is_markup_stays_text() {
        let page = Page::found("</title><script>\"'&".into(), "x".into());
        let html = page.write_into(SHELL, "http://localhost", "/s/\"><img>");
        assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt;&quot;&#39;&amp;</title>"));
        assert!(!html.contains("<script>") && !html.contains("<img>"));
        assert!(!html.contains("relay:meta"));
    }

    #[test]
    fn the_other_program_is_fetched_for_those_alone_who_have_an_account() {
        let mut page = Page::found("x".into(), "x".into());
        let html = page.write_into(SHELL, "http://localhost", "/");
        assert!(!html.contains("prefetch") && !html.contains("relay:account"), "{html}");
        page.is_account = true;
        let html = page.write_into(SHELL, "http://localhost", "/");
        assert!(html.contains("<link rel=\"prefetch\"></head>"), "{html}");
        assert!(!html.contains("-->"), "{html}");
    }

    #[test]
    fn a_preview_of_an_announced_space_has_its_cover_and_plain_words() {
        let one = |description: &str, cover| Announcement {
            id: SpaceId::from_bits(7),
            host: Attendee {
                person: PersonId::from_bits(1),
                name: "Ada".parse().unwrap(),
                handle: "ada".parse().ok(),
                avatar: None,
            },
            title: "Talk".parse().unwrap(),
            description: description.parse().ok(),
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
            cover,
            going: 0,
            reminder_min: None,
            invitations: Vec::new(),
            friends: None,
            ticketed: false,
        };
        let marked = one("**Bring** tea\n- and [cake](https://cake.example)", None);
        let html = Page::of_announcement(&marked).write_into(SHELL, "http://localhost", "/s/7");
        assert!(html.contains("with Ada. Bring tea • and cake (https://cake.example)\""), "{html}");
        assert!(html.contains("content=\"summary\"") && !html.contains("og:image"), "{html}");
        let cover = CoverId::from_bits(9);
        let covered = Page::of_announcement(&one("Tea", Some(cover)));
        let html = covered.write_into(SHELL, "http://localhost", "/s/7");
        let tag = format!(
            "<meta property=\"og:image\" content=\"http://localhost/api/covers/{cover}/large\">"
        );
        assert!(html.contains(&tag) && html.contains("summary_large_image"), "{html}");
    }

    #[test]
    fn what_is_given_along_stays_one_attribute() {
        let mut page = Page::found("x".into(), "x".into());
        page.give("/api/me".into(), &r#"</head><script>'"&"#);
        page.give("/api/long".into(), &"x".repeat(GIVEN_MOST));
        let html = page.write_into(SHELL, "http://localhost", "/");
        let given = "<meta name=\"given\" data-door=\"/api/me\" \
                     content=\"&quot;&lt;/head&gt;&lt;script&gt;&#39;\\&quot;&amp;&quot;\">";
        assert!(html.contains(given), "{html}");
        assert!(!html.contains("/api/long"));
    }
}
