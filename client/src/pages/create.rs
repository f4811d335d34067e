//! Opening a space: two fields that matter, the rest at leisure, one button. Nothing typed is lost,
//! neither by a refusal nor by going away to sign in.

use crate::{
    components::{
        el::{el, when},
        field::{self, Field, field, language_select, optional, submit, toggle, whole_fault},
        icon::Glyph,
        part::{button, hint, leaf, row, way},
    },
    hooks::{
        FormHandle, Go, House, Kept, Languages, Place, Sending, use_act, use_draft, use_form,
        use_house, use_languages, use_title, whether,
    },
    net::api,
    route::Route,
    state::form::Change,
    webapi,
    words::Language,
};
use causerie_shared::{
    api::{CreateSpace, Hosting, Me},
    fault::Fault,
    text::{Description, Name, Title},
    topic::Topics,
    view::Access,
};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

const FIELDS: [&str; 9] = [
    "title",
    "name",
    "description",
    "topics",
    "language",
    "private",
    "closed",
    "backstage",
    "broadcast",
];

/// What a switch holds when it is on, so that a draft keeps it like any other field.
const ON: &str = "on";

#[hook]
pub(super) fn use_create_page() -> Html {
    let house = use_house();
    let t = house.words();
    use_title(Some(t.create_heading().to_owned()));
    let form = use_form("create", &FIELDS);
    let forget_draft = use_draft(&form);
    let languages = use_languages();
    let me = house.me.known().cloned();
    let is_guest = me.as_ref().is_some_and(|me| me.account.is_none());
    use_name_of_last_time(&form, me.as_ref().and_then(|me| me.name.clone()));
    // Known at last whether there is a form at all.
    let is_known = me.is_some();
    let begin = move || {
        if is_known {
            webapi::focus("create-title");
        }
        Kept::Nothing
    };
    use_act(whether(is_known), Box::new(begin));
    let onsubmit = {
        let (house, form) = (house.clone(), form.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let sending = || opening(&house, &form, is_guest, forget_draft.clone());
            form.send(look_over(&form, is_guest), sending);
        })
    };
    let page = el("div", "narrow").with(leaf("h1", "", t.create_heading()));
    let Some(Me { hosting, .. }) = me else {
        return page.el(el("div", "sheet").set("aria-busy", "true")).html();
    };
    if hosting != Hosting::Allowed {
        let kept = when(form.is_touched("title"), || el("p", "hint").words(t.draft_kept()));
        return page.with(verdict(&house, &hosting)).with(kept).html();
    }
    let words = if form.is_busy() { t.creating() } else { t.create_submit() };
    let mut kids = fields(t, &form, &languages, is_guest);
    kids.push(whole_fault(t, &form));
    kids.push(submit(&form, "button primary large", "create-button", words));
    page.with(leaf("p", "lead", t.create_lead())).with(field::form(&form, onsubmit, kids)).html()
}

fn fields(t: Language, form: &FormHandle, languages: &Languages, is_guest: bool) -> Vec<Html> {
    let title = Field {
        most: Title::MOST,
        placeholder: t.title_placeholder(),
        ..Field::line("title", t.title_label())
    };
    let name = Field {
        most: Name::MOST,
        hint: hint(t.name_hint()),
        autocomplete: "nickname",
        ..Field::line("name", t.name_label())
    };
    let description = Field {
        most: Description::MOST,
        hint: hint(t.description_hint()),
        optional: true,
        ..Field::lines("description", t.description_label(), 3)
    };
    let topics = Field {
        hint: hint(t.topics_hint()),
        placeholder: t.topics_placeholder(),
        optional: true,
        ..Field::line("topics", t.topics_label())
    };
    let name = if is_guest { field(t, form, name) } else { Html::default() };
    let access = el("fieldset", "choices")
        .with(leaf("legend", "", t.access_heading()))
        .with(choice(form, "listed", t.listed(), ""))
        .with(choice(form, "link-only", t.link_only(), ON));
    let is_open = form.get("closed").is_empty();
    let guests = toggle("guests", t.guests_listen(), is_open, switch(form, "closed", false), "");
    let backstage = toggle(
        "backstage",
        t.meet_backstage(),
        form.get("backstage") == ON,
        switch(form, "backstage", true),
        t.meet_backstage_hint(),
    );
    let broadcast = toggle(
        "broadcast",
        t.broadcast(),
        form.get("broadcast") == ON,
        switch(form, "broadcast", true),
        t.broadcast_hint(),
    );
    let more = el("details", "more").with(leaf("summary", "", t.more_options())).with(broadcast);
    vec![
        field(t, form, title),
        name,
        field(t, form, description),
        field(t, form, topics),
        language(t, form, languages),
        access.html(),
        guests,
        backstage,
        more.html(),
    ]
}

fn language(t: Language, form: &FormHandle, languages: &Languages) -> Html {
    let changer = form.changer();
    let onchange = Callback::from(move |event: Event| {
        if let Some(select) = event.target().map(JsCast::unchecked_into::<HtmlSelectElement>) {
            changer.dispatch(Change::Typed("language", select.value()));
        }
    });
    let chosen = form.get("language").parse().ok();
    let label = el("label", "").set("for", "language").words(t.language_label());
    el("div", "field")
        .el(label.with(optional(t, true)))
        .el(language_select("language", t.language_none(), languages, chosen, onchange))
        .html()
}

/// One of the two answers to who finds the space.
fn choice(form: &FormHandle, id: &'static str, words: &str, value: &'static str) -> Html {
    let changer = form.changer();
    let onchange = Callback::from(move |_: Event| {
        changer.dispatch(Change::Typed("private", value.to_owned()));
    });
    let radio = el("input", "")
        .set("type", "radio")
        .set("name", "private")
        .testid(id)
        .checked(form.get("private") == value)
        .onchange(onchange);
    el("label", "choice").el(radio).with(leaf("span", "", words)).html()
}

/// `on`: whether the field holds something when the switch is on.
fn switch(form: &FormHandle, name: &'static str, on: bool) -> Callback<Event> {
    let changer = form.changer();
    Callback::from(move |event: Event| {
        let Some(input) = event.target().map(JsCast::unchecked_into::<HtmlInputElement>) else {
            return;
        };
        let value = if input.checked() == on { ON } else { "" };
        changer.dispatch(Change::Typed(name, value.to_owned()));
    })
}

/// Topics as they were typed, with commas between them.
fn topics(form: &FormHandle) -> Vec<String> {
    let parts = form.get("topics").split([',', ';', '、', '，']);
    parts.map(|topic| topic.trim().to_owned()).filter(|topic| !topic.is_empty()).collect()
}

/// The relay judges in the end; by the same rules the page says it before the round trip.
fn look_over(form: &FormHandle, is_guest: bool) -> Vec<Fault> {
    let title = form.get("title").parse::<Title>().err().map(|text| Fault::BadTitle { text });
    let name = form.get("name").parse::<Name>().err().map(|text| Fault::BadName { text });
    let description = Description::optional(form.get("description"))
        .err()
        .map(|text| Fault::BadDescription { text });
    let topics = Topics::of(topics(form)).err().map(|topics| Fault::BadTopics { topics });
    [title, name.filter(|_| is_guest), description, topics].into_iter().flatten().collect()
}

fn opening(
    house: &House,
    form: &FormHandle,
    is_guest: bool,
    forget_draft: impl Fn() + 'static,
) -> Sending {
    let maybe = |name| Some(form.text(name)).filter(|text: &String| !text.is_empty());
    let asked = CreateSpace {
        title: form.text("title"),
        name: maybe("name").filter(|_| is_guest),
        description: maybe("description"),
        topics: topics(form),
        language: maybe("language"),
        access: Access {
            listed: form.get("private").is_empty(),
            guests: form.get("closed").is_empty(),
        },
        broadcast: form.get("broadcast") == ON,
        backstage: form.get("backstage") == ON,
    };
    let house = house.clone();
    Box::pin(async move {
        let opened = api::create_space(&asked).await;
        // A guest has a name from here on; and whoever is refused may be somebody else by now.
        house.me.ask_again();
        let space = opened?;
        forget_draft();
        let route = Route::Space(space);
        house.places.dispatch(Go::To(Place { route, as_its_creator: true }));
        Ok(())
    })
}

/// Why this visitor may not host yet, how far they are, and what to do.
fn verdict(house: &House, hosting: &Hosting) -> Html {
    let t = house.words();
    let home = |class| way(class, "to-home", Some(Glyph::Radio), t.back_home(), "/".to_owned());
    let (testid, heading, words, acts) = match hosting {
        Hosting::Allowed => return Html::default(),
        Hosting::AccountNeeded { followers_needed } => {
            let next = || Box::new(Route::Create);
            let (sign_up, sign_in) = (Route::SignUp(next()), Route::SignIn(next()));
            let acts = vec![
                way("button primary", "sign-up-link", None, t.sign_up(), sign_up.address()),
                way("button", "to-sign-in", None, t.sign_in(), sign_in.address()),
            ];
            let words = t.hosting_account_words(*followers_needed);
            ("account-needed", t.hosting_account_heading().to_owned(), words, acts)
        }
        Hosting::FollowersNeeded { followers, needed } => {
            let copy = {
                let house = house.clone();
                Callback::from(move |_: MouseEvent| {
                    let Some(account) = house.account() else { return };
                    let link = webapi::absolute(&Route::profile(&account.handle));
                    house.copy(link, house.words().link_copied());
                })
            };
            let copy = button(
                "button primary",
                "copy-link",
                Some(Glyph::Link),
                t.copy_profile_link(),
                copy,
            );
            let words = t.hosting_followers_words(needed.saturating_sub(*followers));
            let heading = t.hosting_followers_heading(*followers, *needed);
            ("followers-needed", heading, words, vec![copy, home("button")])
        }
        Hosting::NotNamed => {
            let words = t.hosting_named_words().to_owned();
            let heading = t.hosting_named_heading().to_owned();
            ("not-named", heading, words, vec![home("button primary")])
        }
    };
    let progress = match hosting {
        Hosting::FollowersNeeded { followers, needed } => el("progress", "progress")
            .put("max", needed.to_string())
            .put("value", followers.to_string())
            .put("aria-label", heading.clone())
            .html(),
        Hosting::Allowed | Hosting::AccountNeeded { .. } | Hosting::NotNamed => Html::default(),
    };
    el("section", "verdict")
        .testid(testid)
        .with(leaf("h2", "", &heading))
        .with(progress)
        .with(leaf("p", "", &words))
        .with(row(acts))
        .html()
}

/// Fills in the name of last time, unless somebody was faster.
#[hook]
fn use_name_of_last_time(form: &FormHandle, name: Option<Name>) {
    let changer = form.changer();
    let name = name.map(|name| name.to_string()).unwrap_or_default();
    use_act(
        name.clone().into(),
        Box::new(move || {
            changer.dispatch(Change::Suggest("name", name));
            Kept::Nothing
        }),
    );
}
