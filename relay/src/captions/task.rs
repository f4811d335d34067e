//! The recogniser's keeper: one thread that starts it, feeds it, and starts it again.

use crate::{
    captions::{
        listener::Listener,
        pipe::{Order, Said, Talker},
    },
    clock,
};
use anyhow::Context;
use causerie_shared::{caption::CaptionState, id::SpaceId, language::Language};
use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    io::Write,
    net::Shutdown,
    os::{
        fd::OwnedFd,
        unix::{net::UnixStream, process::CommandExt},
    },
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};
use tokio::sync::{mpsc::UnboundedSender, watch};

/// How long packets may lie at the taps before they are passed on: one packet's length.
const FEED_EVERY: Duration = Duration::from_millis(20);
/// The same while nobody talks.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// After this long without a packet nobody talks.
const QUIET_AFTER: Duration = Duration::from_secs(2);
/// A recogniser that takes nothing for this long hangs, and is begun anew.
const HANGS_AFTER: Duration = Duration::from_secs(2);
/// The pause before it is started for the third time in a row; it doubles. The first time nobody
/// waits.
const PAUSE_FIRST: Duration = Duration::from_secs(1);
const PAUSE_MOST: Duration = Duration::from_secs(30);
/// A life of this length was a good one: the next start is a first.
const GOOD_LIFE: Duration = Duration::from_secs(30);
/// A recogniser that is not ready by then, and says nothing of it, hangs.
const LOADS_WITHIN: Duration = Duration::from_secs(60);
/// What the recogniser has of the relay's environment.
const INHERITED: [&str; 4] =
    ["PATH", "RUST_LOG", "CAUSERIE_CAPTIONS_KEY", "CAUSERIE_CAPTIONS_MODEL"];
/// How long a recogniser may take to end by itself.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Writes what waits at the taps as messages of [`pipe`], the oldest first, up to a bound of its own.
pub type Source = Box<dyn FnMut(&mut Vec<u8>) + Send>;

/// Whether there is a recogniser, and how it is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setup {
    /// There are no captions on this relay; `why` goes to the log.
    Off { why: String },
    /// `languages`: those that it knows; none: all.
    Run { program: PathBuf, arguments: Vec<OsString>, languages: Option<Arc<[Language]>> },
}

/// How the recogniser is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    pub state: CaptionState,
    /// Counts its starts.
    pub life: u32,
    pub languages: Option<Arc<[Language]>>,
}

/// Handle to the recogniser. Cheap to clone; every call returns at once.
#[derive(Clone)]
pub struct Captions {
    orders: Sender<Told>,
    state: watch::Receiver<State>,
}

enum Told {
    Order(Order),
    Stop,
}

impl Captions {
    /// Starts the keeper. What the recogniser says goes to `said`, with the life it is of.
    ///
    /// # Errors
    /// A system that starts no thread.
    pub fn start(
        setup: Setup,
        source: Source,
        said: UnboundedSender<(u32, Said)>,
    ) -> anyhow::Result<Self> {
        let (orders, told) = channel();
        let (show, state) = watch::channel(State::default());
        match setup {
            Setup::Off { why } => tracing::warn!("there are no captions: {why}"),
            Setup::Run { program, arguments, languages } => {
                let first = State { state: CaptionState::Starting, languages, ..State::default() };
                show.send_replace(first);
                let spelt = BTreeMap::new();
                let keeper = Keeper { program, arguments, source, said, show, told, spelt };
                thread::Builder::new()
                    .name("captions".to_owned())
                    .spawn(move || keeper.run())
                    .context("no thread for captions")?;
            }
        }
        Ok(Self { orders, state })
    }

    /// A relay without captions, such as in tests.
    pub fn none() -> Self {
        let (orders, _) = channel();
        let (_, state) = watch::channel(State::default());
        Self { orders, state }
    }

    pub fn state(&self) -> watch::Receiver<State> {
        self.state.clone()
    }

    /// Nothing more comes of a voice for a while.
    pub fn pause(&self, of: Talker) {
        self.tell(Order::Pause(of));
    }

    pub fn forget(&self, space: SpaceId) {
        self.tell(Order::Forget(space));
    }

    pub fn spell(&self, space: SpaceId, terms: Vec<String>) {
        self.tell(Order::Terms { space, terms });
    }

    /// Ends the recogniser.
    pub fn stop(&self) {
        let _ = self.orders.send(Told::Stop);
    }

    fn tell(&self, order: Order) {
        // Where there is no keeper, there is nobody to tell.
        let _ = self.orders.send(Told::Order(order));
    }
}

struct Keeper {
    program: PathBuf,
    arguments: Vec<OsString>,
    source: Source,
    said: UnboundedSender<(u32, Said)>,
    show: watch::Sender<State>,
    told: Receiver<Told>,
    /// Spellings that the next life is to be told first.
    spelt: BTreeMap<SpaceId, Order>,
}

/// Why one life of the recogniser is over.
enum End {
    Stopped,
    /// It cannot do its work, and would not at the next start.
    Useless,
    Broke,
}

impl Keeper {
    fn run(mut self) {
        let mut in_a_row = 0u32;
        for life in 1.. {
            let began = clock::instant();
            let end = self.live(life).unwrap_or_else(|fault| {
                tracing::error!("captions stop: {fault:#}");
                End::Broke
            });
            let next = match end {
                End::Stopped => return,
                End::Useless => CaptionState::Unavailable,
                End::Broke => CaptionState::Starting,
            };
            self.show.send_modify(|state| {
                (state.state, state.life) = (next, life + 1);
            });
            if next == CaptionState::Unavailable {
                return self.say_no();
            }
            let was_good = clock::instant().saturating_duration_since(began) >= GOOD_LIFE;
            in_a_row = if was_good { 0 } else { in_a_row.saturating_add(1) };
            if !self.rest(pause(in_a_row)) {
                return;
            }
        }
    }

    /// One life, from the start to the end.
    fn live(&mut self, life: u32) -> anyhow::Result<End> {
        let (ours, theirs) = UnixStream::pair().context("no socket")?;
        let inherited = INHERITED.iter().filter_map(|name| Some((name, env::var_os(name)?)));
        let child = Command::new(&self.program)
            .args(&self.arguments)
            // Who decodes what strangers send needs no password of the relay's.
            .env_clear()
            .envs(inherited)
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            // Whoever ends the relay from a terminal ends the relay alone, which ends this.
            .process_group(0)
            .spawn()
            .with_context(|| format!("{} does not start", self.program.display()))?;
        let mut child = Living(child);
        self.show.send_modify(|state| (state.state, state.life) = (CaptionState::Starting, life));
        ours.set_write_timeout(Some(HANGS_AFTER))?;
        let listener = Listener {
            from: ours.try_clone()?,
            life,
            said: self.said.clone(),
            show: self.show.clone(),
        };
        let listening = thread::Builder::new()
            .name("captions-heard".to_owned())
            .spawn(move || listener.run())
            .context("no thread for captions")?;
        let fed = self.feed(&ours, || listening.is_finished());
        let _ = ours.shutdown(Shutdown::Both);
        let useless = listening.join().unwrap_or(false);
        let status = child.finish();
        Ok(match fed {
            Fed::Stopped => End::Stopped,
            Fed::Closed if useless => End::Useless,
            Fed::Closed => {
                tracing::warn!(?status, "the recogniser broke; captions begin anew");
                End::Broke
            }
        })
    }

    fn feed(&mut self, to: &UnixStream, is_over: impl Fn() -> bool) -> Fed {
        let mut to = to;
        let mut messages = Vec::new();
        for (_, order) in std::mem::take(&mut self.spelt) {
            order.write(&mut messages);
        }
        let began = clock::instant();
        let mut heard_at: Option<Instant> = None;
        loop {
            let now = clock::instant();
            let talks = heard_at.is_some_and(|at| now.saturating_duration_since(at) < QUIET_AFTER);
            match self.told.recv_timeout(if talks { FEED_EVERY } else { LOOK_EVERY }) {
                // What was said before an order goes before it.
                Ok(Told::Order(order)) => {
                    self.drain(&mut messages);
                    order.write(&mut messages);
                }
                Ok(Told::Stop) | Err(RecvTimeoutError::Disconnected) => return Fed::Stopped,
                Err(RecvTimeoutError::Timeout) => self.drain(&mut messages),
            }
            if !messages.is_empty() {
                heard_at = Some(now);
            }
            if self.loads() && now.saturating_duration_since(began) >= LOADS_WITHIN {
                tracing::error!("the recogniser loads its model for too long");
                return Fed::Closed;
            }
            if is_over() || to.write_all(&messages).is_err() {
                return Fed::Closed;
            }
            messages.clear();
        }
    }

    /// While it loads its model it reads nothing, and sound would be stale by then.
    fn loads(&self) -> bool {
        self.show.borrow().state == CaptionState::Starting
    }

    fn drain(&mut self, messages: &mut Vec<u8>) {
        if self.loads() {
            (self.source)(&mut Vec::new());
        } else {
            (self.source)(messages);
        }
    }

    /// Lets what is said lie; spellings wait for the next life. False when it is time to stop.
    fn rest(&mut self, pause: Duration) -> bool {
        let until = clock::instant() + pause;
        loop {
            let left = until.saturating_duration_since(clock::instant());
            if left.is_zero() {
                break;
            }
            match self.told.recv_timeout(left) {
                Ok(Told::Order(order)) => self.note(order),
                Ok(Told::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
                Err(RecvTimeoutError::Timeout) => break,
            }
        }
        // What waited at the taps is of a moment that is over.
        (self.source)(&mut Vec::new());
        true
    }

    fn note(&mut self, order: Order) {
        match order {
            Order::Terms { space, .. } => drop(self.spelt.insert(space, order)),
            Order::Forget(space) => drop(self.spelt.remove(&space)),
            Order::Frame(_) | Order::Pause(_) => {}
        }
    }

    /// Takes orders for nobody, so that they do not pile up.
    fn say_no(&self) {
        while let Ok(Told::Order(_)) = self.told.recv() {}
    }
}

enum Fed {
    Stopped,
    Closed,
}

fn pause(in_a_row: u32) -> Duration {
    match in_a_row {
        0 | 1 => Duration::ZERO,
        more => (PAUSE_FIRST * 2u32.saturating_pow(more - 2).min(64)).min(PAUSE_MOST),
    }
}

/// A process that ends with this, and is waited for.
struct Living(Child);

impl Living {
    /// It has read the end of its socket, and has a moment to go.
    fn finish(&mut self) -> Option<ExitStatus> {
        let until = clock::instant() + LAST_WORDS;
        while clock::instant() < until {
            if let Ok(Some(status)) = self.0.try_wait() {
                return Some(status);
            }
            thread::sleep(Duration::from_millis(10));
        }
        let _ = self.0.kill();
        self.0.wait().ok()
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        self.finish();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::captions::pipe::{self, Report};
    use causerie_shared::{id::VoiceId, time::UnixMs};
    use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

    fn of() -> Talker {
        Talker { space: SpaceId::from_bits(7), voice: VoiceId::new(1).unwrap() }
    }

    fn started(script: &str, source: Source) -> (Captions, UnboundedReceiver<(u32, Said)>) {
        let (said, heard) = unbounded_channel();
        let arguments = ["-c", script].map(OsString::from).to_vec();
        let setup = Setup::Run { program: "sh".into(), arguments, languages: None };
        (Captions::start(setup, source, said).unwrap(), heard)
    }

    /// A shell's words for a report.
    fn says(report: &Report) -> String {
        let mut message = Vec::new();
        report.write(&mut message);
        let octal: String = message.iter().map(|byte| format!("\\{byte:03o}")).collect();
        format!("printf '{octal}' >&0")
    }

    fn nothing() -> Source {
        Box::new(|_| {})
    }

    async fn becomes(captions: &Captions, what: impl Fn(&State) -> bool) -> State {
        let mut state = captions.state();
        let found = tokio::time::timeout(Duration::from_secs(10), state.wait_for(|it| what(it)));
        found.await.expect("it becomes so in time").expect("the keeper is there").clone()
    }

    #[tokio::test]
    async fn a_recogniser_that_ends_is_started_again() {
        let (captions, _heard) = started("exit 3", nothing());
        becomes(&captions, |state| state.life >= 3).await;
        captions.stop();
    }

    #[tokio::test]
    async fn what_says_nothing_that_is_understood_is_started_again() {
        let (captions, _heard) =
            started("printf '\\377\\377\\377\\377rubbish' >&0; sleep 9", nothing());
        becomes(&captions, |state| state.life >= 2).await;
        captions.stop();
    }

    #[tokio::test]
    async fn what_cannot_do_its_work_says_why_and_is_left_alone() {
        let useless = Report::Useless { why: "no model".to_owned() };
        let (captions, _heard) = started(&format!("{}; sleep 9", says(&useless)), nothing());
        becomes(&captions, |state| state.state == CaptionState::Unavailable).await;
    }

    #[tokio::test]
    async fn one_that_hangs_is_started_again_and_nobody_waited() {
        let frames: Source = Box::new(|to| {
            for _ in 0..40 {
                pipe::write_frame_message(to, of(), UnixMs(1), 0, None, &[0; 1000]);
            }
        });
        let ready = Report::Ready { engine: "deaf".to_owned() };
        let (captions, _heard) = started(&format!("{}; sleep 60", says(&ready)), frames);
        let first = becomes(&captions, |state| state.state == CaptionState::Prompt).await;
        becomes(&captions, |state| state.life > first.life).await;
        captions.stop();
    }
}
