//! A house that sells one space, for the laws of the till.

use crate::engines::{NOW, Place};
use causerie_relay::{
    money::{Terms, news::Signs, provider::What, sale::News},
    store::{Answer, Deed, Effect, NewCode, NewOrder, NewSale, NewTier, Store, Till, World},
};
use causerie_shared::{
    id::{OrderId, PaymentId, PersonId, SpaceId, TierId},
    money::Currency,
    ticket::{CardAnswer, OrderState, PaymentState, TestCard},
    time::UnixMs,
};
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc::UnboundedReceiver;

pub(crate) const SPACE: SpaceId = SpaceId::from_bits(7);
pub(crate) const TIER: TierId = TierId::from_bits(8);
pub(crate) const HOST: PersonId = PersonId::from_bits(9);

static CHANCE: AtomicU64 = AtomicU64::new(1);

pub(crate) struct Shop {
    pub(crate) store: Store,
    pub(crate) till: Till,
    pub(crate) effects: UnboundedReceiver<Effect>,
}

pub(crate) fn now() -> UnixMs {
    NOW
}

pub(crate) fn chance() -> u128 {
    u128::from(CHANCE.fetch_add(1, Ordering::Relaxed)) << 3
}

/// Time as a till sees it that was opened after the holds of another ended.
pub(crate) fn earlier() -> UnixMs {
    UnixMs(NOW.0 - 60 * 60_000)
}

pub(crate) fn later() -> UnixMs {
    NOW.plus_ms(11 * 60_000)
}

impl Shop {
    pub(crate) async fn open(place: &Place, seats: u32) -> Self {
        let store = place.open().await;
        store.set_sale(&sale(seats)).await.unwrap().unwrap();
        Self::of(store, now)
    }

    pub(crate) fn of(store: Store, now: fn() -> UnixMs) -> Self {
        let (tell, effects) = tokio::sync::mpsc::unbounded_channel();
        let till = store.open_till(Terms::default(), World { now, chance }, tell);
        Self { store, till, effects }
    }

    pub(crate) async fn hold(&self, buyer: u128, key: &str) -> Answer {
        self.till.carry(Deed::Hold(order(buyer, key))).await.unwrap()
    }

    pub(crate) async fn held(&self, buyer: u128) -> OrderId {
        self.hold(buyer, &format!("key-{buyer}")).await.order().unwrap()
    }

    pub(crate) async fn ask(&self, order: OrderId, news: News) -> Answer {
        self.till.carry(Deed::Ask { order, news, by: None }).await.unwrap()
    }

    /// Asks for a payment, and has the provider start it.
    pub(crate) async fn pay(&self, order: OrderId) -> PaymentId {
        assert_eq!(self.ask(order, News::Pay).await, Answer::Order(order));
        self.make_calls().await;
        let at = self.store.order(order).await.unwrap().unwrap().order.payment.unwrap().at;
        at.unwrap().rsplit('/').next().unwrap().parse().unwrap()
    }

    /// As the task does, without its clock.
    pub(crate) async fn make_calls(&self) {
        use causerie_relay::money::sale::Call;
        for call in self.store.due_calls(later(), 1000).await.unwrap() {
            let payment = call.payment;
            let (deed, pay_at) = match call.call {
                Call::Start => (
                    Deed::WalletStart {
                        payment,
                        amount: call.split.total,
                        currency: call.currency,
                    },
                    Some(format!("/api/wallet/payments/{payment}")),
                ),
                Call::Refund => (Deed::WalletRefund { payment }, None),
            };
            self.till.carry(deed).await.unwrap();
            self.till.carry(Deed::Called { call: call.id, payment, pay_at }).await.unwrap();
        }
    }

    pub(crate) async fn hear_wallet(&self) {
        let signs = Signs::new(&[7; 32]);
        for event in self.store.wallet_events(1000).await.unwrap() {
            let (body, signature) = signs.write(&event, 1000);
            let told = signs.read(&body, &signature, 1000).unwrap();
            let (id, event) = (told.event.clone(), told.event);
            let deed = match told.what {
                What::Payment { payment, news } => Deed::Told { event, payment, news },
                What::PaidOut { space, amount } => Deed::PaidOut { event, space, amount },
                What::Account { .. } => panic!("the wallet says nothing of accounts"),
            };
            // Twice is once.
            self.till.carry(deed.clone()).await.unwrap();
            self.till.carry(deed).await.unwrap();
            self.till.carry(Deed::WalletTold { event: id }).await.unwrap();
        }
    }

    pub(crate) async fn card(&self, payment: PaymentId, card: TestCard) -> Answer {
        self.till.carry(Deed::Card { payment, card, confirmed: false }).await.unwrap()
    }

    pub(crate) async fn bought(&self, buyer: u128) -> OrderId {
        let order = self.held(buyer).await;
        let payment = self.pay(order).await;
        assert_eq!(self.card(payment, TestCard::Good).await, Answer::Card(CardAnswer::Paid));
        self.hear_wallet().await;
        order
    }

    /// What the task finds due, until nothing is, so many at once.
    pub(crate) async fn does_what_is_due(&self, now: UnixMs, at_once: u32) {
        loop {
            let due = self.store.due_orders(now, at_once).await.unwrap();
            if due.is_empty() {
                return;
            }
            for deed in due {
                self.till.carry(deed).await.unwrap();
            }
            self.is_clean().await;
        }
    }

    pub(crate) async fn wait(&self, person: u128) -> Answer {
        let person = PersonId::from_bits(person);
        self.till.carry(Deed::Wait { tier: TIER, space: SPACE, person }).await.unwrap()
    }

    pub(crate) async fn place_of(&self, person: u128) -> Option<u32> {
        let found = self.store.waiting(SPACE, PersonId::from_bits(person)).await.unwrap();
        found.map(|it| it.place)
    }

    pub(crate) async fn state(&self, order: OrderId) -> (OrderState, Option<PaymentState>) {
        let row = self.store.order(order).await.unwrap().unwrap();
        (row.order.state, row.order.payment.map(|payment| payment.state))
    }

    pub(crate) async fn is_clean(&self) {
        assert_eq!(self.store.audit().await.unwrap(), Vec::<String>::new());
    }

    pub(crate) async fn left(&self) -> u32 {
        self.store.sale(SPACE, NOW).await.unwrap().unwrap().sale.tiers[0].left
    }
}

pub(crate) fn sale(seats: u32) -> NewSale {
    NewSale {
        space: SPACE,
        host: HOST,
        title: "A concert".into(),
        currency: Currency::EUR,
        opens: None,
        closes: None,
        starts_at: NOW.plus_ms(86_400_000),
        refund_min: 0,
        preview_s: 0,
        tiers: vec![NewTier {
            known: false,
            id: TIER,
            name: "Seat".parse().unwrap(),
            price: 1000,
            number: seats,
        }],
        codes: vec![NewCode { code: "FRIENDS".into(), percent_off: 100, uses: 1 }],
    }
}

pub(crate) fn order(buyer: u128, key: &str) -> NewOrder {
    NewOrder {
        id: OrderId::v7(NOW.0, chance()),
        buyer: PersonId::from_bits(buyer),
        space: SPACE,
        tier: TIER,
        code: None,
        key: key.into(),
    }
}
