//! Something to do once a person pauses: each call puts off the one before.

use super::{Kept, ONCE, use_act};
use gloo_timers::callback::Timeout;
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

#[derive(Clone)]
pub(crate) struct Later(Rc<RefCell<Option<Timeout>>>);

impl Later {
    pub(crate) fn after(&self, ms: u32, act: impl FnOnce() + 'static) {
        // What was waiting is dropped, and with it called off.
        self.0.replace(Some(Timeout::new(ms, act)));
    }

    pub(crate) fn never(&self) {
        self.0.replace(None);
    }
}

#[hook]
pub(crate) fn use_later() -> Later {
    let later = use_mut_ref(|| None);
    let later = Later(later);
    use_act(ONCE, {
        let later = later.clone();
        Box::new(move || Kept::undo(move || later.never()))
    });
    later
}
