//! `load crowd`: listeners and talkers, told what to do on standard input. `load flood`: garbage.
//! `load asks`: requests of HTTP at a fixed rate. `load spaces`: spaces that are opened and left.
//! `load captions`: people who talk, and one who reads along. `load room`: a full room of WebSockets. `load push`: a push service.
//! `load become`: another program, on one CPU.

use causerie_bench::{
    asks::{self, Deck},
    captions::Booth,
    crowd::Crowd,
    flood,
    house::{self, Opening},
    kernel::{raise_the_limit_of_files, stay_on},
    push,
    room::Room,
    transport::Version,
};
use clap::{Parser, Subcommand};
use std::{net::SocketAddr, os::unix::process::CommandExt, path::PathBuf, process::Command};

/// The load of Causerie's benchmarks.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: What,
    /// The one CPU to stay on
    #[arg(long, global = true)]
    cpu: Option<usize>,
}

#[derive(Subcommand)]
enum What {
    /// Listen and talk, as one is told line by line
    Crowd {
        /// The relay's HTTP address
        #[arg(long)]
        relay: SocketAddr,
        #[arg(long, value_enum, default_value = "1.2")]
        dtls: Version,
    },
    /// Send garbage to a media port
    Flood(flood::Options),
    /// Ask what stands in a deck (JSON on standard input), at its rate
    Asks {
        /// The relay's HTTP address
        #[arg(long)]
        relay: SocketAddr,
    },
    /// Open spaces (a JSON list on standard input) and leave them
    Spaces {
        /// The relay's HTTP address
        #[arg(long)]
        relay: SocketAddr,
    },
    /// Fill a space with people who read and write, as one is told line by line
    Room {
        /// The relay's HTTP address
        #[arg(long)]
        relay: SocketAddr,
    },
    /// Talk in real words and read along, as one is told line by line
    Captions {
        /// The relay's HTTP address
        #[arg(long)]
        relay: SocketAddr,
        /// The folder with the recordings
        #[arg(long)]
        speech: PathBuf,
    },
    /// Take messages to browsers, and count them
    Push(push::Options),
    /// Become another program, which keeps to the CPU
    Become {
        program: PathBuf,
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
}

fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    raise_the_limit_of_files()?;
    if let Some(cpu) = cli.cpu {
        stay_on(cpu)?;
    }
    match cli.what {
        What::Crowd { relay, dtls } => Crowd::new(relay, dtls)?.run(),
        What::Flood(options) => {
            println!("{}", serde_json::to_string(&flood::run(options)?)?);
            Ok(())
        }
        What::Asks { relay } => {
            let deck: Deck = serde_json::from_reader(std::io::stdin().lock())?;
            println!("{}", serde_json::to_string(&asks::run(relay, &deck)?)?);
            Ok(())
        }
        What::Spaces { relay } => {
            let openings: Vec<Opening> = serde_json::from_reader(std::io::stdin().lock())?;
            println!("{}", serde_json::to_string(&house::open_all(relay, &openings)?)?);
            Ok(())
        }
        What::Room { relay } => Room::new(relay)?.run(),
        What::Captions { relay, speech } => Booth::new(relay, &speech)?.run(),
        What::Push(options) => {
            println!("{}", serde_json::to_string(&push::run(&options)?)?);
            Ok(())
        }
        What::Become { program, args } => Err(Command::new(program).args(args).exec().into()),
    }
}
