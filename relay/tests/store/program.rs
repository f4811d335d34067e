//! The program itself, on whichever database.

use crate::engines::Place;
use reqwest::{Client, Method, RequestBuilder, header};
use serde_json::Value;
use std::{
    net::TcpListener,
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

fn causerie() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_causerie"));
    command.stdin(Stdio::null());
    command
}

/// Runs a command to its end: its exit code, and what it said to each of the two.
pub(crate) fn run(place: &Place, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        causerie().args(arguments).args(place.flags()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

/// What a command printed that ended well.
pub(crate) fn says(place: &Place, arguments: &[&str]) -> String {
    let (code, said, complained) = run(place, arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {complained}");
    said
}

/// A relay in a process of its own. It is killed with its handle.
pub(crate) struct Relay {
    process: Child,
    site: String,
    client: Client,
}

/// Beyond what any test asks.
const LIMITS: [&str; 10] = [
    "--guesses-per-account-and-address-per-hour=100000",
    "--guesses-per-account-per-hour=100000",
    "--sign-ups-per-address-per-hour=100000",
    "--sign-ins-per-address-per-minute=100000",
    "--spaces-per-address-per-hour=100000",
    "--spaces-per-account-per-hour=100000",
    "--spaces-most=100000",
    "--hosting=everyone",
    "--push-networks=127.0.0.0/8",
    "--reminders-per-address-per-hour=100000",
];

impl Relay {
    pub(crate) async fn start(place: &Place) -> Self {
        // A port that stays the same when the relay begins again by itself.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = causerie()
            .args(["serve", "--no-demo", "--host", "127.0.0.1", "--media-ports", "0"])
            .args(["--port", &port.to_string()])
            .args(LIMITS)
            .args(place.flags())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let relay =
            Self { process, site: format!("http://127.0.0.1:{port}"), client: Client::new() };
        relay.is_ready().await;
        relay
    }

    pub(crate) async fn is_ready(&self) {
        for _ in 0..400 {
            if let Ok(answer) = self.ask(Method::GET, "/readyz", None).send().await
                && answer.status().is_success()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the relay is not ready");
    }

    pub(crate) fn pid(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn resident_mb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let kb = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        kb.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }

    /// `cookie`: of a session, as `admin load-test` prints it.
    pub(crate) fn ask(&self, method: Method, path: &str, cookie: Option<&str>) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.site));
        match cookie {
            Some(cookie) => request.header(header::COOKIE, format!("causerie_session={cookie}")),
            None => request,
        }
    }

    pub(crate) async fn json(&self, path: &str, cookie: Option<&str>) -> Value {
        let answer = self.ask(Method::GET, path, cookie).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// SIGKILL: no goodbye, nothing is flushed.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
