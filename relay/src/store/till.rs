//! The till: where seats, orders and money change. One after the other, many at a time.
//!
//! Each [`Deed`] is decided and written within one transaction, and one transaction carries as many
//! deeds as came while the one before was on its way to disk. So a hot sale costs a disk write for
//! dozens of purchases, and nobody is told of anything that is not on disk.
//!
//! *Law:* a deed is done wholly or not at all, whatever becomes of those beside it: where one fails,
//! the transaction is undone and each is tried by itself.

use crate::{
    money::{Terms, sale::News},
    store::{Broken, Result, Store, Tx, database::Database, deals, issued, ms, seats, wallet},
};
use anyhow::anyhow;
use causerie_shared::{
    id::{OrderId, PaymentId, PersonId, SpaceId, TicketId, TierId},
    money::Currency,
    ticket::{CardAnswer, TestCard},
    ticket_fault::TicketFault,
    time::UnixMs,
};
use sqlx::Row;
use std::collections::HashMap;
use tokio::sync::{mpsc, oneshot};

/// Deeds that wait, beyond which whoever asks waits too.
const WAITING_MOST: usize = 1024;

/// Deeds of one transaction: some 30 ms of SQLite.
const TOGETHER_MOST: usize = 64;

/// How often a deed is tried by itself that the database gave up for somebody else's: where two tills
/// work, many deeds of one may wait for those of the other.
const TRIES: u32 = 5;

/// For how long what a host has earned is taken as known. What is earned meanwhile may still pay the
/// rate of before, in the host's favour.
const EARNED_KEPT_MS: u64 = 60_000;

/// Something to be decided and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Hold a seat for whoever wants to pay.
    Hold(NewOrder),
    /// Of an order: what is asked for, or that time has passed.
    Ask {
        order: OrderId,
        news: News,
        /// Absent where nobody asks.
        by: Option<PersonId>,
    },
    /// From the provider.
    Told {
        event: String,
        payment: PaymentId,
        news: News,
    },
    /// From the provider: a host was paid what a space earned them.
    PaidOut {
        event: String,
        space: SpaceId,
        amount: i64,
    },
    /// A call of the provider's came to its end: of a start, with where the buyer pays.
    Called {
        call: String,
        payment: PaymentId,
        pay_at: Option<String>,
    },
    /// It did not, and is tried again.
    CallAgain {
        call: String,
        at: UnixMs,
    },
    Pass {
        ticket: TicketId,
        from: PersonId,
        to: PersonId,
        now_before: UnixMs,
    },
    Wait {
        tier: TierId,
        space: SpaceId,
        person: PersonId,
    },
    WaitNoMore {
        tier: TierId,
        person: PersonId,
    },
    /// What they wait for does not take place.
    WaitInVain {
        tier: TierId,
        space: SpaceId,
        person: PersonId,
    },
    /// There may be more seats than before: they are for those who wait.
    OfferFree {
        space: SpaceId,
    },
    /// The wallet's own: somebody shows a card.
    Card {
        payment: PaymentId,
        card: TestCard,
        confirmed: bool,
    },
    /// The wallet's own: a refund is asked for. Twice is once.
    WalletRefund {
        payment: PaymentId,
    },
    /// The wallet's own: a payment may be made from here on.
    WalletStart {
        payment: PaymentId,
        amount: i64,
        currency: Currency,
    },
    /// The wallet's own: what settles late is paid.
    WalletSettle {
        payment: PaymentId,
    },
    /// The wallet's own: the bank took it back, or gave it again.
    WalletDispute {
        payment: PaymentId,
        won: bool,
    },
    /// The wallet's own: pays a host what a space earned them.
    WalletPayOut {
        space: SpaceId,
    },
    /// The wallet's own: what it had to tell is known.
    WalletTold {
        event: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    pub id: OrderId,
    pub buyer: PersonId,
    pub space: SpaceId,
    pub tier: TierId,
    pub code: Option<String>,
    pub key: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Done,
    Order(OrderId),
    Refused(TicketFault),
    Card(CardAnswer),
}

impl Answer {
    /// # Errors
    /// Why it was not done.
    pub fn done(self) -> std::result::Result<(), TicketFault> {
        match self {
            Self::Refused(fault) => Err(fault),
            Self::Done | Self::Order(_) | Self::Card(_) => Ok(()),
        }
    }

    /// The order that it was about.
    ///
    /// # Errors
    /// Why it was not done, or that it was about none.
    pub fn order(self) -> std::result::Result<OrderId, TicketFault> {
        match self {
            Self::Order(order) => Ok(order),
            Self::Refused(fault) => Err(fault),
            Self::Done | Self::Card(_) => Err(TicketFault::NoSuchOrder),
        }
    }

    /// What a card was answered.
    ///
    /// # Errors
    /// Why it was not taken.
    pub fn card(self) -> std::result::Result<CardAnswer, TicketFault> {
        match self {
            Self::Card(answer) => Ok(answer),
            Self::Refused(fault) => Err(fault),
            Self::Done | Self::Order(_) => Err(TicketFault::PaymentOver),
        }
    }
}

/// What others have to know once it is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// They may come in.
    Admitted { space: SpaceId, person: PersonId },
    /// They may not any more.
    Stopped { space: SpaceId, person: PersonId, ticket: TicketId },
    /// There is something to ask the provider.
    Call,
    /// The provider waits for the buyer.
    Started { order: OrderId, payment: PaymentId },
    /// The wallet has something to tell.
    WalletEvent,
}

/// What a deed may use beside its transaction.
pub(super) struct Desk<'a> {
    pub(super) now: UnixMs,
    pub(super) terms: &'a Terms,
    pub(super) earned: &'a mut HashMap<(PersonId, Currency), (i64, UnixMs)>,
    pub(super) chance: fn() -> u128,
    pub(super) effects: Vec<Effect>,
    /// Nobody is told what they did themself.
    pub(super) asked_by: Option<PersonId>,
}

/// How time and chance come to the till.
#[derive(Clone, Copy)]
pub struct World {
    pub now: fn() -> UnixMs,
    pub chance: fn() -> u128,
}

type Job = (Deed, oneshot::Sender<Result<Answer>>);

/// Handle to the till. Cheap to clone.
#[derive(Clone)]
pub struct Till {
    jobs: mpsc::Sender<Job>,
}

impl Store {
    /// Opens the till. Effects go to `told`, each after it is on disk.
    pub fn open_till(
        &self,
        terms: Terms,
        world: World,
        told: mpsc::UnboundedSender<Effect>,
    ) -> Till {
        let (jobs, queue) = mpsc::channel(WAITING_MOST);
        let keeper = Keeper {
            database: self.database().clone(),
            terms,
            world,
            earned: HashMap::new(),
            told,
        };
        tokio::spawn(keeper.run(queue));
        Till { jobs }
    }
}

impl Till {
    /// Returns when it is on disk, or refused.
    ///
    /// # Errors
    /// See [`Broken`].
    pub async fn carry(&self, deed: Deed) -> Result<Answer> {
        let (tell, told) = oneshot::channel();
        let gone = || Broken::from(anyhow!("the till is closed"));
        self.jobs.send((deed, tell)).await.map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }
}

struct Keeper {
    database: Database,
    terms: Terms,
    world: World,
    earned: HashMap<(PersonId, Currency), (i64, UnixMs)>,
    told: mpsc::UnboundedSender<Effect>,
}

impl Keeper {
    async fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(TOGETHER_MOST);
        while queue.recv_many(&mut jobs, TOGETHER_MOST).await > 0 {
            let (deeds, asking): (Vec<_>, Vec<_>) = jobs.drain(..).unzip();
            match self.together(&deeds).await {
                Ok(answers) => {
                    for (tell, answer) in asking.into_iter().zip(answers) {
                        // Whoever asked may be gone; what was done is done.
                        let _ = tell.send(Ok(answer));
                    }
                }
                Err(_) => {
                    for (deed, tell) in deeds.into_iter().zip(asking) {
                        let _ = tell.send(self.alone(deed).await);
                    }
                }
            }
        }
    }

    async fn alone(&mut self, deed: Deed) -> Result<Answer> {
        let deed = [deed];
        for _ in 1..TRIES {
            match self.together(&deed).await {
                Err(fault) if fault.is_standoff() => {}
                other => return other.map(only),
            }
        }
        self.together(&deed).await.map(only)
    }

    async fn together(&mut self, deeds: &[Deed]) -> Result<Vec<Answer>> {
        let now = (self.world.now)();
        let mut desk = Desk {
            now,
            terms: &self.terms,
            earned: &mut self.earned,
            chance: self.world.chance,
            effects: Vec::new(),
            asked_by: None,
        };
        let mut tx = self.database.begin().await?;
        let mut answers = Vec::with_capacity(deeds.len());
        for deed in deeds {
            answers.push(carry(&mut tx, &mut desk, deed).await?);
        }
        let effects = desk.effects;
        tx.commit().await?;
        for effect in effects {
            let _ = self.told.send(effect);
        }
        Ok(answers)
    }
}

fn only(mut answers: Vec<Answer>) -> Answer {
    answers.pop().unwrap_or(Answer::Done)
}

async fn carry(tx: &mut Tx, desk: &mut Desk<'_>, deed: &Deed) -> Result<Answer> {
    match deed {
        Deed::Hold(new) => seats::hold(tx, desk, new).await,
        Deed::Ask { order, news, by } => {
            desk.asked_by = *by;
            let answer = deals::ask(tx, desk, *order, *news).await;
            desk.asked_by = None;
            answer
        }
        Deed::Told { event, payment, news } => deals::told(tx, desk, event, *payment, *news).await,
        Deed::PaidOut { event, space, amount } => {
            deals::paid_out(tx, desk, event, *space, *amount).await
        }
        Deed::WalletPayOut { space } => wallet::pay_out(tx, desk, *space).await,
        Deed::Called { call, payment, pay_at } => {
            deals::called(tx, desk, call, *payment, pay_at.as_deref()).await
        }
        Deed::CallAgain { call, at } => deals::call_again(tx, call, *at).await,
        Deed::Pass { ticket, from, to, now_before } => {
            issued::pass(tx, desk, *ticket, *from, *to, *now_before).await
        }
        Deed::Wait { tier, space, person } => seats::wait(tx, desk, *tier, *space, *person).await,
        Deed::WaitNoMore { tier, person } => seats::wait_no_more(tx, *tier, *person).await,
        Deed::WaitInVain { tier, space, person } => {
            seats::wait_in_vain(tx, desk, *tier, *space, *person).await
        }
        Deed::OfferFree { space } => seats::offer_free(tx, desk, *space).await,
        Deed::Card { payment, card, confirmed } => {
            wallet::card(tx, desk, *payment, *card, *confirmed).await
        }
        Deed::WalletRefund { payment } => wallet::refund(tx, desk, *payment).await,
        Deed::WalletStart { payment, amount, currency } => {
            wallet::start(tx, *payment, *amount, *currency).await
        }
        Deed::WalletSettle { payment } => wallet::settle(tx, desk, *payment).await,
        Deed::WalletDispute { payment, won } => wallet::dispute(tx, desk, *payment, *won).await,
        Deed::WalletTold { event } => wallet::told(tx, event).await,
    }
}

impl Desk<'_> {
    /// The fee of a ticket of that host. What they have earned is looked up once a minute.
    pub(super) async fn fee(
        &mut self,
        tx: &mut Tx,
        host: PersonId,
        currency: Currency,
        total: u64,
    ) -> Result<u64> {
        let known = self.earned.get(&(host, currency)).copied();
        let earned = match known.filter(|(_, at)| self.now.since_ms(*at) < EARNED_KEPT_MS) {
            Some((earned, _)) => earned,
            None => {
                let row = sqlx::query(
                    "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM entries \
                     WHERE owner = $1 AND currency = $2 AND kind <> 'payout'",
                )
                .bind(host.to_string())
                .bind(currency.as_str())
                .fetch_one(&mut **tx)
                .await?;
                let earned = -row.try_get::<i64, _>(0)?;
                self.earned.insert((host, currency), (earned, self.now));
                earned
            }
        };
        Ok(self.terms.fees.fee(earned, total, currency))
    }

    pub(super) fn now_ms(&self) -> i64 {
        ms(self.now)
    }
}
