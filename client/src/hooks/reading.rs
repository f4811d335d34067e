//! The lines of a chat before a reader: they follow the newest for as long as they stand at the end.

use super::{Kept, Setter, Value, use_act, use_value};
use crate::{state::chat::Reading, webapi};
use causerie_shared::talk::ChatLine;
use web_sys::Element;
use yew::prelude::*;

/// Closer to the end than this counts as there: less than half a line.
const NEAR_PX: i32 = 24;

pub(crate) struct Lines {
    pub(crate) reading: Value<Reading>,
    pub(crate) list: NodeRef,
}

/// Folded at first where the chat would stand between the stage and its controls.
#[hook]
pub(crate) fn use_lines(chat: Option<&[ChatLine]>) -> Lines {
    let mut reading = use_value(|| Reading::begun(!webapi::is_wide()));
    let list = use_node_ref();
    if let Some(chat) = chat {
        reading.is(reading.through(chat));
    }
    let newest = chat.and_then(<[_]>::last).map_or(0, |line| line.number);
    let follows = reading.at_end && !reading.folded;
    let reason = [if follows { "at " } else { "above " }, &newest.to_string()].concat();
    use_act(reason.into(), {
        let list = list.clone();
        Box::new(move || {
            if let Some(list) = list.cast::<Element>().filter(|_| follows) {
                list.set_scroll_top(0);
            }
            Kept::Nothing
        })
    });
    Lines { reading, list }
}

impl Lines {
    pub(crate) fn onscroll(&self) -> Callback<Event> {
        let (setter, reading) = (self.reading.setter(), (*self.reading).clone());
        Callback::from(move |event: Event| {
            let list: Element = event.target_unchecked_into();
            // The list is laid out from its end, which is at zero.
            setter.set(reading.standing(list.scroll_top() > -NEAR_PX));
        })
    }

    pub(crate) fn to_end(&self) -> impl Fn() + use<> {
        let (setter, reading): (Setter<_>, _) = (self.reading.setter(), (*self.reading).clone());
        move || setter.set(reading.standing(true))
    }
}
