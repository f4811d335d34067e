//! The bar on every page: the name of the house, language, theme, keys.

use super::icon::{Glyph, Icon};
use crate::{
    hooks::{Choose, Theme, use_settings},
    route::Route,
};
use yew::prelude::*;
use yew_router::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct TopbarProps {
    pub(crate) on_keys: Callback<()>,
}

#[component]
pub(crate) fn Topbar(props: &TopbarProps) -> Html {
    let (settings, choose) = use_settings();
    let t = settings.language;
    let theme = settings.theme();
    let (icon, words) = match theme {
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
            <Link<Route> to={Route::Home} classes="wordmark">
                { mark() }
                <span class="wordmark-name">{ "Causerie" }</span>
            </Link<Route>>
            <div class="topbar-tools">
                <button class="button quiet" type="button" data-testid="lang-switch" lang={t.other().tag()}
                    onclick={to_language}>
                    <Icon glyph={Glyph::Languages} /><span>{ t.switch_language() }</span>
                </button>
                <button class="button quiet round" type="button" data-testid="theme-switch"
                    aria-label={words} title={words} onclick={to_theme}>
                    <Icon glyph={icon} />
                </button>
                <button class="button quiet round keys-button" type="button" aria-label={t.keys()} title={t.keys()}
                    aria-keyshortcuts="?" onclick={props.on_keys.reform(|_| ())}>
                    <Icon glyph={Glyph::Keyboard} />
                </button>
            </div>
        </header>
    }
}

/// Two voices that meet: the same picture as the favicon.
fn mark() -> Html {
    Html::from_html_unchecked(AttrValue::Static(
        r#"<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path class="mark-left" d="M12 5a11 11 0 1 0 0 22 11 11 0 0 1 0-22Z"/><circle class="mark-right" cx="20" cy="16" r="8"/></svg>"#,
    ))
}
