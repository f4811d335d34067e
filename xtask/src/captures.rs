//! `cargo xtask captures`: what real clients send, into the corpora of `relay/fuzz`. Each kind of
//! client joins a relay that writes down what arrives, alone, so that it is known who sent what.

mod corpus;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::browsers::ensure_browsers;
use crate::cargo::{cargo, run as run_command, target_dir};
use crate::dist;

/// The relay that writes down what arrives; no build that ships has it.
const CAPTURING: [&str; 2] = ["--features", "causerie-relay/capture"];

pub(crate) fn run(root: &Path) -> Result<()> {
    ensure_browsers()?;
    let target = target_dir(root)?;
    let folder = target.join("captures");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    dist::build(root)?;
    let mut build = cargo(root, &["build", "--workspace", "--bin", "causerie"]);
    run_command(build.args(CAPTURING))?;
    let binary = target.join("debug/causerie");
    for origin in ["chromium", "firefox"] {
        let story = format!("{origin}_alone");
        let mut tell = cargo(root, &["test", "--workspace", "--test", "stories"]);
        tell.args(CAPTURING).args(["--", "--test-threads=1", &story]);
        tell.env("CAUSERIE_BIN", &binary).env("CAUSERIE_CAPTURE", folder.join(origin));
        run_command(&mut tell).with_context(|| format!("{origin}'s story ended badly"))?;
    }
    // The tests in which every peer is the crate's; others send what is written down already.
    for (test, filter) in [("media_native", ""), ("doors", "voices")] {
        let mut test = cargo(root, &["test", "--workspace", "--test", test]);
        test.args(CAPTURING).args(["--", filter]);
        run_command(test.env("CAUSERIE_CAPTURE", folder.join("webrtc")))?;
    }
    let corpora = root.join("relay/fuzz/corpus");
    for origin in ["chromium", "firefox", "webrtc"] {
        corpus::renew(&folder.join(origin), &corpora, origin)?;
    }
    println!("The corpora in {} are made anew; look at them before committing.", corpora.display());
    Ok(())
}

/// The files of a folder in order, which is that of capture.
fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("{} is missing", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    files.sort_unstable();
    Ok(files)
}

fn begins(file: &Path, prefix: &str) -> bool {
    file.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with(prefix))
}
