//! A process that we started: its words are kept, and it ends, with all its children, when it is
//! dropped.

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};

/// Lines a process wrote, in order, readable while it runs and after it has ended.
#[derive(Clone, Default)]
pub struct Words(Arc<Mutex<Vec<String>>>);

impl Words {
    pub fn push(&self, line: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    /// The first line that `pick` accepts.
    pub fn find<T>(&self, pick: impl Fn(&str) -> Option<T>) -> Option<T> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().find_map(|line| pick(line))
    }

    /// All lines that `pick` accepts.
    pub fn all(&self, pick: impl Fn(&str) -> bool) -> Vec<String> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().filter(|line| pick(line)).cloned().collect()
    }

    /// The last `count` lines, one per line.
    pub fn tail(&self, count: usize) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines[lines.len().saturating_sub(count)..].join("\n")
    }
}

pub struct Process {
    name: &'static str,
    child: Child,
    /// The leader of the group, kept because `Child::id` forgets it once the leader was waited for.
    group: u32,
    words: Words,
}

impl Process {
    /// Starts `command` in a process group of its own, with its output going to `words`.
    pub fn start(name: &'static str, mut command: Command, words: Words) -> Result<Self> {
        let mut child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{name} does not start"))?;
        let group = child.id().context("a process just started has an id")?;
        if let Some(stdout) = child.stdout.take() {
            tokio::spawn(keep(stdout, words.clone()));
        }
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(keep(stderr, words.clone()));
        }
        Ok(Process { name, child, group, words })
    }

    /// Waits for a line that `pick` accepts, and says what the process wrote if none comes.
    pub async fn says<T>(
        &mut self,
        within: Duration,
        pick: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        let started = tokio::time::Instant::now();
        loop {
            if let Some(found) = self.words.find(&pick) {
                return Ok(found);
            }
            let ended = self.child.try_wait()?;
            if ended.is_some() || started.elapsed() > within {
                bail!(
                    "{} did not say what was expected; it said:\n{}",
                    self.name,
                    self.words.tail(40)
                );
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub const fn id(&self) -> u32 {
        self.group
    }

    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    pub async fn end(&mut self, within: Duration) -> Result<()> {
        signal("TERM", &self.group.to_string());
        tokio::time::timeout(within, self.child.wait())
            .await
            .with_context(|| format!("{} did not end when asked", self.name))??;
        Ok(())
    }

    /// Ends it without asking (SIGKILL), as a power cut would.
    pub async fn kill(&mut self) -> Result<()> {
        self.child.kill().await?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        signal("KILL", &format!("-{}", self.group));
    }
}

/// A directory for one browser's or relay's files, gone when dropped.
pub fn scratch(what: &str) -> Result<tempfile::TempDir> {
    tempfile::Builder::new()
        .prefix(&format!("causerie-{what}-"))
        .tempdir()
        .context("no room for temporary files")
}

/// Waits until a file or socket exists.
pub async fn appears(path: &Path, within: Duration) -> Result<()> {
    let started = tokio::time::Instant::now();
    while !path.exists() {
        if started.elapsed() > within {
            bail!("{} did not appear", path.display());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn keep(from: impl AsyncRead + Unpin, words: Words) {
    let mut lines = BufReader::new(from).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        words.push(line);
    }
}

/// Through the shell, whose `kill` is built in everywhere: the system call needs `unsafe`.
fn signal(name: &str, target: &str) {
    let _ = std::process::Command::new("sh")
        .args(["-c", &format!("kill -s {name} -- {target}")])
        .stderr(Stdio::null())
        .status();
}
