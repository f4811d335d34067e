//! Pictures that people brought, of themselves and of spaces that are to come, as the relay has drawn
//! them anew.

use crate::store::{PENDING, Result, Store, Tx, ms};
use causerie_shared::{
    id::{AvatarId, CoverId, PersonId, SpaceId},
    time::UnixMs,
};
use sqlx::{AssertSqlSafe, Row};

/// One picture in its two sizes.
pub struct PictureSizes {
    pub large: PictureRow,
    pub small: PictureRow,
}

pub struct PictureRow {
    /// The media type, such as "image/webp".
    pub kind: String,
    pub bytes: Vec<u8>,
}

impl Store {
    /// Puts a picture in the place of the one before, or takes that away.
    pub async fn set_avatar(
        &self,
        person: PersonId,
        avatar: Option<(AvatarId, &PictureSizes)>,
    ) -> Result<()> {
        let mut tx = self.database().begin().await?;
        let avatar = avatar.map(|(id, sizes)| (id.to_string(), sizes));
        let name = avatar.as_ref().map(|(name, _)| name.clone());
        AVATARS.replace(&mut tx, &person.to_string(), avatar).await?;
        sqlx::query("UPDATE people SET avatar = $2 WHERE id = $1")
            .bind(person.to_string())
            .bind(name)
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Puts a cover in the place of the one before, or takes that away: a change like any other.
    /// False when nothing can be changed any more.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn set_cover(
        &self,
        space: SpaceId,
        cover: Option<(CoverId, &PictureSizes)>,
        at: UnixMs,
    ) -> Result<bool> {
        let mut tx = self.database().begin().await?;
        let cover = cover.map(|(id, sizes)| (id.to_string(), sizes));
        let sql = format!(
            "UPDATE announcements SET cover = $1, edition = edition + 1, changed_at = $2 \
             WHERE id = $3 AND state IN {PENDING}"
        );
        let done = sqlx::query(AssertSqlSafe(sql))
            .bind(cover.as_ref().map(|(name, _)| name.clone()))
            .bind(ms(at))
            .bind(space.to_string())
            .execute(&mut *tx)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        COVERS.replace(&mut tx, &space.to_string(), cover).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// A picture, large (512 px) or small (96 px).
    pub async fn avatar(&self, id: AvatarId, large: bool) -> Result<Option<PictureRow>> {
        self.picture(&AVATARS, id.to_string(), large).await
    }

    /// A cover, large (1200 px wide) or small (600 px).
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn cover(&self, id: CoverId, large: bool) -> Result<Option<PictureRow>> {
        self.picture(&COVERS, id.to_string(), large).await
    }

    async fn picture(&self, of: &Album, name: String, large: bool) -> Result<Option<PictureRow>> {
        let (size, table) = (if large { "large" } else { "small" }, of.table);
        let sql = format!("SELECT {size}_kind, {size} FROM {table} WHERE name = $1");
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(name)
            .fetch_optional(self.database().reader())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(PictureRow { kind: row.try_get(0)?, bytes: row.try_get(1)? }))
    }
}

/// A table of pictures, of which each owner has one at most.
struct Album {
    table: &'static str,
    /// The column that says whose a picture is.
    owner: &'static str,
}

const AVATARS: Album = Album { table: "avatars", owner: "person" };
const COVERS: Album = Album { table: "covers", owner: "announcement" };

impl Album {
    async fn replace(
        &self,
        tx: &mut Tx,
        owner: &str,
        picture: Option<(String, &PictureSizes)>,
    ) -> Result<()> {
        let Self { table, owner: column } = self;
        let sql = format!("DELETE FROM {table} WHERE {column} = $1");
        sqlx::query(AssertSqlSafe(sql)).bind(owner).execute(&mut **tx).await?;
        let Some((name, PictureSizes { large, small })) = picture else { return Ok(()) };
        let sql = format!(
            "INSERT INTO {table} (name, {column}, large_kind, large, small_kind, small) \
             VALUES ($1, $2, $3, $4, $5, $6)"
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(name)
            .bind(owner)
            .bind(&large.kind)
            .bind(large.bytes.as_slice())
            .bind(&small.kind)
            .bind(small.bytes.as_slice())
            .execute(&mut **tx)
            .await?;
        Ok(())
    }
}
