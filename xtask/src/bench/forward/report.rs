//! What was measured, as tables, JSON and a chart; and whether the aims were met.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::super::chart::{Chart, Line};
use super::super::table::Table;

/// Measured or published elsewhere: one talker, 200 to 400 listeners, the same kind of load and
/// class of machine, CPU of the server process.
const OTHERS: &str = "\
Elsewhere, one talker, N = 200-400, same kind of load and machine (published for LiveKit):
  mediasoup 3.19      8.6-12 µs a packet    79 kB a listener   6 ms CPU a join
  Galène 1.1           18-27 µs            310 kB             20 ms
  Janus 1.1 VideoRoom  44-55 µs            204 kB             26 ms
  LiveKit              13.3 µs (959,156 packets/s at 80 % of 16 cores)";

pub(super) fn print(result: &Value) {
    let points = list(&result["points"]);
    let mut costs = Table::new(&[
        "N, what",
        "packets/s",
        "µs/packet",
        "floor",
        "ratio",
        "lost",
        "delay p50 ms",
        "p99",
        "max",
        "switches/s",
        "forced",
        "CPU",
        "load CPU",
    ]);
    for point in points {
        let listeners = &point["listeners"];
        for window in list(&point["windows"]) {
            costs.row(cost_row(&format!("{listeners} {}", word(&window["how"])), point, window));
        }
        for floor in list(&point["floors"]) {
            costs.row(floor_row(&format!("{listeners} {}", word(&floor["name"])), floor));
        }
    }
    println!(
        "\nForwarding: relay on one CPU, one media thread. Where its CPU is at 100 %, more was \
         asked of it than it can do, and queues grew.\n{costs}"
    );
    print_joins(points);
    if result["both_cpus"].is_object() {
        let both = &result["both_cpus"];
        let mut table =
            Table::new(&["two threads, both CPUs", "µs/packet", "lost", "p50 ms", "p99", "max"]);
        for window in list(&both["windows"]) {
            let delay = &window["load"]["delay_us"];
            table.row(vec![
                format!("{} {}", both["listeners"], word(&window["how"])),
                number(&window["cpu_us_per_packet"], 2),
                window["load"]["heard"]["lost"].to_string(),
                ms(&delay["p50"]),
                ms(&delay["p99"]),
                ms(&delay["max"]),
            ]);
        }
        println!("{table}");
    }
    if let Some(each) = result["allocations_per_packet"]["each"].as_f64() {
        println!("Allocations a packet, of the whole process: {each:.4}\n");
    }
    print_aims(result);
    println!("\n{OTHERS}");
}

fn cost_row(name: &str, point: &Value, window: &Value) -> Vec<String> {
    let cost = real(&window["cpu_us_per_packet"]);
    let floor = floor_of(point, word(&window["how"]));
    let load = &window["load"];
    let seconds = real(&load["seconds"]).max(0.1);
    vec![
        name.to_owned(),
        format!("{:.0}", real(&window["forwarded"]) / seconds),
        format!("{cost:.2}"),
        floor.map_or("-".into(), |floor| format!("{floor:.2}")),
        floor.map_or("-".into(), |floor| format!("{:.2}", cost / floor)),
        load["heard"]["lost"].to_string(),
        ms(&load["delay_us"]["p50"]),
        ms(&load["delay_us"]["p99"]),
        ms(&load["delay_us"]["max"]),
        number(&window["voluntary_switches_per_s"], 0),
        number(&window["involuntary_switches_per_s"], 0),
        format!("{:.0} %", real(&window["cpu_share"]) * 100.0),
        format!("{:.0} %", real(&load["own_cpu"]) * 100.0),
    ]
}

fn floor_row(name: &str, floor: &Value) -> Vec<String> {
    let load = &floor["load"];
    vec![
        name.to_owned(),
        format!("{:.0}", real(&floor["packets"]) / real(&floor["seconds"]).max(0.1)),
        number(&floor["cpu_us_per_packet"], 2),
        String::new(),
        String::new(),
        load["floor"]["lost"].to_string(),
        ms(&load["floor_delay_us"]["p50"]),
        ms(&load["floor_delay_us"]["p99"]),
        ms(&load["floor_delay_us"]["max"]),
        String::new(),
        String::new(),
        String::new(),
        format!("{:.0} %", real(&load["own_cpu"]) * 100.0),
    ]
}

fn print_joins(points: &[Value]) {
    let mut table = Table::new(&[
        "N",
        "CPU ms a join",
        "HTTP p50 ms",
        "p95",
        "DTLS p50",
        "p95",
        "sound p50",
        "p95",
        "max",
        "others lost",
        "kB a listener",
        "without HTTP",
        "after 35 s",
    ]);
    for point in points {
        let joins = &point["joins"];
        let calm = &joins["while_others_listen"];
        let memory = &point["memory"];
        table.row(vec![
            point["listeners"].to_string(),
            number(&joins["cpu_ms"], 2),
            number(&calm["http_ms"]["p50"], 1),
            number(&calm["http_ms"]["p95"], 1),
            number(&calm["dtls_ms"]["p50"], 1),
            number(&calm["dtls_ms"]["p95"], 1),
            number(&calm["sound_ms"]["p50"], 1),
            number(&calm["sound_ms"]["p95"], 1),
            number(&calm["sound_ms"]["max"], 1),
            calm["others"]["lost"].to_string(),
            number(&memory["kb_a_listener"], 1),
            number(&memory["kb_without_http"], 1),
            number(&memory["kb_after_35_s"], 1),
        ]);
    }
    println!("Joining: CPU in silence at 200/s; times at 20/s while the others listen\n{table}");
}

fn print_aims(result: &Value) {
    let points = list(&result["points"]);
    // The aims are for a thousand; a run without one is judged by its nearest.
    let distance = |point: &&Value| (real(&point["listeners"]) - 1000.0).abs() as u64;
    let Some(at) = points.iter().min_by_key(distance) else { return };
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
    let n = &at["listeners"];
    let one = cost_of(at, "one");
    let joins = &at["joins"];
    let calm = &joins["while_others_listen"];
    let memory = &last["memory"];
    let without_http = memory["kb_after_35_s"].as_f64();
    let window = |point: &Value| windows_of(point, "one").cloned().unwrap_or_default();
    let mut table = Table::new(&["aim", "most", "measured", ""]);
    let mut aim = |name: String, most: f64, measured: Option<f64>| {
        let Some(measured) = measured else { return };
        let met = if measured <= most { "met" } else { "MISSED" };
        table.row(vec![name, format!("{most:.2}"), format!("{measured:.2}"), met.into()]);
    };
    let ratio = one.zip(floor_of(at, "one")).map(|(cost, floor)| cost / floor);
    aim(format!("one talker, N = {n}, times the floor"), 1.15, ratio);
    aim(format!("three talkers, N = {n}, µs a packet"), 2.2, cost_of(at, "three_in_phase"));
    let three = cost_of(at, "three_in_phase").zip(floor_of(at, "three_in_phase"));
    // The aim in µs supposes a machine whose floor is 1.8: this is the same aim on any machine.
    aim(
        format!("three talkers, N = {n}, times the floor with GSO"),
        1.22,
        three.map(|(cost, floor)| cost / floor),
    );
    aim("kB a listener beyond HTTP, settled".into(), 8.0, without_http);
    aim("CPU ms a join".into(), 0.6, joins["cpu_ms"].as_f64());
    aim("DTLS p95 ms while others listen".into(), 15.0, calm["dtls_ms"]["p95"].as_f64());
    aim("sound p95 ms while others listen".into(), 40.0, calm["sound_ms"]["p95"].as_f64());
    let p99 = window(last)["load"]["delay_us"]["p99"].as_f64();
    aim(format!("delay p99 ms, N = {}", last["listeners"]), 2.0, p99.map(|us| us / 1e3));
    aim("allocations a packet".into(), 0.0005, result["allocations_per_packet"]["each"].as_f64());
    if points.len() > 1 {
        let growth = cost_of(last, "one").zip(cost_of(first, "one")).map(|(a, b)| a / b);
        aim(format!("cost at N = {} / at {}", last["listeners"], first["listeners"]), 1.1, growth);
    }
    println!("{table}");
    if let Some(floor) = floor_named(last, "floor, 1 voice") {
        println!(
            "Of the delay at N = {}, the floor's own fan-out on one CPU is p50 {} ms, p99 {} ms.",
            last["listeners"],
            ms(&floor["load"]["floor_delay_us"]["p50"]),
            ms(&floor["load"]["floor_delay_us"]["p99"]),
        );
    }
}

pub(super) fn write(results: &Path, result: &Value) -> Result<()> {
    let json = results.join("forward.json");
    std::fs::write(&json, format!("{result:#}\n")).context("the JSON cannot be written")?;
    let svg = results.join("forward.svg");
    std::fs::write(&svg, chart(result)).context("the chart cannot be written")?;
    println!("\nWritten: {} and {}", json.display(), svg.display());
    Ok(())
}

fn chart(result: &Value) -> String {
    let points = list(&result["points"]);
    let line = |name: &str, dashed: bool, value: &dyn Fn(&Value) -> Option<f64>| Line {
        name: name.to_owned(),
        dashed,
        points: points
            .iter()
            .filter_map(|point| Some((point["listeners"].as_f64()?, value(point)?)))
            .collect(),
    };
    let floor = |point: &Value, name: &str| {
        floor_named(point, name).and_then(|floor| floor["cpu_us_per_packet"].as_f64())
    };
    let lines = vec![
        line("relay, one talker", false, &|point| cost_of(point, "one")),
        line("relay, three in phase", false, &|point| cost_of(point, "three_in_phase")),
        line("relay, stage of ten", false, &|point| cost_of(point, "turns")),
        line("floor, one", true, &|point| floor(point, "floor, 1 voice")),
        line("floor, three with GSO", true, &|point| floor(point, "floor, 3 voices GSO")),
    ];
    let lines = lines.into_iter().filter(|line| !line.points.is_empty()).collect();
    let title = "CPU of a forwarded packet, µs, against listeners";
    Chart { title, x: "listeners", lines }.svg()
}

/// Three at once could leave as one message; all other ways of talking, only one by one.
fn floor_of(point: &Value, how: &str) -> Option<f64> {
    let name = if how == "three_in_phase" { "floor, 3 voices GSO" } else { "floor, 1 voice" };
    floor_named(point, name)?["cpu_us_per_packet"].as_f64()
}

fn floor_named<'a>(point: &'a Value, name: &str) -> Option<&'a Value> {
    list(&point["floors"]).iter().find(|floor| floor["name"] == name)
}

fn windows_of<'a>(point: &'a Value, how: &str) -> Option<&'a Value> {
    list(&point["windows"]).iter().find(|window| window["how"] == how)
}

fn cost_of(point: &Value, how: &str) -> Option<f64> {
    windows_of(point, how)?["cpu_us_per_packet"].as_f64()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

fn real(value: &Value) -> f64 {
    value.as_f64().unwrap_or(0.0)
}

fn number(value: &Value, digits: usize) -> String {
    value.as_f64().map_or("-".into(), |value| format!("{value:.digits$}"))
}

/// Microseconds as milliseconds.
fn ms(value: &Value) -> String {
    value.as_f64().map_or("-".into(), |us| format!("{:.2}", us / 1e3))
}
