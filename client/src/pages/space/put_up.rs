//! Putting a link or a poll up, and what becomes of what was typed: taken, it goes; refused, it
//! stays with the reason beside it, also when its dialog was closed.

use crate::{
    components::{
        desk::Desk,
        dialog::Dialog,
        el::el,
        field::{self, Field, field, whole_fault},
        part::leaf,
    },
    hooks::{FormHandle, Kept, Setter, use_act, use_form},
    state::{
        desk::Open,
        form::{CHOICES, Change, Form, Trouble},
        room::Input,
    },
};
use causerie_shared::{
    board::Poll,
    command::Command,
    link::LinkUrl,
    talk::{ChatFor, ChatRule},
    text::{Choice, Question, Term, Title},
};
use yew::prelude::*;

/// What is typed beside the talk.
pub(super) struct Forms {
    pub(super) line: FormHandle,
    pub(super) terms: FormHandle,
    pin: FormHandle,
    poll: FormHandle,
}

/// For what outlives the drawing of the page.
pub(super) struct Answers {
    line: Setter<Form>,
    terms: Setter<Form>,
    pin: Setter<Form>,
    poll: Setter<Form>,
    open: Setter<Open>,
}

#[hook]
pub(super) fn use_forms() -> Forms {
    Forms {
        line: use_form("chat", &["line"]),
        terms: use_form("terms-form", &["terms"]),
        pin: use_form("pin", &["url", "title"]),
        poll: use_form("poll-form", &POLL),
    }
}

/// Why a line was refused is said until the rule is another.
#[hook]
pub(super) fn use_rule_as_it_is(line: &FormHandle, rule: ChatRule) {
    let line = line.changer();
    let ChatRule { who, slow_s } = rule;
    let who = match who {
        ChatFor::Nobody => "nobody ",
        ChatFor::Everyone => "everyone ",
        ChatFor::Followers => "followers ",
    };
    let forget = move || {
        line.dispatch(Change::Done);
        Kept::Nothing
    };
    use_act([who, &slow_s.to_string()].concat().into(), Box::new(forget));
}

/// The list is shown as it is until somebody types in it.
#[hook]
pub(super) fn use_terms_as_they_are(form: &FormHandle, terms: &[Term]) {
    let form = form.changer();
    let terms: Vec<&str> = terms.iter().map(Term::as_str).collect();
    let terms = terms.join("\n");
    let suggest = {
        let terms = terms.clone();
        move || {
            form.dispatch(Change::Suggest("terms", terms));
            Kept::Nothing
        }
    };
    use_act(terms.into(), Box::new(suggest));
}

const POLL: [&str; 1 + Poll::CHOICES_MOST] =
    ["question", CHOICES[0], CHOICES[1], CHOICES[2], CHOICES[3], CHOICES[4], CHOICES[5]];

impl Forms {
    pub(super) fn answers(&self, open: Setter<Open>) -> Answers {
        let (line, pin, poll) = (self.line.changer(), self.pin.changer(), self.poll.changer());
        Answers { line, terms: self.terms.changer(), pin, poll, open }
    }

    pub(super) fn pin(&self, desk: &Desk<'_>) -> Html {
        let Desk { t, .. } = *desk;
        let form = &self.pin;
        let url = Field {
            most: LinkUrl::MOST,
            placeholder: "https://",
            autocomplete: "url",
            ..Field::line("url", t.pin_url_label())
        };
        let title = Field { most: Title::MOST, ..Field::line("title", t.pin_title_label()) };
        let fields = vec![field(t, form, url), field(t, form, title)];
        let ask = |form: &FormHandle| {
            let (url, title) = (form.text("url"), form.text("title"));
            Command::Pin { url, title }
        };
        dialog(desk, form, t.pin_link(), t.pin_hint(), fields, ("pin-submit", t.pin_submit()), ask)
    }

    pub(super) fn poll(&self, desk: &Desk<'_>) -> Html {
        let Desk { t, .. } = *desk;
        let form = &self.poll;
        let question =
            Field { most: Question::MOST, ..Field::line("question", t.poll_question_label()) };
        // Two, those that are filled, and one more to fill in.
        let filled = CHOICES.iter().rposition(|name| !form.get(name).is_empty());
        let shown = filled.map_or(2, |at| (at + 2).max(2));
        let choice = |(at, name): (usize, &&'static str)| {
            let label = t.poll_choice_label(at as u64 + 1);
            let is_optional = at >= Poll::CHOICES_LEAST;
            let choice = Field { most: Choice::MOST, ..Field::line(name, label) };
            field(t, form, Field { optional: is_optional, ..choice })
        };
        let choices = CHOICES.iter().take(shown).enumerate().map(choice);
        let fields = std::iter::once(field(t, form, question)).chain(choices).collect();
        let ask = |form: &FormHandle| {
            let choices = CHOICES.iter().map(|name| form.text(name)).collect();
            Command::AskPoll { question: form.text("question"), choices }
        };
        let submit = ("poll-submit", t.poll_submit());
        dialog(desk, form, t.ask_poll(), t.poll_hint(), fields, submit, ask)
    }
}

fn dialog(
    desk: &Desk<'_>,
    form: &FormHandle,
    heading: &str,
    lead: &str,
    fields: Vec<Html>,
    (testid, submit): (&'static str, &str),
    ask: fn(&FormHandle) -> Command,
) -> Html {
    let Desk { t, door, open, .. } = *desk;
    let on_close = {
        let open = open.setter();
        Callback::from(move |()| open.set(Open::Nothing))
    };
    let onsubmit = {
        let (door, form) = (door.clone(), form.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if !form.is_busy() {
                form.change(Change::Submit);
                door.happen(Input::Do(ask(&form)));
            }
        })
    };
    let sheet = el("form", "sheet")
        .set("id", form.id)
        .set("novalidate", "")
        .onsubmit(onsubmit)
        // By themselves: where all have keys, one more takes no focus from another.
        .el(el("div", "sheet").each(fields.into_iter()))
        .with(whole_fault(t, form))
        .with(field::submit(form, "button primary", testid, submit));
    html! {
        <Dialog heading={heading.to_owned()} {on_close} testid="put-up">
            { leaf("p", "dialog-words", lead) }
            { sheet.html() }
        </Dialog>
    }
}

impl Answers {
    pub(super) fn hear(&self, command: Command, answer: Result<(), Trouble>) {
        let (form, taken) = if let Command::Write { text } = command {
            (&self.line, Change::Taken("line", text))
        } else if let Command::SetTerms { terms } = command {
            (&self.terms, Change::Reset(vec![("terms", terms.join("\n"))]))
        } else if let Command::Pin { .. } = command {
            (&self.pin, emptied(&["url", "title"]))
        } else {
            (&self.poll, emptied(&POLL))
        };
        let is_in_a_dialog = form != &self.line && form != &self.terms;
        match answer {
            Ok(()) => {
                form.dispatch(taken);
                form.dispatch(Change::Done);
                if is_in_a_dialog {
                    self.open.set(Open::Nothing);
                }
            }
            Err(trouble) => form.dispatch(Change::Refuse(vec![trouble])),
        }
    }
}

fn emptied(names: &[&'static str]) -> Change {
    Change::Reset(names.iter().map(|name| (*name, String::new())).collect())
}
