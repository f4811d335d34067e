//! Where one is signed in, whom one has blocked, what the relay keeps, and the way out.

use super::{Desk, Open, ways_in::line};
use crate::{
    components::{
        dialog::Dialog,
        field::{self, Field, field, submit, whole_fault},
        icon::Glyph,
        part::{button, foot, group, hint, leads, leaf, section},
        people::person_row,
    },
    hooks::{FormHandle, Sending, unix_ms},
    net::people::{self, Tie},
    route::Route,
    state::clock,
};
use causerie_shared::people::{DeleteAccount, PersonCard, SessionCard};
use yew::prelude::*;

pub(super) fn sessions(desk: &Desk) -> Html {
    let t = desk.house.words();
    let sessions = &desk.account.sessions;
    let out = desk.acts(
        || Box::pin(people::sign_out_others()),
        |desk, ()| {
            desk.house.say(desk.house.words().signed_out_others());
            desk.ask_again();
        },
    );
    let rows = sessions.iter().map(|session| session_row(desk, session)).collect();
    let others = match sessions.len() {
        0 | 1 => Html::default(),
        _ => button("button", "sign-out-others", Some(Glyph::Leave), t.sign_out_others(), out),
    };
    section("panel", "where", t.where_signed_in(), vec![group("ul", "rows", rows), others])
}

fn session_row(desk: &Desk, session: &SessionCard) -> Html {
    let t = desk.house.words();
    let id = session.id;
    if session.is_this {
        return line(Glyph::Devices, &session.browser, t.this_browser(), Html::default());
    }
    let out = desk.acts(move || Box::pin(people::sign_out_of(id)), |desk, ()| desk.ask_again());
    let out = button("button quiet", "sign-out-of", None, t.sign_out(), out);
    let seen = t.seen_ago(&clock::ago(t, unix_ms().since_ms(session.seen_at)));
    line(Glyph::Devices, &session.browser, &seen, out)
}

pub(super) fn blocked(desk: &Desk) -> Html {
    let t = desk.house.words();
    let blocked = &desk.account.blocked;
    let people = if blocked.is_empty() {
        hint(t.nobody_blocked())
    } else {
        group("ul", "person-list", blocked.iter().map(|one| blocked_row(desk, one)).collect())
    };
    section("panel", "blocked", t.blocked_people(), vec![people])
}

fn blocked_row(desk: &Desk, person: &PersonCard) -> Html {
    let t = desk.house.words();
    let handle = person.handle.clone();
    let unblock = desk.acts(
        move || {
            let handle = handle.clone();
            Box::pin(async move { people::tie(&handle, Tie::Block, false).await.map(drop) })
        },
        |desk, ()| desk.ask_again(),
    );
    person_row(t, person, button("button quiet", "unblock", None, t.unblock(), unblock))
}

pub(super) fn data(desk: &Desk) -> Html {
    let t = desk.house.words();
    let export = "/api/account/export".to_owned();
    let export = leads("button", "export", Some(Glyph::Download), t.export(), export)
        .set("download", "causerie.json")
        .html();
    let delete = desk.opens(Open::Delete);
    section(
        "panel",
        "data",
        t.your_data(),
        vec![
            hint(t.export_lead()),
            export,
            leaf("h3", "", t.delete_account()),
            hint(t.delete_lead()),
            button(
                "button danger",
                "delete-account",
                Some(Glyph::Trash),
                t.delete_account(),
                delete,
            ),
        ],
    )
}

pub(super) fn delete(desk: &Desk, form: &FormHandle) -> Html {
    let t = desk.house.words();
    let profile = &desk.account.profile;
    let onsubmit = {
        let (desk, form) = (desk.clone(), form.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            form.send(vec![], || deleting(&desk, &form));
        })
    };
    let handle = Field {
        prefix: "@",
        ..Field::line("handle", t.delete_type_handle(profile.handle.as_str()))
    };
    let password = match desk.account.has_password {
        true => field(t, form, Field::password("password", t.password_label())),
        false => Html::default(),
    };
    let confirm = submit(form, "button danger solid", "confirm-delete", t.delete_confirm());
    let form = field::form(
        form,
        onsubmit,
        vec![
            field(t, form, handle),
            password,
            whole_fault(t, form),
            foot(t.cancel(), &desk.closes(), confirm),
        ],
    );
    html! {
        <Dialog heading={t.delete_question()} on_close={desk.closes()} testid="delete-dialog">
            { leaf("p", "dialog-words", &t.delete_consequence(profile.followers)) }
            { form }
        </Dialog>
    }
}

fn deleting(desk: &Desk, form: &FormHandle) -> Sending {
    let asked = DeleteAccount {
        handle: form.text("handle"),
        password: Some(form.text("password")).filter(|_| desk.account.has_password),
    };
    let desk = desk.clone();
    Box::pin(async move {
        people::delete_account(asked).await?;
        desk.house.say(desk.house.words().deleted());
        desk.house.me.ask_again();
        desk.house.go(Route::HOME);
        Ok(())
    })
}
