//! The relay under measurement: started as it ships, with a data folder of its own and no limit
//! for one address, since all of a bench's people come from one.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::Programs;
use super::child::Running;
use super::proc::{self, Reading};
use crate::http::{self, free_port};
use crate::relay::{lift_limits, wait_until_ready};

pub(super) struct Relay {
    running: Running,
    pub(super) address: String,
    pub(super) media_ports: Vec<u16>,
    data: PathBuf,
}

impl Relay {
    /// One media thread for each of `threads`; on one CPU alone, or anywhere. It has no captions:
    /// what is measured is what remains.
    pub(super) fn start(
        programs: &Programs,
        relay: &Path,
        threads: usize,
        cpu: Option<usize>,
    ) -> Result<Self> {
        Self::with(programs, relay, (threads, cpu), &["--captions", "off"])
    }

    /// With captions by the models in a folder, of which its recogniser takes one.
    pub(super) fn captioning(
        programs: &Programs,
        models: &Path,
        engine: &str,
        cpu: Option<usize>,
    ) -> Result<Self> {
        let models = models.to_str().context("the models' folder has a strange name")?;
        let captions = ["--captions", engine, "--models", models];
        Self::with(programs, &programs.relay, (1, cpu), &captions)
    }

    fn with(
        programs: &Programs,
        relay: &Path,
        (threads, cpu): (usize, Option<usize>),
        captions: &[&str],
    ) -> Result<Self> {
        let results = &programs.results;
        let port = free_port()?;
        let media_ports = free_udp_ports(threads)?;
        let data = results.join(format!("data-{port}"));
        std::fs::create_dir_all(&data).context("the relay's data has no folder")?;
        let log = File::create(results.join("relay.log")).context("the relay's log has no file")?;
        let mut command = match cpu {
            Some(cpu) => {
                let mut pinned = Command::new(&programs.load);
                pinned.args(["--cpu", &cpu.to_string(), "become"]).arg(relay);
                pinned
            }
            None => Command::new(relay),
        };
        let ports: Vec<_> = media_ports.iter().map(u16::to_string).collect();
        command.args([
            "serve",
            "--no-demo",
            "--hosting",
            "guests",
            "--host",
            "127.0.0.1",
            "--announce",
            "127.0.0.1",
        ]);
        command.args(["--port", &port.to_string(), "--media-ports", &ports.join(",")]);
        command.arg("--data").arg(&data).args(captions);
        if let Some(listeners) = programs.pairs_from {
            command.args(["--pairs-from-listeners", &listeners.to_string()]);
        }
        let child = lift_limits(&mut command)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .context("the relay does not start")?;
        let relay = Self {
            running: Running(child),
            address: format!("127.0.0.1:{port}"),
            media_ports,
            data,
        };
        wait_until_ready(&relay.address, &results.join("relay.log"))?;
        Ok(relay)
    }

    /// Whoever chose its CPU became the relay, so the child is the relay itself.
    pub(super) fn reading(&self) -> Result<Reading> {
        Reading::of(self.running.0.id())
    }

    /// The recogniser, which the relay keeps as its only child.
    pub(super) fn recogniser(&self) -> Result<Reading> {
        Reading::of(proc::child_of(self.running.0.id()).context("the relay has no recogniser")?)
    }

    /// `/metrics`, without labels.
    pub(super) fn metrics(&self) -> Result<BTreeMap<String, u64>> {
        let text = http::get(&self.address, "/metrics")?.body;
        let values = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
            let (name, value) = line.split_once(' ')?;
            Some((name.strip_prefix("causerie_")?.to_owned(), value.trim().parse().ok()?))
        });
        Ok(values.collect())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.running.0.kill();
        let _ = self.running.0.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// Free a moment ago; another program could take one in between, and the relay would say so.
fn free_udp_ports(count: usize) -> Result<Vec<u16>> {
    let sockets: Vec<_> = (0..count)
        .map(|_| std::net::UdpSocket::bind("0.0.0.0:0"))
        .collect::<Result<_, _>>()
        .context("no UDP port is free")?;
    sockets.iter().map(|socket| Ok(socket.local_addr()?.port())).collect()
}
