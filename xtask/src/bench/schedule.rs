//! `cargo xtask bench schedule`: a relay with a full diary, on either database. What is to come, at a fixed
//! rate of pages, and beside them the cheapest answer that the relay gives; what it costs to find who is
//! to be told; and thousands who are told in one moment, in browsers, while others look at pages.
//!
//! Absent: what a push service on the other side of the world takes. The one here answers at once.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::child::{Running, run_to_end};
use super::proc::Reading;
use super::table::Table;
use super::{LOAD_CPU, Programs};
use crate::http;
use crate::postgres::Postgres;
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
    /// Who is reminded of one space, in one moment, each in a browser
    #[arg(long, default_value_t = 20_000)]
    browsers: u32,
}

/// The slowest of a hundred pages.
const P99_MOST_MS: f64 = 10.0;
/// To find who is to be told, of a space that is near or of none.
const FOUND_MOST_MS: f64 = 5.0;
/// To have told all browsers.
const SENT_MOST_S: f64 = 20.0;
const LANES: usize = 50;
const WARM_SECONDS: f64 = 3.0;
/// Pages that are asked for by their own number.
const SHOWN: usize = 500;
/// One address asks for calendars as often as the bench does; and its own push service is here.
const SERVE: [&str; 4] =
    ["--feeds-per-address-per-minute", "1000000", "--push-networks", "127.0.0.0/8"];
/// People are reminded so long before the beginning.
const LEAD_S: f64 = 600.0;

/// Where one run keeps everything.
struct Place {
    name: &'static str,
    data: PathBuf,
    postgres: Option<Postgres>,
}

impl Place {
    fn database(&self) -> Vec<String> {
        let url = self.postgres.iter().map(Postgres::url);
        url.flat_map(|url| ["--database".to_owned(), url]).collect()
    }

    fn serve(&self, programs: &Programs) -> Result<Relay> {
        let database = self.database();
        let mut options: Vec<&str> = [&EMPTY[..], &SERVE].concat();
        options.extend(database.iter().map(String::as_str));
        Relay::start(&programs.relay, &self.data, &options)
    }
}

pub(super) fn run(root: &Path, options: &Options) -> Result<()> {
    let programs = Programs::build(root, false)?;
    let mut all = serde_json::Map::new();
    for name in ["SQLite", "PostgreSQL"] {
        let place = |what: &str| -> Result<Place> {
            let data = programs.results.join(format!("data-schedule-{what}"));
            if data.exists() {
                std::fs::remove_dir_all(&data)?;
            }
            let postgres = if name == "SQLite" { None } else { Some(Postgres::start()?) };
            Ok(Place { name, data, postgres })
        };
        let pages = pages(&programs, &place("pages")?, options)?;
        let found = found(&programs, &place("found")?, options)?;
        let sent = sent(&programs, &place("sent")?, options)?;
        all.insert(name.to_owned(), json!({ "pages": pages, "found": found, "sent": sent }));
    }
    let file = programs.results.join("schedule.json");
    std::fs::write(&file, format!("{:#}\n", Value::Object(all)))?;
    println!("Written: {}", file.display());
    Ok(())
}

/// What is to come, page by page.
fn pages(programs: &Programs, place: &Place, options: &Options) -> Result<Value> {
    println!(
        "{}: loading {} spaces and {} reminders.",
        place.name, options.spaces, options.reminders
    );
    load(programs, place, options)?;
    let relay = place.serve(programs)?;
    let asks = asks(&relay)?;
    ask(programs, &relay, &asks, options.rate, WARM_SECONDS)?;
    let before = Reading::of(relay.id())?;
    let mut measured = ask(programs, &relay, &asks, options.rate, options.seconds)?;
    let after = Reading::of(relay.id())?;
    let seconds = measured["seconds"].as_f64().unwrap_or(f64::INFINITY);
    measured["relay_cpu"] = json!(after.since(&before).cpu.as_secs_f64() / seconds);
    measured["relay_mb"] = json!(after.resident_kb / 1024);
    print(place, options, &measured)?;
    Ok(measured)
}

fn ask(
    programs: &Programs,
    relay: &Relay,
    asks: &[Value],
    rate: f64,
    seconds: f64,
) -> Result<Value> {
    let deck = json!({ "per_second": rate, "seconds": seconds, "lanes": LANES, "asks": asks });
    let args = ["asks", "--relay", &relay.address, "--cpu", &LOAD_CPU.to_string()];
    run_to_end(&programs.load, &args.map(str::to_owned), &deck)
}

/// Who is to be told, in a store of those who are not yet.
fn found(programs: &Programs, place: &Place, options: &Options) -> Result<Value> {
    load(programs, place, options)?;
    let said = Command::new(&programs.due)
        .arg("--data")
        .arg(&place.data)
        .args(place.database())
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(said.status.success(), "nobody was found");
    let found: Value = serde_json::from_slice(&said.stdout)?;
    std::fs::remove_dir_all(&place.data)?;
    println!(
        "\n{}: who is to be told, among {} reminders; milliseconds.",
        place.name, options.reminders
    );
    let mut table = Table::new(&["what", "times", "p50 ms", "p95", "p99", "max"]);
    for (what, name) in [("nobody_ms", "nobody is"), ("told_ms", "those of one space, told")] {
        let mut row = vec![name.to_owned(), found[what]["count"].to_string()];
        row.extend(
            ["p50", "p95", "p99", "max"].map(|at| format!("{:.2}", number(&found[what][at]))),
        );
        table.row(row);
    }
    println!("{table}");
    let slowest = number(&found["nobody_ms"]["p99"]).max(number(&found["told_ms"]["p50"]));
    println!(
        "{} people were told. Found within {FOUND_MOST_MS} ms: {} ({slowest:.2} ms).",
        found["told"],
        met(slowest < FOUND_MOST_MS)
    );
    Ok(found)
}

/// One space of which everybody is reminded in one moment.
fn sent(programs: &Programs, place: &Place, options: &Options) -> Result<Value> {
    const MARGIN_MINUTES: u32 = 1;
    let port = http::free_port()?;
    let count = options.browsers.to_string();
    let minutes = (LEAD_S / 60.0) as u32 + MARGIN_MINUTES;
    admin(
        programs,
        place,
        &[
            ["--people", &count],
            ["--follows", "1000"],
            ["--announced", "1"],
            ["--reminders", &count],
            ["--within-minutes", &minutes.to_string()],
            ["--browsers", &format!("http://127.0.0.1:{port}")],
        ],
    )?;
    let relay = place.serve(programs)?;
    let asks = asks(&relay)?;
    let list = http::get(&relay.address, "/api/announcements")?.body;
    let list: Value = serde_json::from_str(&list)?;
    let starts_at = list["announcements"][0]["starts_at"].as_f64().context("nothing is to come")?;
    let due_ms = starts_at - LEAD_S * 1e3;
    let service = Command::new(&programs.load)
        .args(["push", "--port", &port.to_string(), "--count", &count])
        .args(["--due-ms", &format!("{due_ms}"), "--cpu", &LOAD_CPU.to_string()])
        .stdout(Stdio::piped())
        .spawn()?;
    let mut service = Running(service);
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1e3;
    let left_ms = due_ms - now_ms;
    ensure!(left_ms > 0.0, "loading took longer than a minute");
    std::thread::sleep(Duration::from_secs_f64((left_ms - 2_000.0).max(0.0) / 1e3));
    // From before the moment until behind the time in which all is to be sent.
    let before = Reading::of(relay.id())?;
    let pages = ask(programs, &relay, &asks, options.rate, SENT_MOST_S + 2.0)?;
    let after = Reading::of(relay.id())?;
    let said = service.0.stdout.take().context("the push service says nothing")?;
    let came: Value = serde_json::from_reader(said)?;
    println!("\n{}: {count} browsers, told in one moment, while pages are looked at.", place.name);
    let ms = |at: &str| number(&came["ms"][at]) / 1e3;
    println!(
        "{} messages came to {} browsers: half after {:.1} s, the last after {:.1} s.",
        came["count"],
        came["browsers"],
        ms("p50"),
        ms("max")
    );
    let p99 = |kind: &Value| number(&kind["ms"]["p99"]);
    let slowest = pages["kinds"].as_object().into_iter().flatten().map(|(_, kind)| p99(kind));
    let slowest = slowest.fold(0.0, f64::max);
    println!(
        "Pages meanwhile: p99 {slowest:.1} ms. The relay used {:.1} s of CPU and {} MB.",
        after.since(&before).cpu.as_secs_f64(),
        after.resident_kb / 1024
    );
    let once = came["count"] == came["browsers"] && came["count"] == json!(options.browsers);
    println!(
        "Each once: {}. Within {SENT_MOST_S} s: {}.",
        met(once),
        met(once && ms("max") < SENT_MOST_S)
    );
    Ok(json!({ "came": came, "pages": pages }))
}

fn load(programs: &Programs, place: &Place, options: &Options) -> Result<()> {
    let people = (options.spaces / 10).max(20_000);
    admin(
        programs,
        place,
        &[
            ["--people", &people.to_string()],
            ["--follows", "1000"],
            ["--announced", &options.spaces.to_string()],
            ["--reminders", &options.reminders.to_string()],
        ],
    )
}

fn admin(programs: &Programs, place: &Place, with: &[[&str; 2]]) -> Result<()> {
    let output = Command::new(&programs.relay)
        .args(["admin", "load-test"])
        .args(with.concat())
        .arg("--data")
        .arg(&place.data)
        .args(place.database())
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the diary cannot be filled: {said}");
    Ok(())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::INFINITY)
}

const fn met(is: bool) -> &'static str {
    if is { "met" } else { "MISSED" }
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

fn print(place: &Place, options: &Options, measured: &Value) -> Result<()> {
    println!(
        "\n{}: {} spaces to come, {} reminders; milliseconds from the moment at which a request is due.",
        place.name, options.spaces, options.reminders
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
    let met = met(slowest < P99_MOST_MS);
    println!("Pages within {P99_MOST_MS} ms at p99: {met} ({slowest:.2} ms).");
    Ok(())
}
