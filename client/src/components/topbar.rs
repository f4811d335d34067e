//! The bar on every page: the name of the house, language, theme, keys, and who one is.

use super::{
    disc::{Size, disc},
    icon::{Glyph, icon},
    menu::Menu,
    part::{self, entry, leaf, written},
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
        move |_| choose.emit(Choose::Theme(theme.other()))
    };
    let to_language = move |_| choose.emit(Choose::Language(t.other()));
    html! {
        <header class="topbar">
            <a href="/" class="wordmark" aria-label={t.home()}>
                { mark() }
                <span class="wordmark-name" aria-hidden="true">{ "Causerie" }</span>
            </a>
            <div class="topbar-tools">
                <button class="button quiet lang-button" type="button" data-testid="lang-switch" lang={t.other().tag()}
                    onclick={to_language}>
                    { icon(Glyph::Languages) }<span>{ t.switch_language() }</span>
                </button>
                <button class="button quiet round" type="button" data-testid="theme-switch"
                    aria-label={words} title={words} onclick={to_theme}>
                    { icon(glyph) }
                </button>
                <button class="button quiet round keys-button" type="button" aria-label={t.keys()} title={t.keys()}
                    aria-keyshortcuts="?" onclick={on_keys.reform(|_| ())}>
                    { icon(Glyph::Keyboard) }
                </button>
                { visitor(house) }
            </div>
        </header>
    }
}

/// Nothing until it is known: a bar that offers a sign-in and takes it back would blink.
fn visitor(house: &House) -> Html {
    let t = house.words();
    let Some(me) = house.me.known() else { return Html::default() };
    let Some(account) = &me.account else {
        let way = Route::SignIn(Box::new(house.place.route.to_return_to()));
        return part::way(
            "button quiet sign-in-link",
            "sign-in-link",
            None,
            t.sign_in(),
            way.address(),
        );
    };
    let Me { person: Some(person), name: Some(name), .. } = me else { return Html::default() };
    let face = html! {
        <span class="own-disc">{ disc(*person, name.as_str(), account.avatar, Size::Small) }</span>
    };
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
    html! {
        <Menu {face} label={t.menu_of(name.as_str())} class="own-button" testid="own-menu">
            <p class="menu-head" role="presentation">
                { written("b", "", name.as_str()) }
                { leaf("span", "", &["@", account.handle.as_str()].concat()) }
            </p>
            <a class="menu-item" role="menuitem" tabindex="-1" href={Route::profile(&account.handle)} data-testid="profile-link">
                { icon(Glyph::Person) }{ t.profile() }
            </a>
            <a class="menu-item" role="menuitem" tabindex="-1" href={Route::Settings.address()} data-testid="settings-link">
                { icon(Glyph::Settings) }{ t.settings() }
            </a>
            { entry("sign-out", Glyph::Leave, t.sign_out(), sign_out) }
        </Menu>
    }
}

/// Two voices that meet: the same picture as the favicon.
fn mark() -> Html {
    Html::from_html_unchecked(AttrValue::Static(
        r#"<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><circle class="mark-left" cx="12" cy="16" r="11"/><circle class="mark-right" cx="21" cy="17" r="9"/></svg>"#,
    ))
}
