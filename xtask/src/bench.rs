//! `cargo xtask bench …`: what is measured with real programs, printed, and judged by people.

mod loss;
mod table;

use std::path::Path;

use anyhow::Result;
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Score speech between real browsers over paths that lose packets
    Loss(loss::Options),
}

pub(crate) fn run(root: &Path, bench: &Bench) -> Result<()> {
    match bench {
        Bench::Loss(options) => loss::run(root, options),
    }
}
