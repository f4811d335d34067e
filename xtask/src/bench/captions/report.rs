//! What became of the words, for people.

use serde_json::Value;

use super::CROWDED;
use crate::bench::table::Table;

/// Of a hundred words, so many are wrong at most.
const WRONG_MOST: [(&str, f64); 2] = [("tiny", 4.0), ("base", 2.5)];
/// From the end of a word to its being stable.
const STABLE_P50_MOST_S: f64 = 1.0;
const STABLE_P95_MOST_S: f64 = 2.0;
/// CPU seconds for a second of one person's speech.
const CORE_MOST: [(&str, f64); 1] = [("tiny", 0.15)];
/// What captions may add to the delay of forwarded sound.
const P99_MORE_MOST_MS: f64 = 1.0;

pub(super) fn print(result: &Value) {
    if result["pinned"] == true {
        println!("\nThe relay and its recogniser share one CPU.");
    }
    for engine in each(&result["engines"]) {
        let name = engine["engine"].as_str().unwrap_or_default();
        if each(&engine["talks"]).next().is_some() {
            println!("\n{name}: real speech, from all at once; seconds from the end of a word.");
            println!("{}", talks(engine));
        }
        for talk in each(&engine["talks"]) {
            println!("{}", aims(name, talk));
        }
        faults(engine);
        if !engine["forwarding"].is_null() {
            forwarding(name, &engine["forwarding"]);
        }
    }
}

fn talks(engine: &Value) -> Table {
    let mut table = Table::new(&[
        "talkers",
        "words",
        "wrong %",
        "seen p50 s",
        "p95",
        "stable p50 s",
        "p95",
        "max",
        "changed",
        "kept else",
        "delayed s",
        "core a talker",
        "recogniser %",
        "relay %",
        "load %",
        "others %",
        "late frames",
        "recogniser MB",
        "peak",
        "relay MB",
        "peak",
    ]);
    for row in each(&engine["talks"]) {
        let (talk, spent) = (&row["talk"], &row["spent"]);
        let figures = &talk["figures"];
        let s = |of: &str, at: &str| format!("{:.2}", number(&figures[of][at]) / 1e3);
        let percent = |share: &Value| format!("{:.0}", number(share) * 100.0);
        let mb = |name: &str| format!("{:.0}", number(&spent[name]));
        table.row(vec![
            row["talkers"].to_string(),
            figures["words"].to_string(),
            format!("{:.1}", wrong_percent(talk)),
            s("seen_ms", "p50"),
            s("seen_ms", "p95"),
            s("stable_ms", "p50"),
            s("stable_ms", "p95"),
            s("stable_ms", "max"),
            talk["changed"].to_string(),
            talk["kept_otherwise"].to_string(),
            format!("{:.1}", number(&talk["delayed_s"])),
            format!("{:.3}", core(row)),
            percent(&spent["recogniser_cpu"]),
            percent(&spent["relay_cpu"]),
            percent(&talk["own_cpu"]),
            percent(&spent["others_cpu"]),
            talk["late_frames"].to_string(),
            mb("recogniser_mb"),
            mb("recogniser_peak_mb"),
            mb("relay_mb"),
            mb("relay_peak_mb"),
        ]);
    }
    table
}

fn aims(engine: &str, row: &Value) -> String {
    let talk = &row["talk"];
    let stable = |at: &str| number(&talk["figures"]["stable_ms"][at]) / 1e3;
    let mut aims = vec![
        aim("stable p50", stable("p50"), STABLE_P50_MOST_S, "s"),
        aim("p95", stable("p95"), STABLE_P95_MOST_S, "s"),
    ];
    if let Some(most) = most(&WRONG_MOST, engine) {
        aims.insert(0, aim("wrong", wrong_percent(talk), most, "%"));
    }
    aims.extend(most(&CORE_MOST, engine).map(|most| aim("a talker", core(row), most, "core")));
    let strays = number(&talk["changed"]) + number(&talk["kept_otherwise"]);
    aims.push(aim("stable words that changed, or are kept otherwise", strays, 0.0, ""));
    format!("{} talking: {}.", row["talkers"], aims.join("; "))
}

fn aim(what: &str, is: f64, most: f64, unit: &str) -> String {
    let met = if is <= most { "met" } else { "MISSED" };
    let figure = format!("{what} {is:.2} of {most} {unit}");
    format!("{}: {met}", figure.trim_end())
}

fn most(of: &[(&str, f64)], engine: &str) -> Option<f64> {
    of.iter().find(|(name, _)| *name == engine).map(|(_, most)| *most)
}

/// What was read otherwise than it was said, as often as it was.
fn faults(engine: &Value) {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for fault in each(&engine["talks"]).flat_map(|row| each(&row["talk"]["figures"]["faults"])) {
        let text = |at: usize| match fault[at].as_str() {
            Some("") | None => "nothing",
            Some(word) => word,
        };
        let fault = format!("{} → {}", text(0), text(1));
        match counted.iter_mut().find(|(known, _)| *known == fault) {
            Some((_, count)) => *count += 1,
            None => counted.push((fault, 1)),
        }
    }
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let told: Vec<_> = counted.iter().map(|(fault, count)| format!("{fault} ({count})")).collect();
    if !told.is_empty() {
        println!("Read otherwise: {}.", told.join(", "));
    }
}

fn forwarding(engine: &str, forwarding: &Value) {
    let listeners = &forwarding["listeners"];
    println!("\n{engine}: {listeners} listen to three voices; elsewhere {CROWDED} talk.");
    let mut table = Table::new(&[
        "captions",
        "received",
        "lost",
        "p50 ms",
        "p99",
        "max",
        "recogniser %",
        "relay %",
        "load %",
        "others %",
    ]);
    for window in each(&forwarding["windows"]) {
        let (heard, spent) = (&window["heard"], &window["spent"]);
        let ms = |at: &str| format!("{:.2}", number(&heard["delay_us"][at]) / 1e3);
        let percent = |share: &Value| format!("{:.0}", number(share) * 100.0);
        table.row(vec![
            if window["captioned"] == true { "on" } else { "off" }.to_owned(),
            heard["heard"]["received"].to_string(),
            heard["heard"]["lost"].to_string(),
            ms("p50"),
            ms("p99"),
            ms("max"),
            percent(&spent["recogniser_cpu"]),
            percent(&spent["relay_cpu"]),
            percent(&heard["own_cpu"]),
            percent(&spent["others_cpu"]),
        ]);
    }
    println!("{table}");
    for (which, all) in [("All windows", true), ("Calm windows", false)] {
        println!("{}", added(forwarding, which, all));
    }
}

/// What captions add to the delay: medians of windows, of all or of those in which nothing else
/// kept the CPUs busy.
fn added(forwarding: &Value, which: &str, all: bool) -> String {
    let of = |captioned: bool, value: &dyn Fn(&Value) -> f64| -> Vec<f64> {
        let counts = |it: &&Value| it["captioned"] == captioned && (all || it["calm"] == true);
        each(&forwarding["windows"]).filter(counts).map(value).collect()
    };
    let p99 = |window: &Value| number(&window["heard"]["delay_us"]["p99"]) / 1e3;
    let (with, without) = (of(true, &p99), of(false, &p99));
    if with.is_empty() || without.is_empty() {
        return format!("{which}: none to compare.");
    }
    let told = |values: &[f64]| {
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(0.0, f64::max);
        let count = values.len();
        format!("{:.2} ms ({least:.2} to {most:.2}, {count} windows)", median(values.to_vec()))
    };
    let share = median(of(true, &|window| number(&window["spent"]["recogniser_cpu"]))) * 100.0;
    let (on, off) = (told(&with), told(&without));
    let more = aim("captions add", median(with) - median(without), P99_MORE_MOST_MS, "ms");
    format!(
        "{which}, p99: {off} without captions, {on} with; {more}. The recogniser took {share:.0} % \
         of one CPU."
    )
}

fn wrong_percent(talk: &Value) -> f64 {
    100.0 * number(&talk["figures"]["wrong"]) / number(&talk["figures"]["words"])
}

/// CPU seconds of the recogniser for a second of one person's speech, pauses left out.
fn core(row: &Value) -> f64 {
    number(&row["spent"]["recogniser_s"]) / number(&row["talk"]["spoken_s"])
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// Of no values, infinity: an aim is missed then.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let at = |at: usize| values.get(at).copied().unwrap_or(f64::INFINITY);
    if values.len() % 2 == 1 {
        at(middle)
    } else {
        f64::midpoint(at(middle.max(1) - 1), at(middle))
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_aim_says_what_is_and_what_is_asked() {
        assert_eq!(aim("p95", 1.994, 2.0, "s"), "p95 1.99 of 2 s: met");
        assert_eq!(aim("strays", 3.0, 0.0, ""), "strays 3.00 of 0: MISSED");
    }

    #[test]
    fn work_is_told_for_a_second_of_speech() {
        let row = json!({ "spent": { "recogniser_s": 12.0 }, "talk": { "spoken_s": 96.0 } });
        assert!((core(&row) - 0.125).abs() < 1e-9);
        let talk = json!({ "figures": { "wrong": 3, "words": 105 } });
        assert!((wrong_percent(&talk) - 2.857).abs() < 0.001);
    }

    #[test]
    fn a_median_of_four_lies_between_the_middle_two() {
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(Vec::new()), f64::INFINITY);
    }
}
