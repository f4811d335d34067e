//! What is to come, kept fresh while a page shows it.

use super::{Kept, unix_ms, use_act, use_value, west_min};
use crate::{net::announcements, state::filter::Filter};
use causerie_shared::announcement::AnnouncementList;
use gloo_timers::callback::Interval;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Minutes matter of what is to come, seconds do not.
const EVERY_MS: u32 = 60_000;

pub(crate) type Upcoming = Option<Rc<AnnouncementList>>;

/// `who` changes what the relay answers. What could not be had is as it was.
#[hook]
pub(crate) fn use_upcoming(filter: &Filter, who: &str) -> Upcoming {
    let list = use_value(|| None as Upcoming);
    use_act([filter.query().as_str(), "@", who].concat().into(), {
        let (list, filter) = (list.setter(), filter.clone());
        Box::new(move || {
            let look = move || {
                let (list, filter) = (list.clone(), filter.clone());
                let until = filter.when.until(unix_ms(), west_min());
                spawn_local(async move {
                    if let Ok(new) = announcements::upcoming(&filter, until).await {
                        list.set(Some(Rc::new(new)));
                    }
                });
            };
            look();
            Kept::thing(Interval::new(EVERY_MS, look))
        })
    });
    (*list).clone()
}
