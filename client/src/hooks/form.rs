//! A form joined to the page: typing, sending, and the focus on what is wrong.

use super::{Fold, Kept, ONCE, Setter, Value, use_act, use_value};
use crate::{
    state::form::{Change, Form, Trouble},
    wire::{self, Json},
    words::Language,
};
use causerie_shared::fault::Fault;
use std::{future::Future, pin::Pin};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlElement, HtmlInputElement, Storage};
use yew::prelude::*;

impl Fold for Form {
    type Happening = Change;

    fn fold(&self, change: Change) -> Self {
        self.clone().with(change)
    }
}

/// What a form sends, and what follows if it is taken.
pub(crate) type Sending = Pin<Box<dyn Future<Output = Result<(), Trouble>>>>;

#[derive(Clone)]
pub(crate) struct FormHandle {
    /// Of the element on the page, and first part of its fields' ids.
    pub(crate) id: &'static str,
    form: Value<Form>,
    says: fn(Language, &Trouble) -> String,
}

impl std::ops::Deref for FormHandle {
    type Target = Form;

    fn deref(&self) -> &Form {
        &self.form
    }
}

impl FormHandle {
    pub(crate) fn change(&self, change: Change) {
        self.form.setter().dispatch(change);
    }

    /// For what outlives the drawing of the page.
    pub(crate) fn changer(&self) -> Setter<Form> {
        self.form.setter()
    }

    pub(crate) fn oninput(&self, name: &'static str) -> Callback<InputEvent> {
        let changer = self.changer();
        Callback::from(move |event: InputEvent| {
            changer.dispatch(Change::Typed(name, typed(&event)));
        })
    }

    /// In whose words it says what is wrong.
    pub(crate) fn saying(self, says: fn(Language, &Trouble) -> String) -> Self {
        Self { says, ..self }
    }

    pub(crate) fn trouble(&self, t: Language, trouble: &Trouble) -> String {
        (self.says)(t, trouble)
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// Sends, unless something is wrong already or the last one is on its way.
    pub(crate) fn send(&self, wrong: Vec<Fault>, sending: impl FnOnce() -> Sending) {
        if self.is_busy() {
            return;
        }
        if !wrong.is_empty() {
            self.change(Change::Refuse(wrong.into_iter().map(Trouble::Fault).collect()));
            return;
        }
        self.change(Change::Submit);
        let (changer, sending) = (self.changer(), sending());
        spawn_local(async move {
            changer.dispatch(match sending.await {
                Ok(()) => Change::Done,
                Err(trouble) => Change::Refuse(vec![trouble]),
            });
        });
    }
}

/// What was typed, into a line or into several.
pub(crate) fn typed(event: &InputEvent) -> String {
    let Some(target) = event.target() else { return String::new() };
    // A text area has a `value` under the same name.
    target.unchecked_into::<HtmlInputElement>().value()
}

#[hook]
pub(crate) fn use_form(id: &'static str, names: &[&'static str]) -> FormHandle {
    let names = names.to_vec();
    use_form_of(id, Box::new(move || Form::of(&names)))
}

/// The same with rules of its own.
#[hook]
pub(crate) fn use_form_of(id: &'static str, first: Box<dyn FnOnce() -> Form>) -> FormHandle {
    let form = use_value(first);
    let refusals = form.refusals();
    let look = move || {
        if refusals > 0 {
            focus_on_the_first_fault(id);
        }
        Kept::Nothing
    };
    use_act(refusals.to_string().into(), Box::new(look));
    FormHandle { id, form, says: Saying::trouble }
}

fn focus_on_the_first_fault(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(form) = document.and_then(|document| document.get_element_by_id(id)) else { return };
    if let Ok(Some(wrong)) = form.query_selector("[aria-invalid='true']") {
        let _ = wrong.unchecked_into::<HtmlElement>().focus();
    }
}

/// Keeps what is typed in this tab while its writer goes away to sign in. `done` lets go of it.
#[hook]
pub(crate) fn use_draft(form: &FormHandle) -> impl Fn() + Clone + use<> {
    let key = ["causerie.draft.", form.id].concat();
    use_act(ONCE, {
        let (key, form) = (key.clone(), form.clone());
        Box::new(move || {
            let kept = storage().and_then(|storage| storage.get_item(&key).ok().flatten());
            let Some(kept) = kept.as_deref().and_then(Json::parse) else { return Kept::Nothing };
            for (name, _) in form.values() {
                if let Some(value) = kept.get(name).text() {
                    form.change(Change::Typed(name, value.to_owned()));
                }
            }
            Kept::Nothing
        })
    });
    let is_typed = form.values().any(|(name, _)| form.is_touched(name));
    let now = if is_typed { wire::draft(form.values()) } else { String::new() };
    use_act(now.clone().into(), {
        let key = key.clone();
        Box::new(move || {
            if let Some(storage) = storage().filter(|_| is_typed) {
                let _ = storage.set_item(&key, &now);
            }
            Kept::Nothing
        })
    });
    move || {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&key);
        }
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

/// Troubles in words.
pub(crate) trait Saying {
    fn trouble(self, trouble: &Trouble) -> String;
}

impl Saying for Language {
    fn trouble(self, trouble: &Trouble) -> String {
        match trouble {
            Trouble::Fault(fault) => self.fault(fault),
            Trouble::Offline => self.fault_offline().to_owned(),
            Trouble::NoPasskey => self.passkey_stopped().to_owned(),
        }
    }
}
