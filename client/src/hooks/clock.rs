//! Time for the eye.

use causerie_shared::time::UnixMs;
use gloo_timers::callback::Interval;
use yew::prelude::*;

pub(crate) fn unix_ms() -> UnixMs {
    UnixMs(js_sys::Date::now() as u64)
}

/// The time, a second at a time.
#[hook]
pub(crate) fn use_unix_ms() -> UnixMs {
    let now = use_state_eq(unix_ms);
    let set = now.setter();
    use_effect_with((), move |()| {
        let ticking = Interval::new(1_000, move || set.set(unix_ms()));
        move || drop(ticking)
    });
    *now
}
