//! `cargo xtask test`: every check there is, cheapest first, and how long each took.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

use crate::browsers::{ensure_axe, ensure_browsers, ensure_voices};
use crate::cargo::{cargo, ensure_wasm_target, run as run_command, target_dir};
use crate::dist;
use crate::http;
use crate::lighthouse::Lighthouse;
use crate::models;
use crate::postgres::{self, Postgres};
use crate::relay::{DEMO, EMPTY, Relay};
use crate::schemathesis;

#[derive(Args)]
pub(crate) struct Options {
    /// Run these steps alone (may be repeated)
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// Leave out what needs a browser
    #[arg(long)]
    skip_browsers: bool,
    /// Tell only the stories whose name contains this
    #[arg(long, value_name = "NAME")]
    story: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// rustfmt
    Format,
    /// Import edges, clocks, links, languages
    Tidy,
    /// clippy, with warnings as errors
    Lint,
    /// Laws of the cores, doors, native peers
    Unit,
    /// The client's build and its size
    Client,
    /// Every door against what the relay's OpenAPI document says of it
    Doors,
    /// Lighthouse's judgement of the pages
    Pages,
    /// Whole stories in Chromium and Firefox
    Stories,
}

const STEPS: [Step; 8] = [
    Step::Format,
    Step::Tidy,
    Step::Lint,
    Step::Unit,
    Step::Client,
    Step::Doors,
    Step::Pages,
    Step::Stories,
];

/// Always the whole workspace, even for one test: cargo builds a dependency once for each set of
/// features, and the set depends on the packages that are chosen.
const TEST: [&str; 2] = ["test", "--workspace"];

/// Stories in which somebody speaks and somebody reads.
const SPOKEN: [&str; 3] =
    ["a_recogniser_is_killed", "a_voice_is_written_down", "what_is_said_is_read"];

/// Somebody of the demo.
const PROFILE: &str = "/@demo_ada";

impl Step {
    fn name(self) -> &'static str {
        match self {
            Step::Format => "format",
            Step::Tidy => "tidy",
            Step::Lint => "lint",
            Step::Unit => "unit",
            Step::Client => "client",
            Step::Doors => "doors",
            Step::Pages => "pages",
            Step::Stories => "stories",
        }
    }

    /// Tests of what is kept are told on both engines.
    fn needs_postgres(self) -> bool {
        matches!(self, Step::Unit | Step::Stories)
    }

    fn needs_a_browser(self) -> bool {
        matches!(self, Step::Pages | Step::Stories)
    }
}

/// One run: what its steps share, and what it must not keep to itself.
struct Run<'a> {
    root: &'a Path,
    options: &'a Options,
    postgres: Option<Postgres>,
    /// Whether somebody wanted it already: that it cannot be had is said once.
    postgres_asked: bool,
    /// Where the recogniser's model lies, if it could be had.
    models: Option<PathBuf>,
    /// What could not be tested here, and why.
    not_tested: Vec<String>,
    took: Vec<(Step, Duration)>,
}

/// Stops at the first step that fails: those after it would only repeat its reason.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let mut run = Run {
        root,
        options,
        postgres: None,
        postgres_asked: false,
        models: None,
        not_tested: Vec::new(),
        took: Vec::new(),
    };
    let result = run.all_steps();
    run.report(result.as_ref().err().and(run.took.last()).map(|(step, _)| *step));
    let ended = run.postgres.map_or(Ok(()), Postgres::end);
    result.and(ended)
}

impl Run<'_> {
    fn all_steps(&mut self) -> Result<()> {
        let options = self.options;
        let chosen = |step: &Step| {
            let skipped = options.skip_browsers && step.needs_a_browser();
            !skipped && (options.only.is_empty() || options.only.contains(step))
        };
        for step in STEPS.into_iter().filter(chosen) {
            println!("\n=== {}", step.name());
            let started = Instant::now();
            let result = self.one(step);
            self.took.push((step, started.elapsed()));
            result.with_context(|| format!("the step `{}` failed", step.name()))?;
        }
        Ok(())
    }

    fn one(&mut self, step: Step) -> Result<()> {
        if step.needs_postgres() {
            self.ensure_postgres()?;
            self.ensure_model()?;
        }
        let root = self.root;
        match step {
            Step::Format => run_command(&mut cargo(root, &["fmt", "--all", "--check"])),
            Step::Tidy => {
                run_command(cargo(root, &TEST).args(["--test", "tidy", "--", "--show-output"]))
            }
            Step::Lint => lint(root),
            Step::Unit => run_command(&mut self.tests()),
            Step::Client => {
                let built = dist::build(root)?;
                built.report();
                built.keeps_its_budget()
            }
            Step::Doors => self.doors(),
            Step::Pages => self.pages(),
            Step::Stories => self.stories(),
        }
    }

    /// A server that is named is taken. Where none can be had, a person may go on without; a
    /// machine that says it is CI may not.
    fn ensure_postgres(&mut self) -> Result<()> {
        let named = env::var_os(postgres::VARIABLE).is_some();
        if named || std::mem::replace(&mut self.postgres_asked, true) {
            return Ok(());
        }
        match Postgres::start() {
            Ok(postgres) => self.postgres = Some(postgres),
            Err(reason) if env::var_os("CI").is_some_and(|it| !it.is_empty()) => {
                return Err(reason.context("CI tests PostgreSQL, and it is not here"));
            }
            Err(reason) => {
                let words = format!("PostgreSQL was NOT tested: {reason:#}");
                println!("{words}");
                self.not_tested.push(words);
            }
        }
        Ok(())
    }

    /// Speech is read by a real recogniser. As with PostgreSQL, a person may go on without.
    fn ensure_model(&mut self) -> Result<()> {
        if self.models.is_some() {
            return Ok(());
        }
        match models::ensure_tiny(self.root).and_then(|models| ensure_voices().map(|()| models)) {
            Ok(models) => self.models = Some(models),
            Err(reason) if env::var_os("CI").is_some_and(|it| !it.is_empty()) => {
                return Err(reason.context("CI tests captions, and their model is not here"));
            }
            Err(reason) => {
                let words = format!("Captions were NOT tested: {reason:#}");
                println!("{words}");
                self.not_tested.push(words);
            }
        }
        Ok(())
    }

    fn tests(&self) -> Command {
        let mut tests = cargo(self.root, &TEST);
        if let Some(postgres) = &self.postgres {
            tests.env(postgres::VARIABLE, postgres.url());
        }
        if let Some(models) = &self.models {
            tests.env("CAUSERIE_MODELS", models);
        }
        tests
    }

    fn doors(&self) -> Result<()> {
        let relay = Relay::build_and_start(self.root, &EMPTY)?;
        schemathesis::check(self.root, &relay)
    }

    fn pages(&self) -> Result<()> {
        let lighthouse = Lighthouse::ensure(self.root)?;
        dist::build(self.root)?;
        let relay = Relay::build_and_start(self.root, &DEMO)?;
        let space = relay.space_on_air()?;
        let profile = http::get(&relay.address, PROFILE)?.status;
        ensure!(profile == 200, "{PROFILE} answers {profile}");
        let paths = [("home", "/"), ("space", &space), ("profile", PROFILE)];
        let pages: Vec<_> = paths.map(|(name, path)| (name, relay.url(path))).into();
        lighthouse.holds(&pages)
    }

    /// The relay is a development build: it reads `dist/` from the disk, and asserts what it
    /// believes.
    fn stories(&self) -> Result<()> {
        ensure_browsers()?;
        let target = target_dir(self.root)?;
        let axe = ensure_axe(&target.join("xtask"))?;
        dist::build(self.root)?;
        run_command(&mut cargo(self.root, &["build", "--workspace", "--bin", "causerie"]))?;
        let shots = target.join("shots");
        let mut tell = self.tests();
        tell.args(["--test", "stories", "--", "--test-threads=1", "--show-output"])
            .args(&self.options.story)
            .args(self.untold())
            .env("CAUSERIE_BIN", target.join("debug/causerie"))
            .env("CAUSERIE_AXE", axe)
            .env("CAUSERIE_SHOTS", &shots);
        run_command(&mut tell).context("a story ended badly; its reason stands above")?;
        println!("Screenshots are in {}.", shots.display());
        Ok(())
    }

    /// Stories that need a recogniser, where there is none.
    fn untold(&self) -> Vec<String> {
        if self.models.is_some() {
            return Vec::new();
        }
        SPOKEN.iter().flat_map(|story| ["--skip".to_owned(), (*story).to_owned()]).collect()
    }

    fn report(&self, failed: Option<Step>) {
        println!("\n{:<10} {:>8}  result", "step", "seconds");
        for (step, took) in &self.took {
            let result = if failed == Some(*step) { "FAILED" } else { "passed" };
            println!("{:<10} {:>8.1}  {result}", step.name(), took.as_secs_f32());
        }
        let failures = usize::from(failed.is_some());
        println!("{} passed, {failures} failed\n", self.took.len() - failures);
        for words in &self.not_tested {
            println!("!!! {words}");
        }
        if self.options.skip_browsers {
            println!("What needs a browser was left out, as asked.");
        }
    }
}

fn lint(root: &Path) -> Result<()> {
    let denied = ["--", "--deny", "warnings"];
    run_command(cargo(root, &["clippy", "--workspace", "--all-targets"]).args(denied))?;
    // A plain `cargo test` leaves the stories out, and so does clippy's "all".
    run_command(cargo(root, &["clippy", "--workspace", "--test", "stories"]).args(denied))?;
    // What the client does only in a browser is compiled only for one.
    ensure_wasm_target(root)?;
    let client = ["clippy", "--package", "causerie-client", "--target", "wasm32-unknown-unknown"];
    run_command(cargo(root, &client).args(denied))
}
