//! Reads Rust as text: which product code a file holds, and which paths it names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) struct Source {
    /// From the root of the repository.
    pub(crate) path: String,
    pub(crate) text: String,
    /// Without comments and without what is compiled for tests alone.
    pub(crate) code: String,
}

pub(crate) fn sources() -> Vec<Source> {
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
            code: if tests_alone.contains(&path) { String::new() } else { code },
            path: path.strip_prefix(&root).unwrap_or(&path).display().to_string(),
            text,
        })
        .collect()
}

/// Blanks comments, and everything from an inline `#[cfg(test)] mod … {` on: tests stand last. A
/// test module in a file of its own is named in the second value.
pub(crate) fn product_code(text: &str) -> (String, Vec<String>) {
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
pub(crate) fn named_paths(file: &Source) -> BTreeSet<String> {
    let module = module_of(&file.path);
    let mut names = BTreeSet::new();
    let code = &file.code;
    let mut rest = code.as_str();
    while let Some(at) = rest.find("use ") {
        // rustfmt gives each its own line; elsewhere it is a word of a sentence.
        let before = rest[..at].rsplit('\n').next().unwrap_or_default().trim();
        let is_use = before.is_empty() || before.starts_with("pub");
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
        let rooted = ["crate::", "super::", "self::", "std::", "tokio::", "web_sys::", "axum::"];
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

pub(crate) fn is_within(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

pub(crate) fn root_dir() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs this");
    let parent = Path::new(&here).parent();
    parent.expect("this crate is in the workspace").to_path_buf()
}

/// Files of the repository with an extension, in order; not what is built or downloaded.
pub(crate) fn files_ending(extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root_dir()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder").flatten() {
            let path = entry.path();
            let name = entry.file_name();
            let skipped = ["target", "dist", "data", "node_modules"].iter().any(|s| name == *s);
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

mod laws {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), text: text.to_owned(), code: product_code(text).0 }
    }

    #[test]
    fn braces_and_super_are_seen_through() {
        let text =
            "use crate::{hub::Handle, media::{self, core::Slot}};\nuse super::super::store;\n";
        let names = named_paths(&source("relay/src/media/io/thread.rs", text));
        for name in ["crate::hub::Handle", "crate::media::core::Slot", "crate::media::store"] {
            assert!(names.contains(name), "{name} in {names:?}");
        }
    }

    #[test]
    fn a_sentence_imports_nothing() {
        let text = "use crate::hub;\nfn a() { f(\"too long; use crate::store {most}\"); }\n\
                    pub(crate) use crate::media;\n";
        let names = named_paths(&source("relay/src/space/mod.rs", text));
        assert!(names.contains("crate::hub") && names.contains("crate::media"), "{names:?}");
        assert!(names.iter().all(|name| !name.contains("most")), "{names:?}");
    }

    #[test]
    fn comments_and_tests_are_no_imports() {
        let text = "// use crate::hub;\n#[cfg(test)]\nmod laws;\nfn a() {}\n\
                    #[cfg(test)]\nmod tests {\n use crate::store;\n}\n";
        let (code, modules) = product_code(text);
        assert_eq!(modules, ["laws"]);
        assert!(!code.contains("hub") && !code.contains("store") && code.contains("fn a"));
    }
}
