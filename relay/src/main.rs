//! `causerie serve`, and what an operator does beside it.

use causerie_relay::{
    app::{App, Refused},
    commands::{self, Admin, Audit, Backup, Recognise, Restore},
    config::{self, Config, Source},
    memory, telemetry,
};
use clap::{Parser, Subcommand};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::{
    env,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Command, ExitCode},
};
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
    /// People, who may administer, and who may host.
    Admin(Admin),
    Audit(Audit),
    Backup(Backup),
    Restore(Restore),
    /// Turn speech into words, for a relay that starts this and talks to it on standard input.
    #[command(hide = true)]
    Recognise(Recognise),
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
        What::Admin(admin) => ended(commands::admin(admin)),
        What::Audit(audit) => ended(commands::audit(audit)),
        What::Backup(backup) => ended(commands::backup(backup)),
        What::Restore(restore) => ended(commands::restore(restore)),
        What::Recognise(recognise) => ended(commands::recognise(recognise)),
    }
}

fn ended(answer: anyhow::Result<()>) -> ExitCode {
    match answer {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => refuse(&fault, 1),
    }
}

fn serve(config: Config) -> ExitCode {
    memory::prepare();
    telemetry::start(config.log_format);
    raise_the_limit_of_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(fault) => return refuse(&fault.into(), 1),
    };
    let end = runtime.block_on(run(config));
    // What still runs, such as a request of a visitor without patience, does not hold the exit.
    runtime.shutdown_background();
    match end {
        End::Exit(code) => code,
        End::Again => begin_again(),
    }
}

enum End {
    Exit(ExitCode),
    /// The database is another one than it was.
    Again,
}

/// Becomes a new relay in the same process: what was restored is read as after any start, and whoever
/// watches over the process sees no end. Returns only if that cannot be done.
fn begin_again() -> ExitCode {
    let mut arguments = env::args_os();
    let name = arguments.next().unwrap_or_else(|| "causerie".into());
    // On Linux this is the program also when its file was replaced meanwhile.
    let itself = PathBuf::from("/proc/self/exe");
    let program = if itself.exists() { itself } else { env::current_exe().unwrap_or(itself) };
    let fault = Command::new(program).arg0(name).args(arguments).exec();
    refuse(&anyhow::Error::from(fault).context("the relay cannot begin again"), 1)
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

async fn run(config: Config) -> End {
    let app = match App::start(config).await {
        Ok(app) => app,
        Err(Refused::Port(fault)) => return End::Exit(refuse(&fault, PORT)),
        Err(Refused::Folder(fault)) => return End::Exit(refuse(&fault, FOLDER)),
        Err(Refused::Settings(fault)) => return End::Exit(refuse(&fault, USAGE)),
    };
    println!("Causerie is on http://localhost:{}", app.address.port());
    let end = tokio::select! {
        () = asked_to_stop() => {
            tracing::info!("asked to stop; telling everybody to come back");
            End::Exit(ExitCode::SUCCESS)
        }
        () = app.superseded() => {
            tracing::warn!("the database has begun anew; this relay begins anew with it");
            End::Again
        }
    };
    app.stop().await;
    end
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
