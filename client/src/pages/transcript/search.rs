//! To look for words in a transcript. While somebody types nothing is drawn anew; once they rest, all
//! lines are searched, and the page that a place is in is drawn when one goes there.

use super::{Fetching, Page};
use crate::{
    components::{
        el::{El, el, when},
        icon::{Glyph, icon},
        part::round,
    },
    hooks::{Later, Setter, Value, typed, use_later, use_value},
    state::transcript::{Found, Window},
    webapi,
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

pub(super) const SEARCH_ID: &str = "transcript-search";
/// From key to key most take less.
const REST_MS: u32 = 200;

pub(super) struct Finder {
    pub(super) found: Value<Found>,
    pub(super) window: Value<Window>,
    /// What stands in the field.
    typed: Rc<RefCell<String>>,
    later: Later,
}

#[hook]
pub(super) fn use_finder() -> Finder {
    Finder {
        found: use_value(Found::default),
        window: use_value(Window::default),
        typed: use_mut_ref(String::new),
        later: use_later(),
    }
}

/// What a click or a key needs of it.
#[derive(Clone)]
struct Going {
    fetching: Fetching,
    window: Setter<Window>,
    typed: Rc<RefCell<String>>,
    later: Later,
}

impl Going {
    fn look(&self) {
        let (wanted, found) = (self.typed.borrow(), &self.fetching.found);
        if *wanted != found.newest().wanted {
            found.set(self.fetching.with_lines(|lines| Found::of(lines, &wanted)));
        }
    }

    fn look_once_they_rest(&self) {
        let going = self.clone();
        self.later.after(REST_MS, move || going.look());
    }

    fn step(&self, forwards: bool) {
        self.later.never();
        self.look();
        let found = self.fetching.found.newest().step(forwards);
        let (Some(at), Some(line)) = (found.at, found.line()) else { return };
        self.window.set(self.window.newest().showing(line));
        self.fetching.found.set(found);
        // Once it is drawn.
        spawn_local(async move { webapi::reveal(&mark_id(at)) });
    }
}

pub(super) fn search(page: &Page<'_>) -> El {
    let Page { t, fetching, finder, .. } = *page;
    let found = &*finder.found;
    let going = Going {
        fetching: fetching.clone(),
        window: finder.window.setter(),
        typed: finder.typed.clone(),
        later: finder.later.clone(),
    };
    let oninput = {
        let going = going.clone();
        Callback::from(move |event: InputEvent| {
            going.typed.replace(typed(&event));
            going.look_once_they_rest();
        })
    };
    let onsubmit = {
        let going = going.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            going.step(true);
        })
    };
    let input = el("input", "input")
        .set("id", SEARCH_ID)
        .set("type", "search")
        .set("enterkeyhint", "search")
        .set("autocomplete", "off")
        .testid("transcript-search")
        .value(finder.typed.borrow().clone())
        .oninput(oninput)
        .set("placeholder", t.transcript_search());
    let places = found.places as u64;
    let told = match (found.wanted.trim().is_empty(), found.at) {
        (true, _) => String::new(),
        (false, Some(at)) => t.transcript_place(places, at as u64 + 1),
        (false, None) => t.transcript_found(places),
    };
    let told = el("p", "hint").set("role", "status").testid("transcript-found").words(&told);
    let step = |testid, glyph, words, forwards: bool| {
        let going = going.clone();
        let act = Callback::from(move |_: MouseEvent| going.step(forwards));
        round("button round", testid, glyph, words, act).html()
    };
    let steps = when(places > 1, || {
        el("div", "button-row")
            .with(step("found-before", Glyph::Up, t.transcript_before(), false))
            .with(step("found-next", Glyph::Down, t.transcript_next(), true))
    });
    el("form", "transcript-search")
        .set("role", "search")
        .onsubmit(onsubmit)
        .el(el("label", "said").set("for", SEARCH_ID).words(t.transcript_search()))
        .el(el("span", "search-field").with(icon(Glyph::Search)).el(input))
        .with(steps)
        .el(told)
}

pub(super) fn mark_id(at: usize) -> String {
    ["found-", &at.to_string()].concat()
}
