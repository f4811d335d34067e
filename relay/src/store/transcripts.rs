//! What was said in spaces, as it is kept.
//!
//! Laws: a stretch of speech is written once, however often it is told; what was taken out, or put
//! right, is not brought back by a write that comes late.

use crate::store::{Result, Store, Tx, ms, read_column};
use anyhow::Context;
use causerie_shared::{
    caption_style::CaptionStyle,
    id::{PersonId, SpaceId, VoiceId},
    text::Wording,
    time::UnixMs,
    transcript::Said,
};
use sqlx::{Row, any::AnyRow};
use std::time::Duration;

/// One stretch of speech, and when it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidRow {
    pub space: SpaceId,
    pub at: UnixMs,
    pub said: Said,
}

/// How long a reader waits for what is on its way to the disk.
const WRITTEN_WITHIN: Duration = Duration::from_secs(2);

/// Lines of one transcript that are read: some days of talk.
const LINES_MOST: i64 = 100_000;

const COLUMNS: &str = "number, voice, person, name, from_ms, to_ms, text, edited";

impl SaidRow {
    /// A space that is gone in the meantime keeps nothing.
    pub(super) async fn write(&self, tx: &mut Tx) -> sqlx::Result<()> {
        let said = &self.said;
        sqlx::query(
            "INSERT INTO said (space, number, voice, person, name, from_ms, to_ms, at, text, edited) \
             SELECT id, $2, $3, $4, $5, $6, $7, $8, $9, 0 FROM spaces WHERE id = $1 \
             ON CONFLICT DO NOTHING",
        )
        .bind(self.space.to_string())
        .bind(i64::from(said.number))
        .bind(i64::from(said.voice.csrc()))
        .bind(said.person.to_string())
        .bind(said.name.as_str())
        .bind(whole(said.from_ms))
        .bind(whole(said.to_ms))
        .bind(ms(self.at))
        .bind(said.text.as_str())
        .execute(&mut **tx)
        .await
        .map(drop)
    }
}

impl Store {
    pub fn keep_said(&self, row: SaidRow) {
        self.keeper.keep_said(row);
    }

    /// All that was said in a space, in its order. `reader`: whose own lines are marked.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn transcript(&self, space: SpaceId, reader: Option<PersonId>) -> Result<Vec<Said>> {
        // A disk that is full keeps nobody from reading what is on it.
        let _ = self.written_soon().await;
        let sql = format!("SELECT {COLUMNS} FROM said WHERE space = $1 ORDER BY number LIMIT $2");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(space.to_string())
            .bind(LINES_MOST)
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(|row| read(row, reader)).collect()
    }

    /// The highest number that was kept; 0 when nothing was.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn last_said(&self, space: SpaceId) -> Result<u32> {
        let row = sqlx::query("SELECT COALESCE(MAX(number), 0) FROM said WHERE space = $1")
            .bind(space.to_string())
            .fetch_one(self.database().reader())
            .await?;
        Ok(u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX))
    }

    /// False when there is no such line.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn reword(&self, space: SpaceId, number: u32, text: &Wording) -> Result<bool> {
        self.written_soon().await?;
        let done =
            sqlx::query("UPDATE said SET text = $3, edited = 1 WHERE space = $1 AND number = $2")
                .bind(space.to_string())
                .bind(i64::from(number))
                .bind(text.as_str())
                .execute(self.database().writer())
                .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Takes a line out; `of`: only if that person said it. False when there is no such line.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn unsay(&self, space: SpaceId, number: u32, of: Option<PersonId>) -> Result<bool> {
        self.written_soon().await?;
        let done = sqlx::query(
            "DELETE FROM said WHERE space = $1 AND number = $2 AND (person = $3 OR $3 = '')",
        )
        .bind(space.to_string())
        .bind(i64::from(number))
        .bind(of.map_or_else(String::new, |of| of.to_string()))
        .execute(self.database().writer())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Takes out all that somebody said in a space; gives the numbers.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn unsay_all(&self, space: SpaceId, of: PersonId) -> Result<Vec<u32>> {
        self.written_soon().await?;
        let rows =
            sqlx::query("DELETE FROM said WHERE space = $1 AND person = $2 RETURNING number")
                .bind(space.to_string())
                .bind(of.to_string())
                .fetch_all(self.database().writer())
                .await?;
        let number = |row: &AnyRow| {
            let number: i64 = row.try_get(0)?;
            Ok(u32::try_from(number).unwrap_or_default())
        };
        rows.iter().map(number).collect()
    }

    /// What was said in spaces that are over, and in which nothing was said since `before`, goes; gives
    /// how many lines. A transcript goes whole.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn forget_said(&self, before: UnixMs) -> Result<u64> {
        let done = sqlx::query(
            "DELETE FROM said WHERE space IN (SELECT id FROM spaces WHERE live = 0) \
             AND space NOT IN (SELECT space FROM said WHERE at >= $1)",
        )
        .bind(ms(before))
        .execute(self.database().writer())
        .await?;
        Ok(done.rows_affected())
    }

    /// All that somebody said, for themself: the space, when, and the words.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn said_by(
        &self,
        person: PersonId,
        after: Option<(SpaceId, u32)>,
        most: u32,
    ) -> Result<Vec<(SpaceId, Said)>> {
        let (space, number) = after.map_or_else(
            || (String::new(), 0),
            |(space, number)| (space.to_string(), i64::from(number)),
        );
        let sql = format!(
            "SELECT {COLUMNS}, space FROM said WHERE person = $1 \
             AND (space > $2 OR space = $2 AND number > $3) ORDER BY space, number LIMIT $4"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(person.to_string())
            .bind(space)
            .bind(number)
            .bind(i64::from(most))
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(|row| Ok((read_column(row, 8)?, read(row, Some(person))?))).collect()
    }

    /// Waits for what is on its way to the disk, as long as somebody waits for a page.
    async fn written_soon(&self) -> Result<()> {
        let written = tokio::time::timeout(WRITTEN_WITHIN, self.flush()).await;
        Ok(written.context("what was said is not written in time")?)
    }

    /// How somebody wants to read.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn caption_style(&self, person: PersonId) -> Result<Option<CaptionStyle>> {
        let row = sqlx::query("SELECT style FROM caption_styles WHERE person = $1")
            .bind(person.to_string())
            .fetch_optional(self.database().reader())
            .await?;
        let kept: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
        // What an older relay kept and nobody understands is as if it had not been said.
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()))
    }

    /// # Errors
    /// See [`super::Broken`].
    pub async fn set_caption_style(&self, person: PersonId, style: &CaptionStyle) -> Result<()> {
        let style = serde_json::to_string(style).context("a style cannot be written")?;
        sqlx::query(
            "INSERT INTO caption_styles (person, style) VALUES ($1, $2) \
             ON CONFLICT (person) DO UPDATE SET style = excluded.style",
        )
        .bind(person.to_string())
        .bind(style)
        .execute(self.database().writer())
        .await?;
        Ok(())
    }
}

/// What somebody said goes with them.
pub(super) async fn forget_person(tx: &mut Tx, person: PersonId) -> Result<()> {
    sqlx::query("DELETE FROM said WHERE person = $1")
        .bind(person.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn read(row: &AnyRow, reader: Option<PersonId>) -> Result<Said> {
    let whole = |at| row.try_get::<i64, _>(at).map(|ms| u64::try_from(ms).unwrap_or(0));
    let small = |at| whole(at).map(|number| u32::try_from(number).unwrap_or(0));
    let person: PersonId = read_column(row, 2)?;
    let edited: i64 = row.try_get(7)?;
    Ok(Said {
        number: small(0)?,
        voice: VoiceId::new(small(1)?).context("a line of a transcript is damaged")?,
        person,
        name: read_column(row, 3)?,
        from_ms: whole(4)?,
        to_ms: whole(5)?,
        text: read_column(row, 6)?,
        edited: edited != 0,
        own: reader == Some(person),
    })
}

/// A length of time as its column holds it.
fn whole(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}
