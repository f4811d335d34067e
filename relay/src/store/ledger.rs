//! The books, as rows: entries are added, never changed, and balances are their sums.

use crate::{
    money::ledger::{Account, Split, code, posting},
    store::{Result, Tx, ms},
};
use causerie_shared::{
    id::{PersonId, SpaceId},
    money::Currency,
    ticket::EntryKind,
    time::UnixMs,
};
use sqlx::{AssertSqlSafe, Row};

/// What is booked: of which payment, and whose it is.
pub(super) struct Booking {
    pub(super) kind: EntryKind,
    /// Of a payment, or of a payout.
    pub(super) payment: String,
    pub(super) host: PersonId,
    pub(super) space: Option<SpaceId>,
    pub(super) currency: Currency,
    pub(super) split: Split,
}

/// Writes one posting. What happens to a payment once is booked under a name of its own, so that a
/// second booking fails; disputes may come and go, and are numbered.
pub(super) async fn book(tx: &mut Tx, booking: &Booking, now: UnixMs) -> Result<()> {
    let kind = code(booking.kind);
    let mut name = format!("{}:{kind}", booking.payment);
    let comes_again = match booking.kind {
        EntryKind::Sale | EntryKind::Refund | EntryKind::Payout => false,
        EntryKind::Unseated
        | EntryKind::RefundDone
        | EntryKind::Dispute
        | EntryKind::DisputeWon => true,
    };
    if comes_again {
        let sql = "SELECT COUNT(*) FROM entries WHERE posting LIKE $1 AND account = 'provider'";
        let row = sqlx::query(sql).bind(format!("{name}%")).fetch_one(&mut **tx).await?;
        let before: i64 = row.try_get(0)?;
        if before > 0 {
            name = format!("{name}:{before}");
        }
    }
    let lines = posting(booking.kind, booking.split);
    if lines.is_empty() {
        return Ok(());
    }
    let values: Vec<String> = (0..lines.len())
        .map(|at| {
            let one = 7 + at * 3;
            format!("($1, ${}, ${}, $2, $3, $4, $5, ${}, $6)", one, one + 1, one + 2)
        })
        .collect();
    let sql = format!(
        "INSERT INTO entries (posting, account, owner, kind, payment, space, currency, amount, at) \
         VALUES {}",
        values.join(", ")
    );
    let mut query = sqlx::query(AssertSqlSafe(sql))
        .bind(name)
        .bind(kind)
        .bind(booking.payment.clone())
        .bind(booking.space.map(|space| space.to_string()).unwrap_or_default())
        .bind(booking.currency.as_str().to_owned())
        .bind(ms(now));
    for (account, amount) in lines {
        let owner = match account {
            Account::Host => booking.host.to_string(),
            Account::Provider | Account::Platform | Account::Owed => String::new(),
        };
        query = query.bind(account.code()).bind(owner).bind(amount);
    }
    query.execute(&mut **tx).await?;
    Ok(())
}
