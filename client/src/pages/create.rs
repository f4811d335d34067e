//! Opening a space: two fields that matter, the rest at leisure, one button. Nothing typed is lost,
//! neither by a refusal nor by going away to sign in.

use crate::{
    components::{
        about_space::{self, ON, Typed, switch},
        el::{el, when},
        field::{self, Field, field, submit, toggle, whole_fault},
        icon::Glyph,
        part::{button, hint, leaf, row, way},
    },
    hooks::{
        FormHandle, House, Kept, Languages, Place, Sending, use_act, use_draft, use_form,
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
    text::Name,
};
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
    let later = when(!is_guest, || {
        let later =
            way("link", "announce-link", None, t.announce_instead(), Route::Announce.address());
        el("p", "aside").with(later)
    });
    page.with(leaf("p", "lead", t.create_lead()))
        .with(later)
        .with(field::form(&form, onsubmit, kids))
        .html()
}

fn fields(t: Language, form: &FormHandle, languages: &Languages, is_guest: bool) -> Vec<Html> {
    let name = Field {
        most: Name::MOST,
        hint: hint(t.name_hint()),
        autocomplete: "nickname",
        ..Field::line("name", t.name_label())
    };
    let name = if is_guest { field(t, form, name) } else { Html::default() };
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
    let mut fields = vec![about_space::title(t, form), name];
    fields.extend(about_space::the_rest(t, form, languages));
    fields.extend([backstage, more.html()]);
    fields
}

fn look_over(form: &FormHandle, is_guest: bool) -> Vec<Fault> {
    let name = form.get("name").parse::<Name>().err().map(|text| Fault::BadName { text });
    let mut faults = about_space::look_over(form);
    // In the order of the form.
    let at = faults.len().min(1);
    faults.splice(at..at, name.filter(|_| is_guest));
    faults
}

fn opening(
    house: &House,
    form: &FormHandle,
    is_guest: bool,
    forget_draft: impl Fn() + 'static,
) -> Sending {
    let Typed { title, description, topics, language, access } = about_space::typed(form);
    let name = Some(form.text("name")).filter(|name| !name.is_empty() && is_guest);
    let asked = CreateSpace {
        title,
        name,
        description,
        topics,
        language,
        access,
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
        house.go_to(Place { as_its_creator: true, ..Place::at(route) });
        Ok(())
    })
}

/// Why this visitor may not host yet, how far they are, and what to do.
pub(super) fn verdict(house: &House, hosting: &Hosting) -> Html {
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
