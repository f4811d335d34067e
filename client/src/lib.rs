//! Causerie in the browser.
//!
//! `state` decides, `words` speaks and `wire` reads and writes frames: all three are pure, know no
//! browser, and are tested natively.
//! The rest exists only on wasm32: `rtc` and `net` reach the relay, hooks join them to the state,
//! pages and components draw. Who may import whom: pages → components → hooks → {state, rtc, net}.

pub mod route;
pub mod rtc;
pub mod state;
pub mod wire;
pub mod words;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod components;
#[cfg(target_arch = "wasm32")]
mod hooks;
#[cfg(target_arch = "wasm32")]
mod net;
#[cfg(target_arch = "wasm32")]
mod pages;
#[cfg(target_arch = "wasm32")]
mod webapi;

#[cfg(target_arch = "wasm32")]
pub use app::start;
#[cfg(target_arch = "wasm32")]
pub use pages::{Office, Till, Visitors, Whole};
