//! What hosts sell: rows of sales, their kinds of tickets, codes, and who waits.

use crate::{
    money::sale::News,
    store::{Result, Store, Tx, ms, optional_ms, read_column, read_ms, till::Deed},
};
use causerie_shared::{
    id::{OrderId, PersonId, SpaceId, TierId},
    money::Currency,
    text::Name,
    ticket::{Book, CodeBook, Sale, SaleState, Tier, TierBook, Waiting},
    ticket_fault::TicketFault,
    time::UnixMs,
    view::{Lifecycle, SpaceView},
};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

/// A sale as its host wants it, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSale {
    pub space: SpaceId,
    pub host: PersonId,
    pub title: String,
    pub currency: Currency,
    pub opens: Option<(String, UnixMs)>,
    pub closes: Option<(String, UnixMs)>,
    pub starts_at: UnixMs,
    pub refund_min: u32,
    pub preview_s: u32,
    pub tiers: Vec<NewTier>,
    pub codes: Vec<NewCode>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTier {
    /// Whether it is there already.
    pub known: bool,
    pub id: TierId,
    pub name: Name,
    pub price: u64,
    pub number: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCode {
    pub code: String,
    pub percent_off: u32,
    pub uses: u32,
}

/// For how long after its time a sale that was called off is looked at again.
const LATE_MS: u64 = 24 * 60 * 60 * 1000;

/// A sale as everybody sees it, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaleRow {
    pub host: PersonId,
    pub sale: Sale,
}

impl Store {
    /// Sells from here on what the host says. What somebody has bought or holds stays.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn set_sale(&self, new: &NewSale) -> Result<std::result::Result<(), TicketFault>> {
        let mut tx = self.database().begin().await?;
        let space = new.space.to_string();
        let row = sqlx::query(
            "INSERT INTO sales (space, host, title, currency, starts_at, refund_min, preview_s, state, \
             began) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', 0) \
             ON CONFLICT (space) DO UPDATE SET title = excluded.title RETURNING currency, state",
        )
        .bind(&space)
        .bind(new.host.to_string())
        .bind(&new.title)
        .bind(new.currency.as_str().to_owned())
        .bind(ms(new.starts_at))
        .bind(i64::from(new.refund_min))
        .bind(i64::from(new.preview_s))
        .fetch_one(&mut *tx)
        .await?;
        if row.try_get::<String, _>(1)? != "open" {
            return Ok(Err(TicketFault::CalledOff));
        }
        let currency: Currency = read_column(&row, 0)?;
        if currency != new.currency && is_touched(&mut tx, &space).await? {
            return Ok(Err(TicketFault::CurrencyStays));
        }
        sqlx::query(
            "UPDATE sales SET title = $1, currency = $2, opens_at = $3, closes_at = $4, opens = $5, \
             closes = $6, starts_at = $7, refund_min = $8, preview_s = $9 WHERE space = $10",
        )
        .bind(&new.title)
        .bind(new.currency.as_str().to_owned())
        .bind(new.opens.as_ref().map(|(_, at)| ms(*at)))
        .bind(new.closes.as_ref().map(|(_, at)| ms(*at)))
        .bind(new.opens.as_ref().map(|(typed, _)| typed.clone()))
        .bind(new.closes.as_ref().map(|(typed, _)| typed.clone()))
        .bind(ms(new.starts_at))
        .bind(i64::from(new.refund_min))
        .bind(i64::from(new.preview_s))
        .bind(&space)
        .execute(&mut *tx)
        .await?;
        if let Err(fault) = set_tiers(&mut tx, new).await? {
            return Ok(Err(fault));
        }
        if let Err(fault) = set_codes(&mut tx, new).await? {
            return Ok(Err(fault));
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// Sells nothing any more, where nobody has bought or holds anything.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn drop_sale(&self, space: SpaceId) -> Result<std::result::Result<(), TicketFault>> {
        let mut tx = self.database().begin().await?;
        let space = space.to_string();
        sqlx::query("UPDATE sales SET space = space WHERE space = $1")
            .bind(&space)
            .execute(&mut *tx)
            .await?;
        if is_touched(&mut tx, &space).await? {
            return Ok(Err(TicketFault::IsSold));
        }
        sqlx::query("DELETE FROM waiting WHERE tier IN (SELECT id FROM tiers WHERE space = $1)")
            .bind(&space)
            .execute(&mut *tx)
            .await?;
        sqlx::query("DELETE FROM sales WHERE space = $1").bind(&space).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// What is sold for a space; none where nothing is.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn sale(&self, space: SpaceId, now: UnixMs) -> Result<Option<SaleRow>> {
        let mut tx = self.database().look().await?;
        let row = sqlx::query(
            "SELECT s.host, s.currency, s.opens_at, s.closes_at, s.starts_at, s.refund_min, \
             s.preview_s, s.state, (SELECT COUNT(*) FROM codes c WHERE c.space = s.space), \
             s.free_until, s.began \
             FROM sales s WHERE s.space = $1",
        )
        .bind(space.to_string())
        .fetch_optional(&mut *tx)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let tiers = sqlx::query(
            "SELECT id, name, price, number, number - held - sold FROM tiers WHERE space = $1 \
             ORDER BY place",
        )
        .bind(space.to_string())
        .fetch_all(&mut *tx)
        .await?;
        let tiers = tiers.iter().map(|row| {
            Ok(Tier {
                id: read_column(row, 0)?,
                name: read_column(row, 1)?,
                price: unsigned(row, 2)?,
                number: count(row, 3)?,
                left: count(row, 4)?,
            })
        });
        let (opens_at, closes_at) = (optional_ms(&row, 2)?, optional_ms(&row, 3)?);
        let state: String = row.try_get(7)?;
        let state = match state.as_str() {
            "open" if opens_at.is_some_and(|at| at > now) => SaleState::NotYet,
            "open" if closes_at.is_none_or(|at| at > now) => SaleState::Open,
            "open" | "over" | "settled" => SaleState::Closed,
            _ => SaleState::CalledOff,
        };
        let refund_ms = unsigned(&row, 5)? * 60_000;
        let starts_at = read_ms(&row, 4)?;
        Ok(Some(SaleRow {
            host: read_column(&row, 0)?,
            sale: Sale {
                space,
                currency: read_column(&row, 1)?,
                tiers: tiers.collect::<Result<_>>()?,
                opens_at,
                closes_at,
                refund_until: match row.try_get::<i64, _>(10)? {
                    0 => UnixMs(starts_at.0.saturating_sub(refund_ms))
                        .max(optional_ms(&row, 9)?.unwrap_or_default()),
                    // It may have begun before its time.
                    _ => UnixMs(0),
                },
                preview_s: count(&row, 6)?,
                // What the relay is set to, the doors know.
                held_s: 0,
                state,
                takes_codes: row.try_get::<i64, _>(8)? > 0,
                // Whether it is real money the doors know.
                test: false,
            },
        }))
    }

    /// What its host sees of a sale.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn sale_book(&self, space: SpaceId) -> Result<Book> {
        let mut tx = self.database().look().await?;
        let key = space.to_string();
        let tiers = sqlx::query(
            "SELECT sold, held, (SELECT COUNT(*) FROM waiting w WHERE w.tier = t.id) FROM tiers t \
             WHERE space = $1 ORDER BY place",
        )
        .bind(&key)
        .fetch_all(&mut *tx)
        .await?;
        let tiers = tiers.iter().map(|row| {
            Ok(TierBook { sold: count(row, 0)?, held: count(row, 1)?, waiting: count(row, 2)? })
        });
        let codes = sqlx::query(
            "SELECT code, percent_off, uses, used FROM codes WHERE space = $1 ORDER BY place",
        )
        .bind(&key)
        .fetch_all(&mut *tx)
        .await?;
        let codes = codes.iter().map(|row| {
            let (percent_off, uses, used) = (count(row, 1)?, count(row, 2)?, count(row, 3)?);
            Ok(CodeBook { code: row.try_get(0)?, percent_off, uses, used })
        });
        let sums = sqlx::query(
            "SELECT CAST(COALESCE(SUM(price - discount), 0) AS BIGINT), \
             CAST(COALESCE(SUM(fee), 0) AS BIGINT) FROM orders WHERE space = $1 AND state = 'seated'",
        )
        .bind(&key)
        .fetch_one(&mut *tx)
        .await?;
        let row = sqlx::query("SELECT opens, closes, refund_min FROM sales WHERE space = $1")
            .bind(&key)
            .fetch_one(&mut *tx)
            .await?;
        Ok(Book {
            tiers: tiers.collect::<Result<_>>()?,
            codes: codes.collect::<Result<_>>()?,
            taken: unsigned(&sums, 0)?,
            fees: unsigned(&sums, 1)?,
            opens: row.try_get(0)?,
            closes: row.try_get(1)?,
            refund_min: count(&row, 2)?,
        })
    }

    /// Somebody's place among those who wait there.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn waiting(&self, space: SpaceId, person: PersonId) -> Result<Option<Waiting>> {
        let row = sqlx::query(
            "SELECT w.tier, (SELECT COUNT(*) FROM waiting o WHERE o.tier = w.tier \
             AND o.turn <= w.turn) FROM waiting w JOIN tiers t ON t.id = w.tier \
             WHERE t.space = $1 AND w.person = $2",
        )
        .bind(space.to_string())
        .bind(person.to_string())
        .fetch_optional(self.database().reader())
        .await?;
        let read =
            |row: AnyRow| Ok(Waiting { tier: read_column(&row, 0)?, place: count(&row, 1)? });
        row.map(read).transpose()
    }

    /// Holds that are over, the oldest first; orders and waiting lists of spaces that were called off;
    /// and seats that are free while somebody waits: what the till is to be told.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn due_orders(&self, now: UnixMs, most: u32) -> Result<Vec<Deed>> {
        let rows = sqlx::query(
            "SELECT 'time', id, '', '' FROM orders WHERE state = 'held' AND held_until <= $1 \
             UNION ALL SELECT 'return', o.id, '', '' FROM sales s JOIN orders o ON o.space = s.space \
             WHERE s.state IN ('calling_off', 'called_off') AND o.state IN ('held', 'seated') \
             AND (s.state = 'calling_off' OR s.starts_at > $3) \
             UNION ALL SELECT 'waits', w.tier, s.space, w.person FROM sales s \
             JOIN tiers t ON t.space = s.space JOIN waiting w ON w.tier = t.id \
             WHERE s.state = 'calling_off' \
             UNION ALL SELECT 'free', t.space, '', '' FROM sales s JOIN tiers t ON t.space = s.space \
             WHERE s.state = 'open' AND t.held + t.sold < t.number \
             AND (s.opens_at IS NULL OR s.opens_at <= $1) \
             AND (s.closes_at IS NULL OR s.closes_at > $1) \
             AND EXISTS (SELECT 1 FROM waiting w WHERE w.tier = t.id) LIMIT $2",
        )
        .bind(ms(now))
        .bind(i64::from(most))
        // What was on its way to a seat while its sale was called off shows in a moment.
        .bind(ms(UnixMs(now.0.saturating_sub(LATE_MS))))
        .fetch_all(self.database().reader())
        .await?;
        let deed = |row: &AnyRow| {
            let what: String = row.try_get(0)?;
            if what == "free" {
                return Ok(Deed::OfferFree { space: read_column(row, 1)? });
            }
            if what == "waits" {
                let (tier, person) = (read_column(row, 1)?, read_column(row, 3)?);
                return Ok(Deed::WaitInVain { tier, space: read_column(row, 2)?, person });
            }
            let order: OrderId = read_column(row, 1)?;
            let news = if what == "time" { News::Time } else { News::Return };
            Ok(Deed::Ask { order, news, by: None })
        };
        rows.iter().map(deed).collect()
    }

    /// Sales that were being called off and of which nothing is left to give back rest from here on.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn close_sales(&self) -> Result<u64> {
        let done = "state = 'calling_off' AND NOT EXISTS (SELECT 1 FROM orders o \
             WHERE o.space = sales.space AND o.state IN ('held', 'seated')) \
             AND NOT EXISTS (SELECT 1 FROM tiers t JOIN waiting w ON w.tier = t.id \
             WHERE t.space = sales.space)";
        let found = AssertSqlSafe(format!("SELECT 1 FROM sales WHERE {done} LIMIT 1"));
        if sqlx::query(found).fetch_optional(self.database().reader()).await?.is_none() {
            return Ok(0);
        }
        let close = AssertSqlSafe(format!("UPDATE sales SET state = 'called_off' WHERE {done}"));
        let closed = sqlx::query(close).execute(self.database().writer()).await?;
        Ok(closed.rows_affected())
    }

    /// Calls off what is sold for a space.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn call_off_sale(&self, space: SpaceId) -> Result<()> {
        let mut tx = self.database().begin().await?;
        call_off(&mut tx, space).await?;
        Ok(tx.commit().await?)
    }

    /// Spaces that were over by then and whose hosts were not paid out yet.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn unpaid_sales(&self, over_before: UnixMs, most: u32) -> Result<Vec<SpaceId>> {
        let rows = sqlx::query(
            "SELECT space FROM sales WHERE state = 'over' AND over_at <= $1 ORDER BY over_at LIMIT $2",
        )
        .bind(ms(over_before))
        .bind(i64::from(most))
        .fetch_all(self.database().reader())
        .await?;
        rows.iter().map(|row| read_column(row, 0)).collect()
    }
}

/// With the row of a space that sells tickets: once its audience was let in, it took place; one that
/// ended before gives everybody their money back.
pub(super) async fn follow(tx: &mut Tx, view: &SpaceView) -> sqlx::Result<()> {
    let sql = match view.lifecycle {
        _ if view.ticketing.is_none() => return Ok(()),
        Lifecycle::Backstage { .. } => return Ok(()),
        Lifecycle::Live { .. } => "UPDATE sales SET began = 1 WHERE space = $1 AND began = 0",
        Lifecycle::Ended { .. } => {
            "UPDATE sales SET over_at = $2, \
             state = CASE WHEN began = 1 THEN 'over' ELSE 'calling_off' END \
             WHERE space = $1 AND state = 'open'"
        }
    };
    let query = sqlx::query(sql).bind(view.id.to_string());
    let query = match view.lifecycle {
        Lifecycle::Ended { at, .. } => query.bind(ms(at)),
        Lifecycle::Backstage { .. } | Lifecycle::Live { .. } => query,
    };
    query.execute(&mut **tx).await.map(drop)
}

/// With what calls a space off: everybody gets their money back, by and by.
pub(super) async fn call_off(tx: &mut Tx, space: SpaceId) -> Result<()> {
    sqlx::query("UPDATE sales SET state = 'calling_off' WHERE space = $1 AND state = 'open'")
        .bind(space.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The host goes, and with them what they announced.
pub(super) async fn host_goes(tx: &mut Tx, host: PersonId) -> Result<()> {
    sqlx::query(
        "UPDATE sales SET state = 'calling_off' WHERE host = $1 AND state = 'open' AND space NOT IN \
         (SELECT id FROM spaces WHERE live = 0)",
    )
    .bind(host.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Money that comes for what somebody wanted who is gone goes back.
pub(super) async fn buyer_goes(tx: &mut Tx, buyer: PersonId) -> Result<()> {
    sqlx::query("UPDATE orders SET forsaken = 1 WHERE buyer = $1 AND state IN ('held', 'lapsed')")
        .bind(buyer.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Whoever has no account waits for nothing.
pub(super) async fn forget_waiting(tx: &mut Tx, person: PersonId) -> Result<()> {
    sqlx::query("DELETE FROM waiting WHERE person = $1")
        .bind(person.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// It is called otherwise, or begins at another time: then a ticket can be returned until it does.
pub(super) async fn moved(
    tx: &mut Tx,
    space: SpaceId,
    starts_at: UnixMs,
    title: &str,
) -> Result<()> {
    sqlx::query(
        "UPDATE sales SET title = $1, starts_at = $2, \
         free_until = CASE WHEN starts_at <> $2 THEN $2 ELSE free_until END WHERE space = $3",
    )
    .bind(title)
    .bind(ms(starts_at))
    .bind(space.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn is_touched(tx: &mut Tx, space: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM orders WHERE space = $1 LIMIT 1";
    Ok(sqlx::query(sql).bind(space).fetch_optional(&mut **tx).await?.is_some())
}

async fn set_tiers(tx: &mut Tx, new: &NewSale) -> Result<std::result::Result<(), TicketFault>> {
    let space = new.space.to_string();
    let rows = sqlx::query("UPDATE tiers SET id = id WHERE space = $1 RETURNING id, held + sold")
        .bind(&space)
        .fetch_all(&mut **tx)
        .await?;
    for row in &rows {
        let id: TierId = read_column(row, 0)?;
        if new.tiers.iter().any(|tier| tier.known && tier.id == id) {
            continue;
        }
        let sql = "SELECT 1 FROM orders WHERE tier = $1 LIMIT 1";
        if sqlx::query(sql).bind(id.to_string()).fetch_optional(&mut **tx).await?.is_some() {
            return Ok(Err(TicketFault::IsSold));
        }
        for sql in ["DELETE FROM waiting WHERE tier = $1", "DELETE FROM tiers WHERE id = $1"] {
            sqlx::query(sql).bind(id.to_string()).execute(&mut **tx).await?;
        }
    }
    for (place, tier) in new.tiers.iter().enumerate() {
        let at = u32::try_from(place).unwrap_or(u32::MAX);
        let sql = match tier.known {
            true => {
                "UPDATE tiers SET place = $3, name = $4, price = $5, number = $6 \
                 WHERE id = $1 AND space = $2 AND held + sold <= $6"
            }
            false => {
                "INSERT INTO tiers (id, space, place, name, price, number, held, sold) \
                 VALUES ($1, $2, $3, $4, $5, $6, 0, 0)"
            }
        };
        let done = sqlx::query(sql)
            .bind(tier.id.to_string())
            .bind(&space)
            .bind(i64::from(at))
            .bind(tier.name.as_str().to_owned())
            .bind(i64::try_from(tier.price).unwrap_or(i64::MAX))
            .bind(i64::from(tier.number))
            .execute(&mut **tx)
            .await?;
        if done.rows_affected() == 0 {
            let row = sqlx::query("SELECT held + sold FROM tiers WHERE id = $1 AND space = $2")
                .bind(tier.id.to_string())
                .bind(&space)
                .fetch_optional(&mut **tx)
                .await?;
            let Some(row) = row else { return Ok(Err(TicketFault::NoSuchTier)) };
            return Ok(Err(TicketFault::TooFew { at, least: count(&row, 0)? }));
        }
    }
    Ok(Ok(()))
}

async fn set_codes(tx: &mut Tx, new: &NewSale) -> Result<std::result::Result<(), TicketFault>> {
    let space = new.space.to_string();
    let rows = sqlx::query("UPDATE codes SET code = code WHERE space = $1 RETURNING code, used")
        .bind(&space)
        .fetch_all(&mut **tx)
        .await?;
    let mut used = std::collections::BTreeMap::new();
    for row in &rows {
        used.insert(row.try_get::<String, _>(0)?, count(row, 1)?);
    }
    sqlx::query("DELETE FROM codes WHERE space = $1").bind(&space).execute(&mut **tx).await?;
    for (place, code) in new.codes.iter().enumerate() {
        let before = used.get(&code.code).copied().unwrap_or(0);
        let at = u32::try_from(place).unwrap_or(u32::MAX);
        if code.uses < before.max(1) {
            return Ok(Err(TicketFault::BadUses { at, least: before.max(1) }));
        }
        sqlx::query(
            "INSERT INTO codes (space, code, place, percent_off, uses, used) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&space)
        .bind(&code.code)
        .bind(i64::from(at))
        .bind(i64::from(code.percent_off))
        .bind(i64::from(code.uses))
        .bind(i64::from(before))
        .execute(&mut **tx)
        .await?;
    }
    Ok(Ok(()))
}

pub(super) fn count(row: &AnyRow, at: usize) -> Result<u32> {
    Ok(u32::try_from(row.try_get::<i64, _>(at)?).unwrap_or(0))
}

pub(super) fn unsigned(row: &AnyRow, at: usize) -> Result<u64> {
    Ok(u64::try_from(row.try_get::<i64, _>(at)?).unwrap_or(0))
}
