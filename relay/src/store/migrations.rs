//! The schema, step by step, for both engines. A step that was released is never changed: its
//! checksum is kept in the database, and a relay refuses a database whose steps it does not know.

use crate::store::Engine;
use sqlx::{
    AssertSqlSafe, SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};
use std::borrow::Cow;

/// One step: its number, what it is about, and its SQL for SQLite and for PostgreSQL.
struct Step {
    version: i64,
    about: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

impl Step {
    const fn of_both(version: i64, about: &'static str, sql: &'static str) -> Self {
        Self { version, about, sqlite: sql, postgres: sql }
    }
}

const STEPS: [Step; 11] = [
    Step::of_both(1, "start", include_str!("migrations/0001_start.sql")),
    Step {
        version: 2,
        about: "search",
        sqlite: include_str!("migrations/0002_search.sqlite.sql"),
        postgres: include_str!("migrations/0002_search.postgres.sql"),
    },
    Step::of_both(3, "reports", include_str!("migrations/0003_reports.sql")),
    Step::of_both(4, "announcements", include_str!("migrations/0004_announcements.sql")),
    Step::of_both(5, "reminders", include_str!("migrations/0005_reminders.sql")),
    Step::of_both(6, "outbox", include_str!("migrations/0006_outbox.sql")),
    Step::of_both(7, "covers", include_str!("migrations/0007_covers.sql")),
    Step::of_both(8, "guests of honour", include_str!("migrations/0008_guests_of_honour.sql")),
    Step::of_both(9, "transcripts", include_str!("migrations/0009_transcripts.sql")),
    Step::of_both(10, "tickets", include_str!("migrations/0010_tickets.sql")),
    Step::of_both(11, "payout accounts", include_str!("migrations/0011_payout_accounts.sql")),
];

/// The step that this relay's schema ends with.
pub(super) fn newest() -> i64 {
    STEPS.iter().map(|step| step.version).max().unwrap_or(0)
}

pub(super) fn migrator(engine: Engine) -> Migrator {
    let steps = STEPS.iter().map(|step| {
        let sql = match engine {
            Engine::Sqlite => step.sqlite.replace("BYTES", "BLOB"),
            Engine::Postgres => step.postgres.replace("BYTES", "BYTEA"),
        };
        let sql = AssertSqlSafe(sql).into_sql_str();
        Migration::new(step.version, step.about.into(), MigrationType::Simple, sql, false)
    });
    Migrator { migrations: Cow::Owned(steps.collect()), ..Migrator::DEFAULT }
}
