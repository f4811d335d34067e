//! Single values that belong to the whole house.

use crate::store::{Result, Store, Tx};
use sqlx::Row;

/// What stands in the table `settings`, each under its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Starts of a relay on this database.
    Epoch,
    /// The space that the demo plays in.
    Demo,
    /// Who may host, when an administrator said so at run time.
    Hosting,
    /// The relay's own key towards push services.
    PushKey,
    /// The relay's keys for tickets, parted by blanks: the one that signs first.
    TicketKeys,
}

impl Setting {
    const fn name(self) -> &'static str {
        match self {
            Self::Epoch => "epoch",
            Self::Demo => "demo",
            Self::Hosting => "hosting",
            Self::PushKey => "push_key",
            Self::TicketKeys => "ticket_keys",
        }
    }
}

impl Store {
    pub async fn setting(&self, setting: Setting) -> Result<Option<String>> {
        let row = sqlx::query("SELECT value FROM settings WHERE name = $1")
            .bind(setting.name())
            .fetch_optional(self.database().reader())
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    pub async fn set_setting(&self, setting: Setting, value: Option<&str>) -> Result<()> {
        let mut tx = self.database().begin().await?;
        write(&mut tx, setting, value).await?;
        Ok(tx.commit().await?)
    }
}

pub(super) async fn write(tx: &mut Tx, setting: Setting, value: Option<&str>) -> sqlx::Result<()> {
    match value {
        Some(value) => sqlx::query(
            "INSERT INTO settings (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(setting.name())
        .bind(value)
        .execute(&mut **tx)
        .await
        .map(drop),
        None => sqlx::query("DELETE FROM settings WHERE name = $1")
            .bind(setting.name())
            .execute(&mut **tx)
            .await
            .map(drop),
    }
}

/// The epoch that begins with this start.
pub(super) async fn next_epoch(tx: &mut Tx) -> sqlx::Result<u64> {
    let epoch = epoch(tx).await? + 1;
    write(tx, Setting::Epoch, Some(&epoch.to_string())).await?;
    Ok(epoch)
}

pub(super) async fn epoch(tx: &mut Tx) -> sqlx::Result<u64> {
    let row = sqlx::query("SELECT value FROM settings WHERE name = $1")
        .bind(Setting::Epoch.name())
        .fetch_optional(&mut **tx)
        .await?;
    let value: Option<String> = row.map(|row| row.try_get(0)).transpose()?;
    Ok(value.and_then(|value| value.parse().ok()).unwrap_or(0))
}
