//! What is left to do about money: calls to the provider, holds that end, sales that are called off,
//! and, with the wallet, the news that it has. All of it stands in the store, so that whatever stops
//! in between goes on where it was.

use crate::{
    clock,
    money::{
        Door, Terms,
        provider::{Away, NotTaken, Onboarding, Provider, Standing, Start, What},
        sale::{Call, News},
        token::Keys,
        wallet::{PAYS_OUT_AFTER_MS, Wallet},
    },
    store::{Answer, Broken, CallRow, Deed, Effect, Setting, Store, Till, World},
};
use causerie_shared::{
    id::{PaymentId, PersonId, SpaceId},
    ticket_fault::TicketFault,
    time::UnixMs,
};
use std::{sync::Arc, time::Duration};
use tokio::sync::{Notify, mpsc};

/// A call that could not be made is made again after this, twice that, and so on.
const AGAIN_MS: u64 = 1_000;
/// And at the latest after this: a provider that was away for an hour is not asked an hour later.
const AGAIN_MOST_MS: u64 = 60_000;

/// Rows in hand at once.
const SOME: u32 = 64;

/// How late a hold may end, and how soon somebody who waits is offered the seat.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// A payment that has said nothing for so long is asked about, for a day.
const SILENT_MS: u64 = 2 * 60 * 1000;
const ASKED_FOR_MS: u64 = 24 * 60 * 60 * 1000;
const ASK_EVERY: Duration = Duration::from_secs(60);

/// Handle to money. Cheap to clone.
#[derive(Clone)]
pub struct Money {
    store: Store,
    till: Till,
    provider: Arc<dyn Provider>,
    wallet: Option<Arc<Wallet>>,
    door: Door,
    calls: Arc<Notify>,
    news: Arc<Notify>,
}

/// Why news of the provider's were not taken.
pub enum Unheard {
    News(NotTaken),
    /// Of a payment that nobody here began.
    Unknown,
    Store(Broken),
}

/// Why it is not known whether a host can be paid out.
#[derive(Debug)]
pub enum NoAccount {
    Away(Away),
    Store(Broken),
}

impl From<Broken> for NoAccount {
    fn from(fault: Broken) -> Self {
        Self::Store(fault)
    }
}

impl Money {
    /// With the wallet as provider. What others have to know comes out of the receiver.
    ///
    /// # Errors
    /// A store that cannot be read, and keys that are damaged.
    pub async fn with_wallet(
        store: Store,
        secret: &[u8; 32],
        terms: Terms,
    ) -> anyhow::Result<(Self, mpsc::UnboundedReceiver<Effect>)> {
        let (till, told) = Self::till(&store, terms);
        let wallet = Arc::new(Wallet::new(secret, store.clone(), till.clone()));
        let money = Self::new(store, till, wallet.clone(), Some(wallet)).await?;
        Ok((money, told))
    }

    pub fn till(store: &Store, terms: Terms) -> (Till, mpsc::UnboundedReceiver<Effect>) {
        let (tell, told) = mpsc::unbounded_channel();
        let world = World { now: clock::now, chance: clock::chance_u128 };
        (store.open_till(terms, world, tell), told)
    }

    /// # Errors
    /// A store that cannot be read, and keys that are damaged.
    pub async fn new(
        store: Store,
        till: Till,
        provider: Arc<dyn Provider>,
        wallet: Option<Arc<Wallet>>,
    ) -> anyhow::Result<Self> {
        let kept = match store.setting(Setting::TicketKeys).await? {
            Some(keys) => keys,
            None => {
                let key = Keys::new_key()?;
                store.set_setting(Setting::TicketKeys, Some(&key)).await?;
                key
            }
        };
        let door = Door::new(Keys::read(&kept)?);
        let (calls, news) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        Ok(Self { store, till, provider, wallet, door, calls, news })
    }

    pub fn door(&self) -> &Door {
        &self.door
    }

    pub fn provider(&self) -> &dyn Provider {
        &*self.provider
    }

    /// # Errors
    /// See [`Broken`].
    pub async fn carry(&self, deed: Deed) -> Result<Answer, Broken> {
        self.till.carry(deed).await
    }

    /// Whether this effect is for somebody else too.
    pub fn heed(&self, effect: Effect) -> Option<Effect> {
        match effect {
            Effect::Call => self.calls.notify_one(),
            Effect::WalletEvent => self.news.notify_one(),
            Effect::Stopped { space, ticket, .. } => {
                self.door.stop(space, ticket);
                return Some(effect);
            }
            Effect::Admitted { .. } | Effect::Started { .. } => return Some(effect),
        }
        None
    }

    /// Lets the door of a space know which tickets are good no more.
    ///
    /// # Errors
    /// See [`Broken`].
    pub async fn open_door(&self, space: SpaceId) -> Result<(), Broken> {
        // Told from here on, and read afterwards: nothing falls between.
        let prepared = self.door.prepare(space);
        let stopped = self.store.stopped_tickets(space).await?;
        self.door.open(space, prepared, stopped);
        Ok(())
    }

    /// Whether a host can be paid out what they will earn; asked of the provider until it is so.
    ///
    /// # Errors
    /// See [`NoAccount`].
    pub async fn account(&self, host: PersonId) -> Result<Onboarding, NoAccount> {
        if self.store.may_be_paid_out(host, self.provider.name()).await? {
            return Ok(Onboarding::Ready);
        }
        let said = self.provider.onboard(host).await.map_err(NoAccount::Away)?;
        if said == Onboarding::Ready {
            self.store.set_payout_account(host, self.provider.name(), true).await?;
        }
        Ok(said)
    }

    /// News as they come in at the door.
    ///
    /// # Errors
    /// [`Unheard`]
    pub async fn hear(&self, body: &[u8], signature: &str) -> Result<(), Unheard> {
        let now_s = clock::now().0 / 1000;
        let told = self.provider.read(body, signature, now_s).map_err(Unheard::News)?;
        let event = told.event;
        let deed = match told.what {
            What::Payment { payment, news } => Deed::Told { event, payment, news },
            What::PaidOut { space, amount } => Deed::PaidOut { event, space, amount },
            What::Account { host, ready } => {
                let name = self.provider.name();
                let kept = self.store.set_payout_account(host, name, ready).await;
                return kept.map_err(Unheard::Store);
            }
        };
        match self.till.carry(deed).await.map_err(Unheard::Store)? {
            Answer::Refused(_) => Err(Unheard::Unknown),
            Answer::Done | Answer::Order(_) | Answer::Card(_) => Ok(()),
        }
    }

    /// Does what is due, for ever.
    pub async fn work(self) {
        tokio::join!(self.make_calls(), self.keep_time(), self.tell_news(), self.ask_round());
    }

    async fn make_calls(&self) {
        loop {
            let now = clock::now();
            let due = match self.store.due_calls(now, SOME).await {
                Ok(due) => due,
                Err(fault) => {
                    tracing::warn!("calls to the provider cannot be read: {fault}");
                    tokio::time::sleep(Duration::from_secs(5)).await;
                    continue;
                }
            };
            if due.is_empty() {
                let wait = self.store.next_call().await.ok().flatten();
                let wait = wait.map_or(60_000, |at| at.since_ms(now).clamp(10, 60_000));
                let asked = self.calls.notified();
                let _ = tokio::time::timeout(Duration::from_millis(wait), asked).await;
                continue;
            }
            futures_util::future::join_all(due.into_iter().map(|call| self.make(call))).await;
        }
    }

    async fn make(&self, row: CallRow) {
        let done = match row.call {
            Call::Start => {
                let CallRow { payment, host, currency, split, ref title, .. } = row;
                let start = Start { payment, host, currency, split, about: title.clone() };
                self.provider.start(start).await.map(|started| Some(started.pay_at))
            }
            Call::Refund => self.provider.refund(row.payment).await.map(|()| None),
        };
        let deed = match done {
            Ok(pay_at) => Deed::Called { call: row.id, payment: row.payment, pay_at },
            Err(Away(why)) => {
                let wait = AGAIN_MS.saturating_mul(1 << row.tries.min(16)).min(AGAIN_MOST_MS);
                tracing::warn!(payment = %row.payment, tries = row.tries, "the provider is away: {why}");
                Deed::CallAgain { call: row.id, at: clock::now().plus_ms(wait) }
            }
        };
        if let Err(fault) = self.till.carry(deed).await {
            tracing::warn!("what became of a call is not written, and it is made again: {fault}");
        }
    }

    async fn keep_time(&self) {
        loop {
            match self.keep_some().await {
                Ok(true) => tokio::task::yield_now().await,
                Ok(false) => tokio::time::sleep(LOOK_EVERY).await,
                Err(fault) => {
                    tracing::warn!("holds and refunds wait: {fault}");
                    tokio::time::sleep(Duration::from_secs(5)).await;
                }
            }
        }
    }

    /// Whether there was anything.
    async fn keep_some(&self) -> Result<bool, Broken> {
        let due = self.store.due_orders(clock::now(), SOME).await?;
        let any = !due.is_empty();
        for done in futures_util::future::join_all(due.into_iter().map(|it| self.carry(it))).await {
            done?;
        }
        self.store.close_sales().await?;
        Ok(any)
    }

    async fn ask_round(&self) {
        loop {
            tokio::time::sleep(ASK_EVERY).await;
            if let Err(fault) = self.ask_about_silent(clock::now()).await {
                tracing::warn!("payments whose news may be lost are asked about later: {fault}");
            }
        }
    }

    /// News may never come: asks the provider about payments of the last day that should have said
    /// something by `now`.
    ///
    /// # Errors
    /// See [`Broken`].
    pub async fn ask_about_silent(&self, now: UnixMs) -> Result<(), Broken> {
        let ago = |ms: u64| UnixMs(now.0.saturating_sub(ms));
        let (from, until) = (ago(ASKED_FOR_MS), ago(SILENT_MS));
        let mut after = None;
        loop {
            let some = self.store.unsettled(from, until, after, SOME).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = Some(*last);
            for payment in some {
                let news = match self.provider.ask(payment).await {
                    Ok(Standing::Paid) => News::Paid,
                    Ok(Standing::Failed) => News::Failed,
                    Ok(Standing::Refunded) => News::Refunded,
                    Ok(Standing::Disputed) => News::Disputed,
                    Ok(Standing::Unknown | Standing::Open) => continue,
                    Err(Away(why)) => {
                        tracing::warn!("the provider is away: {why}");
                        return Ok(());
                    }
                };
                let event = format!("asked:{payment}:{news:?}");
                self.carry(Deed::Told { event, payment, news }).await?;
            }
        }
    }

    async fn tell_news(&self) {
        let Some(wallet) = &self.wallet else { return };
        loop {
            if let Err(fault) = self.tell_some(wallet).await {
                tracing::warn!("news of the wallet wait: {fault}");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    async fn tell_some(&self, wallet: &Wallet) -> Result<(), Broken> {
        let now = clock::now();
        for payment in self.store.wallet_settling(now).await? {
            self.carry(Deed::WalletSettle { payment }).await?;
        }
        let over_before = UnixMs(now.0.saturating_sub(PAYS_OUT_AFTER_MS));
        for space in self.store.unpaid_sales(over_before, SOME).await? {
            self.carry(Deed::WalletPayOut { space }).await?;
        }
        let events = self.store.wallet_events(SOME).await?;
        if events.is_empty() {
            let _ = tokio::time::timeout(LOOK_EVERY, self.news.notified()).await;
            return Ok(());
        }
        let told = events.into_iter().map(async |event| {
            let (body, signature) = wallet.write(&event, now.0 / 1000);
            match self.hear(&body, &signature).await {
                Ok(()) => {}
                Err(Unheard::Store(fault)) => return Err(fault),
                Err(Unheard::Unknown) => {
                    tracing::warn!(of = %event.of, "the wallet tells of what nobody began");
                }
                Err(Unheard::News(why)) => tracing::error!(?why, "the wallet's news are not taken"),
            }
            self.carry(Deed::WalletTold { event: event.id }).await.map(drop)
        });
        futures_util::future::join_all(told).await.into_iter().collect()
    }

    /// The wallet's page: somebody shows a card.
    ///
    /// # Errors
    /// See [`Broken`].
    pub async fn show_card(
        &self,
        payment: PaymentId,
        card: causerie_shared::ticket::TestCard,
        confirmed: bool,
    ) -> Result<Answer, Broken> {
        if self.wallet.is_none() {
            return Ok(Answer::Refused(TicketFault::PaymentOver));
        }
        self.carry(Deed::Card { payment, card, confirmed }).await
    }
}
