//! Browsers that take messages while no page is open.

use crate::store::{Result, Store, Tx, ms, outbox};
use causerie_shared::{
    announcement::Zone,
    id::{PersonId, SignInId},
    notification::Tongue,
    time::UnixMs,
};
use sqlx::Row;

/// A browser's subscription. No Debug: whoever has it can speak to its owner.
#[derive(Clone)]
pub struct SubscriptionRow {
    /// Made from the endpoint: one browser subscribes once.
    pub id: String,
    pub person: PersonId,
    /// Of whoever has an account: it ends with this session.
    pub session: Option<SignInId>,
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
    pub tongue: Tongue,
    pub zone: Zone,
    pub created_at: UnixMs,
}

/// Browsers of one person; one more takes the place of the oldest.
pub const DEVICES_MOST: usize = 10;

impl Store {
    /// Takes a browser on, or on again with what has changed.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn subscribe(&self, new: &SubscriptionRow) -> Result<()> {
        let mut tx = self.database().begin().await?;
        // What was on its way to whoever had the browser before is not for whoever has it next.
        let others = sqlx::query("DELETE FROM push_subscriptions WHERE id = $1 AND person <> $2")
            .bind(new.id.clone())
            .bind(new.person.to_string())
            .execute(&mut *tx)
            .await?;
        if others.rows_affected() > 0 {
            outbox::forget_target(&mut tx, &new.id).await?;
        }
        sqlx::query(
            "INSERT INTO push_subscriptions (id, person, session, endpoint, p256dh, auth, language, \
             zone, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (id) DO UPDATE SET session = excluded.session, p256dh = excluded.p256dh, \
             auth = excluded.auth, language = excluded.language, zone = excluded.zone, \
             created_at = excluded.created_at",
        )
        .bind(new.id.clone())
        .bind(new.person.to_string())
        .bind(new.session.map(|session| session.to_string()))
        .bind(new.endpoint.clone())
        .bind(new.p256dh.clone())
        .bind(new.auth.clone())
        .bind(new.tongue.code())
        .bind(new.zone.as_str().to_owned())
        .bind(ms(new.created_at))
        .execute(&mut *tx)
        .await?;
        let rows = sqlx::query(
            "SELECT id FROM push_subscriptions WHERE person = $1 ORDER BY created_at DESC, id",
        )
        .bind(new.person.to_string())
        .fetch_all(&mut *tx)
        .await?;
        for row in rows.iter().skip(DEVICES_MOST) {
            remove(&mut tx, &row.try_get::<String, _>(0)?).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// One session follows another in the same browser.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn take_subscriptions(&self, from: SignInId, to: SignInId) -> Result<()> {
        sqlx::query("UPDATE push_subscriptions SET session = $2 WHERE session = $1")
            .bind(from.to_string())
            .bind(to.to_string())
            .execute(self.database().writer())
            .await?;
        Ok(())
    }

    /// Forgets browsers that nobody has signed in with, that subscribed before then, and in which
    /// nobody waits for anything or has been told anything; how many.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn forget_browsers(&self, before: UnixMs) -> Result<u64> {
        let done = sqlx::query(
            "DELETE FROM push_subscriptions WHERE session IS NULL AND created_at < $1 \
             AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.person = push_subscriptions.person) \
             AND NOT EXISTS \
             (SELECT 1 FROM notifications n WHERE n.person = push_subscriptions.person)",
        )
        .bind(ms(before))
        .execute(self.database().writer())
        .await?;
        Ok(done.rows_affected())
    }

    /// Forgets one of `person`'s browsers.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn unsubscribe(&self, id: &str, person: PersonId) -> Result<()> {
        let mut tx = self.database().begin().await?;
        let theirs = sqlx::query("SELECT 1 FROM push_subscriptions WHERE id = $1 AND person = $2")
            .bind(id.to_owned())
            .bind(person.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        if theirs.is_some() {
            remove(&mut tx, id).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// The ids of a person's browsers.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn subscriptions_of(&self, person: PersonId) -> Result<Vec<String>> {
        let rows = sqlx::query("SELECT id FROM push_subscriptions WHERE person = $1 ORDER BY id")
            .bind(person.to_string())
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }
}

async fn remove(tx: &mut Tx, id: &str) -> Result<()> {
    sqlx::query("DELETE FROM push_subscriptions WHERE id = $1")
        .bind(id.to_owned())
        .execute(&mut **tx)
        .await?;
    outbox::forget_target(tx, id).await
}
