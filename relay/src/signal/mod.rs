//! The door of the WebSocket at `GET /api/spaces/{id}/live`: `session` decides, `socket` is the
//! task that asks it, `wire` moves the bytes.

pub mod session;
mod socket;
mod upgrade;
mod wire;

pub use session::{FRAMES_BURST, FRAMES_PER_S, HELLO_WITHIN_MS};
pub use socket::live;
