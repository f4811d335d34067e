//! Time for the eye.

use super::{Kept, ONCE, use_act, use_value};
use causerie_shared::time::UnixMs;
use gloo_timers::callback::Interval;
use yew::prelude::*;

pub(crate) fn unix_ms() -> UnixMs {
    UnixMs(js_sys::Date::now() as u64)
}

/// How many minutes west of Greenwich the reader's clock goes.
pub(crate) fn west_min() -> i64 {
    js_sys::Date::new_0().get_timezone_offset() as i64
}

/// The time, a second at a time.
#[hook]
pub(crate) fn use_unix_ms() -> UnixMs {
    let now = use_value(unix_ms);
    let set = now.setter();
    let tick = move || Kept::thing(Interval::new(1_000, move || set.set(unix_ms())));
    use_act(ONCE, Box::new(tick));
    *now
}
