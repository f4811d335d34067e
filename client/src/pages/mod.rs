//! One page a file.

pub(crate) mod create;
pub(crate) mod home;
pub(crate) mod missing;
pub(crate) mod space;
