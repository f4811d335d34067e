//! One scene of `cargo xtask bench loss`: speech goes through real browsers and a real relay over
//! paths that lose packets, and what each listener hears is written down for the scorer.
//!
//! A scene has one share and pattern of loss. Law: all its voices send the same sound at the same
//! time, so its sessions differ in loss and codec alone. Absent: any judgement of quality, and
//! any seed but the scene's own: the same scene loses the same packets.

mod door;
mod scene;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use causerie_tests::lossy::Pattern;

use scene::Scene;

const USAGE: &str = "bench-loss SPEECH.wav FOLDER PERCENT random|bursty RUN SECONDS";

#[tokio::main]
async fn main() -> Result<()> {
    let scene = read_arguments()?;
    let mut said = None;
    if let Err(reason) = scene.play(&mut said).await {
        if let Some(words) = said {
            eprintln!("--- the browsers' consoles\n{}", words.tail(20));
        }
        return Err(reason);
    }
    Ok(())
}

fn read_arguments() -> Result<Scene> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [speech, folder, percent, pattern, run, seconds] = &arguments[..] else { bail!(USAGE) };
    let pattern = match pattern.as_str() {
        "random" => Pattern::Random,
        "bursty" => Pattern::Bursty,
        _ => bail!(USAGE),
    };
    Ok(Scene {
        speech: Path::new(speech).canonicalize().with_context(|| speech.clone())?,
        folder: PathBuf::from(folder),
        percent: percent.parse().context(USAGE)?,
        pattern,
        run: run.parse().context(USAGE)?,
        seconds: seconds.parse().context(USAGE)?,
    })
}
