//! The loop of one space: waits for what happens or is due, tells the rules, carries out what
//! they answer.

use crate::{
    captions::State,
    clock,
    hub::{
        Hub,
        dispatch::{Dispatch, Sink},
    },
    space::{Input, Line, Space, Who},
};
use causerie_shared::{
    api::SpaceCard,
    event::Class,
    id::{PersonId, VoiceId},
    role::Role,
    signal::{Farewell, Resume},
    time::UnixMs,
    view::SpaceView,
};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};

/// What may wait for one space. A socket that finds it full waits, and with it its client.
const INBOX_MOST: usize = 1024;

/// How long a voice counts as talking after it was heard: media reports twice a second, and a
/// breath between two words must not put the light out.
const TALKING_MS: u64 = 2500;

pub(super) enum ToRoom {
    Arrive {
        line: Line,
        who: Who,
        resume: Option<Resume>,
        sink: Option<Sink>,
    },
    Input(Input),
    /// Looks at what only the space itself knows.
    Look(Box<dyn FnOnce(&Space) + Send>),
    /// Asks for a word once everything before it is done and on its way to the store.
    Done(oneshot::Sender<()>),
    Stop {
        why: Farewell,
    },
}

/// What comes from those who cannot wait for a full space: sockets that close, and the media plane,
/// which serves all spaces. Sockets and sessions are bounded, and so is what they say here.
///
/// Comes before the inbox, and in the order in which it was said: whoever speaks of a session to
/// the inbox does so after the session was opened here.
pub(super) enum Aside {
    Left(Line),
    Media(Input),
    Heard(Vec<VoiceId>),
}

/// What belongs to a space and is no matter of its rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Charter {
    /// Whose space it is until they hand it over.
    pub(super) founder: PersonId,
    /// Whether two packets of 20 ms leave together.
    pub(super) pairs: bool,
}

/// Handle to a space's task.
#[derive(Clone)]
pub(super) struct Room {
    charter: Charter,
    inbox: mpsc::Sender<ToRoom>,
    /// For those who cannot wait, see [`Aside`].
    aside: mpsc::UnboundedSender<Aside>,
    glance: watch::Receiver<Glance>,
}

/// What everybody may know of a space without asking its task.
#[derive(Clone)]
pub struct Glance {
    pub view: Arc<SpaceView>,
    pub talking: Arc<[(VoiceId, UnixMs)]>,
    /// Whether somebody in charge was ever there.
    pub has_begun: bool,
    /// Who may not come back.
    pub removed: Arc<[PersonId]>,
    /// The edition of speaker links that work.
    pub speaker_links: u32,
}

/// Who has the host's seat, which stays theirs while they are away.
pub(super) fn host_of(view: &SpaceView) -> Option<PersonId> {
    view.stage.iter().find(|seat| seat.role == Role::Host).map(|seat| seat.person)
}

impl Room {
    pub(super) fn open(hub: Hub, charter: Charter, mut space: Space) -> Self {
        let (inbox, messages) = mpsc::channel(INBOX_MOST);
        let (aside, asides) = mpsc::unbounded_channel();
        let recogniser = hub.captions().state();
        space.handle(Input::Recogniser(hub.recogniser(&recogniser.borrow())), clock::now());
        let (_, view) = space.snapshot(Class::Public);
        let has_begun = space.has_begun();
        let (show, glance) = watch::channel(Glance {
            view,
            talking: Arc::from([]),
            has_begun,
            removed: removed(&space),
            speaker_links: space.view().speaker_links,
        });
        hub.tally().opened();
        let mut dispatch = Dispatch::new(hub.clone(), space.view().id, charter);
        // The first save is on its way before anybody waits for the disk.
        dispatch.carry(&mut space);
        let task = Task { hub, space, dispatch, show, talking: Vec::new(), recogniser };
        tokio::spawn(task.run(messages, asides));
        Self { charter, inbox, aside, glance }
    }

    /// Whose space it is.
    pub(super) fn host(&self) -> PersonId {
        host_of(&self.glance.borrow().view).unwrap_or(self.charter.founder)
    }

    /// Whether somebody may not come back.
    pub(super) fn is_removed(&self, person: PersonId) -> bool {
        self.glance.borrow().removed.contains(&person)
    }

    pub(super) fn speaker_links(&self) -> u32 {
        self.glance.borrow().speaker_links
    }

    /// False when the space is over and nobody listens.
    pub(super) async fn tell(&self, message: ToRoom) -> bool {
        self.inbox.send(message).await.is_ok()
    }

    /// False when the space is over and nobody listens.
    pub(super) fn tell_aside(&self, message: Aside) -> bool {
        self.aside.send(message).is_ok()
    }

    pub(super) fn view(&self) -> Arc<SpaceView> {
        Arc::clone(&self.glance.borrow().view)
    }

    /// How it is listed, once it is live and somebody in charge came: a title alone is nothing to
    /// listen to.
    pub(super) fn card(&self) -> Option<SpaceCard> {
        let Glance { view, talking, has_begun, removed: _, speaker_links: _ } =
            self.glance.borrow().clone();
        if !has_begun || !view.access.listed || !view.lifecycle.is_live() {
            return None;
        }
        let recent = clock::now();
        let talking = talking.iter().filter(|(_, at)| recent.since_ms(*at) <= TALKING_MS);
        Some(SpaceCard {
            id: view.id,
            title: view.title.clone(),
            since: view.lifecycle.since(),
            topics: view.topics.clone(),
            language: view.language,
            guests: view.access.guests,
            stage: view.stage.clone(),
            talking: talking.map(|(voice, _)| *voice).collect(),
            listeners: view.listeners,
        })
    }

    pub(super) async fn is_stopped(&self) {
        // The inbox closes before the last save is on its way, the other one after it.
        self.aside.closed().await;
    }
}

struct Task {
    hub: Hub,
    space: Space,
    dispatch: Dispatch,
    show: watch::Sender<Glance>,
    /// Who was heard, and when last.
    talking: Vec<(VoiceId, UnixMs)>,
    recogniser: watch::Receiver<State>,
}

impl Task {
    async fn run(
        mut self,
        mut messages: mpsc::Receiver<ToRoom>,
        mut asides: mpsc::UnboundedReceiver<Aside>,
    ) {
        while !self.space.is_over() {
            let due = self.space.poll_timeout();
            let recogniser = &mut self.recogniser;
            tokio::select! {
                message = messages.recv() => match message {
                    Some(ToRoom::Stop { why }) => return self.stop(why, messages).await,
                    Some(message) => {
                        self.hear_asides(&mut asides);
                        self.hear(message);
                    }
                    None => return,
                },
                Some(aside) = asides.recv() => self.hear_aside(aside),
                // A relay without a recogniser says so once.
                Ok(()) = recogniser.changed() => self.hear_of_recogniser(),
                () = sleep_until(due) => self.space.handle_timeout(clock::now()),
            }
            // First, so that no door knows less than a socket was told.
            self.show();
            self.dispatch.carry(&mut self.space);
        }
        self.hub.tally().ended();
        let id = self.space.view().id;
        self.hub.forget(id);
        // Whoever was on their way in learns of the end as if they had come in time.
        messages.close();
        asides.close();
        self.hear_asides(&mut asides);
        while let Some(message) = messages.recv().await {
            self.hear(message);
            self.dispatch.carry(&mut self.space);
        }
    }

    /// Whoever is on their way in is told too, and whoever was turned out in this moment is not back
    /// after the restart.
    async fn stop(mut self, why: Farewell, mut messages: mpsc::Receiver<ToRoom>) {
        messages.close();
        while let Some(message) = messages.recv().await {
            match message {
                ToRoom::Arrive { line, sink: Some(sink), .. } => self.dispatch.welcome(line, sink),
                ToRoom::Input(input @ (Input::Expel { .. } | Input::StopTicket { .. })) => {
                    self.space.handle(input, clock::now());
                }
                ToRoom::Arrive { sink: None, .. }
                | ToRoom::Input(_)
                | ToRoom::Look(_)
                | ToRoom::Done(_)
                | ToRoom::Stop { .. } => {}
            }
        }
        self.space.stop();
        self.dispatch.carry(&mut self.space);
        self.dispatch.say_to_all(why);
    }

    fn hear(&mut self, message: ToRoom) {
        let now = clock::now();
        match message {
            // Who left before they came, past a full inbox.
            ToRoom::Arrive { sink: Some(sink), .. } if sink.frames.is_closed() => {}
            ToRoom::Arrive { line, who, resume, sink } => {
                if let Some(sink) = sink {
                    self.dispatch.welcome(line, sink);
                }
                self.space.handle(Input::Arrive { line, who, resume }, now);
            }
            ToRoom::Input(input) => self.space.handle(input, now),
            ToRoom::Look(look) => look(&self.space),
            ToRoom::Done(tell) => {
                let _ = tell.send(());
            }
            ToRoom::Stop { .. } => {}
        }
    }

    fn hear_of_recogniser(&mut self) {
        let state = self.recogniser.borrow_and_update().clone();
        let recogniser = self.hub.recogniser(&state);
        self.space.handle(Input::Recogniser(recogniser), clock::now());
    }

    fn hear_asides(&mut self, asides: &mut mpsc::UnboundedReceiver<Aside>) {
        while let Ok(aside) = asides.try_recv() {
            self.hear_aside(aside);
        }
    }

    fn hear_aside(&mut self, aside: Aside) {
        let now = clock::now();
        match aside {
            Aside::Left(line) => {
                self.dispatch.forget(line);
                self.space.handle(Input::Leave { line }, now);
            }
            Aside::Media(input) => self.space.handle(input, now),
            Aside::Heard(voices) => self.heard(voices, now),
        }
    }

    fn heard(&mut self, voices: Vec<VoiceId>, now: UnixMs) {
        self.talking
            .retain(|(voice, at)| now.since_ms(*at) <= TALKING_MS && !voices.contains(voice));
        self.talking.extend(voices.into_iter().map(|voice| (voice, now)));
        let talking = Arc::from(self.talking.as_slice());
        self.show.send_modify(|glance| glance.talking = talking);
    }

    /// Lets the doors see what changed.
    fn show(&mut self) {
        let (_, view) = self.space.snapshot(Class::Public);
        let has_begun = self.space.has_begun();
        let speaker_links = self.space.view().speaker_links;
        let removed = &self.space.view().removed;
        self.show.send_if_modified(|glance| {
            let changed = !Arc::ptr_eq(&glance.view, &view);
            glance.view = view;
            glance.has_begun = has_begun;
            glance.speaker_links = speaker_links;
            if !glance.removed.iter().eq(removed.iter().map(|who| &who.person)) {
                glance.removed = removed.iter().map(|who| who.person).collect();
            }
            changed
        });
    }
}

fn removed(space: &Space) -> Arc<[PersonId]> {
    space.view().removed.iter().map(|who| who.person).collect()
}

async fn sleep_until(due: Option<(UnixMs, &'static str)>) {
    match due {
        Some((at, _)) => clock::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
