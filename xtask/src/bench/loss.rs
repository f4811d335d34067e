//! `cargo xtask bench loss`: what is left of speech when packets get lost, with Opus' own FEC
//! alone and with RED.
//!
//! The speech is spoken from the demo's script, one saying a voice. Real browsers carry it through
//! a real relay over an in-process path that loses what its seed says (`tests/src/lossy.rs`): it
//! needs no kernel module, no rights, and loses the same packets every time. `score.py` compares
//! with the original. Absent: delay, jitter and reordering, which are other benches' matter.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::scores;
use crate::browsers::{ensure_browsers, install};
use crate::cargo::{cargo, run as run_command, target_dir};
use crate::clips;
use crate::python;

#[derive(Args)]
pub(crate) struct Options {
    /// Packets lost of a hundred (may be repeated; all of the table by default)
    #[arg(long, value_name = "PERCENT")]
    percent: Vec<f64>,
    /// Which packets get lost (may be repeated; both by default)
    #[arg(long)]
    pattern: Vec<Pattern>,
    /// How often each scene is played, each time with other losses
    #[arg(long, default_value_t = 2)]
    runs: u64,
    /// Keep what was measured before and measure the rest
    #[arg(long)]
    resume: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Pattern {
    /// Each packet by itself
    Random,
    /// In runs of three packets on average
    Bursty,
}

const PERCENTS: [f64; 5] = [0.0, 2.0, 5.0, 10.0, 20.0];

/// A score is worth its scorer: other versions give other numbers.
const PACKAGES: [&str; 3] = ["pesq==0.0.4", "numpy==2.4.6", "scipy==1.17.1"];
const SCORE: &str = include_str!("score.py");

/// P.862.3 asks for 8 to 12 s of speech a score; with pauses these make that.
const SAYING_LEAST_S: f32 = 7.0;
const SAYING_MOST_S: f32 = 11.5;

/// What jitter buffers and recorders may hold back, with room to spare.
const MARGIN_S: u64 = 4;

struct Studio {
    /// Recordings and scores of this bench.
    folder: PathBuf,
    python: PathBuf,
    relay: PathBuf,
    scene: PathBuf,
    /// Recording so long holds every utterance whole, wherever in the loop it begins.
    seconds: u64,
}

pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let target = target_dir(root)?;
    let studio = Studio::open(root, &target)?;
    let mut rows = Vec::new();
    for (percent, pattern, run) in options.scenes() {
        let scored = studio.scene(percent, pattern, run, options.resume)?;
        rows.extend(scored);
    }
    let cells = scores::cells(&rows);
    scores::print(&cells);
    let out = target.join("bench/loss.json");
    let scorer = "wideband PESQ (ITU-T P.862.2), PyPI pesq 0.0.4";
    let report = json!({ "scorer": scorer, "cells": cells, "rows": rows });
    fs::write(&out, serde_json::to_vec_pretty(&report)?)?;
    println!("\nAll figures are in {}.", out.display());
    Ok(())
}

impl Options {
    fn scenes(&self) -> Vec<(f64, Pattern, u64)> {
        let percents = if self.percent.is_empty() { &PERCENTS[..] } else { &self.percent };
        let both = [Pattern::Random, Pattern::Bursty];
        let patterns = if self.pattern.is_empty() { &both[..] } else { &self.pattern };
        let mut scenes = Vec::new();
        for percent in percents {
            for pattern in patterns {
                // No loss has no pattern.
                if *percent > 0.0 || *pattern == patterns[0] {
                    scenes.extend((1..=self.runs).map(|run| (*percent, *pattern, run)));
                }
            }
        }
        scenes
    }
}

impl Studio {
    fn open(root: &Path, target: &Path) -> Result<Self> {
        ensure_browsers()?;
        install(&[("espeak-ng", "espeak-ng")])?;
        let folder = target.join("bench/loss");
        fs::create_dir_all(&folder)?;
        let python = python::with(&target.join("bench/venv"), &PACKAGES, "measure something else")
            .context("without its scorer (which is compiled: a C compiler is needed) this bench measures nothing")?;
        fs::write(folder.join("score.py"), SCORE)?;

        let mut speech = Command::new(&python);
        speech.arg(folder.join("score.py")).arg("speech").arg(&folder);
        for (number, saying) in
            clips::sayings(root, SAYING_LEAST_S, SAYING_MOST_S)?.iter().enumerate()
        {
            let wav = folder.join(format!("saying-{number}.wav"));
            fs::write(&wav, saying)?;
            speech.arg(wav);
        }
        let lengths = output(&mut speech)?;
        let length = |name: &str| lengths[name].as_f64().context("the speech has no length");
        let seconds = (length("all_s")? + length("longest_s")?).ceil() as u64 + MARGIN_S;

        // The whole workspace's features, as for every other build of development.
        let bins = ["build", "--workspace", "--bin", "causerie", "--bin", "bench-loss"];
        run_command(&mut cargo(root, &bins))?;
        let built = |name: &str| target.join("debug").join(name);
        Ok(Studio { folder, python, relay: built("causerie"), scene: built("bench-loss"), seconds })
    }

    /// The scored rows of one scene.
    fn scene(&self, percent: f64, pattern: Pattern, run: u64, resume: bool) -> Result<Vec<Value>> {
        let pattern = match pattern {
            Pattern::Random => "random",
            Pattern::Bursty => "bursty",
        };
        let name = format!("{percent}-{pattern}-{run}");
        let kept = self.folder.join(format!("{name}.scored.json"));
        if resume && kept.exists() {
            return Ok(serde_json::from_slice(&fs::read(&kept)?)?);
        }
        println!("{percent} % {pattern}, run {run}: some {} s", self.seconds + 20);
        let mut play = Command::new(&self.scene);
        play.arg(self.folder.join("speech.wav"))
            .arg(&self.folder)
            .args([&percent.to_string(), pattern, &run.to_string(), &self.seconds.to_string()])
            .env("CAUSERIE_BIN", &self.relay);
        run_command(&mut play)?;
        let mut score = Command::new(&self.python);
        score.arg(self.folder.join("score.py")).arg("score").arg(&self.folder);
        score.arg(self.folder.join(format!("{name}.json")));
        let scored = output(&mut score)?;
        fs::write(&kept, serde_json::to_vec_pretty(&scored)?)?;
        let Value::Array(rows) = scored else { anyhow::bail!("the scorer gave no rows") };
        Ok(rows)
    }
}

fn output(command: &mut Command) -> Result<Value> {
    let output = command.output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed: {said}");
    Ok(serde_json::from_slice(&output.stdout)?)
}
