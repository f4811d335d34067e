//! The picture: chosen, looked at, and only then sent.

use super::Desk;
use crate::{
    components::{
        disc::{Size, disc_of_card},
        field::form_error,
        icon::{Glyph, icon},
        part::{button, hint, leaf},
    },
    net::{api::Failed, people},
};
use causerie_shared::fault::Fault;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement, Url};
use yew::prelude::*;

/// A picture on this device, as a page can show it.
pub(super) struct Chosen {
    file: File,
    address: String,
}

impl Drop for Chosen {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.address);
    }
}

#[derive(Clone)]
pub(super) struct Picture {
    chosen: UseStateHandle<Option<Rc<Chosen>>>,
    wrong: UseStateHandle<Option<Fault>>,
}

#[hook]
pub(super) fn use_picture() -> Picture {
    Picture { chosen: use_state(|| None), wrong: use_state_eq(|| None) }
}

pub(super) fn section(desk: &Desk, picture: &Picture) -> Html {
    let t = desk.house.words();
    let profile = &desk.account.profile;
    let choose = {
        let picture = picture.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target().map(JsCast::unchecked_into::<HtmlInputElement>) else {
                return;
            };
            let file = input.files().and_then(|files| files.item(0));
            let chosen = file.and_then(|file| {
                let address = Url::create_object_url_with_blob(&file).ok()?;
                Some(Rc::new(Chosen { file, address }))
            });
            // The same file can be chosen again after it was refused.
            input.set_value("");
            picture.wrong.set(None);
            picture.chosen.set(chosen);
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
    let remove = desk.acts(|| Box::pin(people::remove_picture()), |desk, ()| desk.ask_again());
    let is_wrong = picture.wrong.is_some();
    html! {
        <div class={classes!("picture-field", is_wrong.then_some("wrong"))}>
            if let Some(chosen) = &*picture.chosen {
                <img class="person-portrait picture-preview" src={chosen.address.clone()} alt={t.picture_preview()} />
            } else {
                <span class="person-portrait">{ disc_of_card(profile, Size::Large) }</span>
            }
            <div class="picture-words">
                <div class="button-row">
                    if picture.chosen.is_some() {
                        { button("button", "use-picture", Some(Glyph::Check), t.use_picture(), take) }
                        { button("button quiet", "cancel", None, t.cancel(), cancel) }
                    } else {
                        <label class="button file-button">
                            <input class="said" type="file" accept="image/png,image/jpeg,image/webp,image/gif"
                                data-testid="picture-input" onchange={choose} aria-describedby="picture-about"
                                aria-invalid={if is_wrong { "true" } else { "false" }} />
                            { icon(Glyph::Camera) }{ leaf("span", "", t.choose_picture()) }
                        </label>
                        if profile.avatar.is_some() {
                            { button("button quiet", "remove-picture", None, t.remove_picture(), remove) }
                        }
                    }
                </div>
                <div id="picture-about" class="field-about" aria-live="polite">
                    if let Some(wrong) = &*picture.wrong {
                        { form_error(&t.fault(wrong)) }
                    } else {
                        { hint(t.picture_hint()) }
                    }
                </div>
            </div>
        </div>
    }
}
