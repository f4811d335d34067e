//! Who follows whom, and who has blocked whom. Counts change in the transaction that changes
//! follows, so that they are exact; where two people's counts change, the one with the smaller id
//! comes first, so that two transactions never wait for each other.

use crate::store::{Before, PersonRow, Result, Store, Tx, invitations, ms, people, read_ms};
use causerie_shared::{id::PersonId, time::UnixMs};
use sqlx::Row;

/// Reading so many takes less than a millisecond.
const FOLLOWED_IN_FULL: u64 = 500;

/// What became of a wish to follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// They do, whether or not they did before.
    Done,
    NoSuchPerson,
    /// The other one has blocked them.
    Blocked,
    /// They have blocked the other one.
    Blocking,
}

/// How two people stand to each other, seen from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Relation {
    pub follows: bool,
    pub followed_by: bool,
    pub blocks: bool,
    pub blocked_by: bool,
}

/// One side of somebody's follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Followers,
    Following,
}

impl Store {
    pub async fn follow(
        &self,
        follower: PersonId,
        followed: PersonId,
        now: UnixMs,
    ) -> Result<Follow> {
        let mut tx = self.database().begin().await?;
        let both = sqlx::query("SELECT count(*) FROM people WHERE id IN ($1, $2)")
            .bind(follower.to_string())
            .bind(followed.to_string())
            .fetch_one(&mut *tx)
            .await?;
        if both.try_get::<i64, _>(0)? != 2 {
            return Ok(Follow::NoSuchPerson);
        }
        if is_blocked(&mut tx, followed, follower).await? {
            return Ok(Follow::Blocked);
        }
        if is_blocked(&mut tx, follower, followed).await? {
            return Ok(Follow::Blocking);
        }
        let new = sqlx::query(
            "INSERT INTO follows (follower, followed, at) VALUES ($1, $2, $3) \
             ON CONFLICT (follower, followed) DO NOTHING",
        )
        .bind(follower.to_string())
        .bind(followed.to_string())
        .bind(ms(now))
        .execute(&mut *tx)
        .await?;
        if new.rows_affected() == 1 {
            count(&mut tx, follower, followed, 1).await?;
            tx.commit().await?;
        }
        Ok(Follow::Done)
    }

    /// False when they did not follow.
    pub async fn unfollow(&self, follower: PersonId, followed: PersonId) -> Result<bool> {
        let mut tx = self.database().begin().await?;
        let did = unfollow(&mut tx, follower, followed).await?;
        if did {
            tx.commit().await?;
        }
        Ok(did)
    }

    /// Keeps `blocked` away from `blocker`, and ends what either followed of the other, and to what
    /// either had invited the other. False when there is no such person.
    pub async fn block(&self, blocker: PersonId, blocked: PersonId, now: UnixMs) -> Result<bool> {
        let mut tx = self.database().begin().await?;
        let there = sqlx::query("SELECT 1 FROM people WHERE id = $1")
            .bind(blocked.to_string())
            .fetch_optional(&mut *tx)
            .await?;
        if there.is_none() {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO blocks (blocker, blocked, at) VALUES ($1, $2, $3) \
             ON CONFLICT (blocker, blocked) DO NOTHING",
        )
        .bind(blocker.to_string())
        .bind(blocked.to_string())
        .bind(ms(now))
        .execute(&mut *tx)
        .await?;
        unfollow(&mut tx, blocker, blocked).await?;
        unfollow(&mut tx, blocked, blocker).await?;
        invitations::part(&mut tx, blocker, blocked).await?;
        tx.commit().await?;
        Ok(true)
    }

    pub async fn unblock(&self, blocker: PersonId, blocked: PersonId) -> Result<bool> {
        let done = sqlx::query("DELETE FROM blocks WHERE blocker = $1 AND blocked = $2")
            .bind(blocker.to_string())
            .bind(blocked.to_string())
            .execute(self.database().writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    pub async fn relation(&self, from: PersonId, to: PersonId) -> Result<Relation> {
        let row = sqlx::query(
            "SELECT (SELECT count(*) FROM follows WHERE follower = $1 AND followed = $2), \
             (SELECT count(*) FROM follows WHERE follower = $2 AND followed = $1), \
             (SELECT count(*) FROM blocks WHERE blocker = $1 AND blocked = $2), \
             (SELECT count(*) FROM blocks WHERE blocker = $2 AND blocked = $1)",
        )
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_one(self.database().reader())
        .await?;
        let is = |at| row.try_get::<i64, _>(at).map(|count| count > 0);
        Ok(Relation { follows: is(0)?, followed_by: is(1)?, blocks: is(2)?, blocked_by: is(3)? })
    }

    /// Whom somebody follows who may be on air: everybody, where that is few; of very many only those
    /// who host at the moment.
    pub async fn followed_on_air(&self, follower: &PersonRow) -> Result<Vec<PersonId>> {
        let sql = if follower.following <= FOLLOWED_IN_FULL {
            "SELECT followed FROM follows WHERE follower = $1"
        } else {
            "SELECT followed FROM follows WHERE follower = $1 \
             AND followed IN (SELECT host FROM spaces WHERE live = 1)"
        };
        let rows = sqlx::query(sql)
            .bind(follower.id.to_string())
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(|row| super::read_column(row, 0)).collect()
    }

    /// Who does not see somebody, and whom they do not see: blocks in both directions.
    pub async fn hidden_from(&self, person: PersonId) -> Result<Vec<PersonId>> {
        let rows = sqlx::query(
            "SELECT blocked FROM blocks WHERE blocker = $1 \
             UNION SELECT blocker FROM blocks WHERE blocked = $1",
        )
        .bind(person.to_string())
        .fetch_all(self.database().reader())
        .await?;
        rows.iter().map(|row| super::read_column(row, 0)).collect()
    }

    /// One side of somebody's follows, the newest first, with the moment at which each began.
    pub async fn follows(
        &self,
        person: PersonId,
        side: Side,
        before: Option<Before>,
        most: u32,
    ) -> Result<Vec<(PersonRow, UnixMs)>> {
        let (here, there) = match side {
            Side::Followers => ("followed", "follower"),
            Side::Following => ("follower", "followed"),
        };
        let before = before.unwrap_or(Before::NOTHING);
        let sql = format!(
            "SELECT {}, follows.at FROM follows JOIN people ON people.id = follows.{there} \
             WHERE follows.{here} = $1 AND (follows.at < $2 OR follows.at = $2 AND follows.{there} < $3) \
             ORDER BY follows.at DESC, follows.{there} DESC LIMIT $4",
            people::COLUMNS
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(person.to_string())
            .bind(ms(before.at))
            .bind(PersonId::from_bits(before.id).to_string())
            .bind(i64::from(most))
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(|row| Ok((PersonRow::read(row)?, read_ms(row, 10)?))).collect()
    }

    /// Whom somebody has blocked, the newest first, with the moment at which each block began.
    pub async fn blocked_by(
        &self,
        person: PersonId,
        before: Option<Before>,
        most: u32,
    ) -> Result<Vec<(PersonRow, UnixMs)>> {
        let before = before.unwrap_or(Before::NOTHING);
        let sql = format!(
            "SELECT {}, blocks.at FROM blocks JOIN people ON people.id = blocks.blocked \
             WHERE blocks.blocker = $1 \
             AND (blocks.at < $2 OR blocks.at = $2 AND blocks.blocked < $3) \
             ORDER BY blocks.at DESC, blocks.blocked DESC LIMIT $4",
            people::COLUMNS
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(person.to_string())
            .bind(ms(before.at))
            .bind(PersonId::from_bits(before.id).to_string())
            .bind(i64::from(most))
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(|row| Ok((PersonRow::read(row)?, read_ms(row, 10)?))).collect()
    }
}

pub(super) async fn is_blocked(
    tx: &mut Tx,
    blocker: PersonId,
    blocked: PersonId,
) -> sqlx::Result<bool> {
    sqlx::query("SELECT 1 FROM blocks WHERE blocker = $1 AND blocked = $2")
        .bind(blocker.to_string())
        .bind(blocked.to_string())
        .fetch_optional(&mut **tx)
        .await
        .map(|row| row.is_some())
}

async fn unfollow(tx: &mut Tx, follower: PersonId, followed: PersonId) -> sqlx::Result<bool> {
    let gone = sqlx::query("DELETE FROM follows WHERE follower = $1 AND followed = $2")
        .bind(follower.to_string())
        .bind(followed.to_string())
        .execute(&mut **tx)
        .await?;
    if gone.rows_affected() == 0 {
        return Ok(false);
    }
    count(tx, follower, followed, -1).await?;
    Ok(true)
}

async fn count(tx: &mut Tx, follower: PersonId, followed: PersonId, by: i64) -> sqlx::Result<()> {
    const FOLLOWING: &str = "UPDATE people SET following = following + $2 WHERE id = $1";
    const FOLLOWERS: &str = "UPDATE people SET followers = followers + $2 WHERE id = $1";
    let mut steps = [(follower, FOLLOWING), (followed, FOLLOWERS)];
    steps.sort_by_key(|(id, _)| *id);
    for (id, sql) in steps {
        sqlx::query(sql).bind(id.to_string()).bind(by).execute(&mut **tx).await?;
    }
    Ok(())
}
