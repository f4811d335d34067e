//! A crowd: spaces with people on stage, and everybody who listens to them, in one thread.
//!
//! The loop waits on all sockets at once, sends what the schedule of the stages demands, moves
//! sessions whose time has come, and does what it is told, one command after the other. It ends
//! when nobody tells it anything any more.

pub mod listener;
pub mod schedule;
pub mod stream;
pub mod talker;
pub mod words;

mod job;

use crate::{
    house::House,
    http,
    kernel::{self, Epoll, Inbox},
    transport::{Identity, Read, Version},
};
use anyhow::{Context, Result, ensure};
use job::Job;
use listener::{Heard, Listener};
use schedule::{FRAME, How};
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
    io::Write,
    net::SocketAddr,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};
use talker::Talker;
use words::{Answer, Command};

/// A crowd that is forgotten ends by itself.
const LIFE_MOST: Duration = Duration::from_secs(3600);
/// Frames that are late by more than this many are left out, as a microphone's would be.
const FRAMES_LATE_MOST: u64 = 10;

/// While packets are only counted, sockets are read this often: the kernel notes when each one
/// came, a socket holds seconds of them, and whoever sends wakes nobody up, as in life, where
/// listeners are on other machines. Much more seldom, and the packets that wait would push the
/// sender's memory out of its caches.
const COUNT_EVERY: Duration = Duration::from_millis(10);

const STDIN: u64 = 0;
const EAR: u64 = 1 << 32;
const DOOR: u64 = 2 << 32;
const VOICE: u64 = 3 << 32;

pub struct Crowd {
    relay: SocketAddr,
    identity: Identity,
    epoll: Epoll,
    inbox: Inbox,
    /// By number; none where somebody left.
    listeners: Vec<Option<Box<Listener>>>,
    talkers: Vec<OnStage>,
    spaces: Vec<House>,
    timers: BinaryHeap<Reverse<(Instant, u32)>>,
    how: How,
    began: Instant,
    spoken: u64,
    heard: Heard,
    commands: VecDeque<Command>,
    job: Option<Job>,
    text: Vec<u8>,
    told: bool,
    read_at: Instant,
    dice: u32,
}

struct OnStage {
    talker: Talker,
    space: usize,
    /// Its place among the voices of the space, and how many those are.
    voice: usize,
    voices: usize,
    next: u64,
}

impl Crowd {
    pub fn new(relay: SocketAddr, version: Version) -> Result<Self> {
        let epoll = Epoll::new()?;
        epoll.watch(&std::io::stdin(), STDIN)?;
        Ok(Self {
            relay,
            identity: Identity::generate(version)?,
            epoll,
            inbox: Inbox::default(),
            listeners: Vec::new(),
            talkers: Vec::new(),
            spaces: Vec::new(),
            timers: BinaryHeap::new(),
            how: How::Silent,
            began: Instant::now(),
            spoken: 0,
            heard: Heard::default(),
            commands: VecDeque::new(),
            job: None,
            text: Vec::new(),
            told: true,
            read_at: Instant::now(),
            dice: 1,
        })
    }

    /// Until standard input ends.
    pub fn run(mut self) -> Result<()> {
        let end = Instant::now() + LIFE_MOST;
        while self.told && Instant::now() < end {
            let most = self.due().saturating_duration_since(Instant::now());
            let most = most.min(Duration::from_millis(50));
            if self.job.as_ref().is_some_and(Job::only_counts) {
                std::thread::sleep(most);
                if self.read_at.elapsed() >= COUNT_EVERY {
                    self.read_at = Instant::now();
                    while self.read(Duration::ZERO) {
                        self.talk();
                    }
                }
            } else {
                self.read(most);
            }
            self.talk();
            self.move_sessions();
            self.work();
        }
        Ok(())
    }

    /// Takes in what comes within `most`; whether there may be more.
    fn read(&mut self, most: Duration) -> bool {
        let count = self.epoll.wait(most);
        for at in 0..count {
            let Some(token) = self.epoll.token(at) else { continue };
            let number = (token & 0xFFFF_FFFF) as usize;
            match token & !0xFFFF_FFFF {
                EAR => self.read_ear(number),
                DOOR => self.read_door(number),
                VOICE => self.read_voice(number),
                _ => self.read_commands(),
            }
        }
        count == self.epoll.most()
    }

    fn due(&self) -> Instant {
        let now = Instant::now();
        let mut due = now + Duration::from_millis(50);
        if self.how != How::Silent {
            due = self.talkers.iter().map(|on| self.frame_due(on)).fold(due, Instant::min);
        }
        if let Some(Reverse((at, _))) = self.timers.peek() {
            due = due.min(*at);
        }
        self.job.as_ref().map_or(due, |job| job.due().min(due))
    }

    fn frame_due(&self, on: &OnStage) -> Instant {
        on_due(self.began, self.how, on)
    }

    fn read_ear(&mut self, number: usize) {
        let Some(Some(listener)) = self.listeners.get_mut(number) else { return };
        let Some(socket) = listener.socket() else { return };
        let count = self.inbox.receive(&socket);
        let now = now();
        for at in 0..count {
            if let Some((bytes, arrived_ns)) = self.inbox.datagram(at) {
                listener.read(bytes, arrived_ns, now, &mut self.heard);
            }
        }
    }

    fn read_door(&mut self, number: usize) {
        let Some(Some(listener)) = self.listeners.get_mut(number) else { return };
        if let Err(fault) = listener.read_door(&self.identity, now()) {
            listener.fail(&fault);
        }
        if let Some(due) = listener.due() {
            self.timers.push(Reverse((due, number as u32)));
        }
    }

    fn read_voice(&mut self, number: usize) {
        let Some(on) = self.talkers.get_mut(number) else { return };
        let count = self.inbox.receive(&on.talker.transport);
        let now = Instant::now();
        for at in 0..count {
            if let Some((bytes, _)) = self.inbox.datagram(at) {
                // Reports of the relay on our own packets are not looked at.
                let _: Read<'_> = on.talker.transport.read(bytes, now);
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

    /// Sends the frames that are due. Those of one instant leave one right behind the other.
    fn talk(&mut self) {
        if self.how == How::Silent {
            return;
        }
        let now = Instant::now();
        for at in 0..self.talkers.len() {
            let Some(on) = self.talkers.get(at) else { continue };
            let mut due = self.frame_due(on);
            while due <= now {
                let Some(on) = self.talkers.get_mut(at) else { break };
                let late = (now - due).as_millis() as u64 / FRAME.as_millis() as u64;
                if late > FRAMES_LATE_MOST {
                    on.next += late;
                }
                let number = on.next;
                on.next += 1;
                if let Some(frame) = self.how.frame(on.voice, on.voices, number) {
                    self.spoken += u64::from(on.talker.say(frame, number, unix_ns()));
                }
                due = on_due(self.began, self.how, on);
            }
        }
    }

    /// Sends the checks, reports and retransmissions that are due.
    fn move_sessions(&mut self) {
        let now = now();
        while let Some(Reverse((at, number))) = self.timers.peek().copied() {
            if at > now.0 {
                break;
            }
            self.timers.pop();
            let jitter = self.roll();
            let Some(Some(listener)) = self.listeners.get_mut(number as usize) else { continue };
            listener.handle_timeout(now, jitter);
            if let Some(due) = listener.due() {
                // Never twice in one turn, whatever the handshake wishes.
                let due = due.max(now.0 + Duration::from_millis(1));
                self.timers.push(Reverse((due, number)));
            }
        }
        for on in &mut self.talkers {
            if on.talker.transport.due() <= now.0 {
                on.talker.transport.handle_timeout(now.0, 0.0);
            }
        }
    }

    fn work(&mut self) {
        if self.job.is_none() {
            let Some(command) = self.commands.pop_front() else { return };
            match self.begin(command) {
                Ok(job) => self.job = Some(job),
                Err(fault) => say(&Answer::Failed { why: format!("{fault:#}") }),
            }
        }
        let Some(mut job) = self.job.take() else { return };
        match job.step(self) {
            None => self.job = Some(job),
            Some(answer) => say(&answer),
        }
    }

    fn open(&mut self, talkers: usize) -> Result<usize> {
        let mut house = House::open(self.relay, talkers)?;
        // What a crowd says is no speech.
        house.set_captioning(false)?;
        let space = self.spaces.len();
        for (voice, pass) in house.passes.iter().enumerate() {
            let number = self.talkers.len();
            let talker = Talker::open(self.relay, (house.space, pass), number, &self.identity)?;
            self.epoll.watch(&talker.transport, VOICE | number as u64)?;
            let next = self.began.elapsed().as_millis() as u64 / FRAME.as_millis() as u64;
            self.talkers.push(OnStage { talker, space, voice, voices: talkers, next });
        }
        self.spaces.push(house);
        Ok(space)
    }

    fn ask(&mut self, space: usize, lines: usize) -> Result<u32> {
        let number = self.listeners.len() as u32;
        let house = self.spaces.get(space).context("there is no such space")?;
        let name = house.space.to_string();
        let listener = Listener::ask(number, self.relay, &name, lines, &self.identity, now())?;
        if let Some(socket) = listener.socket() {
            self.epoll.watch(&socket, EAR | u64::from(number))?;
        }
        if let Some(door) = &listener.door {
            self.epoll.watch(door, DOOR | u64::from(number))?;
        }
        self.listeners.push(Some(Box::new(listener)));
        Ok(number)
    }

    fn leave(&mut self, number: usize) -> Result<()> {
        let Some(listener) = self.listeners.get_mut(number).and_then(Option::take) else {
            return Ok(());
        };
        let Some(location) = listener.location else { return Ok(()) };
        let answer = http::ask(self.relay, "DELETE", &location, &[], "")?;
        ensure!(answer.status == 200, "a session did not end: {}", answer.body);
        Ok(())
    }

    fn present(&self) -> impl Iterator<Item = &Listener> {
        self.listeners.iter().flatten().map(|listener| &**listener)
    }

    /// 0 to 1, as a toy: it spreads checks over time and decides nothing.
    fn roll(&mut self) -> f32 {
        self.dice = self.dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.dice >> 8) as f32 / 16_777_216.0
    }
}

fn on_due(began: Instant, how: How, on: &OnStage) -> Instant {
    began + FRAME * on.next as u32 + how.phase(on.voice)
}

fn say(answer: &Answer) {
    let Ok(line) = serde_json::to_string(answer) else { return };
    let mut out = std::io::stdout().lock();
    // Whoever started us may be gone; then standard input has ended too.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// The moment by both clocks.
fn now() -> (Instant, u64) {
    (Instant::now(), unix_ns())
}

pub fn unix_ns() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos() as u64
}
