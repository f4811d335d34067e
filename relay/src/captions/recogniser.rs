//! The recogniser: a process of its own, so that whatever a model does to memory or to a core, the
//! voices go on. Reads packets from the relay, and writes words back.
//!
//! One thread reads, decodes and finds the speech; some hear it. All that is decided is decided in
//! the pure parts; here are the threads, the clock and the pipe.

use super::{
    desk::{Desk, Task},
    engine::{Engine, Transcript},
    model_files::BadFile,
    models::Size,
    moonshine::Moonshine,
    pipe::{self, Order, Report, Talker},
    remote::{PlainHttp, Remote},
    voice::Voice,
};
use crate::{clock, turns};
use anyhow::Context as _;
use causerie_shared::time::UnixMs;
use std::{
    collections::BTreeMap,
    io::{self, Read as _, Write as _},
    num::NonZeroUsize,
    os::unix::net::UnixStream,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

/// How a recogniser is to work.
#[derive(Debug, Clone)]
pub struct Settings {
    pub engine: EngineChoice,
    /// Threads that hear; none leaves one core to the voices, and takes four at most.
    pub workers: Option<NonZeroUsize>,
    /// Milliseconds of speech between two partials.
    pub pace_ms: u64,
}

/// Milliseconds of speech between two partials, where nothing else is set.
pub const PACE_MS: u64 = 450;

#[derive(Debug, Clone)]
pub enum EngineChoice {
    /// A model in this process, from the models' folder.
    Moonshine { dir: PathBuf, size: Size },
    /// An endpoint elsewhere that speaks OpenAI's shape: voices leave this machine.
    Remote { url: String, model: String, key: Option<Key> },
}

/// A secret: has no `Debug` that shows it.
#[derive(Clone)]
pub struct Key(pub String);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

/// Below everything that serves voices.
const NICENESS: i32 = 10;
const WORKERS_MOST: usize = 4;
/// A voice of which nothing came for so long is forgotten when another comes.
const VOICE_KEPT_MS: u64 = 10 * 60 * 1000;
/// No piece takes so long to hear, even on a machine that is busy with everything else.
const HEARS_MOST_MS: u64 = 30_000;
/// How often it is looked whether a worker hangs.
const LOOKED_EVERY: Duration = Duration::from_secs(5);
/// How much is read at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// Works until the relay closes its end.
///
/// # Errors
/// When the pipe breaks, or what comes through it cannot be read.
pub fn run(settings: &Settings, stream: UnixStream) -> anyhow::Result<()> {
    // A recogniser that may not give way is still of use.
    if !turns::give_way() {
        let _ = rustix::process::nice(NICENESS);
    }
    let writer = stream.try_clone().context("the relay's pipe cannot be shared")?;
    let workers = workers(settings.workers);
    let engines = match Engines::load(&settings.engine) {
        Ok(engines) => engines,
        Err(why) => return write(&Mutex::new(writer), &[Report::Useless { why }]),
    };
    let pace_ms = engines.main.hears_partials().then_some(settings.pace_ms.max(100));
    let shop = Shop {
        desk: Mutex::new(Desk::new(pace_ms, workers, engines.small_dir.is_some())),
        is_work: Condvar::new(),
        is_over: OnceLock::new(),
        busy: std::iter::repeat_with(AtomicU64::default).take(workers).collect(),
        writer: Mutex::new(writer),
        engines,
    };
    write(&shop.writer, &[Report::Ready { engine: shop.engines.main.name() }])?;
    thread::scope(|scope| {
        for busy in &shop.busy {
            scope.spawn(|| shop.work(busy));
        }
        let ended = Reader::new(&shop).read(stream);
        // Under the lock, so that no worker falls asleep between looking and waiting.
        let desk = shop.desk();
        let _ = shop.is_over.set(());
        drop(desk);
        shop.is_work.notify_all();
        ended
    })
}

fn workers(asked: Option<NonZeroUsize>) -> usize {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    asked.map_or_else(|| cores.saturating_sub(1).clamp(1, WORKERS_MOST), NonZeroUsize::get)
}

struct Engines {
    main: Arc<dyn Engine>,
    /// Where a smaller model may be loaded from.
    small_dir: Option<PathBuf>,
    small: OnceLock<Option<Arc<dyn Engine>>>,
}

impl Engines {
    /// # Errors
    /// In one line, what to do.
    fn load(choice: &EngineChoice) -> Result<Self, String> {
        let (main, small_dir): (Arc<dyn Engine>, _) = match choice {
            EngineChoice::Moonshine { dir, size } => {
                let main =
                    Moonshine::load(dir, *size).map_err(|error: BadFile| error.to_string())?;
                let small = Size::Tiny;
                let has_small = *size > small && dir.join(small.decoder().path).exists();
                (Arc::new(main), has_small.then(|| dir.clone()))
            }
            EngineChoice::Remote { url, model, key } => {
                let key = key.as_ref().map(|Key(key)| key.clone());
                let http = PlainHttp::new(url, key)?;
                (Arc::new(Remote::new(http, model.clone())), None)
            }
        };
        Ok(Self { main, small_dir, small: OnceLock::new() })
    }

    /// The smaller model is loaded when it is first needed: mostly it never is.
    fn pick(&self, is_small: bool) -> &dyn Engine {
        let load = || {
            let small = Moonshine::load(self.small_dir.as_ref()?, Size::Tiny).ok()?;
            Some(Arc::new(small) as Arc<dyn Engine>)
        };
        let small = if is_small { self.small.get_or_init(load).as_deref() } else { None };
        small.unwrap_or(self.main.as_ref())
    }
}

/// What the threads share.
struct Shop {
    desk: Mutex<Desk>,
    is_work: Condvar,
    is_over: OnceLock<()>,
    /// Since when each worker hears one piece, in Unix milliseconds; 0 when it does not.
    busy: Vec<AtomicU64>,
    writer: Mutex<UnixStream>,
    engines: Engines,
}

impl Shop {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A thread cannot be ended from outside; the process can, and is begun anew.
    fn end_if_a_worker_hangs(&self, now: UnixMs) {
        let since = self.busy.iter().map(|busy| busy.load(Ordering::Relaxed));
        let hangs = |since: u64| since > 0 && now.since_ms(UnixMs(since)) > HEARS_MOST_MS;
        if since.into_iter().any(hangs) {
            tracing::error!("the recogniser does not come back from what it heard");
            std::process::exit(1);
        }
    }

    fn is_busy(&self) -> bool {
        self.busy.iter().any(|busy| busy.load(Ordering::Relaxed) > 0)
    }

    /// Hears one piece after the other.
    fn work(&self, busy: &AtomicU64) {
        while let Some(task) = self.next() {
            busy.store(clock::now().0.max(1), Ordering::Relaxed);
            let heard = task.known.clone().or_else(|| self.hear(&task));
            busy.store(0, Ordering::Relaxed);
            let mut desk = self.desk();
            desk.done(task, heard, clock::now());
            // Another piece of the same voice may be free for another worker.
            self.is_work.notify_one();
            if self.tell(desk).is_err() {
                return;
            }
        }
    }

    /// Waits for work; none when it is over.
    fn next(&self) -> Option<Task> {
        let mut desk = self.desk();
        loop {
            if self.is_over.get().is_some() {
                return None;
            }
            if let Some(task) = desk.take(clock::now()) {
                return Some(task);
            }
            desk = self.is_work.wait(desk).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn hear(&self, task: &Task) -> Option<Transcript> {
        // An engine that panics costs one stretch, and not the worker.
        let hear = AssertUnwindSafe(|| {
            self.engines.pick(task.is_small).transcribe(&task.samples, &task.expected)
        });
        match catch_unwind(hear) {
            Ok(Ok(transcript)) => Some(transcript),
            Ok(Err(deaf)) => {
                tracing::warn!("nobody hears this: {deaf}");
                None
            }
            // Its message is on standard error already.
            Err(_) => None,
        }
    }

    /// Writes what there is to report. The pipe is taken before the desk is let go, so reports keep
    /// their order.
    fn tell(&self, mut desk: MutexGuard<'_, Desk>) -> anyhow::Result<()> {
        let reports: Vec<Report> = std::iter::from_fn(|| desk.poll_output()).collect();
        if reports.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        for report in &reports {
            report.write(&mut bytes);
        }
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        drop(desk);
        writer.write_all(&bytes).context("the relay does not take the words")
    }
}

fn write(writer: &Mutex<UnixStream>, reports: &[Report]) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    for report in reports {
        report.write(&mut bytes);
    }
    let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
    writer.write_all(&bytes).context("the relay does not take the reports")
}

/// The thread that reads packets.
struct Reader<'a> {
    shop: &'a Shop,
    voices: BTreeMap<Talker, Known>,
}

struct Known {
    voice: Voice,
    came: UnixMs,
}

impl<'a> Reader<'a> {
    const fn new(shop: &'a Shop) -> Self {
        Self { shop, voices: BTreeMap::new() }
    }

    fn read(mut self, mut stream: UnixStream) -> anyhow::Result<()> {
        let mut buffer = Vec::new();
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            stream.set_read_timeout(self.wait()).context("no clock on the relay's pipe")?;
            match stream.read(&mut chunk) {
                Ok(0) => return Ok(()),
                Ok(bytes) => buffer.extend(chunk.iter().take(bytes)),
                Err(error) if is_nothing_yet(&error) => {}
                Err(error) => return Err(error).context("the relay's pipe cannot be read"),
            }
            let pace_ms = self.shop.desk().pace_ms();
            let garbled = |_| anyhow::anyhow!("an order from the relay cannot be read");
            while let Some(message) = pipe::take_message(&mut buffer).map_err(garbled)? {
                self.follow(Order::read(&message).map_err(garbled)?, pace_ms)?;
            }
            self.handle_timeouts()?;
        }
    }

    /// How long nothing has to be done; none for ever.
    fn wait(&self) -> Option<Duration> {
        let voices = self.voices.values().filter_map(|known| known.voice.poll_timeout());
        let at = voices.chain(self.shop.desk().poll_timeout()).map(|(at, _)| at).min();
        // A socket takes no wait of nothing.
        let due = at.map(|at| Duration::from_millis(at.since_ms(clock::now()).max(1)));
        let looks = self.shop.is_busy().then_some(LOOKED_EVERY);
        due.into_iter().chain(looks).min()
    }

    fn follow(&mut self, order: Order, pace_ms: Option<u64>) -> anyhow::Result<()> {
        let now = clock::now();
        match order {
            Order::Frame(frame) => {
                let known = self.known(frame.of, now);
                known.voice.set_pace(pace_ms);
                known.voice.handle(&frame, now);
                self.place(frame.of, now)
            }
            Order::Pause(of) => {
                if let Some(known) = self.voices.get_mut(&of) {
                    known.voice.pause(now);
                }
                self.place(of, now)
            }
            Order::Forget(space) => {
                self.voices.retain(|of, _| of.space != space);
                self.shop.desk().forget(space);
                Ok(())
            }
            Order::Terms { space, terms } => {
                self.shop.desk().set_terms(space, &terms);
                Ok(())
            }
        }
    }

    fn known(&mut self, of: Talker, now: UnixMs) -> &mut Known {
        if !self.voices.contains_key(&of) {
            self.voices.retain(|_, known| now.since_ms(known.came) < VOICE_KEPT_MS);
        }
        let known =
            self.voices.entry(of).or_insert_with(|| Known { voice: Voice::new(None), came: now });
        known.came = now;
        known
    }

    fn handle_timeouts(&mut self) -> anyhow::Result<()> {
        let now = clock::now();
        self.shop.end_if_a_worker_hangs(now);
        let is_due = |at: Option<(UnixMs, _)>| at.is_some_and(|(at, _)| at <= now);
        let due: Vec<Talker> = self
            .voices
            .iter()
            .filter(|(_, known)| is_due(known.voice.poll_timeout()))
            .map(|(of, _)| *of)
            .collect();
        for of in due {
            if let Some(known) = self.voices.get_mut(&of) {
                known.voice.handle_timeout(now);
            }
            self.place(of, now)?;
        }
        let mut desk = self.shop.desk();
        if is_due(desk.poll_timeout()) {
            desk.handle_timeout(now);
        }
        self.shop.tell(desk)
    }

    /// Puts what a voice said on the desk.
    fn place(&mut self, of: Talker, now: UnixMs) -> anyhow::Result<()> {
        let Some(known) = self.voices.get_mut(&of) else { return Ok(()) };
        while let Some(piece) = known.voice.poll_output() {
            let mut desk = self.shop.desk();
            desk.place(of, piece, now);
            self.shop.is_work.notify_one();
            self.shop.tell(desk)?;
        }
        Ok(())
    }
}

fn is_nothing_yet(error: &io::Error) -> bool {
    [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut, io::ErrorKind::Interrupted]
        .contains(&error.kind())
}
