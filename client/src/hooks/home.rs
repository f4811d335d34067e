//! Home joined to the relay: asked for each filter, told by the stream, and asked every few seconds
//! while there is no stream.

use super::{Fold, Kept, ONCE, Setter, Value, is_hidden, use_act, use_value, whether};
use crate::wire;
use crate::{
    net::{
        api,
        events::{Events, News},
    },
    state::{
        filter::Filter,
        home::{Home, Input},
    },
};
use causerie_shared::api as shared_api;
use gloo_timers::callback::Interval;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// How often a home without a stream asks, and tries for one again.
const WITHOUT_STREAM_MS: u32 = 5_000;

impl Fold for Home {
    type Happening = Input;

    fn fold(&self, input: Input) -> Self {
        self.clone().with(input)
    }
}

pub(crate) struct HomeHandle {
    pub(crate) home: Value<Home>,
    /// Shows what waits.
    pub(crate) reveal: Callback<MouseEvent>,
}

/// `who` changes what the relay answers: whom one follows comes first.
#[hook]
pub(crate) fn use_home(filter: &Filter, who: &str) -> HomeHandle {
    let home = use_value(Home::default);
    let feed = use_memo((), |()| Feed {
        tell: home.setter(),
        filter: RefCell::new(filter.clone()),
        answered: Cell::new(false),
        heard: Cell::new(false),
        lacks: Cell::new(false),
        events: RefCell::new(None),
    });
    use_act([filter.query().as_str(), "@", who].concat().into(), {
        let (feed, filter) = (feed.clone(), filter.clone());
        Box::new(move || {
            feed.filter.replace(filter.clone());
            feed.tell.dispatch(Input::Asked(filter));
            feed.ask(|filter, home| Input::Answered { filter, home });
            Kept::Nothing
        })
    });
    use_act(ONCE, {
        let feed = feed.clone();
        Box::new(move || {
            feed.listen();
            let ticking = Interval::new(WITHOUT_STREAM_MS, {
                let feed = feed.clone();
                move || feed.do_without()
            });
            Kept::undo(move || {
                drop(ticking);
                feed.events.take();
            })
        })
    });
    feed.lacks.set(home.has_a_gap() || home.is_stale());
    let gap = home.has_a_gap();
    use_act(whether(gap), {
        let feed = feed.clone();
        Box::new(move || {
            if gap {
                feed.refresh();
            }
            Kept::Nothing
        })
    });
    let reveal = Callback::from(move |_| feed.reveal());
    HomeHandle { home, reveal }
}

struct Feed {
    tell: Setter<Home>,
    filter: RefCell<Filter>,
    /// There is a list, to be refreshed.
    answered: Cell<bool>,
    /// The stream is up.
    heard: Cell<bool>,
    /// The list is not what it should be, and nobody answered yet.
    lacks: Cell<bool>,
    events: RefCell<Option<Events>>,
}

type Answered = fn(Filter, shared_api::Home) -> Input;

impl Feed {
    fn ask(self: &Rc<Self>, answered: Answered) {
        let feed = self.clone();
        let filter = self.filter.borrow().clone();
        spawn_local(async move {
            feed.tell.dispatch(match api::home(&filter).await {
                Ok(home) => {
                    feed.answered.set(true);
                    answered(filter, home)
                }
                Err(_) => Input::Failed,
            });
        });
    }

    fn refresh(self: &Rc<Self>) {
        self.ask(|filter, home| Input::Refreshed { filter, home });
    }

    fn listen(self: &Rc<Self>) {
        // The page that was left holds no stream open.
        let feed = Rc::downgrade(self);
        let events = Events::open("/api/home/events", move |news| {
            let Some(feed) = feed.upgrade() else { return };
            match news {
                News::Told(text) => {
                    feed.heard.set(true);
                    // What this version does not know is for newer clients.
                    if let Some(event) = wire::read(&text) {
                        feed.tell.dispatch(Input::Told(event));
                    }
                }
                News::Lost => feed.heard.set(false),
            }
        });
        self.events.replace(events);
    }

    fn do_without(self: &Rc<Self>) {
        if is_hidden() || self.heard.get() && !self.lacks.get() {
            return;
        }
        if self.answered.get() {
            self.refresh();
        } else {
            self.ask(|filter, home| Input::Answered { filter, home });
        }
        let is_given_up = self.events.borrow().as_ref().is_none_or(Events::is_closed);
        if is_given_up {
            self.listen();
        }
    }

    fn reveal(self: &Rc<Self>) {
        let feed = self.clone();
        let filter = self.filter.borrow().clone();
        spawn_local(async move {
            let home = api::home(&filter).await.ok();
            feed.tell.dispatch(Input::Reveal(home));
        });
    }
}
