//! `cargo xtask test`: every check there is, cheapest first, and how long each took.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::browsers::{ensure_axe, ensure_browsers};
use crate::cargo::{cargo, ensure_wasm_target, run as run_command, target_dir};
use crate::dist;

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
    /// Whole stories in Chromium and Firefox
    Stories,
}

const STEPS: [Step; 6] =
    [Step::Format, Step::Tidy, Step::Lint, Step::Unit, Step::Client, Step::Stories];

/// Always the whole workspace, even for one test: cargo builds a dependency once for each set of
/// features, and the set depends on the packages that are chosen.
const TEST: [&str; 2] = ["test", "--workspace"];

impl Step {
    fn name(self) -> &'static str {
        match self {
            Step::Format => "format",
            Step::Tidy => "tidy",
            Step::Lint => "lint",
            Step::Unit => "unit",
            Step::Client => "client",
            Step::Stories => "stories",
        }
    }

    fn run(self, root: &Path, options: &Options) -> Result<()> {
        match self {
            Step::Format => run_command(&mut cargo(root, &["fmt", "--all", "--check"])),
            Step::Tidy => {
                run_command(cargo(root, &TEST).args(["--test", "tidy", "--", "--show-output"]))
            }
            Step::Lint => lint(root),
            Step::Unit => run_command(&mut cargo(root, &TEST)),
            Step::Client => {
                let built = dist::build(root)?;
                built.report();
                built.keeps_its_budget()
            }
            Step::Stories => stories(root, options),
        }
    }
}

/// Stops at the first step that fails: those after it would only repeat its reason.
pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    let chosen = |step: &Step| {
        let skipped = options.skip_browsers && *step == Step::Stories;
        !skipped && (options.only.is_empty() || options.only.contains(step))
    };
    let mut took: Vec<(Step, Duration)> = Vec::new();
    for step in STEPS.into_iter().filter(chosen) {
        println!("\n=== {}", step.name());
        let started = Instant::now();
        let result = step.run(root, options);
        took.push((step, started.elapsed()));
        if let Err(reason) = result {
            print_times(&took, Some(step));
            return Err(reason.context(format!("the step `{}` failed", step.name())));
        }
    }
    print_times(&took, None);
    if options.skip_browsers {
        println!("The browser stories were left out, as asked.");
    }
    Ok(())
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

/// The relay is a development build: it reads `dist/` from the disk, and asserts what it believes.
fn stories(root: &Path, options: &Options) -> Result<()> {
    ensure_browsers()?;
    let target = target_dir(root)?;
    let axe = ensure_axe(&target.join("xtask"))?;
    dist::build(root)?;
    run_command(&mut cargo(root, &["build", "--workspace", "--bin", "causerie"]))?;
    let shots = target.join("shots");
    let mut tell = cargo(root, &TEST);
    tell.args(["--test", "stories", "--", "--test-threads=1", "--show-output"])
        .args(&options.story)
        .env("CAUSERIE_BIN", target.join("debug/causerie"))
        .env("CAUSERIE_AXE", axe)
        .env("CAUSERIE_SHOTS", &shots);
    run_command(&mut tell).context("a story ended badly; its reason stands above")?;
    println!("Screenshots are in {}.", shots.display());
    Ok(())
}

fn print_times(took: &[(Step, Duration)], failed: Option<Step>) {
    println!("\n{:<10} {:>8}  result", "step", "seconds");
    for (step, took) in took {
        let result = if failed == Some(*step) { "FAILED" } else { "passed" };
        println!("{:<10} {:>8.1}  {result}", step.name(), took.as_secs_f32());
    }
    let failures = usize::from(failed.is_some());
    println!("{} passed, {failures} failed\n", took.len() - failures);
}
