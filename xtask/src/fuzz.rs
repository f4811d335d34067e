//! `cargo xtask fuzz`: searches on from the corpora of `relay/fuzz`, with cargo-fuzz and the
//! address sanitizer.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::cargo::{cargo, run as run_command, target_dir};

#[derive(Args)]
pub(crate) struct Options {
    /// Minutes for each target
    #[arg(long, default_value_t = 5)]
    minutes: u64,
    /// Search these targets alone (may be repeated)
    #[arg(long, value_name = "NAME")]
    target: Vec<String>,
}

const TARGETS: [&str; 10] =
    ["stun", "dtls", "rtp", "rtcp", "sdp", "doors", "signal", "speech", "ticket", "news"];
/// A target that takes longer for one input hangs, in seconds.
const TIMEOUT_S: u32 = 10;
/// Bytes of the longest input: the doors read offers of 64 kB, and turn down longer ones.
const LONGEST_BODY: u32 = 70 * 1024;
/// Of everything else: a datagram in jumbo frames, several packets, the longest frame of a socket.
const LONGEST: u32 = 18 * 1024;

pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    for name in &options.target {
        if !TARGETS.contains(&name.as_str()) {
            bail!("there is no target `{name}`; there are {}", TARGETS.join(", "));
        }
    }
    ensure_engine(root)?;
    // What is found goes under the target folder; only what breaks a law is worth a commit.
    let found = target_dir(root)?.join("fuzz");
    let mut broken = Vec::new();
    for target in TARGETS {
        if !options.target.is_empty() && !options.target.iter().any(|name| name == target) {
            continue;
        }
        println!("\n=== {target}: {} minutes", options.minutes);
        if search(root, &found, target, options.minutes).is_err() {
            broken.push(target);
        }
    }
    if broken.is_empty() {
        println!("\nNo law was broken.");
        return Ok(());
    }
    bail!(
        "{} broke a law, or could not be built; its words stand above. An input that breaks one \
         lies in {}: mend the relay, then keep the input as relay/fuzz/corpus/TARGET/found-NAME, \
         where every test run replays it.",
        broken.join(", "),
        found.join("artifacts").display()
    )
}

fn search(root: &Path, found: &Path, target: &str, minutes: u64) -> Result<()> {
    let news = found.join("corpus").join(target);
    let artifacts = found.join("artifacts").join(target);
    for folder in [&news, &artifacts] {
        fs::create_dir_all(folder)?;
    }
    let longest = if target == "doors" || target == "sdp" { LONGEST_BODY } else { LONGEST };
    let mut search = cargo(root, &["fuzz", "run", "--fuzz-dir", "relay/fuzz"]);
    search.args(["--features", "search", "--target-dir"]).arg(found.join("build"));
    search.arg(target).arg(&news).arg(format!("relay/fuzz/corpus/{target}"));
    search.args(["--", "-print_final_stats=1"]);
    search
        .arg(format!("-max_total_time={}", minutes * 60))
        .arg(format!("-timeout={TIMEOUT_S}"))
        .arg(format!("-max_len={longest}"))
        .arg(format!("-artifact_prefix={}/", artifacts.display()));
    if target == "doors" {
        // Sessions are taken down on another thread, after their input: each would be looked at as
        // a leak, which takes longer than the input itself.
        search.arg("-detect_leaks=0");
    }
    // Sanitizers and coverage are flags of the nightly compiler, which a stable one has under lock.
    run_command(search.env("RUSTC_BOOTSTRAP", "1"))
}

fn ensure_engine(root: &Path) -> Result<()> {
    let compiler = Command::new("c++").arg("--version").output();
    if !compiler.is_ok_and(|output| output.status.success()) {
        bail!("The search engine is C++, and there is no compiler `c++` here (Debian: g++).");
    }
    let version = cargo(root, &["fuzz", "--version"]).output();
    if version.is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    println!("Installing cargo-fuzz, which drives the search.");
    run_command(&mut cargo(root, &["install", "cargo-fuzz", "--locked"]))
        .context("cargo-fuzz could not be installed")
}
