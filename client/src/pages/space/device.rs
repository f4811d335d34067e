//! What the device does on its own while a space is open.

use super::notices::DOOR_WORD;
use crate::{
    hooks::{Door, FormHandle, Kept, use_act, use_house, whether},
    state::{form::Change, room::Input, speaking},
    webapi,
};
use std::{cell::Cell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The lock screen names what plays, and a screen stays on while its owner speaks.
#[hook]
pub(super) fn use_device(playing: Option<String>, on_air: bool) {
    let play = {
        let playing = playing.clone();
        move || {
            webapi::now_playing(playing.as_deref());
            Kept::undo(|| webapi::now_playing(None))
        }
    };
    use_act(playing.unwrap_or_default().into(), Box::new(play));
    let awake = use_mut_ref(|| None);
    let stay = move || {
        if on_air {
            spawn_local(async move {
                let held = webapi::stay_awake().await;
                awake.replace(held);
            });
        } else {
            awake.replace(None);
        }
        Kept::Nothing
    };
    use_act(whether(on_air), Box::new(stay));
}

/// When the door ends the listening, the button that paused it goes.
#[hook]
pub(super) fn use_focus_on_the_doors_word(door: &Rc<Door>, listening: bool) {
    let door = door.clone();
    let catch = move || {
        if door.room().door_word().is_some() {
            webapi::catch_focus(DOOR_WORD);
        }
    };
    let act = move || if listening { Kept::undo(catch) } else { Kept::Nothing };
    use_act(whether(listening), Box::new(act));
}

/// Once the relay says that the newcomer may speak, the chooser opens by itself.
#[hook]
pub(super) fn use_chooser_for_a_new_space(door: &Rc<Door>, round: u32, may_speak: bool) {
    let arrived = use_house().place.as_its_creator;
    let wanted = use_memo(round, move |_| Cell::new(arrived));
    let door = door.clone();
    let choose = move || {
        if may_speak && wanted.replace(false) {
            door.happen(Input::Speaking(speaking::Input::Choose));
        }
        Kept::Nothing
    };
    use_act(format!("{round} {may_speak}").into(), Box::new(choose));
}

/// The question goes with its hand: what was sent is not sent with the next one.
#[hook]
pub(super) fn use_one_question_a_hand(form: &FormHandle, is_up: bool) {
    let form = form.changer();
    let forget = move || {
        if !is_up {
            form.dispatch(Change::Typed("asked", String::new()));
        }
        Kept::Nothing
    };
    use_act(whether(is_up), Box::new(forget));
}
