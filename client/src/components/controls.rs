//! The bar within reach of the thumb: one obvious thing to do, and quieter ones beside it.

use super::{
    el::{el, when},
    icon::Glyph,
    part::{button, leads, press, way},
};
use crate::{
    hooks::Door,
    route::Route,
    state::{
        room::{Input, Wish},
        speaking,
        status::Status,
    },
    words::Language,
};
use causerie_shared::{command::Command, role::Action};
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Shows {
    pub(crate) status: Status,
    pub(crate) listening: bool,
    pub(crate) on_air: bool,
    pub(crate) muted: bool,
    pub(crate) may_speak: bool,
    pub(crate) may_end: bool,
    /// The stage meets, and this visitor is not on it.
    pub(crate) is_early: bool,
    /// How a seat can be had, for those who have none.
    pub(crate) offer: Option<Wish>,
    pub(crate) hand_is_up: bool,
    /// Sound takes a ticket, and they have none.
    pub(crate) lacks_ticket: bool,
    /// So many seconds can be heard without.
    pub(crate) preview_s: Option<u32>,
}

impl Shows {
    pub(crate) fn of(door: &Door) -> Self {
        let room = door.room();
        Self {
            status: room.status(door.now_ms()),
            listening: room.is_listening(),
            on_air: room.is_on_air(),
            muted: room.is_muted(),
            may_speak: room.may(Action::Speak),
            may_end: room.may(Action::End),
            is_early: room.is_early(),
            offer: room.offer(door.is_linked()),
            hand_is_up: room.my_hand().is_some(),
            lacks_ticket: room.lacks_ticket(),
            preview_s: room.preview_s(),
        }
    }
}

pub(crate) fn controls(
    t: Language,
    door: &Rc<Door>,
    shows: Shows,
    offer: &str,
    on_end: &Callback<()>,
) -> Html {
    let act = |input: fn() -> Input| {
        let door = door.clone();
        Callback::from(move |event: MouseEvent| {
            give_keys_back(&event);
            door.happen(input());
        })
    };
    let mute = {
        let door = door.clone();
        Callback::from(move |event: MouseEvent| {
            give_keys_back(&event);
            door.happen(Input::Speaking(speaking::Input::SetMuted(!shows.muted)));
        })
    };
    let main = if shows.on_air {
        let (glyph, words, title) = match shows.muted {
            true => (Glyph::MicOff, t.muted(), t.unmute()),
            false => (Glyph::Mic, t.mute(), t.mute()),
        };
        let class = match shows.muted {
            true => "button large mic-button is-muted",
            false => "button large mic-button",
        };
        press(class, "mute-button", Some(glyph), words, mute)
            .says("aria-pressed", shows.muted)
            .set("aria-keyshortcuts", "M")
            .put("title", [title, " (M)"].concat())
            .html()
    } else if shows.may_speak {
        let choose = act(|| Input::Speaking(speaking::Input::Choose));
        button("button primary large", "speak-button", Some(Glyph::Mic), t.speak(), choose)
    } else {
        Html::default()
    };
    let blocked = shows.status == Status::BlockedAutoplay;
    let ticket = when(shows.lacks_ticket, || {
        let address = Route::Tickets(door.space()).address();
        let words = if offer.is_empty() { t.see_tickets() } else { offer };
        let class = "button primary large ticket-button";
        leads(class, "get-ticket", Some(Glyph::Ticket), words, address)
    });
    let ear = match (shows.listening && !blocked, shows.on_air) {
        (false, _) if shows.lacks_ticket && shows.preview_s.is_none() => Html::default(),
        (false, _) => {
            let is_quiet = shows.may_speak || shows.lacks_ticket;
            let class = if is_quiet { "button" } else { "button primary large" };
            let preview = shows.preview_s.filter(|_| shows.lacks_ticket);
            let preview = preview.map(|seconds| t.listen_preview(seconds.into()));
            let words = match (blocked, shows.is_early) {
                (true, _) => t.play_sound(),
                (false, true) => t.listen_when_live(),
                (false, false) => preview.as_deref().unwrap_or(t.listen()),
            };
            let listen = act(|| Input::Listen);
            press(class, "listen-button", Some(Glyph::Headphones), words, listen)
                .set("aria-keyshortcuts", "L")
                .html()
        }
        (true, false) => {
            let class = if shows.may_speak { "button" } else { "button large" };
            let words = if shows.is_early { t.wait_no_more() } else { t.pause() };
            press(class, "pause-button", Some(Glyph::Pause), words, act(|| Input::Pause))
                .set("aria-keyshortcuts", "L")
                .html()
        }
        (true, true) => Html::default(),
    };
    let hand = match (shows.hand_is_up, shows.offer) {
        (_, Some(Wish::ComeOnStage)) => {
            let come = act(|| Input::Ask(Wish::ComeOnStage));
            button("button", "come-on-stage", Some(Glyph::Mic), t.come_on_stage(), come)
        }
        (true, _) => {
            let lower = act(|| Input::Do(Command::LowerHand));
            press("button hand-up", "hand-button", Some(Glyph::Hand), t.lower_hand(), lower)
                .set("aria-keyshortcuts", "H")
                .html()
        }
        (false, Some(Wish::RaiseHand)) => {
            let raise = act(|| Input::Ask(Wish::RaiseHand));
            press("button", "hand-button", Some(Glyph::Hand), t.raise_hand(), raise)
                .set("aria-keyshortcuts", "H")
                .html()
        }
        (false, None) => Html::default(),
    };
    let end = when(shows.may_end, || {
        let ask = on_end.reform(|_| ());
        press("button danger", "end-button", Some(Glyph::End), t.end_space(), ask)
    });
    let leave = way("button", "leave-button", Some(Glyph::Leave), t.leave(), "/".to_owned());
    let has_long_words = shows.may_speak || shows.lacks_ticket;
    let class = if has_long_words { "controls crew" } else { "controls" };
    let rest = el("span", "controls-rest").with(leave).with(end);
    el("div", class).with(main).with(ticket).with(ear).with(hand).el(rest).html()
}

/// After a click by hand the space bar should talk rather than click again; whoever came by
/// keyboard keeps the focus.
fn give_keys_back(event: &MouseEvent) {
    if event.detail() > 0
        && let Some(button) = event.target_dyn_into::<web_sys::Element>()
        && let Ok(Some(button)) = button.closest("button")
    {
        use wasm_bindgen::JsCast;
        let _ = button.unchecked_into::<HtmlElement>().blur();
    }
}
