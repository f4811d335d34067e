//! What joins the pure state to the browser.

mod auras;
mod blocked;
pub(crate) mod carried;
mod chosen;
mod clock;
mod device;
mod door;
mod effect;
mod form;
mod home;
mod keys;
mod languages;
mod later;
mod me;
mod offer;
mod place;
mod reader;
mod reading;
mod settings;
mod title;
mod toasts;
mod unread;
mod upcoming;
mod value;

pub(crate) use auras::{Frames, use_auras};
pub(crate) use blocked::{Blocked, use_blocked};
pub(crate) use chosen::Chosen;
pub(crate) use clock::{unix_ms, use_unix_ms, west_min};
pub(crate) use device::{Device, turn, use_device};
pub(crate) use door::{Door, Say, is_hidden, use_door};
pub(crate) use effect::{Kept, ONCE, use_act, whether};
pub(crate) use form::{FormHandle, Saying, Sending, typed, use_draft, use_form, use_form_of};
pub(crate) use home::use_home;
pub(crate) use keys::{Key, use_keys};
pub(crate) use languages::{Languages, use_languages};
pub(crate) use later::{Later, use_later};
pub(crate) use me::{MeHandle, use_me_provider};
pub(crate) use offer::use_offer;
pub(crate) use place::{Go, Place, use_place};
pub(crate) use reader::{Reader, use_is_wide, use_reader};
pub(crate) use reading::{Lines, use_lines};
pub(crate) use settings::{Choose, Settings, Theme, use_settings_provider, use_words};
pub(crate) use title::use_title;
pub(crate) use toasts::{Toasts, use_toasts, use_toasts_provider};
pub(crate) use unread::{Unread, use_unread};
pub(crate) use upcoming::{Upcoming, use_upcoming};
pub(crate) use value::{Fold, Setter, Value, use_value};

use crate::{route::Route, state::carried::Carried};
use causerie_shared::program::Program;
use std::rc::Rc;

/// What every page may ask for: how the reader wants it, and a way to say something.
#[yew::hook]
pub(crate) fn use_house() -> House {
    yew::use_context::<House>().expect("App provides the house")
}

#[derive(Clone, PartialEq)]
pub(crate) struct House(Rc<Rooms>);

#[derive(PartialEq)]
pub(crate) struct Rooms {
    pub(crate) settings: Settings,
    pub(crate) toasts: Setter<Toasts>,
    pub(crate) place: Place,
    pub(crate) places: Setter<Place>,
    pub(crate) me: MeHandle,
    pub(crate) unread: Unread,
    /// Whose pages need no loading.
    pub(crate) programs: &'static [Program],
}

impl std::ops::Deref for House {
    type Target = Rooms;

    fn deref(&self) -> &Rooms {
        &self.0
    }
}

impl House {
    pub(crate) fn of(rooms: Rooms) -> Self {
        Self(Rc::new(rooms))
    }

    pub(crate) fn words(&self) -> crate::words::Language {
        self.settings.language
    }

    pub(crate) fn say(&self, words: &str) {
        self.toasts.dispatch(toasts::Change::Add(words.to_owned()));
    }

    /// Copies, and says so; where the browser lends no clipboard, the text itself is said, and can
    /// be copied by hand.
    pub(crate) fn copy(&self, text: String, copied: &'static str) {
        let house = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let is_copied = crate::webapi::copy(&text).await;
            house.say(if is_copied { copied } else { &text });
        });
    }

    pub(crate) fn go(&self, route: Route) {
        self.go_to(Place::at(route));
    }

    pub(crate) fn go_to(&self, place: Place) {
        let go = match place.route.is_of(self.programs) {
            true => Go::To(place),
            false => Go::Away(self.carried(place)),
        };
        self.places.dispatch(go);
    }

    /// What is said goes along, and is not said here too.
    fn carried(&self, Place { route: to, as_its_creator, .. }: Place) -> Carried {
        let said = self.toasts.newest().texts();
        self.toasts.set(Toasts::default());
        Carried { to, as_its_creator, said }
    }

    /// The account, once it is known that there is one.
    pub(crate) fn account(&self) -> Option<&causerie_shared::api::Account> {
        self.me.known()?.account.as_ref()
    }
}
