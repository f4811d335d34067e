//! The workspace, and the programs that are run in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

/// The repository's root: of the checkout that runs this, which need not be the one that built it
/// where several share a target directory.
pub(crate) fn root() -> &'static Path {
    static HERE: OnceLock<PathBuf> = OnceLock::new();
    let here = HERE.get_or_init(|| {
        let runs = std::env::var_os("CARGO_MANIFEST_DIR");
        runs.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
    });
    here.parent().unwrap_or(here)
}

/// The cargo that runs this.
pub(crate) fn cargo(root: &Path, args: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root).args(args);
    command
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir(root: &Path) -> Result<PathBuf> {
    let output = cargo(root, &["metadata", "--no-deps", "--format-version=1"])
        .output()
        .context("cargo does not run")?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)
        .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
    let folder = metadata["target_directory"].as_str();
    Ok(folder.context("cargo names no target directory")?.into())
}

/// Runs a program with its output on the terminal, and fails in its name.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status: ExitStatus =
        command.status().with_context(|| format!("{} does not start", words(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", words(command));
    }
    Ok(())
}

/// Makes sure that Rust can build for WebAssembly.
pub(crate) fn ensure_wasm_target(root: &Path) -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = Command::new("rustc")
        .args(["--print", "sysroot"])
        .current_dir(root)
        .output()
        .context("rustc does not run")?;
    let sysroot = PathBuf::from(String::from_utf8_lossy(&sysroot.stdout).trim());
    if sysroot.join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    println!("Adding Rust's {TARGET} target, for the client.");
    run(Command::new("rustup").args(["target", "add", TARGET]).current_dir(root)).context(
        "The client is WebAssembly, and this Rust has no wasm32-unknown-unknown target. \
         With rustup (https://rustup.rs) it comes by `rustup target add wasm32-unknown-unknown`; \
         with a distribution's Rust, install its package of that name \
         (Debian: libstd-rust-dev-wasm32).",
    )
}

fn words(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(OsStr::new("?"));
    let mut words = vec![name.to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}
