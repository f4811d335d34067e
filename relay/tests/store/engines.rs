//! Both engines, empty, and some people to put in.

use causerie_relay::store::{Claim, Folder, Founding, IdentityRow, Kind, PersonRow, Store, Words};
use causerie_shared::{
    id::{IdentityId, PersonId},
    time::UnixMs,
};
use sqlx::{Connection, Executor};
use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use tempfile::TempDir;

pub(crate) const NOW: UnixMs = UnixMs(1_793_000_000_000);

/// A place where a store can be opened again and again.
pub(crate) struct Place {
    folder: TempDir,
    url: Option<String>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), url: None }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.url.is_some()
    }

    /// The database itself, past the store.
    pub(crate) async fn pool(&self) -> sqlx::AnyPool {
        let file = || format!("sqlite://{}", self.folder.path().join("causerie.db").display());
        let url = self.url.clone().unwrap_or_else(file);
        sqlx::any::install_default_drivers();
        sqlx::any::AnyPoolOptions::new().max_connections(16).connect(&url).await.unwrap()
    }

    pub(crate) async fn open(&self) -> Store {
        let folder = Folder::open(self.folder.path()).unwrap();
        Store::open(folder, self.url.as_deref()).await.unwrap()
    }

    /// As a command does that runs beside the relay.
    pub(crate) async fn open_beside(&self) -> Store {
        let folder = Folder::beside(self.folder.path()).unwrap();
        Store::beside(folder, self.url.as_deref()).await.unwrap()
    }

    /// Returns once nobody is connected to the database. What a killed relay had sent to PostgreSQL is
    /// carried out after its death, perhaps between two of our questions.
    pub(crate) async fn is_left_alone(&self) {
        let Some(url) = &self.url else { return };
        let mut database = sqlx::PgConnection::connect(url).await.unwrap();
        let others = "SELECT count(*) FROM pg_stat_activity \
                      WHERE datname = current_database() AND pid <> pg_backend_pid()";
        for _ in 0..400 {
            let others: i64 = sqlx::query_scalar(others).fetch_one(&mut database).await.unwrap();
            if others == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("somebody stays connected to the database");
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database as a command line names it.
    pub(crate) fn flags(&self) -> Vec<String> {
        let mut flags = vec!["--data".to_owned(), self.folder().to_str().unwrap().to_owned()];
        flags.extend(self.url.iter().flat_map(|url| ["--database".to_owned(), url.clone()]));
        flags
    }

    /// Name and columns of each table, in the order of names.
    pub(crate) async fn schema(&self) -> Vec<String> {
        match &self.url {
            None => {
                let url = format!("sqlite://{}", self.folder.path().join("causerie.db").display());
                let mut database = sqlx::SqliteConnection::connect(&url).await.unwrap();
                let sql = "SELECT m.name || ': ' || group_concat(c.name, ' ') \
                           FROM sqlite_master m, pragma_table_info(m.name) c \
                           WHERE m.type = 'table' GROUP BY m.name ORDER BY m.name";
                rows(&mut database, sql).await.lines().map(str::to_owned).collect()
            }
            Some(url) => {
                let mut database = sqlx::PgConnection::connect(url).await.unwrap();
                let sql = "SELECT table_name || ': ' || \
                           string_agg(column_name, ' ' ORDER BY ordinal_position) \
                           FROM information_schema.columns WHERE table_schema = 'public' \
                           GROUP BY table_name ORDER BY table_name";
                sqlx::query_scalar(sql).fetch_all(&mut database).await.unwrap()
            }
        }
    }

    /// Every row of every table as text, for looking whether something is really gone.
    pub(crate) async fn everything(&self) -> String {
        match &self.url {
            None => {
                let url = format!("sqlite://{}", self.folder.path().join("causerie.db").display());
                let mut database = sqlx::SqliteConnection::connect(&url).await.unwrap();
                let tables = rows(
                    &mut database,
                    "SELECT name FROM sqlite_master WHERE type = 'table' \
                     AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%_data' \
                     AND name NOT LIKE '%_idx' AND name NOT LIKE '%_config' \
                     AND name NOT LIKE '%_docsize'",
                )
                .await;
                let mut text = String::new();
                for table in tables.lines() {
                    let columns = rows(
                        &mut database,
                        &format!("SELECT '\"' || name || '\"' FROM pragma_table_info('{table}')"),
                    )
                    .await;
                    let columns: Vec<_> =
                        columns.lines().map(|name| format!("quote({name})")).collect();
                    let sql = format!("SELECT {} FROM \"{table}\"", columns.join(" || ' ' || "));
                    text.push_str(&rows(&mut database, &sql).await);
                }
                text
            }
            Some(url) => {
                let mut database = sqlx::PgConnection::connect(url).await.unwrap();
                let tables: Vec<String> = sqlx::query_scalar(
                    "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
                )
                .fetch_all(&mut database)
                .await
                .unwrap();
                let mut text = String::new();
                for table in tables {
                    let sql = format!("SELECT t::text FROM \"{table}\" t");
                    let rows: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                        .fetch_all(&mut database)
                        .await
                        .unwrap();
                    text.push_str(&rows.join("\n"));
                }
                text
            }
        }
    }
}

async fn rows(database: &mut sqlx::SqliteConnection, sql: &str) -> String {
    let rows: Vec<String> =
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).fetch_all(database).await.unwrap();
    rows.join("\n")
}

/// Runs a law on each engine that is there.
pub(crate) async fn on_each<F: Future<Output = ()>>(law: impl Fn(Place) -> F) {
    law(Place::sqlite()).await;
    let Ok(server) = std::env::var("CAUSERIE_TEST_POSTGRES") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "CAUSERIE_TEST_POSTGRES names no PostgreSQL; `cargo xtask test` starts one"
        );
        eprintln!("PostgreSQL was NOT tested: CAUSERIE_TEST_POSTGRES is not set");
        return;
    };
    let (url, name) = new_database(&server).await;
    law(Place { folder: tempfile::tempdir().unwrap(), url: Some(url) }).await;
    let mut postgres = sqlx::PgConnection::connect(&server).await.unwrap();
    let drop = format!("DROP DATABASE {name} WITH (FORCE)");
    postgres.execute(sqlx::AssertSqlSafe(drop)).await.unwrap();
}

async fn new_database(server: &str) -> (String, String) {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("law_{}_{number}", std::process::id());
    let mut postgres = sqlx::PgConnection::connect(server).await.unwrap();
    let create = format!("CREATE DATABASE {name}");
    postgres.execute(sqlx::AssertSqlSafe(create)).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    (format!("{base}/{name}"), name)
}

pub(crate) fn words(handle: &str) -> Words {
    Words {
        handle: handle.parse().unwrap(),
        name: format!("Name of {handle}").parse().unwrap(),
        biography: None,
        links: Vec::new(),
    }
}

pub(crate) fn password(person: PersonId) -> IdentityRow {
    IdentityRow {
        id: IdentityId::from_bits(person.bits() + 1),
        person,
        kind: Kind::Password,
        subject: person.to_string(),
        proof: format!("a hash of {}", person.bits()),
        label: String::new(),
        created_at: NOW,
        used_at: None,
    }
}

pub(crate) async fn found(store: &Store, number: u128, handle: &str) -> Claim {
    let id = PersonId::v7(NOW.0, number << 8);
    let (words, identity) = (words(handle), password(id));
    let recovery = [format!("code {number} a"), format!("code {number} b")];
    let founding = Founding { id, words: &words, identity: &identity, recovery: &recovery };
    store.found_person(founding, NOW).await.unwrap()
}

/// A new person with an account.
pub(crate) async fn person(store: &Store, number: u128, handle: &str) -> PersonId {
    assert_eq!(found(store, number, handle).await, Claim::Done);
    PersonId::v7(NOW.0, number << 8)
}

pub(crate) async fn row(store: &Store, id: PersonId) -> PersonRow {
    store.person(id).await.unwrap().unwrap()
}
