//! Who is signed in, in which browser. The token is the browser's alone; here lies its hash.

use crate::store::{PersonRow, Result, Store, ms, people, read_column, read_ms};
use causerie_shared::{
    id::{PersonId, SignInId},
    time::UnixMs,
};
use sqlx::Row;

#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    pub id: SignInId,
    /// The browser, as it calls itself.
    pub agent: String,
    pub created_at: UnixMs,
    pub seen_at: UnixMs,
    pub expires_at: UnixMs,
}

/// Somebody whose session holds.
#[derive(Clone)]
pub struct SignedIn {
    pub session: SignInId,
    pub seen_at: UnixMs,
    /// When they proved who they are.
    pub created_at: UnixMs,
    pub person: PersonRow,
}

/// Browsers in which one person is signed in: more than anybody has, and no more rows than a page
/// shows.
const SESSIONS_MOST: i64 = 100;

impl Store {
    /// Lets a session begin. Of more than [`SESSIONS_MOST`], the one unseen for longest ends.
    pub async fn add_session(
        &self,
        hash: &str,
        person: PersonId,
        session: &SessionRow,
    ) -> Result<()> {
        let mut tx = self.database().begin().await?;
        sqlx::query(
            "INSERT INTO sessions (hash, id, person, agent, created_at, seen_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(hash)
        .bind(session.id.to_string())
        .bind(person.to_string())
        .bind(&session.agent)
        .bind(ms(session.created_at))
        .bind(ms(session.seen_at))
        .bind(ms(session.expires_at))
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "DELETE FROM sessions WHERE person = $1 AND id NOT IN \
             (SELECT id FROM sessions WHERE person = $1 ORDER BY seen_at DESC, id DESC LIMIT $2)",
        )
        .bind(person.to_string())
        .bind(SESSIONS_MOST)
        .execute(&mut *tx)
        .await?;
        Ok(tx.commit().await?)
    }

    /// Who holds the token of this hash, unless it has expired.
    pub async fn signed_in(&self, hash: &str, now: UnixMs) -> Result<Option<SignedIn>> {
        let sql = format!(
            "SELECT {}, sessions.id, sessions.seen_at, sessions.created_at FROM sessions \
             JOIN people ON people.id = sessions.person \
             WHERE sessions.hash = $1 AND sessions.expires_at > $2",
            people::COLUMNS
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(hash)
            .bind(ms(now))
            .fetch_optional(self.database().reader())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let person = PersonRow::read(&row)?;
        Ok(Some(SignedIn {
            session: read_column(&row, 10)?,
            seen_at: read_ms(&row, 11)?,
            created_at: read_ms(&row, 12)?,
            person,
        }))
    }

    pub async fn session_seen(&self, id: SignInId, now: UnixMs, expires_at: UnixMs) -> Result<()> {
        sqlx::query("UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE id = $1")
            .bind(id.to_string())
            .bind(ms(now))
            .bind(ms(expires_at))
            .execute(self.database().writer())
            .await?;
        Ok(())
    }

    /// The browsers in which somebody is signed in, the last seen first.
    pub async fn sessions(&self, person: PersonId, now: UnixMs) -> Result<Vec<SessionRow>> {
        let rows = sqlx::query(
            "SELECT id, agent, created_at, seen_at, expires_at FROM sessions \
             WHERE person = $1 AND expires_at > $2 ORDER BY seen_at DESC, id",
        )
        .bind(person.to_string())
        .bind(ms(now))
        .fetch_all(self.database().reader())
        .await?;
        let read = rows.iter().map(|row| {
            Ok(SessionRow {
                id: read_column(row, 0)?,
                agent: row.try_get(1)?,
                created_at: read_ms(row, 2)?,
                seen_at: read_ms(row, 3)?,
                expires_at: read_ms(row, 4)?,
            })
        });
        read.collect()
    }

    /// False when it was not theirs.
    pub async fn end_session(&self, person: PersonId, id: SignInId) -> Result<bool> {
        let done = sqlx::query("DELETE FROM sessions WHERE id = $1 AND person = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .execute(self.database().writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Signs somebody out everywhere, but for the one session that is to stay.
    pub async fn end_sessions(&self, person: PersonId, but: Option<SignInId>) -> Result<u64> {
        let done = sqlx::query("DELETE FROM sessions WHERE person = $1 AND id <> $2")
            .bind(person.to_string())
            .bind(but.map_or_else(String::new, |id| id.to_string()))
            .execute(self.database().writer())
            .await?;
        Ok(done.rows_affected())
    }

    pub async fn forget_expired_sessions(&self, now: UnixMs) -> Result<u64> {
        let done = sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
            .bind(ms(now))
            .execute(self.database().writer())
            .await?;
        Ok(done.rows_affected())
    }
}
