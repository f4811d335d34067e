//! Law: whenever the relay is killed between a click and a seat, every order comes to rest: whoever was
//! told that they paid has their seat, no seat is sold twice, and the books are clean.

use crate::{
    engines::{Place, on_each},
    program::{Relay, run, says},
};
use causerie_relay::store::Store;
use causerie_shared::{
    announcement::Announcement,
    id::{OrderId, TicketId},
    ticket::{CardAnswer, Order, OrderState, PaymentState, Shop},
};
use reqwest::{Method, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::watch;

/// So many lives of the relay, the last of which ends in peace.
const LIVES: usize = 16;

/// Who goes to buy in each life, beside those who are still at it from the lives before.
const BUYERS: usize = 10;

/// More want a seat than there are.
const SEATS: usize = LIVES * BUYERS * 3 / 4;

/// A life ends once the buyers have taken so many steps at most, of five each to a seat, however slow the
/// machine is, and at most so long after that.
const STEPS_MOST: u64 = 60;
const AFTER_MOST_MS: u64 = 30;

/// How far a buyer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Waits,
    Holds,
    AsksToPay,
    WaitsForTheProvider,
    ShowsTheCard,
    WaitsForTheSeat,
    IsDone,
}

/// What a buyer knows in the end.
enum Outcome {
    Seated { order: OrderId, ticket: TicketId, was_told_paid: bool },
    SoldOut,
}

struct Buyer {
    cookie: String,
    /// The relay that is alive, if one is.
    relay: watch::Receiver<Option<Arc<Relay>>>,
    step: Arc<Mutex<Step>>,
    /// Steps of all buyers.
    taken: watch::Sender<u64>,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_purchase_comes_to_rest_whenever_the_relay_is_killed() {
    on_each(async |place: Place| {
        let count = (LIVES * BUYERS + 1).to_string();
        let said = says(
            &place,
            &["admin", "load-test", "--follows", "0", "--people", &count, "--sessions", &count],
        );
        let cookies: Vec<_> =
            said.lines().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect();
        let (host, buyers) = cookies.split_first().unwrap();
        let first = Arc::new(Relay::start(&place).await);
        let shop = announce(&first, host).await;
        let (space, tier) = (shop.sale.space, shop.sale.tiers[0].id);
        let (tell, relay) = watch::channel(Some(first));
        let (taken, mut steps) = (watch::Sender::new(0), Vec::new());
        let mut purchases = Vec::new();
        let mut hit: BTreeMap<Step, usize> = BTreeMap::new();
        for (life, buyers) in buyers.chunks(BUYERS).enumerate() {
            for cookie in buyers {
                let step = Arc::new(Mutex::new(Step::Waits));
                steps.push(step.clone());
                let (cookie, relay) = (cookie.clone(), relay.clone());
                let buyer = Buyer { cookie, relay, step, taken: taken.clone() };
                let orders = format!("/api/spaces/{space}/orders");
                purchases.push(tokio::spawn(async move {
                    let asked = json!({ "tier": tier, "key": format!("a-purchase-of-{life:03}") });
                    buyer.buys(&orders, &asked).await
                }));
            }
            if life + 1 == LIVES {
                break;
            }
            let enough = *taken.borrow() + 1 + chance(STEPS_MOST);
            let mut steps_taken = taken.subscribe();
            let steps_taken = steps_taken.wait_for(|taken| *taken >= enough);
            // Those who are left may have fewer to take.
            let _ = tokio::time::timeout(Duration::from_secs(5), steps_taken).await;
            tokio::time::sleep(Duration::from_millis(chance(AFTER_MOST_MS))).await;
            let alive = tell.send_replace(None).unwrap();
            let killed = std::process::Command::new("kill")
                .args(["-KILL", &alive.pid().to_string()])
                .status();
            assert!(killed.unwrap().success());
            for step in &steps {
                let step = *step.lock().unwrap();
                *hit.entry(step).or_default() += 1;
            }
            is_gone(alive).await;
            // What PostgreSQL was sent and has not carried out meets the next relay, as it may.
            tell.send_replace(Some(Arc::new(Relay::start(&place).await)));
        }
        let mut outcomes = Vec::new();
        for purchase in purchases {
            outcomes.push(purchase.await.unwrap());
        }
        eprintln!("buyers in the moment of {} kills: {hit:?}", LIVES - 1);
        let struck = |step| hit.get(&step).copied().unwrap_or(0);
        let between = struck(Step::AsksToPay)
            + struck(Step::WaitsForTheProvider)
            + struck(Step::ShowsTheCard)
            + struck(Step::WaitsForTheSeat);
        assert!(between > 0, "nobody was between paying and their seat");
        comes_to_rest(&place).await;
        // Beside the relay that runs.
        let (code, said, complained) = run(&place, &["audit"]);
        assert_eq!(code, Some(0), "{said}{complained}");
        drop(tell.send_replace(None));
        place.is_left_alone().await;
        let store = place.open_beside().await;
        assert_eq!(store.audit().await.unwrap(), Vec::<String>::new());
        nobody_lost_and_nothing_sold_twice(&store, &shop, outcomes).await;
        store.close().await;
    })
    .await;
}

/// Returns when the process is no more, and its folder free for the next.
async fn is_gone(mut relay: Arc<Relay>) {
    loop {
        match Arc::try_unwrap(relay) {
            Ok(relay) => return relay.kill(),
            // A buyer has not noticed yet.
            Err(others) => relay = others,
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn announce(relay: &Relay, host: &str) -> Shop {
    let at = causerie_relay::clock::now().plus_ms(24 * 3_600_000);
    let starts = causerie_relay::schedule::local(at, &"UTC".parse().unwrap());
    let asked = json!({ "title": "A concert", "starts": starts, "zone": "UTC" });
    let space: Announcement = must(relay, Method::POST, "/api/announcements", host, &asked).await;
    let tiers = json!([{ "name": "Seat", "price": "12.50", "number": SEATS }]);
    let door = format!("/api/announcements/{}/tickets", space.id);
    let asked = json!({ "currency": "EUR", "tiers": tiers });
    must(relay, Method::PUT, &door, host, &asked).await
}

async fn must<T: DeserializeOwned>(
    relay: &Relay,
    method: Method,
    path: &str,
    cookie: &str,
    body: &Value,
) -> T {
    let (status, text) = ask(relay, method, path, cookie, Some(body)).await.unwrap();
    assert!(status.is_success(), "{path}: {status} {text}");
    serde_json::from_str(&text).unwrap()
}

/// None when the relay went away before it had answered.
async fn ask(
    relay: &Relay,
    method: Method,
    path: &str,
    cookie: &str,
    body: Option<&Value>,
) -> Option<(StatusCode, String)> {
    let mut request = relay.ask(method, path, Some(cookie));
    if let Some(body) = body {
        request = request.header(header::CONTENT_TYPE, "application/json").body(body.to_string());
    }
    let answer = request.send().await.ok()?;
    Some((answer.status(), answer.text().await.ok()?))
}

impl Buyer {
    /// Clicks again whenever no answer came, with the same key, until they have a seat or there is none.
    async fn buys(mut self, orders: &str, asked: &Value) -> Outcome {
        tokio::time::sleep(Duration::from_millis(chance(80))).await;
        self.is_at(Step::Holds);
        let order = match self.until_answered(Method::POST, orders, Some(asked)).await {
            Ok(order) => serde_json::from_str::<Order>(&order).unwrap(),
            Err(code) => {
                assert_eq!(code, "sold_out");
                self.is_at(Step::IsDone);
                return Outcome::SoldOut;
            }
        };
        let id = order.id;
        self.is_at(Step::AsksToPay);
        let pay = format!("/api/orders/{id}/payment");
        self.until_answered(Method::POST, &pay, Some(&json!({}))).await.unwrap();
        self.is_at(Step::WaitsForTheProvider);
        let at = loop {
            let at = self.look(id).await.payment.and_then(|payment| payment.at);
            match at {
                Some(at) => break at,
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        self.is_at(Step::ShowsTheCard);
        let card = json!({ "card": "4242 4242 4242 4242" });
        let was_told_paid = match self.until_answered(Method::POST, &at, Some(&card)).await {
            Ok(answer) => {
                let answer: CardAnswer = serde_json::from_str(&answer).unwrap();
                assert_eq!(answer, CardAnswer::Paid);
                true
            }
            // The answer to the first try was lost, and it had been made.
            Err(code) => {
                assert_eq!(code, "payment_under_way");
                false
            }
        };
        self.is_at(Step::WaitsForTheSeat);
        let ticket = loop {
            let order = self.look(id).await;
            match (order.state, order.ticket) {
                (OrderState::Seated, Some(ticket)) => break ticket,
                (OrderState::Held, _) => tokio::time::sleep(Duration::from_millis(20)).await,
                other => panic!("{id}: {other:?}"),
            }
        };
        self.is_at(Step::IsDone);
        Outcome::Seated { order: id, ticket, was_told_paid }
    }

    async fn look(&mut self, id: OrderId) -> Order {
        let path = format!("/api/orders/{id}");
        let order = self.until_answered(Method::GET, &path, None).await.unwrap();
        serde_json::from_str(&order).unwrap()
    }

    /// What was answered, or the code of what was refused.
    async fn until_answered(
        &mut self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<String, String> {
        for _ in 0..1000 {
            let relay = self.relay.wait_for(Option::is_some).await.unwrap().clone().unwrap();
            let answer = ask(&relay, method.clone(), path, &self.cookie, body).await;
            drop(relay);
            match answer {
                Some((status, text)) if status.is_success() => return Ok(text),
                // It is about to be killed, or was asked for its patience.
                Some((status, _)) if status.is_server_error() => {}
                Some((status, text)) => {
                    let problem: Value = serde_json::from_str(&text).unwrap_or_default();
                    let code = problem["code"].as_str().map(str::to_owned);
                    return Err(code.unwrap_or_else(|| format!("{status} {text}")));
                }
                None => {}
            }
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        panic!("{path} is never answered");
    }

    fn is_at(&self, step: Step) {
        *self.step.lock().unwrap() = step;
        self.taken.send_modify(|taken| *taken += 1);
    }
}

/// Returns once nothing is left to do to the provider, and the wallet has told all that it knows.
async fn comes_to_rest(place: &Place) {
    let store = place.open_beside().await;
    for _ in 0..400 {
        let calls = store.next_call().await.unwrap();
        if calls.is_none() && store.wallet_events(1).await.unwrap().is_empty() {
            store.close().await;
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("something is never done");
}

async fn nobody_lost_and_nothing_sold_twice(store: &Store, shop: &Shop, outcomes: Vec<Outcome>) {
    let (mut orders, mut tickets) = (BTreeSet::new(), BTreeSet::new());
    let (mut told, mut turned_away) = (0, 0);
    for outcome in outcomes {
        let Outcome::Seated { order, ticket, was_told_paid } = outcome else {
            turned_away += 1;
            continue;
        };
        told += usize::from(was_told_paid);
        let row = store.order(order).await.unwrap().unwrap().order;
        let payment = row.payment.map(|payment| payment.state);
        assert_eq!((row.state, payment), (OrderState::Seated, Some(PaymentState::Paid)));
        assert_eq!(row.ticket, Some(ticket), "the ticket that the buyer saw");
        assert!(orders.insert(order) && tickets.insert(ticket), "sold twice");
    }
    assert_eq!((orders.len(), turned_away), (SEATS, LIVES * BUYERS - SEATS));
    assert!(told > 0, "nobody saw their card taken");
    let now = causerie_relay::clock::now();
    let sale = store.sale(shop.sale.space, now).await.unwrap().unwrap().sale;
    assert_eq!(sale.tiers[0].left, 0);
    let found = store.audit_and_count().await.unwrap();
    let seats = SEATS as u64;
    assert_eq!((found.orders, found.tickets, found.postings), (seats, seats, seats));
}

fn chance(most: u64) -> u64 {
    u64::try_from(causerie_relay::clock::chance_u128() % u128::from(most)).unwrap()
}
