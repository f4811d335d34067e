//! Rows of the loss bench, gathered into cells and printed. Pure but for the printing.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// What UDP and IPv4 add to each packet, in bytes.
const UDP_IP_BYTES: f64 = 28.0;

/// One cell a share, pattern, leg, codec and browser: medians over runs and utterances.
pub(super) fn cells(rows: &[Value]) -> Vec<Value> {
    let mut gathered: BTreeMap<[String; 5], Vec<&Value>> = BTreeMap::new();
    for row in rows {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        let percent = format!("{:06.2}", row["percent"].as_f64().unwrap_or_default());
        let pattern = text("pattern");
        let key = [percent, pattern, text("leg"), text("codec"), text("browser")];
        gathered.entry(key).or_default().push(row);
    }
    let cell = |rows: Vec<&Value>| {
        let scores = rows.iter().flat_map(|row| row["mos"].as_array().into_iter().flatten());
        // Where nothing like speech was found, the worst there is.
        let scores: Vec<f64> = scores.map(|score| score.as_f64().unwrap_or(1.0)).collect();
        let of = |way: &str, name: &str| -> f64 {
            rows.iter().filter_map(|row| row[way][name].as_f64()).sum()
        };
        let seconds: f64 = rows.iter().filter_map(|row| row["seconds"].as_f64()).sum();
        let rate = |way| (of(way, "bytes") + UDP_IP_BYTES * of(way, "packets")) * 8.0 / 1000.0;
        json!({
            "percent": rows[0]["percent"],
            "pattern": rows[0]["pattern"],
            "leg": rows[0]["leg"],
            "codec": rows[0]["codec"],
            "browser": rows[0]["browser"],
            "mos": median(scores.clone()),
            "scores": scores,
            "bytes_a_packet_up": of("up", "bytes") / of("up", "packets"),
            "bytes_a_packet_down": of("down", "bytes") / of("down", "packets"),
            "kbit_s_up": rate("up") / seconds,
            "kbit_s_down": rate("down") / seconds,
            "lost_up": of("up", "lost") / of("up", "packets"),
            "lost_down": of("down", "lost") / of("down", "packets"),
        })
    };
    gathered.into_values().map(cell).collect()
}

fn median(mut scores: Vec<f64>) -> Option<f64> {
    scores.sort_by(f64::total_cmp);
    let middle = scores.len() / 2;
    let upper = *scores.get(middle)?;
    match scores.len() % 2 {
        0 => Some(f64::midpoint(*scores.get(middle.checked_sub(1)?)?, upper)),
        _ => Some(upper),
    }
}

pub(super) fn print(cells: &[Value]) {
    println!("\nMOS-LQO, medians. up: lost between talker and relay; down: between relay and");
    println!(
        "listener; both: that share on each. Firefox hears what the relay takes out of RED.\n"
    );
    println!("{:>5} {:<7} {:<5} {:>7} {:>7} {:>9}", "lost", "", "leg", "FEC", "RED", "Firefox");
    let mut lines: Vec<[&Value; 3]> = Vec::new();
    for cell in cells {
        let line = [&cell["percent"], &cell["pattern"], &cell["leg"]];
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    for line in lines {
        let mos = |codec: &str, browser: &str| {
            let found = cells.iter().find(|cell| {
                [&cell["percent"], &cell["pattern"], &cell["leg"]] == line
                    && cell["codec"] == codec
                    && cell["browser"] == browser
            });
            let mos = found.and_then(|cell| cell["mos"].as_f64());
            mos.map_or("-".to_owned(), |mos| format!("{mos:.2}"))
        };
        let [percent, pattern, leg] = line;
        println!(
            "{:>3} % {:<7} {:<5} {:>7} {:>7} {:>9}",
            percent.as_f64().unwrap_or_default(),
            pattern.as_str().unwrap_or_default(),
            leg.as_str().unwrap_or_default(),
            mos("fec", "chromium"),
            mos("red", "chromium"),
            mos("red", "firefox"),
        );
    }
    println!("\nWhat a voice costs, with UDP and IP, speech and pauses together:");
    for codec in ["fec", "red"] {
        let of = |name: &str| {
            let all = cells.iter().filter(|it| it["codec"] == codec && it["browser"] == "chromium");
            median(all.filter_map(|it| it[name].as_f64()).collect()).unwrap_or_default()
        };
        println!(
            "  {codec}: {:.1} kbit/s up, {:.1} kbit/s down",
            of("kbit_s_up"),
            of("kbit_s_down")
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_the_median_of_its_runs_and_utterances_and_nothing_heard_counts_worst() {
        let row = |run: u64, mos: Value| {
            let way = json!({ "packets": 100, "bytes": 10_000, "lost": 5 });
            json!({ "percent": 5, "pattern": "random", "leg": "up", "codec": "red",
                    "browser": "chromium", "run": run, "seconds": 2, "mos": mos,
                    "up": way, "down": way })
        };
        let cells = cells(&[row(1, json!([4.0, 3.0])), row(2, json!([null, 3.5]))]);
        assert_eq!(cells.len(), 1);
        assert_eq!(cells[0]["mos"], 3.25);
        assert_eq!(cells[0]["lost_up"], 0.05);
        assert_eq!(cells[0]["kbit_s_up"], (10_000.0 + 2800.0) * 8.0 / 1000.0 / 2.0);
    }

    #[test]
    fn shares_of_loss_stand_in_the_order_of_numbers() {
        let row = |percent: u64| json!({ "percent": percent, "mos": [3.0] });
        let cells = cells(&[row(20), row(5), row(10)]);
        let order: Vec<_> = cells.iter().map(|cell| cell["percent"].clone()).collect();
        assert_eq!(order, [5, 10, 20]);
    }
}
