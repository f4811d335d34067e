//! The spaces that touch one thread: their stage if this is their home, their listeners here.

use super::withheld::Withheld;
use super::{
    Neighbours, Wire,
    audience::{Audience, Ear, FannedOut},
    gather::{Gathering, Group},
    packet::{Payload, SlotFrame},
    press::Press,
    rtcp::SENDER_REPORT_EVERY,
    stage::{Arrival, Dropped, Heard, STREAMS, Stage},
    tap::{Sink, Spoken},
    timeline::samples,
};
use causerie_shared::id::{SpaceId, VoiceId};
use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

/// Spaces of one thread that talk within one batch of datagrams, without growing a list.
const SPACES_LIKELY: usize = 64;
/// Who is heard is told to the hub at most this often.
const HEARD_EVERY: Duration = Duration::from_millis(500);

pub struct Rooms {
    gathering: Gathering,
    rooms: HashMap<SpaceId, Room>,
    heard: VecDeque<(SpaceId, Vec<VoiceId>)>,
    fanout: Fanout,
}

/// What the spaces of a thread share on the way out.
struct Fanout {
    press: Press,
    /// Spaces with frames that wait to leave, each once.
    waiting: Vec<SpaceId>,
    done: FannedOut,
}

struct Room {
    ssrcs: [u32; STREAMS],
    stage: Option<Stage>,
    audience: Audience,
    group: Group,
    /// Two frames of each stream leave together.
    pairs: bool,
    /// Threads with listeners of this space, one bit each.
    neighbours: u64,
    heard_due: Option<Instant>,
    reports: Turns,
    /// Of each stream the last timestamp that came from another thread, and when.
    clocks: [Option<(u32, Instant)>; STREAMS],
}

impl Rooms {
    pub fn new(gathering: Gathering) -> Self {
        let fanout = Fanout {
            press: Press::default(),
            waiting: Vec::with_capacity(SPACES_LIKELY),
            done: FannedOut::default(),
        };
        Self { gathering, rooms: HashMap::new(), heard: VecDeque::new(), fanout }
    }

    /// `stage_chance`: this is the space's home.
    pub fn open(&mut self, space: SpaceId, ssrcs: [u32; STREAMS], stage_chance: Option<u32>) {
        self.rooms.entry(space).or_insert_with(|| Room {
            ssrcs,
            stage: stage_chance.map(|chance| Stage::new(ssrcs, chance)),
            audience: Audience::default(),
            group: Group::default(),
            pairs: false,
            neighbours: 0,
            heard_due: None,
            reports: Turns::default(),
            clocks: [None; STREAMS],
        });
    }

    pub fn is_open(&self, space: SpaceId) -> bool {
        self.rooms.contains_key(&space)
    }

    /// Whether a stream is one of this space's.
    pub fn sends(&self, space: SpaceId, ssrc: u32) -> bool {
        self.rooms.get(&space).is_some_and(|room| room.ssrcs.contains(&ssrc))
    }

    pub fn close(&mut self, space: SpaceId) {
        self.rooms.remove(&space);
    }

    /// Whether two frames of each stream leave together: half the messages, 20 ms more delay.
    pub fn set_pairs(&mut self, space: SpaceId, pairs: bool) {
        if let Some(room) = self.rooms.get_mut(&space) {
            room.pairs = pairs;
        }
    }

    pub fn add_neighbour(&mut self, space: SpaceId, thread: usize) {
        if let Some(room) = self.rooms.get_mut(&space) {
            room.neighbours |= 1 << (thread % 64);
        }
    }

    pub fn add_voice(
        &mut self,
        space: SpaceId,
        voice: VoiceId,
        music: bool,
        muted: bool,
        now: Instant,
    ) {
        if let Some(stage) = self.stage(space) {
            stage.add(voice, music, muted, now);
        }
    }

    pub fn remove_voice(&mut self, space: SpaceId, voice: VoiceId, now: Instant) {
        if let Some(stage) = self.stage(space) {
            stage.remove(voice, now);
        }
    }

    pub fn set_muted(&mut self, space: SpaceId, voice: VoiceId, muted: bool, now: Instant) {
        if let Some(stage) = self.stage(space) {
            stage.set_muted(voice, muted, now);
        }
    }

    pub fn set_tapped(&mut self, space: SpaceId, voice: VoiceId, tapped: bool) {
        if let Some(stage) = self.stage(space) {
            stage.set_tapped(voice, tapped);
        }
    }

    pub fn add_ear(&mut self, space: SpaceId, ear: Ear) {
        if let Some(room) = self.rooms.get_mut(&space) {
            room.audience.add(ear);
        }
    }

    pub fn remove_ear(&mut self, space: SpaceId, peer: u32, wire: &mut impl Wire) {
        if let Some(room) = self.rooms.get_mut(&space)
            && let Some(mut ear) = room.audience.remove(peer)
        {
            ear.say_goodbye(&room.ssrcs, wire);
        }
    }

    pub fn set_listening(&mut self, space: SpaceId, peer: u32, listening: bool) {
        if let Some(ear) = self.ear(space, peer) {
            ear.set_listening(listening);
        }
    }

    pub fn set_withheld(&mut self, space: SpaceId, peer: u32, withheld: Withheld) {
        if let Some(ear) = self.ear(space, peer) {
            ear.withheld = withheld;
        }
    }

    pub fn set_path(&mut self, space: SpaceId, peer: u32, path: super::Path) {
        if let Some(ear) = self.ear(space, peer) {
            ear.path = path;
        }
    }

    /// A packet of a voice of this thread's spaces.
    pub fn hear(
        &mut self,
        space: SpaceId,
        voice: VoiceId,
        arrival: Arrival<'_>,
        now: Instant,
        wire: &mut impl Wire,
        neighbours: &mut impl Neighbours,
    ) -> Heard {
        let Some(Room { stage: Some(stage), audience, group, pairs, neighbours: threads, .. }) =
            self.rooms.get_mut(&space)
        else {
            return Dropped::NoSuchVoice.into();
        };
        let (gathering, fanout) = (self.gathering, &mut self.fanout);
        let (pairs, threads) = (*pairs, *threads);
        let out = Out {
            space,
            fanout,
            group,
            audience,
            gathering,
            pairs,
            threads,
            now,
            wire,
            neighbours,
        };
        stage.hear(voice, arrival, now, out)
    }

    #[expect(clippy::too_many_arguments, reason = "the same ends as hear, with a bare frame")]
    pub fn hear_local(
        &mut self,
        space: SpaceId,
        voice: VoiceId,
        level: u8,
        payload: &[u8],
        now: Instant,
        wire: &mut impl Wire,
        neighbours: &mut impl Neighbours,
    ) -> Heard {
        let Some(stage) = self.stage(space) else { return Dropped::NoSuchVoice.into() };
        let (index, timestamp) = stage.number_local(voice, now);
        let payload = Payload::Opus(payload);
        let (level, restarted, refills) = (Some(level), false, 0);
        let arrival = Arrival { index, timestamp, level, payload, restarted, refills };
        self.hear(space, voice, arrival, now, wire, neighbours)
    }

    /// A frame made elsewhere.
    pub fn take(&mut self, space: SpaceId, frame: &SlotFrame, now: Instant, wire: &mut impl Wire) {
        let Some(room) = self.rooms.get_mut(&space) else { return };
        if let Some(clock) = room.clocks.get_mut(usize::from(frame.slot)) {
            *clock = Some((frame.timestamp, now));
        }
        let Room { audience, group, pairs, .. } = room;
        self.fanout.take(space, frame, group, audience, self.gathering, *pairs, now, wire);
    }

    /// When the next group of frames is to leave.
    pub fn due(&self) -> Option<Instant> {
        let room = |space| self.rooms.get(space);
        self.fanout.waiting.iter().filter_map(|space| room(space)?.group.due()).min()
    }

    /// Sends the groups whose time has come; tells what was sent since the last call.
    pub fn fan_out(&mut self, now: Instant, wire: &mut impl Wire) -> FannedOut {
        let Self { rooms, fanout: Fanout { press, waiting, done }, .. } = self;
        waiting.retain(|space| {
            let Some(room) = rooms.get_mut(space) else { return false };
            let is_due = room.group.due().is_some_and(|due| due <= now);
            if is_due {
                *done += room.audience.send(room.group.frames(), press, wire);
                room.group.clear();
            }
            !is_due
        });
        std::mem::take(done)
    }

    pub fn handle_timeout(
        &mut self,
        now: Instant,
        unix_us: u64,
        wire: &mut impl Wire,
        neighbours: &mut impl Neighbours,
    ) {
        let gathering = self.gathering;
        for (space, room) in &mut self.rooms {
            let Room { stage, audience, group, pairs, neighbours: threads, .. } = room;
            if let Some(stage) = stage {
                stage.handle_timeout(now, |frame| {
                    neighbours.pass_on(*space, frame, *threads);
                    let fanout = &mut self.fanout;
                    fanout.take(*space, frame, group, audience, gathering, *pairs, now, wire);
                });
                if room.heard_due.is_none_or(|due| due <= now)
                    && let Some(voices) = stage.heard_changed(now)
                {
                    room.heard_due = Some(now + HEARD_EVERY);
                    self.heard.push_back((*space, voices));
                }
            }
            room.report(now, unix_us, wire);
        }
    }

    pub fn poll_heard(&mut self) -> Option<(SpaceId, Vec<VoiceId>)> {
        self.heard.pop_front()
    }

    /// Spaces whose home is here, so that a sum over threads counts each once.
    pub fn homes(&self) -> usize {
        self.rooms.values().filter(|room| room.stage.is_some()).count()
    }

    pub fn listeners(&self) -> usize {
        self.rooms.values().map(|room| room.audience.size()).sum()
    }

    /// No voice and no listener anywhere.
    pub fn are_silent(&self) -> bool {
        self.rooms.is_empty()
    }

    fn stage(&mut self, space: SpaceId) -> Option<&mut Stage> {
        self.rooms.get_mut(&space)?.stage.as_mut()
    }

    fn ear(&mut self, space: SpaceId, peer: u32) -> Option<&mut Ear> {
        self.rooms.get_mut(&space)?.audience.ear(peer)
    }
}

/// Where what a stage says of a packet goes.
struct Out<'a, W, N> {
    space: SpaceId,
    fanout: &'a mut Fanout,
    group: &'a mut Group,
    audience: &'a mut Audience,
    gathering: Gathering,
    pairs: bool,
    threads: u64,
    now: Instant,
    wire: &'a mut W,
    neighbours: &'a mut N,
}

impl<W: Wire, N: Neighbours> Sink for Out<'_, W, N> {
    fn slot(&mut self, frame: &SlotFrame) {
        let Self { space, fanout, group, audience, gathering, pairs, threads, now, wire, .. } =
            self;
        self.neighbours.pass_on(*space, frame, *threads);
        fanout.take(*space, frame, group, audience, *gathering, *pairs, *now, *wire);
    }

    fn spoken(&mut self, spoken: Spoken<'_>) {
        self.neighbours.tap(self.space, spoken);
    }
}

impl Fanout {
    /// A frame joins its group; a group that is full leaves first.
    #[expect(clippy::too_many_arguments, reason = "the parts of a room, borrowed one by one")]
    fn take(
        &mut self,
        space: SpaceId,
        frame: &SlotFrame,
        group: &mut Group,
        audience: &mut Audience,
        gathering: Gathering,
        pairs: bool,
        now: Instant,
        wire: &mut impl Wire,
    ) {
        if group.is_full() {
            self.done += audience.send(group.frames(), &mut self.press, wire);
            group.clear();
        }
        if !self.waiting.contains(&space) {
            self.waiting.push(space);
        }
        let many = audience.size() >= gathering.from_listeners;
        let most = if many { gathering.most } else { Duration::ZERO };
        let pairs = pairs || audience.size() >= gathering.pairs_from_listeners;
        group.take(frame, most, pairs, now);
    }
}

impl Room {
    /// Sender reports, spread over the interval so that they never come in one burst.
    fn report(&mut self, now: Instant, unix_us: u64, wire: &mut impl Wire) {
        let share = self.reports.due(self.audience.size(), now);
        if share == 0 {
            return;
        }
        let timestamps = std::array::from_fn(|stream| self.timestamp_at(stream, now));
        self.audience.report(share, unix_us, &self.ssrcs, &timestamps, wire);
    }

    /// The home knows its slots' clocks; elsewhere they run on from the last frame.
    fn timestamp_at(&self, stream: usize, now: Instant) -> u32 {
        match (&self.stage, self.clocks.get(stream)) {
            (Some(stage), _) => stage.timestamp_at(stream, now),
            (None, Some(Some((timestamp, at)))) => {
                timestamp.wrapping_add(samples(now.saturating_duration_since(*at)) as u32)
            }
            (None, Some(None) | None) => 0,
        }
    }
}

/// Whose turn it is to get a sender report: each listener's once in [`SENDER_REPORT_EVERY`],
/// however many or few there are.
#[derive(Default)]
struct Turns {
    at: Option<Instant>,
    /// Listeners times milliseconds since the last turn was given.
    owed: u128,
}

impl Turns {
    /// How many listeners have their turn.
    fn due(&mut self, listeners: usize, now: Instant) -> usize {
        let since = self.at.replace(now).map_or(Duration::ZERO, |at| now - at);
        self.owed += since.as_millis() * listeners as u128;
        let every = SENDER_REPORT_EVERY.as_millis();
        let due = (self.owed / every).min(listeners as u128);
        self.owed %= every;
        due as usize
    }
}

impl std::ops::AddAssign for FannedOut {
    fn add_assign(&mut self, more: Self) {
        self.packets += more.packets;
        self.bytes += more.bytes;
    }
}
