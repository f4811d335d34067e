//! The words that the relay and the client both speak.
//!
//! Values only: this crate imports std and serde (and, for the relay, utoipa, which describes them), opens nothing, reads no clock and draws no
//! randomness. What a role may do stands once, in [`role`]; what a watcher knows is one fold,
//! [`view::SpaceView::apply`], used by both sides.

pub mod announcement;
pub mod api;
pub mod board;
pub mod caption;
pub mod caption_style;
pub mod case;
pub mod command;
pub mod contrast;
pub mod event;
pub mod face;
pub mod fault;
pub mod handle;
pub mod id;
pub mod language;
pub mod link;
pub mod markdown;
pub mod money;
pub mod notification;
pub mod password;
pub mod people;
pub mod program;
pub mod report;
pub mod role;
#[cfg(feature = "openapi")]
mod schema;
pub mod signal;
pub mod stage;
pub mod talk;
pub mod text;
pub mod ticket;
pub mod ticket_fault;
pub mod ticket_form;
pub mod time;
pub mod topic;
pub mod transcript;
pub mod view;
