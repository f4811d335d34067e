//! Holds what DESIGN and STYLE promise and no compiler checks: who may import whom, where clocks
//! and chance may be read, that links lead somewhere, that both languages say the same things.
//! Reads text only, so it takes milliseconds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A part of the tree, and the paths that its code may not name.
struct Edge {
    /// Files whose path begins with this, from the root.
    from: &'static str,
    /// Path prefixes in `use` or in the text, as `crate::hub` or `tokio`.
    never: &'static [&'static str],
    because: &'static str,
}

const EDGES: &[Edge] = &[
    Edge {
        from: "relay/src/space/",
        never: &[
            "crate::app",
            "crate::captions",
            "crate::clock",
            "crate::cluster",
            "crate::config",
            "crate::http",
            "crate::hub",
            "crate::media",
            "crate::money",
            "crate::signal",
            "crate::store",
            "crate::telemetry",
            "axum",
            "std::fs",
            "std::net",
            "std::thread",
            "tokio",
            "tracing",
        ],
        because: "the rules import only `shared`, await nothing and open nothing",
    },
    Edge {
        from: "relay/src/media/core/",
        never: &[
            "crate::app",
            "crate::captions",
            "crate::clock",
            "crate::cluster",
            "crate::config",
            "crate::http",
            "crate::hub",
            "crate::media::io",
            "crate::money",
            "crate::signal",
            "crate::space",
            "crate::store",
            "crate::telemetry",
            "axum",
            "std::fs",
            "std::net::TcpListener",
            "std::net::TcpStream",
            "std::net::UdpSocket",
            "std::thread",
            "socket2",
            "tokio",
        ],
        because: "forwarding imports `shared` ids and protocol crates, and opens nothing",
    },
    Edge {
        from: "relay/src/media/",
        never: &[
            "crate::http",
            "crate::hub",
            "crate::signal",
            "crate::space",
            "crate::store",
        ],
        because: "media answers with values; the hub carries them",
    },
    Edge {
        from: "relay/src/http/",
        never: &["crate::media::core", "crate::media::io", "crate::space"],
        because: "doors know the hub's handle and the store, never the inside of a plane",
    },
    Edge {
        from: "relay/src/signal/",
        never: &["crate::media::core", "crate::media::io", "crate::space"],
        because: "doors know the hub's handle and the store, never the inside of a plane",
    },
    Edge {
        from: "relay/src/hub/",
        never: &["crate::media::core", "crate::media::io"],
        because: "the hub knows the other planes by their doors",
    },
    Edge {
        from: "relay/src/store/",
        never: &[
            "crate::http",
            "crate::hub",
            "crate::media",
            "crate::signal",
            "crate::space",
        ],
        because: "rows know nobody who reads them",
    },
    Edge {
        from: "relay/src/captions/",
        never: &["crate::hub", "crate::money", "crate::space"],
        because: "tasks import their pure siblings, the store and the clock",
    },
    Edge {
        from: "relay/src/money/",
        never: &["crate::captions", "crate::hub", "crate::space"],
        because: "tasks import their pure siblings, the store and the clock",
    },
    Edge {
        from: "client/src/state/",
        never: &[
            "crate::components",
            "crate::hooks",
            "crate::net",
            "crate::pages",
            "crate::rtc",
            "crate::webapi",
            "gloo_events",
            "gloo_net",
            "gloo_timers",
            "js_sys",
            "wasm_bindgen",
            "web_sys",
        ],
        because: "state is pure, and tested without a browser",
    },
    Edge {
        from: "client/src/rtc/",
        never: &["crate::components", "crate::hooks", "crate::pages", "yew"],
        because: "pages → components → hooks → {state, rtc, net}",
    },
    Edge {
        from: "client/src/net/",
        never: &["crate::components", "crate::hooks", "crate::pages", "yew"],
        because: "pages → components → hooks → {state, rtc, net}",
    },
    Edge {
        from: "client/src/hooks/",
        never: &["crate::components", "crate::pages"],
        because: "pages → components → hooks → {state, rtc, net}",
    },
    Edge {
        from: "client/src/components/",
        never: &["crate::pages"],
        because: "pages → components → hooks → {state, rtc, net}",
    },
];

/// What reads a clock or draws chance. Types such as `Instant` are welcome as arguments.
const TIME_AND_CHANCE: &[&str] = &[
    "Instant::now",
    "SystemTime::now",
    "UNIX_EPOCH.elapsed",
    "OffsetDateTime::now",
    "getrandom",
    "rand::",
    "SystemRandom",
    "RandomState",
    "Uuid::now",
    "Uuid::new_v4",
    "Date::now",
    "Date::new_0",
    "Math::random",
    "performance()",
];

/// Where time and chance come as arguments.
const PURE: &[&str] = &[
    "shared/src/",
    "relay/src/space/",
    "relay/src/media/core/",
    "client/src/state/",
];

#[test]
fn nobody_imports_whom_they_may_not() {
    let mut faults = Vec::new();
    for file in sources() {
        for edge in EDGES.iter().filter(|edge| file.path.starts_with(edge.from)) {
            for name in named_paths(&file) {
                let broken = edge.never.iter().find(|never| is_within(&name, never));
                if let Some(never) = broken {
                    faults.push(format!("{} names {never}: {}", file.path, edge.because));
                }
            }
        }
    }
    none(faults);
}

#[test]
fn shared_imports_only_std_and_serde() {
    let mut faults = Vec::new();
    for file in sources()
        .iter()
        .filter(|file| file.path.starts_with("shared/src/"))
    {
        for name in named_paths(file) {
            let root = name.split("::").next().unwrap_or_default();
            let sibling = name.starts_with(|c: char| c.is_ascii_uppercase());
            if !sibling && !["std", "core", "alloc", "serde", "crate"].contains(&root) {
                // A module of the same file's scope is named without `crate::` now and then.
                if !Path::new(&root_dir())
                    .join("shared/src")
                    .join(format!("{root}.rs"))
                    .exists()
                {
                    faults.push(format!("{} imports {name}", file.path));
                }
            }
        }
    }
    none(faults);
}

#[test]
fn pure_cores_take_time_and_chance_as_arguments() {
    let mut faults = Vec::new();
    for file in sources() {
        let pure = PURE.iter().any(|pure| file.path.starts_with(pure));
        if !pure || file.path.ends_with("/clock.rs") {
            continue;
        }
        for (number, line) in file.code.lines().enumerate() {
            if let Some(found) = TIME_AND_CHANCE.iter().find(|word| line.contains(*word)) {
                faults.push(format!("{}:{}: {found}", file.path, number + 1));
            }
        }
    }
    none(faults);
}

#[test]
fn only_the_relays_clock_reads_time() {
    let mut faults = Vec::new();
    for file in sources() {
        let bound = file.path.starts_with("relay/src/") && file.path != "relay/src/clock.rs";
        for (number, line) in file.code.lines().enumerate().filter(|_| bound) {
            // tokio's clock is the one of its timers, and a test can stop it.
            let line = line.replace("tokio::time::Instant::now", "");
            if line.contains("Instant::now") || line.contains("SystemTime::now") {
                faults.push(format!("{}:{}", file.path, number + 1));
            }
        }
    }
    none(faults);
}

#[test]
fn no_test_is_ignored() {
    let needle = ["#[", "ignore"].concat();
    none(
        sources()
            .iter()
            .filter(|file| file.text.contains(&needle))
            .map(|file| file.path.clone())
            .collect(),
    );
}

#[test]
fn links_in_the_documents_lead_somewhere() {
    let mut faults = Vec::new();
    for path in files_ending("md") {
        let text = fs::read_to_string(&path).expect("a readable document");
        let folder = path.parent().expect("a file is in a folder");
        for link in relative_links(&text) {
            if !folder.join(&link).exists() {
                faults.push(format!("{}: {link}", path.display()));
            }
        }
    }
    none(faults);
}

#[test]
fn both_languages_say_the_same_things() {
    let locales = root_dir().join("client/locales");
    if !locales.exists() {
        return;
    }
    let [english, french] = ["en.ftl", "fr.ftl"].map(|name| {
        let text = fs::read_to_string(locales.join(name)).expect("both languages are there");
        messages(&text)
    });
    let mut faults = Vec::new();
    for key in english.keys().chain(french.keys()).collect::<BTreeSet<_>>() {
        match (english.get(key), french.get(key)) {
            (Some(here), Some(there)) if here == there => {}
            (Some(here), Some(there)) => {
                faults.push(format!(
                    "{key} uses {here:?} in English and {there:?} in French"
                ));
            }
            (Some(_), None) => faults.push(format!("{key} is missing in French")),
            (None, _) => faults.push(format!("{key} is missing in English")),
        }
    }
    none(faults);
}

/// Prints, and judges nothing: at some 400 lines one looks for the second noun.
#[test]
fn the_ten_longest_files() {
    let mut files: Vec<(usize, String)> = sources()
        .into_iter()
        .map(|file| (file.text.lines().count(), file.path))
        .collect();
    files.sort_unstable_by(|a, b| b.cmp(a));
    for (lines, path) in files.iter().take(10) {
        println!("{lines:>6}  {path}");
    }
}

struct Source {
    /// From the root of the repository.
    path: String,
    text: String,
    /// Without comments and without what is compiled for tests alone.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = root_dir();
    let paths = files_ending("rs");
    let mut tests_alone = BTreeSet::new();
    let mut files = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a readable source file");
        let (code, test_modules) = product_code(&text);
        let folder = module_folder(&path);
        for module in test_modules {
            tests_alone.insert(folder.join(format!("{module}.rs")));
            tests_alone.insert(folder.join(module).join("mod.rs"));
        }
        files.push((path, text, code));
    }
    files
        .into_iter()
        .map(|(path, text, code)| Source {
            code: if tests_alone.contains(&path) {
                String::new()
            } else {
                code
            },
            path: path
                .strip_prefix(&root)
                .unwrap_or(&path)
                .display()
                .to_string(),
            text,
        })
        .collect()
}

/// Blanks comments, and everything from an inline `#[cfg(test)] mod … {` on: tests stand last. A
/// test module in a file of its own is named in the second value.
fn product_code(text: &str) -> (String, Vec<String>) {
    let mut code = String::new();
    let mut test_modules = Vec::new();
    let mut under_cfg_test = false;
    for line in text.lines() {
        let bare = line.trim_start();
        let bare = if bare.starts_with("//") { "" } else { line };
        let bare = bare.split_once(" // ").map_or(bare, |(code, _)| code);
        let trimmed = bare.trim();
        if under_cfg_test && trimmed.contains("mod ") {
            under_cfg_test = false;
            if !trimmed.ends_with(';') {
                break;
            }
            let name = trimmed.trim_end_matches(';').rsplit(' ').next();
            test_modules.extend(name.map(str::to_owned));
            code.push('\n');
            continue;
        }
        under_cfg_test = trimmed == "#[cfg(test)]" || (under_cfg_test && trimmed.starts_with('#'));
        code.push_str(bare);
        code.push('\n');
    }
    (code, test_modules)
}

/// Where the files of a file's own modules lie.
fn module_folder(path: &Path) -> PathBuf {
    let parent = path.parent().unwrap_or(Path::new(""));
    match path.file_stem().and_then(|stem| stem.to_str()) {
        None | Some("mod" | "lib" | "main") => parent.to_path_buf(),
        Some(stem) => parent.join(stem),
    }
}

/// Every `a::b::c` in the code, with braces opened and `super` and `self` resolved.
fn named_paths(file: &Source) -> BTreeSet<String> {
    let module = module_of(&file.path);
    let mut names = BTreeSet::new();
    let code = &file.code;
    let mut rest = code.as_str();
    while let Some(at) = rest.find("use ") {
        let statement_starts = rest[..at].trim_end_matches([' ', '\t']).chars().next_back();
        let is_use = matches!(statement_starts, None | Some('\n' | ')' | ';' | '{' | '}'))
            || rest[..at].ends_with("pub ");
        let after = &rest[at + 4..];
        let end = after.find(';').unwrap_or(after.len());
        if is_use {
            open_braces("", &after[..end], &mut names);
        }
        rest = &after[if is_use { end } else { 0 }..];
    }
    let is_path = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    for word in code.split(|c: char| !is_path(c)) {
        let begins_low = word.starts_with(|c: char| c.is_ascii_lowercase());
        let rooted = [
            "crate::",
            "super::",
            "self::",
            "std::",
            "tokio::",
            "web_sys::",
            "axum::",
        ];
        if begins_low && rooted.iter().any(|root| word.starts_with(root)) {
            names.insert(word.trim_end_matches(':').to_owned());
        }
    }
    names.iter().map(|name| resolve(name, &module)).collect()
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn open_braces(prefix: &str, tree: &str, names: &mut BTreeSet<String>) {
    let tree = tree.trim();
    let Some((head, inner)) = tree.split_once('{') else {
        let name = tree.split(" as ").next().unwrap_or(tree).trim();
        if !name.is_empty() {
            names.insert(format!("{prefix}{name}"));
        }
        return;
    };
    let inner = inner.trim_end().strip_suffix('}').unwrap_or(inner);
    let prefix = format!("{prefix}{}", head.trim());
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                open_braces(&prefix, &inner[start..at], names);
                start = at + 1;
            }
            _ => {}
        }
    }
    open_braces(&prefix, &inner[start..], names);
}

/// `relay/src/media/core/mod.rs` is `crate::media::core`.
fn module_of(path: &str) -> Vec<String> {
    let inside = path.split_once("/src/").map_or("", |(_, inside)| inside);
    let mut module = vec!["crate".to_owned()];
    for part in inside.trim_end_matches(".rs").split('/') {
        if !["mod", "lib", "main", ""].contains(&part) {
            module.push(part.to_owned());
        }
    }
    module
}

fn resolve(name: &str, module: &[String]) -> String {
    let mut module = module.to_vec();
    let mut name = name.trim_start_matches("::");
    if let Some(rest) = name.strip_prefix("self::") {
        name = rest;
    } else if name.starts_with("super::") {
        while let Some(rest) = name.strip_prefix("super::") {
            module.pop();
            name = rest;
        }
    } else {
        return name.to_owned();
    }
    format!("{}::{name}", module.join("::"))
}

fn is_within(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Targets of `[…](…)` inside the repository, without their anchors.
fn relative_links(text: &str) -> Vec<String> {
    let mut in_code = false;
    let mut links = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        for part in line.split("](").skip(1) {
            let target = part.split([')', ' ', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains(':') {
                links.push(target.to_owned());
            }
        }
    }
    links
}

/// Each message and attribute of a Fluent file, with the variables it uses.
fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let (mut message, mut entry) = (String::new(), String::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let head = line
            .split_once('=')
            .map(|(head, _)| head.trim())
            .filter(|head| {
                !head.is_empty()
                    && head
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
            });
        if let Some(head) = head.filter(|_| !line.starts_with(' ')) {
            message = head.to_owned();
            entry = head.to_owned();
        } else if let Some(attribute) = head.filter(|head| head.starts_with('.')) {
            entry = format!("{message}{attribute}");
        }
        if entry.is_empty() {
            continue;
        }
        let variables = messages.entry(entry.clone()).or_default();
        for after in line.split('$').skip(1) {
            let name: String = after
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
                .collect();
            variables.insert(name);
        }
    }
    messages
}

fn root_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this crate is in the workspace")
        .to_path_buf()
}

/// Files of the repository with an extension, in order; not what is built or downloaded.
fn files_ending(extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root_dir()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder").flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let skipped = ["target", "dist", "data", "node_modules"]
                .iter()
                .any(|s| name == *s);
            if path.is_dir() && !skipped && !name.as_encoded_bytes().starts_with(b".") {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort_unstable();
    found
}

#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

mod laws_of_this_file {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
            code: product_code(text).0,
        }
    }

    #[test]
    fn braces_and_super_are_seen_through() {
        let text =
            "use crate::{hub::Handle, media::{self, core::Slot}};\nuse super::super::store;\n";
        let names = named_paths(&source("relay/src/media/io/thread.rs", text));
        for name in [
            "crate::hub::Handle",
            "crate::media::core::Slot",
            "crate::media::store",
        ] {
            assert!(names.contains(name), "{name} in {names:?}");
        }
    }

    #[test]
    fn comments_and_tests_are_no_imports() {
        let text = "// use crate::hub;\n#[cfg(test)]\nmod laws;\nfn a() {}\n\
                    #[cfg(test)]\nmod tests {\n use crate::store;\n}\n";
        let (code, modules) = product_code(text);
        assert_eq!(modules, ["laws"]);
        assert!(!code.contains("hub") && !code.contains("store") && code.contains("fn a"));
    }

    #[test]
    fn a_variable_missing_in_one_language_is_seen() {
        let english =
            messages("# note\nlive-for = Live for { $time }\n    .label = { $count } people\n");
        assert_eq!(english["live-for"], BTreeSet::from(["time".to_owned()]));
        assert_eq!(
            english["live-for.label"],
            BTreeSet::from(["count".to_owned()])
        );
    }
}
