//! How somebody wants to be reminded; and whose reminders are whose.

use crate::store::{Result, Store, Tx};
use causerie_shared::{
    id::{PersonId, SignInId},
    notification::Remind,
};
use sqlx::Row;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wishes {
    /// Minutes before the beginning.
    pub lead_min: u32,
    /// Which of their calendar's secret addresses works.
    pub calendar: u32,
}

impl Default for Wishes {
    fn default() -> Self {
        Self { lead_min: Remind::DEFAULT_MIN, calendar: 0 }
    }
}

impl Store {
    pub async fn wishes(&self, person: PersonId) -> Result<Wishes> {
        let row = sqlx::query("SELECT lead, calendar FROM wishes WHERE person = $1")
            .bind(person.to_string())
            .fetch_optional(self.database().reader())
            .await?;
        let Some(row) = row else { return Ok(Wishes::default()) };
        let number = |at| Ok::<_, sqlx::Error>(u32::try_from(row.try_get::<i64, _>(at)?).ok());
        let else_ = Wishes::default();
        Ok(Wishes {
            lead_min: number(0)?.unwrap_or(else_.lead_min),
            calendar: number(1)?.unwrap_or(else_.calendar),
        })
    }

    pub async fn set_lead(&self, person: PersonId, lead_min: u32) -> Result<()> {
        sqlx::query(
            "INSERT INTO wishes (person, lead, calendar) VALUES ($1, $2, 0) \
             ON CONFLICT (person) DO UPDATE SET lead = excluded.lead",
        )
        .bind(person.to_string())
        .bind(i64::from(lead_min))
        .execute(self.database().writer())
        .await?;
        Ok(())
    }

    /// The secret address of somebody's calendar leads nowhere from here on.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn renew_calendar(&self, person: PersonId) -> Result<()> {
        sqlx::query(
            "INSERT INTO wishes (person, lead, calendar) VALUES ($1, $2, 1) \
             ON CONFLICT (person) DO UPDATE SET calendar = wishes.calendar + 1",
        )
        .bind(person.to_string())
        .bind(i64::from(Remind::DEFAULT_MIN))
        .execute(self.database().writer())
        .await?;
        Ok(())
    }

    /// What a browser asked for before anybody had signed in with it is theirs from here on. Where
    /// both asked, what they asked for counts.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn hand_over(&self, from: PersonId, to: PersonId, session: SignInId) -> Result<()> {
        let mut tx = self.database().begin().await?;
        for sql in [
            "UPDATE reminders SET person = $2 WHERE person = $1 AND NOT EXISTS \
             (SELECT 1 FROM reminders r WHERE r.person = $2 \
              AND r.announcement = reminders.announcement)",
            "UPDATE notifications SET person = $2 WHERE person = $1 AND NOT EXISTS \
             (SELECT 1 FROM notifications n WHERE n.person = $2 AND n.space = notifications.space \
              AND n.occasion = notifications.occasion AND n.starts_at = notifications.starts_at)",
        ] {
            sqlx::query(sql).bind(from.to_string()).bind(to.to_string()).execute(&mut *tx).await?;
        }
        sqlx::query("UPDATE push_subscriptions SET person = $2, session = $3 WHERE person = $1")
            .bind(from.to_string())
            .bind(to.to_string())
            .bind(session.to_string())
            .execute(&mut *tx)
            .await?;
        sqlx::query(
            "INSERT INTO wishes (person, lead, calendar) SELECT $2, lead, 0 FROM wishes \
             WHERE person = $1 ON CONFLICT DO NOTHING",
        )
        .bind(from.to_string())
        .bind(to.to_string())
        .execute(&mut *tx)
        .await?;
        forget(&mut tx, from).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Everything that somebody was told or asked to be told, and what others were told of them.
pub(super) async fn forget_person(tx: &mut Tx, person: PersonId) -> Result<()> {
    // The index holds those that name somebody.
    sqlx::query("DELETE FROM notifications WHERE host = $1 AND host <> ''")
        .bind(person.to_string())
        .execute(&mut **tx)
        .await?;
    forget(tx, person).await
}

async fn forget(tx: &mut Tx, person: PersonId) -> Result<()> {
    for sql in [
        "DELETE FROM outbox WHERE target = $1 OR target IN \
         (SELECT id FROM push_subscriptions WHERE person = $1)",
        "DELETE FROM reminders WHERE person = $1",
        "DELETE FROM notifications WHERE person = $1",
        "DELETE FROM wishes WHERE person = $1",
        "DELETE FROM push_subscriptions WHERE person = $1",
    ] {
        sqlx::query(sql).bind(person.to_string()).execute(&mut **tx).await?;
    }
    Ok(())
}
