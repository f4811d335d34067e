//! Money: what becomes of an order, the books, the fee, and whoever handles payments.
//!
//! `sale`, `ledger` and `fee` are values only. The store carries their verdicts out, each in one
//! transaction; `task` carries what is left to do to the provider. Money itself is never here: it is
//! with the provider, and the books say whose it is.

pub mod door;
pub mod fee;
#[cfg(test)]
mod laws;
pub mod ledger;
pub mod news;
pub mod provider;
pub mod sale;
pub mod task;
pub mod terms;
pub mod token;
pub mod wallet;

pub use door::Door;
pub use task::Money;
pub use terms::Terms;
