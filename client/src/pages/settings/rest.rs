//! Where one is signed in, whom one has blocked, what the relay keeps, and the way out.

use super::{Desk, Open};
use crate::{
    components::{
        dialog::Dialog,
        field::{Field, field, submit, whole_fault},
        icon::{Glyph, icon},
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
    html! {
        <section class="panel" aria-labelledby="where">
            <h2 id="where">{ t.where_signed_in() }</h2>
            <ul class="rows">{ for sessions.iter().map(|session| session_row(desk, session)) }</ul>
            if sessions.len() > 1 {
                <button class="button" type="button" data-testid="sign-out-others" onclick={out}>
                    { icon(Glyph::Leave) }<span>{ t.sign_out_others() }</span>
                </button>
            }
        </section>
    }
}

fn session_row(desk: &Desk, session: &SessionCard) -> Html {
    let t = desk.house.words();
    let id = session.id;
    let out = desk.acts(move || Box::pin(people::sign_out_of(id)), |desk, ()| desk.ask_again());
    html! {
        <li key={id.to_string()} class="row" data-testid="session-row">
            { icon(Glyph::Devices) }
            <span class="row-words">
                <b>{ &session.browser }</b>
                <span class="person-facts">
                    if session.is_this {
                        { t.this_browser() }
                    } else {
                        { t.seen_ago(&clock::ago(t, unix_ms().since_ms(session.seen_at))) }
                    }
                </span>
            </span>
            if !session.is_this {
                <button class="button quiet" type="button" onclick={out}>{ t.sign_out() }</button>
            }
        </li>
    }
}

pub(super) fn blocked(desk: &Desk) -> Html {
    let t = desk.house.words();
    let blocked = &desk.account.blocked;
    html! {
        <section class="panel" aria-labelledby="blocked">
            <h2 id="blocked">{ t.blocked_people() }</h2>
            if blocked.is_empty() {
                <p class="hint">{ t.nobody_blocked() }</p>
            }
            <ul class="person-list">{ for blocked.iter().map(|person| blocked_row(desk, person)) }</ul>
        </section>
    }
}

fn blocked_row(desk: &Desk, person: &PersonCard) -> Html {
    let t = desk.house.words();
    let handle = person.handle.clone();
    let unblock = desk.acts(
        move || {
            let handle = handle.clone();
            Box::pin(async move { people::tie(&handle, Tie::Block, false).await })
        },
        |desk, _| desk.ask_again(),
    );
    let action = html! {
        <button class="button quiet" type="button" data-testid="unblock" onclick={unblock}>{ t.unblock() }</button>
    };
    person_row(t, person, action)
}

pub(super) fn data(desk: &Desk) -> Html {
    let t = desk.house.words();
    html! {
        <section class="panel" aria-labelledby="data">
            <h2 id="data">{ t.your_data() }</h2>
            <p class="hint">{ t.export_lead() }</p>
            <a class="button" href="/api/account/export" download="causerie.json" data-testid="export">
                { icon(Glyph::Download) }<span>{ t.export() }</span>
            </a>
            <h3>{ t.delete_account() }</h3>
            <p class="hint">{ t.delete_lead() }</p>
            <button class="button danger" type="button" data-testid="delete-account" onclick={desk.opens(Open::Delete)}>
                { icon(Glyph::Trash) }<span>{ t.delete_account() }</span>
            </button>
        </section>
    }
}

pub(super) fn delete(desk: &Desk, form: &FormHandle) -> Html {
    let t = desk.house.words();
    let profile = &desk.account.profile;
    let onsubmit = {
        let (desk, form) = (desk.clone(), form.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            form.send(vec![], || deleting(&desk, &form));
        }
    };
    let handle = Field {
        prefix: "@",
        ..Field::line("handle", t.delete_type_handle(profile.handle.as_str()))
    };
    html! {
        <Dialog heading={t.delete_question()} on_close={desk.closes()} testid="delete-dialog">
            <p class="dialog-words">{ t.delete_consequence(profile.followers) }</p>
            <form class="sheet" id="delete" {onsubmit} novalidate=true>
                { field(t, form, handle) }
                if desk.account.has_password {
                    { field(t, form, Field::password("password", t.password_label())) }
                }
                { whole_fault(t, form) }
                <footer class="dialog-foot">
                    <button class="button" type="button" onclick={desk.closes().reform(|_| ())}>{ t.cancel() }</button>
                    { submit(form, "button danger solid", "confirm-delete", t.delete_confirm()) }
                </footer>
            </form>
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
