//! The door of the WebSocket at `GET /api/spaces/{id}/live`: `session` decides, `socket` moves
//! the bytes.

pub mod session;
mod socket;

pub use session::{FRAMES_BURST, FRAMES_PER_S, HELLO_WITHIN_MS};
pub use socket::live;
