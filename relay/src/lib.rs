//! The one binary, `causerie`, as a library, so that tests can start it inside themselves.

pub mod demo;
pub mod media;
pub mod space;
