//! The picture: chosen, looked at, and only then sent.

use super::Desk;
use crate::{
    components::{
        disc::{Size, disc_of_card},
        el::el,
        field::form_error,
        icon::Glyph,
        part::{button, hint, row},
        picture::chooser,
    },
    hooks::{Chosen, Value, use_value},
    net::{api::Failed, people},
};
use causerie_shared::fault::{Fault, PictureFault};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Clone)]
pub(super) struct Picture {
    chosen: Value<Option<Rc<Chosen>>>,
    wrong: Value<Option<Fault>>,
}

#[hook]
pub(super) fn use_picture() -> Picture {
    Picture { chosen: use_value(|| None), wrong: use_value(|| None) }
}

pub(super) fn section(desk: &Desk, picture: &Picture) -> Html {
    let t = desk.house.words();
    let profile = &desk.account.profile;
    let choose = {
        let picture = picture.clone();
        Callback::from(move |event: Event| {
            picture.wrong.set(None);
            picture.chosen.set(Chosen::of(&event));
        })
    };
    let take = {
        let (desk, picture) = (desk.clone(), picture.clone());
        Callback::from(move |_: MouseEvent| {
            let (desk, picture) = (desk.clone(), picture.clone());
            let Some(chosen) = (*picture.chosen).clone() else { return };
            spawn_local(async move {
                match people::set_picture(&chosen.file).await {
                    Ok(_) => {
                        picture.chosen.set(None);
                        desk.house.say(desk.house.words().saved());
                        desk.ask_again();
                    }
                    Err(Failed::Fault(fault)) => picture.wrong.set(Some(fault)),
                    Err(failed @ Failed::Offline) => desk.says(failed),
                }
            });
        })
    };
    let cancel = {
        let picture = picture.clone();
        Callback::from(move |_: MouseEvent| {
            picture.wrong.set(None);
            picture.chosen.set(None);
        })
    };
    // What the browser cannot draw, the relay cannot either.
    let unreadable = {
        let picture = picture.clone();
        Callback::from(move |_: Event| {
            picture.wrong.set(Some(Fault::BadAvatar { avatar: PictureFault::NotAPicture }));
            picture.chosen.set(None);
        })
    };
    let remove = desk.acts(|| Box::pin(people::remove_picture()), |desk, ()| desk.ask_again());
    let portrait = match &*picture.chosen {
        Some(chosen) => el("img", "person-portrait picture-preview")
            .put("src", chosen.address.clone())
            .set("alt", t.picture_preview())
            .onerror(unreadable),
        None => el("span", "person-portrait").with(disc_of_card(profile, Size::Large)),
    };
    let acts = if picture.chosen.is_some() {
        vec![
            button("button primary", "use-picture", Some(Glyph::Check), t.use_picture(), take),
            button("button quiet", "cancel", None, t.cancel(), cancel),
        ]
    } else {
        let chooser = chooser(t, "picture-input", "picture-about", picture.wrong.is_some(), choose);
        let remove = match profile.avatar {
            Some(_) => button("button quiet", "remove-picture", None, t.remove_picture(), remove),
            None => Html::default(),
        };
        vec![chooser, remove]
    };
    let help = match &*picture.wrong {
        Some(wrong) => form_error(&t.fault(wrong)),
        None => hint(t.picture_hint()),
    };
    let about = el("div", "field-about").set("id", "picture-about").set("aria-live", "polite");
    let words = el("div", "picture-words").with(row(acts)).el(about.with(help));
    el("div", "picture-field").el(portrait).el(words).html()
}
