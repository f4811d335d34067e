//! A person: who they are, whether one follows them, and their spaces.

use crate::{
    components::{
        card::{card, past_row},
        dialog::Dialog,
        disc::{Size, disc_of_card},
        el::{el, when},
        icon::{Glyph, icon},
        menu::Menu,
        notice::{Tone, notice},
        part::{
            button, entry, foot, group, hint, leads, leaf, live_section, press, section, way,
            written,
        },
        upcoming::upcoming_row,
    },
    hooks::{House, Kept, Upcoming, Value, use_act, use_house, use_title, use_value},
    net::{
        announcements,
        api::Failed,
        people::{self, Tie},
    },
    pages::missing::{lone, to_home},
    route::{Route, Shelf},
    webapi,
    words::Language,
};
use causerie_shared::{
    fault::Fault,
    handle::Handle,
    link::LinkUrl,
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
    let shown = use_value(|| None as Shown);
    let asking = use_value(|| false);
    let upcoming = use_value(|| None as Upcoming);
    // Whom one follows depends on who one is.
    let who = house.account().map_or("", |account| account.handle.as_str());
    use_act([handle.as_str(), " ", who].concat().into(), {
        let (handle, shown, upcoming) = (handle.clone(), shown.setter(), upcoming.setter());
        Box::new(move || {
            spawn_local(async move {
                shown.set(Some(people::profile(&handle).await.map(Rc::new)));
                if let Ok(list) = announcements::upcoming_of(&handle).await {
                    upcoming.set(Some(Rc::new(list)));
                }
            });
            Kept::Nothing
        })
    });
    let name = match &*shown {
        Some(Ok(profile)) => profile.person.name.to_string(),
        Some(Err(_)) | None => ["@", handle.as_str()].concat(),
    };
    use_title(Some(name));
    match &*shown {
        None => waiting(t),
        Some(Err(failed)) => not_there(t, failed),
        Some(Ok(profile)) => {
            let tie = tie(&house, &shown, profile);
            let ask = |open: bool| {
                let asking = asking.setter();
                Callback::from(move |()| asking.set(open))
            };
            let blocked = match profile.relation.blocks {
                true => blocked(t, profile, &tie),
                false => Html::default(),
            };
            let question = match *asking {
                true => block_question(t, profile, &tie, &ask(false)),
                false => Html::default(),
            };
            el("div", "person")
                .with(head(&house, profile, &tie, &ask(true)))
                .with(blocked)
                .each(spaces(t, profile, &upcoming).into_iter())
                .with(question)
                .html()
        }
    }
}

fn waiting(t: Language) -> Html {
    let head = el("header", "person-head")
        .el(el("span", "person-portrait ghost").set("aria-hidden", "true"))
        .el(el("h1", "ghost-title").with(leaf("span", "said", t.loading())));
    el("div", "person").set("aria-busy", "true").el(head).html()
}

/// Makes a tie or ends it, and shows the counts that come back.
fn tie(house: &House, shown: &Value<Shown>, profile: &Rc<Profile>) -> Callback<(Tie, bool)> {
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
    let relation = profile.relation;
    let follows_you = when(relation.followed_by && !relation.is_self, || {
        el("span", "topic").words(t.follows_you())
    });
    let biography = person.biography.as_ref();
    let link = |link: &LinkUrl| {
        let address = link.as_str().to_owned();
        let link = leads("", "person-link", Some(Glyph::Link), link.label(), address)
            .set("rel", "nofollow noopener noreferrer")
            .set("target", "_blank");
        el("li", "").el(link).html()
    };
    let links = when(!profile.links.is_empty(), || {
        el("ul", "person-links").each(profile.links.iter().map(link))
    });
    let counts = vec![
        count(Shelf::Followers, t.follower_count(person.followers), "followers"),
        count(Shelf::Following, t.following_count(person.following), "following"),
        leaf("span", "", &t.joined(&webapi::month(profile.joined.0, t.tag()))),
    ];
    let handle = ["@", person.handle.as_str()].concat();
    let who = el("div", "person-who")
        .with(written("h1", "", person.name.as_str()))
        .el(el("p", "person-handle").words(&handle).with(follows_you))
        .each(biography.into_iter().map(|words| written("p", "person-biography", words.as_str())))
        .with(links)
        .with(group("p", "person-counts", counts));
    el("header", "person-head")
        .el(el("span", "person-portrait").with(disc_of_card(person, Size::Large)))
        .el(who)
        .with(group("div", "person-acts", acts(t, profile, tie, on_block)))
        .html()
}

fn acts(
    t: Language,
    profile: &Profile,
    tie: &Callback<(Tie, bool)>,
    on_block: &Callback<()>,
) -> Vec<Html> {
    let relation = profile.relation;
    if relation.is_self {
        let address = Route::Settings.address();
        return vec![way("button", "edit-profile", Some(Glyph::Pencil), t.edit_profile(), address)];
    }
    if relation.blocks {
        return Vec::new();
    }
    let follows = relation.follows;
    let (class, glyph, words) = if follows {
        ("button", Glyph::Check, t.following())
    } else {
        ("button primary", Glyph::Follow, t.follow())
    };
    let change = tie.reform(move |_: MouseEvent| (Tie::Follow, !follows));
    let follow = press(class, "follow-button", Some(glyph), words, change);
    let words = t.block_name(profile.person.name.as_str());
    let block = on_block.reform(|_: MouseEvent| ());
    let block = entry(press("menu-item", "block", Some(Glyph::Ban), &words, block));
    let more = html! {
        <Menu face={icon(Glyph::Ellipsis)} label={t.more()} class="button quiet round" testid="person-menu">{ block }</Menu>
    };
    vec![follow.says("aria-pressed", follows).html(), more]
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

fn spaces(t: Language, profile: &Profile, upcoming: &Upcoming) -> Vec<Html> {
    let rows = upcoming.iter().flat_map(|list| &list.announcements);
    let rows: Vec<_> = rows.map(|one| upcoming_row(t, one)).collect();
    let to_come = match rows.is_empty() {
        true => Html::default(),
        false => section("live-now", "to-come", t.to_come(), vec![group("ul", "past-list", rows)]),
    };
    let live = match profile.live.is_empty() {
        true => Html::default(),
        false => {
            let cards = profile.live.iter().map(|space| card(t, space, false)).collect();
            live_section("live-spaces", t.live_spaces(), vec![group("ul", "cards", cards)])
        }
    };
    let past = match profile.past.is_empty() {
        true => hint(t.no_spaces_yet()),
        false => {
            group("ul", "past-list", profile.past.iter().map(|space| past_row(t, space)).collect())
        }
    };
    vec![live, to_come, section("live-now", "past-spaces", t.past_spaces(), vec![past])]
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
    lone(heading, notice(glyph, tone, heading, &hint, to_home(t.back_home())))
}
