//! One space's door: carries out what [`Room`] decides, and tells it what the browser reports.
//! Nothing is decided here.

mod ear;
mod voice;

use super::{Kept, use_act};
use crate::{
    net::{
        api, entry,
        socket::{self, Socket},
        speaker,
    },
    rtc::{
        level::Meter,
        microphone::{Device, Microphone, Wish},
        peer::Peer,
        sources,
        whep::{Ear, SLOTS},
    },
    state::{
        Moment,
        aura::Heard,
        form::Trouble,
        link,
        room::{Effect, Input, Note, Room},
        status::Gate,
    },
};
use causerie_shared::{
    api::PassFor,
    command::Command,
    fault::Fault,
    id::{SpaceId, VoiceId},
    signal::{ClientFrame, Resume},
    stage::Notice,
};
use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use std::{
    cell::{Cell, Ref, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How often the receivers are asked whether packets still come.
const PACKETS_EVERY_MS: u32 = 1_000;

/// What the page should say that no state holds.
pub(crate) enum Say {
    Fault(Fault),
    Offline,
    Notice(Notice),
    Note(Note),
    /// How it went with what has a place of its own on the page.
    Answer(Command, Result<(), Trouble>),
    /// Asks for a name.
    Name,
}

enum Turn {
    Input(Input),
    Timeout,
}

pub(crate) struct Door {
    space: SpaceId,
    /// For callbacks that outlive a page that was left.
    myself: Weak<Self>,
    room: RefCell<Room>,
    waiting: RefCell<VecDeque<Turn>>,
    busy: Cell<bool>,
    timer: RefCell<Option<Timeout>>,
    socket: RefCell<Option<Socket>>,
    ear: RefCell<Option<Rc<Ear>>>,
    voice: RefCell<Option<Rc<Peer>>>,
    microphone: RefCell<Option<Microphone>>,
    meter: RefCell<Option<Meter>>,
    wish: RefCell<Wish>,
    devices: RefCell<Vec<Device>>,
    pub(crate) audio: [NodeRef; SLOTS],
    redraw: Callback<()>,
    say: Callback<Say>,
}

impl Door {
    fn new(space: SpaceId, redraw: Callback<()>, say: Callback<Say>) -> Rc<Self> {
        Rc::new_cyclic(|myself| Self {
            space,
            myself: myself.clone(),
            room: RefCell::default(),
            waiting: RefCell::default(),
            busy: Cell::new(false),
            timer: RefCell::default(),
            socket: RefCell::default(),
            ear: RefCell::default(),
            voice: RefCell::default(),
            microphone: RefCell::default(),
            meter: RefCell::default(),
            wish: RefCell::default(),
            devices: RefCell::default(),
            audio: std::array::from_fn(|_| NodeRef::default()),
            redraw,
            say,
        })
    }

    pub(crate) fn room(&self) -> Ref<'_, Room> {
        self.room.borrow()
    }

    pub(crate) fn now_ms(&self) -> u64 {
        monotonic_ms()
    }

    pub(crate) fn devices(&self) -> Vec<Device> {
        self.devices.borrow().clone()
    }

    pub(crate) fn wish(&self) -> Wish {
        self.wish.borrow().clone()
    }

    /// The microphone's level, linear; `None` while there is nothing to measure.
    pub(crate) fn microphone_level(&self) -> Option<f64> {
        self.meter.borrow().as_ref()?.level()
    }

    /// The own voice while it goes out. The relay never sends it back, so its aura follows the
    /// microphone.
    pub(crate) fn own_voice(&self) -> Option<(VoiceId, f64)> {
        let room = self.room.borrow();
        let voice = room.my_voice().filter(|_| room.is_on_air())?;
        let level = if room.is_muted() { 0.0 } else { self.microphone_level()? };
        Some((voice, level))
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        if !self.room.borrow().is_listening() {
            return Vec::new();
        }
        self.ear.borrow().as_ref().map(|ear| sources::heard(&ear.receivers)).unwrap_or_default()
    }

    /// Chooses another microphone or mode while the chooser is open.
    pub(crate) fn wish_for(&self, wish: Wish) {
        self.wish.replace(wish);
        self.open_microphone();
        self.redraw.emit(());
    }

    /// A click that asks the relay for something.
    pub(crate) fn does(&self, command: Command) -> Callback<MouseEvent> {
        let myself = self.myself.clone();
        Callback::from(move |_| {
            if let Some(door) = myself.upgrade() {
                door.happen(Input::Do(command.clone()));
            }
        })
    }

    pub(crate) const fn space(&self) -> SpaceId {
        self.space
    }

    /// This page was opened by a speaker link.
    pub(crate) fn is_linked(&self) -> bool {
        speaker::link(self.space).is_some()
    }

    /// Tells the room what happened and carries out what it decides, in order, also when one
    /// effect brings the next input with it.
    pub(crate) fn happen(&self, input: Input) {
        self.take_turn(Turn::Input(input));
    }

    fn take_turn(&self, turn: Turn) {
        self.waiting.borrow_mut().push_back(turn);
        if self.busy.replace(true) {
            return;
        }
        loop {
            let next = self.waiting.borrow_mut().pop_front();
            match next {
                Some(Turn::Input(input)) => self.room.borrow_mut().handle(input, moment()),
                Some(Turn::Timeout) => self.room.borrow_mut().handle_timeout(moment()),
                None => break,
            }
            self.carry_out();
        }
        self.busy.set(false);
        self.wake_in_time();
        self.redraw.emit(());
    }

    fn carry_out(&self) {
        loop {
            let next = self.room.borrow_mut().poll_output();
            let Some(effect) = next else { return };
            self.effect(effect);
        }
    }

    fn wake_in_time(&self) {
        let now = monotonic_ms();
        let due = self.room.borrow().poll_timeout(now);
        let myself = self.myself.clone();
        self.timer.replace(due.map(|(due, _why)| {
            let wait = u32::try_from(due.saturating_sub(now)).unwrap_or(u32::MAX);
            Timeout::new(wait, move || {
                if let Some(door) = myself.upgrade() {
                    door.take_turn(Turn::Timeout);
                }
            })
        }));
    }

    fn effect(&self, effect: Effect) {
        match effect {
            Effect::OpenSocket => self.open_socket(),
            Effect::Greet { resume } => self.greet(resume),
            Effect::Send(frame) => {
                if let Some(socket) = &*self.socket.borrow() {
                    socket.send(&frame);
                }
            }
            Effect::CloseSocket => drop(self.socket.take()),
            Effect::ConnectEar { warm } => self.connect_ear(warm),
            Effect::DropEar => self.drop_ear(),
            Effect::Play => self.play(),
            Effect::Silence => self.each_audio(|audio| {
                let _ = audio.pause();
            }),
            Effect::AskWhoTalks => self.ask_who_talks(),
            Effect::OpenMic => self.open_microphone(),
            Effect::CloseMic => {
                self.meter.take();
                self.microphone.take();
            }
            Effect::Publish => self.publish(),
            Effect::Unpublish => self.unpublish(),
            Effect::Carry(on) => {
                if let Some(microphone) = &*self.microphone.borrow() {
                    microphone.carry(on);
                }
            }
            Effect::Say(fault) => self.say.emit(Say::Fault(fault)),
            Effect::Answer { command, answer } => self.say.emit(Say::Answer(command, answer)),
            Effect::SayOffline => self.say.emit(Say::Offline),
            Effect::Tell(notice) => self.say.emit(Say::Notice(notice)),
            Effect::Note(note) => self.say.emit(Say::Note(note)),
            Effect::AskName => self.say.emit(Say::Name),
            Effect::AskWhy => self.ask_why(),
            Effect::FetchTicket => self.fetch_ticket(),
            Effect::Look => self.look(),
        }
    }

    // The socket

    fn open_socket(&self) {
        let myself = self.myself.clone();
        let tell = move |news| {
            let Some(door) = myself.upgrade() else { return };
            let input = match news {
                socket::News::Opened => link::Input::Opened,
                socket::News::Frame(frame) => link::Input::Frame(frame),
                socket::News::Lost => link::Input::Lost,
            };
            door.happen(Input::Link(input));
        };
        let opened = Socket::open(self.space, tell);
        if opened.is_none() {
            self.happen(Input::Link(link::Input::Lost));
        }
        self.socket.replace(opened);
    }

    fn greet(&self, resume: Option<Resume>) {
        let Some(myself) = self.myself.upgrade() else { return };
        spawn_local(async move {
            let pass = match api::pass(myself.space, PassFor::Live).await {
                Ok(pass) => pass,
                Err(failed) => {
                    if let Some(gate) = failed.fault().as_ref().and_then(Gate::of) {
                        myself.happen(Input::Gated(gate));
                        return;
                    }
                    // Without an answer the greeting is a guest's; the relay then says who we are.
                    None
                }
            };
            if let Some(socket) = &*myself.socket.borrow() {
                socket.send(&ClientFrame::Hello { pass, resume });
            }
        });
    }

    fn ask_why(&self) {
        let Some(myself) = self.myself.upgrade() else { return };
        spawn_local(async move {
            let gate = match api::pass(myself.space, PassFor::Live).await {
                Err(failed) => failed.fault().as_ref().and_then(Gate::of),
                Ok(_) => None,
            };
            // Whoever is nobody here is asked for an account; to anybody else a host said no.
            let is_somebody = api::me().await.is_ok_and(|me| me.account.is_some());
            let likely = if is_somebody { Gate::Blocked } else { Gate::Account };
            myself.happen(Input::Gated(gate.unwrap_or(likely)));
        });
    }

    fn fetch_ticket(&self) {
        let Some(myself) = self.myself.upgrade() else { return };
        spawn_local(async move {
            let is_there = entry::fetch(myself.space).await.is_ok();
            myself.happen(if is_there { Input::Ticket } else { Input::NoTicket });
        });
    }

    fn look(&self) {
        let Some(myself) = self.myself.upgrade() else { return };
        spawn_local(async move {
            if let Ok(view) = api::look(myself.space).await {
                myself.happen(Input::Seen(Box::new(view)));
            }
        });
    }

    /// The page goes away, perhaps without another line of ours being run.
    fn let_go(&self) {
        self.happen(Input::Leave);
        self.timer.take();
    }
}

/// Opens the door of a space for as long as the page shows it; another `round` is another try.
#[hook]
pub(crate) fn use_door(space: SpaceId, round: u32, say: Callback<Say>) -> Rc<Door> {
    let redraw = use_force_update();
    let door = use_memo((space, round), move |(space, _)| {
        Door::new(*space, Callback::from(move |()| redraw.force_update()), say)
    });
    let door: Rc<Door> = (*door).clone();
    use_act(format!("{space} {round}").into(), {
        let door = door.clone();
        Box::new(move || {
            speaker::take(space);
            door.happen(Input::Start);
            if is_hidden() {
                // Opened in the background: no event will tell.
                door.happen(Input::Hidden);
            }
            let watching = watch_the_page(&door);
            let counting = {
                let door = door.clone();
                Interval::new(PACKETS_EVERY_MS, move || door.count_packets())
            };
            Kept::undo(move || {
                drop((watching, counting));
                door.let_go();
            })
        })
    });
    door
}

fn watch_the_page(door: &Rc<Door>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let Some(document) = window.document() else { return Vec::new() };
    let (seen, blurred, online, gone) = (door.clone(), door.clone(), door.clone(), door.clone());
    let linked = door.clone();
    vec![
        EventListener::new(&document, "visibilitychange", move |_| {
            seen.happen(if is_hidden() { Input::Hidden } else { Input::Shown });
        }),
        EventListener::new(&window, "blur", move |_| blurred.happen(Input::Blurred)),
        EventListener::new(&window, "online", move |_| online.happen(Input::Online)),
        EventListener::new(&window, "hashchange", move |_| {
            if speaker::take(linked.space) {
                linked.happen(Input::Known);
            }
        }),
        EventListener::new(&window, "pagehide", move |_| gone.let_go()),
    ]
}

pub(crate) fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

fn moment() -> Moment {
    Moment { ms: monotonic_ms(), chance: js_sys::Math::random() }
}

fn monotonic_ms() -> u64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0, |performance| performance.now() as u64)
}
