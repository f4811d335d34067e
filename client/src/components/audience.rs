//! For those who run the space: who is in the audience, and whom of them to invite.

use super::{
    desk::{Desk, attendee, named},
    el::{el, when},
    field::{self, Field, field},
    icon::Glyph,
    part::{button, group, hint},
};
use crate::{
    hooks::typed,
    net::api::{self, Failed},
    state::{desk::Open, form::Change},
};
use causerie_shared::{api::AudienceList, command::Command, stage::Attendee, view::SpaceView};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A pause in typing after which the relay is asked.
const PAUSE_MS: u32 = 250;

/// What was asked for, and whom the relay found; nothing before anybody asked.
pub(crate) type Found = Option<Rc<(String, AudienceList)>>;

pub(super) fn audience(desk: &Desk<'_>, view: &SpaceView) -> Html {
    let Desk { t, form, later, .. } = *desk;
    let find = finder(desk);
    let oninput = {
        let (form, later, find) = (form.changer(), later.clone(), find.clone());
        Callback::from(move |event: InputEvent| {
            let part = typed(&event);
            form.dispatch(Change::Typed("part", part.clone()));
            let find = find.clone();
            later.after(PAUSE_MS, move || find.emit(part));
        })
    };
    let onsubmit = {
        let (form, find) = (form.clone(), find.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            find.emit(form.text("part"));
        })
    };
    let part = Field { oninput: Some(oninput), ..Field::line("part", t.audience_label()) };
    let submit = field::submit(form, "button", "audience-find", t.audience_find());
    let line = group("div", "line", vec![field(t, form, part), submit]);
    let told = el("div", "audience-found").set("role", "status");
    let told = match desk.found.as_deref() {
        Some((part, list)) => told.each(found(desk, view, part, list).into_iter()),
        None => told,
    };
    el("form", "invite-form").onsubmit(onsubmit).with(line).el(told).html()
}

fn found(desk: &Desk<'_>, view: &SpaceView, part: &str, list: &AudienceList) -> Vec<Html> {
    let t = desk.t;
    // Somebody who came on stage meanwhile needs no invitation.
    let people = list.people.iter().filter(|who| view.seat_of(who.person).is_none());
    let people: Vec<_> = people.map(|who| row(desk, view, who)).collect();
    let hidden = list.total.saturating_sub(u32::try_from(list.people.len()).unwrap_or(0));
    let words = match (people.is_empty(), part.trim().is_empty()) {
        (true, true) => hint(t.audience_empty()),
        (true, false) => hint(t.audience_nobody()),
        (false, _) => Html::default(),
    };
    let more = when(hidden > 0, || el("p", "hint").words(&t.audience_more(u64::from(hidden))));
    let close = {
        let found = desk.found.setter();
        Callback::from(move |_: MouseEvent| found.set(None))
    };
    let close = button("link", "audience-close", None, t.close(), close);
    vec![words, group("ul", "", people), more, close]
}

fn row(desk: &Desk<'_>, view: &SpaceView, who: &Attendee) -> Html {
    let t = desk.t;
    let person = who.person;
    if view.invited.iter().any(|invited| invited.person == person) {
        return attendee("attendee", who, el("span", "hint").words(t.invited_already()));
    }
    let invite = desk.door.does(Command::Invite { person });
    let invite = named("button", "invite", Some(Glyph::Mic), t.invite(), who, invite);
    let ask = {
        let open = desk.open.setter();
        Callback::from(move |_: MouseEvent| open.set(Open::ShowOut(person)))
    };
    let show_out = named("button quiet danger", "show-out", None, t.show_out(), who, ask);
    attendee("attendee", who, el("span", "hand-acts").el(invite).el(show_out))
}

/// Asks the relay, and shows whom it found.
fn finder(desk: &Desk<'_>) -> Callback<String> {
    let (space, found, house) = (desk.door.space(), desk.found.setter(), desk.house.clone());
    Callback::from(move |part: String| {
        let (found, house) = (found.clone(), house.clone());
        spawn_local(async move {
            // A handle may be written with its sign.
            match api::audience(space, part.trim().trim_start_matches('@')).await {
                Ok(list) => found.set(Some(Rc::new((part, list)))),
                Err(Failed::Fault(fault)) => house.say(&house.words().fault(&fault)),
                Err(Failed::Offline) => house.say(house.words().fault_offline()),
            }
        });
    })
}
