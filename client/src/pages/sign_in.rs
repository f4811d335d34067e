//! Coming back: with a passkey, a password, or a recovery code when both are lost.

use crate::{
    components::{
        el::{el, when},
        field::{self, Field, field, submit, whole_fault},
        icon::Glyph,
        part::{aside, button, group, hint, leaf, press, row, way},
    },
    hooks::{
        FormHandle, House, Kept, ONCE, Sending, use_act, use_form, use_house, use_title, use_value,
    },
    net::people::{self, Persona},
    route::Route,
    state::form::Change,
    webapi,
};
use causerie_shared::{
    api::Me,
    fault::Fault,
    password::Password,
    people::{Recover, SignIn},
};
use gloo_timers::callback::Interval;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;
use yew::prelude::*;

/// A challenge is good for five minutes; one that waits in a field is asked for anew before that.
const OFFER_AGAIN_MS: u32 = 240_000;

#[hook]
pub(super) fn use_sign_in_page(next: &Route) -> Html {
    let house = use_house();
    let t = house.words();
    let form = use_form("sign-in", &["handle", "password", "code", "new"]);
    let recovering = use_value(|| false);
    let personas = use_value(Vec::new);
    let has_passkeys = webapi::knows_passkeys();
    let heading = if *recovering { t.recover_heading() } else { t.sign_in_heading() };
    use_title(Some(if *recovering { t.recover_heading() } else { t.sign_in() }.to_owned()));
    let arrive = {
        let (house, next) = (house.clone(), next.clone());
        let arrive: Arrive = Rc::new(move |me: Me| {
            house.me.is(me);
            house.go(next.clone());
        });
        arrive
    };
    let offer = use_offer(&arrive);
    use_act(ONCE, {
        let personas = personas.setter();
        Box::new(move || {
            spawn_local(async move { personas.set(people::personas().await) });
            Kept::Nothing
        })
    });
    let by_passkey = {
        let (form, arrive) = (form.clone(), arrive.clone());
        Callback::from(move |_: MouseEvent| {
            // Two requests at once, and the browser refuses the second.
            offer.stop();
            let arrive = arrive.clone();
            form.send(vec![], || {
                Box::pin(async move {
                    arrive(people::sign_in_with_passkey(None).await?);
                    Ok(())
                })
            });
        })
    };
    let onsubmit = {
        let (form, recovering) = (form.clone(), *recovering);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if recovering {
                form.send(too_weak(&form), || recovery(&form, arrive.clone()));
            } else {
                form.send(vec![], || password(&form, arrive.clone()));
            }
        })
    };
    let turn = |on: bool| {
        let (recovering, changer) = (recovering.setter(), form.changer());
        Callback::from(move |_: MouseEvent| {
            recovering.set(on);
            changer.dispatch(Change::Done);
        })
    };
    let handle = Field {
        autocomplete: if has_passkeys { "username webauthn" } else { "username" },
        prefix: "@",
        ..Field::line("handle", t.handle_label())
    };
    if *recovering {
        let code = Field { hint: hint(t.code_hint()), ..Field::line("code", t.code_label()) };
        let own = [form.get("handle")];
        let new = Field::new_password(t, &form, "new", t.new_password_label(), &own);
        let submit = submit(&form, "button primary large", "recover-button", t.recover_submit());
        let kids = vec![
            field(t, &form, handle),
            field(t, &form, code),
            field(t, &form, new),
            whole_fault(t, &form),
            submit,
        ];
        let back = button("link", "back", None, t.back_to_sign_in(), turn(false));
        return el("div", "narrow")
            .with(leaf("h1", "", heading))
            .with(leaf("p", "lead", t.recover_lead()))
            .with(field::form(&form, onsubmit, kids))
            .with(aside("", back))
            .html();
    }
    let words = if form.is_busy() { t.signing_in() } else { t.sign_in() };
    let class = if has_passkeys { "button large" } else { "button primary large" };
    let by_passkey = when(has_passkeys, || {
        let class = "button primary large wide";
        press(class, "passkey-button", Some(Glyph::Key), t.sign_in_passkey(), by_passkey)
    });
    let kids = vec![
        field(t, &form, handle),
        field(t, &form, Field::password("password", t.password_label())),
        whole_fault(t, &form),
        submit(&form, class, "sign-in-button", words),
    ];
    let lost = button("link", "recover-link", None, t.lost_both(), turn(true));
    let sign_up = Route::SignUp(Box::new(next.clone())).address();
    let sign_up = way("", "sign-up-link", None, t.sign_up(), sign_up);
    el("div", "narrow")
        .with(leaf("h1", "", heading))
        .with(leaf("p", "lead", t.sign_in_lead()))
        .with(demo(&house, &form, &personas, next))
        .with(by_passkey)
        .with(when(has_passkeys, || el("p", "or").words(t.or_with_password())))
        .with(field::form(&form, onsubmit, kids))
        .with(aside("", lost))
        .with(aside(t.no_account_yet(), sign_up))
        .html()
}

type Arrive = Rc<dyn Fn(Me)>;

fn password(form: &FormHandle, arrive: Arrive) -> Sending {
    let asked = SignIn { handle: form.text("handle"), password: form.text("password") };
    Box::pin(async move {
        arrive(people::sign_in(asked).await?);
        Ok(())
    })
}

fn recovery(form: &FormHandle, arrive: Arrive) -> Sending {
    let asked = Recover {
        handle: form.text("handle"),
        code: form.text("code"),
        password: form.text("new"),
    };
    Box::pin(async move {
        arrive(people::recover(asked).await?);
        Ok(())
    })
}

fn too_weak(form: &FormHandle) -> Vec<Fault> {
    let chosen = Password::chosen(form.get("new"), &[form.get("handle")]);
    chosen.err().map(|advice| Fault::WeakPassword { advice }).into_iter().collect()
}

/// A click each, where the relay keeps a demonstration.
fn demo(house: &House, form: &FormHandle, personas: &[Persona], next: &Route) -> Html {
    let t = house.words();
    if personas.is_empty() {
        return Html::default();
    }
    let one = |persona: &Persona| {
        let onclick = {
            let (house, form) = (house.clone(), form.clone());
            let (handle, next) = (persona.handle.clone(), next.clone());
            Callback::from(move |_: MouseEvent| {
                let (house, handle, next) = (house.clone(), handle.clone(), next.clone());
                form.send(vec![], || {
                    Box::pin(async move {
                        house.me.is(people::become_persona(&handle).await?);
                        house.go(next);
                        Ok(())
                    })
                });
            })
        };
        let words = t.try_as(persona.followers, &persona.name);
        let id = ["try-as-", &persona.handle].concat();
        let one = press("button", "try-as", Some(Glyph::Person), &words, onclick);
        one.put("data-testid", id).html()
    };
    let people = row(personas.iter().map(one).collect());
    group("section", "demo-people", vec![leaf("p", "", t.try_the_demo()), people])
}

/// A request to the browser to offer passkeys in the field of the handle.
#[derive(Clone)]
struct Offer(Rc<RefCell<Option<AbortController>>>);

impl Offer {
    fn stop(&self) {
        if let Some(waiting) = self.0.take() {
            waiting.abort();
        }
    }

    /// Offers for as long as a challenge holds. Whatever comes but a passkey is nobody's concern:
    /// nobody asked for anything.
    fn start(&self, arrive: Arrive) {
        let Ok(waiting) = AbortController::new() else { return };
        let signal = waiting.signal();
        self.0.replace(Some(waiting));
        spawn_local(async move {
            if let Ok(me) = people::sign_in_with_passkey(Some(signal)).await {
                arrive(me);
            }
        });
    }
}

#[hook]
fn use_offer(arrive: &Arrive) -> Offer {
    let offer = Offer(use_mut_ref(|| None));
    use_act(ONCE, {
        let (offer, arrive) = (offer.clone(), arrive.clone());
        Box::new(move || {
            let renewing: Rc<RefCell<Option<Interval>>> = Rc::default();
            let left = Rc::downgrade(&renewing);
            spawn_local({
                let offer = offer.clone();
                async move {
                    let offers = webapi::offers_passkeys().await;
                    let Some(renewing) = left.upgrade().filter(|_| offers) else { return };
                    offer.start(arrive.clone());
                    renewing.replace(Some(Interval::new(OFFER_AGAIN_MS, move || {
                        // Called off by a click on the button, it stays so.
                        if offer.0.borrow().is_some() {
                            offer.stop();
                            offer.start(arrive.clone());
                        }
                    })));
                }
            });
            Kept::undo(move || {
                drop(renewing);
                offer.stop();
            })
        })
    });
    offer
}
