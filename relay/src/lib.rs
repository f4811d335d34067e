//! The one binary, `causerie`, as a library, so that tests can start it inside themselves.

pub mod media;
