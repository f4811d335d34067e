//! Whom the visitor has blocked, for the pages that show people.

use super::{House, Kept, Setter, use_act, use_value};
use crate::net::people;
use causerie_shared::id::PersonId;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Clone)]
pub(crate) struct Blocked {
    /// `None` for those without an account.
    people: Option<Rc<Vec<PersonId>>>,
    set: Setter<Option<Rc<Vec<PersonId>>>>,
}

impl PartialEq for Blocked {
    fn eq(&self, other: &Self) -> bool {
        self.people == other.people
    }
}

impl Blocked {
    pub(crate) fn has(&self, person: PersonId) -> bool {
        self.people.as_ref().is_some_and(|people| people.contains(&person))
    }

    pub(crate) fn may_block(&self) -> bool {
        self.people.is_some()
    }

    /// It is done.
    pub(crate) fn add(&self, person: PersonId) {
        let mut people = self.people.as_deref().cloned().unwrap_or_default();
        people.push(person);
        self.set.set(Some(Rc::new(people)));
    }
}

#[hook]
pub(crate) fn use_blocked(house: &House) -> Blocked {
    let people = use_value(|| None);
    let set = people.setter();
    let account = house.me.known().and_then(|me| me.account.as_ref());
    let key = account.map_or(String::new(), |account| account.handle.to_string());
    use_act(key.clone().into(), {
        let set = set.clone();
        Box::new(move || {
            if key.is_empty() {
                set.set(None);
                return Kept::Nothing;
            }
            spawn_local(async move {
                if let Ok(settings) = people::account().await {
                    let blocked = settings.blocked.iter().map(|card| card.id).collect();
                    set.set(Some(Rc::new(blocked)));
                }
            });
            Kept::Nothing
        })
    });
    Blocked { people: (*people).clone(), set }
}
