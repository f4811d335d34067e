//! A report to those who administer the relay: what is wrong, in a word and in one's own.

use super::questions::close;
use crate::{
    components::{
        desk::Desk,
        dialog::Dialog,
        el::el,
        field::{self, Field, field},
        part::{foot, leaf},
    },
    net::api,
    state::form::{Change, Trouble},
    words::Language,
};
use causerie_shared::{
    report::{About, Concern, ReportRequest},
    text::Note,
    view::SpaceView,
};
use yew::prelude::*;

pub(super) fn report(desk: &Desk<'_>, view: &SpaceView, about: About) -> Html {
    let Desk { t, form, .. } = *desk;
    let on_close = close(&desk.open.setter());
    let name = match about {
        About::Voice { voice } => view.seat(voice).map(|seat| seat.name.as_str()),
        About::Line { number } => view.chat_line(number).map(|line| line.by.name.as_str()),
    };
    let heading = name.map_or_else(|| t.report_somebody().to_owned(), |name| t.report_name(name));
    let chosen = form.get("concern");
    let choice = |concern: Concern| {
        let code = concern.code();
        let changer = form.changer();
        let choose = Callback::from(move |_: Event| {
            changer.dispatch(Change::Typed("concern", code.to_owned()));
        });
        // The browser asks for one of them where none is chosen.
        let radio = el("input", "")
            .set("type", "radio")
            .set("name", "concern")
            .set("required", "")
            .testid(code)
            .checked(chosen == code)
            .onchange(choose);
        el("label", "choice").el(radio).with(leaf("span", "", words(t, concern))).html()
    };
    let choices = el("fieldset", "choices")
        .with(leaf("legend", "", t.report_why()))
        .each(Concern::ALL.into_iter().map(choice));
    let onsubmit = {
        let (form, house, space) = (form.clone(), desk.house.clone(), desk.door.space());
        let on_close = on_close.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let chosen = form.get("concern");
            let concern = Concern::ALL.into_iter().find(|concern| concern.code() == chosen);
            let Some(concern) = concern else { return };
            let note = Some(form.text("note")).filter(|note| !note.trim().is_empty());
            let asked = ReportRequest { about, concern, note };
            let (house, on_close) = (house.clone(), on_close.clone());
            let changer = form.changer();
            form.send(Vec::new(), || {
                Box::pin(async move {
                    api::report(space, &asked).await.map_err(Trouble::from)?;
                    let empty = ["concern", "note"].map(|name| (name, String::new()));
                    changer.dispatch(Change::Reset(empty.into()));
                    house.say(house.words().report_sent());
                    on_close.emit(());
                    Ok(())
                })
            });
        })
    };
    let note =
        Field { most: Note::MOST, optional: true, ..Field::lines("note", t.report_note(), 3) };
    let send = field::submit(form, "button primary", "report-send", t.report_send());
    let sheet = el("form", "sheet")
        .onsubmit(onsubmit)
        .with(leaf("p", "dialog-words", t.report_lead()))
        .el(choices)
        .with(field(t, form, note))
        .with(field::whole_fault(t, form))
        .with(foot(t.cancel(), &on_close, send));
    html! {
        <Dialog {heading} {on_close} testid="report-dialog">{ sheet.html() }</Dialog>
    }
}

const fn words(t: Language, concern: Concern) -> &'static str {
    match concern {
        Concern::Spam => t.concern_spam(),
        Concern::Harassment => t.concern_harassment(),
        Concern::Hate => t.concern_hate(),
        Concern::Violence => t.concern_violence(),
        Concern::SelfHarm => t.concern_self_harm(),
        Concern::Illegal => t.concern_illegal(),
        Concern::Other => t.concern_other(),
    }
}
