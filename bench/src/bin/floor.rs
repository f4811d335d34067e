//! `floor`: reads a JSON list of addresses from standard input, seals and sends to them, and
//! answers with what that cost.

use causerie_bench::{
    floor::{self, Options},
    kernel::stay_on,
};
use clap::Parser;
use std::net::SocketAddr;

/// Seal and send, and nothing else.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    options: Options,
    /// The one CPU to stay on
    #[arg(long)]
    cpu: Option<usize>,
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    if let Some(cpu) = cli.cpu {
        stay_on(cpu)?;
    }
    let listeners: Vec<SocketAddr> = serde_json::from_reader(std::io::stdin())?;
    println!("{}", serde_json::to_string(&floor::run(cli.options, &listeners)?)?);
    Ok(())
}
