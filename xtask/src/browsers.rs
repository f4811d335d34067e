//! What the stories need beyond cargo: browsers, a sound server, axe-core. Fetched when this
//! machine lets us, else named with the words to type.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::cargo::run;
use crate::packages;

/// A program, and Debian's and Ubuntu's package of it.
const NEEDED: [(&str, &str); 4] = [
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("pulseaudio", "pulseaudio"),
];

const WITHOUT: &str = "leave the browsers' stories out: cargo xtask test --skip-browsers";

const AXE_VERSION: &str = "4.14.1";
/// A package that changed is another program.
const AXE_SHA512: &str = "1477dafa598d8d065f273d6af302aa203c02e83131707b7fa648cd41bd3d6b73\
                          4f8c22a0dab86ee6a6f64b8afbe804b214d36db85a2826965edfb3a0b9d546b5";

/// Makes sure that every program of [`NEEDED`] can be started.
pub(crate) fn ensure_browsers() -> Result<()> {
    install(&NEEDED)
}

/// Gives the path of axe-core's script, fetched once into `cache`.
pub(crate) fn ensure_axe(cache: &Path) -> Result<PathBuf> {
    let folder = cache.join(format!("axe-core-{AXE_VERSION}"));
    let script = folder.join("package/axe.min.js");
    if script.exists() {
        return Ok(script);
    }
    install(&[("npm", "npm")])?;
    println!("Fetching axe-core {AXE_VERSION}.");
    fs::create_dir_all(&folder)?;
    run(Command::new("npm")
        .args(["pack", "--silent", &format!("axe-core@{AXE_VERSION}")])
        .current_dir(&folder))
    .context("npm could not fetch axe-core")?;
    let archive = folder.join(format!("axe-core-{AXE_VERSION}.tgz"));
    let found = Command::new("sha512sum").arg(&archive).output()?.stdout;
    let found = String::from_utf8_lossy(&found);
    ensure!(
        found.starts_with(AXE_SHA512),
        "axe-core {AXE_VERSION} is not the package that was reviewed: its SHA-512 is {found}"
    );
    run(Command::new("tar").arg("xzf").arg(&archive).arg("-C").arg(&folder))?;
    ensure!(script.exists(), "axe-core's package holds no axe.min.js");
    Ok(script)
}

/// Makes sure that there are voices to read with.
pub(crate) fn ensure_voices() -> Result<()> {
    install(&[("espeak-ng", "espeak-ng")])
}

/// Installs the packages of programs that are missing.
pub(crate) fn install(programs: &[(&str, &str)]) -> Result<()> {
    let missing: Vec<&str> = programs
        .iter()
        .filter(|(program, _)| packages::find(program).is_none())
        .map(|(_, package)| *package)
        .collect();
    packages::install(&missing, WITHOUT)?;
    for (program, package) in programs {
        ensure!(
            packages::find(program).is_some(),
            "{package} is installed but brings no `{program}`. (Ubuntu's is a snap, which has no \
             place in a test: take Debian's, or Chromium and Firefox ESR from a PPA.)"
        );
    }
    Ok(())
}
