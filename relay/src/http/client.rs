//! The browser client: files that are part of the binary, compressed when it was built.

use crate::http::{State, caller::Caller, csp, meta, visitor::Visitor};
use axum::{
    extract::State as From,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use causerie_shared::program::Program;
use rust_embed::{EmbeddedFile, RustEmbed};

/// A debug build reads the folder as it is; a release build holds it.
#[derive(RustEmbed)]
#[folder = "../dist/"]
#[allow_missing = true]
struct Dist;

/// The page that starts a program, for every page that the program draws.
const fn shell_of(program: Program) -> &'static str {
    match program {
        Program::Visitors => WHOLE,
        Program::Office => "office.html",
        Program::Till => "till.html",
    }
}

/// Where Trunk built the client, this one draws all pages.
const WHOLE: &str = "index.html";

/// What shows messages while no page is open.
const WORKER: &str = "worker.js";
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";

const NOT_BUILT: &str = "The pages are not built yet. Run `cargo xtask up`, which builds the \
                         client and serves it.\n";

pub(super) async fn serve(
    From(state): From<State>,
    caller: Caller,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if method != Method::GET && method != Method::HEAD {
        let allow = [(header::ALLOW, HeaderValue::from_static("GET, HEAD"))];
        return (StatusCode::METHOD_NOT_ALLOWED, allow).into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if !path.is_empty()
        && !is_shell(path)
        && let Some(file) = Dist::get(path)
    {
        return serve_file(path, file, &headers);
    }
    shell(&state, &caller, &uri, &headers).await
}

fn serve_file(path: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let etag = etag(&file);
    let kind = file.metadata.mimetype().to_owned();
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == etag);
    let cache = if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match accepts_brotli(headers).then(|| Dist::get(&format!("{path}.br"))).flatten() {
            Some(small) => {
                let brotli = [(header::CONTENT_ENCODING, HeaderValue::from_static("br"))];
                (brotli, small.data).into_response()
            }
            None => file.data.into_response(),
        }
    };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::ETAG, etag);
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if path == WORKER {
        // What a worker may speak to is said with its own file (CSP Level 3, section 7.5).
        out.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WORKER_POLICY));
    }
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        out.insert(header::CONTENT_TYPE, kind);
    }
    response
}

/// Without what the relay writes into it, a shell is no page.
fn is_shell(path: &str) -> bool {
    Program::ALL.into_iter().any(|program| path == shell_of(program))
}

/// The page that becomes every page of its program. An address that leads nowhere gets one too, as
/// 404: the client says what is not there in the reader's language.
async fn shell(state: &State, caller: &Caller, uri: &Uri, headers: &HeaderMap) -> Response {
    let shell = shell_of(Program::of(uri.path()));
    let Some(file) = Dist::get(shell).or_else(|| Dist::get(WHOLE)) else {
        return (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response();
    };
    let shell = String::from_utf8_lossy(&file.data);
    // What a stranger wrote has no part in what the page may run.
    let policy = csp::for_page(&shell, caller.host.as_deref());
    // A page is there also when who asks for it cannot be found out.
    let visitor = Visitor::read(state, headers).await.unwrap_or(Visitor::Nobody);
    let page = meta::Page::at(uri.path(), uri.query().is_some(), &visitor, state).await;
    let html = page.write_into(&shell, &caller.site(), uri.path());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        // It says who the visitor is.
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    (page.status(), headers, html).into_response()
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    let hash = file.metadata.sha256_hash();
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    HeaderValue::from_str(&format!("\"{digits}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether the build put a hash of the content in the name, as in `app-0123456789abcdef_bg.wasm`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split(['-', '_', '.'])
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn accepts_brotli(headers: &HeaderMap) -> bool {
    let said =
        headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    said.flat_map(|line| line.split(',')).any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim() == "br" && !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_shell_is_served_as_it_lies_there() {
        assert!(["index.html", "office.html", "till.html"].into_iter().all(is_shell));
        assert!(!is_shell("assets/icon.svg"));
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("causerie-client-9f86d081884c7d65_bg.wasm"));
        assert!(is_hashed("tokens-9f86d081884c7d65.css"));
        assert!(!is_hashed("assets/favicon.svg"));
        assert!(!is_hashed("app-deadbeef.js"));
    }
}
