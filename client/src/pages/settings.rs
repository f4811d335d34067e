//! One's own account: what others see, the ways in, and the way out.

mod picture;
mod profile;
mod reminders;
mod rest;
mod ways_in;

use crate::{
    components::{
        el::el,
        icon::Glyph,
        notice::{Tone, notice},
        part::{group, leaf, section, way},
    },
    hooks::{House, Kept, Setter, use_act, use_form, use_house, use_title, use_value, whether},
    net::{api::Failed, people},
    pages::{missing::lone, person::not_there},
    route::Route,
    state::form::LINKS,
};
use causerie_shared::{
    fault::Fault,
    people::{AccountSettings, PasskeyCard},
};
use picture::use_picture;
use std::{future::Future, pin::Pin, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The one thing that is open over the page.
#[derive(Clone, PartialEq)]
enum Open {
    Nothing,
    AddPasskey,
    RemovePasskey(PasskeyCard),
    NewCodes,
    /// Made a moment ago, and shown this once.
    Codes(Rc<Vec<String>>),
    Password,
    Delete,
}

/// What every section of the page works with.
#[derive(Clone)]
struct Desk(Rc<OnDesk>);

struct OnDesk {
    house: House,
    account: Rc<AccountSettings>,
    shown: Setter<Shown>,
    open: Setter<Open>,
}

type Shown = Option<Result<Rc<AccountSettings>, Failed>>;

#[hook]
pub(super) fn use_settings_page() -> Html {
    let house = use_house();
    let t = house.words();
    use_title(Some(t.settings().to_owned()));
    let shown = use_value(|| None as Shown);
    let open = use_value(|| Open::Nothing);
    let mut names = vec!["name", "handle", "biography"];
    names.extend(LINKS);
    let profile_form = use_form("profile", &names);
    let password_form = use_form("change-password", &["current", "new"]);
    let passkey_form = use_form("passkey", &["label"]);
    let delete_form = use_form("delete", &["handle", "password"]);
    let picture = use_picture();
    let reminders = reminders::use_reminders();
    let who = house.account().map(|account| account.handle.clone());
    use_act(whether(who.is_some()), {
        let shown = shown.setter();
        Box::new(move || {
            ask(shown);
            Kept::Nothing
        })
    });
    profile::use_what_the_relay_has(&profile_form, &shown);
    let account = match &*shown {
        None => return waiting(t.loading()),
        Some(Err(Failed::Fault(Fault::SignInFirst))) => return sign_in_first(&house),
        Some(Err(failed)) => return not_there(t, failed),
        Some(Ok(account)) => account.clone(),
    };
    let desk = Desk(Rc::new(OnDesk {
        house: house.clone(),
        account,
        shown: shown.setter(),
        open: open.setter(),
    }));
    let head = vec![leaf("h1", "", t.settings()), leaf("p", "lead", t.settings_lead())];
    let profile = vec![picture::section(&desk, &picture), profile::section(&desk, &profile_form)];
    let over = match &*open {
        Open::Nothing => Html::default(),
        Open::AddPasskey => ways_in::add_passkey(&desk, &passkey_form),
        Open::RemovePasskey(passkey) => ways_in::remove_passkey(&desk, passkey),
        Open::NewCodes => ways_in::new_codes(&desk),
        Open::Codes(codes) => ways_in::show_codes(&desk, codes),
        Open::Password => ways_in::change_password(&desk, &password_form),
        Open::Delete => rest::delete(&desk, &delete_form),
    };
    group(
        "div",
        "settings",
        vec![
            group("header", "", head),
            section("panel", "profile-heading", t.profile(), profile),
            reminders::section(&desk, &reminders),
            ways_in::section(&desk),
            rest::sessions(&desk),
            rest::blocked(&desk),
            rest::data(&desk),
            over,
        ],
    )
}

fn ask(shown: Setter<Shown>) {
    spawn_local(async move { shown.set(Some(people::account().await.map(Rc::new))) });
}

fn waiting(words: &str) -> Html {
    let ghost = |_| el("div", "panel ghost").set("aria-hidden", "true").html();
    el("div", "settings")
        .set("aria-busy", "true")
        .with(leaf("h1", "said", words))
        .each((0..3).map(ghost))
        .html()
}

pub(crate) fn sign_in_first(house: &House) -> Html {
    let t = house.words();
    let address = Route::SignIn(Box::new(house.place.route.to_return_to())).address();
    let sign_in = way("button primary", "to-sign-in", None, t.sign_in(), address);
    let words = t.sign_in_first();
    lone(t.settings(), notice(Glyph::Lock, Tone::Fact, words, t.settings_lead(), sign_in))
}

type Asking<T> = Pin<Box<dyn Future<Output = Result<T, Failed>>>>;

impl std::ops::Deref for Desk {
    type Target = OnDesk;

    fn deref(&self) -> &OnDesk {
        &self.0
    }
}

impl Desk {
    fn now(&self, account: AccountSettings) {
        self.shown.set(Some(Ok(Rc::new(account))));
    }

    /// The bar shows name and picture too.
    fn ask_again(&self) {
        ask(self.shown.clone());
        self.house.me.ask_again();
    }

    fn opens(&self, open: Open) -> Callback<MouseEvent> {
        let setter = self.open.clone();
        Callback::from(move |_| setter.set(open.clone()))
    }

    fn closes(&self) -> Callback<()> {
        let setter = self.open.clone();
        Callback::from(move |()| setter.set(Open::Nothing))
    }

    /// Asks the relay for something at a click, and says what went wrong if anything did.
    fn acts<T: 'static>(
        &self,
        asking: impl Fn() -> Asking<T> + 'static,
        then: impl Fn(&Self, T) + Clone + 'static,
    ) -> Callback<MouseEvent> {
        let desk = self.clone();
        Callback::from(move |_| {
            let (desk, asking, then) = (desk.clone(), asking(), then.clone());
            spawn_local(async move {
                match asking.await {
                    Ok(done) => then(&desk, done),
                    Err(failed) => desk.says(failed),
                }
            });
        })
    }

    fn says(&self, failed: Failed) {
        let t = self.house.words();
        match failed {
            Failed::Fault(fault) => {
                self.house.say(&t.fault(&fault));
                if matches!(fault, Fault::SignInFirst | Fault::SignInAgain) {
                    self.house.go(Route::SignIn(Box::new(Route::Settings)));
                }
            }
            Failed::Offline => self.house.say(t.fault_offline()),
        }
    }
}
