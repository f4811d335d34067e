//! What belongs to a person, as values: pictures, passwords, recovery codes, session tokens, and the
//! rule about who may host.
//!
//! Pure: takes bytes, time and chance as arguments, opens nothing, awaits nothing. The store keeps
//! what is made here, the doors hand it over.

pub mod browser;
pub mod crowd;
pub mod hosting;
pub mod passwords;
pub mod pattern;
pub mod picture;
pub mod recovery;
pub mod signed;
pub mod tokens;
