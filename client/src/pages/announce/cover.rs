//! The cover of what is announced: chosen, looked at, and sent when what was written is taken.
//!
//! What the relay refuses of it stays chosen, also where the page that announced has given way to the
//! one that changes: the announcement stands, and only its picture is missing.

use crate::{
    components::{
        cover::{cover, image},
        disc::Size,
        el::el,
        field::{form_error, optional},
        part::{button, hint, row},
        picture::chooser,
    },
    hooks::{Chosen, FormHandle, Saying, Value},
    net::{announcements, api::Answer},
    state::form::{Change, Trouble},
    words::Language,
};
use causerie_shared::{
    fault::{Fault, PictureFault},
    id::{CoverId, SpaceId},
};
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// The field's name in the form.
pub(super) const COVER: &str = "cover";

#[derive(Clone, PartialEq)]
pub(super) enum Choice {
    /// As the relay has it.
    Kept,
    Removed,
    Chosen(Rc<Chosen>),
}

thread_local! {
    /// What the page that announced leaves to the one that changes.
    static LEFT: RefCell<Option<(Choice, Trouble)>> = const { RefCell::new(None) };
}

pub(super) fn leave(choice: Choice, trouble: Trouble) {
    LEFT.set(Some((choice, trouble)));
}

pub(super) fn left() -> Option<(Choice, Trouble)> {
    LEFT.take()
}

/// `old`: what the relay has.
pub(super) async fn send(space: SpaceId, choice: &Choice, old: Option<CoverId>) -> Answer<()> {
    match choice {
        Choice::Chosen(chosen) => announcements::set_cover(space, Some(&chosen.file)).await,
        Choice::Removed if old.is_some() => announcements::set_cover(space, None).await,
        Choice::Removed | Choice::Kept => Ok(()),
    }
}

pub(super) fn field(
    t: Language,
    form: &FormHandle,
    space: Option<SpaceId>,
    old: Option<CoverId>,
    choice: &Value<Choice>,
) -> Html {
    let change = |to: fn(&Event) -> Option<Choice>| {
        let (choice, form) = (choice.setter(), form.changer());
        Callback::from(move |event: Event| {
            if let Some(to) = to(&event) {
                // Takes away what is wrong with the one before.
                form.dispatch(Change::Typed(COVER, String::new()));
                choice.set(to);
            }
        })
    };
    let choose = change(|event| Chosen::of(event).map(Choice::Chosen));
    let remove = {
        let (choice, form) = (choice.setter(), form.changer());
        Callback::from(move |_: MouseEvent| {
            form.dispatch(Change::Typed(COVER, String::new()));
            choice.set(Choice::Removed);
        })
    };
    // What the browser cannot draw, the relay cannot either.
    let unreadable = {
        let (choice, form) = (choice.setter(), form.changer());
        Callback::from(move |_: Event| {
            let fault = Fault::BadCover { cover: PictureFault::NotAPicture };
            form.dispatch(Change::Refuse(vec![Trouble::Fault(fault)]));
            choice.set(Choice::Kept);
        })
    };
    let shown = match &**choice {
        Choice::Chosen(chosen) => {
            let preview = image(chosen.address.clone()).testid("cover-preview").onerror(unreadable);
            Some(el("span", "cover").el(preview))
        }
        Choice::Kept => space.map(|space| cover(space, old, Size::Large)),
        Choice::Removed => space.map(|space| cover(space, None, Size::Large)),
    };
    let has_one = match &**choice {
        Choice::Chosen(_) => true,
        Choice::Kept => old.is_some(),
        Choice::Removed => false,
    };
    let remove = match has_one {
        true => button("button quiet", "remove-cover", None, t.remove_picture(), remove),
        false => Html::default(),
    };
    let wrong = form.wrong(COVER);
    let help = match wrong {
        Some(wrong) => form_error(&t.trouble(wrong)),
        None => hint(t.cover_hint()),
    };
    let about = el("div", "field-about").set("id", "cover-about").set("aria-live", "polite");
    let chooser = chooser(t, "cover-input", "cover-about", wrong.is_some(), choose);
    let legend = el("legend", "").words(t.cover_label()).with(optional(t, true));
    el("fieldset", "choices cover-field")
        .el(legend)
        .with(shown.map(|shown| shown.html()).unwrap_or_default())
        .with(row(vec![chooser, remove]))
        .el(about.with(help))
        .html()
}
