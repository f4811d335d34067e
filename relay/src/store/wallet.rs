//! The wallet's own books: a provider of play money that lives in this database. Nothing of it is read
//! by what sells, but by the audit, which compares its amounts with the books.

use crate::store::{
    Result, Store, Tx, ms, read_column,
    till::{Answer, Desk, Effect},
};
use causerie_shared::{
    id::{PaymentId, SpaceId},
    money::Currency,
    ticket::{CardAnswer, TestCard},
    ticket_fault::TicketFault,
    time::UnixMs,
};
use sqlx::Row;

/// How long a card takes that settles late: long enough to close the page.
pub const SETTLES_MS: u64 = 20_000;

/// Something the wallet has to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletEvent {
    pub id: String,
    /// A payment, or a space of which its host is paid out.
    pub of: String,
    pub kind: String,
    pub amount: i64,
    pub currency: Currency,
    pub at: UnixMs,
}

pub(super) async fn start(
    tx: &mut Tx,
    payment: PaymentId,
    amount: i64,
    currency: Currency,
) -> Result<Answer> {
    sqlx::query(
        "INSERT INTO wallet_payments (id, amount, currency, state) VALUES ($1, $2, $3, 'open') \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(payment.to_string())
    .bind(amount)
    .bind(currency.as_str().to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(Answer::Done)
}

pub(super) async fn card(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    payment: PaymentId,
    card: TestCard,
    confirmed: bool,
) -> Result<Answer> {
    let (state, answer, kind) = match card {
        TestCard::WantsConfirmation if !confirmed => return Ok(Answer::Card(CardAnswer::Confirm)),
        TestCard::Good | TestCard::WantsConfirmation => ("paid", CardAnswer::Paid, "paid"),
        TestCard::Declines => ("declined", CardAnswer::Declined, "failed"),
        TestCard::SettlesLate => ("settling", CardAnswer::Settling, "on_its_way"),
    };
    let row = sqlx::query(
        "UPDATE wallet_payments SET state = $1, settles_at = $2 WHERE id = $3 AND state = 'open' \
         RETURNING amount, currency",
    )
    .bind(state)
    .bind((state == "settling").then(|| ms(desk.now.plus_ms(SETTLES_MS))))
    .bind(payment.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    let id = payment.to_string();
    let Some(row) = row else {
        // Another tab may have been quicker, and nobody pays twice.
        let state = sqlx::query("SELECT state FROM wallet_payments WHERE id = $1").bind(&id);
        let state = state.fetch_optional(&mut **tx).await?;
        let state = state.map(|row| row.try_get::<String, _>(0)).transpose()?;
        return Ok(Answer::Refused(match state.as_deref() {
            Some("paid" | "settling") => TicketFault::PaymentUnderWay,
            _ => TicketFault::PaymentOver,
        }));
    };
    tell(tx, desk, &id, kind, (row.try_get(0)?, row.try_get(1)?)).await?;
    Ok(Answer::Card(answer))
}

pub(super) async fn settle(tx: &mut Tx, desk: &mut Desk<'_>, payment: PaymentId) -> Result<Answer> {
    moved(tx, desk, payment, ("settling", "paid"), "paid").await
}

pub(super) async fn refund(tx: &mut Tx, desk: &mut Desk<'_>, payment: PaymentId) -> Result<Answer> {
    moved(tx, desk, payment, ("paid", "refunded"), "refunded").await
}

pub(super) async fn dispute(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    payment: PaymentId,
    won: bool,
) -> Result<Answer> {
    let (states, kind) = match won {
        false => (("paid", "disputed"), "disputed"),
        true => (("disputed", "paid"), "dispute_won"),
    };
    moved(tx, desk, payment, states, kind).await
}

async fn moved(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    payment: PaymentId,
    (from, to): (&'static str, &'static str),
    kind: &'static str,
) -> Result<Answer> {
    let row = sqlx::query(
        "UPDATE wallet_payments SET state = $1 WHERE id = $2 AND state = $3 \
         RETURNING amount, currency",
    )
    .bind(to)
    .bind(payment.to_string())
    .bind(from)
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(row) = row {
        tell(tx, desk, &payment.to_string(), kind, (row.try_get(0)?, row.try_get(1)?)).await?;
    }
    Ok(Answer::Done)
}

async fn tell(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    of: &str,
    kind: &'static str,
    (amount, currency): (i64, String),
) -> Result<()> {
    sqlx::query(
        "INSERT INTO wallet_events (id, payment, kind, amount, currency, at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(format!("{of}:{kind}:{}", desk.now.0))
    .bind(of)
    .bind(kind)
    .bind(amount)
    .bind(currency)
    .bind(desk.now_ms())
    .execute(&mut **tx)
    .await?;
    desk.effects.push(Effect::WalletEvent);
    Ok(())
}

/// Pays a host what a space earned them: the sum of the books, once.
pub(super) async fn pay_out(tx: &mut Tx, desk: &mut Desk<'_>, space: SpaceId) -> Result<Answer> {
    let id = space.to_string();
    let row = sqlx::query(
        "UPDATE sales SET state = 'settled' WHERE space = $1 AND state = 'over' \
         RETURNING host, currency",
    )
    .bind(&id)
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(Answer::Done) };
    let (host, currency): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let sum = sqlx::query(
        "SELECT CAST(COALESCE(SUM(-amount), 0) AS BIGINT) FROM entries \
         WHERE owner = $1 AND space = $2",
    )
    .bind(host)
    .bind(&id)
    .fetch_one(&mut **tx)
    .await?;
    let amount: i64 = sum.try_get(0)?;
    if amount > 0 {
        tell(tx, desk, &id, "paid_out", (amount, currency)).await?;
    }
    Ok(Answer::Done)
}

pub(super) async fn told(tx: &mut Tx, event: &str) -> Result<Answer> {
    sqlx::query("DELETE FROM wallet_events WHERE id = $1").bind(event).execute(&mut **tx).await?;
    Ok(Answer::Done)
}

impl Store {
    /// What the wallet has to tell, the oldest first.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn wallet_events(&self, most: u32) -> Result<Vec<WalletEvent>> {
        let rows = sqlx::query(
            "SELECT id, payment, kind, amount, currency, at FROM wallet_events \
             ORDER BY at, id LIMIT $1",
        )
        .bind(i64::from(most))
        .fetch_all(self.database().reader())
        .await?;
        let read = |row: &sqlx::any::AnyRow| {
            Ok(WalletEvent {
                id: row.try_get(0)?,
                of: row.try_get(1)?,
                kind: row.try_get(2)?,
                amount: row.try_get(3)?,
                currency: read_column(row, 4)?,
                at: super::read_ms(row, 5)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Payments by late cards whose time has come.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn wallet_settling(&self, now: UnixMs) -> Result<Vec<PaymentId>> {
        let rows = sqlx::query(
            "SELECT id FROM wallet_payments WHERE state = 'settling' AND settles_at <= $1 LIMIT 100",
        )
        .bind(ms(now))
        .fetch_all(self.database().reader())
        .await?;
        rows.iter().map(|row| read_column(row, 0)).collect()
    }

    /// How a payment stands with the wallet.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn wallet_payment(&self, payment: PaymentId) -> Result<Option<String>> {
        let row = sqlx::query("SELECT state FROM wallet_payments WHERE id = $1")
            .bind(payment.to_string())
            .fetch_optional(self.database().reader())
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }
}
