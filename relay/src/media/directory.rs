//! Which session lives on which thread, and how many there are of each kind. A mutex around a few
//! maps: touched when sessions come and go, never by packets.

use super::{Limits, MediaFault, SessionId, core::stage::STREAMS, lock};
use causerie_shared::id::{SpaceId, VoiceId};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::Mutex,
};

pub(super) struct Directory {
    limits: Limits,
    maps: Mutex<Maps>,
}

struct Maps {
    spaces: HashMap<SpaceId, Space>,
    sessions: HashMap<SessionId, Session>,
    /// Sessions on each thread.
    load: Vec<usize>,
}

struct Space {
    home: usize,
    ssrcs: [u32; STREAMS],
}

pub(super) struct Session {
    pub space: SpaceId,
    pub thread: usize,
    pub from: IpAddr,
    pub part: Part,
    /// Of the first accepted m-line: its transport is that of all.
    pub mid: Option<String>,
    /// Counts ICE restarts; part of the ETag.
    pub version: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Publisher(VoiceId),
    Listener { listening: bool },
}

/// Where a new session goes.
pub(super) struct Placed {
    pub thread: usize,
    pub home: usize,
    pub ssrcs: [u32; STREAMS],
}

impl Directory {
    pub(super) fn new(limits: Limits, threads: usize) -> Self {
        let maps =
            Maps { spaces: HashMap::new(), sessions: HashMap::new(), load: vec![0; threads] };
        Self { limits, maps: Mutex::new(maps) }
    }

    /// The home chosen for a new space; `None` when it is open already.
    pub(super) fn open_space(&self, space: SpaceId, ssrcs: [u32; STREAMS]) -> Option<usize> {
        let mut maps = lock(&self.maps);
        if maps.spaces.contains_key(&space) {
            return None;
        }
        let homes = |thread| maps.spaces.values().filter(|space| space.home == thread).count();
        let home = (0..maps.load.len()).min_by_key(|thread| homes(*thread))?;
        maps.spaces.insert(space, Space { home, ssrcs });
        Some(home)
    }

    pub(super) fn close_space(&self, space: SpaceId) {
        let mut maps = lock(&self.maps);
        maps.spaces.remove(&space);
        let gone: Vec<_> =
            maps.sessions.iter().filter(|(_, s)| s.space == space).map(|(id, _)| *id).collect();
        for session in gone {
            maps.remove(session);
        }
    }

    pub(super) fn home_of(&self, space: SpaceId) -> Option<usize> {
        lock(&self.maps).spaces.get(&space).map(|space| space.home)
    }

    pub(super) fn thread_of(&self, session: SessionId) -> Option<usize> {
        lock(&self.maps).sessions.get(&session).map(|session| session.thread)
    }

    pub(super) fn sessions(&self) -> usize {
        lock(&self.maps).sessions.len()
    }

    /// Admits a session: publishers to their space's home, listeners to the thread with least to
    /// do. Room is taken in the same step in which it is checked.
    pub(super) fn admit(
        &self,
        id: SessionId,
        space: SpaceId,
        from: IpAddr,
        part: Part,
        mid: Option<String>,
    ) -> Result<Placed, MediaFault> {
        let mut maps = lock(&self.maps);
        let from = network_of(from);
        let known = maps.spaces.get(&space).ok_or(MediaFault::NoSuchSpace)?;
        let (home, ssrcs) = (known.home, known.ssrcs);
        maps.check(&self.limits, space, from, part)?;
        let thread = match part {
            Part::Publisher(_) => home,
            Part::Listener { .. } => {
                let load = |thread: &usize| maps.load.get(*thread).copied().unwrap_or(usize::MAX);
                let least =
                    (0..maps.load.len()).min_by_key(|thread| (load(thread), *thread != home));
                least.unwrap_or(home)
            }
        };
        if let Some(load) = maps.load.get_mut(thread) {
            *load += 1;
        }
        maps.sessions.insert(id, Session { space, thread, from, part, mid, version: 1 });
        Ok(Placed { thread, home, ssrcs })
    }

    pub(super) fn remove(&self, session: SessionId) -> Option<usize> {
        lock(&self.maps).remove(session)
    }

    pub(super) fn set_listening(&self, session: SessionId, listening: bool) -> Option<usize> {
        let mut maps = lock(&self.maps);
        let session = maps.sessions.get_mut(&session)?;
        match &mut session.part {
            Part::Listener { listening: listens } => *listens = listening,
            Part::Publisher(_) => return None,
        }
        Some(session.thread)
    }

    /// Runs `change` on a session, if it is here.
    pub(super) fn with<T>(
        &self,
        session: SessionId,
        change: impl FnOnce(&mut Session) -> T,
    ) -> Option<T> {
        lock(&self.maps).sessions.get_mut(&session).map(change)
    }
}

impl Maps {
    fn remove(&mut self, session: SessionId) -> Option<usize> {
        let thread = self.sessions.remove(&session)?.thread;
        if let Some(load) = self.load.get_mut(thread) {
            *load = load.saturating_sub(1);
        }
        Some(thread)
    }

    fn check(
        &self,
        limits: &Limits,
        space: SpaceId,
        from: IpAddr,
        part: Part,
    ) -> Result<(), MediaFault> {
        let warm = Part::Listener { listening: false };
        let (mut in_space, mut from_here, mut warm_in_space, mut warm_from_here) = (0, 0, 0, 0);
        for session in self.sessions.values() {
            let (here, same) = (session.space == space, session.from == from);
            in_space += usize::from(here);
            from_here += usize::from(same);
            warm_in_space += usize::from(here && session.part == warm);
            warm_from_here += usize::from(same && session.part == warm);
            if here && session.part == part && matches!(part, Part::Publisher(_)) {
                return Err(MediaFault::AlreadyPublishing);
            }
        }
        // Whoever may speak is known by a pass, and a full audience must not lock the host out.
        if matches!(part, Part::Publisher(_)) {
            return Ok(());
        }
        if in_space >= limits.sessions_per_space {
            return Err(MediaFault::TooMany("this space"));
        }
        if from_here >= limits.sessions_per_address {
            return Err(MediaFault::TooMany("your network"));
        }
        if part == warm && warm_in_space >= limits.warm_per_space {
            return Err(MediaFault::TooMany("the door of this space"));
        }
        if part == warm && warm_from_here >= limits.warm_per_address {
            return Err(MediaFault::TooMany("the door, from your network,"));
        }
        Ok(())
    }
}

/// One household or host counts as one: an IPv6 customer has a whole /64.
fn network_of(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into(),
    }
}
