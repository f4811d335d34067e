//! Who the visitor is, for every page at once: the bar, home and the forms change together.

use super::{Kept, ONCE, Setter, use_act, use_value};
use crate::net::api;
use causerie_shared::api::Me;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Clone)]
pub(crate) struct MeHandle {
    known: Option<Rc<Me>>,
    set: Setter<Option<Rc<Me>>>,
}

impl PartialEq for MeHandle {
    fn eq(&self, other: &Self) -> bool {
        self.known == other.known
    }
}

impl MeHandle {
    /// `None` until the relay has said it.
    pub(crate) fn known(&self) -> Option<&Me> {
        self.known.as_deref()
    }

    pub(crate) fn is(&self, me: Me) {
        self.set.set(Some(Rc::new(me)));
    }

    /// Something may have changed who we are.
    pub(crate) fn ask_again(&self) {
        api::forget();
        ask(self.set.clone());
    }
}

#[hook]
pub(crate) fn use_me_provider() -> MeHandle {
    let known = use_value(|| None);
    let set = known.setter();
    use_act(ONCE, {
        let set = set.clone();
        Box::new(move || {
            ask(set);
            Kept::Nothing
        })
    });
    MeHandle { known: (*known).clone(), set }
}

fn ask(set: Setter<Option<Rc<Me>>>) {
    spawn_local(async move {
        // Unknown is not nobody: where the relay does not answer, what was known stands.
        if let Ok(me) = api::me().await {
            set.set(Some(Rc::new(me)));
        }
    });
}
