//! What a page of ours may load and where it may speak: itself, and its relay. Styles are sheets of
//! ours alone; what moves is set through the CSSOM. Pictures may be a `blob:`, since a page shows a
//! new portrait before it is sent.

use axum::http::HeaderValue;
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::digest::{SHA256, digest};

/// The policy for `html`. Scripts that stand in the page itself, such as the few lines that start
/// the WASM module, are let in by their hash.
pub(super) fn for_page(html: &str, host: Option<&str>) -> HeaderValue {
    let hashes: String = inline_scripts(html)
        .map(|script| format!(" 'sha256-{}'", STANDARD.encode(digest(&SHA256, script.as_bytes()))))
        .collect();
    // Some browsers do not count the WebSocket of the same host as 'self'.
    let sockets = host
        .filter(|host| is_authority(host))
        .map_or_else(String::new, |host| format!(" ws://{host} wss://{host}"));
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; \
         style-src 'self'; img-src 'self' blob:; font-src 'self'; \
         media-src 'self' blob:; connect-src 'self'{sockets}; worker-src 'self' blob:; \
         manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

/// For a page without script or picture, whose one style is in it.
pub(super) fn for_text(style: &str) -> HeaderValue {
    let hash = STANDARD.encode(digest(&SHA256, style.as_bytes()));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; frame-ancestors 'none'");
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The texts of `<script>` elements without `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (tag, rest) = rest.split_once('>')?;
        let (text, _) = rest.split_once("</script>")?;
        (!tag.contains("src=") && !text.is_empty()).then_some(text)
    })
}

/// Letters that a host and port may have; the header comes from a stranger.
fn is_authority(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_in_the_page_is_let_in_by_its_hash() {
        let html = r#"<script type="module">alert(1)</script><script src="/a.js"></script>"#;
        let policy = for_page(html, Some("localhost:8080"));
        let policy = policy.to_str().unwrap();
        // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
        assert!(
            policy.contains("'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"),
            "{policy}"
        );
        assert_eq!(policy.matches("sha256").count(), 1);
        assert!(policy.contains("ws://localhost:8080"));
    }

    #[test]
    fn neither_script_nor_style_stands_in_a_page_unnamed() {
        let policy = for_page("<p style=\"color:red\">", None);
        let policy = policy.to_str().unwrap();
        assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-hashes"), "{policy}");
        assert!(policy.contains("style-src 'self';"), "{policy}");
    }

    #[test]
    fn a_host_that_is_none_adds_nothing() {
        let policy = for_page("", Some("evil; script-src *"));
        assert!(!policy.to_str().unwrap().contains("evil"));
    }
}
