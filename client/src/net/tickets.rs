//! The relay's doors about tickets and what they earn.

use super::api::{Answer, Body, ask, read, send};
use crate::wire;
use causerie_shared::{
    id::{OrderId, SpaceId, TicketId, TierId},
    ticket::{
        CardAnswer, Earnings, Order, PayWithCard, PayoutAccount, PlaceOrder, SetTickets, Shop,
        SoldList, Statement, Ticket, TicketList, Transfer,
    },
};

/// What is sold, and how the visitor stands.
pub(crate) async fn shop(space: SpaceId) -> Answer<Shop> {
    read(ask("GET", &of_space(space, "/tickets"), Body::None).await)
}

/// What a space that has begun is called; of all that the relay says of it, this page wants no more.
pub(crate) async fn title(space: SpaceId) -> Option<String> {
    let view = ask("GET", &of_space(space, ""), Body::None).await.ok()?;
    view.get("title").text().map(str::to_owned)
}

/// Sells these, over what was sold before.
pub(crate) async fn sell(space: SpaceId, asked: &SetTickets) -> Answer<Shop> {
    read(ask("PUT", &sale(space), Body::Json(wire::set_tickets(asked))).await)
}

pub(crate) async fn sell_none(space: SpaceId) -> Answer<()> {
    send("DELETE", &sale(space), Body::None, None).await.map(drop)
}

/// Holds a seat.
pub(crate) async fn hold(space: SpaceId, asked: &PlaceOrder) -> Answer<Order> {
    let body = Body::Json(wire::place_order(asked));
    read(ask("POST", &of_space(space, "/orders"), body).await)
}

pub(crate) async fn order(order: OrderId) -> Answer<Order> {
    read(ask("GET", &of_order(order, ""), Body::None).await)
}

/// Gives a held seat back.
pub(crate) async fn give_up(order: OrderId) -> Answer<()> {
    send("DELETE", &of_order(order, ""), Body::None, None).await.map(drop)
}

/// Begins to pay.
pub(crate) async fn begin(order: OrderId) -> Answer<Order> {
    read(ask("POST", &of_order(order, "/payment"), empty()).await)
}

/// Pays with a card of the wallet, where the payment says.
pub(crate) async fn pay(at: &str, asked: &PayWithCard) -> Answer<CardAnswer> {
    read(ask("POST", at, Body::Json(wire::pay_with_card(asked))).await)
}

/// Its money goes back: its buyer returns it, or the host refunds it.
pub(crate) async fn refund(order: OrderId) -> Answer<Order> {
    read(ask("POST", &of_order(order, "/refund"), empty()).await)
}

/// Into the waiting list, or out of it.
pub(crate) async fn wait(space: SpaceId, tier: TierId, waits: bool) -> Answer<Shop> {
    let method = if waits { "POST" } else { "DELETE" };
    read(ask(method, &of_space(space, "/waiting"), Body::Json(wire::waiting(tier))).await)
}

/// The visitor's, the next space first.
pub(crate) async fn own() -> Answer<TicketList> {
    read(ask("GET", "/api/tickets", Body::None).await)
}

pub(crate) async fn transfer(ticket: TicketId, asked: &Transfer) -> Answer<Ticket> {
    let body = Body::Json(wire::transfer(asked));
    read(ask("POST", &of_ticket(ticket, "/transfer"), body).await)
}

/// A picture of the link to the space, for the camera of another device.
pub(crate) fn qr(ticket: TicketId) -> String {
    of_ticket(ticket, "/qr.svg")
}

pub(crate) fn calendar(ticket: TicketId) -> String {
    of_ticket(ticket, "/ticket.ics")
}

/// Who bought, the newest first.
pub(crate) async fn sold(space: SpaceId, after: Option<&str>) -> Answer<SoldList> {
    read(ask("GET", &[&of_space(space, "/sold"), &*behind(after)].concat(), Body::None).await)
}

pub(crate) async fn earnings() -> Answer<Earnings> {
    read(ask("GET", "/api/earnings", Body::None).await)
}

/// Says where what one earns is paid out to, or is told where to say so.
pub(crate) async fn account() -> Answer<PayoutAccount> {
    read(ask("POST", "/api/earnings/account", empty()).await)
}

/// Every change of one's balance, the newest first.
pub(crate) async fn statement(after: Option<&str>) -> Answer<Statement> {
    read(ask("GET", &["/api/earnings/entries", &*behind(after)].concat(), Body::None).await)
}

pub(crate) const EARNINGS_FILE: &str = "/api/earnings.csv";

fn behind(after: Option<&str>) -> String {
    after.map_or_else(String::new, |after| {
        ["?after=", &crate::state::filter::encoded(after)].concat()
    })
}

fn empty() -> Body<'static> {
    Body::Json("{}".to_owned())
}

fn sale(space: SpaceId) -> String {
    ["/api/announcements/", &space.to_string(), "/tickets"].concat()
}

fn of_space(space: SpaceId, rest: &str) -> String {
    ["/api/spaces/", &space.to_string(), rest].concat()
}

fn of_order(order: OrderId, rest: &str) -> String {
    ["/api/orders/", &order.to_string(), rest].concat()
}

fn of_ticket(ticket: TicketId, rest: &str) -> String {
    ["/api/tickets/", &ticket.to_string(), rest].concat()
}
