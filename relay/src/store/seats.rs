//! Seats: held for whoever wants to pay, given back, and offered to whoever waited longest.
//!
//! *Law:* a seat is taken by one statement that counts and refuses, and one person has one place in a
//! space, by a key; so nothing is sold twice, however many tills there are.

use crate::{
    money::sale::OFFER_MS,
    store::{
        Result, Tx,
        deals::Deal,
        ms, optional_column,
        orders::OFFER,
        read_column, ticket_news,
        till::{Answer, Desk, NewOrder},
    },
};
use causerie_shared::{
    id::{OrderId, PersonId, SpaceId, TierId},
    money::Currency,
    notification::Occasion,
    ticket_fault::TicketFault,
    time::UnixMs,
};
use sqlx::Row;

/// Seats that are offered in one transaction; the rest in the next one.
const OFFERED_AT_ONCE: i64 = 64;

/// What a seat is taken as, or left from.
#[derive(Clone, Copy)]
pub(super) enum As {
    Held,
    Sold,
}

impl As {
    const fn less(self) -> &'static str {
        match self {
            Self::Held => "UPDATE tiers SET held = held - 1 WHERE id = $1",
            Self::Sold => "UPDATE tiers SET sold = sold - 1 WHERE id = $1",
        }
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
    if !take_place(tx, new.tier, new.space, new.buyer, new.id, As::Held).await? {
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
            leave_place(tx, new.tier, new.id, As::Held).await?;
            return Ok(Answer::Refused(TicketFault::CodeRefused));
        };
        discount = price * percent / 100;
    }
    let total = u64::try_from(price - discount).unwrap_or(0);
    let fee = desk.fee(tx, host, currency, total).await?;
    let until = desk.now.plus_ms(desk.terms.hold_ms);
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

pub(super) async fn give_code_back(tx: &mut Tx, space: SpaceId, code: Option<&str>) -> Result<()> {
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
    taken_as: As,
) -> Result<bool> {
    let sql = match taken_as {
        As::Held => "UPDATE tiers SET held = held + 1 WHERE id = $1 AND held + sold < number",
        As::Sold => "UPDATE tiers SET sold = sold + 1 WHERE id = $1 AND held + sold < number",
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
    sqlx::query(taken_as.less()).bind(tier.to_string()).execute(&mut **tx).await?;
    Ok(false)
}

pub(super) async fn seat_late(tx: &mut Tx, order: &Deal) -> Result<bool> {
    if !take_place(tx, order.tier, order.space, order.buyer, order.id, As::Sold).await? {
        return Ok(false);
    }
    let Some(code) = &order.code else { return Ok(true) };
    if use_code(tx, order.space, code).await?.is_some() {
        return Ok(true);
    }
    leave_place(tx, order.tier, order.id, As::Sold).await?;
    Ok(false)
}

pub(super) async fn leave_place(tx: &mut Tx, tier: TierId, order: OrderId, left: As) -> Result<()> {
    sqlx::query(left.less()).bind(tier.to_string()).execute(&mut **tx).await?;
    sqlx::query("DELETE FROM places WHERE order_id = $1")
        .bind(order.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A kind of ticket, of which space and whose.
pub(super) struct Kind {
    pub(super) tier: TierId,
    pub(super) space: SpaceId,
    pub(super) host: PersonId,
}

/// There may be more seats than before: they are for those who wait, in their order.
pub(super) async fn offer_free(tx: &mut Tx, desk: &mut Desk<'_>, space: SpaceId) -> Result<Answer> {
    let rows = sqlx::query(
        "UPDATE tiers SET held = held WHERE space = $1 \
         AND EXISTS (SELECT 1 FROM waiting w WHERE w.tier = tiers.id) \
         RETURNING id, (SELECT s.host FROM sales s WHERE s.space = tiers.space), \
         number - held - sold",
    )
    .bind(space.to_string())
    .fetch_all(&mut **tx)
    .await?;
    for row in &rows {
        let of = Kind { tier: read_column(row, 0)?, space, host: read_column(row, 1)? };
        for _ in 0..row.try_get::<i64, _>(2)?.clamp(0, OFFERED_AT_ONCE) {
            if !offer_next(tx, desk, &of).await? {
                break;
            }
        }
    }
    Ok(Answer::Done)
}

/// A seat became free: whoever waited longest has it held for them. Whether there was somebody. While
/// nothing is sold, those who wait keep their turn.
pub(super) async fn offer_next(tx: &mut Tx, desk: &mut Desk<'_>, order: &Kind) -> Result<bool> {
    let sale = sqlx::query(
        "SELECT s.state, s.opens_at, s.closes_at, t.price, s.currency FROM sales s \
         JOIN tiers t ON t.space = s.space WHERE t.id = $1",
    )
    .bind(order.tier.to_string())
    .fetch_one(&mut **tx)
    .await?;
    if is_open(sale.try_get(0)?, (sale.try_get(1)?, sale.try_get(2)?), desk.now).is_err() {
        return Ok(false);
    }
    loop {
        let row = sqlx::query(
            "DELETE FROM waiting WHERE tier = $1 AND person = (SELECT person FROM waiting \
             WHERE tier = $1 ORDER BY turn LIMIT 1) RETURNING person",
        )
        .bind(order.tier.to_string())
        .fetch_optional(&mut **tx)
        .await?;
        let Some(row) = row else { return Ok(false) };
        let person: PersonId = read_column(&row, 0)?;
        let id = OrderId::v7(desk.now.0, (desk.chance)());
        if !take_place(tx, order.tier, order.space, person, id, As::Held).await? {
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
            key: format!("{OFFER}{id}"),
        };
        let until = desk.now.plus_ms(OFFER_MS);
        let values = Fresh { host: order.host, currency, price, discount: 0, fee, until };
        insert_order(tx, desk, &new, &values).await?;
        ticket_news::tell(tx, order.space, person, Occasion::SeatFree, desk.now).await?;
        return Ok(true);
    }
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

pub(super) async fn wait_in_vain(
    tx: &mut Tx,
    desk: &Desk<'_>,
    tier: TierId,
    space: SpaceId,
    person: PersonId,
) -> Result<Answer> {
    wait_no_more(tx, tier, person).await?;
    ticket_news::called_off(tx, space, person, desk.now).await?;
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
