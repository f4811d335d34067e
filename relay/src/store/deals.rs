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
        sale::{
            Call, Facts, HOLD_MS, News, OFFER_MS, Paying, Seat, Step, Verdict, again, first, judge,
        },
    },
    store::{
        Result, Tx, ledger, ms, optional_column, read_column, read_ms, ticket_news,
        till::{Answer, Desk, Effect, NewOrder},
    },
};
use anyhow::Context;
use causerie_shared::{
    id::{OrderId, PaymentId, PersonId, SpaceId, TicketId, TierId},
    money::Currency,
    notification::Occasion,
    ticket::{EntryKind, OrderState, TicketState},
    ticket_fault::TicketFault,
    time::UnixMs,
};
use sqlx::{Row, any::AnyRow};

/// One order, as its row says.
struct Row1 {
    id: OrderId,
    buyer: PersonId,
    space: SpaceId,
    tier: TierId,
    host: PersonId,
    currency: Currency,
    split: Split,
    code: Option<String>,
    state: OrderState,
    held_until: UnixMs,
    paid_by: Option<PaymentId>,
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

pub(super) async fn hold(tx: &mut Tx, desk: &mut Desk<'_>, new: &NewOrder) -> Result<Answer> {
    let row = sqlx::query(
        "SELECT t.price, s.currency, s.host, s.state, s.opens_at, s.closes_at, \
         (SELECT o.id FROM orders o WHERE o.buyer = $3 AND o.key = $4), \
         (SELECT COUNT(*) FROM waiting w WHERE w.tier = $1 AND w.person = $3) \
         FROM tiers t JOIN sales s ON s.space = t.space WHERE t.id = $1 AND t.space = $2",
    )
    .bind(new.tier.to_string())
    .bind(new.space.to_string())
    .bind(new.buyer.to_string())
    .bind(&new.key)
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(Answer::Refused(TicketFault::NoSuchTier)) };
    if let Some(before) = optional_column(&row, 6)? {
        return Ok(Answer::Order(before));
    }
    let host: PersonId = read_column(&row, 2)?;
    let currency: Currency = read_column(&row, 1)?;
    let price: i64 = row.try_get(0)?;
    let window = (row.try_get(4)?, row.try_get(5)?);
    if let Err(fault) = is_open(row.try_get(3)?, window, desk.now) {
        return Ok(Answer::Refused(fault));
    }
    if !take_place(tx, new.tier, new.space, new.buyer, new.id, "held").await? {
        // Two clicks at once are one order.
        if let Some(before) = same_key(tx, new).await? {
            return Ok(Answer::Order(before));
        }
        let has = "SELECT 1 FROM places WHERE space = $1 AND person = $2";
        let has = sqlx::query(has).bind(new.space.to_string()).bind(new.buyer.to_string());
        let has = has.fetch_optional(&mut **tx).await?.is_some();
        return Ok(Answer::Refused(if has { TicketFault::OneEach } else { TicketFault::SoldOut }));
    }
    let mut discount = 0;
    if let Some(code) = &new.code {
        let Some(percent) = use_code(tx, new.space, code).await? else {
            leave_place(tx, new.tier, new.id, Seat::Release).await?;
            return Ok(Answer::Refused(TicketFault::CodeRefused));
        };
        discount = price * percent / 100;
    }
    let total = u64::try_from(price - discount).unwrap_or(0);
    let fee = desk.fee(tx, host, currency, total).await?;
    let until = desk.now.plus_ms(HOLD_MS);
    let values = Fresh { host, currency, price, discount, fee, until };
    insert_order(tx, desk, new, &values).await?;
    let waits: i64 = row.try_get(7)?;
    if waits > 0 {
        // Whoever has a seat waits no more.
        wait_no_more(tx, new.tier, new.buyer).await?;
    }
    Ok(Answer::Order(new.id))
}

/// What an order is made of beside what its buyer said.
struct Fresh {
    host: PersonId,
    currency: Currency,
    price: i64,
    discount: i64,
    fee: u64,
    until: UnixMs,
}

async fn insert_order(tx: &mut Tx, desk: &Desk<'_>, new: &NewOrder, values: &Fresh) -> Result<()> {
    sqlx::query(
        "INSERT INTO orders (id, buyer, key, space, tier, host, currency, price, discount, fee, code, \
         state, held_until, made_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'held', $12, $13)",
    )
    .bind(new.id.to_string())
    .bind(new.buyer.to_string())
    .bind(&new.key)
    .bind(new.space.to_string())
    .bind(new.tier.to_string())
    .bind(values.host.to_string())
    .bind(values.currency.as_str().to_owned())
    .bind(values.price)
    .bind(values.discount)
    .bind(i64::try_from(values.fee).unwrap_or(0))
    .bind(new.code.clone())
    .bind(ms(values.until))
    .bind(desk.now_ms())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn same_key(tx: &mut Tx, new: &NewOrder) -> Result<Option<OrderId>> {
    let row = sqlx::query("SELECT id FROM orders WHERE buyer = $1 AND key = $2")
        .bind(new.buyer.to_string())
        .bind(&new.key)
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| read_column(&row, 0)).transpose()
}

fn is_open(
    state: String,
    (opens_at, closes_at): (Option<i64>, Option<i64>),
    now: UnixMs,
) -> std::result::Result<(), TicketFault> {
    match state.as_str() {
        "open" => {}
        "over" => return Err(TicketFault::Closed),
        _ => return Err(TicketFault::CalledOff),
    }
    if let Some(opens_at) = opens_at.filter(|at| *at > ms(now)) {
        return Err(TicketFault::NotYet { opens_at: UnixMs(opens_at.unsigned_abs()) });
    }
    if closes_at.is_some_and(|at| at <= ms(now)) {
        return Err(TicketFault::Closed);
    }
    Ok(())
}

/// Percent that it takes off. None when it is none, or was used as often as it may be.
async fn use_code(tx: &mut Tx, space: SpaceId, code: &str) -> Result<Option<i64>> {
    let row = sqlx::query(
        "UPDATE codes SET used = used + 1 WHERE space = $1 AND code = $2 AND used < uses \
         RETURNING percent_off",
    )
    .bind(space.to_string())
    .bind(code)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

async fn give_code_back(tx: &mut Tx, space: SpaceId, code: Option<&str>) -> Result<()> {
    let Some(code) = code else { return Ok(()) };
    sqlx::query("UPDATE codes SET used = used - 1 WHERE space = $1 AND code = $2 AND used > 0")
        .bind(space.to_string())
        .bind(code)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A free seat, from here on held or sold, and theirs. False when there is none, or they have one.
async fn take_place(
    tx: &mut Tx,
    tier: TierId,
    space: SpaceId,
    person: PersonId,
    order: OrderId,
    as_what: &'static str,
) -> Result<bool> {
    let sql = match as_what {
        "held" => "UPDATE tiers SET held = held + 1 WHERE id = $1 AND held + sold < number",
        _ => "UPDATE tiers SET sold = sold + 1 WHERE id = $1 AND held + sold < number",
    };
    let taken = sqlx::query(sql).bind(tier.to_string()).execute(&mut **tx).await?;
    if taken.rows_affected() == 0 {
        return Ok(false);
    }
    let placed = sqlx::query(
        "INSERT INTO places (space, person, order_id) VALUES ($1, $2, $3) \
         ON CONFLICT (space, person) DO NOTHING",
    )
    .bind(space.to_string())
    .bind(person.to_string())
    .bind(order.to_string())
    .execute(&mut **tx)
    .await?;
    if placed.rows_affected() > 0 {
        return Ok(true);
    }
    let sql = match as_what {
        "held" => "UPDATE tiers SET held = held - 1 WHERE id = $1",
        _ => "UPDATE tiers SET sold = sold - 1 WHERE id = $1",
    };
    sqlx::query(sql).bind(tier.to_string()).execute(&mut **tx).await?;
    Ok(false)
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
            _ => return Ok(Answer::Done),
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
    let row = sqlx::query(
        "UPDATE payments SET pay_at = $1, \
         state = CASE WHEN state = 'asked' THEN 'started' ELSE state END WHERE id = $2 \
         RETURNING order_id",
    )
    .bind(pay_at)
    .bind(payment.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(row) = row {
        desk.effects.push(Effect::Started { order: read_column(&row, 0)?, payment });
    }
    Ok(Answer::Done)
}

/// It was paid, and the money takes its time: nobody is asked for it again, in whichever tab.
pub(super) async fn on_its_way(tx: &mut Tx, payment: PaymentId) -> Result<()> {
    sqlx::query("UPDATE payments SET pay_at = NULL WHERE id = $1")
        .bind(payment.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
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
async fn taken(tx: &mut Tx, by: &str, value: &str) -> Result<Option<Row1>> {
    let sql = format!(
        "UPDATE orders SET key = key WHERE {by} RETURNING id, buyer, space, tier, host, currency, \
         price - discount, fee, code, state, held_until, paid_by"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).fetch_optional(&mut **tx).await?;
    row.map(|row| Row1::read(&row)).transpose()
}

impl Row1 {
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
    async fn read(tx: &mut Tx, order: &Row1, which: Which) -> Result<Self> {
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
        };
        Ok(Self { payment, facts })
    }
}

async fn decide(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    order: Row1,
    known: &Known,
    news: News,
) -> Result<Answer> {
    let step = match judge(&known.facts, news, desk.now) {
        Verdict::Nothing => return Ok(Answer::Order(order.id)),
        Verdict::Refuse(fault) => return Ok(Answer::Refused(fault)),
        Verdict::Begin => {
            begin(tx, desk, &order).await?;
            return Ok(Answer::Order(order.id));
        }
        Verdict::Do(step) => step,
        Verdict::TrySeat { free, full } => {
            match seat_late(tx, &order).await? {
                // The seat is taken already.
                true => Step { seat: Seat::Stays, ..free },
                false => full,
            }
        }
    };
    apply(tx, desk, &order, known, step).await?;
    Ok(Answer::Order(order.id))
}

async fn seat_late(tx: &mut Tx, order: &Row1) -> Result<bool> {
    if !take_place(tx, order.tier, order.space, order.buyer, order.id, "sold").await? {
        return Ok(false);
    }
    let Some(code) = &order.code else { return Ok(true) };
    if use_code(tx, order.space, code).await?.is_some() {
        return Ok(true);
    }
    leave_place(tx, order.tier, order.id, Seat::Free).await?;
    Ok(false)
}

/// A new payment, and the provider is asked for it.
async fn begin(tx: &mut Tx, desk: &mut Desk<'_>, order: &Row1) -> Result<()> {
    let id = PaymentId::v7(desk.now.0, (desk.chance)());
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
    order: &Row1,
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
        Some(TicketState::Good) => issue(tx, desk, order).await?,
        Some(state) => stop(tx, desk, order, state).await?,
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
            leave_place(tx, order.tier, order.id, step.seat).await?;
            give_code_back(tx, order.space, order.code.as_deref()).await?;
            offer_next(tx, desk, order).await?;
        }
    }
    Ok(())
}

async fn leave_place(tx: &mut Tx, tier: TierId, order: OrderId, seat: Seat) -> Result<()> {
    let sql = match seat {
        Seat::Release => "UPDATE tiers SET held = held - 1 WHERE id = $1",
        _ => "UPDATE tiers SET sold = sold - 1 WHERE id = $1",
    };
    sqlx::query(sql).bind(tier.to_string()).execute(&mut **tx).await?;
    sqlx::query("DELETE FROM places WHERE order_id = $1")
        .bind(order.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn issue(tx: &mut Tx, desk: &mut Desk<'_>, order: &Row1) -> Result<()> {
    let id = TicketId::v7(desk.now.0, (desk.chance)());
    insert_ticket(tx, desk, id, order.id, order.space, order.buyer, false).await?;
    desk.effects.push(Effect::Admitted { space: order.space, person: order.buyer });
    ticket_news::comes(tx, order.space, order.buyer, desk.now).await
}

async fn insert_ticket(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: TicketId,
    order: OrderId,
    space: SpaceId,
    holder: PersonId,
    passed_on: bool,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO tickets (id, order_id, space, holder, state, issued_at, passed_on) \
         VALUES ($1, $2, $3, $4, 'good', $5, $6)",
    )
    .bind(id.to_string())
    .bind(order.to_string())
    .bind(space.to_string())
    .bind(holder.to_string())
    .bind(desk.now_ms())
    .bind(i64::from(passed_on))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn stop(tx: &mut Tx, desk: &mut Desk<'_>, order: &Row1, state: TicketState) -> Result<()> {
    let rows = sqlx::query(
        "UPDATE tickets SET state = $1 WHERE order_id = $2 AND state = 'good' RETURNING id, holder",
    )
    .bind(ticket_code(state))
    .bind(order.id.to_string())
    .fetch_all(&mut **tx)
    .await?;
    for row in &rows {
        let (ticket, person) = (read_column(row, 0)?, read_column(row, 1)?);
        desk.effects.push(Effect::Stopped { space: order.space, person, ticket });
        if state != TicketState::Transferred {
            ticket_news::tell(tx, order.space, person, Occasion::MoneyBack, desk.now).await?;
        }
    }
    Ok(())
}

/// A seat became free: whoever waited longest has it held for them.
async fn offer_next(tx: &mut Tx, desk: &mut Desk<'_>, order: &Row1) -> Result<()> {
    loop {
        let row = sqlx::query(
            "DELETE FROM waiting WHERE tier = $1 AND person = (SELECT person FROM waiting \
             WHERE tier = $1 ORDER BY turn LIMIT 1) RETURNING person",
        )
        .bind(order.tier.to_string())
        .fetch_optional(&mut **tx)
        .await?;
        let Some(row) = row else { return Ok(()) };
        let person: PersonId = read_column(&row, 0)?;
        let sale = sqlx::query(
            "SELECT s.state, s.opens_at, s.closes_at, t.price, s.currency FROM sales s \
             JOIN tiers t ON t.space = s.space WHERE t.id = $1",
        )
        .bind(order.tier.to_string())
        .fetch_one(&mut **tx)
        .await?;
        if is_open(sale.try_get(0)?, (sale.try_get(1)?, sale.try_get(2)?), desk.now).is_err() {
            return Ok(());
        }
        let id = OrderId::v7(desk.now.0, (desk.chance)());
        if !take_place(tx, order.tier, order.space, person, id, "held").await? {
            // They have a seat of another kind: the next one.
            continue;
        }
        let (price, currency): (i64, Currency) = (sale.try_get(3)?, read_column(&sale, 4)?);
        let fee = desk.fee(tx, order.host, currency, u64::try_from(price).unwrap_or(0)).await?;
        let new = NewOrder {
            id,
            buyer: person,
            space: order.space,
            tier: order.tier,
            code: None,
            key: format!("offer-{id}"),
        };
        let until = desk.now.plus_ms(OFFER_MS);
        let values = Fresh { host: order.host, currency, price, discount: 0, fee, until };
        insert_order(tx, desk, &new, &values).await?;
        return ticket_news::tell(tx, order.space, person, Occasion::SeatFree, desk.now).await;
    }
}

pub(super) async fn pass(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    ticket: TicketId,
    from: PersonId,
    to: PersonId,
    starts_after: UnixMs,
) -> Result<Answer> {
    let by = "id = (SELECT order_id FROM tickets WHERE id = $1)";
    let Some(order) = taken(tx, by, &ticket.to_string()).await? else {
        return Ok(Answer::Refused(TicketFault::NoSuchTicket));
    };
    let row = sqlx::query(
        "SELECT t.holder, t.state, t.passed_on, s.starts_at, s.state FROM tickets t \
         JOIN sales s ON s.space = t.space WHERE t.id = $1",
    )
    .bind(ticket.to_string())
    .fetch_one(&mut **tx)
    .await?;
    let holder: PersonId = read_column(&row, 0)?;
    if holder != from || row.try_get::<String, _>(1)? != "good" {
        return Ok(Answer::Refused(TicketFault::NoSuchTicket));
    }
    if row.try_get::<i64, _>(2)? != 0 {
        return Ok(Answer::Refused(TicketFault::TransferOnce));
    }
    if read_ms(&row, 3)? <= starts_after || row.try_get::<String, _>(4)? != "open" {
        return Ok(Answer::Refused(TicketFault::TooLateToTransfer));
    }
    let moved = sqlx::query(
        "INSERT INTO places (space, person, order_id) VALUES ($1, $2, $3) \
         ON CONFLICT (space, person) DO NOTHING",
    )
    .bind(order.space.to_string())
    .bind(to.to_string())
    .bind(order.id.to_string())
    .execute(&mut **tx)
    .await?;
    if moved.rows_affected() == 0 {
        return Ok(Answer::Refused(TicketFault::TheyHaveOne));
    }
    sqlx::query("DELETE FROM places WHERE space = $1 AND person = $2")
        .bind(order.space.to_string())
        .bind(from.to_string())
        .execute(&mut **tx)
        .await?;
    stop(tx, desk, &order, TicketState::Transferred).await?;
    let id = TicketId::v7(desk.now.0, (desk.chance)());
    insert_ticket(tx, desk, id, order.id, order.space, to, true).await?;
    desk.effects.push(Effect::Admitted { space: order.space, person: to });
    ticket_news::comes(tx, order.space, to, desk.now).await?;
    Ok(Answer::Done)
}

pub(super) async fn wait(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    tier: TierId,
    space: SpaceId,
    person: PersonId,
) -> Result<Answer> {
    let row = sqlx::query(
        "SELECT s.state, s.opens_at, s.closes_at, t.number - t.held - t.sold FROM sales s \
         JOIN tiers t ON t.space = s.space WHERE t.id = $1 AND s.space = $2",
    )
    .bind(tier.to_string())
    .bind(space.to_string())
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(Answer::Refused(TicketFault::NoSuchTier)) };
    if let Err(fault) = is_open(row.try_get(0)?, (row.try_get(1)?, row.try_get(2)?), desk.now) {
        return Ok(Answer::Refused(fault));
    }
    if row.try_get::<i64, _>(3)? > 0 {
        return Ok(Answer::Refused(TicketFault::SeatsLeft));
    }
    let has = sqlx::query("SELECT 1 FROM places WHERE space = $1 AND person = $2")
        .bind(space.to_string())
        .bind(person.to_string())
        .fetch_optional(&mut **tx)
        .await?;
    if has.is_some() {
        return Ok(Answer::Refused(TicketFault::OneEach));
    }
    sqlx::query(
        "INSERT INTO waiting (tier, person, turn) VALUES ($1, $2, \
         (SELECT COALESCE(MAX(turn), 0) + 1 FROM waiting WHERE tier = $1)) \
         ON CONFLICT (tier, person) DO NOTHING",
    )
    .bind(tier.to_string())
    .bind(person.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(Answer::Done)
}

pub(super) async fn wait_no_more(tx: &mut Tx, tier: TierId, person: PersonId) -> Result<Answer> {
    sqlx::query("DELETE FROM waiting WHERE tier = $1 AND person = $2")
        .bind(tier.to_string())
        .bind(person.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(Answer::Done)
}
