//! A backup: everything that cannot be made anew, as lines of JSON that either engine can take in.
//!
//! The first line says what it is, then each table has a line with its columns and one for each of its
//! rows, and the last line holds the count of rows and the SHA-256 of all lines before it. A backup
//! that lost its end, or a byte, is refused before anything is touched.
//!
//! Law: what is restored is what was there, on whichever engine, also of an older causerie: columns that
//! came since stand last, and say nothing of its rows, or 0. Whoever has a backup has everybody's
//! hashes, sessions and the relay's own key: it is as secret as the data folder.

use crate::store::{
    Result, Setting, Store, keys, migrations, search, settings,
    tables::{Kind, PEOPLE, PEOPLE_SEARCH, SPACE_SEARCH, TABLES, Table, Value},
};
use anyhow::{Context as _, anyhow, bail, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use causerie_shared::time::UnixMs;
use futures_util::TryStreamExt;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sqlx::{AssertSqlSafe, Row};
use std::io::{BufRead, Write};

/// The first line. No Debug: it holds the relay's key.
#[derive(Serialize, Deserialize)]
struct Head {
    /// Of this file format.
    causerie_backup: u32,
    /// The newest step of the schema that the database had.
    schema: i64,
    at: UnixMs,
    /// The data folder's secret, which guests' names and passes are signed with.
    secret: String,
}

#[derive(Serialize, Deserialize)]
struct TableLine {
    table: String,
    columns: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct End {
    rows: u64,
    sha256: String,
}

const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inventory {
    /// When it was made.
    pub at: UnixMs,
    pub people: u64,
    pub rows: u64,
}

impl Store {
    /// Writes one moment of the database, while others go on writing to it.
    ///
    /// # Errors
    /// A database that cannot be read, or a file that cannot be written.
    pub async fn back_up(&self, now: UnixMs, out: impl Write) -> Result<Inventory> {
        let mut lines = Lines { out, digest: Context::new(&SHA256) };
        let secret = keys::existing(&self.folder)?.map(|secret| STANDARD.encode(secret));
        let secret = secret.unwrap_or_default();
        lines.write(&Head {
            causerie_backup: FORMAT,
            schema: migrations::newest(),
            at: now,
            secret,
        })?;
        let mut tx = self.database().look().await?;
        let (mut rows, mut people) = (0, 0);
        for table in &TABLES {
            let columns = table.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
            lines.write(&TableLine { table: table.name.to_owned(), columns })?;
            let before = rows;
            let sql = table.select();
            let mut stream = sqlx::query(AssertSqlSafe(sql)).fetch(&mut *tx);
            while let Some(row) = stream.try_next().await? {
                let row: Vec<_> = table.read(&row)?.into_iter().map(to_json).collect();
                lines.write(&row)?;
                rows += 1;
            }
            if table.name == PEOPLE.name {
                people = rows - before;
            }
        }
        let sha256 = STANDARD.encode(lines.digest.clone().finish());
        lines.write(&End { rows, sha256 })?;
        lines.out.flush().context("the backup cannot be written")?;
        Ok(Inventory { at: now, people, rows })
    }

    /// Puts a backup in the place of everything, in one transaction. The relay that runs on this
    /// database sees that it has begun anew, and starts again.
    ///
    /// # Errors
    /// A backup that is damaged or of a newer causerie, or a database that cannot be written. Nothing
    /// is changed then.
    pub async fn restore(&self, backup: impl BufRead) -> Result<()> {
        let mut reader = Reader::new(backup)?;
        let mut tx = self.database().begin().await?;
        self.database().hold_all(&mut tx, TABLES.iter().map(|table| table.name)).await?;
        let epoch = settings::epoch(&mut tx).await?;
        for table in [&PEOPLE_SEARCH, &SPACE_SEARCH].into_iter().chain(TABLES.iter().rev()) {
            table.clear(&mut tx).await?;
        }
        let mut current: Option<&Table> = None;
        let (mut rows, mut columns) = (Vec::new(), 0);
        while let Some(line) = reader.next()? {
            let full = current.is_some_and(|table| rows.len() >= table.rows_most());
            match line {
                Line::Row(row) => {
                    let table = current.context("the backup has a row before its table")?;
                    rows.push(to_row(table, columns, row)?);
                    if full {
                        table.insert(&mut tx, &mut rows).await?;
                    }
                }
                Line::Table(line) => {
                    if let Some(table) = current {
                        table.insert(&mut tx, &mut rows).await?;
                    }
                    current = Some(reader.known(&line)?);
                    columns = line.columns.len();
                }
            }
        }
        if let Some(table) = current {
            table.insert(&mut tx, &mut rows).await?;
        }
        search::index_all(&mut tx).await?;
        // Above both, so that no relay that is running takes what came for its own.
        let epoch = settings::epoch(&mut tx).await?.max(epoch) + 1;
        settings::write(&mut tx, Setting::Epoch, Some(&epoch.to_string())).await?;
        if let Some(secret) = reader.secret()? {
            keys::replace(&self.folder, &secret)?;
        }
        Ok(tx.commit().await?)
    }

    /// How many people have an account.
    pub async fn population(&self) -> Result<u64> {
        let row =
            sqlx::query("SELECT count(*) FROM people").fetch_one(self.database().reader()).await?;
        Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
    }
}

/// Reads a whole backup and keeps nothing of it.
///
/// # Errors
/// What is no backup, has lost something, or is a newer causerie's, in words for the operator.
pub fn inspect(backup: impl BufRead) -> anyhow::Result<Inventory> {
    let mut reader = Reader::new(backup)?;
    let (mut people, mut current, mut columns) = (0, None, 0);
    while let Some(line) = reader.next()? {
        match line {
            Line::Table(line) => {
                (current, columns) = (Some(reader.known(&line)?), line.columns.len());
            }
            Line::Row(row) => {
                let table = current.context("the backup has a row before its table")?;
                to_row(table, columns, row)?;
                people += u64::from(table.name == PEOPLE.name);
            }
        }
    }
    Ok(Inventory { at: reader.head.at, people, rows: reader.rows })
}

/// Lines on their way out, and what they sum to.
struct Lines<W> {
    out: W,
    digest: Context,
}

impl<W: Write> Lines<W> {
    fn write(&mut self, line: &impl Serialize) -> anyhow::Result<()> {
        let mut text = serde_json::to_vec(line).context("a row cannot be written")?;
        text.push(b'\n');
        self.digest.update(&text);
        self.out.write_all(&text).context("the backup cannot be written")
    }
}

enum Line {
    Table(TableLine),
    Row(Vec<Json>),
}

/// Lines on their way in. Whoever has read to the end knows that all of them were whole.
struct Reader<R> {
    lines: R,
    digest: Context,
    head: Head,
    rows: u64,
}

impl<R: BufRead> Reader<R> {
    fn new(mut lines: R) -> anyhow::Result<Self> {
        let mut first = Vec::new();
        lines.read_until(b'\n', &mut first).context("the backup cannot be read")?;
        let head: Head = serde_json::from_slice(&first).map_err(|_| {
            anyhow!("this is no backup of causerie: its first line says nothing of one")
        })?;
        if head.causerie_backup > FORMAT || head.schema > migrations::newest() {
            bail!("this backup was made by a newer causerie; restore it with that one");
        }
        let mut digest = Context::new(&SHA256);
        digest.update(&first);
        Ok(Self { lines, digest, head, rows: 0 })
    }

    fn next(&mut self) -> anyhow::Result<Option<Line>> {
        let mut text = Vec::new();
        self.lines.read_until(b'\n', &mut text).context("the backup cannot be read")?;
        let line = match text.first() {
            Some(b'[') => serde_json::from_slice(&text).map(Line::Row),
            Some(_) if text.starts_with(br#"{"table""#) => {
                serde_json::from_slice(&text).map(Line::Table)
            }
            Some(_) => {
                let end: End = serde_json::from_slice(&text).map_err(|_| self.damage())?;
                let sum = STANDARD.encode(self.digest.clone().finish());
                let is_last =
                    self.lines.fill_buf().context("the backup cannot be read")?.is_empty();
                ensure!(is_last && end.rows == self.rows && end.sha256 == sum, self.damage());
                return Ok(None);
            }
            None => bail!("the backup ends too early, after {} rows", self.rows),
        };
        let line = line.map_err(|_| self.damage())?;
        self.digest.update(&text);
        self.rows += u64::from(matches!(line, Line::Row(_)));
        Ok(Some(line))
    }

    /// The table that a line announces, if its columns are those that are known here.
    fn known(&self, line: &TableLine) -> anyhow::Result<&'static Table> {
        let table = TABLES.iter().find(|table| table.name == line.table);
        let table =
            table.with_context(|| format!("the backup has an unknown table, {}", line.table))?;
        let are_all = line.columns.len() == table.columns.len();
        let is_older = self.head.schema < migrations::newest();
        let known = table.columns.iter().take(line.columns.len()).map(|(name, _)| *name);
        ensure!(
            known.eq(line.columns.iter()) && (are_all || is_older),
            "the backup's table {} has other columns",
            line.table
        );
        Ok(table)
    }

    fn damage(&self) -> anyhow::Error {
        anyhow!("the backup is damaged, somewhere about row {}", self.rows)
    }

    fn secret(&self) -> anyhow::Result<Option<[u8; 32]>> {
        if self.head.secret.is_empty() {
            return Ok(None);
        }
        let secret = STANDARD.decode(&self.head.secret).ok().and_then(|it| it.try_into().ok());
        Ok(Some(secret.context("the key in the backup is no key")?))
    }
}

fn to_json(value: Value) -> Json {
    match value {
        Value::Text(text) => text.into(),
        Value::Number(number) => number.into(),
        Value::Bytes(bytes) => bytes.map(|bytes| STANDARD.encode(bytes)).into(),
    }
}

/// A row of a table of which the backup has so many columns.
fn to_row(table: &Table, columns: usize, row: Vec<Json>) -> anyhow::Result<Vec<Value>> {
    let what = || format!("the backup's table {} has a row that does not fit", table.name);
    ensure!(row.len() == columns, what());
    let kinds = table.columns.iter().map(|(_, kind)| *kind);
    let known = kinds.clone().zip(row).map(|(kind, json)| to_value(kind, json).with_context(what));
    known.chain(kinds.skip(columns).map(|kind| Ok(since(kind)))).collect()
}

/// What a column that came since says of an older row.
const fn since(kind: Kind) -> Value {
    match kind {
        Kind::Text => Value::Text(None),
        Kind::Number => Value::Number(Some(0)),
        Kind::Bytes => Value::Bytes(None),
    }
}

fn to_value(kind: Kind, json: Json) -> Option<Value> {
    Some(match (kind, json) {
        (Kind::Text, Json::Null) => Value::Text(None),
        (Kind::Number, Json::Null) => Value::Number(None),
        (Kind::Bytes, Json::Null) => Value::Bytes(None),
        (Kind::Text, Json::String(text)) => Value::Text(Some(text)),
        (Kind::Number, Json::Number(number)) => Value::Number(Some(number.as_i64()?)),
        (Kind::Bytes, Json::String(text)) => Value::Bytes(Some(STANDARD.decode(text).ok()?)),
        _ => return None,
    })
}
