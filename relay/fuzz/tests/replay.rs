//! Every file of the corpora goes through its target: what real clients sent, and what the search
//! once found.

use causerie_fuzz::{TARGETS, WRITTEN};
use std::{
    collections::BTreeMap,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

/// Who sent what a corpus begins with, as file names begin.
const ORIGINS: [&str; 3] = ["chromium-", "firefox-", "webrtc-"];
const BYTES_MOST: u64 = 16 * 1024;

/// Panics of any thread: those that the relay survives, because it catches them, count too.
static PANICS: AtomicUsize = AtomicUsize::new(0);

#[test]
fn every_input_of_the_corpora_keeps_the_laws() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        before(panic);
    }));
    for (target, run) in TARGETS.into_iter().chain(WRITTEN) {
        for file in corpus(target) {
            let bytes = fs::read(&file).expect("a readable file");
            let kept = catch_unwind(AssertUnwindSafe(|| run(&bytes)));
            let panics = PANICS.load(Ordering::Relaxed);
            assert!(kept.is_ok() && panics == 0, "{target} breaks on {}", file.display());
        }
    }
}

#[test]
fn every_corpus_comes_from_both_browsers_and_the_native_peer() {
    let mut faults = Vec::new();
    for (target, _) in TARGETS {
        let mut from: BTreeMap<&str, usize> = ORIGINS.map(|origin| (origin, 0)).into();
        for file in corpus(target) {
            let name = file.file_name().and_then(|name| name.to_str()).expect("a name in ASCII");
            if let Some((_, count)) = from.iter_mut().find(|(origin, _)| name.starts_with(**origin))
            {
                *count += 1;
            }
            let size = fs::metadata(&file).expect("a readable file").len();
            if !(1..=BYTES_MOST).contains(&size) {
                faults.push(format!("{} has {size} bytes", file.display()));
            }
        }
        println!("{target}: {from:?}");
        let missing = from.iter().filter(|(_, count)| **count == 0);
        faults.extend(missing.map(|(origin, _)| format!("{target} has no file {origin}…")));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

fn corpus(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let entries = fs::read_dir(&folder);
    let entries = entries.unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
    files.sort_unstable();
    files
}
