//! The bar on every page: the name of the house, language, theme, keys.

use super::icon::{Glyph, icon};
use crate::hooks::{Choose, Settings, Theme};
use yew::prelude::*;

pub(crate) fn topbar(settings: Settings, choose: Callback<Choose>, on_keys: &Callback<()>) -> Html {
    let t = settings.language;
    let theme = settings.theme();
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
            <a href="/" class="wordmark">
                { mark() }
                <span class="wordmark-name">{ "Causerie" }</span>
            </a>
            <div class="topbar-tools">
                <button class="button quiet" type="button" data-testid="lang-switch" lang={t.other().tag()}
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
            </div>
        </header>
    }
}

/// Two voices that meet: the same picture as the favicon.
fn mark() -> Html {
    Html::from_html_unchecked(AttrValue::Static(
        r#"<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><circle class="mark-left" cx="12" cy="16" r="11"/><circle class="mark-right" cx="21" cy="17" r="9"/></svg>"#,
    ))
}
