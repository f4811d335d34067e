//! Laws of what is asked of whoever handles payments, and of what they tell, or do not.

use crate::engines::{NOW, Place, on_each};
use causerie_relay::{
    clock,
    money::{
        Money, Terms,
        provider::{Away, NotTaken, Onboarding, Provider, Standing, Start, Started, Told, What},
        sale::News,
        task::NoAccount,
        wallet::Wallet,
    },
    store::{Deed, NewOrder, NewSale, NewTier, Store},
};
use causerie_shared::{
    id::{OrderId, PaymentId, PersonId, SpaceId, TierId},
    money::Currency,
    ticket::{OrderState, PaymentState, TestCard},
};
use futures_util::future::BoxFuture;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

const SPACE: SpaceId = SpaceId::from_bits(7);
const TIER: TierId = TierId::from_bits(8);
const SECRET: [u8; 32] = [7; 32];

/// The wallet behind a line that is down for the first calls.
struct Flaky {
    wallet: Arc<Wallet>,
    away: AtomicU32,
    /// Where a host has to say more before they can be paid out.
    wants_more: Option<&'static str>,
}

impl Flaky {
    fn is_away(&self) -> bool {
        let less = |left: u32| left.checked_sub(1);
        self.away.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }
}

impl Provider for Flaky {
    fn name(&self) -> &'static str {
        "flaky"
    }

    fn is_test(&self) -> bool {
        self.wallet.is_test()
    }

    fn least(&self, currency: Currency) -> Option<u64> {
        self.wallet.least(currency)
    }

    fn start(&self, start: Start) -> BoxFuture<'_, Result<Started, Away>> {
        if self.is_away() {
            return Box::pin(async { Err(Away("no line".into())) });
        }
        self.wallet.start(start)
    }

    fn ask(&self, payment: PaymentId) -> BoxFuture<'_, Result<Standing, Away>> {
        self.wallet.ask(payment)
    }

    fn refund(&self, payment: PaymentId) -> BoxFuture<'_, Result<(), Away>> {
        self.wallet.refund(payment)
    }

    fn onboard(&self, host: PersonId) -> BoxFuture<'_, Result<Onboarding, Away>> {
        if self.is_away() {
            return Box::pin(async { Err(Away("no line".into())) });
        }
        match self.wants_more {
            Some(to) => Box::pin(async { Ok(Onboarding::Go { to: to.into() }) }),
            None => self.wallet.onboard(host),
        }
    }

    fn read(&self, body: &[u8], signature: &str, now_s: u64) -> Result<Told, NotTaken> {
        let account = |ready| What::Account { host: PersonId::from_bits(1), ready };
        match body {
            b"ready" => Ok(Told { event: "1".into(), what: account(true) }),
            b"closed" => Ok(Told { event: "2".into(), what: account(false) }),
            _ => self.wallet.read(body, signature, now_s),
        }
    }
}

async fn sells(place: &Place) -> Store {
    let store = place.open().await;
    let tier =
        NewTier { known: false, id: TIER, name: "Seat".parse().unwrap(), price: 1000, number: 1 };
    let sale = NewSale {
        space: SPACE,
        host: PersonId::from_bits(9),
        title: "A concert".into(),
        currency: Currency::EUR,
        opens: None,
        closes: None,
        starts_at: clock::now().plus_ms(86_400_000),
        refund_min: 0,
        preview_s: 0,
        tiers: vec![tier],
        codes: Vec::new(),
    };
    store.set_sale(&sale).await.unwrap().unwrap();
    store
}

async fn holds(money: &Money) -> OrderId {
    let id = OrderId::v7(NOW.0, 5);
    let key = "a-purchase-of-ones-own".into();
    let buyer = PersonId::from_bits(100);
    let new = NewOrder { id, buyer, space: SPACE, tier: TIER, code: None, key };
    money.carry(Deed::Hold(new)).await.unwrap().order().unwrap()
}

async fn pay_at(store: &Store, order: OrderId) -> PaymentId {
    let patience = Instant::now() + Duration::from_secs(20);
    loop {
        let payment = store.order(order).await.unwrap().unwrap().order.payment;
        if let Some(at) = payment.and_then(|payment| payment.at) {
            return at.rsplit('/').next().unwrap().parse().unwrap();
        }
        assert!(Instant::now() < patience, "the provider was not asked again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_away_is_asked_again_and_nothing_is_lost() {
    on_each(async |place| {
        let store = sells(&place).await;
        let (till, mut told) = Money::till(&store, Terms::default());
        let wallet = Arc::new(Wallet::new(&SECRET, store.clone(), till.clone()));
        let flaky =
            Arc::new(Flaky { wallet: wallet.clone(), away: AtomicU32::new(1), wants_more: None });
        let money = Money::new(store.clone(), till, flaky, Some(wallet)).await.unwrap();
        let working = tokio::spawn(money.clone().work());
        let heeding = money.clone();
        tokio::spawn(async move {
            while let Some(effect) = told.recv().await {
                heeding.heed(effect);
            }
        });
        let order = holds(&money).await;
        money.carry(Deed::Ask { order, news: News::Pay, by: None }).await.unwrap();
        let payment = pay_at(&store, order).await;
        money.show_card(payment, TestCard::Good, false).await.unwrap().card().unwrap();
        let patience = Instant::now() + Duration::from_secs(20);
        while store.order(order).await.unwrap().unwrap().order.state != OrderState::Seated {
            assert!(Instant::now() < patience, "the wallet's news did not come");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        working.abort();
        assert_eq!(store.audit().await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn news_that_never_come_are_asked_for() {
    on_each(async |place| {
        let store = sells(&place).await;
        let (money, _told) =
            Money::with_wallet(store.clone(), &SECRET, Terms::default()).await.unwrap();
        let order = holds(&money).await;
        money.carry(Deed::Ask { order, news: News::Pay, by: None }).await.unwrap();
        // Nobody works but this trial: the call is made, and the wallet's news are lost.
        for call in store.due_calls(clock::now(), 9).await.unwrap() {
            let payment = call.payment;
            let start = Deed::WalletStart { payment, amount: 1000, currency: Currency::EUR };
            money.carry(start).await.unwrap();
            let pay_at = Some(format!("/api/wallet/payments/{payment}"));
            money.carry(Deed::Called { call: call.id, payment, pay_at }).await.unwrap();
        }
        let payment = pay_at(&store, order).await;
        money.show_card(payment, TestCard::Good, false).await.unwrap().card().unwrap();
        for event in store.wallet_events(9).await.unwrap() {
            money.carry(Deed::WalletTold { event: event.id }).await.unwrap();
        }
        money.ask_about_silent(clock::now()).await.unwrap();
        let state = async || store.order(order).await.unwrap().unwrap().order;
        assert_eq!(state().await.state, OrderState::Held, "it may come yet");
        money.ask_about_silent(clock::now().plus_ms(3 * 60_000)).await.unwrap();
        assert_eq!(state().await.state, OrderState::Seated);
        money.ask_about_silent(clock::now().plus_ms(3 * 60_000)).await.unwrap();
        assert_eq!(state().await.payment.unwrap().state, PaymentState::Paid);
        assert_eq!(store.audit().await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_is_asked_for_more_until_the_provider_says_that_it_has_all() {
    on_each(async |place| {
        let store = place.open().await;
        let (till, _told) = Money::till(&store, Terms::default());
        let wallet = Arc::new(Wallet::new(&SECRET, store.clone(), till.clone()));
        let page = "https://pay.example/account";
        let flaky = Flaky { wallet, away: AtomicU32::new(1), wants_more: Some(page) };
        let money = Money::new(store.clone(), till, Arc::new(flaky), None).await.unwrap();
        let host = PersonId::from_bits(1);
        assert!(matches!(money.account(host).await, Err(NoAccount::Away(_))));
        let go = Onboarding::Go { to: page.into() };
        assert_eq!(money.account(host).await.unwrap(), go);
        assert!(money.hear(b"ready", "").await.is_ok());
        assert_eq!(money.account(host).await.unwrap(), Onboarding::Ready);
        // What it knew once it may want anew.
        assert!(money.hear(b"closed", "").await.is_ok());
        assert_eq!(money.account(host).await.unwrap(), go);
        assert_eq!(money.account(PersonId::from_bits(2)).await.unwrap(), go);
        // What one provider knows, another one does not.
        store.set_payout_account(host, "wallet", true).await.unwrap();
        assert_eq!(money.account(host).await.unwrap(), go);
    })
    .await;
}
