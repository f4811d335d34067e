//! Ways in: passkeys, the password, recovery codes.

use super::{Desk, Open};
use crate::{
    components::{
        codes::codes,
        dialog::Dialog,
        el::el,
        field::{self, Field, field, submit, whole_fault},
        icon::{Glyph, icon},
        part::{self, button, foot, group, hint, leaf, written},
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
    let words = if account.has_password { t.change_password() } else { t.set_password() };
    let open = |testid, glyph, words: &str, open| {
        button("button", testid, Some(glyph), words, desk.opens(open))
    };
    let passkeys = if account.passkeys.is_empty() {
        hint(t.no_passkeys())
    } else {
        let rows = account.passkeys.iter().map(|passkey| passkey_row(desk, passkey));
        group("ul", "rows", rows.collect())
    };
    let add = match webapi::knows_passkeys() {
        true => open("add-passkey", Glyph::Plus, t.add_passkey(), Open::AddPasskey),
        false => Html::default(),
    };
    part::section(
        "panel",
        "ways-in",
        t.ways_in(),
        vec![
            hint(t.ways_in_lead()),
            leaf("h3", "", t.passkeys()),
            passkeys,
            add,
            leaf("h3", "", t.password_label()),
            open("change-password", Glyph::Lock, words, Open::Password),
            leaf("h3", "", t.recovery_codes()),
            hint(&t.codes_left(u64::from(account.recovery_codes_left))),
            open("new-codes", Glyph::Again, t.new_codes(), Open::NewCodes),
        ],
    )
}

fn passkey_row(desk: &Desk, passkey: &PasskeyCard) -> Html {
    let t = desk.house.words();
    let made = webapi::day(passkey.created_at.0, t.tag());
    let facts = match passkey.used_at {
        Some(used) => t.passkey_used(&made, &clock::ago(t, unix_ms().since_ms(used))),
        None => t.passkey_made(&made),
    };
    let remove = desk.opens(Open::RemovePasskey(passkey.clone()));
    let remove = button("button quiet", "remove-passkey", None, t.remove(), remove);
    line(Glyph::Key, &name(desk, passkey), &facts, remove)
}

/// Something that there are several of: what it is, and what can be done with it.
pub(super) fn line(glyph: Glyph, name: &str, facts: &str, act: Html) -> Html {
    let words = el("span", "row-words").with(written("b", "", name)).with(leaf(
        "span",
        "person-facts",
        facts,
    ));
    el("li", "row").with(icon(glyph)).el(words).with(act).html()
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
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            form.send(vec![], || adding(&desk, &form));
        })
    };
    let label = Field {
        placeholder: t.passkey_name_placeholder(),
        optional: true,
        ..Field::line("label", t.passkey_name_label())
    };
    let make = submit(form, "button primary", "make-passkey", t.make_passkey());
    let form = field::form(
        form,
        onsubmit,
        vec![field(t, form, label), whole_fault(t, form), foot(t.cancel(), &desk.closes(), make)],
    );
    html! {
        <Dialog heading={t.add_passkey()} on_close={desk.closes()}>
            { leaf("p", "dialog-words", t.way_in_passkey_hint()) }
            { form }
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
    let act = button("button danger solid", "confirm-button", None, act, confirm);
    html! {
        <Dialog {heading} on_close={desk.closes()}>
            { leaf("p", "dialog-words", words) }
            { foot(t.cancel(), &desk.closes(), act) }
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
        <Dialog heading={desk.house.words().codes_heading()} on_close={Callback::noop()}>
            { codes(&desk.house, handle, made, kept) }
        </Dialog>
    }
}

pub(super) fn change_password(desk: &Desk, form: &FormHandle) -> Html {
    let t = desk.house.words();
    let has_one = desk.account.has_password;
    let onsubmit = {
        let (desk, form) = (desk.clone(), form.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let weak = Password::chosen(form.get("new"), &own(&desk)).err();
            let weak = weak.map(|advice| Fault::WeakPassword { advice });
            form.send(weak.into_iter().collect(), || changing(&desk, &form));
        })
    };
    let new = Field::new_password(t, form, "new", t.new_password_label(), &own(desk));
    let heading = if has_one { t.change_password() } else { t.set_password() };
    let words = if form.is_busy() { t.saving() } else { t.save() };
    let save = submit(form, "button primary", "save-password", words);
    let current = match has_one {
        true => field(t, form, Field::password("current", t.current_password_label())),
        false => Html::default(),
    };
    let form = field::form(
        form,
        onsubmit,
        vec![
            current,
            field(t, form, new),
            whole_fault(t, form),
            hint(t.change_password_hint()),
            foot(t.cancel(), &desk.closes(), save),
        ],
    );
    html! { <Dialog {heading} on_close={desk.closes()}>{ form }</Dialog> }
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
