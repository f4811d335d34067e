//! `cargo xtask bench schedule`: a relay with a full diary. What is to come, at a fixed rate of pages, and
//! beside them the cheapest answer that the relay gives; and what it costs to find who is to be told.
//!
//! Absent: messages to elsewhere. Nothing but the app is told yet.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::child::run_to_end;
use super::proc::Reading;
use super::table::Table;
use super::{LOAD_CPU, Programs};
use crate::http;
use crate::relay::{EMPTY, Relay};

#[derive(Args)]
pub(super) struct Options {
    /// Spaces that are to come
    #[arg(long, default_value_t = 50_000)]
    spaces: u32,
    /// Who asked to be reminded of them, in all
    #[arg(long, default_value_t = 1_000_000)]
    reminders: u32,
    /// Pages a second
    #[arg(long, default_value_t = 200.0)]
    rate: f64,
    /// For so many seconds
    #[arg(long, default_value_t = 30.0)]
    seconds: f64,
}

/// The slowest of a hundred pages.
const P99_MOST_MS: f64 = 10.0;
const LANES: usize = 50;
const WARM_SECONDS: f64 = 3.0;
/// Pages that are asked for by their own number.
const SHOWN: usize = 500;
/// One address asks for calendars as often as the bench does.
const SERVE: [&str; 2] = ["--feeds-per-address-per-minute", "1000000"];

pub(super) fn run(root: &Path, options: &Options) -> Result<()> {
    let programs = Programs::build(root, false)?;
    let data = programs.results.join("data-schedule");
    if data.exists() {
        std::fs::remove_dir_all(&data)?;
    }
    println!("Loading {} spaces and {} reminders.", options.spaces, options.reminders);
    load(&programs.relay, &data, options)?;
    let relay = Relay::start(&programs.relay, &data, &[&EMPTY[..], &SERVE].concat())?;
    let asks = asks(&relay)?;
    let deck = |seconds: f64| json!({ "per_second": options.rate, "seconds": seconds, "lanes": LANES, "asks": asks });
    let ask = |deck: &Value| {
        let args = ["asks", "--relay", &relay.address, "--cpu", &LOAD_CPU.to_string()];
        run_to_end(&programs.load, &args.map(str::to_owned), deck)
    };
    ask(&deck(WARM_SECONDS))?;
    let before = Reading::of(relay.id())?;
    let mut measured = ask(&deck(options.seconds))?;
    let after = Reading::of(relay.id())?;
    let seconds = measured["seconds"].as_f64().unwrap_or(f64::INFINITY);
    measured["relay_cpu"] = json!(after.since(&before).cpu.as_secs_f64() / seconds);
    measured["relay_mb"] = json!(after.resident_kb / 1024);
    print(options, &measured)?;
    let file = programs.results.join("schedule.json");
    std::fs::write(&file, format!("{measured:#}\n"))?;
    println!("Written: {}", file.display());
    Ok(())
}

fn load(program: &Path, data: &Path, options: &Options) -> Result<()> {
    let people = (options.spaces / 10).max(20_000);
    let output = Command::new(program)
        .args(["admin", "load-test", "--people", &people.to_string(), "--follows", "1000"])
        .args(["--announced", &options.spaces.to_string()])
        .args(["--reminders", &options.reminders.to_string()])
        .arg("--data")
        .arg(data)
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the diary cannot be filled: {said}");
    Ok(())
}

/// Lists, single pages, calendars, and the cheapest answer there is.
fn asks(relay: &Relay) -> Result<Vec<Value>> {
    let list = http::get(&relay.address, "/api/announcements")?.body;
    let list: Value = serde_json::from_str(&list)?;
    let list = list["announcements"].as_array().context("no list of what is to come")?;
    let ids: Vec<_> = list.iter().filter_map(|one| one["id"].as_str()).collect();
    ensure!(!ids.is_empty(), "nothing is to come");
    let get = |kind: &str, path: String| json!({ "kind": kind, "method": "GET", "path": path, "cookie": null });
    let mut asks = Vec::new();
    for number in 0..SHOWN {
        let topic = ["jazz", "rust", "chess"][number % 3];
        let language = ["en", "fr", "de"][number % 3];
        let id = ids[number % ids.len()];
        asks.push(get("the floor: /healthz", "/healthz".into()));
        asks.push(get("what is to come", "/api/announcements".into()));
        asks.push(get("by topic", format!("/api/announcements?topic={topic}")));
        asks.push(get("by language", format!("/api/announcements?language={language}")));
        asks.push(get("one", format!("/api/announcements/{id}")));
        asks.push(get("one, for a calendar", format!("/api/announcements/{id}/space.ics")));
    }
    Ok(asks)
}

fn print(options: &Options, measured: &Value) -> Result<()> {
    println!(
        "\n{} spaces to come, {} reminders; milliseconds from the moment at which a request is due.",
        options.spaces, options.reminders
    );
    let mut table = Table::new(&["what", "answers", "p50 ms", "p95", "p99", "max", "late p99"]);
    let mut slowest = 0.0_f64;
    for (name, kind) in measured["kinds"].as_object().into_iter().flatten() {
        ensure!(kind["why"].is_null(), "{name}: {} {}", kind["statuses"], kind["why"]);
        let ms = |of: &str, at: &str| kind[of][at].as_f64().unwrap_or(f64::INFINITY);
        slowest = slowest.max(ms("ms", "p99"));
        let mut row = vec![name.clone(), kind["ms"]["count"].to_string()];
        row.extend(["p50", "p95", "p99", "max"].map(|at| format!("{:.2}", ms("ms", at))));
        row.push(format!("{:.2}", ms("late_ms", "p99")));
        table.row(row);
    }
    println!("{table}");
    let cpu = |name: &str| measured[name].as_f64().unwrap_or(0.0) * 100.0;
    println!(
        "{:.0} a second; the relay used {:.0} % of a CPU and {} MB, the load {:.0} %.",
        options.rate,
        cpu("relay_cpu"),
        measured["relay_mb"],
        cpu("own_cpu"),
    );
    let met = if slowest < P99_MOST_MS { "met" } else { "MISSED" };
    println!("Pages within {P99_MOST_MS} ms at p99: {met} ({slowest:.2} ms).");
    Ok(())
}
