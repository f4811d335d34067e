//! Buying and holding: what is sold for a space, orders, payments and tickets, for whoever buys.

use crate::{
    clock,
    http::{
        Problem, State,
        answer::private,
        caller::Caller,
        spaces::{read_id, read_json},
        visitor::{SignedInVisitor, Visitor},
    },
    money::{provider::NotTaken, sale::News, task::Unheard, token::Claim},
    schedule::calendar,
    store::{Deed, NewOrder, OrderRow, TicketRow},
};
use axum::{
    Json,
    body::{Body, Bytes},
    extract::{Path, State as From},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use causerie_shared::{
    fault::Fault,
    handle::Handle,
    id::{OrderId, PaymentId, PersonId, SpaceId, TicketId, TierId},
    ticket::{
        Order, OrderState, PayWithCard, PlaceOrder, Sale, Shop, TestCard, Ticket, TicketList,
        TicketState, TicketToken, Transfer,
    },
    ticket_fault::TicketFault,
    ticket_form::read_code,
};
use qrcode::{QrCode, render::svg};
use serde::Deserialize;

/// Signs of a purchase's key.
const KEY_LEAST: usize = 16;
const KEY_MOST: usize = 64;

/// What is sold for a space, and how the visitor stands.
#[utoipa::path(
    get,
    path = "/api/spaces/{id}/tickets",
    tag = "tickets",
    params(("id" = SpaceId, Path)),
    responses((status = 200, body = Shop), crate::http::openapi::Refused)
)]
pub(super) async fn shop(
    From(state): From<State>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let person = match &visitor {
        Visitor::Account(me) => Some(me.person.id),
        Visitor::Guest(_) | Visitor::Nobody => None,
    };
    Ok(private(look(&state, read_id(&id)?, person).await?))
}

/// The shop as somebody sees it.
pub(super) async fn look(
    state: &State,
    id: SpaceId,
    person: Option<PersonId>,
) -> Result<Shop, Problem> {
    let store = state.hub.store();
    let Some(row) = store.sale(id, clock::now()).await? else {
        // Of a space that there is none of, one says so.
        if store.announcement(id).await?.is_none() {
            state.hub.view(id).await?;
        }
        return Err(TicketFault::NotSold.into());
    };
    let held_s = state.config.seat_held_s;
    let sale = Sale { test: is_test(state), held_s, ..row.sale };
    let mut shop = Shop { sale, ticket: None, order: None, waiting: None, book: None };
    let Some(person) = person else { return Ok(shop) };
    shop.ticket = store.good_ticket(id, person).await?.map(|row| shown(state, row));
    shop.order =
        store.last_order(id, person).await?.map(|row| bought(state, row)).filter(|order| {
            let is_over = shop.ticket.is_some() && order.state != OrderState::Held;
            !is_over
        });
    shop.waiting = store.waiting(id, person).await?;
    if row.host == person {
        shop.book = Some(store.sale_book(id).await?);
    }
    Ok(shop)
}

/// Hold a seat, and see what it costs. The same key again is the same order again.
#[utoipa::path(
    post,
    path = "/api/spaces/{id}/orders",
    tag = "tickets",
    params(("id" = SpaceId, Path)),
    request_body = PlaceOrder,
    responses((status = 201, body = causerie_shared::ticket::Order), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn order(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    state.is_open()?;
    let PlaceOrder { tier, code, key } = read_json(&headers, body).await?;
    let space = read_id(&id)?;
    let fits = (KEY_LEAST..=KEY_MOST).contains(&key.len());
    if !fits || !key.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"-_".contains(&sign)) {
        return Err(Problem::unreadable("key: 16 to 64 letters, digits, - and _"));
    }
    state.limits.order(me.person.id)?;
    let sale = state.hub.store().sale(space, clock::now()).await?.ok_or(TicketFault::NotSold)?;
    if sale.host == me.person.id {
        return Err(Fault::NotOneself.into());
    }
    if state.hub.store().relation(me.person.id, sale.host).await?.blocked_by {
        return Err(Fault::Blocked.into());
    }
    let code = match code.filter(|code| !code.trim().is_empty()) {
        Some(code) => Some(read_code(&code).ok_or(TicketFault::CodeRefused)?),
        None => None,
    };
    let id = OrderId::v7(clock::now().0, clock::chance_u128());
    let new = NewOrder { id, buyer: me.person.id, space, tier, code, key };
    let id = state.money.carry(Deed::Hold(new)).await?.order()?;
    let row = own(&state, id, me.person.id).await?;
    Ok((StatusCode::CREATED, private(bought(&state, row))).into_response())
}

/// One's own order.
#[utoipa::path(
    get,
    path = "/api/orders/{id}",
    tag = "tickets",
    params(("id" = OrderId, Path)),
    responses((status = 200, body = causerie_shared::ticket::Order), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn get(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(private(bought(&state, own(&state, read_order(&id)?, me.person.id).await?)))
}

/// Give the held seat back; nothing was paid.
#[utoipa::path(
    delete,
    path = "/api/orders/{id}",
    tag = "tickets",
    params(("id" = OrderId, Path)),
    responses((status = 200, body = causerie_shared::ticket::Order), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn give_up(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = own(&state, read_order(&id)?, me.person.id).await?.order.id;
    ask(&state, id, News::GiveUp, me.person.id).await?;
    Ok(private(bought(&state, own(&state, id, me.person.id).await?)))
}

/// Begin to pay: the answer says where, or will when it is asked for again. Of an order that costs
/// nothing, the answer has the ticket.
#[utoipa::path(
    post,
    path = "/api/orders/{id}/payment",
    tag = "tickets",
    params(("id" = OrderId, Path)),
    responses((status = 200, body = causerie_shared::ticket::Order), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn pay(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    state.is_open()?;
    let id = own(&state, read_order(&id)?, me.person.id).await?.order.id;
    state.limits.order(me.person.id)?;
    ask(&state, id, News::Pay, me.person.id).await?;
    Ok(private(bought(&state, own(&state, id, me.person.id).await?)))
}

/// Return a ticket for its price: its buyer, while they may, and the host at any time.
#[utoipa::path(
    post,
    path = "/api/orders/{id}/refund",
    tag = "tickets",
    params(("id" = OrderId, Path)),
    responses((status = 200, body = causerie_shared::ticket::Order), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn refund(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let store = state.hub.store();
    let found = store.order(read_order(&id)?).await?.ok_or(TicketFault::NoSuchOrder)?;
    let is_host = found.host == me.person.id;
    if !is_host {
        if found.buyer != me.person.id {
            return Err(TicketFault::NoSuchOrder.into());
        }
        if found.order.state == OrderState::Seated {
            let ticket = store.good_ticket(found.order.space, me.person.id).await?;
            let ticket = ticket.map(|row| shown(&state, row));
            if ticket.is_none_or(|ticket| ticket.return_until.is_none()) {
                return Err(TicketFault::TooLateToReturn.into());
            }
        }
    }
    // An open hold is given up, never returned.
    if found.order.state == OrderState::Seated {
        ask(&state, found.order.id, News::Return, me.person.id).await?;
    }
    let row = store.order(found.order.id).await?.ok_or(TicketFault::NoSuchOrder)?;
    Ok(private(bought(&state, row)))
}

/// One's own tickets.
#[utoipa::path(
    get,
    path = "/api/tickets",
    tag = "tickets",
    responses((status = 200, body = TicketList), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn list(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
) -> Result<Response, Problem> {
    let store = state.hub.store();
    let rows = store.tickets_of(me.person.id, TicketList::MOST).await?;
    let tickets = rows.into_iter().map(|row| shown(&state, row)).collect();
    let rows = store.orders_under_way(me.person.id, TicketList::MOST).await?;
    let orders = rows.into_iter().map(|row| bought(&state, row)).collect();
    Ok(private(TicketList { tickets, orders }))
}

/// One's ticket for a space, as its door wants it.
#[utoipa::path(
    get,
    path = "/api/spaces/{id}/ticket",
    tag = "tickets",
    params(("id" = SpaceId, Path)),
    responses((status = 200, body = TicketToken), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn token(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let space = read_id(&id)?;
    let found = state.hub.store().good_ticket(space, me.person.id).await?;
    let ticket = found.ok_or(TicketFault::NoSuchTicket)?.ticket.id;
    let claim = Claim { ticket, space, person: me.person.id };
    Ok(private(TicketToken { token: state.money.door().write(claim, clock::now()) }))
}

/// Give a ticket to somebody else. Once, and until the space begins.
#[utoipa::path(
    post,
    path = "/api/tickets/{id}/transfer",
    tag = "tickets",
    params(("id" = TicketId, Path)),
    request_body = Transfer,
    responses((status = 200, body = Ticket), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn transfer(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let Transfer { to } = read_json(&headers, body).await?;
    let found = own_ticket(&state, &id, me.person.id).await?;
    let handle = to.trim().trim_start_matches('@').to_lowercase();
    let handle = Handle::existing(&handle).map_err(|_| Fault::NoSuchPerson)?;
    let store = state.hub.store();
    let to = store.person_of(&handle).await?.ok_or(Fault::NoSuchPerson)?.id;
    if to == me.person.id {
        return Err(Fault::NotOneself.into());
    }
    if to == found.ticket.host.person {
        return Err(TicketFault::HostNeedsNone.into());
    }
    state.limits.order(me.person.id)?;
    let now_before = clock::now();
    let deed = Deed::Pass { ticket: found.ticket.id, from: me.person.id, to, now_before };
    state.money.carry(deed).await?.done()?;
    let given = store.ticket(found.ticket.id).await?.ok_or(TicketFault::NoSuchTicket)?;
    Ok(private(shown(&state, given)))
}

/// A QR code that leads to the space. Whoever photographs it has a link, and no ticket.
#[utoipa::path(
    get,
    path = "/api/tickets/{id}/qr.svg",
    tag = "tickets",
    params(("id" = TicketId, Path)),
    responses((status = 200, content_type = "image/svg+xml", body = String), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn qr(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = own_ticket(&state, &id, me.person.id).await?;
    let link = format!("{}/s/{}", caller.site(), found.ticket.space);
    let code = QrCode::new(link).map_err(|_| Problem::unreadable("this link is too long"))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    let kind = HeaderValue::from_static("image/svg+xml");
    let no_store = HeaderValue::from_static("no-store");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, no_store)];
    Ok((headers, picture).into_response())
}

/// The space of a ticket, for a calendar.
#[utoipa::path(
    get,
    path = "/api/tickets/{id}/ticket.ics",
    tag = "tickets",
    params(("id" = TicketId, Path)),
    responses((status = 200, content_type = "text/calendar", body = String), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn ics(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let found = own_ticket(&state, &id, me.person.id).await?;
    let space = state.hub.store().announcement(found.ticket.space).await?;
    let space = space.ok_or(Fault::NoSuchSpace)?;
    let text = calendar(&caller.site(), space.title.as_str(), std::slice::from_ref(&space));
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    let no_store = HeaderValue::from_static("no-store");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, no_store)], text).into_response())
}

#[derive(Deserialize, utoipa::ToSchema)]
pub(super) struct WaitFor {
    tier: TierId,
}

/// Wait for a seat that becomes free.
#[utoipa::path(
    post,
    path = "/api/spaces/{id}/waiting",
    tag = "tickets",
    params(("id" = SpaceId, Path)),
    request_body = WaitFor,
    responses((status = 200, body = Shop), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn wait(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let WaitFor { tier } = read_json(&headers, body).await?;
    let space = read_id(&id)?;
    state.limits.order(me.person.id)?;
    state.money.carry(Deed::Wait { tier, space, person: me.person.id }).await?.done()?;
    Ok(private(look(&state, space, Some(me.person.id)).await?))
}

/// Wait no more.
#[utoipa::path(
    delete,
    path = "/api/spaces/{id}/waiting",
    tag = "tickets",
    params(("id" = SpaceId, Path)),
    responses((status = 200, body = Shop), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn wait_no_more(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let space = read_id(&id)?;
    let person = me.person.id;
    if let Some(waiting) = state.hub.store().waiting(space, person).await? {
        state.money.carry(Deed::WaitNoMore { tier: waiting.tier, person }).await?;
    }
    Ok(private(look(&state, space, Some(person)).await?))
}

/// Pay with a card of the wallet: play money, where no other provider is set up.
#[utoipa::path(
    post,
    path = "/api/wallet/payments/{id}",
    tag = "tickets",
    params(("id" = PaymentId, Path)),
    request_body = PayWithCard,
    responses((status = 200, body = causerie_shared::ticket::CardAnswer), crate::http::openapi::Refused),
    security(("session" = []))
)]
pub(super) async fn show_card(
    From(state): From<State>,
    SignedInVisitor(me): SignedInVisitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let PayWithCard { card, confirmed } = read_json(&headers, body).await?;
    let payment: PaymentId = id.parse().map_err(|_| TicketFault::NoSuchOrder)?;
    let payer = state.hub.store().payer(payment).await?;
    if payer.is_none_or(|(buyer, _)| buyer != me.person.id) {
        return Err(TicketFault::NoSuchOrder.into());
    }
    let card = TestCard::read(&card).ok_or(TicketFault::NoSuchCard)?;
    Ok(private(state.money.show_card(payment, card, confirmed).await?.card()?))
}

/// News of whoever handles payments, signed by them.
#[utoipa::path(
    post,
    path = "/api/money/events",
    tag = "tickets",
    params(("Causerie-Signature" = Option<String>, Header, description = "t=seconds,v1=HMAC-SHA256 of the seconds, a point and the body.")),
    request_body(content = String, content_type = "application/json"),
    responses((status = 204), crate::http::openapi::Refused)
)]
pub(super) async fn news(
    From(state): From<State>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let signature = headers.get("causerie-signature").and_then(|it| it.to_str().ok());
    let bad = |code, words| Problem::new(StatusCode::BAD_REQUEST, code, words);
    match state.money.hear(&body, signature.unwrap_or_default()).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(Unheard::News(NotTaken::Unreadable)) => {
            Err(bad("unreadable", "these are no news of a payment"))
        }
        Err(Unheard::News(NotTaken::BadSignature)) => {
            Err(bad("bad_signature", "this was not signed by whoever handles payments here"))
        }
        Err(Unheard::News(NotTaken::Stale)) => {
            Err(bad("stale_signature", "this was signed too long ago; sign it anew"))
        }
        Err(Unheard::Unknown) => Err(TicketFault::NoSuchOrder.into()),
        Err(Unheard::Store(fault)) => Err(fault.into()),
    }
}

/// The keys by which tickets are checked (RFC 7517).
#[utoipa::path(
    get,
    path = "/.well-known/jwks.json",
    tag = "tickets",
    responses((status = 200, content_type = "application/jwk-set+json", body = serde_json::Value))
)]
pub(super) async fn jwks(From(state): From<State>) -> Response {
    let kind = HeaderValue::from_static("application/jwk-set+json");
    let fresh = HeaderValue::from_static("public, max-age=300");
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, fresh)];
    (headers, Json(state.money.door().keys().jwks()).into_response().into_body()).into_response()
}

/// Whoever deletes their account keeps no seat that is held, and no ticket that may be returned. What
/// the till refuses, because it was paid in that moment or is too late, stays as it is.
pub(super) async fn give_everything_back(state: &State, person: PersonId) -> Result<(), Problem> {
    let store = state.hub.store();
    for row in store.orders_under_way(person, TicketList::MOST).await? {
        if row.order.state == OrderState::Held {
            let (order, news) = (row.order.id, News::GiveUp);
            state.money.carry(Deed::Ask { order, news, by: Some(person) }).await?;
        }
    }
    for row in store.tickets_of(person, TicketList::MOST).await? {
        let ticket = shown(state, row);
        if ticket.return_until.is_some() {
            let (order, news) = (ticket.order, News::Return);
            state.money.carry(Deed::Ask { order, news, by: Some(person) }).await?;
        }
    }
    Ok(())
}

/// Tells the till something of an order.
pub(super) async fn ask(
    state: &State,
    order: OrderId,
    news: News,
    by: PersonId,
) -> Result<(), Problem> {
    Ok(state.money.carry(Deed::Ask { order, news, by: Some(by) }).await?.done()?)
}

async fn own(state: &State, id: OrderId, buyer: PersonId) -> Result<OrderRow, Problem> {
    let found = state.hub.store().order(id).await?;
    Ok(found.filter(|row| row.buyer == buyer).ok_or(TicketFault::NoSuchOrder)?)
}

async fn own_ticket(state: &State, id: &str, holder: PersonId) -> Result<TicketRow, Problem> {
    let id: TicketId = id.parse().map_err(|_| TicketFault::NoSuchTicket)?;
    let found = state.hub.store().ticket(id).await?;
    Ok(found.filter(|row| row.holder == holder).ok_or(TicketFault::NoSuchTicket)?)
}

pub(super) fn read_order(id: &str) -> Result<OrderId, Problem> {
    id.parse().map_err(|_| TicketFault::NoSuchOrder.into())
}

fn is_test(state: &State) -> bool {
    state.money.provider().is_test()
}

fn bought(state: &State, row: OrderRow) -> Order {
    Order { test: is_test(state), ..row.order }
}

/// A ticket with what may be done with it at this moment.
fn shown(state: &State, row: TicketRow) -> Ticket {
    let now = clock::now();
    let is_own = row.ticket.state == TicketState::Good && !row.passed_on && !row.began;
    let may_return = is_own && row.holder == row.buyer && now < row.refund_until;
    Ticket {
        return_until: may_return.then_some(row.refund_until),
        may_transfer: is_own && now < row.ticket.starts_at,
        is_gift: row.passed_on,
        test: is_test(state),
        ..row.ticket
    }
}
