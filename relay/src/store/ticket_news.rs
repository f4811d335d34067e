//! What people are told of their tickets, with what decided it: in the app, and wherever else they
//! want it. Whoever has a ticket is reminded of the space too.

use crate::store::{Result, Tx, ms, outbox, reminders};
use causerie_shared::{
    id::{PersonId, SpaceId},
    notification::{Occasion, Remind},
    time::UnixMs,
};
use sqlx::{AssertSqlSafe, Row};

/// Nothing is told to whoever has no account any more.
pub(super) async fn tell(
    tx: &mut Tx,
    space: SpaceId,
    person: PersonId,
    of: Occasion,
    now: UnixMs,
) -> Result<()> {
    tell_and(tx, (space, person), of, now, "DO UPDATE SET at = excluded.at, read_at = NULL").await
}

/// What somebody waited for, or was about to pay. Who wanted to be reminded may know it already.
pub(super) async fn called_off(
    tx: &mut Tx,
    space: SpaceId,
    person: PersonId,
    now: UnixMs,
) -> Result<()> {
    tell_and(tx, (space, person), Occasion::Cancelled, now, "DO NOTHING").await
}

async fn tell_and(
    tx: &mut Tx,
    (space, person): (SpaceId, PersonId),
    of: Occasion,
    now: UnixMs,
    known: &'static str,
) -> Result<()> {
    let (space, person) = (space.to_string(), person.to_string());
    let sql = format!(
        "INSERT INTO notifications (person, occasion, space, title, host, starts_at, at) \
         SELECT p.id, $1, s.space, s.title, s.host, s.starts_at, $2 \
         FROM sales s JOIN people p ON p.id = $3 WHERE s.space = $4 \
         ON CONFLICT (person, space, occasion, starts_at) {known} RETURNING starts_at"
    );
    let row = sqlx::query(AssertSqlSafe(sql))
        .bind(of.code())
        .bind(ms(now))
        .bind(&person)
        .bind(&space)
        .fetch_optional(&mut **tx)
        .await?;
    let Some(row) = row else { return Ok(()) };
    let told = outbox::Portion {
        space: &space,
        occasion: of.code(),
        starts_at: row.try_get(0)?,
        at: ms(now),
        after: person.get(..person.len() - 1).unwrap_or_default(),
        last: &person,
    };
    outbox::queue(tx, &told).await
}

/// Whoever has a ticket means to come.
pub(super) async fn comes(
    tx: &mut Tx,
    space: SpaceId,
    person: PersonId,
    now: UnixMs,
) -> Result<()> {
    tell(tx, space, person, Occasion::Ticket, now).await?;
    let lead_ms = u64::from(Remind::DEFAULT_MIN) * 60_000;
    reminders::ask_for_account(tx, space, person, lead_ms, now).await
}
