//! What hosts earned, as sums over the books, and the audit of all of it.

use crate::{
    money::ledger::{KINDS, code},
    store::{
        Result, Store, Tx, optional_column, read_column, read_ms,
        sales::{count, unsigned},
    },
};
use anyhow::Context;
use causerie_shared::{
    id::{PersonId, SpaceId},
    money::Currency,
    ticket::{Earned, SpaceEarnings, StatementLine},
    time::UnixMs,
};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

/// A line of a statement, and where the next page begins.
pub struct Line {
    pub line: StatementLine,
    pub at: String,
}

impl Store {
    /// What a host earned, a currency a line.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn earned(&self, host: PersonId) -> Result<Vec<Earned>> {
        let rows = sqlx::query(
            "SELECT e.currency, \
             CAST(COALESCE(SUM(CASE WHEN e.kind <> 'payout' THEN -e.amount ELSE 0 END), 0) AS BIGINT), \
             CAST(COALESCE(SUM(CASE WHEN e.kind = 'payout' THEN e.amount ELSE 0 END), 0) AS BIGINT), \
             CAST(COALESCE(SUM(-(SELECT f.amount FROM entries f WHERE f.posting = e.posting \
             AND f.account = 'platform')), 0) AS BIGINT) \
             FROM entries e WHERE e.owner = $1 GROUP BY e.currency ORDER BY e.currency",
        )
        .bind(host.to_string())
        .fetch_all(self.database().reader())
        .await?;
        let read = |row: &AnyRow| {
            let (share, paid_out): (i64, i64) = (row.try_get(1)?, row.try_get(2)?);
            let fees: i64 = row.try_get(3)?;
            Ok(Earned {
                currency: read_column(row, 0)?,
                taken: share + fees,
                fees,
                pending: share - paid_out,
                paid_out,
            })
        };
        rows.iter().map(read).collect()
    }

    /// What each of a host's spaces earned, the newest first.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn earned_by_space(&self, host: PersonId, most: u32) -> Result<Vec<SpaceEarnings>> {
        let rows = sqlx::query(
            "SELECT s.space, s.title, s.starts_at, s.currency, \
             (SELECT COUNT(*) FROM orders o WHERE o.space = s.space AND o.state = 'seated'), \
             (SELECT CAST(COALESCE(SUM(-e.amount), 0) AS BIGINT) FROM entries e \
              WHERE e.owner = $1 AND e.space = s.space AND e.kind <> 'payout'), \
             (SELECT CAST(COALESCE(SUM(-f.amount), 0) AS BIGINT) FROM entries e JOIN entries f \
              ON f.posting = e.posting AND f.account = 'platform' \
              WHERE e.owner = $1 AND e.space = s.space) \
             FROM sales s WHERE s.host = $1 ORDER BY s.starts_at DESC, s.space DESC LIMIT $2",
        )
        .bind(host.to_string())
        .bind(i64::from(most))
        .fetch_all(self.database().reader())
        .await?;
        let read = |row: &AnyRow| {
            let (share, fees): (i64, i64) = (row.try_get(5)?, row.try_get(6)?);
            Ok(SpaceEarnings {
                space: read_column(row, 0)?,
                title: read_column(row, 1)?,
                starts_at: read_ms(row, 2)?,
                currency: read_column(row, 3)?,
                sold: count(row, 4)?,
                taken: share + fees,
                fees,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Every change of a host's balance, the newest first, before `before`.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn statement(
        &self,
        host: PersonId,
        before: Option<&str>,
        most: u32,
    ) -> Result<Vec<Line>> {
        let (at, posting) = before.and_then(|it| it.split_once('~')).unwrap_or(("", ""));
        let at: i64 = at.parse().unwrap_or(i64::MAX);
        let rows = sqlx::query(
            "SELECT e.at, e.kind, e.space, e.currency, -e.amount, e.posting, s.title FROM entries e \
             LEFT JOIN sales s ON s.space = e.space WHERE e.owner = $1 \
             AND (e.at < $2 OR e.at = $2 AND e.posting < $3) \
             ORDER BY e.at DESC, e.posting DESC LIMIT $4",
        )
        .bind(host.to_string())
        .bind(at)
        .bind(posting)
        .bind(i64::from(most))
        .fetch_all(self.database().reader())
        .await?;
        let read = |row: &AnyRow| {
            let kind: String = row.try_get(1)?;
            let kind = KINDS.into_iter().find(|it| code(*it) == kind);
            let space: String = row.try_get(2)?;
            let space: Option<SpaceId> = (!space.is_empty())
                .then(|| space.parse())
                .transpose()
                .context("an entry's row is damaged")?;
            let at: UnixMs = read_ms(row, 0)?;
            let currency: Currency = read_column(row, 3)?;
            Ok(Line {
                line: StatementLine {
                    at,
                    of: kind.context("an entry's row is damaged")?,
                    space,
                    title: optional_column(row, 6)?,
                    currency,
                    amount: row.try_get(4)?,
                },
                at: format!("{}~{}", at.0, row.try_get::<String, _>(5)?),
            })
        };
        rows.iter().map(read).collect()
    }

    /// Compares all of it in one moment, while sales go on: what differs, a line each.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn audit(&self) -> Result<Vec<String>> {
        Ok(self.audit_and_count().await?.differs)
    }

    /// The same, and how much of it there was.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn audit_and_count(&self) -> Result<Audit> {
        let mut tx = self.database().look().await?;
        let mut differs = Vec::new();
        for (what, sql) in AUDIT {
            differ(&mut tx, what, sql, &mut differs).await?;
        }
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM orders), (SELECT COUNT(*) FROM tickets), \
             (SELECT COUNT(DISTINCT posting) FROM entries), (SELECT COUNT(*) FROM payments)",
        )
        .fetch_one(&mut *tx)
        .await?;
        Ok(Audit {
            differs,
            orders: unsigned(&row, 0)?,
            tickets: unsigned(&row, 1)?,
            postings: unsigned(&row, 2)?,
            payments: unsigned(&row, 3)?,
        })
    }
}

/// What an audit found, and what it looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// A line each; none when all is well.
    pub differs: Vec<String>,
    pub orders: u64,
    pub tickets: u64,
    pub postings: u64,
    pub payments: u64,
}

/// Each finds rows of one text: what is not as it has to be.
const AUDIT: [(&str, &str); 10] = [
    (
        "a posting does not sum to zero",
        "SELECT posting FROM entries GROUP BY posting, currency HAVING SUM(amount) <> 0",
    ),
    (
        "sold seats of a kind of ticket are not its paid orders",
        "SELECT t.id FROM tiers t WHERE t.sold <> \
         (SELECT COUNT(*) FROM orders o WHERE o.tier = t.id AND o.state = 'seated')",
    ),
    (
        "held seats of a kind of ticket are not its open orders",
        "SELECT t.id FROM tiers t WHERE t.held <> \
         (SELECT COUNT(*) FROM orders o WHERE o.tier = t.id AND o.state = 'held')",
    ),
    (
        "a paid order has not one good ticket, or another one has",
        "SELECT o.id FROM orders o WHERE (CASE WHEN o.state = 'seated' THEN 1 ELSE 0 END) <> \
         (SELECT COUNT(*) FROM tickets k WHERE k.order_id = o.id AND k.state = 'good')",
    ),
    (
        "a seat is nobody's place",
        "SELECT o.id FROM orders o WHERE (CASE WHEN o.state IN ('held', 'seated') THEN 1 ELSE 0 END) \
         <> (SELECT COUNT(*) FROM places p WHERE p.order_id = o.id)",
    ),
    (
        "a paid order has no payment that paid it",
        "SELECT o.id FROM orders o WHERE o.state = 'seated' AND o.price > o.discount AND NOT EXISTS \
         (SELECT 1 FROM payments p WHERE p.id = o.paid_by AND p.state = 'paid')",
    ),
    (
        "the books do not hold what a payment's state says",
        "SELECT p.id FROM payments p WHERE (CASE WHEN p.state IN ('paid', 'refunding') THEN p.amount \
         ELSE 0 END) <> (SELECT COALESCE(SUM(e.amount), 0) FROM entries e WHERE e.payment = p.id \
         AND e.account = 'provider')",
    ),
    (
        "money that goes back is not on its way",
        "SELECT p.id FROM payments p WHERE p.state = 'refunding' AND NOT EXISTS (SELECT 1 FROM \
         provider_calls c WHERE c.payment = p.id) AND NOT EXISTS (SELECT 1 FROM wallet_events w \
         WHERE w.payment = p.id) AND EXISTS (SELECT 1 FROM wallet_payments w WHERE w.id = p.id \
         AND w.state = 'paid')",
    ),
    (
        "the provider's amount is not that of the books, and no news is on its way",
        "SELECT w.id FROM wallet_payments w WHERE (CASE WHEN w.state = 'paid' THEN w.amount ELSE 0 \
         END) <> (SELECT COALESCE(SUM(e.amount), 0) FROM entries e WHERE e.payment = w.id \
         AND e.account = 'provider') AND NOT EXISTS (SELECT 1 FROM wallet_events v \
         WHERE v.payment = w.id)",
    ),
    (
        "an amount on its way back is owed for no payment",
        "SELECT e.payment FROM entries e WHERE e.account = 'owed' GROUP BY e.payment \
         HAVING SUM(e.amount) <> -(SELECT COALESCE(SUM(p.amount), 0) FROM payments p \
         WHERE p.id = e.payment AND p.state = 'refunding')",
    ),
];

async fn differ(tx: &mut Tx, what: &str, sql: &'static str, found: &mut Vec<String>) -> Result<()> {
    for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut **tx).await? {
        found.push(format!("{what}: {}", row.try_get::<String, _>(0)?));
    }
    Ok(())
}
