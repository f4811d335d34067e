//! The bar on every page: the name of the house, language, theme, keys, and who one is.

use super::{
    disc::{Size, disc},
    el::{el, when},
    icon::{Glyph, icon},
    menu::Menu,
    part::{entry, leads, leaf, press, round, way, written},
};
use crate::{
    hooks::{Choose, House, Theme},
    net::people,
    route::Route,
};
use causerie_shared::api::Me;
use yew::prelude::*;

pub(crate) fn topbar(house: &House, choose: Callback<Choose>, on_keys: &Callback<()>) -> Html {
    let t = house.words();
    let theme = house.settings.theme();
    let (glyph, words) = match theme {
        Theme::Light => (Glyph::Moon, t.theme_to_dark()),
        Theme::Dark => (Glyph::Sun, t.theme_to_light()),
    };
    let to_theme = {
        let choose = choose.clone();
        Callback::from(move |_: MouseEvent| choose.emit(Choose::Theme(theme.other())))
    };
    let to_language = Callback::from(move |_: MouseEvent| choose.emit(Choose::Language(t.other())));
    let on_keys = on_keys.reform(|_: MouseEvent| ());
    let name = el("span", "wordmark-name").set("aria-hidden", "true").words("Causerie");
    let wordmark = el("a", "wordmark").set("href", "/").set("aria-label", t.home());
    let language = press(
        "button quiet lang-button",
        "lang-switch",
        Some(Glyph::Languages),
        t.switch_language(),
        to_language,
    );
    let keys =
        round("button quiet round keys-button", "keys-button", Glyph::Keyboard, t.keys(), on_keys);
    let tools = el("div", "topbar-tools")
        .el(language.set("lang", t.other().tag()))
        .el(round("button quiet round", "theme-switch", glyph, words, to_theme))
        .el(keys.set("aria-keyshortcuts", "?"))
        .with(visitor(house));
    el("header", "topbar").el(wordmark.with(mark()).el(name)).el(tools).html()
}

/// Nothing until it is known: a bar that offers a sign-in and takes it back would blink.
fn visitor(house: &House) -> Html {
    let t = house.words();
    let Some(me) = house.me.known() else { return Html::default() };
    let Some(account) = &me.account else {
        let address = Route::SignIn(Box::new(house.place.route.to_return_to()));
        let sign_in =
            way("button quiet sign-in-link", "sign-in-link", None, t.sign_in(), address.address());
        let bell = if house.unread.is_told { bell(house) } else { Html::default() };
        return el("div", "own-tools").with(bell).with(sign_in).html();
    };
    let Me { person: Some(person), name: Some(name), .. } = me else { return Html::default() };
    let face = el("span", "own-disc")
        .with(disc(*person, name.as_str(), account.avatar, Size::Small))
        .html();
    let sign_out = {
        let house = house.clone();
        Callback::from(move |_: MouseEvent| {
            let house = house.clone();
            wasm_bindgen_futures::spawn_local(async move {
                if people::sign_out().await.is_ok() {
                    house.me.ask_again();
                    house.say(house.words().signed_out());
                    house.go(Route::HOME);
                } else {
                    house.say(house.words().fault_offline());
                }
            });
        })
    };
    let head = el("p", "menu-head")
        .set("role", "presentation")
        .with(written("b", "", name.as_str()))
        .with(leaf("span", "", &["@", account.handle.as_str()].concat()))
        .html();
    let (profile, settings) = (Route::profile(&account.handle), Route::Settings.address());
    let link = |testid, glyph, words, address| {
        entry(leads("menu-item", testid, Some(glyph), words, address))
    };
    let menu = html! {
        <Menu {face} label={t.menu_of(name.as_str())} class="own-button" testid="own-menu">
            { head }
            { link("profile-link", Glyph::Person, t.profile(), profile) }
            { link("planned-link", Glyph::Calendar, t.planned(), Route::Planned.address()) }
            { link("tickets-link", Glyph::Ticket, t.my_tickets(), Route::OwnTickets.address()) }
            { link("settings-link", Glyph::Settings, t.settings(), settings) }
            { entry(press("menu-item", "sign-out", Some(Glyph::Leave), t.sign_out(), sign_out)) }
        </Menu>
    };
    el("div", "own-tools").with(bell(house)).with(menu).html()
}

/// What one was told, and how much of it is new.
fn bell(house: &House) -> Html {
    let t = house.words();
    let count = house.unread.count;
    let words = match count {
        0 => t.notifications().to_owned(),
        count => t.unread_count(u64::from(count)),
    };
    el("a", "button quiet round bell")
        .put("href", Route::Notifications.address())
        .testid("bell")
        .put("title", words.clone())
        .put("aria-label", words)
        .with(icon(Glyph::Bell))
        .with(when(count > 0, || {
            let shown = if count > 99 { "99+".to_owned() } else { count.to_string() };
            el("span", "bell-count").set("aria-hidden", "true").words(&shown)
        }))
        .html()
}

/// Two voices that meet: the same picture as the favicon.
fn mark() -> Html {
    Html::from_html_unchecked(AttrValue::Static(
        r#"<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><circle class="mark-left" cx="12" cy="16" r="11"/><circle class="mark-right" cx="21" cy="17" r="9"/></svg>"#,
    ))
}
