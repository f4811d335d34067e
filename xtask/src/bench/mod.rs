//! `cargo xtask bench`: the relay measured from outside, beside the least that this machine could
//! do the same work with, in the same run.
//!
//! A bench starts the relay as it ships, the load on a CPU of its own, and reads `/proc` and
//! `/metrics` around windows in which nothing but audio happens. Every child ends with the bench.

mod captions;
mod chart;
mod child;
mod flood;
mod forward;
mod home;
mod join;
mod loss;
mod proc;
mod relay;
mod room;
mod schedule;
mod scores;
mod table;
mod tickets;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand};

use crate::cargo::{self, cargo, target_dir};

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What a forwarded packet costs, against the floor of this machine
    Forward(forward::Options),
    /// Thousands who come at once while others listen
    Join(join::Options),
    /// Garbage on the media port while people listen
    Flood(flood::Options),
    /// Pages of a place with many people in it, and how soon they stand
    Home(home::Options),
    /// A full room: what an event costs to bring to thousands of WebSockets
    Room(room::Options),
    /// A full diary: what is to come, page by page
    Schedule(schedule::Options),
    /// A hot sale: whole purchases a second, and tickets at a door
    Tickets(tickets::Options),
    /// Real speech in, words out: how right and how late they are, and what that costs the sound
    Captions(captions::Options),
    /// Score speech between real browsers over paths that lose packets
    Loss(loss::Options),
}

pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    ensure!(cfg!(target_os = "linux"), "the benches read /proc, which is Linux's");
    match &options.what {
        What::Forward(options) => forward::run(root, options),
        What::Join(options) => join::run(root, options),
        What::Flood(options) => flood::run(root, options),
        What::Home(options) => home::run(root, options),
        What::Room(options) => room::run(root, options),
        What::Schedule(options) => schedule::run(root, options),
        What::Tickets(options) => tickets::run(root, options),
        What::Captions(options) => captions::run(root, options),
        What::Loss(options) => loss::run(root, options),
    }
}

/// The programs that take part, as they ship.
struct Programs {
    relay: PathBuf,
    counting_relay: Option<PathBuf>,
    load: PathBuf,
    floor: PathBuf,
    room_floor: PathBuf,
    /// Looks into a store from inside.
    due: PathBuf,
    /// Where results are written.
    results: PathBuf,
    /// Listeners from which on the relay sends two packets together, if not its default.
    pairs_from: Option<u64>,
}

impl Programs {
    /// `counting`: also a relay with an allocator that counts.
    fn build(root: &Path, counting: bool) -> Result<Self> {
        println!("Building the relay, the load and the floor, optimised.");
        let release = target_dir(root)?.join("release");
        let results = target_dir(root)?.join("bench");
        std::fs::create_dir_all(&results).context("the results have no folder")?;
        // Not together: cargo would join their features, and the relay would not be what ships.
        let build = ["build", "--release", "--package"];
        cargo::run(cargo(root, &build).arg("causerie-bench"))?;
        let relay = ["causerie-relay", "--bin", "causerie"];
        let counting_relay = counting.then(|| results.join("causerie-counting"));
        if let Some(copy) = &counting_relay {
            let features = ["--features", "count-allocations"];
            cargo::run(cargo(root, &build).args(relay).args(features))?;
            std::fs::copy(release.join("causerie"), copy).context("the relay is not there")?;
        }
        cargo::run(cargo(root, &build).args(relay))?;
        Ok(Self {
            relay: release.join("causerie"),
            counting_relay,
            load: release.join("load"),
            floor: release.join("floor"),
            room_floor: release.join("room-floor"),
            due: release.join("due"),
            results,
            pairs_from: None,
        })
    }
}

/// Of the two CPUs that a bench takes: the one that is measured, and the one that measures.
const MEASURED_CPU: usize = 0;
const LOAD_CPU: usize = 1;
