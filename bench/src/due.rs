//! What it costs to find those who are to be told, in a store that is full of those who are not yet.
//!
//! The store takes its moments as arguments, so a month of reminders falls due in as little time as it
//! takes to tell of them.

use crate::spread::Spread;
use anyhow::{Context, Result};
use causerie_relay::{
    schedule::stale_before,
    store::{Folder, Store},
};
use causerie_shared::time::UnixMs;
use serde::Serialize;
use std::{
    path::PathBuf,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

#[derive(clap::Args)]
pub struct Options {
    /// The relay's data folder; the relay does not run
    #[arg(long)]
    data: PathBuf,
    /// The URL of its PostgreSQL, if it has one
    #[arg(long)]
    database: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct Found {
    /// To see that nobody is due.
    pub nobody_ms: Spread,
    /// To find those of one space who are, and to write down what they are told.
    pub told_ms: Spread,
    /// People who were told.
    pub told: u64,
}

/// Looks that find nobody, and spaces of which people are told.
const LOOKS: usize = 2000;
const SPACES: usize = 500;

/// Between two spaces of the diary there are 52 seconds.
const STEP_MS: u64 = 5_000;

/// # Errors
/// A store that cannot be opened or written.
pub fn run(options: &Options) -> Result<Found> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let folder = Folder::open(&options.data)?;
        let store = Store::open(folder, options.database.as_deref()).await?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).context("a clock before 1970")?;
        let mut now = UnixMs(u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
        let mut found = Found { nobody_ms: Spread::default(), told_ms: Spread::default(), told: 0 };
        let (mut nobody, mut told) = (Vec::new(), Vec::new());
        while told.len() < SPACES || nobody.len() < LOOKS {
            let started = Instant::now();
            let somebody = store.tell_soon(stale_before(now), now).await?;
            let ms = started.elapsed().as_secs_f64() * 1e3;
            match somebody {
                Some(people) => {
                    told.push(ms);
                    found.told += people;
                }
                None => {
                    nobody.push(ms);
                    now = now.plus_ms(STEP_MS);
                }
            }
        }
        (found.nobody_ms, found.told_ms) = (Spread::of(nobody), Spread::of(told));
        store.close().await;
        Ok(found)
    })
}
