//! Orders, tickets and calls to the provider, as they are read.

use crate::{
    money::{
        ledger::Split,
        sale::{Call, Paying},
    },
    store::{
        Result, Store,
        deals::{read_order_state, read_paying},
        ms, optional_column, read_column, read_ms,
        sales::{count, unsigned},
    },
};
use anyhow::Context;
use causerie_shared::{
    handle::Handle,
    id::{OrderId, PaymentId, PersonId, SpaceId, TicketId},
    money::Currency,
    stage::Attendee,
    ticket::{Order, OrderState, Payment, Sold, Ticket, TicketState},
    time::UnixMs,
};
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

/// An order, whose it is, and who sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRow {
    pub buyer: PersonId,
    pub host: PersonId,
    pub order: Order,
}

/// A ticket, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketRow {
    pub holder: PersonId,
    pub buyer: PersonId,
    pub passed_on: bool,
    /// Whoever has it may be listening.
    pub began: bool,
    pub refund_until: UnixMs,
    pub ticket: Ticket,
}

/// Something that the provider is to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRow {
    pub id: String,
    pub call: Call,
    pub payment: PaymentId,
    pub order: OrderId,
    pub space: SpaceId,
    pub host: PersonId,
    pub title: String,
    pub currency: Currency,
    pub split: Split,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// How the keys of orders begin that nobody asked for: a seat that became free was offered.
pub(super) const OFFER: &str = "offer-";

const ORDER: &str = "SELECT o.id, o.buyer, o.host, o.space, s.title, o.tier, t.name, o.currency, \
     o.price, o.discount, o.fee, o.made_at, o.state, o.held_until, p.state, p.pay_at, \
     (SELECT k.id FROM tickets k WHERE k.order_id = o.id AND k.state = 'good'), o.key \
     FROM orders o JOIN sales s ON s.space = o.space JOIN tiers t ON t.id = o.tier \
     LEFT JOIN payments p ON p.id = COALESCE(o.paid_by, \
     (SELECT MAX(l.id) FROM payments l WHERE l.order_id = o.id))";

fn read_order(row: &AnyRow) -> Result<OrderRow> {
    let (price, discount) = (unsigned(row, 8)?, unsigned(row, 9)?);
    let payment: Option<String> = row.try_get(14)?;
    let payment = match payment {
        None => None,
        Some(state) => {
            let state = read_paying(&state)?;
            // One that is over or on its way leads nowhere: another try is another payment.
            let at = if state == Paying::Started { row.try_get(15)? } else { None };
            Some(Payment { state: state.shown(), at })
        }
    };
    Ok(OrderRow {
        buyer: read_column(row, 1)?,
        host: read_column(row, 2)?,
        order: Order {
            id: read_column(row, 0)?,
            space: read_column(row, 3)?,
            title: read_column(row, 4)?,
            tier: read_column(row, 5)?,
            tier_name: read_column(row, 6)?,
            currency: read_column(row, 7)?,
            price,
            discount,
            total: price.saturating_sub(discount),
            fee: unsigned(row, 10)?,
            made_at: read_ms(row, 11)?,
            state: read_order_state(&row.try_get::<String, _>(12)?)?,
            held_until: read_ms(row, 13)?,
            payment,
            ticket: optional_column(row, 16)?,
            offered: row.try_get::<String, _>(17)?.starts_with(OFFER),
            // Whether it is real money the doors know.
            test: false,
        },
    })
}

const TICKET: &str = "SELECT k.id, k.order_id, k.space, s.title, s.host, h.name, h.handle, h.avatar, \
     s.starts_at, t.name, o.currency, o.price - o.discount, o.fee, o.made_at, k.state, k.holder, \
     o.buyer, k.passed_on, s.refund_min, s.free_until, s.began FROM tickets k JOIN orders o ON o.id = k.order_id \
     JOIN sales s ON s.space = k.space JOIN tiers t ON t.id = o.tier \
     LEFT JOIN people h ON h.id = s.host";

fn read_ticket(row: &AnyRow) -> Result<TicketRow> {
    let state: String = row.try_get(14)?;
    let state = match state.as_str() {
        "good" => TicketState::Good,
        "returned" => TicketState::Returned,
        "transferred" => TicketState::Transferred,
        _ => TicketState::Disputed,
    };
    let handle: Option<String> = row.try_get(6)?;
    let handle = handle.map(|handle| Handle::existing(&handle)).transpose();
    let starts_at = read_ms(row, 8)?;
    let gone = || super::GONE.parse().context("a name");
    let name = match optional_column(row, 5)? {
        Some(name) => name,
        None => gone()?,
    };
    Ok(TicketRow {
        holder: read_column(row, 15)?,
        buyer: read_column(row, 16)?,
        passed_on: row.try_get::<i64, _>(17)? != 0,
        began: row.try_get::<i64, _>(20)? != 0,
        refund_until: UnixMs(starts_at.0.saturating_sub(unsigned(row, 18)? * 60_000))
            .max(super::optional_ms(row, 19)?.unwrap_or_default()),
        ticket: Ticket {
            id: read_column(row, 0)?,
            order: read_column(row, 1)?,
            space: read_column(row, 2)?,
            title: read_column(row, 3)?,
            host: Attendee {
                person: read_column(row, 4)?,
                name,
                handle: handle.context("a person's row is damaged")?,
                avatar: optional_column(row, 7)?,
            },
            starts_at,
            tier_name: read_column(row, 9)?,
            currency: read_column(row, 10)?,
            total: unsigned(row, 11)?,
            fee: unsigned(row, 12)?,
            bought_at: read_ms(row, 13)?,
            state,
            // What may be done with it at a moment the doors know, and whether it is real money.
            return_until: None,
            may_transfer: false,
            is_gift: false,
            test: false,
        },
    })
}

impl Store {
    /// # Errors
    /// See [`super::Broken`].
    pub async fn order(&self, id: OrderId) -> Result<Option<OrderRow>> {
        self.one_order("WHERE o.id = $1 OR o.id = $2", &id.to_string(), "").await
    }

    /// What somebody has under way there, or what came of it last.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn last_order(&self, space: SpaceId, buyer: PersonId) -> Result<Option<OrderRow>> {
        // Nobody has two at once, and ids are only as old as the clock that gave them.
        let only = "WHERE o.space = $1 AND o.buyer = $2 \
             ORDER BY CASE WHEN o.state = 'held' THEN 0 ELSE 1 END, o.id DESC LIMIT 1";
        self.one_order(only, &space.to_string(), &buyer.to_string()).await
    }

    async fn one_order(&self, only: &str, one: &str, other: &str) -> Result<Option<OrderRow>> {
        let row = sqlx::query(AssertSqlSafe(format!("{ORDER} {only}")))
            .bind(one)
            .bind(other)
            .fetch_optional(self.database().reader())
            .await?;
        row.map(|row| read_order(&row)).transpose()
    }

    /// So many of what is somebody's.
    async fn rows_of(&self, sql: String, person: PersonId, most: usize) -> Result<Vec<AnyRow>> {
        let rows = sqlx::query(AssertSqlSafe(sql))
            .bind(person.to_string())
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_all(self.database().reader())
            .await?;
        Ok(rows)
    }

    /// All that somebody bought or wanted to buy, the newest first.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn orders_of(&self, buyer: PersonId, most: usize) -> Result<Vec<OrderRow>> {
        let sql = format!("{ORDER} WHERE o.buyer = $1 ORDER BY o.id DESC LIMIT $2");
        self.rows_of(sql, buyer, most).await?.iter().map(read_order).collect()
    }

    /// What somebody has held for them or has paid for, and no ticket yet; the newest first.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn orders_under_way(&self, buyer: PersonId, most: usize) -> Result<Vec<OrderRow>> {
        let sql = format!(
            "{ORDER} WHERE o.buyer = $1 AND (o.state = 'held' OR o.state = 'lapsed' \
             AND p.state IN ('on_its_way', 'refunding')) ORDER BY o.id DESC LIMIT $2"
        );
        self.rows_of(sql, buyer, most).await?.iter().map(read_order).collect()
    }

    /// Somebody's tickets, those of the next space first.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn tickets_of(&self, holder: PersonId, most: usize) -> Result<Vec<TicketRow>> {
        let sql =
            format!("{TICKET} WHERE k.holder = $1 ORDER BY s.starts_at DESC, k.id DESC LIMIT $2");
        self.rows_of(sql, holder, most).await?.iter().map(read_ticket).collect()
    }

    /// # Errors
    /// See [`super::Broken`].
    pub async fn ticket(&self, id: TicketId) -> Result<Option<TicketRow>> {
        let sql = format!("{TICKET} WHERE k.id = $1");
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(id.to_string())
            .fetch_optional(self.database().reader())
            .await?;
        row.map(|row| read_ticket(&row)).transpose()
    }

    /// The ticket with which somebody comes in there.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn good_ticket(&self, space: SpaceId, holder: PersonId) -> Result<Option<TicketRow>> {
        let sql = format!("{TICKET} WHERE k.space = $1 AND k.holder = $2 AND k.state = 'good'");
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(space.to_string())
            .bind(holder.to_string())
            .fetch_optional(self.database().reader())
            .await?;
        row.map(|row| read_ticket(&row)).transpose()
    }

    /// Tickets for a space that are good no more, whatever became of them.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn stopped_tickets(&self, space: SpaceId) -> Result<Vec<TicketId>> {
        let rows = sqlx::query("SELECT id FROM tickets WHERE space = $1 AND state <> 'good'")
            .bind(space.to_string())
            .fetch_all(self.database().reader())
            .await?;
        rows.iter().map(|row| read_column(row, 0)).collect()
    }

    /// Who bought, for the host: the newest first, before `before`.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn sold(
        &self,
        space: SpaceId,
        before: Option<OrderId>,
        most: u32,
    ) -> Result<Vec<Sold>> {
        let before = before.map_or_else(|| "g".to_owned(), |id| id.to_string());
        let rows = sqlx::query(
            "SELECT o.id, b.handle, o.buyer, t.name, o.price - o.discount, o.fee, o.made_at, o.state, \
             h.handle FROM orders o JOIN tiers t ON t.id = o.tier \
             LEFT JOIN people b ON b.id = o.buyer \
             LEFT JOIN tickets k ON k.order_id = o.id AND k.state = 'good' AND k.holder <> o.buyer \
             LEFT JOIN people h ON h.id = k.holder \
             WHERE o.space = $1 AND o.state IN ('seated', 'returned') AND o.id < $2 \
             ORDER BY o.id DESC LIMIT $3",
        )
        .bind(space.to_string())
        .bind(before)
        .bind(i64::from(most))
        .fetch_all(self.database().reader())
        .await?;
        let read = |row: &AnyRow| {
            let handle = |at: usize| -> Result<Option<Handle>> {
                let handle: Option<String> = row.try_get(at)?;
                let handle = handle.map(|handle| Handle::existing(&handle)).transpose();
                Ok(handle.context("a person's row is damaged")?)
            };
            Ok(Sold {
                order: read_column(row, 0)?,
                buyer: handle(1)?,
                holder: handle(8)?,
                person: read_column(row, 2)?,
                tier_name: read_column(row, 3)?,
                total: unsigned(row, 4)?,
                fee: unsigned(row, 5)?,
                at: read_ms(row, 6)?,
                state: read_order_state(&row.try_get::<String, _>(7)?)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// What the provider is to do by now, the longest due first.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn due_calls(&self, now: UnixMs, most: u32) -> Result<Vec<CallRow>> {
        let rows = sqlx::query(
            "SELECT c.id, c.kind, p.id, o.id, o.space, o.host, s.title, o.currency, \
             o.price - o.discount, o.fee, c.tries FROM provider_calls c \
             JOIN payments p ON p.id = c.payment JOIN orders o ON o.id = p.order_id \
             JOIN sales s ON s.space = o.space WHERE c.next_at <= $1 ORDER BY c.next_at, c.id LIMIT $2",
        )
        .bind(ms(now))
        .bind(i64::from(most))
        .fetch_all(self.database().reader())
        .await?;
        let read = |row: &AnyRow| {
            let kind: String = row.try_get(1)?;
            Ok(CallRow {
                id: row.try_get(0)?,
                call: if kind == "start" { Call::Start } else { Call::Refund },
                payment: read_column(row, 2)?,
                order: read_column(row, 3)?,
                space: read_column(row, 4)?,
                host: read_column(row, 5)?,
                title: row.try_get(6)?,
                currency: read_column(row, 7)?,
                split: Split { total: row.try_get(8)?, fee: row.try_get(9)? },
                tries: count(row, 10)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Payments begun between those moments of which the provider may have said nothing yet, and
    /// earlier ones whose money is on its way: so many
    /// after `after`, in the order of ids.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn unsettled(
        &self,
        from: UnixMs,
        until: UnixMs,
        after: Option<PaymentId>,
        most: u32,
    ) -> Result<Vec<PaymentId>> {
        let rows = sqlx::query(
            "SELECT id FROM payments WHERE state IN ('started', 'on_its_way', 'refunding') \
             AND (at >= $1 OR state <> 'started') AND at <= $2 AND id > $3 ORDER BY id LIMIT $4",
        )
        .bind(ms(from))
        .bind(ms(until))
        .bind(after.map(|after| after.to_string()).unwrap_or_default())
        .bind(i64::from(most))
        .fetch_all(self.database().reader())
        .await?;
        rows.iter().map(|row| read_column(row, 0)).collect()
    }

    /// When the next call is due that waits.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn next_call(&self) -> Result<Option<UnixMs>> {
        let row = sqlx::query("SELECT MIN(next_at) FROM provider_calls")
            .fetch_one(self.database().reader())
            .await?;
        super::optional_ms(&row, 0)
    }

    /// Whose payment it is, and for which order.
    ///
    /// # Errors
    /// See [`super::Broken`].
    pub async fn payer(&self, payment: PaymentId) -> Result<Option<(PersonId, OrderState)>> {
        let row = sqlx::query(
            "SELECT o.buyer, o.state FROM payments p JOIN orders o ON o.id = p.order_id \
             WHERE p.id = $1",
        )
        .bind(payment.to_string())
        .fetch_optional(self.database().reader())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let state = read_order_state(&row.try_get::<String, _>(1)?)?;
        Ok(Some((read_column(&row, 0)?, state)))
    }
}
