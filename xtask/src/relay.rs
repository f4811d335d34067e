//! A relay of one's own, for whatever asks it from outside: on a free port of this machine, with
//! a data folder of its own, ended with its handle.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::cargo::{cargo, run, target_dir};
use crate::http::{self, free_port};

const READY_WITHIN: Duration = Duration::from_secs(20);

/// Limits of one address, of one space and of the relay. Everybody comes from one address here.
const LIMITS: [&str; 7] = [
    "--doors-per-address-per-minute",
    "--sockets-per-address",
    "--sessions-per-space",
    "--sessions-per-address",
    "--spaces-per-address-per-hour",
    "--spaces-most",
    "--sign-ups-per-address-per-hour",
];
/// Beyond anything that is asked.
const NO_LIMIT: &str = "1000000";

pub(crate) struct Relay {
    child: Child,
    /// IP and port.
    pub(crate) address: String,
    data: PathBuf,
}

pub(crate) const DEMO: [&str; 2] = ["--demo", "true"];
pub(crate) const EMPTY: [&str; 2] = ["--demo", "false"];

impl Relay {
    /// Builds the relay as a developer does, and starts it.
    pub(crate) fn build_and_start(root: &Path, options: &[&str]) -> Result<Self> {
        run(&mut cargo(root, &["build", "--workspace", "--bin", "causerie"]))?;
        let target = target_dir(root)?;
        let data = target.join(format!("xtask/relay-{}", std::process::id()));
        Self::start(&target.join("debug/causerie"), &data, options)
    }

    /// `data`: made when missing, and removed in the end. The log lies beside it.
    pub(crate) fn start(program: &Path, data: &Path, options: &[&str]) -> Result<Self> {
        fs::create_dir_all(data).context("the relay's data has no folder")?;
        let log = data.with_extension("log");
        let port = free_port()?;
        let mut command = Command::new(program);
        command.args(["serve", "--host", "127.0.0.1", "--media-ports", "0", "--captions", "off"]);
        command.args(["--port", &port.to_string()]).arg("--data").arg(data).args(options);
        let child = lift_limits(&mut command)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).context("the relay's log has no file")?)
            .spawn()
            .context("the relay does not start")?;
        let relay = Self { child, address: format!("127.0.0.1:{port}"), data: data.to_owned() };
        wait_until_ready(&relay.address, &log)?;
        Ok(relay)
    }

    /// Of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The name `localhost` makes it a place that browsers trust.
    pub(crate) fn url(&self, path: &str) -> String {
        let port = self.address.rsplit(':').next().unwrap_or_default();
        format!("http://localhost:{port}{path}")
    }

    /// The path of the first space on air, which is the demo's on a relay that has it.
    pub(crate) fn space_on_air(&self) -> Result<String> {
        let list: Value = serde_json::from_str(&http::get(&self.address, "/api/spaces")?.body)?;
        let id = list["spaces"][0]["id"].as_str().context("no space is on air")?;
        Ok(format!("/s/{id}"))
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.data);
    }
}

pub(crate) fn lift_limits(serve: &mut Command) -> &mut Command {
    for limit in LIMITS {
        serve.args([limit, NO_LIMIT]);
    }
    serve
}

pub(crate) fn wait_until_ready(address: &str, log: &Path) -> Result<()> {
    let begun = Instant::now();
    while begun.elapsed() < READY_WITHIN {
        if http::get(address, "/readyz").is_ok_and(|it| it.status == 200) {
            return Ok(());
        }
        sleep(Duration::from_millis(50));
    }
    bail!("the relay is not ready; its log is {}", log.display())
}
