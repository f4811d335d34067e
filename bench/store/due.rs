//! What it costs to find those who are to be told, in a store that is full of those who are not yet.
//!
//! The store takes its moments as arguments, so a month of reminders falls due in as little time as it
//! takes to tell of them.

use anyhow::Result;
use causerie_relay::{
    clock,
    schedule::stale_before,
    store::{Folder, Store},
};
use clap::Parser;
use serde_json::{Value, json};
use std::{path::PathBuf, time::Instant};

#[derive(Parser)]
struct Options {
    /// The relay's data folder; the relay does not run
    #[arg(long)]
    data: PathBuf,
    /// The URL of its PostgreSQL, if it has one
    #[arg(long)]
    database: Option<String>,
}

/// Looks that find nobody, and spaces of which people are told.
const LOOKS: usize = 2000;
const SPACES: usize = 500;

/// Between two spaces of the diary there are 52 seconds.
const STEP_MS: u64 = 5_000;

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let folder = Folder::open(&options.data)?;
    let store = Store::open(folder, options.database.as_deref()).await?;
    let mut now = clock::now();
    // To see that nobody is due; to find those of one space who are, and to write what they are told.
    let (mut nobody, mut told, mut people) = (Vec::new(), Vec::new(), 0);
    while told.len() < SPACES || nobody.len() < LOOKS {
        let started = Instant::now();
        let somebody = store.tell_soon(stale_before(now), now).await?;
        let ms = started.elapsed().as_secs_f64() * 1e3;
        match somebody {
            Some(count) => {
                told.push(ms);
                people += count;
            }
            None => {
                nobody.push(ms);
                now = now.plus_ms(STEP_MS);
            }
        }
    }
    store.close().await;
    let found = json!({ "nobody_ms": spread(nobody), "told_ms": spread(told), "told": people });
    println!("{found}");
    Ok(())
}

fn spread(mut values: Vec<f64>) -> Value {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    let at = |percent: usize| values.get(last * percent / 100).copied().unwrap_or_default();
    json!({ "count": values.len(), "p50": at(50), "p95": at(95), "p99": at(99), "max": at(100) })
}
