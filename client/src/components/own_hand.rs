//! One's own raised hand: where it stands, and the question that goes with it.

use super::{
    desk::Desk,
    el::el,
    field::{self, Field, field},
    part::{group, hint},
};
use crate::{hooks::typed, state::form::Change, state::room::Input};
use causerie_shared::{command::Command, text::Question};
use web_sys::InputEvent;
use yew::prelude::*;

/// What was sent last stands in the form's field "asked".
pub(crate) fn own_hand(desk: &Desk<'_>) -> Html {
    let Desk { t, door, form, .. } = *desk;
    let place = door.room().my_hand();
    let words = match place {
        None => String::new(),
        Some(1) => t.own_hand_next().to_owned(),
        Some(place) => t.own_hand_place(&t.ordinal(place)),
    };
    // There before it has words, or nobody would hear them.
    let told = el("p", "own-hand-place").set("role", "status").testid("hand-place").words(&words);
    if place.is_none() {
        return el("section", "own-hand down").el(told).html();
    }
    let (typed, sent) = (form.get("question"), form.get("asked"));
    let is_sent = !typed.is_empty() && typed == sent;
    let about = if is_sent {
        hint(t.question_sent())
    } else {
        hint(&t.characters_left(left(typed, Question::MOST)))
    };
    let question = Field {
        hint: about,
        oninput: Some(up_to(desk, "question", Question::MOST)),
        ..Field::line("question", t.question_label())
    };
    let send = {
        let (door, form) = (door.clone(), form.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = form.text("question");
            // An empty one takes the former back.
            let question = Some(typed.clone()).filter(|typed| !typed.is_empty());
            door.happen(Input::Do(Command::RaiseHand { question }));
            form.change(Change::Typed("asked", typed));
        })
    };
    let button = field::submit(form, "button", "question-send", t.question_send());
    let line = group("div", "line", vec![field(t, form, question), button]);
    el("section", "own-hand").el(told).el(el("form", "").onsubmit(send).with(line)).html()
}

/// How many more signs fit.
pub(super) fn left(typed: &str, most: usize) -> u64 {
    most.saturating_sub(typed.chars().count()) as u64
}

/// Notes what is typed, as far as it fits.
pub(super) fn up_to(desk: &Desk<'_>, name: &'static str, most: usize) -> Callback<InputEvent> {
    let form = desk.form.changer();
    Callback::from(move |event: InputEvent| {
        let fitting = typed(&event).chars().take(most).collect();
        form.dispatch(Change::Typed(name, fitting));
    })
}
