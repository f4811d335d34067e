//! `cargo xtask bench tickets`: a hot sale, on either database. A hundred buyers at a time want one kind
//! of ticket, each from the click until the seat is theirs, and more of them than there are seats;
//! beside them the least that the same database could do for a sale. Then tickets at a door.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::table::Table;
use crate::cargo::{self, cargo, target_dir};
use crate::postgres::Postgres;

#[derive(Args)]
pub(super) struct Options {
    /// Buyers at a time
    #[arg(long, default_value_t = 100)]
    buyers: u32,
    /// Seats of each round; a tenth more people want one
    #[arg(long, default_value_t = 4000)]
    seats: u32,
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// Few seats and rounds
    #[arg(long)]
    quick: bool,
}

/// Whole purchases a second that a sale has to bear.
const SQLITE_LEAST: f64 = 1000.0;
const POSTGRES_LEAST: f64 = 400.0;
/// Tickets a second that one core has to check at a door.
const DOOR_LEAST: f64 = 20_000.0;

pub(super) fn run(root: &Path, options: &Options) -> Result<()> {
    println!("Building the sale, optimised.");
    let build = ["build", "--release", "--package", "causerie-bench", "--bin", "tickets"];
    cargo::run(&mut cargo(root, &build))?;
    let target = target_dir(root)?;
    let (program, results) = (target.join("release/tickets"), target.join("bench"));
    std::fs::create_dir_all(&results).context("the results have no folder")?;
    let (seats, rounds) = if options.quick { (600, 3) } else { (options.seats, options.rounds) };
    let mut all = serde_json::Map::new();
    for (name, least) in [("SQLite", SQLITE_LEAST), ("PostgreSQL", POSTGRES_LEAST)] {
        let data = results.join("data-tickets");
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        let postgres = if name == "SQLite" { None } else { Some(Postgres::start()?) };
        let said = Command::new(&program)
            .arg("--data")
            .arg(&data)
            .args(["--buyers", &options.buyers.to_string(), "--seats", &seats.to_string()])
            .args(["--rounds", &rounds.to_string()])
            .args(postgres.iter().flat_map(|it| ["--database".to_owned(), it.url()]))
            .stderr(Stdio::inherit())
            .output()?;
        ensure!(said.status.success(), "{name}: the sale failed");
        let measured: Value = serde_json::from_slice(&said.stdout)?;
        std::fs::remove_dir_all(&data)?;
        print(name, least, options.buyers, &measured)?;
        all.insert(name.to_owned(), measured);
    }
    let door = all.get("SQLite").context("no door was measured")?;
    print_door(&door["door"]);
    let file = results.join("tickets.json");
    std::fs::write(&file, format!("{:#}\n", json!(all)))?;
    println!("Written: {}", file.display());
    Ok(())
}

fn print(name: &str, least: f64, buyers: u32, measured: &Value) -> Result<()> {
    let rounds = measured["sales"].as_array().context("no rounds")?;
    let refused = rounds.iter().filter_map(|round| round["refused"].as_u64()).sum::<u64>();
    println!(
        "\n{name}: one kind of ticket, {buyers} buyers at a time; medians of {} rounds.",
        rounds.len()
    );
    let mut table =
        Table::new(&["what", "a second", "from", "to", "CPU ms each", "cores", "p50 ms", "p99 ms"]);
    for (what, of) in [("the floor: a transaction a sale", "least"), ("whole purchases", "sales")] {
        let each = |read: &dyn Fn(&Value) -> &Value| {
            let rounds = measured[of].as_array().into_iter().flatten();
            sorted(rounds.filter_map(|round| read(round).as_f64()).collect())
        };
        let rates = each(&|round| &round["per_second"]);
        let ends = |end: Option<&f64>| format!("{:.0}", end.copied().unwrap_or(f64::NAN));
        table.row(vec![
            what.to_owned(),
            format!("{:.0}", median(&rates)),
            ends(rates.first()),
            ends(rates.last()),
            format!("{:.2}", median(&each(&|round| &round["cpu_ms_a_sale"]))),
            format!("{:.2}", median(&each(&|round| &round["cores"]))),
            format!("{:.1}", median(&each(&|round| &round["ms"]["p50"]))),
            format!("{:.1}", median(&each(&|round| &round["ms"]["p99"]))),
        ]);
    }
    println!("{table}");
    println!(
        "Every seat was sold once, {refused} buyers were told that none is left, and the audit found \
         nothing after any round."
    );
    let rates = rounds.iter().filter_map(|round| round["per_second"].as_f64()).collect();
    let rate = median(&sorted(rates));
    println!("At least {least:.0} purchases a second: {} ({rate:.0}).", met(rate >= least));
    Ok(())
}

fn print_door(door: &Value) {
    let rates = door["per_second"].as_array().into_iter().flatten().filter_map(Value::as_f64);
    let rate = median(&sorted(rates.collect()));
    println!(
        "\nAt the door, one core, {} distinct tickets: {rate:.0} checks a second ({:.1} µs each). At \
         least {DOOR_LEAST:.0}: {}.",
        door["tokens"],
        1e6 / rate,
        met(rate >= DOOR_LEAST)
    );
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

const fn met(is: bool) -> &'static str {
    if is { "met" } else { "MISSED" }
}
