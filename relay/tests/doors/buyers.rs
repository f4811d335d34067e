//! What buyers see and are told of their tickets, through the doors.

use crate::{
    announcements::of,
    house::{House, PASSWORD, Visitor, problem},
    shop::{buys, order, order_until, pays, sells, shop, tickets},
};
use causerie_shared::{
    id::SpaceId,
    notification::{NotificationList, Occasion},
    ticket::{Order, OrderState, PaymentState, SoldList, Statement, TestCard, TicketList},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use std::time::{Duration, Instant};

/// What somebody is told, once it is so.
async fn told(who: &mut Visitor, is_so: impl Fn(&[Occasion]) -> bool) -> Vec<Occasion> {
    let patience = Instant::now() + Duration::from_secs(10);
    loop {
        let bell: NotificationList = who.get("/api/notifications").await.json().await.unwrap();
        let of: Vec<_> = bell.notifications.iter().map(|told| told.of).collect();
        if is_so(&of) {
            return of;
        }
        assert!(Instant::now() < patience, "{of:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn own(who: &mut Visitor) -> TicketList {
    who.get("/api/tickets").await.json().await.unwrap()
}

async fn waits(who: &mut Visitor, space: SpaceId) {
    let seen = shop(who, space).await;
    let asked = json!({ "tier": seen.sale.tiers[0].id });
    let answer = who.json(Method::POST, &format!("/api/spaces/{space}/waiting"), &asked).await;
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn what_is_held_or_on_its_way_stands_with_ones_tickets() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (one, seen) = sells(&mut ada, &tickets(1)).await;
    let held = order(&mut ben, &seen).await;
    let list = own(&mut ben).await;
    assert_eq!((list.tickets.len(), list.orders[0].id), (0, held.id));
    pays(&mut ben, &held, TestCard::SettlesLate).await;
    let is_away =
        |order: &Order| order.payment.as_ref().is_some_and(|payment| payment.at.is_none());
    order_until(&mut ben, &held, is_away).await;
    let on_its_way = own(&mut ben).await.orders[0].payment.clone().unwrap();
    assert_eq!(on_its_way.state, PaymentState::Started);
    let unknown = ben.get(&format!("/api/spaces/{}/tickets", SpaceId::from_bits(5))).await;
    assert_eq!(problem(unknown).await, "no_such_space");
    assert_eq!(shop(&mut ben, one.id).await.order.unwrap().id, held.id);
}

#[tokio::test]
async fn whoever_waits_or_pays_is_told_when_it_is_called_off() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (mut cat, mut dan) = (house.person("cat").await, house.person("dan").await);
    let (one, seen) = sells(&mut ada, &tickets(2)).await;
    buys(&mut ben, &seen).await;
    let held = order(&mut cat, &seen).await;
    waits(&mut dan, one.id).await;
    ada.post_json(&of(&one, "/cancel"), "{}").await;
    // Whoever had a ticket learns of the money too.
    let both =
        |of: &[Occasion]| of.contains(&Occasion::Cancelled) && of.contains(&Occasion::MoneyBack);
    told(&mut ben, both).await;
    assert_eq!(told(&mut cat, |of| !of.is_empty()).await, [Occasion::Cancelled]);
    assert_eq!(told(&mut dan, |of| !of.is_empty()).await, [Occasion::Cancelled]);
    order_until(&mut cat, &held, |order| order.state == OrderState::Lapsed).await;
    assert_eq!(shop(&mut dan, one.id).await.waiting, None);
    let refused = cat.post_json(&format!("/api/orders/{}/payment", held.id), "{}").await;
    assert_eq!(problem(refused).await, "sale_called_off");
}

#[tokio::test]
async fn more_seats_are_for_those_who_wait_in_their_order() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (mut cat, mut dan) = (house.person("cat").await, house.person("dan").await);
    let (one, seen) = sells(&mut ada, &tickets(1)).await;
    buys(&mut ben, &seen).await;
    waits(&mut cat, one.id).await;
    waits(&mut dan, one.id).await;
    let mut more = tickets(2);
    more["tiers"][0]["id"] = seen.sale.tiers[0].id.to_string().into();
    let answer = ada.json(Method::PUT, &of(&one, "/tickets"), &more).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(told(&mut cat, |of| !of.is_empty()).await, [Occasion::SeatFree]);
    let offered = shop(&mut cat, one.id).await.order.unwrap();
    assert!(offered.offered && offered.state == OrderState::Held);
    assert_eq!(shop(&mut dan, one.id).await.waiting.unwrap().place, 1);
    assert_eq!(shop(&mut dan, one.id).await.sale.tiers[0].left, 0);
}

#[tokio::test]
async fn who_returns_a_ticket_is_not_told_so_and_nobody_returns_one_while_they_listen() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let mut cat = house.person("cat").await;
    let (one, seen) = sells(&mut ada, &tickets(2)).await;
    let returned = buys(&mut ben, &seen).await;
    let refund = format!("/api/orders/{}/refund", returned.id);
    assert_eq!(ben.post_json(&refund, "{}").await.status(), StatusCode::OK);
    let kept = buys(&mut cat, &seen).await;
    let given_up = ben.delete(&format!("/api/orders/{}", returned.id)).await;
    assert_eq!(problem(given_up).await, "payment_over");
    let given_up = cat.delete(&format!("/api/orders/{}", kept.id)).await;
    assert_eq!(problem(given_up).await, "payment_under_way", "it was paid in another tab");
    assert_eq!(told(&mut ben, |of| !of.is_empty()).await, [Occasion::Ticket]);
    assert!(own(&mut cat).await.tickets[0].return_until.is_some());

    ada.post_json(&of(&one, "/begin"), "{}").await;
    let patience = Instant::now() + Duration::from_secs(10);
    while own(&mut cat).await.tickets[0].return_until.is_some() {
        assert!(Instant::now() < patience, "it began before its time, and can be returned");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let refund = format!("/api/orders/{}/refund", kept.id);
    assert_eq!(problem(cat.post_json(&refund, "{}").await).await, "too_late_to_return");
    let lines: Statement = ada.get("/api/earnings/entries").await.json().await.unwrap();
    assert!(lines.lines.iter().all(|line| line.title.as_ref() == Some(&one.title)));
    let file = ada.get("/api/earnings.csv").await.text().await.unwrap();
    assert!(file.contains(",\"Morning songs\",EUR,12.13,true"), "{file}");
}

#[tokio::test]
async fn a_seat_that_was_given_back_is_not_said_to_have_run_out() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (_, seen) = sells(&mut ada, &tickets(1)).await;
    let held = order(&mut ben, &seen).await;
    assert_eq!(ben.delete(&format!("/api/orders/{}", held.id)).await.status(), StatusCode::OK);
    let late = ben.post_json(&format!("/api/orders/{}/payment", held.id), "{}").await;
    assert_eq!(problem(late).await, "seat_given_back");
}

#[tokio::test]
async fn who_deletes_their_account_gives_back_what_may_be_given_back() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let mut cat = house.person("cat").await;
    let (one, seen) = sells(&mut ada, &tickets(2)).await;
    let kept = buys(&mut ben, &seen).await;
    order(&mut cat, &seen).await;
    assert_eq!(shop(&mut ada, one.id).await.sale.tiers[0].left, 0);
    for (who, handle) in [(&mut ben, "ben"), (&mut cat, "cat")] {
        let body = json!({ "handle": handle, "password": PASSWORD });
        let gone = who.json(Method::DELETE, "/api/account", &body).await;
        assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    }
    let after = shop(&mut ada, one.id).await;
    assert_eq!(after.sale.tiers[0].left, 2);
    assert_eq!(after.book.unwrap().taken, 0);
    let sold: SoldList =
        ada.get(&format!("/api/spaces/{}/sold", one.id)).await.json().await.unwrap();
    assert_eq!((sold.sold[0].order, sold.sold[0].state), (kept.id, OrderState::Returned));
}
