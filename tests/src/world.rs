//! A real relay in its own process, on free ports, with a data folder of its own; and the people
//! who come to it.

use std::future::Future;
use std::net::{TcpListener, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::Instant;

use crate::account::Account;
use crate::browser::{Autoplay, Browser, Microphone};
use crate::person::Person;
use crate::process::{Process, Words, scratch};

/// The pitch that a host's microphone hears unless a story says otherwise, in Hz.
pub const TONE_HZ: u32 = 1000;

/// The rule by which people without an account host too.
const EVERYBODY: &str = "guests";

/// A story that takes longer than this hangs.
const STORY_WITHIN: Duration = Duration::from_secs(180);
const READY_WITHIN: Duration = Duration::from_secs(20);
const END_WITHIN: Duration = Duration::from_secs(20);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demo {
    /// A demo space is on air, as on a new installation.
    OnAir,
    /// Nobody is there yet.
    None,
}

pub struct World {
    binary: PathBuf,
    data: TempDir,
    port: u16,
    media_ports: String,
    demo: Demo,
    hosting: &'static str,
    /// What else the relay is told at its start.
    options: Vec<String>,
    /// Whether speech is turned into words, which takes a model and some work.
    captions: bool,
    relay: Option<Process>,
    /// The relay was gone for a while, and whoever looked for it then did not find it.
    was_away: bool,
    log: Words,
    consoles: Vec<(String, Words)>,
}

/// Tells one story in a world of its own. When it ends badly, what the relay and the browsers
/// said is printed before the reason.
pub fn story(demo: Demo, tell: impl AsyncFnOnce(&mut World) -> Result<()>) {
    story_where(EVERYBODY, demo, tell);
}

/// The same where not everybody may host: `hosting` is the relay's rule, as its operator writes it.
pub fn story_where(
    hosting: &'static str,
    demo: Demo,
    tell: impl AsyncFnOnce(&mut World) -> Result<()>,
) {
    run(async {
        let mut world = World::start_where(hosting, demo).await?;
        let told = tokio::time::timeout(STORY_WITHIN, tell(&mut world)).await;
        let told = told.context("the story hangs").flatten();
        let told = told.and_then(|()| world.no_page_complained());
        if told.is_err() {
            world.print_what_was_said();
        }
        told
    });
}

/// Runs one test on a runtime of its own, and fails it with the whole chain of reasons.
pub fn run(test: impl Future<Output = Result<()>>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime starts");
    if let Err(reason) = runtime.block_on(test) {
        panic!("{reason:#}");
    }
}

impl World {
    /// Where everybody may host.
    pub async fn start(demo: Demo) -> Result<Self> {
        Self::start_where(EVERYBODY, demo).await
    }

    pub async fn start_where(hosting: &'static str, demo: Demo) -> Result<Self> {
        let binary = std::env::var_os("CAUSERIE_BIN")
            .context("CAUSERIE_BIN names no relay: run the stories with `cargo xtask test`")?;
        let mut world = World {
            binary: binary.into(),
            data: scratch("data")?,
            port: free_tcp_port()?,
            media_ports: free_udp_ports()?,
            demo,
            hosting,
            options: Vec::new(),
            captions: false,
            relay: None,
            was_away: false,
            log: Words::default(),
            consoles: Vec::new(),
        };
        world.boot().await?;
        Ok(world)
    }

    /// A path of this relay. The name `localhost` lets the browser give a page its microphone.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// Starts the relay, on the ports and the data of before if it ran before, and waits until it
    /// is ready.
    pub async fn boot(&mut self) -> Result<()> {
        ensure!(self.relay.is_none(), "the relay is running");
        let mut command = Command::new(&self.binary);
        command
            .args(["serve", "--hosting", self.hosting, "--port", &self.port.to_string()])
            // All people of a story come from one address.
            .args(["--sign-ups-per-address-per-hour", "1000"])
            // Push services of a story are on this machine.
            .args(["--push-networks", "127.0.0.0/8"])
            .args(["--media-ports", &self.media_ports])
            .args(&self.options)
            .arg("--data")
            .arg(self.data.path());
        if self.demo == Demo::None {
            command.arg("--no-demo");
        }
        if !self.captions {
            command.args(["--captions", "off"]);
        }
        let mut relay = Process::start("causerie", command, self.log.clone())?;
        let asked = Instant::now();
        let ready = self.url("/readyz");
        loop {
            let answer = reqwest::get(&ready).await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                self.relay = Some(relay);
                return Ok(());
            }
            if relay.has_ended() || asked.elapsed() > READY_WITHIN {
                bail!("the relay is not ready; it said:\n{}", self.log.tail(40));
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// The relay begins again, and writes letters.
    pub async fn writes_letters_by(&mut self, server: &str) -> Result<()> {
        let from = "Causerie <causerie@example.org>".to_owned();
        let site = self.url("");
        let said = [("--smtp", server.to_owned()), ("--mail-from", from), ("--public-url", site)];
        self.begins_again_with(said.into()).await
    }

    /// The relay begins again, and holds a seat for so many seconds while somebody pays.
    pub async fn holds_seats_for(&mut self, seconds: u32) -> Result<()> {
        self.begins_again_with(vec![("--seat-held-s", seconds.to_string())]).await
    }

    async fn begins_again_with(&mut self, said: Vec<(&str, String)>) -> Result<()> {
        self.end().await?;
        self.options = said.into_iter().flat_map(|(name, said)| [name.into(), said]).collect();
        self.boot().await
    }

    /// Whether there is a model here that turns speech into words.
    pub fn can_read_speech() -> bool {
        std::env::var_os("CAUSERIE_MODELS").is_some()
    }

    /// The relay begins again, and turns speech into words.
    pub async fn reads_speech(&mut self) -> Result<()> {
        ensure!(
            Self::can_read_speech(),
            "CAUSERIE_MODELS names no models: run the stories with `cargo xtask test`"
        );
        self.end().await?;
        self.captions = true;
        self.boot().await?;
        self.says("captions are on", READY_WITHIN).await
    }

    /// Waits until the relay's log has a line with `words` in it.
    pub async fn says(&self, words: &str, within: Duration) -> Result<()> {
        self.says_times(words, 1, within).await
    }

    /// The same for as many lines.
    pub async fn says_times(&self, words: &str, times: usize, within: Duration) -> Result<()> {
        let asked = Instant::now();
        while self.log.all(|line| line.contains(words)).len() < times {
            ensure!(asked.elapsed() < within, "the relay does not say {words:?} {times} times");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Ok(())
    }

    /// Ends the recogniser without a farewell, as a crash does; gives its process.
    pub fn kills_the_recogniser(&self) -> Result<u32> {
        let relay = self.relay.as_ref().context("no relay is running")?.id();
        let mut children: Vec<u32> = Vec::new();
        for task in std::fs::read_dir(format!("/proc/{relay}/task"))? {
            let said = std::fs::read_to_string(task?.path().join("children"))?;
            children.extend(said.split_whitespace().filter_map(|id| id.parse::<u32>().ok()));
        }
        let [recogniser] = children[..] else { bail!("{children:?} is not one process") };
        let killed =
            std::process::Command::new("kill").args(["-9", &recogniser.to_string()]).status()?;
        ensure!(killed.success(), "the recogniser cannot be killed");
        Ok(recogniser)
    }

    /// A folder that goes with the story.
    pub fn folder(&self) -> &std::path::Path {
        self.data.path()
    }

    /// What `causerie admin` says beside the running relay.
    pub async fn administers(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(&self.binary);
        command.arg("admin").args(arguments).arg("--data").arg(self.data.path());
        let done = command.output().await?;
        let (said, complained) =
            (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        ensure!(done.status.success(), "causerie admin {arguments:?} fails: {complained}");
        Ok(said.into_owned())
    }

    /// Ends the relay as an operator would, with its farewell.
    pub async fn end(&mut self) -> Result<()> {
        let mut relay = self.relay.take().context("no relay is running")?;
        self.was_away = true;
        relay.end(END_WITHIN).await
    }

    /// Ends the relay without a farewell.
    pub async fn crash(&mut self) -> Result<()> {
        let mut relay = self.relay.take().context("no relay is running")?;
        self.was_away = true;
        relay.kill().await
    }

    /// Somebody whose microphone hears [`TONE_HZ`].
    pub async fn person(&mut self, name: &str) -> Result<Person> {
        self.person_with(name, Microphone::Tone(TONE_HZ), Autoplay::Allowed).await
    }

    pub async fn person_with(
        &mut self,
        name: &str,
        microphone: Microphone,
        autoplay: Autoplay,
    ) -> Result<Person> {
        let console = self.console_of(name);
        let browser = Browser::chromium(microphone, autoplay, console).await?;
        Ok(Person::new(name, self.url(""), browser))
    }

    pub async fn person_in_firefox(&mut self, name: &str) -> Result<Person> {
        let console = self.console_of(name);
        let browser = Browser::firefox(console).await?;
        Ok(Person::new(name, self.url(""), browser))
    }

    /// Somebody with an account and no browser.
    pub async fn account(&self, handle: &str, name: &str) -> Result<Account> {
        Account::make(&self.url(""), handle, name).await
    }

    /// Holds that no page wrote an error to its console, which is where a browser says what a
    /// policy forbids.
    fn no_page_complained(&self) -> Result<()> {
        for (name, console) in &self.consoles {
            let forgiven = |line: &str| self.was_away && tells_of_no_relay(line);
            let errors = console.all(|line| line.starts_with("error ") && !forgiven(line));
            ensure!(errors.is_empty(), "pages complained to {name}: {}", errors.join("\n"));
        }
        Ok(())
    }

    fn console_of(&mut self, name: &str) -> Words {
        let console = Words::default();
        self.consoles.push((name.to_owned(), console.clone()));
        console
    }

    fn print_what_was_said(&self) {
        eprintln!("--- the relay's log\n{}", self.log.tail(200));
        for (name, console) in &self.consoles {
            eprintln!("--- {name}'s console\n{}", console.tail(40));
        }
    }
}

/// Browsers write it down when a page knocks where nobody is, and no page can keep them from it.
fn tells_of_no_relay(line: &str) -> bool {
    const SAID: [&str; 3] = [
        "can’t establish a connection to the server",
        "ERR_CONNECTION_",
        "WebSocket connection to",
    ];
    SAID.iter().any(|said| line.contains(said))
}

/// A port that was free a moment ago. Both address families: `localhost` may mean either.
fn free_tcp_port() -> Result<u16> {
    let socket = TcpListener::bind("[::]:0").or_else(|_| TcpListener::bind("0.0.0.0:0"))?;
    Ok(socket.local_addr()?.port())
}

/// A range of as many UDP ports as the relay has media threads at most on a test machine.
fn free_udp_ports() -> Result<String> {
    const COUNT: u16 = 2;
    for _ in 0..100 {
        let first = UdpSocket::bind("0.0.0.0:0")?.local_addr()?.port();
        let Some(last) = first.checked_add(COUNT - 1) else {
            continue;
        };
        if (first..=last).all(|port| UdpSocket::bind(("0.0.0.0", port)).is_ok()) {
            return Ok(format!("{first}-{last}"));
        }
    }
    bail!("no {COUNT} neighbouring UDP ports are free")
}
