//! `cargo xtask bench forward`: the cost of a forwarded packet, and what a listener costs beside.
//!
//! For each number of listeners: joins in silence (CPU of a join, memory of a listener), joins
//! while the others listen (how soon there is sound), then windows in which the stage talks in
//! different ways, and the floor against the very same sockets.

mod report;

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::child::{Crowd, run_to_end};
use super::relay::Relay;
use super::{LOAD_CPU, MEASURED_CPU, Programs};

#[derive(Args)]
pub(super) struct Options {
    /// Numbers of listeners, in rising order
    #[arg(long, value_delimiter = ',', default_value = "100,300,1000,2000")]
    listeners: Vec<u64>,
    /// Length of each window, in seconds
    #[arg(long, default_value_t = 8.0)]
    seconds: f64,
    /// How the stage talks: one, three_in_phase, three_out_of_phase, turns
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "one,three_in_phase,three_out_of_phase,turns"
    )]
    talkers: Vec<String>,
    /// DTLS that the load speaks: 1.2 (ends in AES-256-GCM) or 1.3
    #[arg(long, default_value = "1.2")]
    dtls: String,
    /// m-lines of the listeners: 3, or 1
    #[arg(long, default_value_t = 3)]
    lines: usize,
    /// Leave out what takes long: the memory after the handshakes are forgotten, the relay on two
    /// CPUs, and the count of allocations
    #[arg(long)]
    quick: bool,
    /// Let the relay send two packets of 20 ms together from this many listeners on
    #[arg(long, value_name = "LISTENERS")]
    pairs_from: Option<u64>,
}

/// People on stage: enough for every way of talking.
const STAGE: usize = 10;
/// By then the relay has closed the connections on which listeners asked to join; that is no part of
/// what a packet costs.
const DOORS_CLOSED_AFTER: Duration = Duration::from_secs(11);
/// A change of who talks settles within this.
const SETTLE: Duration = Duration::from_millis(1200);
/// Joins a second in silence, and while others listen.
const FAST: f64 = 200.0;
const CALM: f64 = 20.0;
/// So many of each number join while the others listen.
const WATCHED_MOST: u64 = 100;
/// The relay forgets handshakes 30 s after they ended.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(36);
/// Longer than any queue of a relay can last.
const SILENT_MOST: Duration = Duration::from_secs(30);
const FLOORS: [(&str, usize, bool); 4] = [
    ("floor, 1 voice", 1, false),
    ("floor, 3 voices", 3, false),
    ("floor, 2 voices GSO", 2, true),
    ("floor, 3 voices GSO", 3, true),
];

pub(super) fn run(root: &Path, options: &Options) -> Result<()> {
    ensure!(options.listeners.is_sorted() && !options.listeners.is_empty(), "rising numbers");
    let mut programs = Programs::build(root, !options.quick)?;
    programs.pairs_from = options.pairs_from;
    let mut result = json!({ "points": measure_cpu(&programs, options)? });
    if !options.quick {
        result["both_cpus"] = measure_on_both(&programs, options)?;
        result["allocations_per_packet"] = measure_allocations(&programs, options)?;
    }
    report::print(&result);
    report::write(&programs.results, &result)
}

/// The relay on one CPU with one media thread, the load on the other.
fn measure_cpu(programs: &Programs, options: &Options) -> Result<Vec<Value>> {
    let relay = Relay::start(programs, &programs.relay, 1, Some(MEASURED_CPU))?;
    let mut crowd = Crowd::start(&programs.load, &relay.address, LOAD_CPU, &options.dtls)?;
    crowd.ask(&json!({"open": {"talkers": STAGE}}), "opened")?;
    let mut bench = Bench { programs, options, relay, crowd, here: 0, runs: 0 };
    let empty_kb = bench.relay.reading()?.resident_kb;
    let mut points = Vec::new();
    let last = options.listeners.last().copied();
    for listeners in options.listeners.iter().copied() {
        let mut point = json!({ "listeners": listeners });
        point["joins"] = bench.join_up_to(listeners)?;
        let mut windows = Vec::new();
        for how in &options.talkers {
            windows.push(bench.window(how)?);
        }
        point["windows"] = windows.into();
        point["floors"] = bench.floors()?;
        point["memory"] = bench.memory(empty_kb, !options.quick && Some(listeners) == last)?;
        points.push(point);
    }
    Ok(points)
}

/// The relay anywhere, with two media threads on which the listeners are spread: for delays.
fn measure_on_both(programs: &Programs, options: &Options) -> Result<Value> {
    let relay = Relay::start(programs, &programs.relay, 2, None)?;
    let mut crowd = Crowd::start(&programs.load, &relay.address, LOAD_CPU, &options.dtls)?;
    crowd.ask(&json!({"open": {"talkers": STAGE}}), "opened")?;
    let mut bench = Bench { programs, options, relay, crowd, here: 0, runs: 0 };
    let listeners = options.listeners.last().copied().context("a number of listeners")?;
    bench.join_up_to(listeners)?;
    let windows: Vec<_> = ["one", "three_in_phase"]
        .into_iter()
        .map(|how| bench.window(how))
        .collect::<Result<_>>()?;
    Ok(json!({ "listeners": listeners, "windows": windows }))
}

/// Allocations of the whole process in a window, of a relay that counts them.
fn measure_allocations(programs: &Programs, options: &Options) -> Result<Value> {
    let counting = programs.counting_relay.as_deref().context("a relay that counts")?;
    let relay = Relay::start(programs, counting, 1, Some(MEASURED_CPU))?;
    let mut crowd = Crowd::start(&programs.load, &relay.address, LOAD_CPU, &options.dtls)?;
    crowd.ask(&json!({"open": {"talkers": STAGE}}), "opened")?;
    let mut bench = Bench { programs, options, relay, crowd, here: 0, runs: 0 };
    bench.join_up_to(options.listeners.first().copied().unwrap_or(100))?;
    let window = bench.window("one")?;
    let read = || -> Result<u64> {
        Ok(bench.relay.metrics()?.get("allocations_total").copied().unwrap_or(0))
    };
    // What asking costs by itself.
    let asking = {
        let first = read()?;
        read()? - first
    };
    ensure!(asking > 0, "the relay does not count its allocations");
    let within = window["allocations"].as_u64().unwrap_or(0);
    let packets = window["forwarded"].as_f64().unwrap_or(0.0).max(1.0);
    let each = within.saturating_sub(asking) as f64 / packets;
    Ok(json!({ "in_window": within, "of_asking": asking, "packets": packets, "each": each }))
}

struct Bench<'a> {
    programs: &'a Programs,
    options: &'a Options,
    relay: Relay,
    crowd: Crowd,
    here: u64,
    /// Floors so far: each has numbers of its own at the listeners.
    runs: u32,
}

impl Bench<'_> {
    /// Most join in silence, the rest while those listen to one voice.
    fn join_up_to(&mut self, listeners: u64) -> Result<Value> {
        let new = listeners.saturating_sub(self.here);
        let watched = WATCHED_MOST.min(new / 2);
        self.talk("silent")?;
        let before = self.relay.reading()?;
        let silent = self.join(new - watched, FAST, true)?;
        let after = self.relay.reading()?;
        let joined = (new - watched).max(1) as f64;
        let cpu_ms = after.since(&before).cpu.as_secs_f64() * 1e3 / joined;
        self.talk("one")?;
        let calm = self.join(watched, CALM, false)?;
        sleep(DOORS_CLOSED_AFTER);
        self.here = listeners;
        println!("{listeners} listen.");
        Ok(json!({ "cpu_ms": cpu_ms, "silent": silent, "while_others_listen": calm }))
    }

    fn join(&mut self, count: u64, per_second: f64, silent: bool) -> Result<Value> {
        let command = json!({"join": {
            "space": 0, "count": count, "per_second": per_second,
            "lines": self.options.lines, "silent": silent,
        }});
        let joined = self.crowd.ask(&command, "joined")?;
        let failed = joined["failed"].as_u64().unwrap_or(count);
        ensure!(failed == 0, "{failed} of {count} could not join: {}", joined["why"]);
        Ok(joined)
    }

    fn talk(&mut self, how: &str) -> Result<()> {
        self.crowd.ask(&json!({"talk": {"how": how}}), "talking").map(drop)
    }

    /// Until nothing is on its way any more: a relay that was asked for too much still sends what
    /// waited at its port.
    fn fall_silent(&mut self) -> Result<()> {
        self.talk("silent")?;
        let forwarded = |relay: &Relay| -> Result<u64> {
            Ok(relay.metrics()?.get("media_packets_forwarded_total").copied().unwrap_or(0))
        };
        let begun = Instant::now();
        let mut last = u64::MAX;
        while begun.elapsed() < SILENT_MOST {
            let now = forwarded(&self.relay)?;
            if now == last {
                return Ok(());
            }
            last = now;
            // The silence that ends a voice comes within a few frames.
            sleep(Duration::from_millis(300));
        }
        bail!("the relay goes on sending though nobody speaks")
    }

    /// Nothing but audio for a while.
    fn window(&mut self, how: &str) -> Result<Value> {
        self.fall_silent()?;
        self.talk(how)?;
        sleep(SETTLE);
        let span = Duration::from_secs_f64(self.options.seconds);
        let metrics = self.relay.metrics()?;
        let before = self.relay.reading()?;
        self.crowd.tell(&json!({"measure": {"seconds": self.options.seconds}}))?;
        sleep(span);
        let after = self.relay.reading()?;
        let now = self.relay.metrics()?;
        let measured = self.crowd.answer("measured")?;
        let grown = |name: &str| {
            let of =
                |at: &std::collections::BTreeMap<String, u64>| at.get(name).copied().unwrap_or(0);
            of(&now).saturating_sub(of(&metrics))
        };
        let forwarded = grown("media_packets_forwarded_total");
        let spent = after.since(&before);
        let cpu = spent.cpu;
        let each = |switches: u64| switches as f64 / self.options.seconds;
        Ok(json!({
            "how": how,
            "forwarded": forwarded,
            "cpu_us_per_packet": cpu.as_secs_f64() * 1e6 / forwarded.max(1) as f64,
            "cpu_share": cpu.as_secs_f64() / self.options.seconds,
            "cpu_ticks_s": spent.ticks.as_secs_f64(),
            "sends_failed": grown("media_sends_failed_total"),
            "ring_full": grown("media_ring_dropped_total"),
            "allocations": grown("allocations_total"),
            "voluntary_switches_per_s": each(spent.voluntary_switches),
            "involuntary_switches_per_s": each(spent.involuntary_switches),
            "load": measured,
        }))
    }

    /// Seal and send to the same sockets, from the relay's CPU, while the relay is silent.
    fn floors(&mut self) -> Result<Value> {
        self.fall_silent()?;
        let addresses = self.crowd.ask(&json!("addresses"), "addresses")?["addresses"].clone();
        let aes128 = self.options.dtls != "1.2";
        let mut floors = Vec::new();
        for (name, voices, gso) in FLOORS {
            self.runs += 1;
            let mut args = vec![
                format!("--cpu={MEASURED_CPU}"),
                format!("--voices={voices}"),
                format!("--seconds={}", self.options.seconds),
                format!("--run={}", self.runs),
            ];
            args.extend(gso.then(|| "--gso".to_owned()));
            args.extend(aes128.then(|| "--aes128".to_owned()));
            // The floor's own beginning is within the window, so that its streams begin there.
            let seconds = self.options.seconds + 1.5;
            self.crowd.tell(&json!({"measure": {"seconds": seconds}}))?;
            let mut floor = run_to_end(&self.programs.floor, &args, &addresses)?;
            let measured = self.crowd.answer("measured")?;
            floor["name"] = name.into();
            floor["load"] = measured;
            floors.push(floor);
        }
        Ok(floors.into())
    }

    /// Of a listener: with its connection to the door, without, and after its handshake's state
    /// is dropped.
    fn memory(&mut self, empty_kb: u64, to_the_end: bool) -> Result<Value> {
        let here = self.here.max(1) as f64;
        let each = |kb: u64| kb.saturating_sub(empty_kb) as f64 / here;
        let joined = each(self.relay.reading()?.resident_kb);
        let mut memory = json!({ "empty_kb": empty_kb, "kb_a_listener": joined });
        if to_the_end {
            self.crowd.ask(&json!("hang_up"), "hung_up")?;
            sleep(Duration::from_secs(1));
            memory["kb_without_http"] = each(self.relay.reading()?.resident_kb).into();
            sleep(FORGOTTEN_AFTER);
            memory["kb_after_35_s"] = each(self.relay.reading()?.resident_kb).into();
        }
        Ok(memory)
    }
}
