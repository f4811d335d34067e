//! Fields of forms: a label, what is typed, and one line under it for help or for what is wrong.

use super::{
    icon::{Glyph, icon},
    part::{self, leaf},
};
use crate::{
    hooks::{FormHandle, Languages, Saying},
    words::Language,
};
use causerie_shared::{language::Language as Spoken, password::Strength};
use yew::prelude::*;

/// From here on the characters left are told.
const TELL_LEFT: usize = 20;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Line,
    /// So many lines high.
    Lines(u32),
    Password,
}

pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) label: String,
    pub(crate) kind: Kind,
    /// Most characters; zero where nobody counts.
    pub(crate) most: usize,
    /// Unless something is wrong.
    pub(crate) hint: Html,
    pub(crate) placeholder: &'static str,
    pub(crate) autocomplete: &'static str,
    pub(crate) optional: bool,
    /// Before what is typed, as the @ of a handle.
    pub(crate) prefix: &'static str,
    /// Instead of merely noting what was typed.
    pub(crate) oninput: Option<Callback<InputEvent>>,
}

impl Field {
    pub(crate) fn line(name: &'static str, label: impl Into<String>) -> Self {
        Self {
            name,
            label: label.into(),
            kind: Kind::Line,
            most: 0,
            hint: Html::default(),
            placeholder: "",
            autocomplete: "off",
            optional: false,
            prefix: "",
            oninput: None,
        }
    }

    pub(crate) fn lines(name: &'static str, label: impl Into<String>, rows: u32) -> Self {
        Self { kind: Kind::Lines(rows), ..Self::line(name, label) }
    }

    /// One that is there already.
    pub(crate) fn password(name: &'static str, label: impl Into<String>) -> Self {
        let autocomplete = "current-password";
        Self { kind: Kind::Password, autocomplete, ..Self::line(name, label) }
    }

    /// A new one, with a word on how good it is. `own` is what everybody knows of its owner.
    pub(crate) fn new_password(
        t: Language,
        form: &FormHandle,
        name: &'static str,
        label: impl Into<String>,
        own: &[&str],
    ) -> Self {
        let hint = strength(t, form.get(name), own);
        Self { autocomplete: "new-password", hint, ..Self::password(name, label) }
    }
}

pub(crate) fn field(t: Language, form: &FormHandle, field: Field) -> Html {
    let Field {
        name,
        label,
        kind,
        most,
        hint,
        placeholder,
        autocomplete,
        optional,
        prefix,
        oninput,
    } = field;
    let id = [form.id, "-", name].concat();
    let about = [&id, "-about"].concat();
    let testid = [name, "-input"].concat();
    let value = form.text(name);
    let wrong = form.wrong(name).map(|trouble| t.trouble(trouble));
    let left = most.saturating_sub(value.chars().count());
    let oninput = oninput.unwrap_or_else(|| form.oninput(name));
    let invalid = if wrong.is_some() { "true" } else { "false" };
    let input = match kind {
        Kind::Lines(rows) => html! {
            <textarea class="input" id={id.clone()} dir="auto" rows={rows.to_string()} data-testid={testid}
                {value} {oninput} {placeholder} {autocomplete} aria-invalid={invalid}
                aria-describedby={about.clone()} />
        },
        Kind::Line | Kind::Password => {
            let type_ = if kind == Kind::Password { "password" } else { "text" };
            // Handles, addresses and codes are no words to be corrected.
            let plain = (autocomplete != "off").then_some("none");
            html! {
                <input class="input" id={id.clone()} type={type_} dir="auto" data-testid={testid}
                    {value} {oninput} {placeholder} {autocomplete} autocapitalize={plain} enterkeyhint="go"
                    aria-invalid={invalid} aria-describedby={about.clone()} />
            }
        }
    };
    html! {
        <div class={classes!("field", wrong.is_some().then_some("wrong"))}>
            <label for={id}>
                { label }
                if optional { <span class="optional">{ " · " }{ t.optional() }</span> }
            </label>
            if prefix.is_empty() {
                { input }
            } else {
                <span class="prefixed"><span class="prefix" aria-hidden="true">{ prefix }</span>{ input }</span>
            }
            <div class="field-about" id={about} aria-live="polite">
                if let Some(wrong) = wrong {
                    { form_error(&wrong) }
                } else if most > 0 && left <= TELL_LEFT {
                    { part::hint(&t.characters_left(left as u64)) }
                } else {
                    { hint }
                }
            </div>
        </div>
    }
}

pub(crate) fn form_error(words: &str) -> Html {
    html! { <p class="form-error" data-testid="form-error">{ icon(Glyph::Alert) }{ words }</p> }
}

/// What is wrong with no field in particular.
pub(crate) fn whole_fault(t: Language, form: &FormHandle) -> Html {
    html! {
        <div role="alert">
            if let Some(trouble) = form.wrong_whole() { { form_error(&t.trouble(trouble)) } }
        </div>
    }
}

/// Every language that a space can be in.
pub(crate) fn language_options(languages: &Languages, chosen: Option<Spoken>) -> Html {
    let option = |(name, spoken): &(String, Spoken)| {
        let code = spoken.as_str();
        html! { <option key={code} value={code} selected={chosen == Some(*spoken)}>{ name }</option> }
    };
    languages.iter().map(option).collect()
}

/// A switch: `on` says what it says at the moment.
pub(crate) fn toggle(
    id: &'static str,
    words: &str,
    on: bool,
    onchange: Callback<Event>,
    about: &str,
) -> Html {
    let about_id = [id, "-about"].concat();
    html! {
        <div class="toggle-field">
            <label class="toggle">
                <input type="checkbox" class="toggle-box" {id} data-testid={id} checked={on} {onchange}
                    aria-describedby={about_id.clone()} />
                <span class="toggle-knob" aria-hidden="true" />
                { leaf("span", "toggle-words", words) }
            </label>
            <p id={about_id} class="hint">{ about }</p>
        </div>
    }
}

pub(crate) fn submit(
    form: &FormHandle,
    class: &'static str,
    testid: &'static str,
    words: &str,
) -> Html {
    html! {
        <button {class} type="submit" data-testid={testid} aria-disabled={if form.is_busy() { "true" } else { "false" }}>
            { words }
        </button>
    }
}

/// Four bars and a word, moving with what is typed.
fn strength(t: Language, typed: &str, own: &[&str]) -> Html {
    if typed.is_empty() {
        return part::hint(t.password_hint());
    }
    let Strength { level, advice } = Strength::of(typed, own);
    let (words, class) = match level {
        0 => (t.strength_0(), "strength strength-0"),
        1 => (t.strength_1(), "strength strength-1"),
        2 => (t.strength_2(), "strength strength-2"),
        3 => (t.strength_3(), "strength strength-3"),
        _ => (t.strength_4(), "strength strength-4"),
    };
    html! {
        <div {class} data-testid="strength">
            <span class="strength-bars" aria-hidden="true"><i /><i /><i /><i /></span>
            <p class="hint">
                <span class="said">{ t.password_strength() }{ " " }</span>
                <b>{ words }</b>
                if let Some(advice) = advice.first() { { " · " }{ t.advice(*advice) } }
            </p>
        </div>
    }
}
