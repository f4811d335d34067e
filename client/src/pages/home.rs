//! What is on air, as the visitor likes it, kept fresh without moving under the finger.

use crate::{
    components::{
        card::{card, past_row},
        el::{el, when},
        field::language_select,
        icon::{Glyph, icon},
        notice::{Tone, notice},
        part::{group, hint, leaf, live_section, press, section, way},
        people::person_row,
        upcoming::upcoming_row,
    },
    hooks::{
        Go, House, Kept, Languages, Place, Upcoming, typed, use_act, use_home, use_house,
        use_languages, use_later, use_title, use_upcoming, use_value,
    },
    route::Route,
    state::{
        filter::{Filter, When},
        home::{Card, Shown},
    },
    words::Language,
};
use causerie_shared::topic::Topic;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Of what is to come, home shows the next.
const UPCOMING_SHOWN: usize = 12;

/// A pause in typing after which a search is worth its request.
const SEARCH_AFTER_MS: u32 = 300;

#[hook]
pub(super) fn use_home_page(filter: &Filter) -> Html {
    let house = use_house();
    let t = house.words();
    use_title(None);
    let who = house.account().map_or("", |account| account.handle.as_str());
    let handle = use_home(filter, who);
    let (home, later) = (&handle.home, use_later());
    let typing = use_value(|| filter.words.clone());
    // Back and forth in history change the words as well.
    use_act(filter.words.clone().into(), {
        let (typing, words) = (typing.clone(), filter.words.clone());
        Box::new(move || {
            if words.trim() != typing.trim() {
                typing.set(words);
            }
            Kept::Nothing
        })
    });
    let onsearch = {
        let (house, typing, filter) = (house.clone(), typing.setter(), filter.clone());
        Callback::from(move |event: InputEvent| {
            let words = typed(&event);
            typing.set(words.clone());
            let places = house.places.clone();
            let route = Route::Home(Filter { words, ..filter.clone() });
            later.after(SEARCH_AFTER_MS, move || places.dispatch(Go::Instead(route)));
        })
    };
    let upcoming = use_upcoming(filter, who);
    let languages = use_languages();
    let narrowing = narrowing(&house, filter, &typing, onsearch, &languages, home.shown());
    let stale =
        when(home.is_stale() && home.shown().is_some(), || el("p", "stale").words(t.home_stale()));
    let new = when(home.waiting() > 0, || {
        let words = t.new_spaces(home.waiting() as u64);
        let reveal = handle.reveal.clone();
        // What is new stands first, wherever the reader has come to.
        let show = Callback::from(move |event: MouseEvent| {
            reveal.emit(event);
            if let Some(window) = web_sys::window() {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
        });
        press("button new-spaces", "new-spaces", Some(Glyph::Up), &words, show)
    });
    let lists = match home.shown() {
        None if home.is_stale() => {
            let (heading, hint) = (t.home_failed(), t.home_failed_hint());
            notice(Glyph::WifiOff, Tone::Trouble, heading, hint, Html::default())
        }
        None => ghosts(t),
        Some(shown) => lists(&house, shown, home.waiting(), home.is_behind()),
    };
    let to_come = to_come(t, &upcoming, filter);
    el("div", "home")
        .with(hero(&house))
        .with(narrowing)
        .el(el("div", "home-news").set("role", "status").with(stale).with(new))
        .with(lists)
        .with(to_come)
        .html()
}

/// What is to come has its place under what is on air, and can be narrowed by itself.
fn to_come(t: Language, upcoming: &Upcoming, filter: &Filter) -> Html {
    // Whoever narrows it wants to see all of it.
    let most = if filter.is_none() { UPCOMING_SHOWN } else { usize::MAX };
    let rows = upcoming.iter().flat_map(|list| &list.announcements).take(most);
    let rows: Vec<_> = rows.map(|one| upcoming_row(t, one)).collect();
    if rows.is_empty() && filter.when == When::Any {
        return Html::default();
    }
    let list = match (rows.is_empty(), filter.when) {
        (false, _) => group("ul", "past-list", rows),
        (true, When::Tonight) => hint(t.nothing_tonight()),
        (true, When::Any | When::Week) => hint(t.nothing_this_week()),
    };
    section("live-now", "to-come", t.to_come(), vec![whens(t, filter), list])
}

fn whens(t: Language, filter: &Filter) -> Html {
    let chip = |when: When| {
        let (testid, words) = match when {
            When::Any => ("when-any", t.when_any()),
            When::Tonight => ("when-tonight", t.when_tonight()),
            When::Week => ("when-week", t.when_week()),
        };
        let link = el("a", "chip")
            .put("href", Route::Home(Filter { when, ..filter.clone() }).address())
            .testid(testid)
            .words(words);
        let link = if when == filter.when { link.set("aria-current", "true") } else { link };
        el("li", "").el(link).html()
    };
    el("ul", "chips").set("aria-label", t.when_label()).each(When::ALL.into_iter().map(chip)).html()
}

fn hero(house: &House) -> Html {
    let t = house.words();
    let name = house.me.known().filter(|me| me.account.is_some()).and_then(|me| me.name.as_ref());
    let (class, heading, lead) = match name {
        Some(name) => ("hero known", t.home_welcome(name.as_str()), t.home_welcome_lead()),
        None => ("hero", t.tagline().to_owned(), t.home_lead()),
    };
    let start = way(
        "button primary large",
        "create-link",
        Some(Glyph::Mic),
        t.start_a_space(),
        Route::Create.address(),
    );
    group("section", class, vec![leaf("h1", "", &heading), leaf("p", "", lead), start])
}

/// Words, language and topics. Each is in the address, so that what one sees can be sent on.
fn narrowing(
    house: &House,
    filter: &Filter,
    typing: &str,
    onsearch: Callback<InputEvent>,
    languages: &Languages,
    shown: Option<&Shown>,
) -> Html {
    let t = house.words();
    let onlanguage = {
        let (places, filter) = (house.places.clone(), filter.clone());
        Callback::from(move |event: Event| {
            let Some(select) = event.target().map(JsCast::unchecked_into::<HtmlSelectElement>)
            else {
                return;
            };
            let filter = Filter { language: select.value().parse().ok(), ..filter.clone() };
            places.dispatch(Go::To(Place::at(Route::Home(filter))));
        })
    };
    let search = el("input", "input")
        .set("type", "search")
        .testid("search-input")
        .written()
        .value(typing.to_owned())
        .oninput(onsearch)
        .set("placeholder", t.search_placeholder())
        .set("enterkeyhint", "search")
        .set("autocomplete", "off");
    let search = el("label", "search-field")
        .with(leaf("span", "said", t.search()))
        .with(icon(Glyph::Search))
        .el(search);
    let language = language_select(
        "language-filter",
        t.any_language(),
        languages,
        filter.language,
        onlanguage,
    );
    let language =
        el("label", "language-field").with(leaf("span", "said", t.space_language())).el(language);
    el("search", "narrowing")
        .set("aria-label", t.search())
        .el(el("div", "narrowing-row").el(search).el(language))
        .with(shown.map_or_else(Html::default, |shown| chips(t, filter, &shown.topics)))
        .html()
}

fn chips(t: Language, filter: &Filter, topics: &[Topic]) -> Html {
    let chosen = filter.topic.as_ref();
    // A topic that nobody talks about at the moment can be chosen all the same.
    let rare = chosen.filter(|topic| !topics.contains(topic));
    if topics.is_empty() && rare.is_none() {
        return Html::default();
    }
    let chip = |topic: Option<&Topic>| {
        let on = topic == chosen;
        let to = if on { None } else { topic.cloned() };
        let address = Route::Home(Filter { topic: to, ..filter.clone() }).address();
        let words = topic.map_or_else(|| t.all_topics(), Topic::as_str);
        let chip = el("a", "chip").put("href", address).testid("topic-chip").written().words(words);
        let chip = if on { chip.set("aria-current", "true") } else { chip };
        el("li", "").el(chip).html()
    };
    el("ul", "chips")
        .set("aria-label", t.topics())
        .with(chip(None))
        .each(rare.into_iter().chain(topics).map(|topic| chip(Some(topic))))
        .html()
}

fn ghosts(t: Language) -> Html {
    let ghost = |_| el("li", "space-card ghost").set("aria-hidden", "true").html();
    el("ul", "cards")
        .set("aria-busy", "true")
        .set("aria-label", t.loading())
        .each((0..3).map(ghost))
        .html()
}

/// `waiting`: how many on air are not shown because nobody has asked for them yet.
fn lists(house: &House, shown: &Shown, waiting: usize, behind: bool) -> Html {
    let t = house.words();
    let nothing = shown.live.is_empty() && shown.followed.is_empty();
    let found = !shown.people.is_empty() || !shown.past.is_empty();
    let known = shown.live.len() + shown.followed.len() + waiting;
    let missing = (shown.live_total as usize).saturating_sub(known);
    let on_air = if nothing {
        if shown.filter.is_none() { quiet(house) } else { unfound(t, found) }
    } else if shown.live.is_empty() {
        hint(t.nobody_else_live())
    } else {
        cards(t, &shown.live, "live-spaces")
    };
    let mut news = vec![on_air];
    if shown.filter.is_none() {
        if missing > 0 {
            news.push(hint(&t.live_part(shown.live.len() as u64, u64::from(shown.live_total))));
        }
        if shown.followed.is_empty() && !nothing && house.account().is_some() {
            news.push(hint(t.follow_hint()));
        }
    }
    let followed = match shown.followed.is_empty() {
        true => Html::default(),
        false => {
            let cards = cards(t, &shown.followed, "followed-spaces");
            section("live-now", "followed", t.people_you_follow(), vec![cards])
        }
    };
    let found = |id, words: &str, class, rows: Vec<Html>| match rows.is_empty() {
        true => Html::default(),
        false => section("live-now", id, words, vec![group("ul", class, rows)]),
    };
    let people = shown.people.iter().map(|one| person_row(t, one, Html::default())).collect();
    let past = shown.past.iter().map(|space| past_row(t, space)).collect();
    el("div", if behind { "lists behind" } else { "lists" })
        .says("aria-busy", behind)
        .with(followed)
        .with(live_section("live-now", t.live_now(), news))
        .with(found("found-people", t.found_people(), "person-list", people))
        .with(found("found-past", t.found_past(), "past-list", past))
        .html()
}

fn cards(t: Language, cards: &[Card], testid: &'static str) -> Html {
    let cards = cards.iter().map(|one| card(t, &one.space, one.ended));
    el("ul", "cards").testid(testid).each(cards).html()
}

fn quiet(house: &House) -> Html {
    let t = house.words();
    let hint = if house.account().is_some() {
        [t.nobody_live_hint(), " ", t.follow_hint()].concat()
    } else {
        t.nobody_live_hint().to_owned()
    };
    notice(Glyph::Lamp, Tone::Fact, t.nobody_live(), &hint, Html::default())
}

fn unfound(t: Language, found: bool) -> Html {
    if found {
        return hint(t.nothing_found());
    }
    let all = way("button", "clear-filter", None, t.clear_filter(), "/".to_owned());
    notice(Glyph::Search, Tone::Fact, t.nothing_found(), t.nothing_found_hint(), all)
}
