//! The tables as lists of columns, for what moves whole tables: backups, and people in bulk.
//!
//! Law: what stands here is what the schema has, column by column (`relay/tests/store/backup.rs`).

use crate::store::Tx;
use sqlx::{AssertSqlSafe, Row, any::AnyRow};
use std::fmt::Write;

pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) columns: &'static [(&'static str, Kind)],
}

/// What a column holds, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Bytes,
}

/// One value of a row.
pub(super) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

use Kind::{Bytes, Number, Text};

/// Every table that holds what cannot be made anew, each after those that it refers to.
pub(super) const TABLES: [Table; 38] = [
    Table { name: "settings", columns: &[("name", Text), ("value", Text)] },
    PEOPLE,
    Table {
        name: "identities",
        columns: &[
            ("id", Text),
            ("person", Text),
            ("kind", Text),
            ("subject", Text),
            ("proof", Text),
            ("label", Text),
            ("created_at", Number),
            ("used_at", Number),
        ],
    },
    Table { name: "recovery_codes", columns: &[("hash", Text), ("person", Text)] },
    Table {
        name: "sessions",
        columns: &[
            ("hash", Text),
            ("id", Text),
            ("person", Text),
            ("agent", Text),
            ("created_at", Number),
            ("seen_at", Number),
            ("expires_at", Number),
        ],
    },
    FOLLOWS,
    Table { name: "blocks", columns: &[("blocker", Text), ("blocked", Text), ("at", Number)] },
    Table {
        name: "avatars",
        columns: &[
            ("name", Text),
            ("person", Text),
            ("large_kind", Text),
            ("large", Bytes),
            ("small_kind", Text),
            ("small", Bytes),
        ],
    },
    SPACES,
    Table {
        name: "reports",
        columns: &[
            ("id", Text),
            ("space", Text),
            ("title", Text),
            ("at", Number),
            ("moment", Number),
            ("by_person", Text),
            ("by_name", Text),
            ("by_handle", Text),
            ("of_person", Text),
            ("of_name", Text),
            ("of_handle", Text),
            ("concern", Text),
            ("note", Text),
            ("line", Text),
            ("closed_at", Number),
            ("closed_by", Text),
        ],
    },
    ANNOUNCEMENTS,
    ANNOUNCEMENT_TOPICS,
    Table {
        name: "covers",
        columns: &[
            ("name", Text),
            ("announcement", Text),
            ("large_kind", Text),
            ("large", Bytes),
            ("small_kind", Text),
            ("small", Bytes),
        ],
    },
    REMINDERS,
    Table {
        name: "invitations",
        columns: &[
            ("announcement", Text),
            ("person", Text),
            ("role", Text),
            ("state", Text),
            ("at", Number),
            ("reminds", Number),
        ],
    },
    Table {
        name: "announcement_news",
        columns: &[
            ("announcement", Text),
            ("occasion", Text),
            ("starts_at", Number),
            ("at", Number),
            ("told_to", Text),
        ],
    },
    Table {
        name: "notifications",
        columns: &[
            ("person", Text),
            ("occasion", Text),
            ("space", Text),
            ("title", Text),
            ("host", Text),
            ("starts_at", Number),
            ("at", Number),
            ("read_at", Number),
        ],
    },
    Table { name: "wishes", columns: &[("person", Text), ("lead", Number), ("calendar", Number)] },
    PUSH_SUBSCRIPTIONS,
    Table {
        name: "addresses",
        columns: &[
            ("person", Text),
            ("address", Text),
            ("language", Text),
            ("zone", Text),
            ("asked_at", Number),
            ("confirmed_at", Number),
        ],
    },
    Table {
        name: "outbox",
        columns: &[
            ("id", Text),
            ("channel", Text),
            ("target", Text),
            ("occasion", Text),
            ("space", Text),
            ("starts_at", Number),
            ("at", Number),
            ("next_at", Number),
            ("tries", Number),
            ("in_hand", Number),
        ],
    },
    Table {
        name: "live_news",
        columns: &[
            ("space", Text),
            ("host", Text),
            ("title", Text),
            ("at", Number),
            ("told_to", Text),
            ("done", Number),
        ],
    },
    Table {
        name: "said",
        columns: &[
            ("space", Text),
            ("number", Number),
            ("voice", Number),
            ("person", Text),
            ("name", Text),
            ("from_ms", Number),
            ("to_ms", Number),
            ("at", Number),
            ("text", Text),
            ("edited", Number),
        ],
    },
    Table { name: "caption_styles", columns: &[("person", Text), ("style", Text)] },
    Table {
        name: "sales",
        columns: &[
            ("space", Text),
            ("host", Text),
            ("title", Text),
            ("currency", Text),
            ("opens_at", Number),
            ("closes_at", Number),
            ("opens", Text),
            ("closes", Text),
            ("starts_at", Number),
            ("refund_min", Number),
            ("free_until", Number),
            ("preview_s", Number),
            ("state", Text),
            ("began", Number),
            ("over_at", Number),
        ],
    },
    Table {
        name: "tiers",
        columns: &[
            ("id", Text),
            ("space", Text),
            ("place", Number),
            ("name", Text),
            ("price", Number),
            ("number", Number),
            ("held", Number),
            ("sold", Number),
        ],
    },
    Table {
        name: "codes",
        columns: &[
            ("space", Text),
            ("code", Text),
            ("place", Number),
            ("percent_off", Number),
            ("uses", Number),
            ("used", Number),
        ],
    },
    Table {
        name: "orders",
        columns: &[
            ("id", Text),
            ("buyer", Text),
            ("key", Text),
            ("space", Text),
            ("tier", Text),
            ("host", Text),
            ("currency", Text),
            ("price", Number),
            ("discount", Number),
            ("fee", Number),
            ("code", Text),
            ("state", Text),
            ("held_until", Number),
            ("made_at", Number),
            ("paid_by", Text),
            ("forsaken", Number),
        ],
    },
    Table { name: "places", columns: &[("space", Text), ("person", Text), ("order_id", Text)] },
    Table {
        name: "payments",
        columns: &[
            ("id", Text),
            ("order_id", Text),
            ("state", Text),
            ("amount", Number),
            ("currency", Text),
            ("pay_at", Text),
            ("at", Number),
        ],
    },
    Table {
        name: "tickets",
        columns: &[
            ("id", Text),
            ("order_id", Text),
            ("space", Text),
            ("holder", Text),
            ("state", Text),
            ("issued_at", Number),
            ("passed_on", Number),
        ],
    },
    Table { name: "waiting", columns: &[("tier", Text), ("person", Text), ("turn", Number)] },
    Table {
        name: "entries",
        columns: &[
            ("posting", Text),
            ("account", Text),
            ("owner", Text),
            ("kind", Text),
            ("payment", Text),
            ("space", Text),
            ("currency", Text),
            ("amount", Number),
            ("at", Number),
        ],
    },
    Table {
        name: "provider_calls",
        columns: &[
            ("id", Text),
            ("kind", Text),
            ("payment", Text),
            ("made_at", Number),
            ("next_at", Number),
            ("tries", Number),
        ],
    },
    Table { name: "provider_events", columns: &[("id", Text), ("at", Number)] },
    Table {
        name: "wallet_payments",
        columns: &[
            ("id", Text),
            ("amount", Number),
            ("currency", Text),
            ("state", Text),
            ("settles_at", Number),
        ],
    },
    Table {
        name: "wallet_events",
        columns: &[
            ("id", Text),
            ("payment", Text),
            ("kind", Text),
            ("amount", Number),
            ("currency", Text),
            ("at", Number),
        ],
    },
    Table {
        name: "payout_accounts",
        columns: &[("host", Text), ("provider", Text), ("ready", Number)],
    },
];

pub(super) const PEOPLE: Table = Table {
    name: "people",
    columns: &[
        ("id", Text),
        ("handle", Text),
        ("skeleton", Text),
        ("name", Text),
        ("biography", Text),
        ("links", Text),
        ("avatar", Text),
        ("administrator", Number),
        ("followers", Number),
        ("following", Number),
        ("created_at", Number),
    ],
};

pub(super) const FOLLOWS: Table =
    Table { name: "follows", columns: &[("follower", Text), ("followed", Text), ("at", Number)] };

pub(super) const SPACES: Table = Table {
    name: "spaces",
    columns: &[
        ("id", Text),
        ("host", Text),
        ("live", Number),
        ("listed", Number),
        ("since", Number),
        ("view", Text),
        ("next_voice", Number),
        ("pairs", Number),
    ],
};

pub(super) const ANNOUNCEMENTS: Table = Table {
    name: "announcements",
    columns: &[
        ("id", Text),
        ("host", Text),
        ("state", Text),
        ("reason", Text),
        ("listed", Number),
        ("guests", Number),
        ("title", Text),
        ("description", Text),
        ("topics", Text),
        ("language", Text),
        ("starts_at", Number),
        ("ends_at", Number),
        ("zone", Text),
        ("starts", Text),
        ("ends", Text),
        ("edition", Number),
        ("changed_at", Number),
        ("cover", Text),
    ],
};

pub(super) const ANNOUNCEMENT_TOPICS: Table =
    Table { name: "announcement_topics", columns: &[("announcement", Text), ("topic", Text)] };

pub(super) const REMINDERS: Table = Table {
    name: "reminders",
    columns: &[("announcement", Text), ("person", Text), ("lead", Number), ("due_at", Number)],
};

pub(super) const PUSH_SUBSCRIPTIONS: Table = Table {
    name: "push_subscriptions",
    columns: &[
        ("id", Text),
        ("person", Text),
        ("session", Text),
        ("endpoint", Text),
        ("p256dh", Text),
        ("auth", Text),
        ("language", Text),
        ("zone", Text),
        ("created_at", Number),
    ],
};

/// Made from the others, and so in no backup.
pub(super) const PEOPLE_SEARCH: Table = search("people_search");
pub(super) const SPACE_SEARCH: Table = search("space_search");

const fn search(name: &'static str) -> Table {
    Table { name, columns: &[("rowid", Number), ("id", Text), ("words", Text)] }
}

/// Values in one statement. SQLite takes 32,766; a statement is parsed anew for each new length, so
/// all but the last of a table are equally long.
const VALUES_MOST: usize = 4000;

impl Table {
    /// Rows that go in with one statement.
    pub(super) const fn rows_most(&self) -> usize {
        VALUES_MOST / self.columns.len()
    }

    pub(super) fn select(&self) -> String {
        let columns: Vec<_> = self.columns.iter().map(|(name, _)| *name).collect();
        format!("SELECT {} FROM {}", columns.join(", "), self.name)
    }

    pub(super) fn read(&self, row: &AnyRow) -> sqlx::Result<Vec<Value>> {
        let kinds = self.columns.iter().map(|(_, kind)| *kind).enumerate();
        kinds
            .map(|(at, kind)| {
                Ok(match kind {
                    Text => Value::Text(row.try_get(at)?),
                    Number => Value::Number(row.try_get(at)?),
                    Bytes => Value::Bytes(row.try_get(at)?),
                })
            })
            .collect()
    }

    /// Puts rows in, as many as come, and leaves `rows` empty.
    pub(super) async fn insert(&self, tx: &mut Tx, rows: &mut Vec<Vec<Value>>) -> sqlx::Result<()> {
        let mut rows = rows.drain(..).peekable();
        while rows.peek().is_some() {
            let some: Vec<_> = rows.by_ref().take(self.rows_most()).collect();
            let mut insert = sqlx::query(AssertSqlSafe(self.insertion(some.len())));
            for value in some.into_iter().flatten() {
                insert = match value {
                    Value::Text(text) => insert.bind(text),
                    Value::Number(number) => insert.bind(number),
                    Value::Bytes(bytes) => insert.bind(bytes),
                };
            }
            insert.execute(&mut **tx).await?;
        }
        Ok(())
    }

    fn insertion(&self, rows: usize) -> String {
        let columns: Vec<_> = self.columns.iter().map(|(name, _)| *name).collect();
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", self.name, columns.join(", "));
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            for column in 0..columns.len() {
                let between = if column == 0 { "" } else { ", " };
                let _ = write!(sql, "{between}${}", row * columns.len() + column + 1);
            }
            sql.push(')');
        }
        sql
    }

    /// Takes every row out.
    pub(super) async fn clear(&self, tx: &mut Tx) -> sqlx::Result<()> {
        let sql = format!("DELETE FROM {}", self.name);
        sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await.map(drop)
    }
}
