//! What is asked in a dialog: once, naming what it means for others; and a guest's name.

use super::{put_up::Forms, report::report};
use crate::{
    components::{
        desk::Desk,
        dialog::Dialog,
        el::el,
        field::{self, Field, field},
        icon::Glyph,
        part::{self, foot, leaf},
    },
    hooks::Setter,
    net::{
        api::{self, Failed},
        people,
    },
    state::{
        desk::{Open, name_of},
        room::Input,
    },
};
use causerie_shared::{
    api::NameRequest,
    command::Command,
    text::Name,
    view::{Seat, SpaceView},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

pub(super) fn question(desk: &Desk<'_>, forms: &Forms, view: &SpaceView) -> Html {
    let Desk { t, open, .. } = *desk;
    match **open {
        Open::Nothing | Open::Dismissal(_) | Open::CaptionStyle => Html::default(),
        Open::Name => name_question(desk),
        Open::Report(about) => report(desk, view, about),
        Open::Block(voice) => view.seat(voice).map_or_else(Html::default, |it| block(desk, it)),
        Open::Pin => forms.pin(desk),
        Open::Poll => forms.poll(desk),
        Open::End => {
            let consequence = t.end_consequence(u64::from(view.listeners));
            let heading = t.end_question().to_owned();
            confirm(desk, heading, &consequence, Glyph::End, t.end_confirm(), Command::End)
        }
        Open::HandOver(voice) => {
            let heading = t.hand_over_question(view.seat(voice).map_or("", |it| it.name.as_str()));
            let act = Command::HandOver { voice };
            let consequence = t.hand_over_consequence();
            confirm(desk, heading, consequence, Glyph::Key, t.hand_over_confirm(), act)
        }
        Open::ShowOut(person) => {
            // Whoever was found in the audience may have written nothing.
            let found = desk
                .found
                .as_deref()
                .and_then(|(_, list)| list.people.iter().find(|who| who.person == person));
            let found = found.map_or("", |who| who.name.as_str());
            let known = name_of(view, person).unwrap_or(found);
            let heading = t.show_out_question(known);
            let act = Command::Remove { person };
            confirm(desk, heading, t.show_out_consequence(), Glyph::Ban, t.show_out(), act)
        }
    }
}

fn confirm(
    desk: &Desk<'_>,
    heading: String,
    consequence: &str,
    glyph: Glyph,
    words: &str,
    command: Command,
) -> Html {
    let on_close = close(&desk.open.setter());
    let act = {
        let (door, on_close) = (desk.door.clone(), on_close.clone());
        Callback::from(move |_: MouseEvent| {
            on_close.emit(());
            door.happen(Input::Do(command.clone()));
        })
    };
    let act = part::button("button danger solid", "confirm-button", Some(glyph), words, act);
    html! {
        <Dialog {heading} on_close={on_close.clone()}>
            { leaf("p", "dialog-words", consequence) }
            { foot(desk.t.cancel(), &on_close, act) }
        </Dialog>
    }
}

/// From here on for good, not for this space alone.
fn block(desk: &Desk<'_>, seat: &Seat) -> Html {
    let t = desk.t;
    let Some(handle) = seat.handle.clone() else { return Html::default() };
    let on_close = close(&desk.open.setter());
    let act = {
        let (house, blocked) = (desk.house.clone(), desk.blocked.clone());
        let (on_close, person) = (on_close.clone(), seat.person);
        Callback::from(move |_: MouseEvent| {
            on_close.emit(());
            let (house, blocked, handle) = (house.clone(), blocked.clone(), handle.clone());
            spawn_local(async move {
                match people::tie(&handle, people::Tie::Block, true).await {
                    Ok(_) => blocked.add(person),
                    Err(Failed::Fault(fault)) => house.say(&house.words().fault(&fault)),
                    Err(Failed::Offline) => house.say(house.words().fault_offline()),
                }
            });
        })
    };
    let act =
        part::button("button danger solid", "confirm-button", Some(Glyph::Ban), t.block(), act);
    let heading = t.block_question(seat.name.as_str());
    html! {
        <Dialog {heading} on_close={on_close.clone()}>
            { leaf("p", "dialog-words", t.block_consequence()) }
            { foot(t.cancel(), &on_close, act) }
        </Dialog>
    }
}

pub(super) fn close(open: &Setter<Open>) -> Callback<()> {
    let open = open.clone();
    Callback::from(move |()| open.set(Open::Nothing))
}

/// Whoever asks for a seat is somebody; the rest of what they asked for follows by itself.
fn name_question(desk: &Desk<'_>) -> Html {
    let Desk { t, form, .. } = *desk;
    let on_close = {
        let (door, close) = (desk.door.clone(), close(&desk.open.setter()));
        Callback::from(move |()| {
            door.happen(Input::AskNoMore);
            close.emit(());
        })
    };
    let onsubmit = {
        let (house, door) = (desk.house.clone(), desk.door.clone());
        let (form, open) = (form.clone(), desk.open.setter());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let asked = NameRequest { name: form.text("name") };
            let (house, door, open) = (house.clone(), door.clone(), open.clone());
            form.send(Vec::new(), || {
                Box::pin(async move {
                    let me = api::call_me(&asked).await?;
                    house.me.is(me);
                    door.happen(Input::Known);
                    open.set(Open::Nothing);
                    Ok(())
                })
            });
        })
    };
    let name = Field {
        most: Name::MOST,
        hint: part::hint(t.name_hint()),
        autocomplete: "nickname",
        ..Field::line("name", t.name_label())
    };
    let kids = vec![
        field(t, form, name),
        field::whole_fault(t, form),
        field::submit(form, "button primary", "name-submit", t.name_continue()),
    ];
    let sheet = el("form", "sheet").set("novalidate", "").onsubmit(onsubmit);
    html! {
        <Dialog heading={t.name_heading()} {on_close} testid="name-dialog">
            { sheet.each(kids.into_iter()).html() }
        </Dialog>
    }
}
