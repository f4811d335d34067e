//! The one binary, `causerie`, as a library, so that tests can start it inside themselves.

#[cfg(feature = "count-allocations")]
pub mod allocations;
pub mod app;
pub mod captions;
#[cfg(feature = "capture")]
mod capture;
pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
mod housekeeping;
pub mod http;
pub mod hub;
pub mod media;
pub mod memory;
pub mod money;
pub mod outbox;
pub mod people;
pub mod schedule;
pub mod signal;
pub mod space;
pub mod store;
pub mod telemetry;
pub mod turns;
