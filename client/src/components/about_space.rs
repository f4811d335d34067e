//! What people read of a space before they come, as its host types it.

use super::{
    el::{El, el},
    field::{Field, field, language_select, optional, toggle},
    part::{hint, leaf},
};
use crate::{
    hooks::{FormHandle, Languages},
    state::form::Change,
    words::Language,
};
use causerie_shared::{
    fault::Fault,
    text::{Description, Title},
    topic::Topics,
    view::Access,
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What a switch holds when it is on, so that a draft keeps it like any other field.
pub(crate) const ON: &str = "on";

/// What was typed, for the relay to judge.
pub(crate) struct Typed {
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) topics: Vec<String>,
    pub(crate) language: Option<String>,
    pub(crate) access: Access,
}

pub(crate) fn title(t: Language, form: &FormHandle) -> Html {
    let title = Field {
        most: Title::MOST,
        placeholder: t.title_placeholder(),
        ..Field::line("title", t.title_label())
    };
    field(t, form, title)
}

/// Description, topics, language, who finds it, and whether guests listen.
pub(crate) fn the_rest(t: Language, form: &FormHandle, languages: &Languages) -> [Html; 5] {
    let description = Field {
        most: Description::MOST,
        hint: hint(t.description_hint()),
        optional: true,
        ..Field::lines("description", t.description_label(), 3)
    };
    let topics = Field {
        hint: hint(t.topics_hint()),
        placeholder: t.topics_placeholder(),
        optional: true,
        ..Field::line("topics", t.topics_label())
    };
    let access = el("fieldset", "choices")
        .with(leaf("legend", "", t.access_heading()))
        .el(choice(form, "listed", t.listed(), ""))
        .el(choice(form, "link-only", t.link_only(), ON));
    let is_open = form.get("closed").is_empty();
    let guests = toggle("guests", t.guests_listen(), is_open, switch(form, "closed", false), "");
    [
        field(t, form, description),
        field(t, form, topics),
        language(t, form, languages),
        access.html(),
        guests,
    ]
}

pub(crate) fn typed(form: &FormHandle) -> Typed {
    let maybe = |name| Some(form.text(name)).filter(|text: &String| !text.is_empty());
    Typed {
        title: form.text("title"),
        description: maybe("description"),
        topics: topics(form),
        language: maybe("language"),
        access: Access {
            listed: form.get("private").is_empty(),
            guests: form.get("closed").is_empty(),
        },
    }
}

/// The relay judges in the end; by the same rules the page says it before the round trip.
pub(crate) fn look_over(form: &FormHandle) -> Vec<Fault> {
    let title = form.get("title").parse::<Title>().err().map(|text| Fault::BadTitle { text });
    let description = Description::optional(form.get("description"))
        .err()
        .map(|text| Fault::BadDescription { text });
    let topics = Topics::of(topics(form)).err().map(|topics| Fault::BadTopics { topics });
    [title, description, topics].into_iter().flatten().collect()
}

/// `on`: whether the field holds something when the switch is on.
pub(crate) fn switch(form: &FormHandle, name: &'static str, on: bool) -> Callback<Event> {
    let changer = form.changer();
    Callback::from(move |event: Event| {
        let Some(input) = event.target().map(JsCast::unchecked_into::<HtmlInputElement>) else {
            return;
        };
        let value = if input.checked() == on { ON } else { "" };
        changer.dispatch(Change::Typed(name, value.to_owned()));
    })
}

fn language(t: Language, form: &FormHandle, languages: &Languages) -> Html {
    let changer = form.changer();
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event.target().map(JsCast::unchecked_into::<HtmlSelectElement>) {
            changer.dispatch(Change::Typed("language", select.value()));
        }
    });
    let chosen = form.get("language").parse().ok();
    let label = el("label", "").set("for", "language").words(t.language_label());
    el("div", "field")
        .el(label.with(optional(t, true)))
        .el(language_select("language", t.language_none(), languages, chosen, onchange))
        .html()
}

/// One of the two answers to who finds the space.
fn choice(form: &FormHandle, id: &'static str, words: &str, value: &'static str) -> El {
    let changer = form.changer();
    let onchange = Callback::from(move |_: Event| {
        changer.dispatch(Change::Typed("private", value.to_owned()));
    });
    let radio = el("input", "")
        .set("type", "radio")
        .set("name", "private")
        .testid(id)
        .checked(form.get("private") == value)
        .onchange(onchange);
    el("label", "choice").el(radio).with(leaf("span", "", words))
}

/// Topics as they were typed, with commas between them.
fn topics(form: &FormHandle) -> Vec<String> {
    let parts = form.get("topics").split([',', ';', '、', '，']);
    parts.map(|topic| topic.trim().to_owned()).filter(|topic| !topic.is_empty()).collect()
}
