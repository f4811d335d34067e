//! Tickets from the host's form to the seat, through the doors.

use crate::{
    announcements::{announces, asked, in_minutes, of},
    house::{House, Socket, Visitor, problem, refusal},
};
use causerie_relay::{
    app::{App, Refused},
    config::Config,
};
use causerie_shared::{
    announcement::{Announcement, TimeFault},
    api::{Pass, PassFor, PassRequest},
    command::Command,
    event::Class,
    fault::Fault,
    id::SpaceId,
    money::{Currency, PriceFault},
    notification::{NotificationList, Occasion},
    signal::ServerFrame,
    stage::Notice,
    ticket::{
        Earnings, Order, OrderState, PaymentState, PayoutAccount, SaleState, Shop, SoldList,
        Statement, TestCard, Ticket, TicketList, TicketToken,
    },
    ticket_fault::TicketFault,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

pub(crate) fn tickets(number: u32) -> Value {
    json!({ "currency": "EUR", "tiers": [{ "name": "Seat", "price": "12.50", "number": number }] })
}

/// A host who sells so many tickets for a space that begins soon.
pub(crate) async fn sells(host: &mut Visitor, wanted: &Value) -> (Announcement, Shop) {
    let one = announces(host, &asked(10)).await;
    let answer = host.json(Method::PUT, &of(&one, "/tickets"), wanted).await;
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, StatusCode::OK, "{text}");
    (one, serde_json::from_str(&text).unwrap())
}

pub(crate) async fn shop(who: &mut Visitor, space: SpaceId) -> Shop {
    who.get(&format!("/api/spaces/{space}/tickets")).await.json().await.unwrap()
}

pub(crate) async fn orders(who: &mut Visitor, shop: &Shop, key: &str) -> reqwest::Response {
    let asked = json!({ "tier": shop.sale.tiers[0].id, "key": format!("a-purchase-of-{key}") });
    who.json(Method::POST, &format!("/api/spaces/{}/orders", shop.sale.space), &asked).await
}

pub(crate) async fn order(who: &mut Visitor, shop: &Shop) -> Order {
    let answer = orders(who, shop, "mine").await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json().await.unwrap()
}

pub(crate) async fn order_until(
    who: &mut Visitor,
    order: &Order,
    is_so: impl Fn(&Order) -> bool,
) -> Order {
    let patience = Instant::now() + Duration::from_secs(10);
    loop {
        let path = format!("/api/orders/{}", order.id);
        let found: Order = who.get(&path).await.json().await.unwrap();
        if is_so(&found) {
            return found;
        }
        assert!(Instant::now() < patience, "{found:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(crate) async fn pays(who: &mut Visitor, order: &Order, card: TestCard) -> reqwest::Response {
    let path = format!("/api/orders/{}/payment", order.id);
    assert_eq!(who.post_json(&path, "{}").await.status(), StatusCode::OK);
    let can_pay = |order: &Order| {
        order
            .payment
            .as_ref()
            .is_some_and(|it| it.state == PaymentState::Started && it.at.is_some())
    };
    let ready = order_until(who, order, can_pay).await;
    let at = ready.payment.unwrap().at.unwrap();
    who.json(Method::POST, &at, &json!({ "card": card.number() })).await
}

pub(crate) async fn buys(who: &mut Visitor, shop: &Shop) -> Order {
    let order = order(who, shop).await;
    assert_eq!(pays(who, &order, TestCard::Good).await.status(), StatusCode::OK);
    order_until(who, &order, |order| order.state == OrderState::Seated).await
}

pub(crate) async fn token(who: &mut Visitor, space: SpaceId) -> String {
    let answer = who.get(&format!("/api/spaces/{space}/ticket")).await;
    answer.json::<TicketToken>().await.unwrap().token
}

async fn asks_for_pass(
    who: &mut Visitor,
    space: SpaceId,
    door: PassFor,
    ticket: Option<String>,
) -> reqwest::Response {
    let asked = json!(PassRequest { door, link: None, ticket });
    who.json(Method::POST, &format!("/api/spaces/{space}/pass"), &asked).await
}

pub(crate) async fn enters(
    house: &House,
    who: &mut Visitor,
    space: SpaceId,
    ticket: Option<String>,
) -> (Socket, Class) {
    let answer = asks_for_pass(who, space, PassFor::Live, ticket).await;
    let pass = answer.json::<Pass>().await.unwrap().pass;
    let mut socket = house.socket(space).await;
    socket.hello(Some(pass), None).await;
    let class = socket.until(class).await;
    (socket, class)
}

fn class(frame: &ServerFrame) -> Option<Class> {
    match frame {
        ServerFrame::Snapshot { class, .. } => Some(*class),
        _ => None,
    }
}

#[tokio::test]
async fn two_tabs_that_pay_for_one_seat_pay_once_and_the_second_is_told_so() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let before: Earnings = ada.get("/api/earnings").await.json().await.unwrap();
    assert!(!before.account, "nobody was asked yet");
    let (one, _) = sells(&mut ada, &tickets(2)).await;
    let after: Earnings = ada.get("/api/earnings").await.json().await.unwrap();
    assert!(after.account, "the wallet takes everybody on");
    let account = ada.post_json("/api/earnings/account", "{}").await;
    assert_eq!(
        account.json::<PayoutAccount>().await.unwrap(),
        PayoutAccount { ready: true, go: None }
    );

    for (who, card) in [("ben", TestCard::Good), ("cat", TestCard::SettlesLate)] {
        let mut buyer = house.person(who).await;
        let seen = shop(&mut buyer, one.id).await;
        let held = order(&mut buyer, &seen).await;
        let path = format!("/api/orders/{}/payment", held.id);
        buyer.post_json(&path, "{}").await;
        let at = |order: &Order| order.payment.clone().and_then(|payment| payment.at);
        let ready = order_until(&mut buyer, &held, |order| at(order).is_some()).await;
        let door = at(&ready).unwrap();
        let first = buyer.json(Method::POST, &door, &json!({ "card": card.number() })).await;
        assert_eq!(first.status(), StatusCode::OK);
        let again = json!({ "card": TestCard::Good.number() });
        let second = buyer.json(Method::POST, &door, &again).await;
        assert_eq!(problem(second).await, "payment_under_way");
        // Once the news are there, nobody is led to a card, however often they ask.
        order_until(&mut buyer, &held, |order| at(order).is_none()).await;
        let asked: Order = buyer.post_json(&path, "{}").await.json().await.unwrap();
        assert_eq!(at(&asked), None);
        let is = if card == TestCard::Good { OrderState::Seated } else { OrderState::Held };
        assert_eq!(asked.state, is);
    }
}

#[tokio::test]
async fn a_ticket_is_bought_lets_in_and_stops_in_the_middle_of_the_space() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (one, _) = sells(&mut ada, &tickets(2)).await;
    let seen = shop(&mut ben, one.id).await;
    assert!(seen.sale.test && seen.book.is_none());
    assert_eq!((seen.sale.tiers[0].price, seen.sale.tiers[0].left), (1250, 2));
    let held = order(&mut ben, &seen).await;
    assert_eq!((held.total, held.fee, held.state), (1250, 37, OrderState::Held));
    assert_eq!(order(&mut ben, &seen).await.id, held.id, "the same click is the same order");
    assert_eq!(shop(&mut ada, one.id).await.book.unwrap().tiers[0].held, 1);
    let seated = buys(&mut ben, &seen).await;
    let list: TicketList = ben.get("/api/tickets").await.json().await.unwrap();
    let ticket = &list.tickets[0];
    assert_eq!((ticket.id, ticket.fee), (seated.ticket.unwrap(), 37));
    assert_eq!(ticket.return_until, Some(ticket.starts_at));
    let qr = ben.get(&format!("/api/tickets/{}/qr.svg", ticket.id)).await;
    assert_eq!(qr.headers()["content-type"], "image/svg+xml");
    let ics = ben.get(&format!("/api/tickets/{}/ticket.ics", ticket.id)).await;
    assert!(ics.text().await.unwrap().contains("BEGIN:VEVENT"));

    ada.post_json(&of(&one, "/begin"), "{}").await;
    let good = token(&mut ben, one.id).await;
    let (mut inside, is) = enters(&house, &mut ben, one.id, Some(good.clone())).await;
    assert_eq!(is, Class::Holder);
    let mut cat = house.person("cat").await;
    let (_, outside) = enters(&house, &mut cat, one.id, None).await;
    assert_eq!(outside, Class::Public);
    let foreign = asks_for_pass(&mut cat, one.id, PassFor::Live, Some(good.clone())).await;
    assert_eq!(problem(foreign).await, "ticket_refused", "a photograph steals nothing");
    let forged = asks_for_pass(&mut ben, one.id, PassFor::Live, Some(format!("{good}x"))).await;
    assert_eq!(problem(forged).await, "ticket_refused");

    let refund = format!("/api/orders/{}/refund", seated.id);
    let said = Instant::now();
    assert_eq!(ada.post_json(&refund, "{}").await.status(), StatusCode::OK, "the host may");
    let noticed = |frame: &ServerFrame| match frame {
        ServerFrame::Snapshot { class: Class::Public, .. } => Some(()),
        _ => None,
    };
    inside.until(noticed).await;
    inside
        .until(|frame| match frame {
            ServerFrame::Notice { notice: Notice::TicketStopped } => Some(()),
            _ => None,
        })
        .await;
    eprintln!("a ticket stopped {:?} after it was returned", said.elapsed());
    let stopped = asks_for_pass(&mut ben, one.id, PassFor::Live, Some(good)).await;
    assert_eq!(problem(stopped).await, "ticket_refused");
    let paid_back =
        |order: &Order| order.payment.as_ref().is_some_and(|it| it.state == PaymentState::Refunded);
    order_until(&mut ben, &seated, paid_back).await;
    // Bought again, it lets in again, over the socket that is there.
    let again = buys_again(&mut ben, &seen).await;
    assert_ne!(again.id, seated.id);
    assert_eq!(inside.until(class).await, Class::Holder);
    let earned: Earnings = ada.get("/api/earnings").await.json().await.unwrap();
    assert_eq!((earned.currencies[0].taken, earned.currencies[0].fees), (1250, 37));
    assert_eq!(earned.spaces[0].sold, 1);
    let entries: Statement = ada.get("/api/earnings/entries").await.json().await.unwrap();
    assert_eq!(entries.lines.iter().map(|line| line.amount).sum::<i64>(), 1213);
    assert_eq!(entries.lines.len(), 3, "sold, given back, sold");
    let csv = ada.get("/api/earnings.csv").await.text().await.unwrap();
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert_eq!(house.app.hub.store().audit().await.unwrap(), Vec::<String>::new());
}

async fn buys_again(who: &mut Visitor, shop: &Shop) -> Order {
    let answer = orders(who, shop, "another").await;
    let order: Order = answer.json().await.unwrap();
    pays(who, &order, TestCard::Good).await;
    order_until(who, &order, |order| order.state == OrderState::Seated).await
}

#[tokio::test]
async fn a_host_who_cancels_makes_everybody_whole() {
    let house = House::open().await;
    let mut ada = house.person("ada").await;
    let (one, seen) = sells(&mut ada, &tickets(50)).await;
    let mut buyers = Vec::new();
    for number in 0..5 {
        let mut buyer = house.person(&format!("buyer_{number}")).await;
        let order = buys(&mut buyer, &seen).await;
        buyers.push((buyer, order));
    }
    ada.post_json(&of(&one, "/cancel"), "{}").await;
    for (buyer, order) in &mut buyers {
        let paid_back = |order: &Order| {
            order.payment.as_ref().is_some_and(|it| it.state == PaymentState::Refunded)
        };
        order_until(buyer, order, paid_back).await;
    }
    let (late, _) = (orders(&mut buyers[0].0, &seen, "late").await, ());
    assert_eq!(problem(late).await, "sale_called_off");
    assert_eq!(shop(&mut ada, one.id).await.sale.state, SaleState::CalledOff);
    let earned: Earnings = ada.get("/api/earnings").await.json().await.unwrap();
    assert_eq!((earned.currencies[0].taken, earned.currencies[0].fees), (0, 0), "fee included");
    assert_eq!(house.app.hub.store().audit().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn who_buys_sees_what_is_wrong_and_nothing_is_taken() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (one, seen) = sells(&mut ada, &tickets(1)).await;
    assert_eq!(problem(orders(&mut ada, &seen, "own").await).await, "not_oneself");
    let nobody = orders(&mut house.visitor(), &seen, "x").await;
    assert_eq!(problem(nobody).await, "sign_in_first");
    let held = order(&mut ben, &seen).await;
    let declined = pays(&mut ben, &held, TestCard::Declines).await;
    assert_eq!(declined.text().await.unwrap(), "\"declined\"");
    let failed =
        |order: &Order| order.payment.as_ref().is_some_and(|it| it.state == PaymentState::Failed);
    let tried = order_until(&mut ben, &held, failed).await;
    assert_eq!(tried.state, OrderState::Held);
    assert_eq!(tried.payment.unwrap().at, None, "another try is another payment");
    let confirm = pays(&mut ben, &held, TestCard::WantsConfirmation).await;
    assert_eq!(confirm.text().await.unwrap(), "\"confirm\"");
    let at = order_until(&mut ben, &held, |_| true).await.payment.unwrap().at.unwrap();
    let wrong = ben.json(Method::POST, &at, &json!({ "card": "4111 1111 1111 1111" })).await;
    assert_eq!(problem(wrong).await, "no_such_card");
    let mut cat = house.person("cat").await;
    let others = cat.json(Method::POST, &at, &json!({ "card": TestCard::Good.number() })).await;
    assert_eq!(problem(others).await, "no_such_order");
    for path in ["", "/payment", "/refund"] {
        let path = format!("/api/orders/{}{path}", held.id);
        let answer = if path.ends_with(&held.id.to_string()) {
            cat.get(&path).await
        } else {
            cat.post_json(&path, "{}").await
        };
        assert_eq!(problem(answer).await, "no_such_order", "{path}");
    }
    assert_eq!(problem(orders(&mut cat, &seen, "late").await).await, "sold_out");
    let waits = json!({ "tier": seen.sale.tiers[0].id });
    let waiting = format!("/api/spaces/{}/waiting", one.id);
    let shop_of_cat: Shop = cat.json(Method::POST, &waiting, &waits).await.json().await.unwrap();
    assert_eq!(shop_of_cat.waiting.unwrap().place, 1);
    ben.delete(&format!("/api/orders/{}", held.id)).await;
    let offered = shop(&mut cat, one.id).await;
    assert_eq!((offered.waiting, offered.order.unwrap().state), (None, OrderState::Held));
    let key = json!({ "tier": seen.sale.tiers[0].id, "key": "short" });
    let path = format!("/api/spaces/{}/orders", one.id);
    assert_eq!(problem(ben.json(Method::POST, &path, &key).await).await, "unreadable");
}

#[tokio::test]
async fn a_hosts_form_says_what_is_wrong_with_it() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let one = announces(&mut ada, &asked(30)).await;
    let path = of(&one, "/tickets");
    let tier =
        |price: &str, number: u64| json!([{ "name": "Seat", "price": price, "number": number }]);
    let with = |field: &str, value: Value| {
        let mut asked = tickets(5);
        asked[field] = value;
        asked
    };
    let eur = Currency::EUR;
    let price = |price| TicketFault::BadPrice { at: 0, price };
    let low = price(PriceFault::TooLow { least: 100, currency: eur });
    let high = price(PriceFault::TooHigh { most: 99_900, currency: eur });
    let wrong = [
        (with("currency", "EURO".into()), TicketFault::NoSuchCurrency),
        (with("currency", "ZWG".into()), TicketFault::CurrencyNotSettled),
        (with("tiers", json!([])), TicketFault::NoTiers),
        (with("tiers", tier("0", 5)), low),
        (with("tiers", tier("-12", 5)), low),
        (with("tiers", tier("1000000000000000000", 5)), high),
        (with("tiers", tier("1.005", 5)), price(PriceFault::TooFine { digits: 2 })),
        (with("tiers", tier("free", 5)), price(PriceFault::NotANumber)),
        (with("tiers", tier("5", 0)), TicketFault::TooFew { at: 0, least: 1 }),
        (with("tiers", tier("5", 100_001)), TicketFault::TooMany { at: 0, most: 100_000 }),
        (with("preview_s", 301.into()), TicketFault::PreviewTooLong { most_s: 300 }),
        (
            with("codes", json!([{ "code": "a b", "percent_off": 10, "uses": 1 }])),
            TicketFault::BadCode { at: 0 },
        ),
        (
            with("codes", json!([{ "code": "ab", "percent_off": 0, "uses": 1 }])),
            TicketFault::BadPercent { at: 0 },
        ),
        (
            with("codes", json!([{ "code": "ab", "percent_off": 100, "uses": 0 }])),
            TicketFault::BadUses { at: 0, least: 1 },
        ),
    ];
    for (asked, fault) in wrong {
        let answer = refusal(ada.json(Method::PUT, &path, &asked).await).await;
        assert_eq!(answer.fault, Some(Fault::Ticket { ticket: fault }), "{asked}");
        assert_eq!(answer.code, fault.code());
    }
    let windows = [
        (Some(31), None, TicketFault::OpensTooLate),
        (Some(20), Some(10), TicketFault::ClosesBeforeItOpens),
        (None, Some(-2), TicketFault::BadCloses { time: TimeFault::Past }),
    ];
    for (opens, closes, fault) in windows {
        let mut window = tickets(5);
        window["opens"] = opens.map(in_minutes).into();
        window["closes"] = closes.map(in_minutes).into();
        let answer = refusal(ada.json(Method::PUT, &path, &window).await).await;
        assert_eq!(answer.fault, Some(Fault::Ticket { ticket: fault }), "{window}");
    }
    let mut twice = tickets(5);
    twice["tiers"] = json!([twice["tiers"][0], twice["tiers"][0]]);
    assert_eq!(problem(ada.json(Method::PUT, &path, &twice).await).await, "same_tier_name");
    assert_eq!(problem(ben.json(Method::PUT, &path, &tickets(5)).await).await, "not_allowed");
    let none = ben.get(&format!("/api/spaces/{}/tickets", one.id)).await;
    assert_eq!(problem(none).await, "no_tickets");
    assert_eq!(ada.json(Method::PUT, &path, &tickets(5)).await.status(), StatusCode::OK);
    let sold: SoldList =
        ada.get(&format!("/api/spaces/{}/sold", one.id)).await.json().await.unwrap();
    assert!(sold.sold.is_empty());
    let others = ben.get(&format!("/api/spaces/{}/sold", one.id)).await;
    assert_eq!(problem(others).await, "not_allowed");
    assert_eq!(ada.delete(&path).await.status(), StatusCode::NO_CONTENT);
    let bell: NotificationList = ada.get("/api/notifications").await.json().await.unwrap();
    assert!(bell.notifications.is_empty());
}

#[tokio::test]
async fn news_of_money_are_taken_from_nobody_but_who_signs_them() {
    let house = House::open().await;
    let mut anybody = house.visitor();
    let news = r#"{"id":"1","payment":"0199d1c8-7f3e-7a10-8a52-1c2b3d4e5f60","kind":"paid"}"#;
    let bare = anybody.post_json("/api/money/events", news).await;
    assert_eq!(problem(bare).await, "bad_signature");
    let signed = anybody
        .request(Method::POST, "/api/money/events")
        .header("causerie-signature", "t=1,v1=00")
        .body(news);
    assert_eq!(problem(anybody.send(signed).await).await, "bad_signature");
    let keys: Value = anybody.get("/.well-known/jwks.json").await.json().await.unwrap();
    assert_eq!(keys["keys"][0]["crv"], "Ed25519");
}

#[tokio::test]
async fn a_ticket_is_given_to_somebody_who_then_holds_it() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let mut cat = house.person("cat").await;
    let (one, seen) = sells(&mut ada, &tickets(2)).await;
    let order = buys(&mut ben, &seen).await;
    let old = token(&mut ben, one.id).await;
    let path = format!("/api/tickets/{}/transfer", order.ticket.unwrap());
    let to = |handle: &str| json!({ "to": handle });
    assert_eq!(
        problem(ben.json(Method::POST, &path, &to("@nobody")).await).await,
        "no_such_person"
    );
    assert_eq!(problem(ben.json(Method::POST, &path, &to("ben")).await).await, "not_oneself");
    assert_eq!(problem(cat.json(Method::POST, &path, &to("cat")).await).await, "no_such_ticket");
    assert_eq!(problem(ben.json(Method::POST, &path, &to("ada")).await).await, "host_needs_none");
    let given: Ticket = ben.json(Method::POST, &path, &to("@Cat")).await.json().await.unwrap();
    assert!(given.return_until.is_none() && !given.may_transfer);
    let theirs: TicketList = cat.get("/api/tickets").await.json().await.unwrap();
    assert!(theirs.tickets[0].is_gift && !theirs.tickets[0].may_transfer);
    let sold: SoldList =
        ada.get(&format!("/api/spaces/{}/sold", one.id)).await.json().await.unwrap();
    assert_eq!(sold.sold[0].holder, "cat".parse().ok());
    ada.post_json(&of(&one, "/begin"), "{}").await;
    let stopped = asks_for_pass(&mut ben, one.id, PassFor::Whep, Some(old)).await;
    assert_eq!(problem(stopped).await, "ticket_refused");
    let new = token(&mut cat, one.id).await;
    let (_socket, is) = enters(&house, &mut cat, one.id, Some(new)).await;
    assert_eq!(is, Class::Holder);
    let returned = format!("/api/orders/{}/refund", order.id);
    let too_late = ben.post_json(&returned, "{}").await;
    assert_eq!(problem(too_late).await, "too_late_to_return", "it is not theirs any more");
}

#[tokio::test]
async fn a_space_that_ended_before_it_was_live_gives_everybody_their_money_back() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (one, seen) = sells(&mut ada, &tickets(2)).await;
    let order = buys(&mut ben, &seen).await;
    assert!(order.test);
    ada.post_json(&of(&one, "/begin"), r#"{"backstage":true}"#).await;
    let (mut stage, _) = enters(&house, &mut ada, one.id, None).await;
    stage.ask(Command::End).await;
    let paid_back =
        |order: &Order| order.payment.as_ref().is_some_and(|it| it.state == PaymentState::Refunded);
    order_until(&mut ben, &order, paid_back).await;
    let told: NotificationList = ben.get("/api/notifications").await.json().await.unwrap();
    let of: Vec<_> = told.notifications.iter().map(|it| it.of).collect();
    assert!(of.contains(&Occasion::Ticket) && of.contains(&Occasion::MoneyBack), "{of:?}");
    let own: Value = ben.get("/api/account/export").await.json().await.unwrap();
    assert_eq!(own["tickets"][0]["state"], "returned");
    assert_eq!(own["orders"][0]["total"], 1250);
    assert_eq!(house.app.hub.store().audit().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_space_that_took_place_is_over_and_its_tickets_stay_sold() {
    let house = House::open().await;
    let (mut ada, mut ben) = (house.person("ada").await, house.person("ben").await);
    let (one, seen) = sells(&mut ada, &tickets(2)).await;
    let order = buys(&mut ben, &seen).await;
    ada.post_json(&of(&one, "/begin"), "{}").await;
    let (mut stage, _) = enters(&house, &mut ada, one.id, None).await;
    stage.ask(Command::End).await;
    house.app.hub.store().flush().await;
    assert_eq!(shop(&mut ada, one.id).await.sale.state, SaleState::Closed);
    let kept = order_until(&mut ben, &order, |_| true).await;
    assert_eq!(kept.state, OrderState::Seated);
    let words = format!("/api/spaces/{}/transcript", one.id);
    assert_eq!(ben.get(&words).await.status(), StatusCode::OK, "who held a ticket reads it");
    let stranger = house.person("cat").await.get(&words).await;
    assert_eq!(problem(stranger).await, "ticket_needed");
}

#[tokio::test]
async fn settings_that_cannot_sell_are_refused_before_anything_opens() {
    let data = tempfile::tempdir().unwrap();
    let config = || Config {
        host: IpAddr::from([127, 0, 0, 1]),
        port: 0,
        media_ports: "0".parse().unwrap(),
        data: data.path().into(),
        demo: false,
        ..Config::default()
    };
    let key = |key: &str| Config { payment_key: key.parse().unwrap(), ..config() };
    let refused = [
        ("payment_key", key("sk_live_51abc")),
        ("seat_held_s", Config { seat_held_s: 0, ..config() }),
        ("price_least", Config { price_least: 0, ..config() }),
        ("price_most", Config { price_least: 5, price_most: 4, ..config() }),
    ];
    for (name, config) in refused {
        let Err(Refused::Settings(why)) = App::start(config).await else {
            panic!("it sells whatever {name} says")
        };
        let words = why.to_string();
        assert!(words.contains(name) && !words.contains("51abc"), "{words}");
    }
    App::start(key("sk_test_51abc")).await.unwrap().stop().await;
}
