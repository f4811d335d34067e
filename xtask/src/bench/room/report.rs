//! What a room was, for people.

use serde_json::Value;

use super::Options;
use crate::bench::table::Table;

/// Memory of the relay for one listener, beside media.
const KB_MOST: f64 = 20.0;
/// From what somebody did to the slowest of a hundred sockets that saw it.
const P99_MOST_MS: f64 = 250.0;

/// Whether everything that was checked came out right; aims of speed and memory are told, and fail
/// nothing, since another machine is another machine.
pub(super) fn print(options: &Options, result: &Value) -> bool {
    let met = |yes: bool| if yes { "met" } else { "MISSED" };
    let windows = result["windows"].as_array().map_or(&[][..], Vec::as_slice);
    println!(
        "\n{} sockets; each second {} lines of chat, {} reactions, {} hands, {} mutes.",
        result["gathered"]["sockets"],
        options.lines,
        options.reactions,
        options.hands,
        options.mutes
    );
    let mut table = Table::new(&[
        "window",
        "frames",
        "CPU %",
        "µs a frame",
        "floor µs",
        "ratio",
        "p50 ms",
        "p99",
        "max",
        "first to each p99",
        "load CPU %",
    ]);
    for (number, window) in windows.iter().enumerate() {
        let (relay, floor) = (&window["relay"], &window["floor"]);
        let talked = &relay["talked"];
        let ms = |at: &str| format!("{:.1}", number_of(&talked["waited_ms"][at]));
        let (cost, least) = (cost(relay), cost(floor));
        table.row(vec![
            (number + 1).to_string(),
            relay["frames"].to_string(),
            format!("{:.0}", number_of(&relay["cpu_share"]) * 100.0),
            format!("{cost:.2}"),
            format!("{least:.2}"),
            format!("{:.2}", cost / least),
            ms("p50"),
            ms("p99"),
            ms("max"),
            format!("{:.1}", number_of(&talked["first_to_each_ms"]["p99"])),
            format!("{:.0}", number_of(&talked["own_cpu"]) * 100.0),
        ]);
    }
    println!("{table}");
    let median_of = |of: &dyn Fn(&Value) -> f64| median(windows.iter().map(of).collect());
    let ratio = median_of(&|window| cost(&window["relay"]) / cost(&window["floor"]));
    let p99 = median_of(&|window| number_of(&window["relay"]["talked"]["waited_ms"]["p99"]));
    println!("A frame costs {ratio:.2} times what the floor takes to write it (median).");
    println!("Within {P99_MOST_MS} ms at p99: {} ({p99:.0} ms, median).", met(p99 < P99_MOST_MS));
    let kb = &result["kb_each"];
    let most = ["gathered", "talked", "returned"].map(|at| number_of(&kb[at]));
    println!(
        "Memory of a listener below {KB_MOST} kB: {} ({:.1} kB when all had come, {:.1} after the \
         talk, {:.1} after the herd).",
        met(most.iter().all(|kb| *kb < KB_MOST)),
        most[0],
        most[1],
        most[2],
    );
    let once = windows.iter().map(|window| made_once(&window["relay"])).collect::<Vec<_>>();
    println!(
        "Every event is made once for all of its class: {}. {}",
        met(once.iter().all(|(_, right)| *right)),
        once.first().map_or("", |(words, _)| words),
    );
    let whole = windows.iter().all(|window| is_whole(&window["relay"]["talked"]["checked"]));
    println!("Every socket saw every event, in order: {}.", met(whole));
    let herd = herd(result);
    whole && herd && once.iter().all(|(_, right)| *right)
}

/// Frames that were made, against events and frames of one socket that came.
fn made_once(relay: &Value) -> (String, bool) {
    let checked = &relay["talked"]["checked"];
    let frames = &checked["frames"];
    let count = |value: &Value| value.as_u64().unwrap_or(0);
    let own = ["snapshot", "resumed", "me", "ack", "refused", "notice", "farewell"]
        .map(|kind| count(&frames[kind]));
    let own: u64 = own.iter().sum();
    let (made, events) = (count(&relay["serialised"]), count(&checked["events"]));
    let (sent, came) = (count(&relay["sent"]), count(&frames["event"]) + own);
    let words = format!(
        "{made} frames made for {events} events and {own} words to one; {sent} sent, {came} came."
    );
    (words, made == events + own && sent == came)
}

/// Whether nothing went missing and everybody stands at the same place.
fn is_whole(checked: &Value) -> bool {
    ["gaps", "changed", "wrong_views", "closed", "apart"].iter().all(|name| checked[name] == 0)
}

fn herd(result: &Value) -> bool {
    let herd = &result["herd"];
    let returned = &herd["returned"];
    let right = is_whole(&returned["checked"]);
    println!(
        "{} lost their sockets and came back: {} went on where they were, {} began anew; all were \
         back after {:.1} s, each {:.0} ms after its moment at p99. {} frames were made. Nobody \
         missed anything: {}.",
        returned["sockets"],
        returned["resumed"],
        returned["anew"],
        number_of(&returned["back_s"]),
        number_of(&returned["back_ms"]["p99"]),
        herd["serialised"],
        if right { "met" } else { "MISSED" },
    );
    if !right {
        println!("{}", returned["checked"]);
    }
    right
}

fn cost(of: &Value) -> f64 {
    number_of(&of["cpu_us_per_frame"])
}

fn number_of(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_frame_made_twice_is_seen_and_so_is_one_that_never_came() {
        let window = |made: u64, came: u64| {
            json!({ "serialised": made, "sent": 103, "talked": { "checked": {
                "events": 10, "frames": { "event": came, "ack": 2, "me": 1 } } } })
        };
        assert!(made_once(&window(13, 100)).1);
        assert!(!made_once(&window(14, 100)).1);
        assert!(!made_once(&window(13, 99)).1);
    }
}
