//! `cargo xtask bench home`: pages of a place with many people in it. Home, profiles and searches
//! at a fixed rate, then follows and unfollows with every count checked, then how soon the pages
//! stand on a slow telephone.
//!
//! People and follows are loaded in bulk, before the relay starts; everything else comes through
//! its doors.

mod follows;
mod report;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::Args;
use serde_json::{Value, json};

use self::follows::{Afternoon, Chance};
use super::child::run_to_end;
use super::proc::Reading;
use super::{LOAD_CPU, Programs};
use crate::lighthouse::Lighthouse;
use crate::relay::{DEMO, EMPTY, Relay};
use crate::{dist, http};

#[derive(Args)]
pub(super) struct Options {
    /// People who have an account
    #[arg(long, default_value_t = 100_000)]
    people: u64,
    /// Who follow one another, in pairs
    #[arg(long, default_value_t = 1_000_000)]
    follows: u64,
    /// Spaces on air
    #[arg(long, default_value_t = 2_000)]
    spaces: usize,
    /// Pages a second
    #[arg(long, default_value_t = 200.0)]
    rate: f64,
    /// For so many seconds
    #[arg(long, default_value_t = 30.0)]
    seconds: f64,
    /// Follows and unfollows a second
    #[arg(long, default_value_t = 500.0)]
    follow_rate: f64,
    /// For so many seconds
    #[arg(long, default_value_t = 10.0)]
    follow_seconds: f64,
    /// Leave Lighthouse out
    #[arg(long)]
    quick: bool,
}

/// People of the many who are signed in: hosts, readers, followers. One for each space at most,
/// and so many that caches of one person's page do not decide.
const SESSIONS: usize = 2_000;
/// Who follow: each presses a button some times.
const FOLLOWERS: usize = 200;
/// Connections, as from so many browsers. What one person presses stays in order, since
/// [`FOLLOWERS`] is a multiple.
const LANES: usize = 50;
const COOKIE: &str = "causerie_session";
/// Everybody may host here: few of those loaded in bulk have the 600 followers of the default.
const SERVE: [&str; 2] = ["--hosting", "everyone"];
const PAGE: &str = "limit=20";
const WARM_SECONDS: f64 = 3.0;
const SEED: u64 = 20_261_125;
const LIGHTHOUSE_RUNS: usize = 3;

/// Words of the titles, and so of the searches.
const WORDS: [&str; 24] = [
    "morning",
    "harbour",
    "letters",
    "violin",
    "garden",
    "physics",
    "kitchen",
    "poetry",
    "rivers",
    "chess",
    "radio",
    "winter",
    "languages",
    "cinema",
    "bread",
    "stars",
    "trains",
    "choir",
    "maps",
    "theatre",
    "islands",
    "football",
    "painting",
    "silence",
];

pub(super) fn run(root: &Path, options: &Options) -> Result<()> {
    // What ships has the pages in it.
    dist::build(root)?;
    let programs = Programs::build(root, false)?;
    let bench = Bench::fill(&programs, options)?;
    bench.open_spaces()?;
    let pages = bench.pages()?;
    let follows = bench.follows()?;
    drop(bench);
    let mut result = json!({ "pages": pages, "follows": follows });
    if !options.quick {
        result["lighthouse"] = lighthouse(root, &programs)?;
    }
    report::print(options, &result);
    let file = programs.results.join("home.json");
    std::fs::write(&file, format!("{result:#}\n"))?;
    println!("Written: {}", file.display());
    Ok(())
}

/// A relay full of people.
struct Bench<'a> {
    programs: &'a Programs,
    options: &'a Options,
    relay: Relay,
    people: Vec<Person>,
}

/// One of those who are signed in.
struct Person {
    handle: String,
    cookie: String,
}

impl<'a> Bench<'a> {
    fn fill(programs: &'a Programs, options: &'a Options) -> Result<Self> {
        ensure!(options.people >= SESSIONS as u64, "{SESSIONS} people at least are signed in");
        let data = programs.results.join("data-home");
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        println!("Loading {} people and {} follows.", options.people, options.follows);
        let people = load_people(&programs.relay, &data, options)?;
        let relay = Relay::start(&programs.relay, &data, &[&EMPTY[..], &SERVE].concat())?;
        Ok(Self { programs, options, relay, people })
    }

    fn open_spaces(&self) -> Result<()> {
        let mut chance = Chance(SEED);
        let openings = (0..self.options.spaces).map(|number| {
            let mut word = || WORDS[chance.below(WORDS.len() as u64) as usize];
            let title = format!("{} and {}, number {number}", word(), word());
            let host = &self.people[number % self.people.len()];
            json!({ "cookie": host.cookie, "body": { "title": title } })
        });
        let openings: Value = openings.collect();
        let opened = self.load("spaces", &openings)?;
        let opened = opened.as_array().map_or(0, Vec::len);
        ensure!(opened == self.options.spaces, "{opened} spaces were opened");
        println!("{opened} spaces are on air.");
        Ok(())
    }

    /// Home, profiles and searches, by guests and by people who follow some of the hosts.
    fn pages(&self) -> Result<Value> {
        let asks = self.page_asks();
        let deck = |seconds: f64| {
            json!({ "per_second": self.options.rate, "seconds": seconds, "lanes": LANES,
                    "asks": asks })
        };
        self.load("asks", &deck(WARM_SECONDS))?;
        self.measured(&deck(self.options.seconds))
    }

    fn page_asks(&self) -> Vec<Value> {
        let mut chance = Chance(SEED);
        let mut asks = Vec::new();
        for number in 0..SESSIONS {
            let mut somebody = || &self.people[chance.below(self.people.len() as u64) as usize];
            let (reader, shown) = (somebody(), somebody());
            let word = WORDS[number % WORDS.len()];
            let get = |kind: &str, path: String, reader: Option<&Person>| {
                let cookie = reader.map(|reader| &reader.cookie);
                json!({ "kind": kind, "method": "GET", "path": path, "cookie": cookie })
            };
            asks.push(get("home, a guest", format!("/api/home?{PAGE}"), None));
            asks.push(get("home, signed in", format!("/api/home?{PAGE}"), Some(reader)));
            asks.push(get("profile", format!("/api/people/{}", shown.handle), Some(reader)));
            asks.push(get("search", format!("/api/home?{PAGE}&q={word}"), None));
        }
        asks
    }

    /// Presses of the button, with the counts of before and after.
    fn follows(&self) -> Result<Value> {
        let count = (self.options.follow_rate * self.options.follow_seconds) as usize;
        let people = &self.people[..FOLLOWERS];
        let afternoon = Afternoon::new(FOLLOWERS, count, SEED);
        let press = |who: usize, whom: usize, follows: bool| {
            let (kind, method) = if follows { ("follow", "PUT") } else { ("unfollow", "DELETE") };
            let path = format!("/api/people/{}/follow", people[whom].handle);
            json!({ "kind": kind, "method": method, "path": path, "cookie": people[who].cookie })
        };
        // Whoever the bulk let follow somebody of these begins anew.
        let pairs = afternoon.pairs();
        let apart: Vec<_> = pairs.iter().map(|(who, whom)| press(*who, *whom, false)).collect();
        let per_second = self.options.follow_rate;
        // Half a press more, so that none is lost to rounding.
        let seconds = (apart.len() as f64 + 0.5) / per_second;
        let apart = json!({ "per_second": per_second, "seconds": seconds, "lanes": LANES,
                            "asks": apart });
        all_succeeded(&self.load("asks", &apart)?)?;

        let before = self.counts(people)?;
        let presses = afternoon.presses.iter();
        let presses: Vec<_> = presses.map(|it| press(it.who, it.whom, it.follows)).collect();
        let deck = json!({ "per_second": per_second, "seconds": self.options.follow_seconds,
                           "lanes": LANES, "asks": presses });
        let mut measured = self.measured(&deck)?;
        let after = self.counts(people)?;
        let grown = afternoon.grown();
        let wrong = (0..FOLLOWERS).filter(|person| {
            let by = grown.get(person).copied().unwrap_or_default();
            (before[*person].0 + by.0, before[*person].1 + by.1) != after[*person]
        });
        measured["wrong_counts"] = wrong.count().into();
        measured["counts"] = FOLLOWERS.into();
        Ok(measured)
    }

    /// Followers and followed of each, as their profiles say.
    fn counts(&self, people: &[Person]) -> Result<Vec<(u64, u64)>> {
        let count = |person: &Person| -> Result<(u64, u64)> {
            let path = format!("/api/people/{}", person.handle);
            let profile: Value =
                serde_json::from_str(&http::get(&self.relay.address, &path)?.body)?;
            let number = |name: &str| {
                profile["person"][name]
                    .as_u64()
                    .with_context(|| format!("{path} gives no `{name}`"))
            };
            Ok((number("followers")?, number("following")?))
        };
        people.iter().map(count).collect()
    }

    /// The load's answer, with what the relay spent beside it.
    fn measured(&self, deck: &Value) -> Result<Value> {
        let before = Reading::of(self.relay.id())?;
        let mut measured = self.load("asks", deck)?;
        let after = Reading::of(self.relay.id())?;
        let seconds = measured["seconds"].as_f64().unwrap_or(f64::INFINITY);
        measured["relay_cpu"] = json!(after.since(&before).cpu.as_secs_f64() / seconds);
        measured["relay_mb"] = json!(after.resident_kb / 1024);
        all_succeeded(&measured)?;
        Ok(measured)
    }

    fn load(&self, what: &str, input: &Value) -> Result<Value> {
        let args = [what, "--relay", &self.relay.address, "--cpu", &LOAD_CPU.to_string()]
            .map(str::to_owned);
        run_to_end(&self.programs.load, &args, input)
    }
}

/// Fills a data folder, and gives those who are signed in.
fn load_people(program: &Path, data: &Path, options: &Options) -> Result<Vec<Person>> {
    let output = Command::new(program)
        .args(["admin", "load-test", "--people", &options.people.to_string()])
        .args(["--follows", &options.follows.to_string()])
        .args(["--sessions", &SESSIONS.to_string()])
        .arg("--data")
        .arg(data)
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "people cannot be loaded in bulk: {said}");
    let lines = String::from_utf8_lossy(&output.stdout);
    let person = |line: &str| {
        let (handle, cookie) = line.split_once(' ')?;
        Some(Person { handle: handle.to_owned(), cookie: format!("{COOKIE}={cookie}") })
    };
    let people: Vec<_> = lines.lines().filter_map(person).collect();
    ensure!(people.len() == SESSIONS, "{} of {SESSIONS} are signed in", people.len());
    Ok(people)
}

/// A load that was refused measures refusals.
fn all_succeeded(measured: &Value) -> Result<()> {
    for (name, kind) in measured["kinds"].as_object().into_iter().flatten() {
        ensure!(kind["why"].is_null(), "{name}: {} {}", kind["statuses"], kind["why"]);
    }
    Ok(())
}

/// Median of some runs on a slow telephone, of a relay that ships with its demo on air.
fn lighthouse(root: &Path, programs: &Programs) -> Result<Value> {
    let lighthouse = Lighthouse::ensure(root)?;
    let relay = Relay::start(&programs.relay, &programs.results.join("data-demo"), &DEMO)?;
    let space = relay.space_on_air()?;
    let mut pages = Vec::new();
    for (name, path) in [("home", "/"), ("profile", "/@demo_ada"), ("space", &space)] {
        let report = lighthouse.performance(name, &relay.url(path), LIGHTHOUSE_RUNS)?;
        let metrics: Value = report.metrics.iter().map(|(name, it)| json!([name, it])).collect();
        let score = report.score("performance");
        pages.push(json!({ "page": name, "score": score, "metrics": metrics }));
    }
    Ok(pages.into())
}
