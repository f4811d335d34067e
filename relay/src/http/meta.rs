//! What a link looks like when it is shared: the page's own title, description and Open Graph
//! tags, written into the shell by the relay, because previews run no script.

use crate::http::State;
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
    pub(super) fn at(path: &str, state: &State) -> Self {
        match path.trim_end_matches('/') {
            "" => Self::found(SITE.into(), WORDS.into()),
            "/new" => Self::found(format!("Start a space · {SITE}"), WORDS.into()),
            path => {
                let space = path.strip_prefix("/s/").and_then(|id| id.parse().ok());
                match space.and_then(|id| state.hub.view(id).ok()) {
                    Some(view) => Self::of_space(&view),
                    None => Self::missing(),
                }
            }
        }
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
fn escape(text: &str) -> String {
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
