//! People who talk and one who reads along: real speech goes in by the doors, and what comes back is
//! held against what was said.
//!
//! Law: what is late is measured from the moment at which the packet with the end of a word was
//! sent, to the moment at which the reader's socket had the word; both by one clock.
//!
//! One thread, which sends what the microphones' ticks demand, reads the reader's socket, and does
//! what it is told, one command after the other. It ends when nobody tells it anything any more.

pub mod compare;
pub mod figures;
pub mod shown;
pub mod speech;
pub mod words;

mod reader;
mod voice;

use crate::{
    captions::{
        reader::Reader,
        speech::Recording,
        voice::Voice,
        words::{Answer, Command, Talk},
    },
    crowd::{schedule::FRAME, talker::Talker, unix_ns},
    house::House,
    http,
    kernel::{self, Epoll, Inbox},
    transport::{Identity, Read, Version},
};
use anyhow::{Context, Result, ensure};
use std::{
    collections::VecDeque,
    io::Write,
    net::SocketAddr,
    path::Path,
    rc::Rc,
    thread::sleep,
    time::{Duration, Instant},
};

/// Talkers that are forgotten end by themselves.
const LIFE_MOST: Duration = Duration::from_secs(3600);
/// Microphones, and a recogniser that has to read its model first.
const OPEN_MOST: Duration = Duration::from_secs(30);
/// After the last word was said, nothing is waited for longer.
const WORDS_MOST: Duration = Duration::from_secs(30);
/// No more words come when none came for so long, and all segments are final.
const QUIET: Duration = Duration::from_secs(3);
/// What was said is kept a moment after it was shown.
const KEPT_MOST: Duration = Duration::from_secs(5);

const STDIN: u64 = 0;
const READER: u64 = 1;
const VOICE: u64 = 1 << 32;

pub struct Booth {
    relay: SocketAddr,
    identity: Identity,
    epoll: Epoll,
    inbox: Inbox,
    recordings: Rc<[Recording]>,
    house: Option<House>,
    voices: Vec<Voice>,
    reader: Option<Reader>,
    late_frames: u64,
    commands: VecDeque<Command>,
    job: Option<Job>,
    text: Vec<u8>,
    told: bool,
}

enum Job {
    Open { until: Instant },
    Read { began: Instant, times: usize, cpu: Duration, silent_since: Option<Instant> },
}

impl Booth {
    /// `speech`: the folder with the recordings.
    pub fn new(relay: SocketAddr, speech: &Path) -> Result<Self> {
        let epoll = Epoll::new()?;
        epoll.watch(&std::io::stdin(), STDIN)?;
        Ok(Self {
            relay,
            identity: Identity::generate(Version::V12)?,
            epoll,
            inbox: Inbox::default(),
            recordings: speech::read(speech)?.into(),
            house: None,
            voices: Vec::new(),
            reader: None,
            late_frames: 0,
            commands: VecDeque::new(),
            job: None,
            text: Vec::new(),
            told: true,
        })
    }

    /// Until standard input ends.
    pub fn run(mut self) -> Result<()> {
        let end = Instant::now() + LIFE_MOST;
        while self.told && Instant::now() < end {
            let due = self.voices.iter().map(|voice| voice.due().min(voice.talker.transport.due()));
            let most = Duration::from_millis(20);
            let wait = due.map(|due| due.saturating_duration_since(Instant::now())).min();
            self.read(wait.map_or(most, |wait| wait.min(most)));
            self.talk();
            if let Some(reader) = &mut self.reader {
                reader.read(unix_ns())?;
            }
            self.work();
        }
        Ok(())
    }

    fn read(&mut self, most: Duration) {
        for at in 0..self.epoll.wait(most) {
            match self.epoll.token(at) {
                Some(STDIN) => self.read_commands(),
                Some(token) if token & VOICE != 0 => self.read_voice((token ^ VOICE) as usize),
                Some(_) | None => {}
            }
        }
    }

    fn read_voice(&mut self, number: usize) {
        let Some(voice) = self.voices.get_mut(number) else { return };
        let count = self.inbox.receive(&voice.talker.transport);
        for at in 0..count {
            if let Some((bytes, _)) = self.inbox.datagram(at) {
                // Reports of the relay on our own packets are not looked at.
                let _: Read<'_> = voice.talker.transport.read(bytes, Instant::now());
            }
        }
    }

    fn read_commands(&mut self) {
        let mut buffer = [0; 4096];
        let Some(count) = kernel::read_waiting(&std::io::stdin(), &mut buffer) else {
            self.told = false;
            return;
        };
        self.text.extend_from_slice(&buffer[..count]);
        while let Some(end) = self.text.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.text.drain(..=end).collect();
            match serde_json::from_slice(&line) {
                Ok(command) => self.commands.push_back(command),
                Err(fault) => say(&Answer::Failed { why: fault.to_string() }),
            }
        }
    }

    /// Sends the frames that are due, and moves the microphones' sessions.
    fn talk(&mut self) {
        for voice in &mut self.voices {
            let now = Instant::now();
            if voice.talker.transport.due() <= now {
                voice.talker.transport.handle_timeout(now, 0.0);
            }
            while voice.due() <= now {
                self.late_frames += u64::from(voice.due() + FRAME < now);
                voice.talk(unix_ns());
            }
        }
    }

    fn work(&mut self) {
        let answer = match (self.job.take(), self.commands.front()) {
            (None, None) => return,
            (None, Some(_)) => self.begin(),
            (Some(job), _) => self.step(job),
        };
        match answer {
            Ok(Some(answer)) => say(&answer),
            Ok(None) => {}
            Err(fault) => say(&Answer::Failed { why: format!("{fault:#}") }),
        }
    }

    fn begin(&mut self) -> Result<Option<Answer>> {
        let Some(command) = self.commands.pop_front() else { return Ok(None) };
        let now = Instant::now();
        Ok(match command {
            Command::Open { talkers } => {
                self.open(talkers)?;
                self.job = Some(Job::Open { until: now + OPEN_MOST });
                None
            }
            Command::Read { times } => {
                self.voices.iter_mut().for_each(|voice| voice.read_all(times));
                self.reader.as_mut().context("there is no space")?.begin(unix_ns());
                self.late_frames = 0;
                let cpu = kernel::cpu_used();
                self.job = Some(Job::Read { began: now, times, cpu, silent_since: None });
                None
            }
            Command::Talk => {
                self.voices.iter_mut().for_each(|voice| voice.endless = true);
                Some(Answer::Talking)
            }
            Command::Caption { wanted } => {
                self.house.as_mut().context("there is no space")?.set_captioning(wanted)?;
                Some(Answer::Captioned)
            }
        })
    }

    fn open(&mut self, talkers: usize) -> Result<()> {
        ensure!(self.house.is_none(), "one space is open already");
        let house = House::open(self.relay, talkers)?;
        let reader = Reader::enter(self.relay, house.space)?;
        self.epoll.watch(reader.socket()?, READER)?;
        let seats = reader.seats(talkers)?;
        for (number, (pass, voice)) in house.passes.iter().zip(seats).enumerate() {
            let talker = Talker::open(self.relay, (house.space, pass), number, &self.identity)?;
            self.epoll.watch(&talker.transport, VOICE | number as u64)?;
            let recordings = Rc::clone(&self.recordings);
            let place = (number, talkers);
            self.voices.push(Voice::new(talker, voice, place, recordings, speech::silence()?));
        }
        (self.house, self.reader) = (Some(house), Some(reader));
        Ok(())
    }

    fn step(&mut self, job: Job) -> Result<Option<Answer>> {
        let now = Instant::now();
        let reader = self.reader.as_mut().context("there is no space")?;
        match job {
            Job::Open { until } => {
                let is_open = self.voices.iter().all(|voice| voice.talker.is_ready());
                if is_open && reader.is_captioned() {
                    return Ok(Some(Answer::Opened));
                }
                ensure!(now < until, "a microphone does not connect, or no captions come");
                self.job = Some(Job::Open { until });
                Ok(None)
            }
            Job::Read { began, times, cpu, silent_since } => {
                let is_silent = self.voices.iter().all(Voice::is_done);
                let since = is_silent.then(|| silent_since.unwrap_or(now));
                let is_over = since.is_some_and(|since| {
                    let waited = now - since;
                    let is_quiet = waited > QUIET && reader.is_quiet(unix_ns(), QUIET);
                    waited > WORDS_MOST || is_quiet
                });
                if is_over {
                    return self.result(began, times, cpu).map(|talk| Some(Answer::Read(talk)));
                }
                self.job = Some(Job::Read { began, times, cpu, silent_since: since });
                Ok(None)
            }
        }
    }

    fn result(&mut self, began: Instant, times: usize, cpu: Duration) -> Result<Box<Talk>> {
        let reader = self.reader.as_ref().context("there is no space")?;
        let seconds = began.elapsed().as_secs_f64();
        let own_cpu = (kernel::cpu_used() - cpu).as_secs_f64() / seconds;
        let spoken: Vec<_> = self.voices.iter().map(|it| (it.voice, it.spoken())).collect();
        let once: f64 = self.recordings.iter().map(|recording| recording.seconds).sum();
        Ok(Box::new(Talk {
            talkers: self.voices.len(),
            seconds,
            spoken_s: once * (times * self.voices.len()) as f64,
            segments: reader.shown.segments().count(),
            figures: figures::figures(&spoken, &reader.shown),
            changed: reader.shown.changed,
            kept_otherwise: self.kept_otherwise(reader)?,
            delayed_s: reader.delayed_s(unix_ns()),
            late_frames: self.late_frames,
            own_cpu,
        }))
    }

    /// Asked until all is there that was shown, or it is clear that it will not come.
    fn kept_otherwise(&self, reader: &Reader) -> Result<usize> {
        let space = self.house.as_ref().context("there is no space")?.space;
        let until = Instant::now() + KEPT_MOST;
        loop {
            let path = format!("/api/spaces/{space}/transcript");
            let answer = http::ask(self.relay, "GET", &path, &[], "")?;
            ensure!(answer.status == 200, "no transcript: {}", answer.body);
            let kept = serde_json::from_str(&answer.body).context("a strange transcript")?;
            let otherwise = figures::kept_otherwise(&kept, &reader.shown);
            if otherwise == 0 || Instant::now() > until {
                return Ok(otherwise);
            }
            sleep(Duration::from_millis(200));
        }
    }
}

fn say(answer: &Answer) {
    let Ok(line) = serde_json::to_string(answer) else { return };
    let mut out = std::io::stdout().lock();
    // Whoever started us may be gone; then standard input has ended too.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
