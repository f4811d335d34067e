//! Pictures that people brought, as the relay has drawn them anew.

use crate::store::{Result, Store};
use causerie_shared::id::{AvatarId, PersonId};
use sqlx::Row;

/// One picture in its two sizes, as WebP.
pub struct AvatarRow {
    pub kind: String,
    pub large: Vec<u8>,
    pub small: Vec<u8>,
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
            sqlx::query("INSERT INTO avatars (name, person, kind, large, small) VALUES ($1, $2, $3, $4, $5)")
                .bind(id.to_string())
                .bind(person.to_string())
                .bind(&avatar.kind)
                .bind(avatar.large.as_slice())
                .bind(avatar.small.as_slice())
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

    /// The type and bytes of a picture, large (512 px) or small (96 px).
    pub async fn avatar(&self, id: AvatarId, large: bool) -> Result<Option<(String, Vec<u8>)>> {
        let sql = if large {
            "SELECT kind, large FROM avatars WHERE name = $1"
        } else {
            "SELECT kind, small FROM avatars WHERE name = $1"
        };
        let row =
            sqlx::query(sql).bind(id.to_string()).fetch_optional(self.database().reader()).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some((row.try_get(0)?, row.try_get(1)?)))
    }
}
