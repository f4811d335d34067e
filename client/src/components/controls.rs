//! The bar within reach of the thumb: one obvious thing to do, and quieter ones beside it.

use super::icon::{Glyph, icon};
use crate::{
    hooks::Door,
    state::{room::Input, speaking, status::Status},
    words::Language,
};
use causerie_shared::role::Action;
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
        }
    }
}

pub(crate) fn controls(t: Language, door: &Rc<Door>, shows: Shows, on_end: &Callback<()>) -> Html {
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
        let (glyph, words, title, pressed) = if shows.muted {
            (Glyph::MicOff, t.muted(), t.unmute(), "true")
        } else {
            (Glyph::Mic, t.mute(), t.mute(), "false")
        };
        html! {
            <button class={classes!("button", "large", "mic-button", shows.muted.then_some("is-muted"))} type="button"
                data-testid="mute-button" aria-pressed={pressed} aria-keyshortcuts="M" title={format!("{title} (M)")} onclick={mute}>
                { icon(glyph) }<span>{ words }</span>
            </button>
        }
    } else if shows.may_speak {
        html! {
            <button class="button primary large" type="button" data-testid="speak-button"
                onclick={act(|| Input::Speaking(speaking::Input::Choose))}>
                { icon(Glyph::Mic) }<span>{ t.speak() }</span>
            </button>
        }
    } else {
        Html::default()
    };
    let blocked = shows.status == Status::BlockedAutoplay;
    let ear_class = if shows.may_speak { "button" } else { "button primary large" };
    let ear = match (shows.listening && !blocked, shows.on_air) {
        (false, _) => html! {
            <button class={ear_class} type="button" data-testid="listen-button" aria-keyshortcuts="L"
                onclick={act(|| Input::Listen)}>
                { icon(Glyph::Headphones) }
                <span>{ if blocked { t.play_sound() } else { t.listen() } }</span>
            </button>
        },
        (true, false) => html! {
            <button class={if shows.may_speak { "button" } else { "button large" }} type="button" data-testid="pause-button" aria-keyshortcuts="L"
                onclick={act(|| Input::Pause)}>
                { icon(Glyph::Pause) }<span>{ t.pause() }</span>
            </button>
        },
        (true, true) => Html::default(),
    };
    html! {
        <div class={if shows.may_speak { "controls crew" } else { "controls" }}>
            { main }
            { ear }
            <span class="controls-rest">
                <a href="/" class="button" data-testid="leave-button">
                    { icon(Glyph::Leave) }<span>{ t.leave() }</span>
                </a>
                if shows.may_end {
                    <button class="button danger" type="button" data-testid="end-button"
                        onclick={on_end.reform(|_| ())}>
                        { icon(Glyph::End) }<span>{ t.end_space() }</span>
                    </button>
                }
            </span>
        </div>
    }
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
