//! The visitor's tickets: those that open something first, the next one above; then those that did.

use super::{missing::to_home, tickets::price};
use crate::{
    components::{
        cover::cover,
        disc::Size,
        el::{El, el, when},
        icon::Glyph,
        notice::{Tone, not_had, notice},
        part::{group, leaf, section, way, written},
    },
    hooks::{Kept, unix_ms, use_act, use_house, use_title, use_value},
    net::{api::Failed, tickets},
    route::Route,
    webapi,
    words::Language,
};
use causerie_shared::{
    money::Currency,
    ticket::{Order, Payment, PaymentState, Ticket, TicketList, TicketState},
    time::UnixMs,
};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// So long after its beginning a space is taken for one that is over.
const OVER_MS: u64 = 12 * 60 * 60 * 1000;

#[hook]
pub(super) fn use_own_tickets_page() -> Html {
    let house = use_house();
    let t = house.words();
    use_title(Some(t.my_tickets().to_owned()));
    let list = use_value(|| None as Option<Result<Rc<TicketList>, Failed>>);
    let who = house.account().map_or("", |account| account.handle.as_str());
    use_act(who.to_owned().into(), {
        let list = list.setter();
        Box::new(move || {
            spawn_local(async move { list.set(Some(tickets::own().await.map(Rc::new))) });
            Kept::Nothing
        })
    });
    let page = el("div", "narrow planned").with(leaf("h1", "", t.my_tickets()));
    if house.me.known().is_some() && house.account().is_none() {
        let next = Route::SignIn(Box::new(Route::OwnTickets)).address();
        let sign_in = way("button primary", "tickets-sign-in", None, t.sign_in(), next);
        let (heading, hint) = (t.sign_in_first(), t.sign_in_to_buy_hint());
        return page.with(notice(Glyph::Ticket, Tone::Fact, heading, hint, sign_in)).html();
    }
    match &*list {
        None => page.el(el("ul", "past-list").set("aria-busy", "true")).html(),
        Some(Err(failed)) => page.with(not_had(t, t.my_tickets(), failed)).html(),
        Some(Ok(list)) if list.tickets.is_empty() && list.orders.is_empty() => {
            let (heading, hint) = (t.no_tickets_yet(), t.no_tickets_yet_hint());
            page.with(notice(Glyph::Ticket, Tone::Fact, heading, hint, to_home(t.back_home())))
                .html()
        }
        Some(Ok(list)) => {
            let now = unix_ms();
            let (ahead, past): (Vec<_>, Vec<_>) =
                list.tickets.iter().partition(|ticket| opens_something(ticket, now));
            let rows = |of: &[&Ticket]| of.iter().map(|ticket| row(t, ticket, now)).collect();
            let past = when(!past.is_empty(), || {
                let rows = vec![group("ul", "past-list", rows(&past))];
                el("div", "").with(section("live-now", "tickets-past", t.tickets_past(), rows))
            });
            let under_way = list.orders.iter().map(|order| under_way(t, order));
            let ahead = under_way.chain(ahead.iter().map(|ticket| row(t, ticket, now))).collect();
            page.with(group("ul", "past-list", ahead)).with(past).html()
        }
    }
}

fn opens_something(ticket: &Ticket, now: UnixMs) -> bool {
    ticket.state == TicketState::Good && ticket.starts_at.plus_ms(OVER_MS) > now
}

/// What is held or paid for, and no ticket yet.
fn under_way(t: Language, order: &Order) -> Html {
    let state = match &order.payment {
        Some(Payment { state: PaymentState::Refunding, .. }) => t.order_money_back(),
        Some(Payment { state: PaymentState::Started, at: None }) => t.order_on_its_way(),
        Some(_) | None => t.order_held_for_you(),
    };
    let words = el("span", "upcoming-words")
        .with(written("span", "past-title", order.title.as_str()))
        .el(facts(t, order.tier_name.as_str(), order.total, (order.currency, order.test)))
        .el(el("span", "unread-mark").words(state));
    let link = el("a", "upcoming-link")
        .put("href", Route::Tickets(order.space).address())
        .testid("order")
        .el(el("span", "upcoming-cover").el(cover(order.space, None, Size::Small)))
        .el(words);
    el("li", "past-row").key(order.id.to_string()).el(link).html()
}

fn facts(t: Language, tier: &str, total: u64, (currency, is_test): (Currency, bool)) -> El {
    el("span", "person-facts")
        .el(el("span", "").written().words(tier))
        .words(" · ")
        .el(price(t, total, currency, is_test))
}

fn row(t: Language, ticket: &Ticket, now: UnixMs) -> Html {
    let time = webapi::moment(ticket.starts_at.0, t.tag(), None);
    let is_over = !opens_something(ticket, now);
    let class = if is_over { "upcoming-link over" } else { "upcoming-link" };
    let paid = (ticket.currency, ticket.test);
    let facts = facts(t, ticket.tier_name.as_str(), ticket.total, paid);
    let state = t.ticket_state(ticket.state);
    let state =
        when(state.is_some(), || el("span", "unread-mark quiet").words(state.unwrap_or_default()));
    let words = el("span", "upcoming-words")
        .with(leaf("span", "upcoming-when", &time))
        .with(written("span", "past-title", ticket.title.as_str()))
        .el(facts)
        .with(state);
    // What was given away or returned has no page any more.
    let address = match ticket.state {
        TicketState::Good => Route::Tickets(ticket.space),
        TicketState::Returned | TicketState::Transferred | TicketState::Disputed => {
            Route::Space(ticket.space)
        }
    };
    let link = el("a", class)
        .put("href", address.address())
        .testid("ticket")
        .el(el("span", "upcoming-cover").el(cover(ticket.space, None, Size::Small)))
        .el(words);
    el("li", "past-row").key(ticket.id.to_string()).el(link).html()
}
