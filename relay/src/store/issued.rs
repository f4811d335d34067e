//! Tickets as rows: issued with a seat, stopped with it, and passed on once.

use crate::store::{
    Result, Tx,
    deals::{Deal, taken, ticket_code},
    read_column, read_ms, ticket_news,
    till::{Answer, Desk, Effect},
};
use causerie_shared::{
    id::{OrderId, PersonId, SpaceId, TicketId},
    notification::Occasion,
    ticket::TicketState,
    ticket_fault::TicketFault,
    time::UnixMs,
};
use sqlx::Row;

pub(super) async fn issue(tx: &mut Tx, desk: &mut Desk<'_>, order: &Deal) -> Result<()> {
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

pub(super) async fn stop(
    tx: &mut Tx,
    desk: &mut Desk<'_>,
    order: &Deal,
    state: TicketState,
) -> Result<()> {
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
        if state != TicketState::Transferred && desk.asked_by != Some(person) {
            ticket_news::tell(tx, order.space, person, Occasion::MoneyBack, desk.now).await?;
        }
    }
    Ok(())
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
