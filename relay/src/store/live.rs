//! Who is live, for those who follow them.
//!
//! *Law:* whoever follows a host is told once of each space of theirs that goes on air and that lists
//! name, unless they asked to be reminded of it: those are told that it begins.

use crate::store::{Result, Store, Tx, ms, reminders::TOLD_AT_ONCE};
use causerie_shared::{id::PersonId, view::SpaceView};
use sqlx::Row;

/// A space's row is being written: says so to followers, the first time that it is on air.
pub(super) async fn spread(tx: &mut Tx, view: &SpaceView, host: PersonId) -> sqlx::Result<()> {
    let id = view.id.to_string();
    if view.lifecycle.is_over() {
        sqlx::query("DELETE FROM live_news WHERE space = $1").bind(id).execute(&mut **tx).await?;
        return Ok(());
    }
    if !view.lifecycle.is_live() || !view.access.listed {
        return Ok(());
    }
    // A guest is nobody whom one could follow.
    sqlx::query(
        "INSERT INTO live_news (space, host, title, at, told_to, done) \
         SELECT $1, id, $2, $3, '', 0 FROM people WHERE id = $4 ON CONFLICT DO NOTHING",
    )
    .bind(id)
    .bind(view.title.as_str().to_owned())
    .bind(ms(view.lifecycle.since()))
    .bind(host.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Store {
    /// Tells some more followers that somebody is live. How many were told; none when there is nobody
    /// to tell.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn tell_live(&self) -> Result<Option<u64>> {
        const NEWS: &str = "SELECT space, host, title, at, told_to FROM live_news \
                            WHERE done = 0 ORDER BY at, space LIMIT 1";
        if sqlx::query(NEWS).fetch_optional(self.database().reader()).await?.is_none() {
            return Ok(None);
        }
        let mut tx = self.database().begin().await?;
        let Some(row) = sqlx::query(NEWS).fetch_optional(&mut *tx).await? else { return Ok(None) };
        let text = |at| row.try_get::<String, _>(at);
        let (space, host, title, after) = (text(0)?, text(1)?, text(2)?, text(4)?);
        let at: i64 = row.try_get(3)?;
        let followers = sqlx::query(
            "SELECT follower FROM follows WHERE followed = $1 AND follower > $2 \
             ORDER BY follower LIMIT $3",
        )
        .bind(&host)
        .bind(&after)
        .bind(TOLD_AT_ONCE)
        .fetch_all(&mut *tx)
        .await?;
        let last: Option<String> = followers.last().map(|row| row.try_get(0)).transpose()?;
        let mut told = 0;
        if let Some(last) = &last {
            let done = sqlx::query(
                "INSERT INTO notifications (person, occasion, space, title, host, starts_at, at) \
                 SELECT f.follower, 'live', $1, $2, $3, $4, $4 FROM follows f \
                 WHERE f.followed = $3 AND f.follower > $5 AND f.follower <= $6 AND NOT EXISTS \
                 (SELECT 1 FROM reminders r WHERE r.announcement = $1 AND r.person = f.follower) \
                 ON CONFLICT DO NOTHING",
            )
            .bind(&space)
            .bind(&title)
            .bind(&host)
            .bind(at)
            .bind(&after)
            .bind(last)
            .execute(&mut *tx)
            .await?;
            told = done.rows_affected();
        }
        let rest = match last {
            Some(last) => sqlx::query("UPDATE live_news SET told_to = $2 WHERE space = $1")
                .bind(&space)
                .bind(last),
            None => sqlx::query("UPDATE live_news SET done = 1 WHERE space = $1").bind(&space),
        };
        rest.execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(Some(told))
    }
}
