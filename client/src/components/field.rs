//! Fields of forms: a label, what is typed, and one line under it for help or for what is wrong.

use super::{
    el::{El, el, when},
    icon::{Glyph, icon},
    part::{self, leaf},
};
use crate::{
    hooks::{FormHandle, Languages},
    route::Route,
    state::form::Trouble,
    webapi,
    words::Language,
};
use causerie_shared::{fault::Fault, language::Language as Spoken, password::Strength};
use yew::prelude::*;

/// From here on the characters left are told.
const TELL_LEFT: usize = 20;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Line,
    /// A day and a time, by the clocks of wherever the field says.
    Moment,
    /// A whole number.
    Digits,
    /// One with a point or a comma.
    Amount,
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
    let wrong = form.wrong(name).map(|trouble| form.trouble(t, trouble));
    let left = most.saturating_sub(value.chars().count());
    let oninput = oninput.unwrap_or_else(|| form.oninput(name));
    let (input, kind) = match kind {
        Kind::Lines(rows) => (el("textarea", "input").put("rows", rows.to_string()), None),
        Kind::Line => (el("input", "input"), Some("text")),
        Kind::Digits => (el("input", "input").set("inputmode", "numeric"), Some("text")),
        Kind::Amount => (el("input", "input").set("inputmode", "decimal"), Some("text")),
        Kind::Moment => (el("input", "input"), Some("datetime-local")),
        Kind::Password => (el("input", "input"), Some("password")),
    };
    let input = match kind {
        Some(kind) => input.set("type", kind).set("enterkeyhint", "go"),
        None => input,
    };
    // Handles, addresses and codes are no words to be corrected.
    let input = match autocomplete {
        "off" => input,
        _ => input.set("autocapitalize", "none").set("spellcheck", "false"),
    };
    let input = input
        .put("id", id.clone())
        .written()
        .put("data-testid", testid)
        .value(value)
        .oninput(oninput)
        .set("placeholder", placeholder)
        .set("autocomplete", autocomplete)
        .says("aria-invalid", wrong.is_some())
        .put("aria-describedby", about.clone());
    let input = match prefix {
        "" => input,
        prefix => {
            let prefix = el("span", "prefix").set("aria-hidden", "true").words(prefix);
            el("span", "prefixed").el(prefix).el(input)
        }
    };
    let class = if wrong.is_some() { "field wrong" } else { "field" };
    let help = match wrong {
        Some(wrong) => form_error(&wrong),
        None if most > 0 && left <= TELL_LEFT => part::hint(&t.characters_left(left as u64)),
        None => hint,
    };
    let about = el("div", "field-about").put("id", about).set("aria-live", "polite").with(help);
    let label = el("label", "").put("for", id).words(&label).with(self::optional(t, optional));
    // Where a field more appears, what is typed stays in the one that it is typed into.
    el("div", class).key(name).el(label).el(input).el(about).html()
}

/// The word behind the label of what may be left empty.
pub(crate) fn optional(t: Language, so: bool) -> Html {
    when(so, || el("span", "optional").words(&[" · ", t.optional()].concat()))
}

pub(crate) fn form_error(words: &str) -> Html {
    el("p", "form-error").testid("form-error").with(icon(Glyph::Alert)).words(words).html()
}

/// What is wrong with no field in particular.
pub(crate) fn whole_fault(t: Language, form: &FormHandle) -> Html {
    let alert = el("div", "").set("role", "alert");
    let Some(trouble) = form.wrong_whole() else { return alert.html() };
    let alert = alert.with(form_error(&form.trouble(t, trouble)));
    match trouble {
        Trouble::Fault(Fault::SignInFirst | Fault::SignInAgain) => {
            let address = webapi::address();
            let back = Route::SignIn(Box::new(Route::of(&address))).address();
            alert.with(part::way("link", "to-sign-in", None, t.sign_in(), back)).html()
        }
        Trouble::Fault(_) | Trouble::Offline | Trouble::NoPasskey => alert.html(),
    }
}

/// A choice of the languages that a space can be in; `none` is the one for no choice.
pub(crate) fn language_select(
    id: &'static str,
    none: &str,
    languages: &Languages,
    chosen: Option<Spoken>,
    onchange: Callback<Event>,
) -> El {
    let option = |code: &'static str, words: &str, chosen: bool| {
        let option = el("option", "").key(code).set("value", code);
        if chosen { option.set("selected", "") } else { option }.words(words).html()
    };
    el("select", "input")
        .set("id", id)
        .testid(id)
        .onchange(onchange)
        .with(option("", none, chosen.is_none()))
        .each(
            languages
                .iter()
                .map(|(name, spoken)| option(spoken.as_str(), name, chosen == Some(*spoken))),
        )
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
    let switch = el("input", "toggle-box")
        .set("type", "checkbox")
        .set("id", id)
        .testid(id)
        .checked(on)
        .onchange(onchange);
    let switch = match about {
        "" => switch,
        _ => switch.put("aria-describedby", about_id.clone()),
    };
    let label = el("label", "toggle")
        .el(switch)
        .el(el("span", "toggle-knob").set("aria-hidden", "true"))
        .with(leaf("span", "toggle-words", words));
    let about = when(!about.is_empty(), || el("p", "hint").put("id", about_id).words(about));
    el("div", "toggle-field").el(label).with(about).html()
}

pub(crate) fn submit(
    form: &FormHandle,
    class: &'static str,
    testid: &'static str,
    words: &str,
) -> Html {
    el("button", class)
        .set("type", "submit")
        .testid(testid)
        .says("aria-disabled", form.is_busy())
        .words(words)
        .html()
}

/// The form itself.
pub(crate) fn form(form: &FormHandle, onsubmit: Callback<SubmitEvent>, kids: Vec<Html>) -> Html {
    el("form", "sheet")
        .set("id", form.id)
        .set("novalidate", "")
        .onsubmit(onsubmit)
        .each(kids.into_iter())
        .html()
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
    let bars = el("span", "strength-bars").set("aria-hidden", "true");
    let bars = bars.each((0..4).map(|_| el("i", "").html()));
    let advice = advice.first().map(|advice| [" · ", &t.advice(*advice)].concat());
    let words = el("p", "hint")
        .with(leaf("span", "said", &[t.password_strength(), " "].concat()))
        .with(leaf("b", "", words))
        .words(&advice.unwrap_or_default());
    el("div", class).testid("strength").el(bars).el(words).html()
}
