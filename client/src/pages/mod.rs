//! One page a file.

pub(crate) mod create;
pub(crate) mod home;
pub(crate) mod missing;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod settings;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
pub(crate) mod space;
