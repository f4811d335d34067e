//! `room-floor`: reads a trace of frames from standard input, says where it listens, and writes
//! them to everybody who came; answers with what that cost.

use causerie_bench::{
    kernel::{raise_the_limit_of_files, stay_on},
    room::floor::{self, Trace},
};
use clap::Parser;
use std::net::TcpListener;

/// Write, and nothing else.
#[derive(Parser)]
struct Cli {
    /// How many come
    #[arg(long)]
    sockets: usize,
    /// The one CPU to stay on
    #[arg(long)]
    cpu: Option<usize>,
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    raise_the_limit_of_files()?;
    if let Some(cpu) = cli.cpu {
        stay_on(cpu)?;
    }
    let trace: Trace = serde_json::from_reader(std::io::stdin())?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", serde_json::json!({ "listening": listener.local_addr()? }));
    println!("{}", serde_json::to_string(&floor::run(&listener, cli.sockets, &trace)?)?);
    Ok(())
}
