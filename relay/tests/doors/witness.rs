//! Somebody at a socket who folds all that they are told, and lets nothing pass that is not theirs.

use crate::house::{House, Socket, Visitor};
use causerie_shared::{
    api::PassFor,
    command::Command,
    event::{Class, Event},
    fault::Fault,
    id::SpaceId,
    signal::{ClientFrame, Me, Seq, ServerFrame},
    view::SpaceView,
};
use std::collections::BTreeSet;

pub(crate) struct Witness {
    socket: Socket,
    pub(crate) class: Class,
    pub(crate) seq: Seq,
    pub(crate) view: SpaceView,
    pub(crate) me: Me,
    /// Since the last snapshot, or since they were last taken.
    pub(crate) events: Vec<Event>,
    /// Of which classes something was told, by the class that they had then.
    pub(crate) told: BTreeSet<(Class, Class)>,
    /// Answers of which nobody asked yet.
    answers: Vec<(u32, Result<(), Fault>)>,
    asked: u32,
}

impl Witness {
    /// With a pass, or as a guest.
    pub(crate) async fn enters(house: &House, who: Option<&mut Visitor>, space: SpaceId) -> Self {
        let mut socket = house.socket(space).await;
        let pass = match who {
            Some(who) => Some(who.pass(space, PassFor::Live).await),
            None => None,
        };
        let (snapshot, me) = socket.enter(pass).await;
        let ServerFrame::Snapshot { class, seq, view, .. } = snapshot else {
            panic!("{snapshot:?}")
        };
        let ServerFrame::Me { me } = me else { panic!("{me:?}") };
        let mut witness = Self {
            socket,
            class,
            seq,
            view: (*view).clone(),
            me,
            events: Vec::new(),
            told: BTreeSet::new(),
            answers: Vec::new(),
            asked: 0,
        };
        witness.is_shown(class, seq, *view);
        witness.is(me);
        witness
    }

    /// Sends a command and waits for nothing.
    pub(crate) async fn says(&mut self, command: Command) -> u32 {
        self.asked += 1;
        self.socket.send(&ClientFrame::Do { id: self.asked, command }).await;
        self.asked
    }

    pub(crate) async fn asks(&mut self, command: Command) -> Result<(), Fault> {
        let id = self.says(command).await;
        self.answer(id).await
    }

    pub(crate) async fn answer(&mut self, id: u32) -> Result<(), Fault> {
        loop {
            if let Some(at) = self.answers.iter().position(|(of, _)| *of == id) {
                return self.answers.swap_remove(at).1;
            }
            self.hears().await;
        }
    }

    pub(crate) async fn hears_until(&mut self, reached: impl Fn(&Self) -> bool) {
        while !reached(self) {
            self.hears().await;
        }
    }

    async fn hears(&mut self) {
        match self.socket.next().await.expect("the socket is open") {
            ServerFrame::Snapshot { class, seq, view, .. } => self.is_shown(class, seq, *view),
            ServerFrame::Event { seq, event } => {
                assert_eq!(seq, self.seq + 1, "a gap before {event:?}");
                assert!(self.class.sees(event.class()), "{:?} learned {event:?}", self.class);
                self.told.insert((self.class, event.class()));
                self.seq = seq;
                self.view.apply(&event);
                self.events.push(event);
            }
            ServerFrame::Me { me } => self.is(me),
            ServerFrame::Ack { id } => self.answers.push((id, Ok(()))),
            ServerFrame::Refused { id, fault } => self.answers.push((id, Err(fault))),
            ServerFrame::Notice { .. } => {}
            other @ (ServerFrame::Resumed { .. } | ServerFrame::Farewell { .. }) => {
                panic!("{other:?}")
            }
        }
    }

    fn is_shown(&mut self, class: Class, seq: Seq, view: SpaceView) {
        assert_eq!(view, view.seen_by(class), "more than {class:?} may know");
        self.events.clear();
        (self.class, self.seq, self.view) = (class, seq, view);
    }

    fn is(&mut self, me: Me) {
        let class = Class::of(me.role, self.view.lifecycle, true);
        assert_eq!(self.class, class, "of a {:?}", me.role);
        self.me = me;
    }
}
