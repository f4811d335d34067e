//! Captions, for those who set the rules of the room: whether there are any, whether their words are
//! kept, and how names are spelt.

use super::{
    desk::Desk,
    el::{El, el},
    field::{self, Field, field, toggle},
    part::hint,
};
use crate::{
    hooks::FormHandle,
    state::{form::Change, room::Input},
};
use causerie_shared::{command::Command, view::SpaceView};
use yew::prelude::*;

pub(crate) fn caption_rules(desk: &Desk<'_>, view: &SpaceView, form: &FormHandle) -> El {
    let t = desk.t;
    let now = view.captioning;
    let sets = |wanted: bool, kept: bool| {
        let door = desk.door.clone();
        Callback::from(move |_: Event| {
            door.happen(Input::Do(Command::SetCaptioning { wanted, kept }));
        })
    };
    let turn = sets(!now.wanted, now.kept);
    let wanted =
        toggle("captions-rule", t.captions_rule(), now.wanted, turn, t.captions_rule_hint());
    let about = match now.days {
        0 => t.captions_keep_hint().to_owned(),
        days => t.captions_keep_hint_days(u64::from(days)),
    };
    let turn = sets(now.wanted, !now.kept);
    let kept = match now.wanted {
        true => toggle("captions-keep", t.captions_keep(), now.kept, turn, &about),
        false => Html::default(),
    };
    let onsubmit = {
        let (door, form) = (desk.door.clone(), form.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !form.is_busy() {
                form.change(Change::Submit);
                let terms = form.text("terms");
                let terms = terms.lines().map(str::trim).filter(|term| !term.is_empty());
                let terms = terms.map(str::to_owned).collect();
                door.happen(Input::Do(Command::SetTerms { terms }));
            }
        })
    };
    let terms = Field { hint: hint(t.terms_hint()), ..Field::lines("terms", t.terms_label(), 3) };
    let terms = el("form", "sheet")
        .set("id", form.id)
        .set("novalidate", "")
        .onsubmit(onsubmit)
        .with(field(t, form, terms))
        .with(field::whole_fault(t, form))
        .with(field::submit(form, "button", "terms-save", t.terms_save()));
    el("div", "caption-rules").with(wanted).with(kept).el(terms)
}
