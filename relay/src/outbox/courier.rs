//! The loop that carries: takes what is due, lets many be on their way at once, and writes down what
//! became of them, many at a time.

use super::{Mail, Push, Tally, is_worth, origins::Lane};
use crate::{
    clock,
    store::{Channel, Outcome, Parcel, Result, Store},
};
use std::{collections::HashMap, future::Future, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    task::{Id, JoinSet},
    time::timeout,
};

/// How long something that is due may wait when there was nothing before.
const IDLE: Duration = Duration::from_millis(250);

/// What has arrived is written down so often while more is on its way: a transaction for each would
/// cost more than the sending.
const SETTLED_EVERY: Duration = Duration::from_millis(100);

/// What flies when the relay stops may land within this; services answer in a tenth of it.
const LANDED_WITHIN: Duration = Duration::from_millis(1000);

/// After a fault of the store.
const REST: Duration = Duration::from_secs(2);

/// A way in which something is sent.
pub(super) trait Carrier: Send + Sync + 'static {
    const CHANNEL: Channel;
    /// How many are on their way at once.
    const AT_ONCE: usize;

    fn lane(&self, parcel: &Parcel) -> Lane;

    fn carry(&self, parcel: &Parcel) -> impl Future<Output = Outcome> + Send;
}

/// The ways that this relay has.
#[derive(Clone)]
pub struct Couriers {
    pub push: Arc<Push>,
    pub mail: Option<Arc<Mail>>,
    pub tally: Arc<Tally>,
}

/// Carries until `stop` says so.
pub async fn deliver(store: Store, couriers: Couriers, stop: watch::Receiver<bool>) {
    let Couriers { push, mail, tally } = couriers;
    let push = Courier::new(store.clone(), push, Arc::clone(&tally)).run(stop.clone());
    let mail = async {
        if let Some(mail) = mail {
            Courier::new(store, mail, tally).run(stop).await;
        }
    };
    tokio::join!(push, mail);
}

struct Courier<C> {
    store: Store,
    carrier: Arc<C>,
    tally: Arc<Tally>,
    batch: i64,
    flying: JoinSet<Outcome>,
    /// Of what flies, its id.
    known_as: HashMap<Id, String>,
    done: Vec<(String, Outcome)>,
    /// Whether there may be something in hand that is not here: at the start, and after a fault.
    has_lost: bool,
}

impl<C: Carrier> Courier<C> {
    fn new(store: Store, carrier: Arc<C>, tally: Arc<Tally>) -> Self {
        Self {
            store,
            carrier,
            tally,
            batch: 0,
            flying: JoinSet::new(),
            known_as: HashMap::new(),
            done: Vec::new(),
            has_lost: true,
        }
    }

    async fn run(mut self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let rest = match self.round().await {
                Ok(true) => continue,
                Ok(false) => IDLE,
                Err(fault) => {
                    tracing::warn!("messages wait in the outbox: {fault}");
                    self.has_lost = true;
                    REST
                }
            };
            // Whoever stops waits for nothing.
            let _ = timeout(rest, stop.wait_for(|stop| *stop)).await;
        }
        if let Err(fault) = self.end().await {
            tracing::warn!("some messages will be sent again: {fault}");
        }
    }

    /// The relay stops: what flies lands, and what does not is the next relay's.
    async fn end(&mut self) -> Result<()> {
        let _ = timeout(LANDED_WITHIN, self.land(0)).await;
        self.flying.shutdown().await;
        self.settle().await
    }

    /// Whether there was something to do.
    async fn round(&mut self) -> Result<bool> {
        if self.has_lost && self.flying.is_empty() && self.done.is_empty() {
            self.store.put_parcels_back(C::CHANNEL).await?;
            self.has_lost = false;
        }
        // After a fault nothing new is taken until what may be lost is found.
        let took = !self.has_lost && self.take().await?;
        if !self.flying.is_empty() {
            // Rather late than never: the rest of the round has to be written too.
            let _ = timeout(SETTLED_EVERY, self.land_half()).await;
        }
        self.settle().await?;
        Ok(took || !self.flying.is_empty())
    }

    async fn settle(&mut self) -> Result<()> {
        if self.done.is_empty() {
            return Ok(());
        }
        self.store.settle_parcels(C::CHANNEL, &self.done).await?;
        for (_, outcome) in self.done.drain(..) {
            self.tally.count(C::CHANNEL, outcome);
        }
        Ok(())
    }

    async fn take(&mut self) -> Result<bool> {
        let free = C::AT_ONCE.saturating_sub(self.flying.len());
        if free == 0 {
            return Ok(false);
        }
        self.batch += 1;
        let most = u32::try_from(free).unwrap_or(u32::MAX);
        let parcels = self.store.take_parcels(C::CHANNEL, self.batch, clock::now(), most).await?;
        let took = !parcels.is_empty();
        for parcel in parcels {
            self.send(parcel);
        }
        Ok(took)
    }

    fn send(&mut self, parcel: Parcel) {
        let now = clock::now();
        let Parcel { errand, at, starts_at, .. } = parcel;
        if !is_worth(errand, at, starts_at, parcel.space.as_ref(), now) {
            self.done.push((parcel.id, Outcome::Done));
            return;
        }
        if let Lane::Wait { at } = self.carrier.lane(&parcel) {
            self.done.push((parcel.id, Outcome::Wait { at }));
            return;
        }
        let (carrier, id) = (Arc::clone(&self.carrier), parcel.id.clone());
        let task = self.flying.spawn(async move { carrier.carry(&parcel).await });
        self.known_as.insert(task.id(), id);
    }

    /// Waits until half of what flies has landed.
    async fn land_half(&mut self) {
        self.land(self.flying.len() / 2).await;
    }

    /// Waits until no more than so many fly.
    async fn land(&mut self, most: usize) {
        while self.flying.len() > most {
            let Some(landed) = self.flying.join_next_with_id().await else { return };
            let (task, outcome) = match landed {
                Ok(landed) => landed,
                Err(fault) => {
                    tracing::error!("a message broke its courier: {fault}");
                    (fault.id(), Outcome::Done)
                }
            };
            if let Some(id) = self.known_as.remove(&task) {
                self.done.push((id, outcome));
            }
        }
    }
}
