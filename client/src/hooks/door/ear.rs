//! The half of a door that hears: the connection for sound and the elements that play it.

use super::Door;
use crate::{
    net::api::{self, Failed},
    rtc::{
        peer,
        whep::{self, Ear},
    },
    state::{hearing, room::Input, status::Gate},
};
use causerie_shared::{api::PassFor, fault::Fault};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DomException, HtmlAudioElement};
use yew::prelude::*;

impl Door {
    pub(super) fn connect_ear(&self, warm: bool) {
        let myself = self.myself.clone();
        let ear = Ear::new(move |news| {
            let Some(door) = myself.upgrade() else { return };
            door.happen(Input::Hearing(match news {
                peer::News::Connected => hearing::Input::Connected,
                peer::News::Wobbling => hearing::Input::Wobbling,
                peer::News::Dead => hearing::Input::Dead { fault: None },
            }));
        });
        let (Some(ear), Some(myself)) = (ear.map(Rc::new), self.myself.upgrade()) else {
            self.happen(Input::Hearing(hearing::Input::Dead { fault: None }));
            return;
        };
        for (audio, stream) in self.audio_elements().iter().zip(ear.streams()) {
            audio.set_src_object(Some(&stream));
        }
        self.ear.replace(Some(ear.clone()));
        if self.room.borrow().is_listening() {
            self.play();
        }
        spawn_local(async move {
            let answered = myself.negotiate_ear(&ear, warm).await;
            let is_current = myself.ear.borrow().as_ref().is_some_and(|now| Rc::ptr_eq(now, &ear));
            if !is_current {
                return;
            }
            myself.happen(match answered {
                Ok(session) => Input::Hearing(hearing::Input::Answered { session }),
                Err(Failed::Fault(Fault::NoSuchSpace)) => Input::NoSuchSpace,
                Err(Failed::Fault(Fault::SpaceEnded)) => Input::SpaceEnded,
                Err(failed) => {
                    let fault = failed.fault();
                    match fault.as_ref().and_then(Gate::of) {
                        Some(gate) => Input::Gated(gate),
                        None => Input::Hearing(hearing::Input::Dead { fault }),
                    }
                }
            });
        });
    }

    async fn negotiate_ear(&self, ear: &Ear, warm: bool) -> api::Answer<String> {
        let pass = api::pass(self.space, PassFor::Whep).await?;
        ear.peer.negotiate(&whep::door(self.space, warm), pass.as_deref()).await
    }

    /// All `play()` calls in one breath, inside the click that asked for them.
    pub(super) fn play(&self) {
        self.each_audio(|audio| {
            let Ok(playing) = audio.play() else { return };
            let Some(myself) = self.myself.upgrade() else { return };
            spawn_local(async move {
                let blocked = match JsFuture::from(playing).await {
                    Ok(_) => false,
                    Err(error) if is_not_allowed(&error) => true,
                    // Another stream took its place; that one plays by itself.
                    Err(_) => return,
                };
                myself.happen(Input::Autoplay { blocked });
            });
        });
    }

    pub(super) fn each_audio(&self, act: impl Fn(&HtmlAudioElement)) {
        self.audio_elements().iter().for_each(act);
    }

    pub(super) fn drop_ear(&self) {
        if let Some(ear) = self.ear.take() {
            ear.peer.close();
        }
    }

    fn audio_elements(&self) -> Vec<HtmlAudioElement> {
        self.audio.iter().filter_map(NodeRef::cast::<HtmlAudioElement>).collect()
    }

    pub(super) fn ask_who_talks(&self) {
        let Some(myself) = self.myself.upgrade() else { return };
        spawn_local(async move {
            let Ok(spaces) = api::live_spaces().await else { return };
            let talks = {
                let room = myself.room.borrow();
                let mut cards = spaces.iter().filter(|card| card.id == myself.space);
                cards.any(|card| card.talking.iter().any(|voice| room.is_heard_here(*voice)))
            };
            myself.happen(Input::Hearing(hearing::Input::Talking(talks)));
        });
    }

    pub(super) fn count_packets(&self) {
        let (Some(myself), Some(ear)) = (self.myself.upgrade(), self.ear.borrow().clone()) else {
            return;
        };
        if !self.room.borrow().is_listening() {
            return;
        }
        spawn_local(async move {
            let Some(total) = ear.peer.packets().await else { return };
            let others_unmuted = myself.room.borrow().others_unmuted();
            myself.happen(Input::Hearing(hearing::Input::Packets { total, others_unmuted }));
        });
    }
}

fn is_not_allowed(error: &JsValue) -> bool {
    error.dyn_ref::<DomException>().is_some_and(|error| error.name() == "NotAllowedError")
}
