//! Reads index.html as Trunk does: tags that carry `data-trunk` ask for something to be built or
//! copied, and are replaced by what came of it. Everything else stays as it is.

use anyhow::{Context, Result, bail};

/// One tag that asks for something.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    /// Where the tag stands in the page, in bytes.
    pub(crate) span: std::ops::Range<usize>,
    pub(crate) what: What,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The client. Trunk builds the one program that the tag names; what ships is built of several,
    /// and each has the page with its own tags in this place.
    Rust {
        profile: String,
    },
    Css {
        href: String,
    },
    CopyDir {
        href: String,
        to: String,
    },
    CopyFile {
        href: String,
        to: String,
    },
}

pub(crate) fn asked(html: &str) -> Result<Vec<Asked>> {
    let mut asked = Vec::new();
    let mut from = 0;
    while let Some(at) = html[from..].find("<link") {
        let start = from + at;
        let length = html[start..].find('>').context("a tag of index.html never ends")?;
        let end = start + length + 1;
        let attributes = attributes(&html[start + "<link".len()..end - 1]);
        from = end;
        let get = |name: &str| {
            let found = attributes.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.clone())
        };
        if get("data-trunk").is_none() {
            continue;
        }
        let href = get("href").context("a data-trunk tag has no href")?;
        let what = match get("rel").as_deref() {
            Some("rust") => {
                What::Rust { profile: get("data-cargo-profile").unwrap_or("release".into()) }
            }
            Some("css") => What::Css { href },
            Some("copy-dir") => {
                What::CopyDir { to: get("data-target-path").unwrap_or_else(|| last(&href)), href }
            }
            Some("copy-file") => {
                let folder = get("data-target-path").map(|to| format!("{to}/"));
                let to = folder.unwrap_or_default() + &last(&href);
                What::CopyFile { href, to }
            }
            other => bail!("index.html asks for rel={other:?}, which xtask does not know"),
        };
        asked.push(Asked { span: start..end, what });
    }
    Ok(asked)
}

fn last(href: &str) -> String {
    href.rsplit('/').next().unwrap_or(href).to_owned()
}

/// `a="b" c=d e` as pairs; the value of a bare name is empty.
fn attributes(inside: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut rest = inside.trim().trim_end_matches('/');
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| ['"', '\''].contains(c));
            let (inner, close) = match quote {
                Some(quote) => (&after[1..], after[1..].find(quote)),
                None => (after, after.find(char::is_whitespace)),
            };
            let close = close.unwrap_or(inner.len());
            value = inner[..close].to_owned();
            rest = &inner[close..];
            if let Some(quote) = quote {
                rest = rest.trim_start_matches(quote);
            }
        }
        rest = rest.trim_start();
        pairs.push((name, value));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tags_for_trunk_ask_for_something() {
        let html = r#"<link rel="icon" href="x.svg"><link data-trunk rel="css" href='a/b.css'/>
            <link data-trunk rel=copy-dir href="client/assets" data-target-path="assets">
            <link data-trunk rel="copy-file" href="client/robots.txt">
            <link data-trunk rel="rust" href="client/Cargo.toml" data-bin="app" data-cargo-profile="wasm">"#;
        let whats: Vec<What> = asked(html).expect("reads").into_iter().map(|a| a.what).collect();
        let text = str::to_owned;
        assert_eq!(
            whats,
            [
                What::Css { href: text("a/b.css") },
                What::CopyDir { href: text("client/assets"), to: text("assets") },
                What::CopyFile { href: text("client/robots.txt"), to: text("robots.txt") },
                What::Rust { profile: text("wasm") },
            ]
        );
    }

    #[test]
    fn an_unknown_wish_is_refused() {
        assert!(asked("<link data-trunk rel=sass href=a.scss>").is_err());
    }
}
