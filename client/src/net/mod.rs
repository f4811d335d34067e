//! Ways to the relay: HTTP and the WebSocket.

pub(crate) mod announcements;
pub(crate) mod api;
pub(crate) mod entry;
pub(crate) mod events;
pub(crate) mod people;
pub(crate) mod reminding;
pub(crate) mod socket;
pub(crate) mod speaker;
pub(crate) mod tickets;
pub(crate) mod transcripts;
