//! Laws of the store, each on SQLite and on PostgreSQL.
//!
//! PostgreSQL is the one that `CAUSERIE_TEST_POSTGRES` names, as `cargo xtask test` sets it; each
//! test makes a database of its own there. Without it the laws hold for SQLite alone, which is said
//! on standard error, and where `CI` is set it is a failure.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod announcements;
mod backup;
mod bulk;
mod commands;
mod deletion;
mod engines;
mod follows;
mod invitations;
mod killed;
mod killed_while_selling;
mod killed_while_sending;
mod outbox;
mod people;
#[path = "../../../tests/src/post_office.rs"]
#[expect(unreachable_pub, reason = "the stories use it too")]
#[expect(dead_code, reason = "the doors write letters too")]
mod post_office;
mod program;
mod providers;
mod reminders;
mod reports;
mod search;
mod shop;
mod spaces;
mod ticket_races;
mod tickets;
mod transcripts;
