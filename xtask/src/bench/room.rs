//! `cargo xtask bench room`: thousands of WebSockets on one space while its stage and its audience
//! are busy, and what an event costs to bring to all of them; beside it a floor that writes the same
//! bytes to as many sockets. Then all of the audience lose their sockets at once.
//!
//! Every socket's every frame is checked by the load; here counters of the relay are held against
//! what came, so that an event that is made more than once, or lost, is seen.

mod report;

use std::collections::BTreeMap;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::child::{Crowd, start_to_end};
use super::relay::Relay;
use super::{LOAD_CPU, MEASURED_CPU, Programs};

#[derive(Args, Clone)]
pub(super) struct Options {
    #[arg(long, default_value_t = 5_000)]
    listeners: usize,
    /// People on stage
    #[arg(long, default_value_t = 20)]
    stage: usize,
    /// Lines of chat a second
    #[arg(long, default_value_t = 10.0)]
    lines: f64,
    /// Reactions a second
    #[arg(long, default_value_t = 50.0)]
    reactions: f64,
    /// Hands a second that go up or down
    #[arg(long, default_value_t = 4.0)]
    hands: f64,
    /// People on stage a second who mute or unmute themselves
    #[arg(long, default_value_t = 4.0)]
    mutes: f64,
    /// How long a window is
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Windows of the relay and of the floor, by turns
    #[arg(long, default_value_t = 3)]
    windows: usize,
    /// Seconds over which those come back who lost their sockets: what a relay of this size asks
    #[arg(long, default_value_t = 10.0)]
    spread: f64,
    /// A small room and a short window, to see that everything works
    #[arg(long)]
    quick: bool,
}

/// How long a network is away when everybody loses their socket.
const AWAY_S: f64 = 2.0;

impl Options {
    fn settled(&self) -> Self {
        match self.quick {
            true => Self { listeners: 300, seconds: 3.0, windows: 1, spread: 1.0, ..self.clone() },
            false => self.clone(),
        }
    }

    fn pace(&self) -> Value {
        json!({ "lines": self.lines, "reactions": self.reactions, "hands": self.hands,
                "mutes": self.mutes })
    }
}

pub(super) fn run(root: &Path, options: &Options) -> Result<()> {
    let options = options.settled();
    ensure!(options.windows > 0, "one window at least");
    let programs = Programs::build(root, false)?;
    let mut bench = Bench::gather(&programs, &options)?;
    let mut windows = Vec::new();
    for _ in 0..options.windows {
        let talked = bench.talk()?;
        let floor = bench.floor(&talked["talked"]["trace"])?;
        windows.push(json!({ "relay": talked, "floor": floor }));
    }
    let talked_kb = bench.kb_each()?;
    let herd = bench.herd()?;
    let result = json!({
        "gathered": bench.gathered,
        "kb_each": { "gathered": bench.gathered_kb, "talked": talked_kb, "returned": bench.kb_each()? },
        "windows": windows,
        "herd": herd,
    });
    let met = report::print(&options, &result);
    let file = programs.results.join("room.json");
    std::fs::write(&file, format!("{result:#}\n"))?;
    println!("Written: {}", file.display());
    ensure!(met, "a frame was lost, changed, or made more than once");
    Ok(())
}

struct Bench<'a> {
    programs: &'a Programs,
    options: &'a Options,
    relay: Relay,
    room: Crowd,
    sockets: u64,
    gathered: Value,
    /// Memory of the relay before anybody came.
    empty_kb: u64,
    gathered_kb: f64,
}

impl<'a> Bench<'a> {
    fn gather(programs: &'a Programs, options: &'a Options) -> Result<Self> {
        let relay = Relay::start(programs, &programs.relay, 1, Some(MEASURED_CPU))?;
        let empty_kb = relay.reading()?.resident_kb;
        let args = ["room", "--relay", &relay.address];
        let mut room = Crowd::told(&programs.load, LOAD_CPU, &args)?;
        let gather = json!({"gather": {"listeners": options.listeners, "stage": options.stage}});
        let gathered = room.ask(&gather, "gathered")?;
        let sockets = gathered["sockets"].as_u64().context("nobody came")?;
        let mut bench =
            Self { programs, options, relay, room, sockets, gathered, empty_kb, gathered_kb: 0.0 };
        bench.gathered_kb = bench.kb_each()?;
        println!("{sockets} sockets are open; {:.1} kB each.", bench.gathered_kb);
        Ok(bench)
    }

    /// Memory that the relay took since nobody was there, for each socket, in kB of 1000 bytes.
    fn kb_each(&self) -> Result<f64> {
        let grown = self.relay.reading()?.resident_kb.saturating_sub(self.empty_kb);
        Ok(grown as f64 * 1.024 / self.sockets as f64)
    }

    /// One window: what it cost, and what came of it.
    fn talk(&mut self) -> Result<Value> {
        let (before, reading) = (self.relay.metrics()?, self.relay.reading()?);
        let talk = json!({"talk": {"pace": self.options.pace(), "seconds": self.options.seconds}});
        self.room.ask(&talk, "silent")?;
        let spent = self.relay.reading()?.since(&reading);
        let frames = grown(&before, &self.relay.metrics()?, "frames_sent_total");
        let talked = self.room.answer("talked")?;
        let now = self.relay.metrics()?;
        let cpu = spent.cpu.as_secs_f64();
        Ok(json!({
            "talked": talked,
            "cpu_share": cpu / self.options.seconds,
            "cpu_us_per_frame": cpu * 1e6 / frames.max(1) as f64,
            "frames": frames,
            "sent": grown(&before, &now, "frames_sent_total"),
            "serialised": grown(&before, &now, "frames_serialised_total"),
            "slow": grown(&before, &now, "sockets_slow_total"),
        }))
    }

    /// The same bytes to as many sockets.
    fn floor(&mut self, trace: &Value) -> Result<Value> {
        let args = [format!("--sockets={}", self.sockets), format!("--cpu={MEASURED_CPU}")];
        let mut floor = start_to_end(&self.programs.room_floor, &args, trace)?;
        let listening = floor.line()?["listening"].clone();
        self.room.tell(&json!({"drain": {"address": listening, "sockets": self.sockets}}))?;
        let mut poured = floor.result()?;
        poured["drained"] = self.room.answer("drained")?["bytes"].clone();
        // Its connections are gone before the next window begins.
        sleep(Duration::from_secs(1));
        Ok(poured)
    }

    fn herd(&mut self) -> Result<Value> {
        let before = self.relay.metrics()?;
        let herd = json!({"herd": {"pace": self.options.pace(), "reach_s": AWAY_S,
                                   "spread_s": self.options.spread}});
        let returned = self.room.ask(&herd, "returned")?;
        let now = self.relay.metrics()?;
        Ok(json!({
            "returned": returned,
            "serialised": grown(&before, &now, "frames_serialised_total"),
            "slow": grown(&before, &now, "sockets_slow_total"),
        }))
    }
}

fn grown(before: &BTreeMap<String, u64>, now: &BTreeMap<String, u64>, name: &str) -> u64 {
    let of = |at: &BTreeMap<String, u64>| at.get(name).copied().unwrap_or(0);
    of(now).saturating_sub(of(before))
}
