//! What a person does with this repository, by `cargo xtask …`. Needs nothing but cargo; what
//! else a step needs, it fetches or names.

mod bench;
mod browsers;
mod captures;
mod cargo;
mod clips;
mod dist;
mod fuzz;
mod http;
mod lighthouse;
mod models;
mod names;
mod packages;
mod page;
mod postgres;
mod python;
mod relay;
mod schemathesis;
mod speech;
mod test;
mod unpacked;
mod up;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "What a person does with this repository")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything and serve Causerie on this machine
    Up(up::Options),
    /// Build the client into dist/ and say how large it is
    Dist,
    /// Fetch the models that turn speech into words
    Models(models::Options),
    /// Make the demo's sound anew from its script
    Clips,
    /// Search for what breaks the laws of the relay when strangers send it
    Fuzz(fuzz::Options),
    /// Let real clients join, and make the corpora of the search from what they send
    Captures,
    /// Run every check and every test there is
    Test(test::Options),
    /// Run a PostgreSQL of one's own, for tests
    Postgres,
    /// Measure the relay against the floor of this machine
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match run(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\nxtask: {reason:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> anyhow::Result<()> {
    let root = cargo::root();
    match task {
        Task::Up(options) => up::run(root, &options),
        Task::Dist => {
            let built = dist::build(root)?;
            built.report();
            built.keeps_its_budget()
        }
        Task::Models(options) => models::run(root, &options),
        Task::Clips => clips::run(root),
        Task::Fuzz(options) => fuzz::run(root, &options),
        Task::Captures => captures::run(root),
        Task::Test(options) => test::run(root, &options),
        Task::Postgres => postgres::run(),
        Task::Bench(options) => bench::run(root, &options),
    }
}
