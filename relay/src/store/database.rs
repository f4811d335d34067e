//! The database: SQLite in the data folder, or PostgreSQL elsewhere, behind the same SQL.
//!
//! SQLite takes one writer at a time, so writes go through a pool of one connection, which begins
//! each transaction as a writer; what is acknowledged is on disk (WAL, `synchronous=FULL`). Reads
//! have connections of their own and never wait for a write.

use crate::store::migrations;
use anyhow::Context;
use sqlx::{
    Any, AnyPool, AssertSqlSafe, Executor, Transaction,
    any::{AnyPoolOptions, install_default_drivers},
};
use std::{path::Path, time::Duration};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Handle to the database. Cheap to clone.
#[derive(Clone)]
pub(super) struct Database {
    pub(super) engine: Engine,
    reader: AnyPool,
    writer: AnyPool,
}

pub(super) type Tx = Transaction<'static, Any>;

/// Reading connections. More than cores only wait for one another on SQLite.
const READERS: u32 = 4;

/// PostgreSQL's own default allows a hundred for everybody.
const POSTGRES_CONNECTIONS: u32 = 16;

/// How long a request waits for a connection before its visitor is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// Per connection of SQLite. The page cache is in KiB when negative.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; \
     PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 268435456;";

pub(super) const SQLITE_FILE: &str = "causerie.db";

impl Database {
    /// Opens the database that `url` names, or SQLite in `folder`, and brings its schema up to date.
    ///
    /// # Errors
    /// A database that cannot be reached or opened, or that a newer relay has changed.
    pub(super) async fn open(url: Option<&str>, folder: &Path) -> anyhow::Result<Self> {
        install_default_drivers();
        let database = match url {
            Some(url) => Self::postgres(url).await?,
            None => Self::sqlite(&folder.join(SQLITE_FILE)).await?,
        };
        migrations::migrator(database.engine).run(&database.writer).await.context(
            "the database could not be brought up to date; if a newer causerie has used it, use \
             that one",
        )?;
        Ok(database)
    }

    async fn sqlite(file: &Path) -> anyhow::Result<Self> {
        let path = file.to_str().context("the data folder's path is not Unicode")?;
        let url = format!("sqlite://{}?mode=rwc", percent_encoded(path));
        let pool = |most: u32| {
            AnyPoolOptions::new()
                .max_connections(most)
                .acquire_timeout(PATIENCE)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
                .after_connect(|connection, _| {
                    Box::pin(async move { connection.execute(PRAGMAS).await.map(drop) })
                })
        };
        let what = || format!("the database {} cannot be opened", file.display());
        let writer = pool(1).connect(&url).await.with_context(what)?;
        let reader = pool(READERS).connect(&url).await.with_context(what)?;
        Ok(Self { engine: Engine::Sqlite, reader, writer })
    }

    async fn postgres(url: &str) -> anyhow::Result<Self> {
        let pool = AnyPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect(url)
            .await
            // The URL holds a password, so the words do not hold the URL.
            .context("the PostgreSQL of the setting `database` cannot be reached")?;
        Ok(Self { engine: Engine::Postgres, reader: pool.clone(), writer: pool })
    }

    pub(super) fn reader(&self) -> &AnyPool {
        &self.reader
    }

    /// For a single statement that changes something.
    pub(super) fn writer(&self) -> &AnyPool {
        &self.writer
    }

    /// A transaction that may change something. Dropped, it changes nothing.
    pub(super) async fn begin(&self) -> sqlx::Result<Tx> {
        match self.engine {
            // Taking the write lock at once is what keeps two writers from both reading first.
            Engine::Sqlite => self.writer.begin_with("BEGIN IMMEDIATE").await,
            Engine::Postgres => self.writer.begin().await,
        }
    }

    /// A transaction that sees one moment.
    pub(super) async fn look(&self) -> sqlx::Result<Tx> {
        match self.engine {
            Engine::Sqlite => self.reader.begin().await,
            Engine::Postgres => {
                self.reader.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
            }
        }
    }

    /// Lets nobody else change `tables` until the transaction is over. They may go on reading.
    pub(super) async fn hold_all(
        &self,
        tx: &mut Tx,
        tables: impl Iterator<Item = &'static str>,
    ) -> sqlx::Result<()> {
        match self.engine {
            // A transaction of SQLite that may write is the only one.
            Engine::Sqlite => Ok(()),
            Engine::Postgres => {
                let tables: Vec<_> = tables.collect();
                let sql = format!("LOCK TABLE {} IN EXCLUSIVE MODE", tables.join(", "));
                sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await.map(drop)
            }
        }
    }

    pub(super) async fn close(&self) {
        self.writer.close().await;
        self.reader.close().await;
    }
}

/// A path as it stands in a URL.
fn percent_encoded(path: &str) -> String {
    let mut url = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b'~' => {
                url.push(char::from(byte));
            }
            other => url.push_str(&format!("%{other:02X}")),
        }
    }
    url
}
