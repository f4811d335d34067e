//! Reminders of announced spaces, and what people were told.
//!
//! *Law:* whoever asked is told of each thing once, whatever stops in between: that it was told and
//! that it is to be told no more are written together. Many are told by and by, so that nobody else
//! waits for the disk meanwhile.

use crate::store::{
    Result, Store, Tx, ms, optional_column,
    outbox::{self, Portion},
    read_column, read_ms,
};
use anyhow::Context;
use causerie_shared::{
    announcement::Announcement,
    id::{PersonId, SpaceId},
    notification::{Notification, NotificationList, Occasion},
    time::UnixMs,
};
use sqlx::{Row, any::AnyRow};

/// People who are told in one transaction: some 20 ms.
pub const TOLD_AT_ONCE: i64 = 1000;

impl Store {
    /// Asks to be reminded so long before the beginning, or at another time than before. Whoever asks
    /// when that moment is past knows that it is near, and is told of the beginning. False when the
    /// space is not to come any more.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn remind(
        &self,
        id: SpaceId,
        person: PersonId,
        lead_ms: u64,
        now: UnixMs,
    ) -> Result<bool> {
        // By the time that the row says in this moment: another may be written meanwhile.
        let done = sqlx::query(
            "INSERT INTO reminders (announcement, person, lead, due_at) \
             SELECT a.id, $1, $2, CASE WHEN a.starts_at - $2 > $3 THEN a.starts_at - $2 END \
             FROM announcements a WHERE a.id = $4 AND a.state = 'announced' \
             ON CONFLICT (announcement, person) DO UPDATE \
             SET lead = excluded.lead, due_at = excluded.due_at",
        )
        .bind(person.to_string())
        .bind(i64::try_from(lead_ms).unwrap_or(i64::MAX))
        .bind(ms(now))
        .bind(id.to_string())
        .execute(self.database().writer())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    pub async fn remind_no_more(&self, id: SpaceId, person: PersonId) -> Result<()> {
        sqlx::query("DELETE FROM reminders WHERE announcement = $1 AND person = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .execute(self.database().writer())
            .await?;
        Ok(())
    }

    /// How many are reminded, and how long before, in ms, `person` is.
    pub async fn reminders(
        &self,
        id: SpaceId,
        person: Option<PersonId>,
    ) -> Result<(u64, Option<u64>)> {
        let row = sqlx::query("SELECT COUNT(*) FROM reminders WHERE announcement = $1")
            .bind(id.to_string())
            .fetch_one(self.database().reader())
            .await?;
        let count = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0);
        let Some(person) = person else { return Ok((count, None)) };
        let row = sqlx::query("SELECT lead FROM reminders WHERE announcement = $1 AND person = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .fetch_optional(self.database().reader())
            .await?;
        let lead = row.map(|row| row.try_get::<i64, _>(0)).transpose()?;
        Ok((count, lead.and_then(|lead| u64::try_from(lead).ok())))
    }

    /// Which spaces somebody asked to be reminded of: for themself.
    pub async fn reminders_of(&self, person: PersonId) -> Result<Vec<SpaceId>> {
        let rows = sqlx::query(
            "SELECT announcement FROM reminders WHERE person = $1 ORDER BY announcement",
        )
        .bind(person.to_string())
        .fetch_all(self.database().reader())
        .await?;
        rows.iter().map(|row| read_column(row, 0)).collect()
    }

    /// Tells some of those for whom a space is near: those who became due after `stale` and by `now`.
    /// Whoever became due before is told no more. How many were told; none when nobody is left.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn tell_soon(&self, stale: UnixMs, now: UnixMs) -> Result<Option<u64>> {
        // Looked at without the writer, since mostly there is nobody.
        let due = "SELECT announcement FROM reminders WHERE due_at <= $1 ORDER BY due_at LIMIT 1";
        let row = sqlx::query(due).bind(ms(now)).fetch_optional(self.database().reader()).await?;
        let Some(row) = row else { return Ok(None) };
        let space: String = row.try_get(0)?;
        let mut tx = self.database().begin().await?;
        let people = sqlx::query(
            "SELECT person FROM reminders WHERE announcement = $1 AND due_at <= $2 \
             ORDER BY person LIMIT $3",
        )
        .bind(&space)
        .bind(ms(now))
        .bind(TOLD_AT_ONCE)
        .fetch_all(&mut *tx)
        .await?;
        let Some(last) = people.last() else { return Ok(None) };
        let last: String = last.try_get(0)?;
        let starts_at: i64 = sqlx::query("SELECT starts_at FROM announcements WHERE id = $1")
            .bind(&space)
            .fetch_one(&mut *tx)
            .await?
            .try_get(0)?;
        let told = sqlx::query(
            "INSERT INTO notifications (person, occasion, space, title, host, starts_at, at) \
             SELECT r.person, 'soon', a.id, a.title, '', a.starts_at, $1 \
             FROM reminders r JOIN announcements a ON a.id = r.announcement \
             WHERE r.announcement = $2 AND r.person <= $3 AND r.due_at <= $1 AND r.due_at > $4 \
             AND a.state = 'announced' \
             ON CONFLICT (person, space, occasion, starts_at) \
             DO UPDATE SET at = excluded.at, read_at = NULL",
        )
        .bind(ms(now))
        .bind(&space)
        .bind(&last)
        .bind(ms(stale))
        .execute(&mut *tx)
        .await?;
        let to = Portion {
            space: &space,
            occasion: Occasion::Soon.code(),
            starts_at,
            at: ms(now),
            after: "",
            last: &last,
        };
        outbox::queue(&mut tx, &to).await?;
        sqlx::query(
            "UPDATE reminders SET due_at = NULL \
             WHERE announcement = $1 AND person <= $2 AND due_at <= $3",
        )
        .bind(&space)
        .bind(&last)
        .bind(ms(now))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Some(told.rows_affected()))
    }

    /// Tells some more of those who asked what has become of a space. How many were told; none when
    /// there is nothing to tell.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn tell_news(&self) -> Result<Option<u64>> {
        let news = "SELECT announcement, occasion, starts_at, at, told_to FROM announcement_news \
                    ORDER BY at, announcement LIMIT 1";
        if sqlx::query(news).fetch_optional(self.database().reader()).await?.is_none() {
            return Ok(None);
        }
        let mut tx = self.database().begin().await?;
        let Some(row) = sqlx::query(news).fetch_optional(&mut *tx).await? else { return Ok(None) };
        let (space, occasion): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let (starts_at, at): (i64, i64) = (row.try_get(2)?, row.try_get(3)?);
        let after: String = row.try_get(4)?;
        let people = sqlx::query(
            "SELECT person FROM reminders WHERE announcement = $1 AND person > $2 \
             ORDER BY person LIMIT $3",
        )
        .bind(&space)
        .bind(&after)
        .bind(TOLD_AT_ONCE)
        .fetch_all(&mut *tx)
        .await?;
        let Some(last) = people.last() else {
            sqlx::query(
                "DELETE FROM announcement_news \
                 WHERE announcement = $1 AND occasion = $2 AND starts_at = $3",
            )
            .bind(&space)
            .bind(&occasion)
            .bind(starts_at)
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
            return Ok(Some(0));
        };
        let last: String = last.try_get(0)?;
        let told = sqlx::query(
            "INSERT INTO notifications (person, occasion, space, title, host, starts_at, at) \
             SELECT r.person, $1, a.id, a.title, '', $2, $3 \
             FROM reminders r JOIN announcements a ON a.id = r.announcement \
             WHERE r.announcement = $4 AND r.person > $5 AND r.person <= $6 \
             ON CONFLICT (person, space, occasion, starts_at) \
             DO UPDATE SET at = excluded.at, read_at = NULL",
        )
        .bind(&occasion)
        .bind(starts_at)
        .bind(at)
        .bind(&space)
        .bind(&after)
        .bind(&last)
        .execute(&mut *tx)
        .await?;
        let to = Portion {
            space: &space,
            occasion: &occasion,
            starts_at,
            at,
            after: &after,
            last: &last,
        };
        outbox::queue(&mut tx, &to).await?;
        sqlx::query(
            "UPDATE announcement_news SET told_to = $1 \
             WHERE announcement = $2 AND occasion = $3 AND starts_at = $4",
        )
        .bind(&last)
        .bind(&space)
        .bind(&occasion)
        .bind(starts_at)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Some(told.rows_affected()))
    }

    /// The newest, and how many are not read.
    pub async fn notifications(&self, person: PersonId) -> Result<NotificationList> {
        let rows = sqlx::query(
            "SELECT n.occasion, n.space, n.title, n.starts_at, n.at, n.read_at, p.name, \
             CASE WHEN n.occasion = 'cancelled' THEN a.reason END \
             FROM notifications n LEFT JOIN people p ON p.id = n.host \
             LEFT JOIN announcements a ON a.id = n.space \
             WHERE n.person = $1 ORDER BY n.at DESC, n.space DESC, n.occasion LIMIT $2",
        )
        .bind(person.to_string())
        .bind(NotificationList::MOST as i64)
        .fetch_all(self.database().reader())
        .await?;
        let notifications = rows.iter().map(read).collect::<Result<_>>()?;
        Ok(NotificationList { notifications, unread: self.unread(person).await? })
    }

    pub async fn unread(&self, person: PersonId) -> Result<u32> {
        let row =
            sqlx::query("SELECT COUNT(*) FROM notifications WHERE person = $1 AND read_at IS NULL")
                .bind(person.to_string())
                .fetch_one(self.database().reader())
                .await?;
        Ok(u32::try_from(row.try_get::<i64, _>(0)?).unwrap_or(u32::MAX))
    }

    pub async fn read_notifications(
        &self,
        person: PersonId,
        until: UnixMs,
        now: UnixMs,
    ) -> Result<()> {
        sqlx::query(
            "UPDATE notifications SET read_at = $1 \
             WHERE person = $2 AND at <= $3 AND read_at IS NULL",
        )
        .bind(ms(now))
        .bind(person.to_string())
        .bind(ms(until))
        .execute(self.database().writer())
        .await?;
        Ok(())
    }

    /// Forgets what was told before then; how many.
    pub async fn forget_notifications(&self, before: UnixMs) -> Result<u64> {
        let done = sqlx::query("DELETE FROM notifications WHERE at < $1")
            .bind(ms(before))
            .execute(self.database().writer())
            .await?;
        Ok(done.rows_affected())
    }
}

/// Asks for somebody who said that they come; false when they asked themself.
pub(super) async fn ask_for(
    tx: &mut Tx,
    id: SpaceId,
    person: PersonId,
    lead_ms: u64,
    now: UnixMs,
) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO reminders (announcement, person, lead, due_at) \
         SELECT a.id, $1, $2, CASE WHEN a.starts_at - $2 > $3 THEN a.starts_at - $2 END \
         FROM announcements a WHERE a.id = $4 ON CONFLICT DO NOTHING",
    )
    .bind(person.to_string())
    .bind(i64::try_from(lead_ms).unwrap_or(i64::MAX))
    .bind(ms(now))
    .bind(id.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The same for whoever may have no account any more.
pub(super) async fn ask_for_account(
    tx: &mut Tx,
    id: SpaceId,
    person: PersonId,
    lead_ms: u64,
    now: UnixMs,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO reminders (announcement, person, lead, due_at) \
         SELECT a.id, p.id, $2, CASE WHEN a.starts_at - $2 > $3 THEN a.starts_at - $2 END \
         FROM announcements a JOIN people p ON p.id = $1 WHERE a.id = $4 AND a.state = 'announced' \
         ON CONFLICT DO NOTHING",
    )
    .bind(person.to_string())
    .bind(i64::try_from(lead_ms).unwrap_or(i64::MAX))
    .bind(ms(now))
    .bind(id.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// They are reminded no more.
pub(super) async fn forget(tx: &mut Tx, id: SpaceId, person: PersonId) -> Result<()> {
    sqlx::query("DELETE FROM reminders WHERE announcement = $1 AND person = $2")
        .bind(id.to_string())
        .bind(person.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whoever waits for what a host announced is told that it is called off, before its row is gone. All
/// at once, since nothing is left to go on from.
pub(super) async fn host_goes(tx: &mut Tx, host: PersonId, now: UnixMs) -> Result<()> {
    sqlx::query(
        "INSERT INTO notifications (person, occasion, space, title, host, starts_at, at) \
         SELECT r.person, 'cancelled', a.id, a.title, '', a.starts_at, $2 \
         FROM announcements a JOIN reminders r ON r.announcement = a.id \
         WHERE a.host = $1 AND a.state = 'announced' AND r.person <> $1 ON CONFLICT DO NOTHING",
    )
    .bind(host.to_string())
    .bind(ms(now))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What everybody who asked is to be told, with the change that it is about.
pub(super) async fn spread(
    tx: &mut Tx,
    id: SpaceId,
    occasion: Occasion,
    starts_at: UnixMs,
    at: UnixMs,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO announcement_news (announcement, occasion, starts_at, at, told_to) \
         VALUES ($1, $2, $3, $4, '') ON CONFLICT (announcement, occasion, starts_at) \
         DO UPDATE SET at = excluded.at, told_to = ''",
    )
    .bind(id.to_string())
    .bind(occasion.code())
    .bind(ms(starts_at))
    .bind(ms(at))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whoever has not been told yet is not told any more.
pub(super) async fn take_back(tx: &mut Tx, id: SpaceId, occasion: Occasion) -> Result<()> {
    sqlx::query("DELETE FROM announcement_news WHERE announcement = $1 AND occasion = $2")
        .bind(id.to_string())
        .bind(occasion.code())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The space begins at another time: those who asked are told so, and reminded then.
pub(super) async fn moved(tx: &mut Tx, new: &Announcement) -> Result<()> {
    // What would be due already is not: they are told of the new time in this moment.
    sqlx::query(
        "UPDATE reminders SET due_at = CASE WHEN $1 - lead > $2 THEN $1 - lead END \
         WHERE announcement = $3",
    )
    .bind(ms(new.starts_at))
    .bind(ms(new.changed_at))
    .bind(new.id.to_string())
    .execute(&mut **tx)
    .await?;
    spread(tx, new.id, Occasion::Moved, new.starts_at, new.changed_at).await
}

fn read(row: &AnyRow) -> Result<Notification> {
    let of: String = row.try_get(0)?;
    let of = Occasion::ALL.into_iter().find(|known| known.code() == of);
    let read_at: Option<i64> = row.try_get(5)?;
    Ok(Notification {
        of: of.context("a notification's row is damaged")?,
        space: read_column(row, 1)?,
        title: read_column(row, 2)?,
        host: optional_column(row, 6)?,
        reason: optional_column(row, 7)?,
        starts_at: read_ms(row, 3)?,
        at: read_ms(row, 4)?,
        read: read_at.is_some(),
    })
}
