//! Whether this browser tells what somebody is to be told, also while no page is open.

use super::{House, Kept, ONCE, Setter, Value, use_act, use_value};
use crate::{
    net::{
        api::Failed,
        reminding::{self, Untold},
    },
    webapi::{self, Messages},
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Device {
    /// It is not known yet, or cannot be.
    Unknown,
    /// Whoever has the browser said no.
    Refused,
    Silent,
    Tells,
    Busy,
}

#[hook]
pub(crate) fn use_device() -> Value<Device> {
    let device = use_value(|| Device::Unknown);
    let set = device.setter();
    use_act(
        ONCE,
        Box::new(move || {
            match webapi::messages() {
                Messages::Unknown => {}
                Messages::Refused => set.set(Device::Refused),
                Messages::Possible => spawn_local(async move {
                    let tells = reminding::tells_here().await;
                    set.set(if tells { Device::Tells } else { Device::Silent });
                }),
            }
            Kept::Nothing
        }),
    );
    device
}

/// For a click, the one moment in which a browser asks its owner.
pub(crate) fn turn(house: &House, set: &Setter<Device>, on: bool) -> Callback<MouseEvent> {
    let (house, set) = (house.clone(), set.clone());
    Callback::from(move |_| {
        let (house, set) = (house.clone(), set.clone());
        set.set(Device::Busy);
        spawn_local(async move {
            let t = house.words();
            let done = match on {
                true => reminding::tell_here(t).await,
                false => reminding::tell_here_no_more().await.map_err(Untold::Relay),
            };
            let (now, trouble) = match done {
                Ok(()) if on => (Device::Tells, None),
                Ok(()) => (Device::Silent, None),
                Err(Untold::Browser) if webapi::messages() == Messages::Refused => {
                    (Device::Refused, None)
                }
                Err(Untold::Browser) => (Device::Silent, Some(t.device_failed().to_owned())),
                Err(Untold::Relay(Failed::Fault(fault))) => (Device::Silent, Some(t.fault(&fault))),
                Err(Untold::Relay(Failed::Offline)) => {
                    (Device::Silent, Some(t.fault_offline().to_owned()))
                }
            };
            set.set(now);
            if let Some(trouble) = trouble {
                house.say(&trouble);
            }
        });
    })
}
