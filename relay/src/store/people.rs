//! People with an account: who they are, and their going for good.

use crate::store::{
    GONE, Result, Store, Tx, announcements, ms, payout_accounts, read_column, read_ms, reminders,
    reports, sales, search, transcripts, wishes,
};
use anyhow::Context;
use causerie_shared::{
    handle::Handle,
    id::{AvatarId, PersonId, SpaceId},
    link::LinkUrl,
    text::{Biography, Name},
    time::UnixMs,
    view::SpaceView,
};
use sqlx::{Row, any::AnyRow};

#[derive(Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub id: PersonId,
    pub handle: Handle,
    pub name: Name,
    pub biography: Option<Biography>,
    pub links: Vec<LinkUrl>,
    pub avatar: Option<AvatarId>,
    pub is_administrator: bool,
    pub followers: u64,
    pub following: u64,
    pub created_at: UnixMs,
}

/// Whether a handle was still free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    Done,
    /// Somebody has it, or one that looks the same.
    Taken,
}

/// What a person says of themself.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    pub handle: Handle,
    pub name: Name,
    pub biography: Option<Biography>,
    pub links: Vec<LinkUrl>,
}

pub(super) const COLUMNS: &str = "people.id, people.handle, people.name, people.biography, \
     people.links, people.avatar, people.administrator, people.followers, people.following, \
     people.created_at";

impl PersonRow {
    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        let biography: String = row.try_get(3)?;
        let links: String = row.try_get(4)?;
        let avatar: Option<String> = row.try_get(5)?;
        let is_administrator: i64 = row.try_get(6)?;
        let count = |at| row.try_get::<i64, _>(at).map(|count| u64::try_from(count).unwrap_or(0));
        Ok(Self {
            id: read_column(row, 0)?,
            handle: read_handle(row, 1)?,
            name: read_column(row, 2)?,
            biography: biography.parse().ok(),
            links: serde_json::from_str(&links).context("a person's row is damaged")?,
            avatar: avatar.map(|id| id.parse()).transpose().context("a person's row is damaged")?,
            is_administrator: is_administrator != 0,
            followers: count(7)?,
            following: count(8)?,
            created_at: read_ms(row, 9)?,
        })
    }
}

fn read_handle(row: &AnyRow, at: usize) -> Result<Handle> {
    let text: String = row.try_get(at)?;
    Ok(Handle::existing(&text).context("a person's row is damaged")?)
}

/// Puts a new person in. A handle that is taken breaks the statement, and with it the transaction.
pub(super) async fn insert(
    tx: &mut Tx,
    id: PersonId,
    words: &Words,
    now: UnixMs,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO people (id, handle, skeleton, name, biography, links, avatar, administrator, \
         followers, following, created_at) VALUES ($1, $2, $3, $4, $5, $6, NULL, 0, 0, 0, $7)",
    )
    .bind(id.to_string())
    .bind(words.handle.as_str())
    .bind(words.handle.skeleton())
    .bind(words.name.as_str())
    .bind(words.biography.as_ref().map_or("", Biography::as_str))
    .bind(links(words))
    .bind(ms(now))
    .execute(&mut **tx)
    .await?;
    search::index_person(tx, id, words).await
}

/// Whether a statement failed because something that must be one of its kind is there already.
pub(super) fn is_taken(fault: &sqlx::Error) -> bool {
    fault.as_database_error().is_some_and(|fault| fault.is_unique_violation())
}

pub(super) fn links(words: &Words) -> String {
    let links: Vec<_> = words.links.iter().map(LinkUrl::as_str).collect();
    serde_json::to_string(&links).unwrap_or_else(|_| "[]".into())
}

impl Store {
    pub async fn person(&self, id: PersonId) -> Result<Option<PersonRow>> {
        let sql = format!("SELECT {COLUMNS} FROM people WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(id.to_string())
            .fetch_optional(self.database().reader())
            .await?;
        row.as_ref().map(PersonRow::read).transpose()
    }

    pub async fn person_of(&self, handle: &Handle) -> Result<Option<PersonRow>> {
        let sql = format!("SELECT {COLUMNS} FROM people WHERE handle = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(handle.as_str())
            .fetch_optional(self.database().reader())
            .await?;
        row.as_ref().map(PersonRow::read).transpose()
    }

    /// Whether nobody has `handle`, or one that looks the same.
    pub async fn is_free(&self, handle: &Handle) -> Result<bool> {
        let row = sqlx::query("SELECT 1 FROM people WHERE skeleton = $1")
            .bind(handle.skeleton())
            .fetch_optional(self.database().reader())
            .await?;
        Ok(row.is_none())
    }

    pub async fn rewrite(&self, id: PersonId, words: &Words) -> Result<Claim> {
        let mut tx = self.database().begin().await?;
        let done = sqlx::query(
            "UPDATE people SET handle = $2, skeleton = $3, name = $4, biography = $5, links = $6 \
             WHERE id = $1",
        )
        .bind(id.to_string())
        .bind(words.handle.as_str())
        .bind(words.handle.skeleton())
        .bind(words.name.as_str())
        .bind(words.biography.as_ref().map_or("", Biography::as_str))
        .bind(links(words))
        .execute(&mut *tx)
        .await;
        match done {
            Ok(_) => {}
            Err(fault) if is_taken(&fault) => return Ok(Claim::Taken),
            Err(fault) => return Err(fault.into()),
        }
        search::index_person(&mut tx, id, words).await?;
        announcements::rename_host(&mut tx, id, false).await?;
        tx.commit().await?;
        Ok(Claim::Done)
    }

    pub async fn set_administrator(&self, id: PersonId, is: bool) -> Result<()> {
        sqlx::query("UPDATE people SET administrator = $2 WHERE id = $1")
            .bind(id.to_string())
            .bind(i64::from(is))
            .execute(self.database().writer())
            .await?;
        Ok(())
    }

    /// Removes a person and everything that is theirs alone: proofs, sessions, follows and blocks in
    /// both directions, pictures, the spaces they hosted, what they said anywhere. In spaces of others their seat stays,
    /// without name. Whoever waits for a space that they announced is told that it is called off. Their
    /// live spaces are the hub's to end before.
    pub async fn remove_person(&self, id: PersonId, now: UnixMs) -> Result<()> {
        let mut tx = self.database().begin().await?;
        let key = id.to_string();
        announcements::rename_host(&mut tx, id, true).await?;
        reminders::host_goes(&mut tx, id, now).await?;
        sales::host_goes(&mut tx, id).await?;
        sales::forget_waiting(&mut tx, id).await?;
        payout_accounts::forget_person(&mut tx, id).await?;
        sales::buyer_goes(&mut tx, id).await?;
        for sql in [
            // In the order of ids, as everywhere where several people's counts change.
            "UPDATE people SET followers = followers - 1 WHERE id IN \
             (SELECT followed FROM follows WHERE follower = $1)",
            "UPDATE people SET following = following - 1 WHERE id IN \
             (SELECT follower FROM follows WHERE followed = $1)",
            "DELETE FROM people WHERE id = $1",
        ] {
            sqlx::query(sql).bind(&key).execute(&mut *tx).await?;
        }
        search::forget_person(&mut tx, id).await?;
        remove_spaces_of(&mut tx, id).await?;
        take_name_from_seats(&mut tx, id).await?;
        reports::forget_person(&mut tx, id).await?;
        wishes::forget_person(&mut tx, id).await?;
        transcripts::forget_person(&mut tx, id).await?;
        Ok(tx.commit().await?)
    }
}

async fn remove_spaces_of(tx: &mut Tx, host: PersonId) -> Result<()> {
    let rows = sqlx::query("DELETE FROM spaces WHERE host = $1 RETURNING id")
        .bind(host.to_string())
        .fetch_all(&mut **tx)
        .await?;
    for row in rows {
        let id: SpaceId = read_column(&row, 0)?;
        search::forget_space(tx, id).await?;
    }
    Ok(())
}

async fn take_name_from_seats(tx: &mut Tx, person: PersonId) -> Result<()> {
    let rows = sqlx::query("SELECT id, view FROM spaces WHERE live = 0 AND view LIKE $1")
        .bind(format!("%{person}%"))
        .fetch_all(&mut **tx)
        .await?;
    for row in rows {
        let text: String = row.try_get(1)?;
        let mut view: SpaceView =
            serde_json::from_str(&text).context("a space's row is damaged")?;
        for seat in view.stage.iter_mut().filter(|seat| seat.person == person) {
            seat.person = PersonId::from_bits(0);
            seat.name = GONE.parse().context("a name for those who have gone")?;
            seat.handle = None;
            seat.avatar = None;
        }
        let text = serde_json::to_string(&view).context("a space cannot be written")?;
        sqlx::query("UPDATE spaces SET view = $2 WHERE id = $1")
            .bind(row.try_get::<String, _>(0)?)
            .bind(text)
            .execute(&mut **tx)
            .await?;
        search::index_space(tx, &view).await?;
    }
    Ok(())
}
