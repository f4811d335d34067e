//! The relay under measurement: started as it ships, with a data folder of its own and no limit
//! for one address, since all of a bench's people come from one.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::Programs;
use super::child::Running;
use super::proc::Reading;

const START_MOST: Duration = Duration::from_secs(20);
const ANSWER_MOST: Duration = Duration::from_secs(10);
/// Beyond any bench.
const NO_LIMIT: &str = "1000000";
const LIFTED: [&str; 5] = [
    "--doors-per-address-per-minute",
    "--sockets-per-address",
    "--sessions-per-space",
    "--sessions-per-address",
    "--spaces-per-address-per-hour",
];

pub(super) struct Relay {
    running: Running,
    pub(super) address: String,
    pub(super) media_ports: Vec<u16>,
    data: PathBuf,
}

impl Relay {
    /// One media thread for each of `threads`; on one CPU alone, or anywhere.
    pub(super) fn start(
        programs: &Programs,
        relay: &Path,
        threads: usize,
        cpu: Option<usize>,
    ) -> Result<Self> {
        let results = &programs.results;
        let port = free_tcp_port()?;
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
        command.arg("--data").arg(&data);
        if let Some(listeners) = programs.pairs_from {
            command.args(["--pairs-from-listeners", &listeners.to_string()]);
        }
        for limit in LIFTED {
            command.args([limit, NO_LIMIT]);
        }
        let child = command
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
        relay.wait_until_ready(results)?;
        Ok(relay)
    }

    fn wait_until_ready(&self, results: &Path) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < START_MOST {
            if self.get("/readyz").is_ok_and(|body| body.contains("ready")) {
                return Ok(());
            }
            sleep(Duration::from_millis(50));
        }
        let log = results.join("relay.log");
        bail!("the relay is not ready; its log is {}", log.display())
    }

    /// Whoever chose its CPU became the relay, so the child is the relay itself.
    pub(super) fn reading(&self) -> Result<Reading> {
        Reading::of(self.running.0.id())
    }

    /// `/metrics`, without labels.
    pub(super) fn metrics(&self) -> Result<BTreeMap<String, u64>> {
        let text = self.get("/metrics")?;
        let values = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
            let (name, value) = line.split_once(' ')?;
            Some((name.strip_prefix("causerie_")?.to_owned(), value.trim().parse().ok()?))
        });
        Ok(values.collect())
    }

    fn get(&self, path: &str) -> Result<String> {
        let address = self.address.parse().context("an address")?;
        let mut stream = TcpStream::connect_timeout(&address, ANSWER_MOST)?;
        stream.set_read_timeout(Some(ANSWER_MOST))?;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("no answer")?;
        ensure!(head.starts_with("HTTP/1.1 200"), "{path}: {}", head.lines().next().unwrap_or(""));
        Ok(body.to_owned())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.running.0.kill();
        let _ = self.running.0.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// Free a moment ago; another program could take it in between, and the relay would say so.
fn free_tcp_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn free_udp_ports(count: usize) -> Result<Vec<u16>> {
    let sockets: Vec<_> = (0..count)
        .map(|_| std::net::UdpSocket::bind("0.0.0.0:0"))
        .collect::<Result<_, _>>()
        .context("no UDP port is free")?;
    sockets.iter().map(|socket| Ok(socket.local_addr()?.port())).collect()
}
