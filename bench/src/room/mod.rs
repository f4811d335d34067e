//! A full room, without its audio: a stage, some people with names who write, react and raise
//! hands, and thousands who only read. All of them are WebSockets, in one thread.
//!
//! Law: every frame of every socket is looked at. Events of a class have no gaps, and the same
//! number has the same bytes on every socket; what is kept to check this is in `ledger`.
//!
//! Absent: audio, which `crowd` has.

pub mod floor;
mod herd;
mod ledger;
mod line;
mod schedule;
mod words;

use crate::{
    house::{House, Visitor},
    kernel::{self, Epoll, cpu_used},
    room::{
        herd::Herd,
        ledger::Ledgers,
        line::{Frames, Line, Said},
        schedule::{Act, Pace, Schedule},
        words::{Answer, Checked, Command, Returned, Talked},
    },
    spread::Spread,
};
use anyhow::{Context, Result, ensure};
use causerie_shared::{
    command::Command as Ask,
    event::Class,
    id::{PersonId, SpaceId, VoiceId},
    talk::Reaction,
    view::SpaceView,
};
use std::{
    collections::HashMap,
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

/// A room that is forgotten ends by itself.
const LIFE_MOST: Duration = Duration::from_secs(1800);
/// How long nothing must come until all that was sent has come.
const QUIET: Duration = Duration::from_millis(1500);
/// A relay that is not quiet after this long says too much, or is behind without end.
const QUIET_WITHIN: Duration = Duration::from_secs(60);
/// One in so many of the audience has a name.
const NAMED_OF: usize = 50;

const STDIN: u64 = 0;
const LINE: u64 = 1 << 32;
const DRAIN: u64 = 2 << 32;

pub struct Room {
    relay: SocketAddr,
    epoll: Epoll,
    space: Option<SpaceId>,
    /// Those on stage first, the host before them, then the audience.
    lines: Vec<Line>,
    on_stage: usize,
    ledgers: Ledgers,
    /// Who has sent what and waits to see it on every socket.
    asked: HashMap<Waiting, Instant>,
    sent: Sent,
    text: Vec<u8>,
    commands: Vec<Command>,
    told: bool,
    /// When something last came.
    heard_at: Instant,
    drains: Vec<Option<TcpStream>>,
    drained: u64,
}

/// By what an event is recognised as the answer to something sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Waiting {
    Written(String),
    Muted(VoiceId),
    Hand(PersonId),
}

/// What was asked of the relay.
#[derive(Debug, Default, Clone, Copy)]
struct Sent {
    lines: u64,
    reactions: u64,
    hands: u64,
    mutes: u64,
    /// The latest that something was sent after it was due.
    late: Duration,
}

impl Room {
    pub fn new(relay: SocketAddr) -> Result<Self> {
        let epoll = Epoll::new()?;
        epoll.watch(&std::io::stdin(), STDIN)?;
        Ok(Self {
            relay,
            epoll,
            space: None,
            lines: Vec::new(),
            on_stage: 0,
            ledgers: Ledgers::default(),
            asked: HashMap::new(),
            sent: Sent::default(),
            text: Vec::new(),
            commands: Vec::new(),
            told: true,
            heard_at: Instant::now(),
            drains: Vec::new(),
            drained: 0,
        })
    }

    /// Until standard input ends.
    pub fn run(mut self) -> Result<()> {
        let end = Instant::now() + LIFE_MOST;
        while self.told && Instant::now() < end {
            self.read(Duration::from_millis(50));
            while !self.commands.is_empty() {
                let command = self.commands.remove(0);
                let answer = self.obey(command);
                say(&answer.unwrap_or_else(|fault| Answer::Failed { why: format!("{fault:#}") }));
            }
        }
        Ok(())
    }

    fn obey(&mut self, command: Command) -> Result<Answer> {
        match command {
            Command::Gather { listeners, stage } => {
                let began = Instant::now();
                self.gather(listeners, stage)?;
                self.quiet()?;
                let seconds = began.elapsed().as_secs_f64();
                Ok(Answer::Gathered { sockets: self.lines.len(), seconds })
            }
            Command::Talk { pace, seconds } => self.talk(pace, seconds),
            Command::Herd { pace, reach_s, spread_s } => self.herd(pace, reach_s, spread_s),
            Command::Drain { address, sockets } => self.drain_all(address, sockets),
        }
    }

    fn drain_all(&mut self, floor: SocketAddr, sockets: usize) -> Result<Answer> {
        self.drained = 0;
        self.drains.clear();
        for number in 0..sockets {
            let stream = TcpStream::connect(floor).context("the floor is away")?;
            stream.set_nonblocking(true)?;
            self.epoll.watch(&stream, DRAIN | number as u64)?;
            self.drains.push(Some(stream));
        }
        while self.drains.iter().any(Option::is_some) {
            self.read(Duration::from_millis(20));
        }
        Ok(Answer::Drained { bytes: self.drained })
    }

    fn gather(&mut self, listeners: usize, stage: usize) -> Result<()> {
        ensure!(self.lines.is_empty(), "the room is full already");
        let house = House::open(self.relay, stage)?;
        self.space = Some(house.space);
        for mut visitor in house.stage {
            let line = visitor.enter(house.space)?;
            self.lines.push(Line::of(line, Some(visitor)));
        }
        self.on_stage = self.lines.len();
        for number in 0..self.on_stage {
            self.watch(number)?;
        }
        self.fill_the_chat();
        for number in 0..listeners {
            let line = match number % NAMED_OF {
                0 => {
                    let mut visitor = Visitor::new(self.relay);
                    visitor.is_called(&format!("Listener {number}"))?;
                    let line = visitor.enter(house.space)?;
                    Line::of(line, Some(visitor))
                }
                _ => Line::of(Visitor::new(self.relay).look_in(house.space)?, None),
            };
            self.lines.push(line);
        }
        for number in self.on_stage..self.lines.len() {
            self.watch(number)?;
        }
        Ok(())
    }

    /// The stage writes until whoever comes finds as much as a view holds.
    fn fill_the_chat(&mut self) {
        const PACE: Pace = Pace { lines: 9.0, reactions: 0.0, hands: 0.0, mutes: 0.0 };
        let (began, lines) = (Instant::now(), SpaceView::CHAT_MOST as f64);
        let mut schedule = Schedule::new(PACE, began);
        while began.elapsed().as_secs_f64() * PACE.lines < lines + 1.0 {
            self.turn(&mut schedule);
        }
    }

    /// Takes a socket into the loop, and reads what it holds already.
    fn watch(&mut self, number: usize) -> Result<()> {
        let line = self.lines.get_mut(number).context("a line")?;
        if let Some(snapshot) = line.snapshot.take() {
            self.ledgers.seen(line.class, line.seq, *snapshot);
        }
        self.epoll.watch(line.watched()?, LINE | number as u64)?;
        self.read_line(number);
        Ok(())
    }

    /// Does what is due, and reads what came.
    fn turn(&mut self, schedule: &mut Schedule) {
        let now = Instant::now();
        while let Some((due, act)) = schedule.next(now) {
            self.sent.late = self.sent.late.max(now.saturating_duration_since(due));
            self.act(due, act);
        }
        let most = schedule.due().saturating_duration_since(Instant::now());
        self.read(most.min(Duration::from_millis(20)));
    }

    fn act(&mut self, due: Instant, act: Act) {
        let (at, ask, waiting) = match act {
            Act::Write { number } => {
                let text = format!("Line {number}, as long as people write when they listen.");
                let waiting = Waiting::Written(text.clone());
                self.sent.lines += 1;
                (self.somebody_named(number), Ask::Write { text }, Some(waiting))
            }
            Act::React { number } => {
                self.sent.reactions += 1;
                let reaction = Reaction::ALL[number % Reaction::ALL.len()];
                (self.somebody_named(number), Ask::React { reaction }, None)
            }
            Act::Hand { number } => {
                let Some(at) = self.listener_named(number) else { return };
                let Some(line) = self.lines.get_mut(at) else { return };
                line.hand = !line.hand;
                let waiting = line.person.map(Waiting::Hand);
                let ask = match line.hand {
                    true => Ask::RaiseHand { question: None },
                    false => Ask::LowerHand,
                };
                self.sent.hands += 1;
                (Some(at), ask, waiting)
            }
            Act::Mute { number } => {
                let at = number % self.on_stage.max(1);
                let Some(line) = self.lines.get_mut(at) else { return };
                line.muted = !line.muted;
                self.sent.mutes += 1;
                let ask = if line.muted { Ask::Mute } else { Ask::Unmute };
                (Some(at), ask, line.voice.map(Waiting::Muted))
            }
        };
        let Some(line) = at.and_then(|at| self.lines.get_mut(at)) else { return };
        if line.ask(ask) {
            self.asked.extend(waiting.map(|waiting| (waiting, due)));
        }
    }

    /// Whoever has a name and is here, by turns.
    fn somebody_named(&self, number: usize) -> Option<usize> {
        let here = |at: &usize| self.lines.get(*at).is_some_and(Line::is_here);
        self.listener_named(number).or_else(|| Some(number % self.on_stage.max(1)).filter(here))
    }

    fn listener_named(&self, number: usize) -> Option<usize> {
        let named = self.lines.len().saturating_sub(self.on_stage).div_ceil(NAMED_OF);
        let at = self.on_stage + number % named.max(1) * NAMED_OF;
        self.lines.get(at).is_some_and(Line::is_here).then_some(at)
    }

    fn read(&mut self, most: Duration) {
        let count = self.epoll.wait(most);
        for at in 0..count {
            let Some(token) = self.epoll.token(at) else { continue };
            let number = (token & 0xFFFF_FFFF) as usize;
            match token & !0xFFFF_FFFF {
                LINE => self.read_line(number),
                DRAIN => self.drain(number),
                _ => self.read_commands(),
            }
        }
    }

    fn read_line(&mut self, number: usize) {
        let Some(line) = self.lines.get_mut(number) else { return };
        while let Some(said) = line.read() {
            self.heard_at = Instant::now();
            match said {
                Said::Event { seq, text } => {
                    self.ledgers.heard(line, seq, &text, self.heard_at, &mut self.asked);
                }
                Said::Snapshot { seq, view } => self.ledgers.seen(line.class, seq, *view),
                Said::Other => {}
            }
        }
    }

    fn drain(&mut self, number: usize) {
        let Some(Some(stream)) = self.drains.get_mut(number) else { return };
        let mut buffer = [0; 64 * 1024];
        match stream.read(&mut buffer) {
            Ok(0) => self.drains[number] = None,
            Ok(count) => self.drained += count as u64,
            Err(fault) if fault.kind() == ErrorKind::WouldBlock => {}
            Err(_) => self.drains[number] = None,
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
                Ok(command) => self.commands.push(command),
                Err(fault) => say(&Answer::Failed { why: fault.to_string() }),
            }
        }
    }

    /// Reads until nothing comes any more.
    fn quiet(&mut self) -> Result<()> {
        let end = Instant::now() + QUIET_WITHIN;
        self.heard_at = Instant::now();
        while self.heard_at.elapsed() < QUIET {
            self.read(Duration::from_millis(50));
            ensure!(Instant::now() < end, "the relay does not come to rest");
        }
        Ok(())
    }

    fn talk(&mut self, pace: Pace, seconds: f64) -> Result<Answer> {
        self.ledgers.forget();
        let (sent, before) = (std::mem::take(&mut self.sent), self.frames());
        let (began, cpu) = (Instant::now(), cpu_used());
        let mut schedule = Schedule::new(pace, began);
        while began.elapsed().as_secs_f64() < seconds {
            self.turn(&mut schedule);
        }
        // What the window cost is read by whoever asked, while the last frames arrive.
        say(&Answer::Silent);
        let own_cpu = (cpu_used() - cpu).as_secs_f64() / began.elapsed().as_secs_f64();
        self.quiet()?;
        let Sent { lines, reactions, hands, mutes, late } = sent;
        Ok(Answer::Talked(Box::new(Talked {
            lines,
            reactions,
            hands,
            mutes,
            late_ms: late.as_secs_f64() * 1e3,
            checked: self.checked(before),
            waited_ms: Spread::of(self.ledgers.waited_ms()),
            first_to_each_ms: Spread::of(self.ledgers.first_to_each_ms()),
            trace: self.ledgers.trace(Class::Holder),
            own_cpu,
        })))
    }

    /// All of the audience lose their sockets at one moment, and come back each at a moment of
    /// their own, while the room goes on.
    fn herd(&mut self, pace: Pace, reach_s: f64, spread_s: f64) -> Result<Answer> {
        self.ledgers.forget();
        let before = self.frames();
        let began = Instant::now();
        let first = began + Duration::from_secs_f64(reach_s);
        let mut schedule = Schedule::new(pace, began);
        let mut herd = Herd::new(self.relay, self.space.context("there is no room")?);
        let audience = self.on_stage..self.lines.len();
        let count = audience.len();
        let gap = Duration::from_secs_f64(spread_s / count.max(1) as f64);
        for (place, number) in audience.clone().enumerate() {
            let due = first + gap * place as u32;
            herd.add(number, due, self.lines[number].leave(due));
        }
        let returning = herd.set_out();
        let end = first + Duration::from_secs_f64(spread_s) + QUIET_WITHIN;
        let mut opened = 0;
        while opened < count || self.lines.iter().any(Line::is_away) {
            ensure!(Instant::now() < end, "{opened} of {count} came back in time");
            if opened < count {
                while let Some((number, line)) = returning.next()? {
                    self.lines[number].come_back(line);
                    self.watch(number)?;
                    opened += 1;
                    if opened == count {
                        break;
                    }
                }
            }
            self.turn(&mut schedule);
        }
        let back_s = first.elapsed().as_secs_f64();
        self.quiet()?;
        let checked = self.checked(before);
        let back_ms = self.lines.iter().filter_map(|line| line.back_ms).collect();
        Ok(Answer::Returned(Box::new(Returned {
            sockets: count,
            resumed: checked.frames.resumed,
            anew: checked.frames.snapshot,
            back_s,
            back_ms: Spread::of(back_ms),
            checked,
        })))
    }

    /// Frames of every socket so far, by kind.
    fn frames(&self) -> Frames {
        self.lines.iter().fold(Frames::default(), |sum, line| sum + line.frames)
    }

    fn checked(&mut self, before: Frames) -> Checked {
        let frames = self.frames() - before;
        let Ledgers { gaps, changed, .. } = self.ledgers;
        let apart =
            self.lines.iter().filter(|line| line.seq != self.ledgers.newest(line.class)).count();
        Checked {
            frames,
            events: self.ledgers.events(),
            refused: frames.refused,
            gaps,
            changed,
            wrong_views: self.ledgers.judged(),
            closed: self.lines.iter().filter(|line| !line.is_here()).count() as u64,
            apart: apart as u64,
        }
    }
}

fn say(answer: &Answer) {
    let mut out = std::io::stdout().lock();
    if let Ok(line) = serde_json::to_string(answer) {
        let _ = writeln!(out, "{line}");
    }
}
