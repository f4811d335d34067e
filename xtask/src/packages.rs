//! Debian's and Ubuntu's packages: installed when this machine lets us, else named with the words
//! to type.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::cargo::run;

/// Installs packages that are missing, or says what to type. `otherwise`: how to do without them.
pub(crate) fn install(packages: &[&str], otherwise: &str) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let names = packages.join(" ");
    if find("apt-get").is_none() || !is_root() {
        bail!(
            "Programs are needed that are not here. On Debian or Ubuntu type:\n\n    \
             sudo apt-get update && sudo apt-get install --yes {names}\n\nand run this again; \
             or {otherwise}"
        );
    }
    println!("Installing {names}.");
    run(&mut apt(&["update", "--quiet=2"]))?;
    run(apt(&["install", "--yes", "--quiet=2", "--no-install-recommends"]).args(packages))
}

/// The folder on the PATH in which a program lies.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).find(|folder: &PathBuf| is_in(folder, program))
}

pub(crate) fn is_in(folder: &Path, program: &str) -> bool {
    folder.join(program).is_file()
}

pub(crate) fn is_root() -> bool {
    id(&["-u"]).as_deref() == Some("0")
}

/// What `id` answers, if it knows the user it is asked for.
pub(crate) fn id(args: &[&str]) -> Option<String> {
    let id = Command::new("id").args(args).output().ok()?;
    id.status.success().then(|| String::from_utf8_lossy(&id.stdout).trim().to_owned())
}

fn apt(args: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
    command
}
