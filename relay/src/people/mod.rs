//! STUB
pub mod hosting;
pub mod tokens;
