//! What is on air, as the visitor likes it, kept fresh without moving under the finger.

use crate::{
    components::{
        card::{card, past_row},
        field::language_options,
        icon::{Glyph, icon},
        notice::{Tone, notice},
        part::{button, group, hint, leaf, section, way},
        people::person_row,
    },
    hooks::{
        Go, House, Languages, Place, typed, use_home, use_house, use_languages, use_later,
        use_title,
    },
    route::Route,
    state::{
        filter::Filter,
        home::{Card, Shown},
    },
    words::Language,
};
use causerie_shared::topic::Topic;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// A pause in typing after which a search is worth its request.
const SEARCH_AFTER_MS: u32 = 300;

#[hook]
pub(super) fn use_home_page(filter: &Filter) -> Html {
    let house = use_house();
    let t = house.words();
    use_title(None);
    let who = house.account().map(|account| account.handle.to_string());
    let handle = use_home(filter, who);
    let (home, later) = (&handle.home, use_later());
    let typing = use_state_eq(|| filter.words.clone());
    // Back and forth in history change the words as well.
    use_effect_with(filter.words.clone(), {
        let typing = typing.clone();
        move |words| {
            if words.trim() != typing.trim() {
                typing.set(words.clone());
            }
        }
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
    let languages = use_languages();
    let narrowing = narrowing(&house, filter, &typing, onsearch, &languages, home.shown());
    html! {
        <div class="home">
            { hero(&house) }
            { narrowing }
            <div role="status" class="home-news">
                if home.is_stale() && home.shown().is_some() {
                    { leaf("p", "stale", t.home_stale()) }
                }
                if home.waiting() > 0 {
                    { button("button new-spaces", "new-spaces", Some(Glyph::Up),
                        &t.new_spaces(home.waiting() as u64), handle.reveal.clone()) }
                }
            </div>
            { match home.shown() {
                None if home.is_stale() => notice(
                    Glyph::WifiOff, Tone::Trouble, t.home_failed(), t.home_failed_hint(), Html::default(),
                ),
                None => ghosts(t),
                Some(shown) => lists(&house, shown, home.is_behind()),
            } }
        </div>
    }
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
        move |event: Event| {
            let Some(select) = event.target().map(JsCast::unchecked_into::<HtmlSelectElement>)
            else {
                return;
            };
            let filter = Filter { language: select.value().parse().ok(), ..filter.clone() };
            places.dispatch(Go::To(Place::at(Route::Home(filter))));
        }
    };
    html! {
        <search class="narrowing" aria-label={t.search()}>
            <div class="narrowing-row">
                <label class="search-field">
                    { leaf("span", "said", t.search()) }
                    { icon(Glyph::Search) }
                    <input class="input" type="search" dir="auto" value={typing.to_owned()} oninput={onsearch}
                        data-testid="search-input" placeholder={t.search_placeholder()} enterkeyhint="search"
                        autocomplete="off" />
                </label>
                <label class="language-field">
                    { leaf("span", "said", t.space_language()) }
                    <select class="input" data-testid="language-filter" onchange={onlanguage}>
                        <option value="" selected={filter.language.is_none()}>{ t.any_language() }</option>
                        { language_options(languages, filter.language) }
                    </select>
                </label>
            </div>
            { shown.map_or_else(Html::default, |shown| chips(t, filter, &shown.topics)) }
        </search>
    }
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
        let words = topic.map_or_else(|| t.all_topics(), Topic::as_str).to_owned();
        html! {
            <li>
                <a class="chip" href={address} dir="auto" aria-current={on.then_some("true")} data-testid="topic-chip">{ words }</a>
            </li>
        }
    };
    html! {
        <ul class="chips" aria-label={t.topics()}>
            { chip(None) }
            { for rare.into_iter().chain(topics).map(|topic| chip(Some(topic))) }
        </ul>
    }
}

fn ghosts(t: Language) -> Html {
    html! {
        <ul class="cards" aria-busy="true" aria-label={t.loading()}>
            { for (0..3).map(|_| html! { <li class="space-card ghost" aria-hidden="true" /> }) }
        </ul>
    }
}

fn lists(house: &House, shown: &Shown, behind: bool) -> Html {
    let t = house.words();
    let nothing = shown.live.is_empty() && shown.followed.is_empty();
    let found = !shown.people.is_empty() || !shown.past.is_empty();
    let missing =
        (shown.live_total as usize).saturating_sub(shown.live.len() + shown.followed.len());
    let on_air = if nothing {
        if shown.filter.is_none() { quiet(house) } else { unfound(t, found) }
    } else if shown.live.is_empty() {
        hint(t.nobody_else_live())
    } else {
        cards(t, &shown.live, "live-spaces")
    };
    let class = if behind { "lists behind" } else { "lists" };
    html! {
        <div {class} aria-busy={behind.then_some("true")}>
            if !shown.followed.is_empty() {
                { section("live-now", "followed", t.people_you_follow(),
                    vec![cards(t, &shown.followed, "followed-spaces")]) }
            }
            <section class="live-now" aria-labelledby="live-now">
                <h2 id="live-now"><i class="live-dot" aria-hidden="true" />{ t.live_now() }</h2>
                { on_air }
                if missing > 0 && shown.filter.is_none() {
                    { hint(&t.live_part(shown.live.len() as u64, u64::from(shown.live_total))) }
                }
                if shown.followed.is_empty() && !nothing && shown.filter.is_none() && house.account().is_some() {
                    { hint(t.follow_hint()) }
                }
            </section>
            if !shown.people.is_empty() {
                { section("live-now", "found-people", t.found_people(), vec![
                    group("ul", "person-list", shown.people.iter().map(|one| person_row(t, one, Html::default())).collect()),
                ]) }
            }
            if !shown.past.is_empty() {
                { section("live-now", "found-past", t.found_past(), vec![
                    group("ul", "past-list", shown.past.iter().map(|space| past_row(t, space)).collect()),
                ]) }
            }
        </div>
    }
}

fn cards(t: Language, cards: &[Card], testid: &'static str) -> Html {
    html! {
        <ul class="cards" data-testid={testid}>
            { for cards.iter().map(|one| card(t, &one.space, one.ended)) }
        </ul>
    }
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
