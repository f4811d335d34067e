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
    /// Derived from `sessions`, so that a join at a full door costs no walk over them.
    in_space: HashMap<SpaceId, Tally>,
    from_network: HashMap<IpAddr, Tally>,
    /// Sessions on each thread.
    load: Vec<usize>,
    /// Sessions whose handshake is not over.
    in_flight: usize,
    refused: Refused,
}

/// Sessions refused since the start, by the limit that refused them.
#[derive(Clone, Copy, Default)]
struct Refused {
    space: u64,
    address: u64,
    warm_space: u64,
    warm_address: u64,
    handshakes: u64,
}

/// Sessions of one space, or from one network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    all: usize,
    warm: usize,
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
    pub connected: bool,
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

const WARM: Part = Part::Listener { listening: false };

/// Where a new session goes.
pub(super) struct Placed {
    pub thread: usize,
    pub home: usize,
    pub ssrcs: [u32; STREAMS],
}

impl Directory {
    pub(super) fn new(limits: Limits, threads: usize) -> Self {
        let maps = Maps {
            spaces: HashMap::new(),
            sessions: HashMap::new(),
            in_space: HashMap::new(),
            from_network: HashMap::new(),
            load: vec![0; threads],
            in_flight: 0,
            refused: Refused::default(),
        };
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

    /// Gauges and counters, by the names of `/metrics`.
    pub(super) fn counters(&self) -> [(&'static str, u64); 7] {
        let maps = lock(&self.maps);
        let Refused { space, address, warm_space, warm_address, handshakes } = maps.refused;
        [
            ("sessions", maps.sessions.len() as u64),
            ("handshakes_in_flight", maps.in_flight as u64),
            ("sessions_refused_space_total", space),
            ("sessions_refused_address_total", address),
            ("sessions_refused_warm_space_total", warm_space),
            ("sessions_refused_warm_address_total", warm_address),
            ("sessions_refused_handshakes_total", handshakes),
        ]
    }

    /// The session's handshake is over.
    pub(super) fn connected(&self, session: SessionId) {
        let mut maps = lock(&self.maps);
        let Some(known) = maps.sessions.get_mut(&session) else { return };
        if !std::mem::replace(&mut known.connected, true) {
            maps.in_flight = maps.in_flight.saturating_sub(1);
        }
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
        maps.insert(id, Session { space, thread, from, part, connected: false, mid, version: 1 });
        Ok(Placed { thread, home, ssrcs })
    }

    pub(super) fn remove(&self, session: SessionId) -> Option<usize> {
        lock(&self.maps).remove(session)
    }

    pub(super) fn set_listening(&self, session: SessionId, listening: bool) -> Option<usize> {
        let mut maps = lock(&self.maps);
        let known = maps.sessions.get_mut(&session)?;
        let Part::Listener { listening: listens } = &mut known.part else { return None };
        let was = std::mem::replace(listens, listening);
        let (thread, space, from) = (known.thread, known.space, known.from);
        if was != listening {
            maps.tally(space, from, |tally| {
                tally.warm = if listening { tally.warm.saturating_sub(1) } else { tally.warm + 1 };
            });
        }
        Some(thread)
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
    fn insert(&mut self, id: SessionId, session: Session) {
        if let Some(load) = self.load.get_mut(session.thread) {
            *load += 1;
        }
        self.in_flight += usize::from(!session.connected);
        let warm = usize::from(session.part == WARM);
        self.tally(session.space, session.from, |tally| {
            tally.all += 1;
            tally.warm += warm;
        });
        self.sessions.insert(id, session);
    }

    fn remove(&mut self, id: SessionId) -> Option<usize> {
        let session = self.sessions.remove(&id)?;
        if let Some(load) = self.load.get_mut(session.thread) {
            *load = load.saturating_sub(1);
        }
        self.in_flight = self.in_flight.saturating_sub(usize::from(!session.connected));
        let warm = usize::from(session.part == WARM);
        self.tally(session.space, session.from, |tally| {
            tally.all = tally.all.saturating_sub(1);
            tally.warm = tally.warm.saturating_sub(warm);
        });
        Some(session.thread)
    }

    /// Changes both counts of a session; counts of nothing are forgotten.
    fn tally(&mut self, space: SpaceId, from: IpAddr, change: impl Fn(&mut Tally)) {
        let in_space = self.in_space.entry(space).or_default();
        change(in_space);
        if in_space.all == 0 {
            self.in_space.remove(&space);
        }
        let from_network = self.from_network.entry(from).or_default();
        change(from_network);
        if from_network.all == 0 {
            self.from_network.remove(&from);
        }
    }

    fn check(
        &mut self,
        limits: &Limits,
        space: SpaceId,
        from: IpAddr,
        part: Part,
    ) -> Result<(), MediaFault> {
        // Whoever may speak is known by a pass, and a full audience must not lock the host out.
        if matches!(part, Part::Publisher(_)) {
            let mut others = self.sessions.values();
            let doubled = others.any(|other| other.space == space && other.part == part);
            return if doubled { Err(MediaFault::AlreadyPublishing) } else { Ok(()) };
        }
        let in_space = self.in_space.get(&space).copied().unwrap_or_default();
        let from_here = self.from_network.get(&from).copied().unwrap_or_default();
        let warm = part == WARM;
        let refused = &mut self.refused;
        let (count, fault) = if in_space.all >= limits.sessions_per_space {
            (&mut refused.space, MediaFault::TooMany("this space"))
        } else if from_here.all >= limits.sessions_per_address {
            (&mut refused.address, MediaFault::TooMany("your network"))
        } else if warm && in_space.warm >= limits.warm_per_space {
            (&mut refused.warm_space, MediaFault::TooMany("the door of this space"))
        } else if warm && from_here.warm >= limits.warm_per_address {
            (&mut refused.warm_address, MediaFault::TooMany("the door, from your network,"))
        } else if self.in_flight >= limits.handshakes_in_flight {
            (&mut refused.handshakes, MediaFault::TooManyHandshakes)
        } else {
            return Ok(());
        };
        *count += 1;
        Err(fault)
    }
}

/// One household or host counts as one: an IPv6 customer has a whole /64.
fn network_of(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V4(v4) => v4.into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LIMITS: Limits = Limits {
        sessions_per_space: 1000,
        warm_per_space: 1000,
        sessions_per_address: 1000,
        warm_per_address: 1000,
        handshakes_in_flight: 1000,
    };

    fn counted(maps: &Maps, of: impl Fn(&Session) -> bool) -> Tally {
        let mut tally = Tally::default();
        for session in maps.sessions.values().filter(|session| of(session)) {
            tally.all += 1;
            tally.warm += usize::from(session.part == WARM);
        }
        tally
    }

    proptest! {
        #[test]
        fn the_counts_are_those_of_the_sessions(
            steps in proptest::collection::vec((0u8..5, 0u128..8, 0u8..3, 0u128..2, any::<bool>()), 1..200),
        ) {
            let directory = Directory::new(LIMITS, 2);
            for space in 0..2 {
                directory.open_space(SpaceId::from_bits(space), [1, 2, 3, 4]);
            }
            for (what, id, network, space, listening) in steps {
                let (id, space) = (SessionId(id), SpaceId::from_bits(space));
                let from = IpAddr::from([10, 0, 0, network]);
                match what {
                    0 if directory.thread_of(id).is_none() => {
                        let _ = directory.admit(id, space, from, Part::Listener { listening }, None);
                    }
                    0 | 1 => {
                        directory.set_listening(id, listening);
                    }
                    2 => directory.connected(id),
                    _ => {
                        directory.remove(id);
                    }
                }
            }
            let maps = lock(&directory.maps);
            for space in (0..2).map(SpaceId::from_bits) {
                let kept = maps.in_space.get(&space).copied().unwrap_or_default();
                prop_assert_eq!(kept, counted(&maps, |session| session.space == space));
            }
            for from in (0..3).map(|last| IpAddr::from([10, 0, 0, last])) {
                let kept = maps.from_network.get(&from).copied().unwrap_or_default();
                prop_assert_eq!(kept, counted(&maps, |session| session.from == from));
            }
            prop_assert_eq!(maps.load.iter().sum::<usize>(), maps.sessions.len());
            let waiting = maps.sessions.values().filter(|session| !session.connected).count();
            prop_assert_eq!(maps.in_flight, waiting);
        }
    }
}
