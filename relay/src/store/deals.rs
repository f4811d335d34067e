//! What becomes of orders: the verdicts of `money::sale`, carried out row by row.
//!
//! Each works within the till's transaction. The order's own row is taken first, so that whatever
//! happens to one order happens one after the other, on either engine and whoever tells it.
//!
//! *Law:* rows are taken in one order by every deed: the order, its kind of ticket, the code, the place,
//! who waits. So two deeds at two tills never wait for each other.

use crate::{
    money::{
        ledger::Split,
        sale::{Call, Facts, News, Paying, Seat, Step, Verdict, again, first, judge},
    },
    store::{
        Result, Tx, issued, ledger, ms, optional_column, read_column, read_ms, seats,
        seats::As,
        ticket_news,
        till::{Answer, Desk, Effect},
    },
};
use anyhow::Context;
use causerie_shared::{
    id::{OrderId, PaymentId, PersonId, SpaceId, TierId},
    money::Currency,
    ticket::{EntryKind, OrderState, TicketState},
    ticket_fault::TicketFault,
    time::UnixMs,
};
use sqlx::{Row, any::AnyRow};

/// One order, as its row says.
pub(super) struct Deal {
    pub(super) id: OrderId,
    pub(super) buyer: PersonId,
    pub(super) space: SpaceId,
    pub(super) tier: TierId,
    pub(super) host: PersonId,
    pub(super) currency: Currency,
    pub(super) split: Split,
    pub(super) code: Option<String>,
    pub(super) state: OrderState,
    pub(super) held_until: UnixMs,
    pub(super) paid_by: Option<PaymentId>,
    pub(super) forsaken: bool,
}

pub(super) const fn order_code(state: OrderState) -> &'static str {
    match state {
        OrderState::Held => "held",
        OrderState::Lapsed => "lapsed",
        OrderState::Seated => "seated",
        OrderState::Returned => "returned",
    }
}

pub(super) fn read_order_state(code: &str) -> Result<OrderState> {
    let all = [OrderState::Held, OrderState::Lapsed, OrderState::Seated, OrderState::Returned];
    let found = all.into_iter().find(|state| order_code(*state) == code);
    Ok(found.context("an order's row is damaged")?)
}

pub(super) fn read_paying(code: &str) -> Result<Paying> {
    let found = Paying::ALL.into_iter().find(|state| state.code() == code);
    Ok(found.context("a payment's row is damaged")?)
}

pub(super) const fn ticket_code(state: TicketState) -> &'static str {
    match state {
        TicketState::Good => "good",
        TicketState::Returned => "returned",
        TicketState::Transferred => "transferred",
        TicketState::Disputed => "disputed",
    }
}

pub(super) async fn ask(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    order: OrderId,
    news: News,
) -> Result<Answer> {
    let Some(order) = taken(tx, "id = $1", &order.to_string()).await? else {
        return Ok(Answer::Refused(TicketFault::NoSuchOrder));
    };
    // What is given back is what was bought; what is asked otherwise is about the last try.
    let which = match (news, order.paid_by) {
        (News::Return, Some(payment)) => Which::This(payment),
        (News::Return, None) if order.state == OrderState::Seated => Which::None,
        _ => Which::Last,
    };
    let known = Known::read(tx, &order, which).await?;
    decide(tx, desk, order, &known, news).await
}

pub(super) async fn told(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    event: &str,
    payment: PaymentId,
    news: News,
) -> Result<Answer> {
    let by = "id = (SELECT order_id FROM payments WHERE id = $1)";
    let Some(mut order) = taken(tx, by, &payment.to_string()).await? else {
        return Ok(Answer::Refused(TicketFault::NoSuchOrder));
    };
    if !is_new(tx, desk, event).await? {
        return Ok(Answer::Done);
    }
    loop {
        let known = Known::read(tx, &order, Which::This(payment)).await?;
        let state = known.facts.payment.context("a payment is gone")?;
        let told = first(news, state);
        let id = order.id;
        decide(tx, desk, order, &known, told).await?;
        let after = match news {
            // Only these may have to be told twice.
            News::Refunded | News::Disputed => payment_state(tx, payment).await?,
            News::Pay
            | News::GiveUp
            | News::Time
            | News::Return
            | News::OnItsWay
            | News::Failed
            | News::Paid
            | News::DisputeWon => return Ok(Answer::Done),
        };
        if !again(news, told, after) {
            return Ok(Answer::Done);
        }
        order = taken(tx, "id = $1", &id.to_string()).await?.context("an order is gone")?;
    }
}

/// Whether the provider has not told it before; it has from here on.
async fn is_new(tx: &mut Tx, desk: &Desk<'_>, event: &str) -> Result<bool> {
    let fresh = sqlx::query(
        "INSERT INTO provider_events (id, at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
    )
    .bind(event)
    .bind(desk.now_ms())
    .execute(&mut **tx)
    .await?;
    Ok(fresh.rows_affected() > 0)
}

pub(super) async fn paid_out(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    event: &str,
    space: SpaceId,
    amount: i64,
) -> Result<Answer> {
    let row = sqlx::query(
        "UPDATE sales SET state = CASE WHEN state = 'over' THEN 'settled' ELSE state END \
         WHERE space = $1 RETURNING host, currency",
    )
    .bind(space.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(Answer::Refused(TicketFault::NotSold)) };
    if amount <= 0 || !is_new(tx, desk, event).await? {
        return Ok(Answer::Done);
    }
    let booking = ledger::Booking {
        kind: EntryKind::Payout,
        payment: space.to_string(),
        host: read_column(&row, 0)?,
        space: Some(space),
        currency: read_column(&row, 1)?,
        split: Split { total: amount, fee: 0 },
    };
    ledger::book(tx, &booking, desk.now).await?;
    Ok(Answer::Done)
}

pub(super) async fn called(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    call: &str,
    payment: PaymentId,
    pay_at: Option<&str>,
) -> Result<Answer> {
    sqlx::query("DELETE FROM provider_calls WHERE id = $1").bind(call).execute(&mut **tx).await?;
    let Some(pay_at) = pay_at else { return Ok(Answer::Done) };
    // News may have overtaken the answer: of a payment that is further nothing changes.
    let (from, to) = Paying::STARTS;
    let row = sqlx::query(
        "UPDATE payments SET pay_at = $1, state = CASE WHEN state = $2 THEN $3 ELSE state END \
         WHERE id = $4 RETURNING order_id",
    )
    .bind(pay_at)
    .bind(from.code())
    .bind(to.code())
    .bind(payment.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(row) = row {
        desk.effects.push(Effect::Started { order: read_column(&row, 0)?, payment });
    }
    Ok(Answer::Done)
}

pub(super) async fn call_again(tx: &mut Tx, call: &str, at: UnixMs) -> Result<Answer> {
    sqlx::query("UPDATE provider_calls SET tries = tries + 1, next_at = $1 WHERE id = $2")
        .bind(ms(at))
        .bind(call)
        .execute(&mut **tx)
        .await?;
    Ok(Answer::Done)
}

/// The order whose row it is, taken for this transaction.
pub(super) async fn taken(tx: &mut Tx, by: &str, value: &str) -> Result<Option<Deal>> {
    let sql = format!(
        "UPDATE orders SET key = key WHERE {by} RETURNING id, buyer, space, tier, host, currency, \
         price - discount, fee, code, state, held_until, paid_by, forsaken"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).fetch_optional(&mut **tx).await?;
    row.map(|row| Deal::read(&row)).transpose()
}

impl Deal {
    fn read(row: &AnyRow) -> Result<Self> {
        let state: String = row.try_get(9)?;
        Ok(Self {
            id: read_column(row, 0)?,
            buyer: read_column(row, 1)?,
            space: read_column(row, 2)?,
            tier: read_column(row, 3)?,
            host: read_column(row, 4)?,
            currency: read_column(row, 5)?,
            split: Split { total: row.try_get(6)?, fee: row.try_get(7)? },
            code: row.try_get(8)?,
            state: read_order_state(&state)?,
            held_until: read_ms(row, 10)?,
            paid_by: optional_column(row, 11)?,
            forsaken: row.try_get::<i64, _>(12)? != 0,
        })
    }
}

async fn payment_state(tx: &mut Tx, payment: PaymentId) -> Result<Paying> {
    let row = sqlx::query("SELECT state FROM payments WHERE id = $1")
        .bind(payment.to_string())
        .fetch_one(&mut **tx)
        .await?;
    read_paying(&row.try_get::<String, _>(0)?)
}

/// Of an order's payments, the one that something is about.
#[derive(Clone, Copy)]
enum Which {
    This(PaymentId),
    Last,
    None,
}

/// What is known of an order whose row is taken: read behind that, so that nobody changes it.
struct Known {
    payment: Option<PaymentId>,
    facts: Facts,
}

impl Known {
    async fn read(tx: &mut Tx, order: &Deal, which: Which) -> Result<Self> {
        let sql = match which {
            Which::This(_) | Which::None => {
                "SELECT s.state, p.id, p.state FROM sales s LEFT JOIN payments p ON p.id = $1 \
                 WHERE s.space = $2"
            }
            Which::Last => {
                "SELECT s.state, p.id, p.state FROM sales s LEFT JOIN payments p ON p.id = \
                 (SELECT MAX(l.id) FROM payments l WHERE l.order_id = $1) WHERE s.space = $2"
            }
        };
        let of = match which {
            Which::This(payment) => payment.to_string(),
            Which::Last => order.id.to_string(),
            Which::None => String::new(),
        };
        let row = sqlx::query(sql).bind(of).bind(order.space.to_string());
        let row = row.fetch_one(&mut **tx).await?;
        let (sale, payment): (String, Option<PaymentId>) =
            (row.try_get(0)?, optional_column(&row, 1)?);
        let state: Option<String> = row.try_get(2)?;
        let facts = Facts {
            order: order.state,
            held_until: order.held_until,
            is_free: order.split.total == 0,
            payment: state.map(|state| read_paying(&state)).transpose()?,
            bought_by_it: payment.is_some() && payment == order.paid_by,
            called_off: matches!(sale.as_str(), "calling_off" | "called_off"),
            over: matches!(sale.as_str(), "over" | "settled"),
            forsaken: order.forsaken,
        };
        Ok(Self { payment, facts })
    }
}

async fn decide(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    order: Deal,
    known: &Known,
    news: News,
) -> Result<Answer> {
    let step = match judge(&known.facts, news, desk.now) {
        Verdict::Nothing => return Ok(Answer::Order(order.id)),
        Verdict::Refuse(fault) => return Ok(Answer::Refused(fault)),
        Verdict::Begin => {
            begin(tx, desk, &order, known.payment).await?;
            return Ok(Answer::Order(order.id));
        }
        Verdict::Do(step) => step,
        Verdict::TrySeat { free, full } => {
            match seats::seat_late(tx, &order).await? {
                // The seat is taken already.
                true => Step { seat: Seat::Stays, ..free },
                false => full,
            }
        }
    };
    apply(tx, desk, &order, known, step).await?;
    Ok(Answer::Order(order.id))
}

/// A new payment, and the provider is asked for it.
async fn begin(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    order: &Deal,
    before: Option<PaymentId>,
) -> Result<()> {
    // The last one is the one with the greatest id, also where the clock was set back since.
    let at_least = before.map_or(0, |before| before.unix_ms() + 1);
    let id = PaymentId::v7(desk.now.0.max(at_least), (desk.chance)());
    sqlx::query(
        "INSERT INTO payments (id, order_id, state, amount, currency, at) \
         VALUES ($1, $2, 'asked', $3, $4, $5)",
    )
    .bind(id.to_string())
    .bind(order.id.to_string())
    .bind(order.split.total)
    .bind(order.currency.as_str().to_owned())
    .bind(desk.now_ms())
    .execute(&mut **tx)
    .await?;
    call(tx, desk, id, Call::Start).await
}

async fn call(tx: &mut Tx, desk: &mut Desk<'_>, payment: PaymentId, call: Call) -> Result<()> {
    let kind = match call {
        Call::Start => "start",
        Call::Refund => "refund",
    };
    sqlx::query(
        "INSERT INTO provider_calls (id, kind, payment, made_at, next_at, tries) \
         VALUES ($1, $2, $3, $4, $4, 0) ON CONFLICT (id) DO NOTHING",
    )
    .bind(format!("{payment}:{kind}"))
    .bind(kind)
    .bind(payment.to_string())
    .bind(desk.now_ms())
    .execute(&mut **tx)
    .await?;
    desk.effects.push(Effect::Call);
    Ok(())
}

async fn apply(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    order: &Deal,
    &Known { payment, ref facts }: &Known,
    step: Step,
) -> Result<()> {
    if let (Some(payment), Some(state)) = (payment, step.payment)
        && facts.payment != Some(state)
    {
        sqlx::query("UPDATE payments SET state = $1 WHERE id = $2")
            .bind(state.code())
            .bind(payment.to_string())
            .execute(&mut **tx)
            .await?;
    }
    if step.order != order.state {
        let bought = step.order == OrderState::Seated;
        let paid_by = if bought { payment } else { order.paid_by };
        sqlx::query("UPDATE orders SET state = $1, paid_by = $2 WHERE id = $3")
            .bind(order_code(step.order))
            .bind(paid_by.map(|payment| payment.to_string()))
            .bind(order.id.to_string())
            .execute(&mut **tx)
            .await?;
    }
    if let (Some(payment), Some(kind)) = (payment, step.books) {
        let booking = ledger::Booking {
            kind,
            payment: payment.to_string(),
            host: order.host,
            space: Some(order.space),
            currency: order.currency,
            split: order.split,
        };
        ledger::book(tx, &booking, desk.now).await?;
    }
    if let (Some(payment), Some(what)) = (payment, step.call) {
        call(tx, desk, payment, what).await?;
    }
    match step.ticket {
        Some(TicketState::Good) => issued::issue(tx, desk, order).await?,
        Some(state) => issued::stop(tx, desk, order, state).await?,
        None => {}
    }
    match step.seat {
        Seat::Stays | Seat::Take => {}
        Seat::Sell => {
            sqlx::query("UPDATE tiers SET held = held - 1, sold = sold + 1 WHERE id = $1")
                .bind(order.tier.to_string())
                .execute(&mut **tx)
                .await?;
        }
        Seat::Release | Seat::Free => {
            let left = if step.seat == Seat::Free { As::Sold } else { As::Held };
            seats::leave_place(tx, order.tier, order.id, left).await?;
            seats::give_code_back(tx, order.space, order.code.as_deref()).await?;
            match facts.called_off {
                // Whoever had a ticket is told of the ticket.
                true if step.seat == Seat::Release => {
                    ticket_news::called_off(tx, order.space, order.buyer, desk.now).await?;
                }
                true => {}
                false => {
                    let of = seats::Kind { tier: order.tier, space: order.space, host: order.host };
                    seats::offer_next(tx, desk, &of).await?;
                }
            }
        }
    }
    Ok(())
}
