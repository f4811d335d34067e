//! Ways in: passkeys, the password, recovery codes.

use super::{Desk, Open};
use crate::{
    components::{
        codes::codes,
        dialog::Dialog,
        field::{Field, field, hint, submit, whole_fault},
        icon::{Glyph, icon},
    },
    hooks::{FormHandle, Sending, unix_ms},
    net::people,
    state::{clock, form::Change},
    webapi,
};
use causerie_shared::{
    fault::Fault,
    password::Password,
    people::{ChangePassword, PasskeyCard},
};
use std::rc::Rc;
use yew::prelude::*;

pub(super) fn section(desk: &Desk) -> Html {
    let t = desk.house.words();
    let account = &desk.account;
    let (key, words) = match account.has_password {
        true => (Glyph::Lock, t.change_password()),
        false => (Glyph::Lock, t.set_password()),
    };
    html! {
        <section class="panel" aria-labelledby="ways-in">
            <h2 id="ways-in">{ t.ways_in() }</h2>
            <p class="hint">{ t.ways_in_lead() }</p>
            <h3>{ t.passkeys() }</h3>
            if account.passkeys.is_empty() {
                <p class="hint">{ t.no_passkeys() }</p>
            }
            <ul class="rows">{ for account.passkeys.iter().map(|passkey| row(desk, passkey)) }</ul>
            if webapi::knows_passkeys() {
                <button class="button" type="button" data-testid="add-passkey" onclick={desk.opens(Open::AddPasskey)}>
                    { icon(Glyph::Plus) }<span>{ t.add_passkey() }</span>
                </button>
            }
            <h3>{ t.password_label() }</h3>
            <button class="button" type="button" data-testid="change-password" onclick={desk.opens(Open::Password)}>
                { icon(key) }<span>{ words }</span>
            </button>
            <h3>{ t.recovery_codes() }</h3>
            <p class="hint" data-testid="codes-left">{ t.codes_left(u64::from(account.recovery_codes_left)) }</p>
            <button class="button" type="button" data-testid="new-codes" onclick={desk.opens(Open::NewCodes)}>
                { icon(Glyph::Again) }<span>{ t.new_codes() }</span>
            </button>
        </section>
    }
}

fn row(desk: &Desk, passkey: &PasskeyCard) -> Html {
    let t = desk.house.words();
    let made = webapi::day(passkey.created_at.0, t.tag());
    let facts = match passkey.used_at {
        Some(used) => t.passkey_used(&made, &clock::ago(t, unix_ms().since_ms(used))),
        None => t.passkey_made(&made),
    };
    html! {
        <li key={passkey.id.to_string()} class="row" data-testid="passkey-row">
            { icon(Glyph::Key) }
            <span class="row-words">
                <b dir="auto">{ name(desk, passkey) }</b>
                <span class="person-facts">{ facts }</span>
            </span>
            <button class="button quiet" type="button" data-testid="remove-passkey"
                onclick={desk.opens(Open::RemovePasskey(passkey.clone()))}>{ t.remove() }</button>
        </li>
    }
}

fn name(desk: &Desk, passkey: &PasskeyCard) -> String {
    match passkey.label.as_str() {
        "" => desk.house.words().passkey_unnamed().to_owned(),
        label => label.to_owned(),
    }
}

pub(super) fn add_passkey(desk: &Desk, form: &FormHandle) -> Html {
    let t = desk.house.words();
    let onsubmit = {
        let (desk, form) = (desk.clone(), form.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            form.send(vec![], || adding(&desk, &form));
        }
    };
    let label = Field {
        placeholder: t.passkey_name_placeholder(),
        optional: true,
        ..Field::line("label", t.passkey_name_label())
    };
    html! {
        <Dialog heading={t.add_passkey()} on_close={desk.closes()}>
            <p class="dialog-words">{ t.way_in_passkey_hint() }</p>
            <form class="sheet" id="passkey" {onsubmit} novalidate=true>
                { field(t, form, label) }
                { whole_fault(t, form) }
                <footer class="dialog-foot">
                    <button class="button" type="button" onclick={desk.closes().reform(|_| ())}>{ t.cancel() }</button>
                    { submit(form, "button primary", "make-passkey", t.make_passkey()) }
                </footer>
            </form>
        </Dialog>
    }
}

fn adding(desk: &Desk, form: &FormHandle) -> Sending {
    let (desk, label, changer) = (desk.clone(), form.text("label"), form.changer());
    Box::pin(async move {
        let account = people::add_passkey(label).await?;
        changer.dispatch(Change::Reset(vec![("label", String::new())]));
        desk.now(account);
        desk.open.set(Open::Nothing);
        Ok(())
    })
}

pub(super) fn remove_passkey(desk: &Desk, passkey: &PasskeyCard) -> Html {
    let t = desk.house.words();
    let id = passkey.id;
    let confirm =
        desk.acts(move || Box::pin(people::remove_passkey(id)), |desk, ()| desk.ask_again());
    let heading = t.remove_passkey_question(&name(desk, passkey));
    question(desk, heading, t.remove_passkey_consequence(), t.remove(), confirm)
}

pub(super) fn new_codes(desk: &Desk) -> Html {
    let t = desk.house.words();
    let confirm = desk.acts(
        || Box::pin(people::new_recovery_codes()),
        |desk, made| desk.open.set(Open::Codes(Rc::new(made.recovery_codes))),
    );
    let heading = t.new_codes_question().to_owned();
    question(desk, heading, t.new_codes_consequence(), t.new_codes(), confirm)
}

/// What cannot be taken back is asked once.
fn question(
    desk: &Desk,
    heading: String,
    words: &str,
    act: &'static str,
    confirm: Callback<MouseEvent>,
) -> Html {
    let t = desk.house.words();
    let confirm = {
        let closes = desk.closes();
        Callback::from(move |event: MouseEvent| {
            closes.emit(());
            confirm.emit(event);
        })
    };
    html! {
        <Dialog {heading} on_close={desk.closes()}>
            <p class="dialog-words">{ words }</p>
            <footer class="dialog-foot">
                <button class="button" type="button" onclick={desk.closes().reform(|_| ())}>{ t.cancel() }</button>
                <button class="button danger solid" type="button" data-testid="confirm-button" onclick={confirm}>{ act }</button>
            </footer>
        </Dialog>
    }
}

pub(super) fn show_codes(desk: &Desk, made: &Rc<Vec<String>>) -> Html {
    let kept = {
        let desk = desk.clone();
        Callback::from(move |_: MouseEvent| {
            desk.open.set(Open::Nothing);
            desk.ask_again();
        })
    };
    let handle = desk.account.profile.handle.as_str();
    html! {
        // Escape closes nothing here: what it would take away is shown this once.
        <Dialog heading={desk.house.words().recovery_codes()} on_close={Callback::noop()}>
            { codes(&desk.house, handle, made, kept) }
        </Dialog>
    }
}

pub(super) fn change_password(desk: &Desk, form: &FormHandle) -> Html {
    let t = desk.house.words();
    let has_one = desk.account.has_password;
    let onsubmit = {
        let (desk, form) = (desk.clone(), form.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let weak = Password::chosen(form.get("new"), &own(&desk)).err();
            let weak = weak.map(|advice| Fault::WeakPassword { advice });
            form.send(weak.into_iter().collect(), || changing(&desk, &form));
        }
    };
    let new = Field::new_password(t, form, "new", t.new_password_label(), &own(desk));
    let heading = if has_one { t.change_password() } else { t.set_password() };
    html! {
        <Dialog {heading} on_close={desk.closes()}>
            <form class="sheet" id="change-password" {onsubmit} novalidate=true>
                if has_one {
                    { field(t, form, Field::password("current", t.current_password_label())) }
                }
                { field(t, form, new) }
                { whole_fault(t, form) }
                { hint(t.change_password_hint()) }
                <footer class="dialog-foot">
                    <button class="button" type="button" onclick={desk.closes().reform(|_| ())}>{ t.cancel() }</button>
                    { submit(form, "button primary", "save-password", if form.is_busy() { t.saving() } else { t.save() }) }
                </footer>
            </form>
        </Dialog>
    }
}

fn own(desk: &Desk) -> [&str; 2] {
    let profile = &desk.account.profile;
    [profile.handle.as_str(), profile.name.as_str()]
}

fn changing(desk: &Desk, form: &FormHandle) -> Sending {
    let asked = ChangePassword {
        current: Some(form.text("current")).filter(|_| desk.account.has_password),
        new: form.text("new"),
    };
    let (desk, changer) = (desk.clone(), form.changer());
    Box::pin(async move {
        people::change_password(asked).await?;
        changer.dispatch(Change::Reset(vec![("current", String::new()), ("new", String::new())]));
        desk.open.set(Open::Nothing);
        desk.house.say(desk.house.words().password_changed());
        desk.ask_again();
        Ok(())
    })
}
