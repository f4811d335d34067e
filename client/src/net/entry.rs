//! Coming in where a ticket is needed: what one costs, and the visitor's own.

use super::api::{Answer, Body, ask};
use crate::wire::{Json, Read};
use causerie_shared::{id::SpaceId, money::Currency};
use std::cell::RefCell;

/// What a page says of tickets beside its button.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Offer {
    pub(crate) currency: Currency,
    /// Of the cheapest that is left; none where nothing can be bought at the moment.
    pub(crate) least: Option<u64>,
    pub(crate) test: bool,
    /// The visitor has a ticket.
    pub(crate) has: bool,
    /// A seat is held for them, and not paid yet.
    pub(crate) held: bool,
}

pub(crate) async fn offer(space: SpaceId) -> Option<Offer> {
    let shop = ask("GET", &of(space, "/tickets"), Body::None).await.ok()?;
    let sale = shop.get("sale");
    let is_open = sale.get("state").text() == Some("open");
    let Json::List(tiers) = sale.get("tiers") else { return None };
    let is_left = |tier: &&Json| u64::read(tier.get("left")).is_some_and(|left| left > 0);
    let prices = tiers.iter().filter(is_left).filter_map(|tier| u64::read(tier.get("price")));
    Some(Offer {
        currency: Currency::read(sale.get("currency"))?,
        least: prices.min().filter(|_| is_open),
        test: bool::read(sale.get("test"))?,
        has: *shop.get("ticket") != Json::Null,
        held: shop.get("order").get("state").text() == Some("held"),
    })
}

thread_local! {
    /// The last ticket that was fetched, for as long as this program runs; `true` where it was fetched
    /// because the one before was refused.
    static TICKET: RefCell<Option<(SpaceId, String, bool)>> = const { RefCell::new(None) };
}

/// What to show at the door, if it is known.
pub(super) fn ticket(space: SpaceId) -> Option<String> {
    TICKET.with_borrow(|known| {
        known.as_ref().filter(|(of, _, _)| *of == space).map(|(_, token, _)| token.clone())
    })
}

/// The one that is known was refused: another, once.
pub(super) async fn another(space: SpaceId) -> Option<String> {
    let was_fetched_anew = TICKET.take().is_none_or(|(_, _, anew)| anew);
    if was_fetched_anew {
        return None;
    }
    fetch(space, true).await.ok()
}

/// The visitor's ticket; refused where they have none.
pub(crate) async fn fetch(space: SpaceId, anew: bool) -> Answer<String> {
    let answer = ask("GET", &of(space, "/ticket"), Body::None).await?;
    let token: String = super::api::read(Ok(answer.get("token").clone()))?;
    TICKET.set(Some((space, token.clone(), anew)));
    Ok(token)
}

fn of(space: SpaceId, rest: &str) -> String {
    ["/api/spaces/", &space.to_string(), rest].concat()
}
