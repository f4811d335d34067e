//! Decides what happens in one space. Holds no socket, reads no clock, awaits nothing. Every
//! effect leaves as an [`Output`].
//!
//! The model: a *seat* is a person's place on stage and stands in the view that everybody folds;
//! a *line* is one open socket; an *ear* is a media session through which somebody hears, and a
//! *microphone* one through which somebody speaks. A role is what a person's seat says; without a
//! seat it is listener or guest. After every input the space *settles*: it compares who is here
//! with what the view says, and says the difference.
//!
//! Laws, each held by a test in `laws`: folding the events of a class gives its snapshot; no Seq
//! is skipped; what is refused leaves nothing but a fault; the stage stays within
//! its limit; nothing follows the end; a live space has somebody in charge or a running grace; no
//! class learns what belongs to a narrower one; where tickets are sold, who is not admitted hears at
//! most a preview.
//!
//! Absent: passes and limits (doors), frames and queues (hub), packets (media).

mod audience;
mod board;
mod captions;
mod command;
mod ears;
mod entry;
mod expelled;
mod hands;
mod lifecycle;
mod log;
mod office;
mod output;
mod pace;
mod previews;
mod promises;
mod roster;
mod saving;
mod size;
mod stage;
mod streams;
mod tabs;
mod talk;
mod tickets;

#[cfg(test)]
mod laws;

pub use audience::{Session, Use};
pub use captions::{Amendment, Recogniser, Utterance};
pub use expelled::EXPELLED_MS;
pub use hands::{HANDS_MOST, INVITED_MOST};
pub use lifecycle::GRACE_MS;
pub use office::REMOVED_MOST;
pub use output::{Effect, Output};
pub use roster::{Face, Line, Standing, Who};
pub use size::{CO_HOSTS_MOST, STAGE_MOST, Size};
pub use streams::LOG_MOST;

use audience::Audience;
use board::Board;
use captions::Captions;
use causerie_shared::{
    board::Poll,
    caption::Captioning,
    command::Command,
    event::{Class, Event},
    id::{PersonId, SpaceId},
    language::Language,
    signal::{Resume, Seq},
    stage::Speaking,
    talk::{ChatRule, Reactions},
    text::{Description, Title},
    time::UnixMs,
    topic::Topics,
    view::{Access, DoorCount, Lifecycle, SpaceView, Ticketing},
};
use entry::Lock;
use expelled::Lately;
use hands::Away;
use pace::Paces;
use promises::Kept;
use roster::Roster;
use saving::Unsaved;
use stage::Stage;
use std::{collections::VecDeque, sync::Arc};
use streams::Streams;
use talk::Talk;
use tickets::Gate;

/// What comes in from the world.
#[derive(Debug, Clone)]
pub enum Input {
    /// A socket said hello.
    Arrive { line: Line, who: Who, resume: Option<Resume> },
    /// A socket is gone.
    Leave { line: Line },
    /// A socket asks for something; `id` comes back in the answer.
    Do { line: Line, id: u32, command: Command },
    /// A media door answered an offer.
    Opened { session: Session, used: Use },
    /// Audio can flow.
    Connected { session: Session },
    /// A media session is over.
    Gone { session: Session },
    /// A person publishes from elsewhere while their former microphone is still open.
    TakeOver { person: PersonId },
    /// Somebody may not be here any more: they deleted their account, or were blocked. A pass from
    /// before lets them in no more. A space whose host they are is over.
    Expel { person: PersonId, why: Expulsion },
    /// A ticket is good no more: given back, passed on, disputed. A pass from before admits nobody.
    StopTicket { person: PersonId },
    /// Somebody has a good ticket, perhaps anew.
    AdmitTicket { person: PersonId },
    /// How the recogniser is, which all spaces share.
    Recogniser(Recogniser),
    /// Somebody on stage said something.
    Said(Utterance),
    /// Something that was said is otherwise from here on.
    Amend(Amendment),
}

/// Why somebody may not be here any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expulsion {
    /// Their account is no more.
    Deleted,
    /// By the host, which the log says.
    Blocked { by: PersonId },
}

pub struct Space {
    streams: Streams,
    size: Size,
    roster: Roster,
    paces: Paces,
    stage: Stage,
    audience: Audience,
    away: Away,
    kept: Kept,
    lock: Lock,
    expelled: Lately,
    gate: Gate,
    talk: Talk,
    board: Board,
    captions: Captions,
    unsaved: Unsaved,
    has_begun: bool,
    out: VecDeque<Output>,
}

/// What a host says of a space when opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub title: Title,
    pub description: Option<Description>,
    pub topics: Topics,
    pub language: Option<Language>,
    pub access: Access,
    /// Whether the stage meets first, unheard.
    pub backstage: bool,
    /// Whether what is said is kept in words, until the host decides otherwise.
    pub keeps_words: bool,
    /// Whether a ticket is needed to hear.
    pub ticketing: Option<Ticketing>,
}

impl About {
    /// A listed space that is open to everybody.
    pub fn titled(title: Title) -> Self {
        let (topics, access) = (Topics::default(), Access::default());
        let (description, language, ticketing) = (None, None, None);
        let (backstage, keeps_words) = (false, true);
        Self { title, description, topics, language, access, backstage, keeps_words, ticketing }
    }
}

impl Space {
    /// Opens a new space with `host` on stage. Until the host arrives, the grace runs.
    pub fn found(id: SpaceId, about: About, host: &Who, epoch: u64, now: UnixMs) -> Self {
        let About {
            title,
            description,
            topics,
            language,
            access,
            backstage,
            keeps_words,
            ticketing,
        } = about;
        let lifecycle = match backstage {
            true => Lifecycle::Backstage { since: now },
            false => Lifecycle::Live { since: now },
        };
        let view = SpaceView {
            id,
            title,
            description,
            topics,
            language,
            access,
            lifecycle,
            ticketing,
            locked: false,
            stage: Vec::new(),
            listeners: 0,
            nobody_in_charge_until: None,
            microphones: Vec::new(),
            speaking: Speaking::default(),
            chat_rule: ChatRule::default(),
            chat: Vec::new(),
            reactions: Reactions::default(),
            pins: Vec::new(),
            poll: None,
            captioning: Captioning { kept: keeps_words, ..Captioning::default() },
            captions: Vec::new(),
            door: Some(DoorCount::default()),
            hands: Vec::new(),
            invited: Vec::new(),
            removed: Vec::new(),
            speaker_links: 0,
            terms: Vec::new(),
            log: Vec::new(),
        };
        let mut space = Self::with(view, 1, epoch);
        space.seat_host(host);
        space.settle(now);
        space
    }

    /// Takes up a space where a former run of the relay saved it: seats are kept, nobody is here
    /// yet, and the grace runs.
    pub fn resume(saved: SpaceView, next_voice: u32, epoch: u64, now: UnixMs) -> Self {
        let poll = saved.poll.clone().map(|poll| Poll { closed: true, ..poll });
        let view = SpaceView {
            poll,
            listeners: 0,
            nobody_in_charge_until: None,
            microphones: Vec::new(),
            captioning: Captioning {
                wanted: saved.captioning.wanted,
                kept: saved.captioning.kept,
                ..Captioning::default()
            },
            captions: captions::ended(saved.captions),
            door: Some(DoorCount::default()),
            ..saved
        };
        let mut space = Self::with(view, next_voice, epoch);
        space.has_begun = true;
        space.lock = Lock::after_a_restart(now);
        space.settle(now);
        space
    }

    fn with(view: SpaceView, next_voice: u32, epoch: u64) -> Self {
        let (talk, board) = (Talk::after(&view.chat), Board::after(&view));
        let captions = Captions::after(&view);
        Self {
            streams: Streams::new(view, epoch),
            size: Size::default(),
            roster: Roster::default(),
            paces: Paces::default(),
            stage: Stage::new(next_voice),
            audience: Audience::default(),
            away: Away::default(),
            kept: Kept::default(),
            lock: Lock::default(),
            expelled: Lately::default(),
            gate: Gate::default(),
            talk,
            board,
            captions,
            unsaved: Unsaved::default(),
            has_begun: false,
            out: VecDeque::new(),
        }
    }

    pub fn handle(&mut self, input: Input, now: UnixMs) {
        match input {
            Input::Arrive { line, who, resume } => self.arrive(line, who, resume, now),
            Input::Leave { line } => self.leave(line, now),
            Input::Do { line, id, command } => self.answer(line, id, command, now),
            Input::Opened { session, used } => self.opened(session, used, now),
            Input::Connected { session } => self.audience.connected(session),
            Input::Gone { session } => self.audience.gone(session),
            Input::TakeOver { person } => self.take_over(person),
            Input::Expel { person, why } => self.expel(person, why, now),
            Input::StopTicket { person } => self.stop_ticket(person, now),
            Input::AdmitTicket { person } => self.admit_ticket(person),
            Input::Recogniser(recogniser) => self.recogniser(recogniser),
            Input::Said(said) => self.said(said),
            Input::Amend(amendment) => self.amend(amendment, now),
        }
        self.settle(now);
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: UnixMs) {
        self.end_if_grace_is_over(now);
        self.unseat_the_long_absent(now);
        self.close_ears_without_owner(now);
        self.forget_the_long_away(now);
        self.settle(now);
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// When to call [`Self::handle_timeout`] next, and why.
    pub fn poll_timeout(&self) -> Option<(UnixMs, &'static str)> {
        if self.is_over() {
            return None;
        }
        [
            self.view().nobody_in_charge_until.map(|at| (at, "nobody in charge")),
            self.stage.next_unseating(self.view()).map(|at| (at, "a speaker is absent")),
            self.audience.next_count().map(|at| (at, "counts are due")),
            self.audience.next_orphan().map(|at| (at, "an ear lost its owner")),
            self.talk.next_telling().map(|at| (at, "reactions are due")),
            self.board.next_telling().map(|at| (at, "votes are due")),
            self.gate.next_end_of_preview().map(|at| (at, "a preview is over")),
            self.away.next().map(|at| (at, "somebody who asks is away")),
            self.unsaved.due().map(|at| (at, "what was said is to be saved")),
        ]
        .into_iter()
        .flatten()
        .min_by_key(|(at, _)| *at)
    }

    /// What the widest class knows.
    pub fn view(&self) -> &SpaceView {
        self.streams.view()
    }

    /// What `class` knows, and the position of the last event in it.
    pub fn snapshot(&mut self, class: Class) -> (Seq, Arc<SpaceView>) {
        self.streams.snapshot(class)
    }

    pub fn is_over(&self) -> bool {
        self.view().lifecycle.is_over()
    }

    /// Whether somebody in charge was ever here. A space that is taken up counts as begun.
    pub fn has_begun(&self) -> bool {
        self.has_begun
    }

    fn emit(&mut self, event: Event) {
        self.streams.emit(event, &mut self.out);
    }

    fn effect(&mut self, effect: Effect) {
        self.out.push_back(Output::Media(effect));
    }

    /// Says what changed in who is here. Costs the stage, never the audience, except for the
    /// counts, which are taken a few times a second.
    fn settle(&mut self, now: UnixMs) {
        if self.is_over() {
            return;
        }
        self.settle_presence(now);
        self.settle_charge(now);
        self.settle_previews(now);
        self.settle_microphones();
        self.settle_captions();
        self.settle_own_voices();
        self.settle_away(now);
        self.settle_reactions(now);
        self.settle_votes(now);
        self.settle_counts(now);
        self.settle_saves(now);
    }
}
