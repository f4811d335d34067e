//! How people prove who they are: a password, passkeys, and codes for the day both are lost.
//!
//! Invariant: nothing here is a secret that opens a door by itself. Passwords lie as Argon2 hashes,
//! passkeys as public keys, codes as hashes of 80 random bits.

use crate::store::{Claim, Result, Store, Tx, Words, ms, people, read_column, read_ms};
use causerie_shared::{
    id::{IdentityId, PersonId},
    time::UnixMs,
};
use sqlx::{Row, any::AnyRow};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Password,
    Passkey,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
        }
    }

    fn of(name: &str) -> Option<Self> {
        [Self::Password, Self::Passkey].into_iter().find(|kind| kind.name() == name)
    }
}

/// One way of somebody to prove who they are. No Debug: `proof` is nobody's to read.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityRow {
    pub id: IdentityId,
    pub person: PersonId,
    pub kind: Kind,
    /// Within its kind: the person's id for a password, the credential's for a passkey.
    pub subject: String,
    pub proof: String,
    pub label: String,
    pub created_at: UnixMs,
    pub used_at: Option<UnixMs>,
}

/// What a new person brings to sign up.
pub struct Founding<'a> {
    pub id: PersonId,
    pub words: &'a Words,
    pub identity: &'a IdentityRow,
    /// Hashes of their recovery codes.
    pub recovery: &'a [String],
}

const COLUMNS: &str =
    "SELECT id, person, kind, subject, proof, label, created_at, used_at FROM identities";

impl IdentityRow {
    fn read(row: &AnyRow) -> Result<Option<Self>> {
        let kind: String = row.try_get(2)?;
        // A kind that a newer relay wrote is no way in here.
        let Some(kind) = Kind::of(&kind) else { return Ok(None) };
        let used_at: Option<i64> = row.try_get(7)?;
        Ok(Some(Self {
            id: read_column(row, 0)?,
            person: read_column(row, 1)?,
            kind,
            subject: row.try_get(3)?,
            proof: row.try_get(4)?,
            label: row.try_get(5)?,
            created_at: read_ms(row, 6)?,
            used_at: used_at.map(|at| UnixMs(u64::try_from(at).unwrap_or(0))),
        }))
    }
}

impl Store {
    /// Makes an account: the person, their first proof and their recovery codes, or nothing at all.
    pub async fn found_person(&self, founding: Founding<'_>, now: UnixMs) -> Result<Claim> {
        let mut tx = self.database().begin().await?;
        match people::insert(&mut tx, founding.id, founding.words, now).await {
            Ok(()) => {}
            Err(fault) if people::is_taken(&fault) => return Ok(Claim::Taken),
            Err(fault) => return Err(fault.into()),
        }
        if insert(&mut tx, founding.identity).await? == Claim::Taken {
            return Ok(Claim::Taken);
        }
        replace_codes(&mut tx, founding.id, founding.recovery).await?;
        tx.commit().await?;
        Ok(Claim::Done)
    }

    pub async fn identities(&self, person: PersonId) -> Result<Vec<IdentityRow>> {
        let sql = format!("{COLUMNS} WHERE person = $1 ORDER BY created_at, id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(person.to_string())
            .fetch_all(self.database().reader())
            .await?;
        let read = rows.iter().map(IdentityRow::read);
        read.filter_map(Result::transpose).collect()
    }

    pub async fn identity(&self, kind: Kind, subject: &str) -> Result<Option<IdentityRow>> {
        let sql = format!("{COLUMNS} WHERE kind = $1 AND subject = $2");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(kind.name())
            .bind(subject)
            .fetch_optional(self.database().reader())
            .await?;
        Ok(row.as_ref().map(IdentityRow::read).transpose()?.flatten())
    }

    /// Adds a way in. Taken when somebody has the same one.
    pub async fn add_identity(&self, identity: &IdentityRow) -> Result<Claim> {
        let mut tx = self.database().begin().await?;
        let claim = insert(&mut tx, identity).await?;
        if claim == Claim::Done {
            tx.commit().await?;
        }
        Ok(claim)
    }

    /// After a proof was shown: when, and how it looks from here on, such as a passkey's counter.
    pub async fn identity_used(&self, id: IdentityId, proof: &str, now: UnixMs) -> Result<()> {
        sqlx::query("UPDATE identities SET used_at = $2, proof = $3 WHERE id = $1")
            .bind(id.to_string())
            .bind(ms(now))
            .bind(proof)
            .execute(self.database().writer())
            .await?;
        Ok(())
    }

    /// Puts a password in the place of the one before, if there was one.
    pub async fn set_password(&self, identity: &IdentityRow) -> Result<()> {
        let mut tx = self.database().begin().await?;
        set_password(&mut tx, identity).await?;
        Ok(tx.commit().await?)
    }

    /// Takes a way in away, unless it is the last one. False when it is, or was not theirs.
    pub async fn remove_identity(&self, person: PersonId, id: IdentityId) -> Result<bool> {
        let mut tx = self.database().begin().await?;
        // The person's row is the lock: two tabs that each remove one of two would leave none.
        sqlx::query("UPDATE people SET followers = followers WHERE id = $1")
            .bind(person.to_string())
            .execute(&mut *tx)
            .await?;
        let removed = sqlx::query("DELETE FROM identities WHERE id = $1 AND person = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .execute(&mut *tx)
            .await?;
        let left = sqlx::query("SELECT count(*) FROM identities WHERE person = $1")
            .bind(person.to_string())
            .fetch_one(&mut *tx)
            .await?;
        if removed.rows_affected() == 0 || left.try_get::<i64, _>(0)? == 0 {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    pub async fn replace_recovery(&self, person: PersonId, hashes: &[String]) -> Result<()> {
        let mut tx = self.database().begin().await?;
        replace_codes(&mut tx, person, hashes).await?;
        Ok(tx.commit().await?)
    }

    pub async fn recovery_left(&self, person: PersonId) -> Result<u64> {
        let row = sqlx::query("SELECT count(*) FROM recovery_codes WHERE person = $1")
            .bind(person.to_string())
            .fetch_one(self.database().reader())
            .await?;
        Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
    }

    /// Spends a recovery code for a new password, and ends every session: whoever lost the way in may
    /// have lost it to somebody. False, and nothing changed, when the code is not theirs.
    pub async fn recover(&self, hash: &str, password: &IdentityRow) -> Result<bool> {
        let mut tx = self.database().begin().await?;
        let spent = sqlx::query("DELETE FROM recovery_codes WHERE hash = $1 AND person = $2")
            .bind(hash)
            .bind(password.person.to_string())
            .execute(&mut *tx)
            .await?;
        if spent.rows_affected() != 1 {
            return Ok(false);
        }
        set_password(&mut tx, password).await?;
        sqlx::query("DELETE FROM sessions WHERE person = $1")
            .bind(password.person.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn insert(tx: &mut Tx, identity: &IdentityRow) -> Result<Claim> {
    let done = sqlx::query(
        "INSERT INTO identities (id, person, kind, subject, proof, label, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, subject) DO NOTHING",
    )
    .bind(identity.id.to_string())
    .bind(identity.person.to_string())
    .bind(identity.kind.name())
    .bind(&identity.subject)
    .bind(&identity.proof)
    .bind(&identity.label)
    .bind(ms(identity.created_at))
    .execute(&mut **tx)
    .await?;
    Ok(if done.rows_affected() == 1 { Claim::Done } else { Claim::Taken })
}

async fn set_password(tx: &mut Tx, identity: &IdentityRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO identities (id, person, kind, subject, proof, label, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (kind, subject) DO UPDATE SET proof = excluded.proof, \
         created_at = excluded.created_at, used_at = NULL",
    )
    .bind(identity.id.to_string())
    .bind(identity.person.to_string())
    .bind(Kind::Password.name())
    .bind(identity.person.to_string())
    .bind(&identity.proof)
    .bind(&identity.label)
    .bind(ms(identity.created_at))
    .execute(&mut **tx)
    .await
    .map(drop)
}

async fn replace_codes(tx: &mut Tx, person: PersonId, hashes: &[String]) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM recovery_codes WHERE person = $1")
        .bind(person.to_string())
        .execute(&mut **tx)
        .await?;
    for hash in hashes {
        sqlx::query("INSERT INTO recovery_codes (hash, person) VALUES ($1, $2)")
            .bind(hash)
            .bind(person.to_string())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
