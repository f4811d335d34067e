//! A person: who they are, whether one follows them, and their spaces.

use crate::{
    components::{
        card::{card, past_row},
        dialog::Dialog,
        disc::{Size, disc_of_card},
        icon::{Glyph, icon},
        menu::Menu,
        notice::{Tone, notice},
        part::{button, entry, foot, group, hint, leaf, section, way, written},
    },
    hooks::{House, use_house, use_title},
    net::{
        api::Failed,
        people::{self, Tie},
    },
    pages::missing::to_home,
    route::{Route, Shelf},
    webapi,
    words::Language,
};
use causerie_shared::{
    fault::Fault,
    handle::Handle,
    people::{Profile, Related},
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

type Shown = Option<Result<Rc<Profile>, Failed>>;

#[hook]
pub(super) fn use_person_page(handle: &Handle) -> Html {
    let house = use_house();
    let t = house.words();
    let shown = use_state_eq(|| None as Shown);
    let asking = use_state_eq(|| false);
    // Whom one follows depends on who one is.
    let who = house.account().map(|account| account.handle.clone());
    use_effect_with((handle.clone(), who), {
        let shown = shown.setter();
        move |(handle, _): &(Handle, Option<Handle>)| {
            let handle = handle.clone();
            spawn_local(async move {
                shown.set(Some(people::profile(&handle).await.map(Rc::new)));
            });
        }
    });
    let name = match &*shown {
        Some(Ok(profile)) => profile.person.name.to_string(),
        Some(Err(_)) | None => ["@", handle.as_str()].concat(),
    };
    use_title(Some(name));
    match &*shown {
        None => html! {
            <div class="person" aria-busy="true">
                <header class="person-head">
                    <span class="person-portrait ghost" aria-hidden="true" />
                    <h1 class="ghost-title"><span class="said">{ t.loading() }</span></h1>
                </header>
            </div>
        },
        Some(Err(failed)) => not_there(t, failed),
        Some(Ok(profile)) => {
            let tie = tie(&house, &shown, profile);
            let ask = |open: bool| {
                let asking = asking.setter();
                Callback::from(move |()| asking.set(open))
            };
            html! {
                <div class="person">
                    { head(&house, profile, &tie, &ask(true)) }
                    if profile.relation.blocks {
                        { blocked(t, profile, &tie) }
                    }
                    { spaces(t, profile) }
                    if *asking {
                        { block_question(t, profile, &tie, &ask(false)) }
                    }
                </div>
            }
        }
    }
}

/// Makes a tie or ends it, and shows the counts that come back.
fn tie(
    house: &House,
    shown: &UseStateHandle<Shown>,
    profile: &Rc<Profile>,
) -> Callback<(Tie, bool)> {
    let (house, shown, profile) = (house.clone(), shown.setter(), profile.clone());
    Callback::from(move |(tie, on): (Tie, bool)| {
        if house.account().is_none() {
            house.go(Route::SignIn(Box::new(house.place.route.to_return_to())));
            return;
        }
        let (house, shown, profile) = (house.clone(), shown.clone(), profile.clone());
        spawn_local(async move {
            match people::tie(&profile.person.handle, tie, on).await {
                Ok(Related { relation, followers, following }) => {
                    let mut now = (*profile).clone();
                    now.relation = relation;
                    (now.person.followers, now.person.following) = (followers, following);
                    shown.set(Some(Ok(Rc::new(now))));
                }
                Err(Failed::Fault(fault)) => house.say(&house.words().fault(&fault)),
                Err(Failed::Offline) => house.say(house.words().fault_offline()),
            }
        });
    })
}

fn head(
    house: &House,
    profile: &Profile,
    tie: &Callback<(Tie, bool)>,
    on_block: &Callback<()>,
) -> Html {
    let t = house.words();
    let person = &profile.person;
    let count = |shelf, words: String, testid: &'static str| {
        let address = Route::Person(person.handle.clone(), shelf).address();
        way("", testid, None, &words, address)
    };
    html! {
        <header class="person-head">
            <span class="person-portrait">{ disc_of_card(person, Size::Large) }</span>
            <div class="person-who">
                { written("h1", "", person.name.as_str()) }
                <p class="person-handle">
                    { "@" }{ person.handle.as_str() }
                    if profile.relation.followed_by && !profile.relation.is_self {
                        { leaf("span", "topic", t.follows_you()) }
                    }
                </p>
                if let Some(biography) = &person.biography {
                    { written("p", "person-biography", biography.as_str()) }
                }
                if !profile.links.is_empty() {
                    <ul class="person-links">
                        { for profile.links.iter().map(|link| html! {
                            <li>
                                <a href={link.as_str().to_owned()} rel="nofollow noopener noreferrer me" target="_blank">
                                    { icon(Glyph::Link) }{ leaf("span", "", link.label()) }
                                </a>
                            </li>
                        }) }
                    </ul>
                }
                <p class="person-counts">
                    { count(Shelf::Followers, t.follower_count(person.followers), "followers") }
                    { count(Shelf::Following, t.following_count(person.following), "following") }
                    { leaf("span", "", &t.joined(&webapi::month(profile.joined.0, t.tag()))) }
                </p>
            </div>
            <div class="person-acts">{ acts(t, profile, tie, on_block) }</div>
        </header>
    }
}

fn acts(
    t: Language,
    profile: &Profile,
    tie: &Callback<(Tie, bool)>,
    on_block: &Callback<()>,
) -> Html {
    let relation = profile.relation;
    if relation.is_self {
        let address = Route::Settings.address();
        return way("button", "edit-profile", Some(Glyph::Pencil), t.edit_profile(), address);
    }
    if relation.blocks {
        return Html::default();
    }
    let follows = relation.follows;
    let (class, glyph, words) = if follows {
        ("button", Glyph::Check, t.following())
    } else {
        ("button primary", Glyph::Follow, t.follow())
    };
    let block = on_block.reform(|_: MouseEvent| ());
    html! {
        <>
            <button {class} type="button" data-testid="follow-button" aria-pressed={if follows { "true" } else { "false" }}
                onclick={tie.reform(move |_: MouseEvent| (Tie::Follow, !follows))}>
                { icon(glyph) }<span>{ words }</span>
            </button>
            <Menu face={icon(Glyph::Ellipsis)} label={t.more()} class="button quiet round" testid="person-menu">
                { entry("block", Glyph::Ban, &t.block_name(profile.person.name.as_str()), block) }
            </Menu>
        </>
    }
}

fn blocked(t: Language, profile: &Profile, tie: &Callback<(Tie, bool)>) -> Html {
    let unblock = tie.reform(|_: MouseEvent| (Tie::Block, false));
    let unblock = button("button", "unblock", None, t.unblock(), unblock);
    let heading = t.you_blocked(profile.person.name.as_str());
    notice(Glyph::Ban, Tone::Fact, &heading, t.you_blocked_hint(), unblock)
}

/// Asked once, naming what it does and what it does not.
fn block_question(
    t: Language,
    profile: &Profile,
    tie: &Callback<(Tie, bool)>,
    on_close: &Callback<()>,
) -> Html {
    let confirm = {
        let (tie, on_close) = (tie.clone(), on_close.clone());
        Callback::from(move |_: MouseEvent| {
            on_close.emit(());
            tie.emit((Tie::Block, true));
        })
    };
    let block =
        button("button danger solid", "confirm-button", Some(Glyph::Ban), t.block(), confirm);
    html! {
        <Dialog heading={t.block_question(profile.person.name.as_str())} on_close={on_close.clone()} testid="block-dialog">
            { leaf("p", "dialog-words", t.block_consequence()) }
            { foot(t.cancel(), on_close, block) }
        </Dialog>
    }
}

fn spaces(t: Language, profile: &Profile) -> Html {
    let past = if profile.past.is_empty() {
        hint(t.no_spaces_yet())
    } else {
        group("ul", "past-list", profile.past.iter().map(|space| past_row(t, space)).collect())
    };
    html! {
        <>
            if !profile.live.is_empty() {
                <section class="live-now" aria-labelledby="live-spaces">
                    <h2 id="live-spaces"><i class="live-dot" aria-hidden="true" />{ t.live_spaces() }</h2>
                    { group("ul", "cards", profile.live.iter().map(|space| card(t, space, false)).collect()) }
                </section>
            }
            { section("live-now", "past-spaces", t.past_spaces(), vec![past]) }
        </>
    }
}

pub(crate) fn not_there(t: Language, failed: &Failed) -> Html {
    let (glyph, tone, heading, hint) = match failed {
        Failed::Fault(Fault::NoSuchPerson) => {
            (Glyph::Person, Tone::Fact, t.missing_person(), t.missing_person_hint().to_owned())
        }
        Failed::Fault(fault) => (Glyph::Ban, Tone::Fact, t.profile_failed(), t.fault(fault)),
        Failed::Offline => {
            (Glyph::WifiOff, Tone::Trouble, t.profile_failed(), t.profile_failed_hint().to_owned())
        }
    };
    html! {
        <div class="lone">
            { leaf("h1", "said", heading) }
            { notice(glyph, tone, heading, &hint, to_home(t.back_home())) }
        </div>
    }
}
