//! Carries what people are told to where they are: to browsers (RFC 8030) and to mailboxes.
//!
//! *Law:* what is due leaves within moments and is tried again with growing pauses until it has
//! arrived or is worth nothing; nobody who does not answer keeps others waiting; nothing leaves for
//! an address inside the operator's own network.
//!
//! Absent: what somebody is told. That stands in rows before anything here begins.

mod courier;
mod endpoint;
mod letter;
mod links;
mod mail;
mod origins;
mod push;
mod rules;
mod tally;
mod vapid;
mod words;

pub use courier::{Couriers, deliver};
pub use endpoint::{Endpoints, Refused};
pub use links::{CONFIRM_WITHIN_MS, Links};
pub use mail::{Mail, Mailbox};
pub use push::{Push, is_key};
pub use rules::{NEWS_LAST_MS, again, is_worth};
pub use tally::Tally;
pub use vapid::Vapid;
