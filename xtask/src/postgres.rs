//! A private PostgreSQL, for tests of what is kept: a fresh cluster on a loopback port, with a
//! password nobody else knows, gone with whoever started it. The cluster of the system is never
//! touched.
//!
//! A test makes a database of its own in it (`CREATE DATABASE`), so that tests run side by side.
//! The server writes to disk in earnest (`fsync`), since some tests end it or a relay in the middle
//! of a write.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::http::free_port;
use crate::packages;

/// Where tests look for a server: `postgres://user:password@host:port/database`, of a user who may
/// create databases.
pub(crate) const VARIABLE: &str = "CAUSERIE_TEST_POSTGRES";

/// Debian and Ubuntu keep each version's programs in `{version}/bin` of this, off the PATH.
const DEBIAN: &str = "/usr/lib/postgresql";
const SCRIPT: &str = include_str!("postgres.sh");
const READY: &str = "ready to accept connections";
/// `initdb` takes a second; a busy machine, many.
const READY_WITHIN: Duration = Duration::from_secs(60);

pub(crate) struct Postgres {
    keeper: Child,
    /// Held open for as long as the server shall run.
    life: Option<ChildStdin>,
    words: Receiver<String>,
    folder: PathBuf,
    port: u16,
    password: String,
}

/// `cargo xtask postgres`: one in the foreground, for a plain `cargo test` elsewhere.
pub(crate) fn run() -> Result<()> {
    let mut postgres = Postgres::start()?;
    println!("\n    export {VARIABLE}={}\n\nCtrl-C ends it.", postgres.url());
    postgres.keeper.wait()?;
    bail!("PostgreSQL ended by itself; it said:\n{}", postgres.said())
}

impl Postgres {
    /// Starts the newest server that is installed, and installs one where none is.
    pub(crate) fn start() -> Result<Self> {
        let programs = programs()?;
        let port = free_port()?;
        let password = password()?;
        let mut keeper = apart(&mut as_somebody(SCRIPT)?)
            .arg(&programs)
            .arg(port.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("PostgreSQL's keeper does not start")?;
        let mut life = keeper.stdin.take().context("a child has an input")?;
        writeln!(life, "{password}").context("PostgreSQL's keeper does not listen")?;
        let words = lines(keeper.stderr.take().context("a child has an output")?);
        let life = Some(life);
        let mut postgres = Postgres { keeper, life, words, folder: PathBuf::new(), port, password };
        postgres.wait_until_ready()?;
        println!("PostgreSQL of {} answers on port {port} of this machine.", programs.display());
        Ok(postgres)
    }

    /// Of its superuser, and of the database that tests connect to in order to make their own.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    /// Ends it, and holds that nothing of it stays.
    pub(crate) fn end(mut self) -> Result<()> {
        self.leave()?;
        ensure!(!self.folder.exists(), "PostgreSQL left {} behind", self.folder.display());
        Ok(())
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let until = Instant::now() + READY_WITHIN;
        let mut said = Vec::new();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.words.recv_timeout(left) {
                Ok(line) if line.contains(READY) => return Ok(()),
                Ok(line) => match line.strip_prefix("folder: ") {
                    Some(folder) => self.folder = folder.into(),
                    None => said.push(line),
                },
                Err(RecvTimeoutError::Timeout) => {
                    bail!("PostgreSQL is not ready after {READY_WITHIN:?}: {}", said.join("\n"))
                }
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("PostgreSQL does not start: {}", said.join("\n"))
                }
            }
        }
    }

    fn said(&self) -> String {
        self.words.try_iter().collect::<Vec<_>>().join("\n")
    }

    fn leave(&mut self) -> Result<()> {
        self.life = None;
        self.keeper.wait().context("PostgreSQL's keeper is lost")?;
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Whoever wants to know whether it went calls `end`.
        let _ = self.leave();
    }
}

/// A shell for `script`. PostgreSQL refuses to be root, so root becomes somebody else first.
fn as_somebody(script: &str) -> Result<Command> {
    let shell = ["sh", "-c", script, "postgres.sh"];
    if !packages::is_root() {
        let mut command = Command::new(shell[0]);
        command.args(&shell[1..]);
        return Ok(command);
    }
    let ids = |user| Some((packages::id(&["-u", user])?, packages::id(&["-g", user])?));
    let (uid, gid) = ["postgres", "nobody"]
        .into_iter()
        .find_map(ids)
        .context("PostgreSQL refuses to be root, and no user `postgres` or `nobody` is here")?;
    let mut command = Command::new("setpriv");
    command.arg(format!("--reuid={uid}")).arg(format!("--regid={gid}")).arg("--clear-groups");
    command.args(shell);
    Ok(command)
}

/// In a process group of its own: what ends all of ours at once, as Ctrl-C does, must leave it to
/// clean up.
fn apart(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

/// The folder of the newest server's programs.
fn programs() -> Result<PathBuf> {
    if let Some(folder) = installed() {
        return Ok(folder);
    }
    packages::install(&["postgresql"], "name a server of your own in CAUSERIE_TEST_POSTGRES")?;
    installed().context("the package postgresql is installed but brings no server")
}

fn installed() -> Option<PathBuf> {
    let whole = |folder: &PathBuf| {
        ["initdb", "postgres"].iter().all(|program| packages::is_in(folder, program))
    };
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let folders = versions.map(|version| version.path().join("bin")).filter(whole).collect();
    newest(folders).or_else(|| packages::find("initdb").filter(whole))
}

/// Of folders such as `…/15/bin`.
fn newest(folders: Vec<PathBuf>) -> Option<PathBuf> {
    let version =
        |folder: &PathBuf| -> Option<f32> { folder.parent()?.file_name()?.to_str()?.parse().ok() };
    let known = folders.into_iter().filter_map(|folder| Some((version(&folder)?, folder)));
    known.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, folder)| folder)
}

/// 128 bits of the system's chance: other users of this machine reach the port too.
fn password() -> Result<String> {
    let mut bytes = [0; 16];
    let device = Path::new("/dev/urandom");
    File::open(device).and_then(|mut chance| chance.read_exact(&mut bytes)).context("no chance")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Read on a thread of their own, so that who writes them never waits.
fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (tell, words) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            // Nobody may be listening any more; the pipe is emptied all the same.
            let _ = tell.send(line);
        }
    });
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_server_is_chosen_by_number() {
        let folders = ["9.6", "15", "9", "lib"].map(|it| PathBuf::from(format!("/{it}/bin")));
        assert_eq!(newest(folders.into()), Some("/15/bin".into()));
        assert_eq!(newest(vec!["/lib/bin".into()]), None);
    }
}
