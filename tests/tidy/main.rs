//! Holds what DESIGN and STYLE promise and no compiler checks: who may import whom, where clocks
//! and chance may be read, that links lead somewhere, that both languages say the same things.
//! Reads text only, so it takes milliseconds.

mod edges;
mod limits;
mod source;
mod words;

use std::collections::BTreeSet;
use std::fs;

use edges::EDGES;
use limits::{limits, value_in};
use source::{files_ending, is_within, named_paths, root_dir, sources};
use words::{loose_signs, messages, relative_links};

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
    "relay/src/people/",
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
    // `self` is a module of a file; utoipa describes the words for the relay, behind a feature.
    const WELCOME: [&str; 7] = ["alloc", "core", "crate", "self", "serde", "std", "utoipa"];
    let mut faults = Vec::new();
    let files = sources();
    for file in files.iter().filter(|file| file.path.starts_with("shared/src/")) {
        for name in named_paths(file) {
            let root = name.split("::").next().unwrap_or_default();
            // `use Enum::*` and a sibling module need no `crate::`.
            let sibling = format!("shared/src/{root}.rs");
            let own = root.starts_with(|c: char| c.is_ascii_uppercase())
                || files.iter().any(|file| file.path == sibling);
            if !own && !WELCOME.contains(&root) {
                faults.push(format!("{} imports {name}", file.path));
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
fn the_page_of_limits_says_what_the_code_says() {
    let read = |path: &str| {
        let path = root_dir().join("relay/src").join(path);
        fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is not there", path.display()))
    };
    let counted =
        ["media/core/counters.rs", "media/directory.rs", "hub/tally.rs", "http/health.rs"];
    let counters: String = counted.map(read).concat();
    let config = read("config.rs");
    let limits = limits();
    let mut faults = Vec::new();
    for limit in &limits {
        let (code, name) = match &limit.place[..] {
            [setting] => (config.clone(), setting),
            [file, constant] => (read(file), constant),
            other => panic!("a limit stands in one place, not in {other:?}"),
        };
        match value_in(&code, name) {
            Some(value) if value == limit.value => {}
            Some(value) => faults.push(format!("{name} is {value}, not {}", limit.value)),
            None => faults.push(format!("{name} is not in the code")),
        }
        let counter = limit.counter.trim_start_matches("media_").trim_end_matches("_total");
        if counter.is_empty() || !counters.contains(counter) {
            faults.push(format!("{name}: nothing counts {:?}", limit.counter));
        }
    }
    // And no setting that bounds something is left out.
    let names = config.lines().filter_map(|line| line.trim_start().split_once(": "));
    for (name, _) in names.filter(|(_, rest)| rest.contains("\"CAUSERIE_")) {
        let bounds = ["_most", "_per_", "_in_flight"].iter().any(|it| name.contains(it));
        if bounds && !limits.iter().any(|limit| limit.place == [name]) {
            faults.push(format!("{name} is not on the page of limits"));
        }
    }
    assert!(limits.len() > 20, "the page is read");
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
                faults.push(format!("{key} uses {here:?} in English and {there:?} in French"));
            }
            (Some(_), None) => faults.push(format!("{key} is missing in French")),
            (None, _) => faults.push(format!("{key} is missing in English")),
        }
    }
    none(faults);
}

#[test]
fn french_signs_stay_with_their_word() {
    let french = root_dir().join("client/locales/fr.ftl");
    if !french.exists() {
        return;
    }
    let text = fs::read_to_string(french).expect("French is there");
    none(loose_signs(&text).into_iter().map(str::to_owned).collect());
}

/// Prints, and judges nothing: at some 400 lines one looks for the second noun.
#[test]
fn the_ten_longest_files() {
    let mut files: Vec<(usize, String)> =
        sources().into_iter().map(|file| (file.text.lines().count(), file.path)).collect();
    files.sort_unstable_by(|a, b| b.cmp(a));
    for (lines, path) in files.iter().take(10) {
        println!("{lines:>6}  {path}");
    }
}

#[track_caller]
fn none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
