//! A program that a bench started. It ends with its handle, however the bench ends.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

pub(super) struct Running(pub(super) Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// `load crowd` and `load room`: told line by line, and answering so.
pub(super) struct Crowd {
    _running: Running,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Crowd {
    pub(super) fn start(load: &Path, relay: &str, cpu: usize, dtls: &str) -> Result<Self> {
        Self::told(load, cpu, &["crowd", "--relay", relay, "--dtls", dtls])
    }

    pub(super) fn told(load: &Path, cpu: usize, args: &[&str]) -> Result<Self> {
        let mut child = Command::new(load)
            .args(["--cpu", &cpu.to_string()])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", load.display()))?;
        let to = child.stdin.take().context("the load has no input")?;
        let from = BufReader::new(child.stdout.take().context("the load has no output")?);
        Ok(Self { _running: Running(child), to, from })
    }

    pub(super) fn tell(&mut self, command: &Value) -> Result<()> {
        writeln!(self.to, "{command}").context("the load is gone")
    }

    /// The answer to the oldest command that has none yet: what stands under `kind` in it.
    pub(super) fn answer(&mut self, kind: &str) -> Result<Value> {
        let mut line = String::new();
        self.from.read_line(&mut line).context("the load is gone")?;
        let answer: Value = serde_json::from_str(&line).context("the load speaks no JSON")?;
        if answer.as_str() == Some(kind) {
            return Ok(Value::Null);
        }
        match answer.get(kind) {
            Some(inner) => Ok(inner.clone()),
            None => bail!("the load answered {}", line.trim()),
        }
    }

    pub(super) fn ask(&mut self, command: &Value, kind: &str) -> Result<Value> {
        self.tell(command)?;
        self.answer(kind)
    }
}

/// Runs a program that reads `input`, ends by itself, and answers with one JSON value.
pub(super) fn run_to_end(program: &Path, args: &[String], input: &Value) -> Result<Value> {
    start_to_end(program, args, input)?.result()
}

/// Such a program while it runs.
pub(super) struct Once(Running, BufReader<ChildStdout>);

pub(super) fn start_to_end(program: &Path, args: &[String], input: &Value) -> Result<Once> {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} does not start", program.display()))?;
    let mut to = child.stdin.take().context("a program has an input")?;
    let from = BufReader::new(child.stdout.take().context("a program has an output")?);
    let running = Running(child);
    to.write_all(input.to_string().as_bytes()).context("the program is gone")?;
    Ok(Once(running, from))
}

impl Once {
    /// The next line that it says.
    pub(super) fn line(&mut self) -> Result<Value> {
        let mut line = String::new();
        self.1.read_line(&mut line)?;
        serde_json::from_str(&line).context("the program ended without a result")
    }

    /// The line that it says last, after which it ends.
    pub(super) fn result(mut self) -> Result<Value> {
        let result = self.line();
        let _ = self.0.0.wait();
        result
    }
}
