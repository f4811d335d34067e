//! The half of a door that speaks: the microphone and its way to the relay.

use super::{Door, Say};
use crate::{
    net::api,
    rtc::{
        level::Meter,
        microphone::{self, Microphone},
        peer::{self, Peer},
        whip,
    },
    state::{room::Input, speaking},
};
use causerie_shared::api::PassFor;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

impl Door {
    pub(super) fn open_microphone(&self) {
        self.meter.take();
        self.microphone.take();
        let Some(myself) = self.myself.upgrade() else { return };
        let wish = self.wish.borrow().clone();
        let pulled = self.myself.clone();
        spawn_local(async move {
            let opened = Microphone::open(&wish, move |_| {
                let Some(door) = pulled.upgrade() else { return };
                let missing = speaking::Input::MicFailed(speaking::Trouble::Missing);
                door.happen(Input::Speaking(missing));
            })
            .await;
            let choosing =
                matches!(myself.room.borrow().speaking(), speaking::Phase::Choosing { .. });
            if !choosing || *myself.wish.borrow() != wish {
                return;
            }
            match opened {
                Ok(microphone) => {
                    myself.meter.replace(Meter::new(&microphone));
                    myself.microphone.replace(Some(microphone));
                    // Names of devices are told only once a microphone was allowed.
                    let devices = microphone::list().await;
                    myself.devices.replace(devices);
                    myself.happen(Input::Speaking(speaking::Input::MicOpened));
                }
                Err(trouble) => {
                    myself.happen(Input::Speaking(speaking::Input::MicFailed(trouble)));
                }
            }
        });
    }

    pub(super) fn publish(&self) {
        let dead = |fault| Input::Speaking(speaking::Input::Dead { fault });
        let myself = self.myself.clone();
        let tell = move |news| {
            let Some(door) = myself.upgrade() else { return };
            door.happen(Input::Speaking(match news {
                peer::News::Connected => speaking::Input::Connected,
                peer::News::Wobbling => speaking::Input::Wobbling,
                peer::News::Dead => speaking::Input::Dead { fault: None },
            }));
        };
        let peer = self.microphone.borrow().as_ref().and_then(|mic| whip::voice(mic, tell));
        let (Some(peer), Some(myself)) = (peer.map(Rc::new), self.myself.upgrade()) else {
            self.happen(dead(None));
            return;
        };
        self.voice.replace(Some(peer.clone()));
        spawn_local(async move {
            let answered = myself.negotiate_voice(&peer).await;
            let is_current =
                myself.voice.borrow().as_ref().is_some_and(|now| Rc::ptr_eq(now, &peer));
            if !is_current {
                return;
            }
            match answered {
                Ok(session) => {
                    myself.happen(Input::Speaking(speaking::Input::Answered { session }));
                }
                Err(failed) => {
                    let fault = failed.fault();
                    if let Some(fault) = fault.clone() {
                        myself.say.emit(Say::Fault(fault));
                    }
                    myself.happen(dead(fault));
                }
            }
        });
    }

    /// Closed by name: an offer on its way still holds the connection, and must not end as a
    /// microphone that nobody wants.
    pub(super) fn unpublish(&self) {
        if let Some(voice) = self.voice.take() {
            voice.close();
        }
    }

    async fn negotiate_voice(&self, peer: &Peer) -> api::Answer<String> {
        let pass = api::pass(self.space, PassFor::Whip).await?;
        let music = self.wish.borrow().music;
        peer.negotiate(&whip::door(self.space, music), pass.as_deref()).await
    }
}
