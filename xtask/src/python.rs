//! A Python with some packages of PyPI, in a folder of its own: the system's stays as it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::cargo::run;
use crate::packages;

/// Gives the Python of a virtual environment with `wanted` in it, made when missing. `otherwise`:
/// how to do without.
pub(crate) fn with(venv: &Path, wanted: &[&str], otherwise: &str) -> Result<PathBuf> {
    let python = venv.join("bin/python");
    let stamp = venv.join("installed");
    let wanted_words = wanted.join("\n");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted_words) {
        return Ok(python);
    }
    bare(venv, otherwise)?;
    println!("Fetching {} from PyPI.", wanted.join(" and "));
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(Command::new(&python).args(pip).args(wanted)).context("pip could not install it")?;
    fs::write(&stamp, wanted_words)?;
    Ok(python)
}

/// The same without any package but pip.
pub(crate) fn bare(venv: &Path, otherwise: &str) -> Result<PathBuf> {
    let python = venv.join("bin/python");
    if !python.exists() {
        // Debian keeps a part of the language apart from it.
        if !has_venv() {
            packages::install(&["python3", "python3-venv"], otherwise)?;
        }
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(venv))
            .context("Python makes no virtual environment")?;
    }
    Ok(python)
}

fn has_venv() -> bool {
    let mut asked = Command::new("python3");
    asked.args(["-c", "import ensurepip, venv"]).stderr(Stdio::null());
    asked.status().is_ok_and(|status| status.success())
}
