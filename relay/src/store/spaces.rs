//! Spaces: as a restart takes them up, and as a link or a profile finds them later.

use crate::store::{Result, Store, Tx, invitations, live, read_column, sales, search};
use anyhow::Context;
use causerie_shared::{
    id::{PersonId, SpaceId},
    time::UnixMs,
    view::SpaceView,
};
use sqlx::{Row, any::AnyRow};

/// A space as a restart finds it: seats with their roles stand in the view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpaceRow {
    pub view: SpaceView,
    /// Whose space it is.
    pub host: PersonId,
    pub next_voice: u32,
    /// Whether two packets of 20 ms leave together.
    pub pairs: bool,
}

const COLUMNS: &str = "SELECT view, host, next_voice, pairs FROM spaces";

impl SpaceRow {
    fn read(row: &AnyRow) -> Result<Self> {
        let view: String = row.try_get(0)?;
        let next_voice: i64 = row.try_get(2)?;
        let pairs: i64 = row.try_get(3)?;
        Ok(Self {
            view: serde_json::from_str(&view).context("a space's row is damaged")?,
            host: read_column(row, 1)?,
            next_voice: u32::try_from(next_voice).context("a space's row is damaged")?,
            pairs: pairs != 0,
        })
    }

    pub(super) async fn write(&self, tx: &mut Tx) -> sqlx::Result<()> {
        let view =
            serde_json::to_string(&self.view).map_err(|fault| sqlx::Error::Encode(fault.into()))?;
        sqlx::query(
            "INSERT INTO spaces (id, host, live, listed, since, view, next_voice, pairs) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (id) DO UPDATE SET host = excluded.host, live = excluded.live, \
             listed = excluded.listed, view = excluded.view, next_voice = excluded.next_voice, \
             pairs = excluded.pairs",
        )
        .bind(self.view.id.to_string())
        .bind(self.host.to_string())
        .bind(i64::from(!self.view.lifecycle.is_over()))
        .bind(i64::from(self.view.access.listed))
        .bind(ms(self.view.lifecycle.since()))
        .bind(view)
        .bind(i64::from(self.next_voice))
        .bind(i64::from(self.pairs))
        .execute(&mut **tx)
        .await?;
        live::spread(tx, &self.view, self.host).await?;
        sales::follow(tx, &self.view).await?;
        invitations::note_seated(tx, &self.view).await?;
        search::index_space(tx, &self.view).await
    }
}

/// Where a list of newest-first rows goes on: after this moment and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    pub at: UnixMs,
    pub id: u128,
}

impl Before {
    /// From the newest on.
    pub const NOTHING: Self = Self { at: UnixMs(i64::MAX.unsigned_abs()), id: u128::MAX };
}

impl Store {
    pub(super) async fn live_spaces(&self) -> Result<Vec<SpaceRow>> {
        let sql = format!("{COLUMNS} WHERE live = 1 ORDER BY since, id");
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(self.database().reader()).await?;
        rows.iter().map(SpaceRow::read).collect()
    }

    /// A space that is not in memory: ended, or being written.
    pub async fn space(&self, id: SpaceId) -> Result<Option<SpaceRow>> {
        if let Some(row) = self.being_written(id) {
            return Ok(row);
        }
        let sql = format!("{COLUMNS} WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id.to_string())
            .fetch_optional(self.database().reader())
            .await?;
        row.as_ref().map(SpaceRow::read).transpose()
    }

    /// Listed spaces of `host` that are over, the newest first.
    pub async fn past_spaces(
        &self,
        host: PersonId,
        before: Option<Before>,
        most: u32,
    ) -> Result<Vec<SpaceView>> {
        let before = before.unwrap_or(Before::NOTHING);
        let sql = format!(
            "{COLUMNS} WHERE host = $1 AND live = 0 AND listed = 1 \
             AND (since < $2 OR since = $2 AND id < $3) ORDER BY since DESC, id DESC LIMIT $4"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(host.to_string())
            .bind(ms(before.at))
            .bind(SpaceId::from_bits(before.id).to_string())
            .bind(i64::from(most))
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(|row| SpaceRow::read(row).map(|row| row.view)).collect()
    }
}

impl Store {
    /// Every space of `host`, on air or over, listed or not, the newest first: for themself.
    pub async fn spaces_of(
        &self,
        host: PersonId,
        before: Option<Before>,
        most: u32,
    ) -> Result<Vec<SpaceView>> {
        let before = before.unwrap_or(Before::NOTHING);
        let sql = format!(
            "{COLUMNS} WHERE host = $1 AND (since < $2 OR since = $2 AND id < $3) \
             ORDER BY since DESC, id DESC LIMIT $4"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(host.to_string())
            .bind(ms(before.at))
            .bind(SpaceId::from_bits(before.id).to_string())
            .bind(i64::from(most))
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(|row| SpaceRow::read(row).map(|row| row.view)).collect()
    }
}

/// A moment as its column holds it.
pub(super) fn ms(at: UnixMs) -> i64 {
    i64::try_from(at.0).unwrap_or(i64::MAX)
}
