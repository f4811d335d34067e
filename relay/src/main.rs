//! `causerie serve`, and `causerie config`.

use causerie_relay::{
    app::{App, Refused},
    config::{self, Config, Source},
    telemetry,
};
use clap::{Parser, Subcommand};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

#[cfg(feature = "count-allocations")]
#[global_allocator]
static ALLOCATOR: causerie_relay::allocations::Counting = causerie_relay::allocations::Counting;

/// Live audio spaces for the open web, from one machine.
#[derive(Parser)]
#[command(name = "causerie", version)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Serve the pages, the doors and the audio.
    Serve(Source),
    /// Print the configuration as it would be used, every field with its words.
    Config(Source),
}

/// What was asked for cannot be understood; clap's own code for the same.
const USAGE: u8 = 2;
const PORT: u8 = 3;
const FOLDER: u8 = 4;

fn main() -> ExitCode {
    match Cli::parse().what {
        What::Serve(source) => match config::effective(source) {
            Ok(config) => serve(config),
            Err(fault) => refuse(&fault, USAGE),
        },
        What::Config(source) => match config::effective(source) {
            Ok(config) => {
                print!("{}", config::print(&config));
                ExitCode::SUCCESS
            }
            Err(fault) => refuse(&fault, USAGE),
        },
    }
}

fn serve(config: Config) -> ExitCode {
    telemetry::start(config.log_format);
    raise_the_limit_of_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(fault) => return refuse(&fault.into(), 1),
    };
    let code = runtime.block_on(run(config));
    // What still runs, such as a request of a visitor without patience, does not hold the exit.
    runtime.shutdown_background();
    code
}

/// A socket is a file to the system, and many systems let a process begin with 1024 of them: a
/// room of a thousand people would be full long before the machine is. A process may go as far as
/// its hard limit by itself.
fn raise_the_limit_of_files() {
    let limit = getrlimit(Resource::Nofile);
    let wanted = Rlimit { current: limit.maximum, maximum: limit.maximum };
    match setrlimit(Resource::Nofile, wanted) {
        Ok(()) => tracing::debug!(files = ?limit.maximum, "the limit of open files is raised"),
        Err(fault) => tracing::warn!(%fault, files = ?limit.current, "few files may be open"),
    }
}

async fn run(config: Config) -> ExitCode {
    let app = match App::start(config).await {
        Ok(app) => app,
        Err(Refused::Port(fault)) => return refuse(&fault, PORT),
        Err(Refused::Folder(fault)) => return refuse(&fault, FOLDER),
    };
    println!("Causerie is on http://localhost:{}", app.address.port());
    asked_to_stop().await;
    tracing::info!("asked to stop; telling everybody to come back");
    app.stop().await;
    ExitCode::SUCCESS
}

/// Returns on Ctrl-C, or when the system asks.
async fn asked_to_stop() {
    let Ok(mut terminated) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}

fn refuse(fault: &anyhow::Error, code: u8) -> ExitCode {
    eprintln!("causerie: {fault:#}");
    ExitCode::from(code)
}
