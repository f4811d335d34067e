//! Coming in where a ticket is needed: what one costs, and the visitor's own.

use super::api::{Answer, Body, ask, read};
use crate::{
    webapi,
    wire::{Json, Read},
    words::Language,
};
use causerie_shared::{id::SpaceId, money::Currency};
use std::cell::RefCell;

/// What a page says of the tickets of a space beside its own button; nothing where none are sold.
pub(crate) async fn offer(space: SpaceId, t: Language) -> Option<String> {
    let shop = ask("GET", &of(space, "/tickets"), Body::None).await.ok()?;
    if *shop.get("ticket") != Json::Null {
        return Some(t.have_ticket().to_owned());
    }
    let sale = shop.get("sale");
    let Json::List(tiers) = sale.get("tiers") else { return None };
    let order = shop.get("order");
    let payment = order.get("payment");
    if payment.get("state").text() == Some("started") && *payment.get("at") == Json::Null {
        return Some(t.order_on_its_way().to_owned());
    }
    if order.get("state").text() == Some("held") {
        return Some(t.pay_for_held_seat().to_owned());
    }
    let number = |tier: &Json, key: &str| u64::read(tier.get(key)).unwrap_or_default();
    let left = tiers.iter().filter(|tier| number(tier, "left") > 0);
    let prices = left.map(|tier| number(tier, "price"));
    let (least, most) = (prices.clone().min(), prices.max());
    let Some(least) = least.filter(|_| sale.get("state").text() == Some("open")) else {
        return Some(t.see_tickets().to_owned());
    };
    let currency = Currency::read(sale.get("currency"))?;
    let price = webapi::money(i64::try_from(least).ok()?, currency, t.tag());
    let words = if most == Some(least) { t.get_ticket(&price) } else { t.get_ticket_from(&price) };
    let is_test = bool::read(sale.get("test"))?;
    Some(if is_test { [&words, " · ", t.test_mode()].concat() } else { words })
}

thread_local! {
    /// The ticket that was fetched last, for as long as this program runs and it is not refused.
    static TICKET: RefCell<Option<(SpaceId, String)>> = const { RefCell::new(None) };
}

/// What to show at the door, if it is known.
pub(super) fn ticket(space: SpaceId) -> Option<String> {
    let known = TICKET.with_borrow(Clone::clone);
    known.filter(|(of, _)| *of == space).map(|(_, token)| token)
}

pub(super) fn forget() {
    TICKET.set(None);
}

/// The visitor's ticket; refused where they have none.
pub(crate) async fn fetch(space: SpaceId) -> Answer<()> {
    let answer = ask("GET", &of(space, "/ticket"), Body::None).await?;
    let token = read(Ok(answer.get("token").clone()))?;
    TICKET.set(Some((space, token)));
    Ok(())
}

fn of(space: SpaceId, rest: &str) -> String {
    ["/api/spaces/", &space.to_string(), rest].concat()
}
