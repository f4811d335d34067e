//! What a link looks like when it is shared: the page's own title, description and Open Graph
//! tags, written into the shell by the relay, because previews run no script.

use crate::{http::State, store::PersonRow};
use axum::http::StatusCode;
use causerie_shared::view::SpaceView;

const SITE: &str = "Causerie";
const WORDS: &str = "Live audio for the open web: listen with one click, speak from a browser tab.";

/// The comment in index.html that the tags replace.
const MARK: &str = "<!-- relay:meta";

pub(super) struct Page {
    status: StatusCode,
    title: String,
    words: String,
}

impl Page {
    pub(super) async fn at(path: &str, state: &State) -> Self {
        match path.trim_end_matches('/') {
            "" => Self::found(SITE.into(), WORDS.into()),
            "/new" => Self::found(format!("Start a space · {SITE}"), WORDS.into()),
            "/sign-in" => Self::found(format!("Sign in · {SITE}"), WORDS.into()),
            "/sign-up" => Self::found(format!("Make an account · {SITE}"), WORDS.into()),
            "/settings" => Self::found(format!("Settings · {SITE}"), WORDS.into()),
            path => match Self::of_somebody_or_something(path, state).await {
                Some(page) => page,
                None => Self::missing(),
            },
        }
    }

    async fn of_somebody_or_something(path: &str, state: &State) -> Option<Self> {
        if let Some(id) = path.strip_prefix("/s/") {
            let view = state.hub.view(id.parse().ok()?).await.ok()?;
            return Some(Self::of_space(&view));
        }
        let handle = path.strip_prefix("/@")?.split('/').next()?.parse().ok()?;
        let person = state.hub.store().person_of(&handle).await.ok()??;
        Some(Self::of_person(&person))
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
        Self { status: StatusCode::OK, title, words }
    }

    fn missing() -> Self {
        let (title, words) = (format!("Not found · {SITE}"), WORDS.into());
        Self { status: StatusCode::NOT_FOUND, title, words }
    }

    fn of_space(view: &SpaceView) -> Self {
        let names: Vec<_> = view.stage.iter().take(3).map(|seat| seat.name.as_str()).collect();
        let words = match (view.lifecycle.is_live(), names.is_empty()) {
            (true, false) => format!("Live now with {}. Listen with one click.", names.join(", ")),
            (true, true) => "Live now. Listen with one click.".into(),
            (false, _) => "This space has ended.".into(),
        };
        Self::found(format!("{} · {SITE}", view.title), words)
    }

    pub(super) fn write_into(&self, shell: &str, site: &str, path: &str) -> String {
        let title = escape(&self.title);
        let words = escape(&self.words);
        let url = escape(&format!("{site}{path}"));
        let tags = format!(
            "<meta name=\"description\" content=\"{words}\">\n  \
             <meta property=\"og:site_name\" content=\"{SITE}\">\n  \
             <meta property=\"og:type\" content=\"website\">\n  \
             <meta property=\"og:title\" content=\"{title}\">\n  \
             <meta property=\"og:description\" content=\"{words}\">\n  \
             <meta property=\"og:url\" content=\"{url}\">\n  \
             <meta name=\"twitter:card\" content=\"summary\">\n  \
             <meta name=\"twitter:title\" content=\"{title}\">\n  \
             <meta name=\"twitter:description\" content=\"{words}\">"
        );
        let html = replace(shell, "<title>", "</title>", &format!("<title>{title}</title>"));
        replace(&html, MARK, "-->", &tags)
    }
}

/// Puts `new` in the place of the first stretch from `start` to `end`.
fn replace(html: &str, start: &str, end: &str, new: &str) -> String {
    let Some((before, rest)) = html.split_once(start) else { return html.to_owned() };
    let Some((_, after)) = rest.split_once(end) else { return html.to_owned() };
    format!("{before}{new}{after}")
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

    const SHELL: &str = "<head><title>Causerie</title><!-- relay:meta (words) --></head>";

    #[test]
    fn a_title_that_is_markup_stays_text() {
        let page = Page::found("</title><script>\"'&".into(), "x".into());
        let html = page.write_into(SHELL, "http://localhost", "/s/\"><img>");
        assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt;&quot;&#39;&amp;</title>"));
        assert!(!html.contains("<script>") && !html.contains("<img>"));
        assert!(!html.contains("relay:meta"));
    }
}
