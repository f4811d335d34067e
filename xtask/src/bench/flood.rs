//! `cargo xtask bench flood`: strangers throw garbage at the media port while people listen.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use super::child::{Crowd, start_to_end};
use super::proc::udp_overflows;
use super::relay::Relay;
use super::table::Table;
use super::{LOAD_CPU, Programs};

#[derive(Args)]
pub(super) struct Options {
    #[arg(long, default_value_t = 200)]
    listeners: u64,
    /// Datagrams of garbage a second
    #[arg(long, default_value_t = 200_000)]
    rate: u64,
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    #[arg(long, default_value = "1.2")]
    dtls: String,
}

/// The window is this much longer than the flood, at both ends together.
const MARGIN: f64 = 2.0;

pub(super) fn run(root: &Path, options: &Options) -> Result<()> {
    let programs = Programs::build(root, false)?;
    let relay = Relay::start(&programs, &programs.relay, 1, None)?;
    let mut crowd = Crowd::start(&programs.load, &relay.address, LOAD_CPU, &options.dtls)?;
    crowd.ask(&json!({"open": {"talkers": 1}}), "opened")?;
    crowd.ask(&json!({"talk": {"how": "one"}}), "talking")?;
    let join = json!({"join": {"count": options.listeners, "per_second": 100.0, "lines": 3}});
    crowd.ask(&join, "joined")?;
    sleep(Duration::from_secs(1));

    let calm = crowd.ask(&json!({"measure": {"seconds": 2.0}}), "measured")?;
    let (metrics, overflows) = (relay.metrics()?, udp_overflows());
    let before = relay.reading()?;
    crowd.tell(&json!({"measure": {"seconds": options.seconds + MARGIN}}))?;
    sleep(Duration::from_secs_f64(MARGIN / 2.0));
    let port = relay.media_ports.first().context("a media port")?;
    let args = [
        "flood".to_owned(),
        format!("--to=127.0.0.1:{port}"),
        format!("--rate={}", options.rate),
        format!("--seconds={}", options.seconds),
    ];
    let flooded = start_to_end(&programs.load, &args, &Value::Null)?.result()?;
    let measured = crowd.answer("measured")?;
    let after = relay.reading()?;
    let now = relay.metrics()?;
    let overflows = udp_overflows() - overflows;

    let grown = grown(&metrics, &now);
    print(options, &flooded, &calm, &measured, &grown, overflows);
    let cpu = after.since(&before).cpu.as_secs_f64();
    let received = grown.get("media_datagrams_received_total").copied().unwrap_or(0);
    println!(
        "CPU of the relay: {cpu:.2} s, {:.2} µs a datagram.",
        cpu * 1e6 / received.max(1) as f64
    );
    let memory = after.resident_kb as i64 - before.resident_kb as i64;
    println!("Memory of the relay: {memory:+} kB.");
    let result = json!({
        "flooded": flooded, "calm": calm, "flood": measured, "counters": grown,
        "udp_overflows": overflows, "cpu_s": cpu, "memory_kb": memory,
    });
    let file = programs.results.join("flood.json");
    std::fs::write(&file, format!("{result:#}\n"))?;
    println!("Written: {}", file.display());
    Ok(())
}

/// Counters that moved, and by how much.
fn grown(before: &BTreeMap<String, u64>, now: &BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    let moved =
        now.iter().filter(|(name, _)| name.starts_with("media_")).filter_map(|(name, to)| {
            let by = to.saturating_sub(before.get(name).copied().unwrap_or(0));
            (by > 0).then(|| (name.clone(), by))
        });
    moved.collect()
}

fn print(
    options: &Options,
    flooded: &Value,
    calm: &Value,
    measured: &Value,
    grown: &BTreeMap<String, u64>,
    overflows: u64,
) {
    let rate = flooded["per_second"].as_f64().unwrap_or(0.0);
    println!(
        "\nFlood: {} datagrams, {rate:.0} a second reached of {} asked for.",
        flooded["sent"], options.rate
    );
    let mut table = Table::new(&["listeners", "received", "lost", "delay p50 ms", "p99", "max"]);
    for (name, window) in [("calm", calm), ("flooded", measured)] {
        let ms = |at: &str| format!("{:.2}", window["delay_us"][at].as_f64().unwrap_or(0.0) / 1e3);
        let heard = &window["heard"];
        let (received, lost) = (heard["received"].to_string(), heard["lost"].to_string());
        table.row(vec![name.into(), received, lost, ms("p50"), ms("p99"), ms("max")]);
    }
    println!("{table}");
    let mut counters = Table::new(&["counter", "by"]);
    for (name, by) in grown {
        counters.row(vec![name.clone(), by.to_string()]);
    }
    println!("{counters}\nDatagrams that found a full buffer (whole machine): {overflows}.");
    let lost = measured["heard"]["lost"].as_u64().unwrap_or(u64::MAX);
    let met = if lost == 0 { "met" } else { "MISSED" };
    println!("A flood costs listeners no packet: {met} ({lost} lost).");
}
