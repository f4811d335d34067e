//! Causerie in the browser.
//!
//! `state` decides and `words` speaks: both are pure, know no browser, and are tested natively.
//! The rest exists only on wasm32: `rtc` and `net` reach the relay, hooks join them to the state,
//! pages and components draw. Who may import whom: pages → components → hooks → {state, rtc, net}.

pub mod state;
pub mod words;
