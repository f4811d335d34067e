//! What the reader chose: language and theme, kept in this browser.

use super::{Fold, Kept, Value, use_act, use_house, use_value};
use crate::words::Language;
use web_sys::Storage;
use yew::prelude::*;

const LANGUAGE_KEY: &str = "causerie.language";
const THEME_KEY: &str = "causerie.theme";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    Light,
    Dark,
}

impl Theme {
    const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) language: Language,
    /// `None` follows the system.
    pub(crate) chosen_theme: Option<Theme>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Choose {
    Language(Language),
    Theme(Theme),
}

impl Settings {
    fn load() -> Self {
        let kept = |key| storage()?.get_item(key).ok().flatten();
        let language = kept(LANGUAGE_KEY).and_then(|tag| Language::from_tag(&tag));
        let chosen_theme = match kept(THEME_KEY).as_deref() {
            Some("light") => Some(Theme::Light),
            Some("dark") => Some(Theme::Dark),
            _ => None,
        };
        Self { language: language.unwrap_or_else(of_the_browser), chosen_theme }
    }

    /// What is on screen.
    pub(crate) fn theme(self) -> Theme {
        self.chosen_theme.unwrap_or_else(|| {
            let dark = web_sys::window()
                .and_then(|window| {
                    window.match_media("(prefers-color-scheme: dark)").ok().flatten()
                })
                .is_some_and(|query| query.matches());
            if dark { Theme::Dark } else { Theme::Light }
        })
    }

    fn show(self) {
        let document = web_sys::window().and_then(|window| window.document());
        let Some(root) = document.and_then(|document| document.document_element()) else { return };
        let _ = root.set_attribute("lang", self.language.tag());
        if let Some(theme) = self.chosen_theme {
            let _ = root.set_attribute("data-theme", theme.name());
        }
    }
}

impl Fold for Settings {
    type Happening = Choose;

    fn fold(&self, choice: Choose) -> Self {
        let mut settings = *self;
        let (key, value) = match choice {
            Choose::Language(language) => {
                settings.language = language;
                (LANGUAGE_KEY, language.tag())
            }
            Choose::Theme(theme) => {
                settings.chosen_theme = Some(theme);
                (THEME_KEY, theme.name())
            }
        };
        if let Some(storage) = storage() {
            // A browser that keeps nothing shows it all the same.
            let _ = storage.set_item(key, value);
        }
        settings
    }
}

pub(crate) type SettingsHandle = Value<Settings>;

#[hook]
pub(crate) fn use_settings_provider() -> SettingsHandle {
    let settings = use_value(Settings::load);
    let now = *settings;
    let theme = now.chosen_theme.map_or("", Theme::name);
    let show = move || {
        now.show();
        Kept::Nothing
    };
    use_act([now.language.tag(), theme].concat().into(), Box::new(show));
    settings
}

/// `let t = use_words();`, then `t.listen()`.
#[hook]
pub(crate) fn use_words() -> Language {
    use_house().settings.language
}

fn of_the_browser() -> Language {
    let Some(window) = web_sys::window() else { return Language::English };
    let tags: Vec<String> =
        window.navigator().languages().iter().filter_map(|tag| tag.as_string()).collect();
    Language::best(tags.iter().map(String::as_str))
}

pub(super) fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
