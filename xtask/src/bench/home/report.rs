//! What a run found, for people.

use serde_json::Value;

use super::Options;
use crate::bench::table::Table;

/// The slowest of a hundred pages.
const P99_MOST_MS: f64 = 10.0;
const PERFORMANCE_LEAST: u32 = 95;

pub(super) fn print(options: &Options, result: &Value) {
    let met = |yes: bool| if yes { "met" } else { "MISSED" };
    println!(
        "\n{} people, {} follows, {} spaces on air; milliseconds from the moment at which a \
         request is due.",
        options.people, options.follows, options.spaces
    );
    let mut table = Table::new(&["what", "answers", "p50 ms", "p95", "p99", "max", "late p99"]);
    let mut slowest = 0.0_f64;
    for part in ["pages", "follows"] {
        for (name, kind) in result[part]["kinds"].as_object().into_iter().flatten() {
            let ms = |of: &str, at: &str| kind[of][at].as_f64().unwrap_or(f64::INFINITY);
            if part == "pages" {
                slowest = slowest.max(ms("ms", "p99"));
            }
            let mut row = vec![name.clone(), kind["ms"]["count"].to_string()];
            row.extend(["p50", "p95", "p99", "max"].map(|at| format!("{:.2}", ms("ms", at))));
            row.push(format!("{:.2}", ms("late_ms", "p99")));
            table.row(row);
        }
    }
    println!("{table}");
    for (part, rate) in [("pages", options.rate), ("follows", options.follow_rate)] {
        let cpu = |name: &str| result[part][name].as_f64().unwrap_or(0.0) * 100.0;
        println!(
            "{part}: {rate:.0} a second; the relay used {:.0} % of a CPU and {} MB, the load {:.0} %.",
            cpu("relay_cpu"),
            result[part]["relay_mb"],
            cpu("own_cpu"),
        );
    }
    println!(
        "Pages at {:.0} a second within {P99_MOST_MS} ms at p99: {} ({slowest:.2} ms).",
        options.rate,
        met(slowest < P99_MOST_MS)
    );
    let wrong = result["follows"]["wrong_counts"].as_u64().unwrap_or(u64::MAX);
    println!(
        "Counts are exact after follows and unfollows at {:.0} a second: {} ({wrong} of {} wrong).",
        options.follow_rate,
        met(wrong == 0),
        result["follows"]["counts"],
    );
    for page in result["lighthouse"].as_array().into_iter().flatten() {
        let score = page["score"].as_u64().unwrap_or(0);
        let met = met(score >= u64::from(PERFORMANCE_LEAST));
        println!(
            "Lighthouse, performance of {}: {score}, {met}. {}",
            page["page"], page["metrics"]
        );
    }
}
