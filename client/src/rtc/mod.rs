//! Media between this browser and the relay.

pub mod sdp;

#[cfg(target_arch = "wasm32")]
pub(crate) mod level;
#[cfg(target_arch = "wasm32")]
pub(crate) mod microphone;
#[cfg(target_arch = "wasm32")]
pub(crate) mod peer;
#[cfg(target_arch = "wasm32")]
pub(crate) mod sources;
#[cfg(target_arch = "wasm32")]
pub(crate) mod whep;
#[cfg(target_arch = "wasm32")]
pub(crate) mod whip;
