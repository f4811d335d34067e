//! An account: a name, a handle, and one way in.

use crate::{
    components::{
        codes::codes,
        el::el,
        field::{self, Field, field, form_error, submit, whole_fault},
        icon::{Glyph, icon},
        part::{aside, button, group, hint, leaf, press, row, way},
    },
    hooks::{
        FormHandle, Kept, Later, ONCE, Sending, Setter, typed, use_act, use_draft, use_form,
        use_house, use_later, use_title, use_value,
    },
    net::people,
    route::Route,
    state::{
        form::Change,
        naming::{Found, Heard, handle_for},
    },
    webapi,
    words::Language,
};
use causerie_shared::{
    fault::Fault,
    handle::Handle,
    password::Password,
    people::{SignUp, SignUpWithPasskey, Welcome},
    text::Name,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// A pause in typing after which a handle is worth its request.
const ASK_AFTER_MS: u32 = 350;

#[hook]
pub(super) fn use_sign_up_page(next: &Route) -> Html {
    let house = use_house();
    let t = house.words();
    use_title(Some(t.sign_up_heading().to_owned()));
    let form = use_form("sign-up", &["name", "handle", "password"]);
    let forget_draft = use_draft(&form);
    let heard = use_value(|| None::<Heard>);
    let found = Found::of(form.get("handle"), heard.as_ref());
    let later = use_later();
    let has_passkeys = webapi::knows_passkeys();
    let by_password = use_value(|| !has_passkeys);
    let welcome = use_value(|| None::<std::rc::Rc<Welcome>>);
    let begin = || {
        webapi::focus("sign-up-name");
        Kept::Nothing
    };
    use_act(ONCE, Box::new(begin));
    use_act(form.text("handle").into(), {
        let (typed, heard) = (form.text("handle"), heard.setter());
        Box::new(move || {
            look_up(&typed, &later, heard);
            Kept::Nothing
        })
    });
    let welcomed = {
        let welcome = welcome.setter();
        move |new: Welcome| {
            forget_draft();
            welcome.set(Some(std::rc::Rc::new(new)));
        }
    };
    if let Some(welcome) = (*welcome).clone() {
        let kept = {
            let (house, next, welcome) = (house.clone(), next.clone(), welcome.clone());
            Callback::from(move |_: MouseEvent| {
                if let Some(name) = &welcome.me.name {
                    house.say(&house.words().welcome(name.as_str()));
                }
                house.me.is(welcome.me.clone());
                house.go(next.clone());
            })
        };
        let handle = welcome.me.account.as_ref().map_or("", |account| account.handle.as_str());
        let codes = codes(&house, handle, &welcome.recovery_codes, kept);
        return el("div", "narrow").with(codes).html();
    }
    let by_passkey = {
        let (form, found, welcomed) = (form.clone(), found.clone(), welcomed.clone());
        Callback::from(move |()| {
            let asked = SignUpWithPasskey { handle: form.text("handle"), name: form.text("name") };
            let welcomed = welcomed.clone();
            form.send(look_over(&form, &found, false), || {
                Box::pin(async move {
                    welcomed(people::sign_up_with_passkey(asked).await?);
                    Ok(())
                })
            });
        })
    };
    let onsubmit = {
        let (form, found, by_password, by_passkey) =
            (form.clone(), found.clone(), *by_password, by_passkey.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let welcomed = welcomed.clone();
            if by_password {
                form.send(look_over(&form, &found, true), || with_password(&form, welcomed));
            } else {
                // Enter in a field means the one button that there is.
                by_passkey.emit(());
            }
        })
    };
    let turn = {
        let by_password = by_password.setter();
        Callback::from(move |_: MouseEvent| by_password.set(true))
    };
    let passkey = |class, glyph| {
        let act = by_passkey.reform(|_: MouseEvent| ());
        press(class, "passkey-button", glyph, t.make_passkey(), act)
    };
    let mut kids = vec![field(t, &form, name(t, &form)), field(t, &form, self::handle(t, &found))];
    if *by_password {
        let words = if form.is_busy() { t.making_account() } else { t.account_submit() };
        kids.push(password(t, &form));
        kids.push(whole_fault(t, &form));
        kids.push(submit(&form, "button primary large", "sign-up-button", words));
        if has_passkeys {
            kids.push(aside("", passkey("link", None).html()));
        }
    } else {
        let words = vec![leaf("h2", "", t.way_in_heading()), hint(t.way_in_passkey_hint())];
        let by_passkey = passkey("button primary large", Some(Glyph::Key));
        let instead = button("button large", "password-instead", None, t.password_instead(), turn);
        kids.push(group("div", "way-in", words));
        kids.push(whole_fault(t, &form));
        kids.push(row(vec![by_passkey.says("aria-disabled", form.is_busy()).html(), instead]));
    }
    let sign_in = Route::SignIn(Box::new(next.clone())).address();
    let sign_in = way("", "to-sign-in", None, t.sign_in(), sign_in);
    el("div", "narrow")
        .with(leaf("h1", "", t.sign_up_heading()))
        .with(leaf("p", "lead", t.sign_up_lead()))
        .with(field::form(&form, onsubmit, kids))
        .with(aside(t.have_account(), sign_in))
        .html()
}

/// Proposes a handle as long as nobody has typed one.
fn name(t: Language, form: &FormHandle) -> Field {
    let changer = form.changer();
    let oninput = Callback::from(move |event: InputEvent| {
        let name = typed(&event);
        changer.dispatch(Change::Suggest("handle", handle_for(&name)));
        changer.dispatch(Change::Typed("name", name));
    });
    Field {
        most: Name::MOST,
        hint: hint(t.name_hint()),
        autocomplete: "name",
        oninput: Some(oninput),
        ..Field::line("name", t.name_label())
    }
}

fn handle(t: Language, found: &Found) -> Field {
    let words = match found {
        Found::Nothing => hint(t.handle_hint()),
        Found::Asking => hint(t.handle_checking()),
        Found::Free(handle) => el("p", "hint good")
            .testid("handle-free")
            .with(icon(Glyph::Check))
            .words(&t.handle_free(handle.as_str()))
            .html(),
        Found::Wrong(fault) => form_error(&t.fault(fault)),
    };
    Field {
        hint: words,
        autocomplete: "username",
        prefix: "@",
        ..Field::line("handle", t.handle_label())
    }
}

fn password(t: Language, form: &FormHandle) -> Html {
    let own = [form.get("handle"), form.get("name")];
    let new = Field::new_password(t, form, "password", t.password_label(), &own);
    field(t, form, new)
}

/// Asks the relay once the typing pauses.
fn look_up(typed: &str, later: &Later, heard: Setter<Option<Heard>>) {
    later.never();
    let Ok(handle) = typed.parse::<Handle>() else { return };
    later.after(ASK_AFTER_MS, move || {
        spawn_local(async move {
            let free = people::is_free(&handle).await;
            heard.set(Some(Heard { of: handle, free }));
        });
    });
}

fn look_over(form: &FormHandle, found: &Found, with_password: bool) -> Vec<Fault> {
    let name = form.get("name").parse::<Name>().err().map(|text| Fault::BadName { text });
    let handle = match (form.get("handle").parse::<Handle>(), found) {
        (Err(handle), _) => Some(Fault::BadHandle { handle }),
        (Ok(_), Found::Wrong(fault)) => Some(fault.clone()),
        (Ok(_), Found::Nothing | Found::Asking | Found::Free(_)) => None,
    };
    let own = [form.get("handle"), form.get("name")];
    let weak = Password::chosen(form.get("password"), &own).err();
    let weak = weak.filter(|_| with_password).map(|advice| Fault::WeakPassword { advice });
    [name, handle, weak].into_iter().flatten().collect()
}

fn with_password(form: &FormHandle, welcomed: impl Fn(Welcome) + 'static) -> Sending {
    let asked = SignUp {
        handle: form.text("handle"),
        name: form.text("name"),
        password: form.text("password"),
    };
    Box::pin(async move {
        welcomed(people::sign_up(asked).await?);
        Ok(())
    })
}
