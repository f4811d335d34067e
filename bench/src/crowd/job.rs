//! What the crowd is busy with: one command, carried out over many turns of the loop.

use super::{
    Crowd,
    listener::{Listener, Moments},
    words::{Answer, Command, Joined, Measured, Stood},
};
use crate::{kernel, spread::Spread};
use anyhow::{Result, ensure};
use std::time::{Duration, Instant};

/// A microphone or a listener that is not there by then will not come.
const CONNECT_MOST: Duration = Duration::from_secs(10);
/// How often it is looked whether a job is done.
const LOOK_EVERY: Duration = Duration::from_millis(5);

pub(super) enum Job {
    Done(Option<Answer>),
    Open { space: usize, until: Instant },
    Join(Joining),
    Measure(Measuring),
    Leave { left: usize, gone: usize, next: Instant, every: Duration },
}

pub(super) struct Joining {
    space: Option<usize>,
    lines: usize,
    silent: bool,
    left: usize,
    every: Duration,
    next: Instant,
    began: Instant,
    /// The number of the first who joins.
    first: usize,
    until: Instant,
    why: Option<String>,
    failed: usize,
}

pub(super) struct Measuring {
    until: Instant,
    began: Instant,
    cpu: Duration,
    spoken: u64,
}

impl Crowd {
    pub(super) fn begin(&mut self, command: Command) -> Result<Job> {
        let now = Instant::now();
        Ok(match command {
            Command::Open { talkers } => {
                Job::Open { space: self.open(talkers)?, until: now + CONNECT_MOST }
            }
            Command::Join { space, count, per_second, lines, silent } => {
                ensure!(per_second > 0.0 && !self.spaces.is_empty(), "nobody can join that");
                self.mark();
                Job::Join(Joining {
                    space,
                    lines,
                    silent,
                    left: count,
                    every: Duration::from_secs_f64(1.0 / per_second),
                    next: now,
                    began: now,
                    first: self.listeners.len(),
                    until: now + CONNECT_MOST,
                    why: None,
                    failed: 0,
                })
            }
            Command::Talk { how } => {
                self.how = how;
                Job::Done(Some(Answer::Talking))
            }
            Command::Measure { seconds } => {
                self.mark();
                Job::Measure(Measuring {
                    until: now + Duration::from_secs_f64(seconds.clamp(0.1, 600.0)),
                    began: now,
                    cpu: kernel::cpu_used(),
                    spoken: self.spoken,
                })
            }
            Command::HangUp => {
                let doors = self.listeners.iter_mut().flatten().filter_map(|it| it.door.take());
                Job::Done(Some(Answer::HungUp { closed: doors.count() }))
            }
            Command::Leave { count, per_second } => {
                ensure!(per_second > 0.0, "nobody leaves at that pace");
                let every = Duration::from_secs_f64(1.0 / per_second);
                Job::Leave { left: count, gone: 0, next: now, every }
            }
            Command::Addresses => {
                let addresses = self.present().map(|listener| listener.address).collect();
                Job::Done(Some(Answer::Addresses { addresses }))
            }
        })
    }

    /// A window begins here, for everybody who is present.
    fn mark(&mut self) {
        self.listeners.iter_mut().flatten().for_each(|listener| listener.mark());
        self.heard = super::Heard::default();
    }

    /// What those with a number below `below` got since the mark, of the relay and of a floor.
    fn stood(&self, below: usize) -> (Stood, Stood) {
        let (mut relays, mut floors) = (Stood::default(), Stood::default());
        for listener in self.listeners.iter().take(below).flatten() {
            let (relay, floor) = listener.since_mark();
            for (stood, counted) in [(&mut relays, relay), (&mut floors, floor)] {
                stood.listeners += 1;
                stood.received += counted.received;
                stood.lost += counted.lost;
                stood.surplus += counted.surplus;
            }
        }
        (relays, floors)
    }
}

impl Job {
    pub(super) fn due(&self) -> Instant {
        let look = Instant::now() + LOOK_EVERY;
        match self {
            Self::Done(_) | Self::Open { .. } => look,
            Self::Join(joining) if joining.left > 0 => joining.next,
            Self::Join(_) => look,
            Self::Measure(measuring) => measuring.until,
            Self::Leave { next, .. } => *next,
        }
    }

    /// Whether nobody waits for an answer to what comes in.
    pub(super) const fn only_counts(&self) -> bool {
        matches!(self, Self::Measure(_))
    }

    /// Does what is due; answers when the command is carried out.
    pub(super) fn step(&mut self, crowd: &mut Crowd) -> Option<Answer> {
        let now = Instant::now();
        match self {
            Self::Done(answer) => answer.take(),
            Self::Open { space, until } => {
                let mut ours = crowd.talkers.iter().filter(|on| on.space == *space);
                if ours.all(|on| on.talker.is_ready()) {
                    return Some(Answer::Opened { space: *space });
                }
                let why = "a microphone does not connect".to_owned();
                (now > *until).then_some(Answer::Failed { why })
            }
            Self::Join(joining) => joining.step(crowd, now),
            Self::Measure(measuring) => {
                (now >= measuring.until).then(|| Answer::Measured(measuring.result(crowd, now)))
            }
            Self::Leave { left, gone, next, every } => {
                while *left > 0 && *next <= now {
                    let newest = crowd.listeners.iter().rposition(Option::is_some);
                    let Some(newest) = newest else {
                        *left = 0;
                        break;
                    };
                    if let Err(fault) = crowd.leave(newest) {
                        return Some(Answer::Failed { why: format!("{fault:#}") });
                    }
                    *left -= 1;
                    *gone += 1;
                    *next += *every;
                }
                (*left == 0).then_some(Answer::Left { count: *gone })
            }
        }
    }
}

impl Joining {
    fn step(&mut self, crowd: &mut Crowd, now: Instant) -> Option<Answer> {
        if self.left > 0 && self.next <= now {
            let at = crowd.listeners.len() - self.first;
            let space = self.space.unwrap_or(at % crowd.spaces.len());
            if let Err(fault) = crowd.ask(space, self.lines) {
                self.failed += 1;
                self.why.get_or_insert(format!("{fault:#}"));
            }
            self.left -= 1;
            self.next += self.every;
            self.until = now + CONNECT_MOST;
        }
        let mut newcomers = crowd.listeners.iter().skip(self.first).flatten();
        let settled = |it: &Listener| it.failed.is_some() || self.is_in(&it.moments);
        let done = self.left == 0 && (now > self.until || newcomers.all(|it| settled(it)));
        done.then(|| Answer::Joined(self.result(crowd, now)))
    }

    const fn is_in(&self, moments: &Moments) -> bool {
        if self.silent { moments.keyed > 0 } else { moments.heard > 0 }
    }

    fn result(&self, crowd: &Crowd, now: Instant) -> Joined {
        let newcomers = || crowd.listeners.iter().skip(self.first).flatten();
        let (others, _) = crowd.stood(self.first);
        let well: Vec<Moments> =
            newcomers().map(|it| it.moments).filter(|moments| self.is_in(moments)).collect();
        let spread = |moment: fn(&Moments) -> u64| {
            let since = |it: &Moments| moment(it).saturating_sub(it.asked) as f64 / 1e6;
            Spread::of(well.iter().map(since).collect())
        };
        let why = newcomers().find_map(|it| it.failed.clone());
        Joined {
            joined: well.len(),
            failed: self.failed + newcomers().count() - well.len(),
            why: self.why.clone().or(why),
            http_ms: spread(|it| it.answered),
            dtls_ms: spread(|it| it.keyed),
            sound_ms: spread(|it| it.heard),
            seconds: (now - self.began).as_secs_f64(),
            profile: newcomers().find_map(|it| it.profile()).map(|it| format!("{it:?}")),
            others,
        }
    }
}

impl Measuring {
    fn result(&self, crowd: &mut Crowd, now: Instant) -> Measured {
        let seconds = (now - self.began).as_secs_f64();
        let heard = std::mem::take(&mut crowd.heard);
        let (relays, floors) = crowd.stood(crowd.listeners.len());
        Measured {
            seconds,
            spoken: crowd.spoken - self.spoken,
            heard: relays,
            undecipherable: heard.undecipherable,
            delay_us: Spread::of(heard.delays_us),
            floor: floors,
            floor_delay_us: Spread::of(heard.floor_delays_us),
            own_cpu: (kernel::cpu_used() - self.cpu).as_secs_f64() / seconds,
        }
    }
}
