//! `cargo xtask bench captions`: real speech through the whole relay, and what a reader gets of it:
//! how many words are wrong, how late the right ones stand, and what that takes of the machine. Then
//! what it does to everybody else: the delay of forwarded sound, with captions and without, by turns.
//!
//! The relay and its recogniser are on whatever CPU the kernel chooses, as they ship; the load has
//! one of the two CPUs to itself only as far as they leave it.

mod report;

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::child::Crowd;
use super::proc::{Reading, machine_busy};
use super::relay::Relay;
use super::{LOAD_CPU, MEASURED_CPU, Programs};
use crate::models::{self, ensure_models};
use crate::speech::ensure_speech;

#[derive(Args)]
pub(super) struct Options {
    /// Models to measure
    #[arg(long, value_enum, value_delimiter = ',', default_value = "tiny")]
    engine: Vec<Engine>,
    /// Numbers of people who talk at once, all the time; 0 leaves them out
    #[arg(long, value_delimiter = ',', default_value = "1,2,3,6")]
    talkers: Vec<usize>,
    /// How often each of them reads all recordings, which takes 53 seconds
    #[arg(long, default_value_t = 1)]
    times: usize,
    /// People who listen elsewhere while captions run
    #[arg(long, default_value_t = 200)]
    listeners: u64,
    /// Calm windows with captions, and as many without; 0 leaves forwarding out
    #[arg(long, default_value_t = 8)]
    windows: usize,
    /// Length of each window, in seconds
    #[arg(long, default_value_t = 4.0)]
    seconds: f64,
    /// Keep the relay and its recogniser together on one CPU
    #[arg(long)]
    pinned: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Tiny,
    Base,
}

impl Engine {
    const fn name(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Base => "base",
        }
    }
}

/// Who talk while forwarding is measured: more than two cores follow.
const CROWDED: usize = 6;
/// Voices that the listeners hear, elsewhere: as many as there are slots.
const HEARD: usize = 3;
/// By then the relay has closed the connections on which listeners asked to join.
const DOORS_CLOSED_AFTER: Duration = Duration::from_secs(11);
/// Captions that are turned on or off have settled within this: somebody is amid a sentence.
const SETTLE: Duration = Duration::from_secs(2);
/// A window in which something else took a larger share of a CPU says nothing of captions…
const OTHERS_MOST: f64 = 0.25;
/// …and where nothing else is to be had, so many times as many windows are enough.
const PATIENCE: usize = 4;

pub(super) fn run(root: &Path, options: &Options) -> Result<()> {
    let bench = Bench {
        speech: ensure_speech(root)?,
        models: ensure_models(root, &models::sizes(|name| options.names(name)))?,
        programs: Programs::build(root, false)?,
        options,
    };
    let mut engines = Vec::new();
    for engine in options.engine.iter().map(|it| it.name()) {
        let mut talks = Vec::new();
        for talkers in options.talkers.iter().copied().filter(|it| *it > 0) {
            println!("{engine}: {talkers} talk at once.");
            talks.push(bench.talk(engine, talkers)?);
        }
        let beside = if options.windows > 0 { bench.forward(engine)? } else { Value::Null };
        engines.push(json!({ "engine": engine, "talks": talks, "forwarding": beside }));
    }
    let result = json!({ "pinned": options.pinned, "engines": engines });
    report::print(&result);
    let file = bench.programs.results.join("captions.json");
    std::fs::write(&file, format!("{result:#}\n"))?;
    println!("Written: {}", file.display());
    Ok(())
}

impl Options {
    fn names(&self, engine: &str) -> bool {
        self.engine.iter().any(|it| it.name() == engine)
    }
}

struct Bench<'a> {
    programs: Programs,
    options: &'a Options,
    models: PathBuf,
    speech: PathBuf,
}

impl Bench<'_> {
    /// A relay of its own, so that the memory of one number of talkers is not that of another.
    fn talk(&self, engine: &str, talkers: usize) -> Result<Value> {
        let relay = self.relay(engine)?;
        let mut booth = self.booth(&relay, talkers)?;
        let before = Moment::of(&relay)?;
        let times = self.options.times;
        let talk = booth.ask(&json!({"read": {"times": times}}), "read")?;
        let spent = Moment::of(&relay)?.since(&before, &talk);
        Ok(json!({ "talkers": talkers, "talk": talk, "spent": spent }))
    }

    /// What listeners of another space notice of captions at full load.
    fn forward(&self, engine: &str) -> Result<Value> {
        println!("{engine}: {CROWDED} talk while {} listen elsewhere.", self.options.listeners);
        let relay = self.relay(engine)?;
        let mut crowd = Crowd::start(&self.programs.load, &relay.address, LOAD_CPU, "1.2")?;
        crowd.ask(&json!({"open": {"talkers": HEARD}}), "opened")?;
        crowd.ask(&json!({"talk": {"how": "three_out_of_phase"}}), "talking")?;
        let join =
            json!({"join": {"count": self.options.listeners, "per_second": 100.0, "lines": 3}});
        crowd.ask(&join, "joined")?;
        let mut booth = self.booth(&relay, CROWDED)?;
        booth.ask(&json!("talk"), "talking")?;
        sleep(DOORS_CLOSED_AFTER);
        let mut windows = Vec::new();
        // Calm ones of each kind so far.
        let mut calm = [0, 0];
        for number in 0..self.options.windows * 2 * PATIENCE {
            let captioned = number % 2 == 1;
            booth.ask(&json!({"caption": {"wanted": captioned}}), "captioned")?;
            sleep(SETTLE);
            let before = Moment::of(&relay)?;
            let measure = json!({"measure": {"seconds": self.options.seconds}});
            let measured = crowd.ask(&measure, "measured")?;
            let spent = Moment::of(&relay)?.since(&before, &measured);
            let is_calm = spent["others_cpu"].as_f64().is_some_and(|it| it < OTHERS_MOST);
            calm[usize::from(captioned)] += usize::from(is_calm);
            windows.push(json!({ "captioned": captioned, "calm": is_calm, "heard": measured,
                                 "spent": spent }));
            if calm.iter().all(|it| *it >= self.options.windows) {
                break;
            }
        }
        Ok(json!({ "listeners": self.options.listeners, "windows": windows }))
    }

    fn relay(&self, engine: &str) -> Result<Relay> {
        let cpu = self.options.pinned.then_some(MEASURED_CPU);
        Relay::captioning(&self.programs, &self.models, engine, cpu)
    }

    /// People on stage, with their microphones open and captions on.
    fn booth(&self, relay: &Relay, talkers: usize) -> Result<Crowd> {
        let speech = self.speech.to_str().context("the recordings' folder has a strange name")?;
        let args = ["captions", "--relay", &relay.address, "--speech", speech];
        let mut booth = Crowd::told(&self.programs.load, LOAD_CPU, &args)?;
        booth.ask(&json!({"open": {"talkers": talkers}}), "opened")?;
        Ok(booth)
    }
}

/// What was used up to a moment.
struct Moment {
    relay: Reading,
    recogniser: Reading,
    machine: Duration,
}

impl Moment {
    fn of(relay: &Relay) -> Result<Self> {
        let (relay, recogniser) = (relay.reading()?, relay.recogniser()?);
        Ok(Self { relay, recogniser, machine: machine_busy() })
    }

    /// What was used since, in shares of one CPU; `of`: what a load says of the time between.
    fn since(&self, before: &Self, of: &Value) -> Value {
        let seconds = of["seconds"].as_f64().unwrap_or(f64::NAN);
        let relay = self.relay.since(&before.relay).cpu.as_secs_f64();
        let recogniser = self.recogniser.since(&before.recogniser).cpu.as_secs_f64();
        let machine = self.machine.saturating_sub(before.machine).as_secs_f64();
        let load = of["own_cpu"].as_f64().unwrap_or(0.0);
        json!({
            "relay_cpu": relay / seconds,
            "recogniser_cpu": recogniser / seconds,
            // Whatever else runs here, with what the kernel books on nobody.
            "others_cpu": (machine - relay - recogniser) / seconds - load,
            "recogniser_s": recogniser,
            "relay_mb": mb(self.relay.resident_kb),
            "relay_peak_mb": mb(self.relay.peak_kb),
            "recogniser_mb": mb(self.recogniser.resident_kb),
            "recogniser_peak_mb": mb(self.recogniser.peak_kb),
        })
    }
}

/// Of 1000 times 1000 bytes.
fn mb(kb: u64) -> f64 {
    kb as f64 * 1.024 / 1000.0
}
