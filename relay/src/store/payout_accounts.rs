//! Which hosts can be paid out, as far as each who handles payments has said.

use crate::store::{Result, Store, Tx};
use causerie_shared::id::PersonId;
use sqlx::Row;

impl Store {
    /// # Errors
    /// See [`super::Broken`].
    pub async fn may_be_paid_out(&self, host: PersonId, provider: &str) -> Result<bool> {
        let row =
            sqlx::query("SELECT ready FROM payout_accounts WHERE host = $1 AND provider = $2")
                .bind(host.to_string())
                .bind(provider)
                .fetch_optional(self.database().reader())
                .await?;
        Ok(row.map(|row| row.try_get::<i64, _>(0)).transpose()?.is_some_and(|ready| ready != 0))
    }

    /// # Errors
    /// See [`super::Broken`].
    pub async fn set_payout_account(
        &self,
        host: PersonId,
        provider: &str,
        ready: bool,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO payout_accounts (host, provider, ready) VALUES ($1, $2, $3) \
             ON CONFLICT (host, provider) DO UPDATE SET ready = excluded.ready",
        )
        .bind(host.to_string())
        .bind(provider)
        .bind(i64::from(ready))
        .execute(self.database().writer())
        .await?;
        Ok(())
    }
}

pub(super) async fn forget_person(tx: &mut Tx, host: PersonId) -> Result<()> {
    sqlx::query("DELETE FROM payout_accounts WHERE host = $1")
        .bind(host.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
