//! The registry of spaces, and the only loop per space. A space's rules are pure; here is what
//! gives them time, tells them what happened, and carries out what they answer.
//!
//! Invariants: one task owns a space, and nobody waits for a lock to reach it; every queue is bounded
//! by itself, or by what is counted elsewhere; what comes from one space cannot slow another. Absent: what is allowed (`space`), who
//! somebody is (`http::auth`), bytes of sockets (`signal`).

mod board;
mod captions;
pub mod demo;
mod dispatch;
mod founding;
mod frame;
mod looking;
mod media;
mod press;
mod room;
mod tally;
mod tickets;
mod watch;

pub use board::{Board, Taste};
pub use captions::{hear_captions, taps};
pub use dispatch::{QUEUE_MOST, Sink};
pub use frame::Frame;
pub use media::hear_media;
pub use room::Glance;
pub use tally::Tally;
pub use tickets::hear_money;
pub use watch::tell_what_changes;

// Doors speak of these; what is behind them stays inside the hub.
pub use crate::space::{About, Amendment, EXPELLED_MS, Face, Line, Size, Standing, Who};

use crate::{
    captions::Captions,
    clock,
    media::{Answered, Media, MediaFault, Patched, Publish, SessionId, Subscribe},
    space::{Expulsion, Input, Session, Space, Use},
    store::{self, SpaceRow, Store},
};
use causerie_shared::{
    api::SpaceCard,
    command::Command,
    fault::Fault,
    id::{PersonId, SpaceId},
    role::{Action, Role},
    signal::{Farewell, Resume},
};
use room::{Aside, Charter, Room, ToRoom};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::oneshot;

/// Handle to the hub. Cheap to clone.
#[derive(Clone)]
pub struct Hub {
    shared: Arc<Shared>,
}

struct Shared {
    media: Media,
    store: Store,
    spaces_most: usize,
    size: Size,
    captions: Captions,
    /// How long what was said is kept once a space is over, 0 for as long as anything.
    transcript_days: u32,
    founding: Mutex<()>,
    spaces: RwLock<HashMap<SpaceId, Room>>,
    /// Which space a media session belongs to, and which of its doors.
    sessions: Mutex<HashMap<SessionId, (SpaceId, Door)>>,
    next_line: AtomicU64,
    leaving: AtomicBool,
    tally: Arc<Tally>,
    noticeboard: watch::Noticeboard,
}

/// What becomes of what people say.
pub struct Words {
    pub captions: Captions,
    /// How many days it is kept once a space is over; 0: until somebody deletes it.
    pub days: u32,
}

/// The two media doors of a space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Whip,
    Whep,
}

/// Why a space cannot be looked at.
#[derive(Debug)]
pub enum Missing {
    NoSuchSpace,
    Store(store::Broken),
}

impl From<store::Broken> for Missing {
    fn from(fault: store::Broken) -> Self {
        Self::Store(fault)
    }
}

/// Why an offer was refused: by the rules, or by the media plane.
#[derive(Debug)]
pub enum Refusal {
    Rules(Fault),
    Media(MediaFault),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Rules(fault)
    }
}

impl From<MediaFault> for Refusal {
    fn from(fault: MediaFault) -> Self {
        Self::Media(fault)
    }
}

impl Hub {
    /// Takes up every space that was live when the relay stopped, except the demo's when there is
    /// no demo.
    ///
    /// # Errors
    /// A store that cannot be read.
    pub async fn start(
        media: Media,
        store: Store,
        spaces_most: usize,
        size: Size,
        words: Words,
        with_demo: bool,
    ) -> store::Result<Self> {
        store.announce_unbegun_again().await?;
        let live = store.live().await?;
        let demo = demo::space(&store).await?;
        let hub = Self {
            shared: Arc::new(Shared {
                media,
                store,
                spaces_most,
                size,
                captions: words.captions,
                transcript_days: words.days,
                founding: Mutex::default(),
                spaces: RwLock::default(),
                sessions: Mutex::default(),
                next_line: AtomicU64::new(1),
                leaving: AtomicBool::new(false),
                tally: Arc::default(),
                noticeboard: watch::Noticeboard::default(),
            }),
        };
        for row in live {
            let id = row.view.id;
            if demo == Some(id) && !with_demo {
                hub.shared.store.forget(id);
                continue;
            }
            let SpaceRow { view, host, next_voice, pairs } = row;
            let epoch = hub.shared.store.epoch();
            let last = hub.shared.store.last_said(id).await?;
            let mut space = Space::resume(view, next_voice, epoch, clock::now());
            space.number_captions_after(last);
            hub.open(id, Charter { founder: host, pairs }, space);
        }
        Ok(hub)
    }

    /// Turns somebody whose account goes out of every space on air, or whom one host blocked out of
    /// that host's; ends the spaces that they host. Returns when all of it is on disk.
    pub async fn expel(&self, person: PersonId, of_host: Option<PersonId>) {
        let why = of_host.map_or(Expulsion::Deleted, |by| Expulsion::Blocked { by });
        let mut rooms: Vec<_> = self.spaces().values().cloned().collect();
        rooms.retain(|room| of_host.is_none_or(|host| room.host() == host));
        let mut done = Vec::new();
        for room in rooms {
            let (tell, told) = oneshot::channel();
            room.tell(ToRoom::Input(Input::Expel { person, why })).await;
            room.tell(ToRoom::Done(tell)).await;
            done.push(told);
        }
        for told in done {
            // A space that is over says nothing, and has saved what it was.
            let _ = told.await;
        }
        self.shared.store.flush().await;
    }

    /// What is on air and has begun: the best attended first, the newest first among equals. A short
    /// list is of this very moment, a long one of the board's.
    pub fn live(&self, most: usize) -> Vec<SpaceCard> {
        if self.spaces_live() > most {
            let board = self.board();
            let cards = board.suiting(&Taste { topic: None, language: None }).take(most);
            return cards.map(|card| (**card).clone()).collect();
        }
        let mut cards: Vec<_> = self.spaces().values().filter_map(Room::card).collect();
        cards.sort_by(|a, b| b.listeners.cmp(&a.listeners).then(b.id.cmp(&a.id)));
        cards
    }

    /// Whether `person` may do `action` there, by the seat they have.
    ///
    /// # Errors
    /// [`Fault::SpaceEnded`], [`Fault::NotOnStage`], [`Fault::NotAllowed`]
    pub fn may(&self, id: SpaceId, person: PersonId, action: Action) -> Result<(), Fault> {
        let view = self.live_view(id)?;
        let Some(seat) = view.seat_of(person) else {
            return if Role::Listener.may(action) { Ok(()) } else { Err(Fault::NotOnStage) };
        };
        if seat.role.may(action) { Ok(()) } else { Err(Fault::NotAllowed) }
    }

    /// Brings a socket in. Its frames come out of the other end of `sink`.
    ///
    /// # Errors
    /// [`Fault::SpaceEnded`]
    pub async fn arrive(
        &self,
        id: SpaceId,
        who: Who,
        resume: Option<Resume>,
        sink: Option<Sink>,
    ) -> Result<Attendance, Fault> {
        self.live_view(id)?;
        let room = self.spaces().get(&id).cloned().ok_or(Fault::SpaceEnded)?;
        let line = Line(self.shared.next_line.fetch_add(1, Ordering::Relaxed));
        if !room.tell(ToRoom::Arrive { line, who, resume, sink }).await {
            return Err(Fault::SpaceEnded);
        }
        Ok(Attendance { room, line })
    }

    /// Opens a microphone: one voice of one person on stage. The newest wins.
    ///
    /// # Errors
    /// What the rules or the media plane refuse.
    pub async fn publish(
        &self,
        id: SpaceId,
        person: PersonId,
        music: bool,
        offer: String,
        from: IpAddr,
    ) -> Result<Answered, Refusal> {
        self.may(id, person, Action::Speak)?;
        let view = self.live_view(id)?;
        let seat = view.seat_of(person).ok_or(Fault::NotOnStage)?;
        let (voice, muted) = (seat.voice, seat.muted);
        let room = self.spaces().get(&id).cloned().ok_or(Fault::SpaceEnded)?;
        let request = Publish { space: id, voice, music, muted, offer, from };
        let mut answer = self.shared.media.publish(request.clone());
        // The former microphone closes on a media thread, so its place is free a moment later.
        for _ in 0..TAKE_OVER_TRIES {
            if !matches!(answer, Err(MediaFault::AlreadyPublishing)) {
                break;
            }
            room.tell_aside(Aside::Media(Input::TakeOver { person }));
            tokio::time::sleep(TAKE_OVER_PAUSE).await;
            answer = self.shared.media.publish(request.clone());
        }
        let answer = answer?;
        self.opened(&room, id, answer.session, Use::Speak { voice });
        Ok(answer)
    }

    /// Opens an ear. Whose it is, and how they stand, is known by a pass, or not at all.
    ///
    /// # Errors
    /// What the rules or the media plane refuse.
    pub async fn subscribe(
        &self,
        id: SpaceId,
        holder: Option<(PersonId, Standing)>,
        warm: bool,
        offer: String,
        from: IpAddr,
    ) -> Result<Answered, Refusal> {
        let view = self.live_view(id)?;
        let room = self.spaces().get(&id).cloned().ok_or(Fault::SpaceEnded)?;
        let person = holder.map(|(person, _)| person);
        let ticket = holder.is_some_and(|(_, standing)| standing.ticket);
        let own_voice = person.and_then(|person| view.seat_of(person)).map(|seat| seat.voice);
        // Until the rules say that they may hear.
        let has_door = view.lifecycle.is_backstage() || view.locked || view.ticketing.is_some();
        let held = own_voice.is_none() && has_door;
        let request = Subscribe { space: id, own_voice, warm: warm || held, offer, from };
        let answer = self.shared.media.subscribe(request)?;
        let used = Use::Hear { person, own_voice, warm, held, ticket };
        self.opened(&room, id, answer.session, used);
        Ok(answer)
    }

    /// Told before the answer goes out, so that nothing the peer does can come first.
    fn opened(&self, room: &Room, id: SpaceId, session: SessionId, used: Use) {
        let door = match used {
            Use::Speak { .. } => Door::Whip,
            Use::Hear { .. } => Door::Whep,
        };
        self.sessions().insert(session, (id, door));
        let opened = Input::Opened { session: Session(session.0), used };
        if !room.tell_aside(Aside::Media(opened)) {
            self.sessions().remove(&session);
            self.shared.media.close(session);
        }
    }

    /// # Errors
    /// [`MediaFault::NoSuchSession`] also when the session is another space's or door's.
    pub fn patch(
        &self,
        id: SpaceId,
        door: Door,
        session: SessionId,
        if_match: &str,
        fragment: &str,
    ) -> Result<Patched, MediaFault> {
        self.belongs(id, door, session)?;
        self.shared.media.patch(session, if_match, fragment)
    }

    /// # Errors
    /// [`MediaFault::NoSuchSession`] also when the session is another space's or door's.
    pub fn close(&self, id: SpaceId, door: Door, session: SessionId) -> Result<(), MediaFault> {
        self.belongs(id, door, session)?;
        if self.shared.media.close(session) { Ok(()) } else { Err(MediaFault::NoSuchSession) }
    }

    /// # Errors
    /// [`MediaFault::NoSuchSession`]
    pub fn belongs(&self, id: SpaceId, door: Door, session: SessionId) -> Result<(), MediaFault> {
        let behind = self.sessions().get(&session).copied();
        if behind == Some((id, door)) { Ok(()) } else { Err(MediaFault::NoSuchSession) }
    }

    /// From here on nothing new begins.
    pub fn leave(&self) {
        self.shared.leaving.store(true, Ordering::Relaxed);
    }

    pub fn is_leaving(&self) -> bool {
        self.shared.leaving.load(Ordering::Relaxed)
    }

    /// What a socket is told that must come back after a restart.
    pub fn restart(&self) -> Farewell {
        Farewell::Restart { spread_ms: spread_ms(self.shared.tally.sockets()) }
    }

    /// Tells every socket that the relay restarts, and waits until all of it is on disk.
    pub async fn stop(&self) {
        self.leave();
        self.shared.captions.stop();
        self.close_board();
        let rooms: Vec<_> = self.spaces().values().cloned().collect();
        let why = self.restart();
        for room in &rooms {
            room.tell(ToRoom::Stop { why }).await;
        }
        for room in &rooms {
            room.is_stopped().await;
        }
        self.shared.store.close().await;
    }

    pub fn tally(&self) -> &Arc<Tally> {
        &self.shared.tally
    }

    pub fn captions(&self) -> &Captions {
        &self.shared.captions
    }

    pub fn media(&self) -> &Media {
        &self.shared.media
    }

    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    pub fn spaces_live(&self) -> usize {
        self.spaces().len()
    }

    pub fn listeners(&self) -> u64 {
        self.spaces().values().map(|room| u64::from(room.view().listeners)).sum()
    }

    /// A space is over: nothing of it stays in memory.
    fn forget(&self, id: SpaceId) {
        self.spaces_mut().remove(&id);
        self.sessions().retain(|_, (space, _)| *space != id);
        self.shared.media.close_space(id);
        self.shared.captions.forget(id);
    }

    fn room_of(&self, session: SessionId) -> Option<Room> {
        let (id, _) = self.sessions().get(&session).copied()?;
        self.spaces().get(&id).cloned()
    }

    fn spaces(&self) -> std::sync::RwLockReadGuard<'_, HashMap<SpaceId, Room>> {
        self.shared.spaces.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn spaces_mut(&self) -> std::sync::RwLockWriteGuard<'_, HashMap<SpaceId, Room>> {
        self.shared.spaces.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, HashMap<SessionId, (SpaceId, Door)>> {
        self.shared.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Together half a second: a media thread closes a session within one of its rounds.
const TAKE_OVER_TRIES: u32 = 25;
const TAKE_OVER_PAUSE: Duration = Duration::from_millis(20);

/// Over how long a herd of clients shall come back: a relay takes some 500 sockets a second with
/// their handshakes, and nobody should wait longer than half a minute.
fn spread_ms(sockets: u64) -> u32 {
    u32::try_from((sockets * 2).clamp(500, 30_000)).unwrap_or(30_000)
}

/// A socket's presence in a space; it leaves when this is dropped.
pub struct Attendance {
    room: Room,
    pub line: Line,
}

impl Attendance {
    /// Waits while the space has a full queue, so that a fast client slows itself.
    pub async fn ask(&self, id: u32, command: Command) {
        self.room.tell(ToRoom::Input(Input::Do { line: self.line, id, command })).await;
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        self.room.tell_aside(Aside::Left(self.line));
    }
}
