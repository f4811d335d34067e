//! What is on its way to somewhere else.
//!
//! *Law:* what is to be sent is written with what decided it, and is gone when it has arrived or is
//! worth nothing any more. One relay has it in hand at a time; what a relay had in hand that was
//! killed is sent again by the next one, under the same id.

use crate::store::{
    Result, Store, SubscriptionRow, Tx, announcements::coming, ms, optional_column, read_column,
    read_ms,
};
use anyhow::Context;
use causerie_shared::{
    announcement::{Coming, Zone},
    id::{PersonId, SpaceId},
    notification::{Occasion, Tongue},
    text::{Name, Title},
    time::UnixMs,
};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

/// By which way something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    Push,
    Mail,
}

impl Channel {
    const fn code(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Mail => "mail",
        }
    }
}

/// What something on its way is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    Tell(Occasion),
    /// Asks whether an address belongs to whoever gave it.
    Confirm,
}

const CONFIRM: &str = "confirm";

/// One thing on its way to one place, with what is known of it in the moment of sending.
pub struct Parcel {
    /// The same for the same thing, however often it is tried.
    pub id: String,
    pub errand: Errand,
    pub starts_at: UnixMs,
    /// The moment it is about.
    pub at: UnixMs,
    /// How often it was tried in vain.
    pub tries: u32,
    /// The space as it is; none when it is gone, or when it is about none.
    pub space: Option<About>,
    /// None when whoever wanted it wants it no more.
    pub to: Option<Recipient>,
}

/// An announced space, as far as messages speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    pub id: SpaceId,
    pub title: Title,
    pub host: Name,
    pub state: Coming,
    pub starts_at: UnixMs,
    /// It has begun, and has ended since.
    pub is_over: bool,
}

pub enum Recipient {
    Browser(SubscriptionRow),
    Address { person: PersonId, address: String, tongue: Tongue, zone: Zone, asked_at: UnixMs },
}

/// What became of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It has arrived, or is worth nothing any more.
    Done,
    /// It was tried in vain.
    Again { at: UnixMs },
    /// It was not tried, and waits.
    Wait { at: UnixMs },
    /// There is nobody any more, nor will be.
    NobodyThere,
}

/// People who were told of one thing in one transaction: after `after` and up to `last`.
pub(super) struct Portion<'a> {
    pub(super) space: &'a str,
    pub(super) occasion: &'a str,
    pub(super) starts_at: i64,
    pub(super) at: i64,
    pub(super) after: &'a str,
    pub(super) last: &'a str,
}

/// Puts what those people were told in a moment on its way to wherever else they want it.
pub(super) async fn queue(tx: &mut Tx, told: &Portion<'_>) -> Result<()> {
    let ways = [
        ("push", "s.id", "push_subscriptions s ON s.person = n.person"),
        ("mail", "s.person", "addresses s ON s.person = n.person AND s.confirmed_at IS NOT NULL"),
    ];
    for (channel, target, joined) in ways {
        let sql = format!(
            "INSERT INTO outbox (id, channel, target, occasion, space, starts_at, at, next_at, \
             tries, in_hand) \
             SELECT '{channel}:' || {target} || ':' || n.space || ':' || n.occasion || ':' || \
             CAST(n.starts_at AS TEXT) || ':' || CAST(n.at AS TEXT), '{channel}', {target}, \
             n.occasion, n.space, n.starts_at, \
             CASE WHEN n.occasion = 'soon' THEN COALESCE(n.starts_at - \
             (SELECT r.lead FROM reminders r WHERE r.announcement = n.space \
              AND r.person = n.person), n.at) ELSE n.at END, \
             n.at, 0, 0 FROM notifications n JOIN {joined} \
             WHERE n.space = $1 AND n.occasion = $2 AND n.at = $3 AND n.person > $4 \
             AND n.person <= $5 AND n.starts_at = $6 ON CONFLICT DO NOTHING"
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(told.space.to_owned())
            .bind(told.occasion.to_owned())
            .bind(told.at)
            .bind(told.after.to_owned())
            .bind(told.last.to_owned())
            .bind(told.starts_at)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// What one person was told is not true any more, or known to them: it goes nowhere else.
pub(super) async fn take_back(
    tx: &mut Tx,
    space: SpaceId,
    occasion: Occasion,
    person: PersonId,
) -> Result<()> {
    sqlx::query(
        "DELETE FROM outbox WHERE space = $1 AND occasion = $2 AND (target = $3 OR target IN \
         (SELECT id FROM push_subscriptions WHERE person = $3))",
    )
    .bind(space.to_string())
    .bind(occasion.code())
    .bind(person.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Asks at an address whether it is theirs.
pub(super) async fn queue_confirmation(tx: &mut Tx, person: PersonId, at: UnixMs) -> Result<()> {
    sqlx::query(
        "INSERT INTO outbox (id, channel, target, occasion, space, starts_at, at, next_at, tries, \
         in_hand) VALUES ($1, 'mail', $2, $3, '', 0, $4, $4, 0, 0) ON CONFLICT DO NOTHING",
    )
    .bind(format!("{CONFIRM}:{person}:{}", at.0))
    .bind(person.to_string())
    .bind(CONFIRM)
    .bind(ms(at))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes back what is on its way to one place.
pub(super) async fn forget_target(tx: &mut Tx, target: &str) -> Result<()> {
    sqlx::query("DELETE FROM outbox WHERE target = $1")
        .bind(target.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

impl Store {
    /// Whatever is in hand of somebody who is no more is to be sent again. For whoever carries by this
    /// way, of whom there is one, while they have nothing in hand.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn put_parcels_back(&self, by: Channel) -> Result<u64> {
        let sql = "UPDATE outbox SET in_hand = 0 WHERE channel = $1 AND in_hand <> 0";
        let done = sqlx::query(sql).bind(by.code()).execute(self.database().writer()).await?;
        Ok(done.rows_affected())
    }

    /// Takes some of what is due in hand. `batch` is a number above zero that no other call of this
    /// relay had.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn take_parcels(
        &self,
        by: Channel,
        batch: i64,
        now: UnixMs,
        most: u32,
    ) -> Result<Vec<Parcel>> {
        // Looked at without the writer, since mostly there is nothing.
        const DUE: &str = "SELECT id FROM outbox WHERE channel = $1 AND in_hand = 0 \
                           AND next_at <= $2 ORDER BY next_at";
        let due = sqlx::query(AssertSqlSafe(format!("{DUE} LIMIT 1")));
        let due = due.bind(by.code()).bind(ms(now));
        if due.fetch_optional(self.database().reader()).await?.is_none() {
            return Ok(Vec::new());
        }
        // Half of what has waited longest, half of what came last: whoever has one message does not wait
        // behind the thousands of somebody else.
        let sql = format!(
            "UPDATE outbox SET in_hand = $4 WHERE id IN (SELECT id FROM ({DUE} LIMIT $3) AS f) \
             OR id IN (SELECT id FROM ({DUE} DESC LIMIT $3) AS l)"
        );
        sqlx::query(AssertSqlSafe(sql))
            .bind(by.code())
            .bind(ms(now))
            .bind(i64::from(most.div_ceil(2)))
            .bind(batch)
            .execute(self.database().writer())
            .await?;
        // A space that nobody finds has not ended.
        const OVER: &str = "CASE WHEN spaces.live = 0 THEN 1 ELSE 0 END";
        let to = match by {
            Channel::Push => {
                format!(
                    "t.id, t.endpoint, t.p256dh, t.auth, t.language, t.zone, t.created_at, t.person, {OVER} \
                 FROM outbox o LEFT JOIN push_subscriptions t ON t.id = o.target"
                )
            }
            Channel::Mail => {
                format!(
                    "t.person, t.address, '', '', t.language, t.zone, t.asked_at, t.person, {OVER} \
                 FROM outbox o LEFT JOIN addresses t ON t.person = o.target"
                )
            }
        };
        let sql = format!(
            "SELECT o.id, o.occasion, o.starts_at, o.at, o.tries, a.id, a.title, p.name, a.state, \
             a.starts_at, a.reason, {to} LEFT JOIN announcements a ON a.id = o.space \
             LEFT JOIN people p ON p.id = a.host LEFT JOIN spaces ON spaces.id = o.space \
             WHERE o.channel = $1 AND o.in_hand = $2 ORDER BY o.next_at, o.id"
        );
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(by.code())
            .bind(batch)
            .fetch_all(self.database().reader())
            .await?;
        let mut parcels = Vec::new();
        for row in &rows {
            match read(row, by) {
                Ok(parcel) => parcels.push(parcel),
                // It stays in hand, and holds up no other.
                Err(fault) => tracing::error!("a message cannot be sent: {fault}"),
            }
        }
        Ok(parcels)
    }

    /// What became of some that were in hand.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn settle_parcels(&self, by: Channel, done: &[(String, Outcome)]) -> Result<()> {
        let mut tx = self.database().begin().await?;
        let arrived: Vec<_> = done
            .iter()
            .filter(|(_, outcome)| *outcome == Outcome::Done)
            .map(|(id, _)| id)
            .collect();
        for some in arrived.chunks(IDS_AT_ONCE) {
            let places: Vec<_> = (1..=some.len()).map(|at| format!("${at}")).collect();
            let sql = format!("DELETE FROM outbox WHERE id IN ({})", places.join(", "));
            let query = sqlx::query(AssertSqlSafe(sql));
            let query = some.iter().fold(query, |query, id| query.bind((*id).clone()));
            query.execute(&mut *tx).await?;
        }
        for (id, outcome) in done {
            match outcome {
                Outcome::Done => {}
                Outcome::Again { at } => try_again(&mut tx, id, *at, 1).await?,
                Outcome::Wait { at } => try_again(&mut tx, id, *at, 0).await?,
                Outcome::NobodyThere => {
                    let row = sqlx::query("SELECT target FROM outbox WHERE id = $1")
                        .bind(id.clone())
                        .fetch_optional(&mut *tx)
                        .await?;
                    let Some(row) = row else { continue };
                    let target: String = row.try_get(0)?;
                    let gone = match by {
                        Channel::Push => "DELETE FROM push_subscriptions WHERE id = $1",
                        Channel::Mail => "DELETE FROM addresses WHERE person = $1",
                    };
                    sqlx::query(gone).bind(target.clone()).execute(&mut *tx).await?;
                    forget_target(&mut tx, &target).await?;
                }
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Forgets what is about moments before then, and so worth nothing; how much.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn forget_parcels(&self, before: UnixMs) -> Result<u64> {
        let done = sqlx::query("DELETE FROM outbox WHERE at < $1")
            .bind(ms(before))
            .execute(self.database().writer())
            .await?;
        Ok(done.rows_affected())
    }

    /// How much is on its way, in hand or not.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn parcels_waiting(&self) -> Result<u64> {
        let row =
            sqlx::query("SELECT COUNT(*) FROM outbox").fetch_one(self.database().reader()).await?;
        Ok(u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0))
    }
}

async fn try_again(tx: &mut Tx, id: &str, at: UnixMs, tries: i64) -> Result<()> {
    sqlx::query("UPDATE outbox SET in_hand = 0, tries = tries + $1, next_at = $2 WHERE id = $3")
        .bind(tries)
        .bind(ms(at))
        .bind(id.to_owned())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A statement is parsed anew for each new length.
const IDS_AT_ONCE: usize = 256;

fn read(row: &AnyRow, by: Channel) -> Result<Parcel> {
    let code: String = row.try_get(1)?;
    let errand = match Occasion::ALL.into_iter().find(|occasion| occasion.code() == code) {
        Some(occasion) => Errand::Tell(occasion),
        None => Errand::Confirm,
    };
    let id: Option<String> = row.try_get(5)?;
    let space = match id {
        None => None,
        Some(id) => {
            let state: String = row.try_get(8)?;
            Some(About {
                id: id.parse().context("a row of the outbox is damaged")?,
                title: read_column(row, 6)?,
                host: read_column(row, 7)?,
                state: coming(&state, optional_column(row, 10)?),
                starts_at: read_ms(row, 9)?,
                is_over: row.try_get::<i64, _>(19)? != 0,
            })
        }
    };
    let zone: Option<Zone> = optional_column(row, 16)?;
    let to = match zone {
        None => None,
        Some(zone) => Some(recipient(row, by, zone)?),
    };
    let tries: i64 = row.try_get(4)?;
    Ok(Parcel {
        id: row.try_get(0)?,
        errand,
        starts_at: read_ms(row, 2)?,
        at: read_ms(row, 3)?,
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
        space,
        to,
    })
}

fn recipient(row: &AnyRow, by: Channel, zone: Zone) -> Result<Recipient> {
    let language: String = row.try_get(15)?;
    let tongue = Tongue::of(&language);
    Ok(match by {
        Channel::Push => Recipient::Browser(SubscriptionRow {
            id: row.try_get(11)?,
            endpoint: row.try_get(12)?,
            p256dh: row.try_get(13)?,
            auth: row.try_get(14)?,
            tongue,
            zone,
            created_at: read_ms(row, 17)?,
            person: read_column(row, 18)?,
            session: None,
        }),
        Channel::Mail => Recipient::Address {
            person: read_column(row, 18)?,
            address: row.try_get(12)?,
            tongue,
            zone,
            asked_at: read_ms(row, 17)?,
        },
    })
}
