//! `cargo xtask bench join`: thousands come at once, while others listen and must not notice.

use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

use super::child::Crowd;
use super::relay::Relay;
use super::table::Table;
use super::{LOAD_CPU, Programs};

#[derive(Args)]
pub(super) struct Options {
    /// Who listen already
    #[arg(long, default_value_t = 300)]
    listeners: u64,
    /// Who come
    #[arg(long, default_value_t = 2000)]
    joins: u64,
    /// Within so many seconds
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Spaces among which everybody is spread, one run for each
    #[arg(long, value_delimiter = ',', default_value = "1,4")]
    spaces: Vec<u64>,
    #[arg(long, default_value = "1.2")]
    dtls: String,
}

/// The slowest hears sound within this.
const SOUND_MOST_MS: f64 = 3000.0;
const MEMORY_SETTLES: Duration = Duration::from_secs(10);
const LEAVES_A_SECOND: f64 = 1000.0;

pub(super) fn run(root: &Path, options: &Options) -> Result<()> {
    let programs = Programs::build(root, false)?;
    let mut table = Table::new(&[
        "spaces",
        "joined",
        "failed",
        "in s",
        "HTTP p50 ms",
        "p95",
        "DTLS p50",
        "p95",
        "sound p50",
        "p95",
        "max",
        "others lost",
        "CPU ms a join",
        "MB before",
        "peak",
        "left",
        "10 s later",
    ]);
    let mut all = Vec::new();
    for spaces in &options.spaces {
        let run = one(&programs, options, *spaces)?;
        table.row(row(*spaces, &run));
        all.push(run);
    }
    println!(
        "\n{} join {} who listen, two media threads\n{table}",
        options.joins, options.listeners
    );
    for run in &all {
        let lost = run["joined"]["others"]["lost"].as_u64().unwrap_or(u64::MAX);
        let slowest = run["joined"]["sound_ms"]["max"].as_f64().unwrap_or(f64::MAX);
        let failed = run["joined"]["failed"].as_u64().unwrap_or(u64::MAX);
        let met = |yes: bool| if yes { "met" } else { "MISSED" };
        println!(
            "{} space(s): nobody who listens loses a packet: {} ({lost}). \
             The slowest hears sound within 3 s: {} ({slowest:.0} ms, {failed} failed).",
            run["spaces"],
            met(lost == 0),
            met(slowest <= SOUND_MOST_MS && failed == 0),
        );
    }
    let file = programs.results.join("join.json");
    std::fs::write(&file, format!("{:#}\n", Value::from(all)))?;
    println!("Written: {}", file.display());
    Ok(())
}

fn one(programs: &Programs, options: &Options, spaces: u64) -> Result<Value> {
    let relay = Relay::start(programs, &programs.relay, 2, None)?;
    let mut crowd = Crowd::start(&programs.load, &relay.address, LOAD_CPU, &options.dtls)?;
    for _ in 0..spaces {
        crowd.ask(&json!({"open": {"talkers": 1}}), "opened")?;
    }
    crowd.ask(&json!({"talk": {"how": "one"}}), "talking")?;
    let join = |count: u64, per_second: f64| json!({"join": {"count": count, "per_second": per_second, "lines": 3}});
    crowd.ask(&join(options.listeners, 100.0), "joined")?;
    sleep(Duration::from_secs(1));
    // What those who listen cost alone is taken from what is measured while others come.
    let idle = relay.reading()?;
    crowd.ask(&json!({"measure": {"seconds": 2.0}}), "measured")?;
    let before = relay.reading()?;
    let forwarded = |relay: &Relay| -> Result<u64> {
        Ok(relay.metrics()?.get("media_packets_forwarded_total").copied().unwrap_or(0))
    };
    let packets = forwarded(&relay)?;
    let idle_us_per_packet = {
        let heard = 2.0 * 50.0 * options.listeners as f64;
        before.since(&idle).cpu.as_secs_f64() * 1e6 / heard
    };
    let joined =
        crowd.ask(&join(options.joins, options.joins as f64 / options.seconds), "joined")?;
    let peak = relay.reading()?;
    let packets = forwarded(&relay)? - packets;
    let cpu_ms = peak.since(&before).cpu.as_secs_f64() * 1e3;
    let joins_ms = cpu_ms - packets as f64 * idle_us_per_packet / 1e3;
    let metrics = relay.metrics()?;
    let leave = json!({"leave": {"count": options.joins, "per_second": LEAVES_A_SECOND}});
    crowd.ask(&leave, "left")?;
    let left = relay.reading()?;
    sleep(MEMORY_SETTLES);
    let later = relay.reading()?;
    let stayed = crowd.ask(&json!({"measure": {"seconds": 2.0}}), "measured")?;
    Ok(json!({
        "spaces": spaces,
        "joined": joined,
        "cpu_ms_per_join": joins_ms / options.joins.max(1) as f64,
        "resident_kb": {
            "before": before.resident_kb, "peak": peak.resident_kb,
            "left": left.resident_kb, "later": later.resident_kb,
        },
        "stayed": stayed,
        "metrics": metrics,
    }))
}

fn row(spaces: u64, run: &Value) -> Vec<String> {
    let joined = &run["joined"];
    let number = |value: &Value, digits: usize| {
        value.as_f64().map_or("-".into(), |value| format!("{value:.digits$}"))
    };
    let mb =
        |name: &str| format!("{:.1}", run["resident_kb"][name].as_f64().unwrap_or(0.0) / 1024.0);
    let ms = |kind: &str, at: &str| number(&joined[kind][at], 1);
    vec![
        spaces.to_string(),
        joined["joined"].to_string(),
        joined["failed"].to_string(),
        number(&joined["seconds"], 1),
        ms("http_ms", "p50"),
        ms("http_ms", "p95"),
        ms("dtls_ms", "p50"),
        ms("dtls_ms", "p95"),
        ms("sound_ms", "p50"),
        ms("sound_ms", "p95"),
        ms("sound_ms", "max"),
        joined["others"]["lost"].to_string(),
        number(&run["cpu_ms_per_join"], 2),
        mb("before"),
        mb("peak"),
        mb("left"),
        mb("later"),
    ]
}
