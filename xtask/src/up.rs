//! `cargo xtask up`: from a fresh clone to a running Causerie.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;

use crate::cargo::{self, cargo, target_dir};
use crate::dist;
use crate::models;

#[derive(Args)]
pub(crate) struct Options {
    /// TCP port of the pages
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// UDP ports of the sound, as a range A-B or a list A,B,C; the relay chooses when not given
    #[arg(long)]
    media_ports: Option<String>,
    /// Folder where everything is kept; made when missing
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Who may host: "followers >= 600", "everyone", "guests", or "accounts: ada, ben". On one's own
    /// machine anybody may try it
    #[arg(long, default_value = "guests")]
    hosting: String,
    /// Start without captions, and fetch no model for them
    #[arg(long)]
    no_captions: bool,
    /// Start without the demo space
    #[arg(long)]
    no_demo: bool,
}

pub(crate) fn run(root: &Path, options: &Options) -> Result<()> {
    dist::build(root)?;
    println!("Building the relay. The first time takes a few minutes.");
    let mut build = cargo(root, &["build", "--release", "--package", "causerie-relay"]);
    cargo::run(build.args(["--bin", "causerie"]))?;

    let relay = target_dir(root)?.join("release/causerie");
    let mut serve = Command::new(&relay);
    serve.arg("serve").args(["--port", &options.port.to_string()]);
    if let Some(ports) = &options.media_ports {
        serve.args(["--media-ports", ports]);
    }
    serve.arg("--data").arg(&options.data).args(["--hosting", &options.hosting]);
    serve.args(captions(root, options)?);
    if options.no_demo {
        serve.arg("--no-demo");
    }
    println!("Starting the relay. Ctrl-C ends it.");
    become_it(&mut serve).with_context(|| format!("{} does not start", relay.display()))
}

/// A machine that can fetch no model still has a relay.
fn captions(root: &Path, options: &Options) -> Result<[OsString; 2]> {
    let off = ["--captions".into(), "off".into()];
    if options.no_captions {
        return Ok(off);
    }
    Ok(match models::ensure_models(root, models::suiting()) {
        Ok(folder) => ["--models".into(), folder.into()],
        Err(reason) => {
            println!("There will be no captions: {reason:#}");
            off
        }
    })
}

/// The relay takes this process's place, so that signals and the exit code are its own.
#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(1));
}
