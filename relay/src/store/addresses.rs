//! Where people want letters. None is sent to an address, but the one that asks, before whoever reads
//! there has said yes.

use crate::store::{Result, Store, ms, outbox, read_column, read_ms};
use causerie_shared::{announcement::Zone, id::PersonId, notification::Tongue, time::UnixMs};
use sqlx::Row;

/// An address. No Debug: it is somebody's own.
#[derive(Clone)]
pub struct AddressRow {
    pub address: String,
    pub tongue: Tongue,
    pub zone: Zone,
    /// When it was given; who confirms says which of them they mean.
    pub asked_at: UnixMs,
    pub is_confirmed: bool,
}

impl Store {
    /// Takes an address down, in the place of another, and asks there.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn set_address(&self, person: PersonId, new: &AddressRow) -> Result<()> {
        let mut tx = self.database().begin().await?;
        outbox::forget_target(&mut tx, &person.to_string()).await?;
        sqlx::query(
            "INSERT INTO addresses (person, address, language, zone, asked_at, confirmed_at) \
             VALUES ($1, $2, $3, $4, $5, NULL) ON CONFLICT (person) DO UPDATE \
             SET address = excluded.address, language = excluded.language, zone = excluded.zone, \
             asked_at = excluded.asked_at, confirmed_at = NULL",
        )
        .bind(person.to_string())
        .bind(new.address.clone())
        .bind(new.tongue.code())
        .bind(new.zone.as_str().to_owned())
        .bind(ms(new.asked_at))
        .execute(&mut *tx)
        .await?;
        outbox::queue_confirmation(&mut tx, person, new.asked_at).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Whoever reads there said yes. False when another address was given meanwhile, or none.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn confirm_address(
        &self,
        person: PersonId,
        asked_at: UnixMs,
        now: UnixMs,
    ) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE addresses SET confirmed_at = COALESCE(confirmed_at, $1) \
             WHERE person = $2 AND asked_at = $3",
        )
        .bind(ms(now))
        .bind(person.to_string())
        .bind(ms(asked_at))
        .execute(self.database().writer())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// No letters any more, neither those on their way.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn forget_address(&self, person: PersonId) -> Result<()> {
        let mut tx = self.database().begin().await?;
        sqlx::query("DELETE FROM addresses WHERE person = $1")
            .bind(person.to_string())
            .execute(&mut *tx)
            .await?;
        outbox::forget_target(&mut tx, &person.to_string()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets addresses that were given before then and that nobody has confirmed; how many.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn forget_unconfirmed(&self, before: UnixMs) -> Result<u64> {
        let sql = "DELETE FROM addresses WHERE confirmed_at IS NULL AND asked_at < $1";
        let done = sqlx::query(sql).bind(ms(before)).execute(self.database().writer()).await?;
        Ok(done.rows_affected())
    }

    pub async fn address(&self, person: PersonId) -> Result<Option<AddressRow>> {
        let row = sqlx::query(
            "SELECT address, language, zone, asked_at, confirmed_at FROM addresses \
             WHERE person = $1",
        )
        .bind(person.to_string())
        .fetch_optional(self.database().reader())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let language: String = row.try_get(1)?;
        let confirmed_at: Option<i64> = row.try_get(4)?;
        Ok(Some(AddressRow {
            address: row.try_get(0)?,
            tongue: Tongue::of(&language),
            zone: read_column(&row, 2)?,
            asked_at: read_ms(&row, 3)?,
            is_confirmed: confirmed_at.is_some(),
        }))
    }
}
