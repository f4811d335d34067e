//! Reports: a queue that those who administer the relay work off, the newest first.

use crate::store::{Before, GONE, Result, Store, Tx, ms, optional_column, read_column};
use anyhow::Context;
use causerie_shared::{
    handle::Handle,
    id::{PersonId, ReportId},
    report::{Concern, Party, ReportCard},
    time::UnixMs,
};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

const COLUMNS: &str = "SELECT id, space, title, at, moment, by_person, by_name, by_handle, \
                       of_person, of_name, of_handle, concern, note, line, closed_at FROM reports";

impl Store {
    pub async fn add_report(&self, report: &ReportCard) -> Result<()> {
        let ReportCard { id, space, title, at, moment_ms, by, of, concern, note, line, .. } =
            report;
        sqlx::query(
            "INSERT INTO reports (id, space, title, at, moment, by_person, by_name, by_handle, \
             of_person, of_name, of_handle, concern, note, line) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(id.to_string())
        .bind(space.to_string())
        .bind(title.as_str())
        .bind(ms(*at))
        .bind(i64::try_from(*moment_ms).unwrap_or(i64::MAX))
        .bind(by.as_ref().map(|by| by.person.to_string()))
        .bind(by.as_ref().map(|by| by.name.as_str()))
        .bind(by.as_ref().and_then(|by| by.handle.as_ref()).map(|handle| handle.as_str()))
        .bind(of.person.to_string())
        .bind(of.name.as_str())
        .bind(of.handle.as_ref().map(|handle| handle.as_str()))
        .bind(concern.code())
        .bind(note.as_ref().map(|note| note.as_str()))
        .bind(line.as_ref().map(|line| line.as_str()))
        .execute(self.database().writer())
        .await?;
        Ok(())
    }

    /// Those that nobody is done with, or all.
    pub async fn reports(
        &self,
        open_only: bool,
        before: Option<Before>,
        most: u32,
    ) -> Result<Vec<ReportCard>> {
        let before = before.unwrap_or(Before::NOTHING);
        let open = if open_only { "closed_at IS NULL AND" } else { "" };
        let sql = format!(
            "{COLUMNS} WHERE {open} (at < $1 OR at = $1 AND id < $2) \
             ORDER BY at DESC, id DESC LIMIT $3"
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(ms(before.at))
            .bind(ReportId::from_bits(before.id).to_string())
            .bind(i64::from(most))
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(read).collect()
    }

    /// What somebody reported, the newest first: for themself.
    pub async fn reports_by(
        &self,
        person: PersonId,
        before: Option<Before>,
        most: u32,
    ) -> Result<Vec<ReportCard>> {
        let before = before.unwrap_or(Before::NOTHING);
        let sql = format!(
            "{COLUMNS} WHERE by_person = $4 AND (at < $1 OR at = $1 AND id < $2) \
             ORDER BY at DESC, id DESC LIMIT $3"
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(ms(before.at))
            .bind(ReportId::from_bits(before.id).to_string())
            .bind(i64::from(most))
            .bind(person.to_string())
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(read).collect()
    }

    pub async fn open_reports(&self) -> Result<u64> {
        let row = sqlx::query("SELECT COUNT(*) FROM reports WHERE closed_at IS NULL")
            .fetch_one(self.database().reader())
            .await?;
        let count: i64 = row.try_get(0)?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// False when there is no such report. One that was closed already stays as it is.
    pub async fn close_report(&self, id: ReportId, by: PersonId, at: UnixMs) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE reports SET closed_at = COALESCE(closed_at, $2), \
             closed_by = COALESCE(closed_by, $3) WHERE id = $1",
        )
        .bind(id.to_string())
        .bind(ms(at))
        .bind(by.to_string())
        .execute(self.database().writer())
        .await?;
        Ok(done.rows_affected() > 0)
    }
}

/// Nobody who has gone is named in a report, and no line of theirs is kept: what was done and when
/// stays.
pub(super) async fn forget_person(tx: &mut Tx, person: PersonId) -> Result<()> {
    let (key, nobody) = (person.to_string(), PersonId::from_bits(0).to_string());
    sqlx::query(
        "UPDATE reports SET by_person = NULL, by_name = NULL, by_handle = NULL, note = NULL \
         WHERE by_person = $1",
    )
    .bind(&key)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "UPDATE reports SET of_person = $2, of_name = $3, of_handle = NULL, line = NULL \
         WHERE of_person = $1",
    )
    .bind(&key)
    .bind(nobody)
    .bind(GONE)
    .execute(&mut **tx)
    .await?;
    sqlx::query("UPDATE reports SET closed_by = NULL WHERE closed_by = $1")
        .bind(&key)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn read(row: &AnyRow) -> Result<ReportCard> {
    let moment: i64 = row.try_get(4)?;
    let by = match optional_column(row, 5)? {
        Some(person) => Some(Party { person, name: read_column(row, 6)?, handle: handle(row, 7)? }),
        None => None,
    };
    let of = Party {
        person: read_column(row, 8)?,
        name: read_column(row, 9)?,
        handle: handle(row, 10)?,
    };
    let concern: String = row.try_get(11)?;
    let concern = Concern::ALL.into_iter().find(|known| known.code() == concern);
    let closed_at: Option<i64> = row.try_get(14)?;
    let at: i64 = row.try_get(3)?;
    let time = |at: i64| UnixMs(u64::try_from(at).unwrap_or(0));
    Ok(ReportCard {
        id: read_column(row, 0)?,
        space: read_column(row, 1)?,
        title: read_column(row, 2)?,
        at: time(at),
        moment_ms: u64::try_from(moment).unwrap_or(0),
        by,
        of,
        concern: concern.context("a report's row is damaged")?,
        note: optional_column(row, 12)?,
        line: optional_column(row, 13)?,
        closed_at: closed_at.map(time),
    })
}

/// As somebody had it, whatever the rules about new ones say.
fn handle(row: &AnyRow, at: usize) -> Result<Option<Handle>> {
    let text: Option<String> = row.try_get(at)?;
    let read = text.map(|text| Handle::existing(&text)).transpose();
    Ok(read.context("a report's row is damaged")?)
}
