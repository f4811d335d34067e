//! Pictures that people brought, as the relay has drawn them anew.

use crate::store::{Result, Store};
use causerie_shared::id::{AvatarId, PersonId};
use sqlx::Row;

/// One picture in its two sizes.
pub struct AvatarRow {
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
        avatar: Option<(AvatarId, &AvatarRow)>,
    ) -> Result<()> {
        let mut tx = self.database().begin().await?;
        sqlx::query("DELETE FROM avatars WHERE person = $1")
            .bind(person.to_string())
            .execute(&mut *tx)
            .await?;
        if let Some((id, avatar)) = avatar {
            sqlx::query(
                "INSERT INTO avatars (name, person, large_kind, large, small_kind, small) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
            )
            .bind(id.to_string())
            .bind(person.to_string())
            .bind(&avatar.large.kind)
            .bind(avatar.large.bytes.as_slice())
            .bind(&avatar.small.kind)
            .bind(avatar.small.bytes.as_slice())
            .execute(&mut *tx)
            .await?;
        }
        sqlx::query("UPDATE people SET avatar = $2 WHERE id = $1")
            .bind(person.to_string())
            .bind(avatar.map(|(id, _)| id.to_string()))
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// A picture, large (512 px) or small (96 px).
    pub async fn avatar(&self, id: AvatarId, large: bool) -> Result<Option<PictureRow>> {
        let sql = if large {
            "SELECT large_kind, large FROM avatars WHERE name = $1"
        } else {
            "SELECT small_kind, small FROM avatars WHERE name = $1"
        };
        let row =
            sqlx::query(sql).bind(id.to_string()).fetch_optional(self.database().reader()).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(PictureRow { kind: row.try_get(0)?, bytes: row.try_get(1)? }))
    }
}
