//! The loop that carries: takes what is due, lets many be on their way at once, and writes down what
//! became of them, many at a time.

use super::{Mail, Push, is_worth, origins::Lane};
use crate::{
    clock,
    store::{Channel, Outcome, Parcel, Result, Store},
};
use std::{collections::HashMap, future::Future, sync::Arc, time::Duration};
use tokio::{
    task::{Id, JoinSet},
    time::{sleep, timeout},
};

/// How long something that is due may wait when there was nothing before.
const IDLE: Duration = Duration::from_millis(250);

/// What has arrived is written down so often while more is on its way: a transaction for each would
/// cost more than the sending.
const SETTLED_EVERY: Duration = Duration::from_millis(100);

/// What may be on its way to services that have not answered yet.
const UNKNOWN_AT_ONCE: usize = 32;

/// What finds those places taken waits so long, in ms, and a service that answers is known by then.
const UNKNOWN_WAITS_MS: u64 = 1000;

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
}

/// Carries for as long as the relay runs.
pub async fn deliver(store: Store, couriers: Couriers) {
    let push = Courier::new(store.clone(), couriers.push).run();
    let mail = async {
        if let Some(mail) = couriers.mail {
            Courier::new(store, mail).run().await;
        }
    };
    tokio::join!(push, mail);
}

struct Courier<C> {
    store: Store,
    carrier: Arc<C>,
    batch: i64,
    flying: JoinSet<Outcome>,
    /// Of what flies, its id, and whether to a service that nobody knows.
    known_as: HashMap<Id, (String, bool)>,
    unknown: usize,
    done: Vec<(String, Outcome)>,
    /// Whether there may be something in hand that is not here: at the start, and after a fault.
    has_lost: bool,
}

impl<C: Carrier> Courier<C> {
    fn new(store: Store, carrier: Arc<C>) -> Self {
        Self {
            store,
            carrier,
            batch: 0,
            flying: JoinSet::new(),
            known_as: HashMap::new(),
            unknown: 0,
            done: Vec::new(),
            has_lost: true,
        }
    }

    async fn run(mut self) {
        loop {
            match self.round().await {
                Ok(true) => {}
                Ok(false) => sleep(IDLE).await,
                Err(fault) => {
                    tracing::warn!("messages wait in the outbox: {fault}");
                    self.has_lost = true;
                    sleep(REST).await;
                }
            }
        }
    }

    /// Whether there was something to do.
    async fn round(&mut self) -> Result<bool> {
        if self.has_lost && self.flying.is_empty() && self.done.is_empty() {
            self.store.put_parcels_back(C::CHANNEL).await?;
            self.has_lost = false;
        }
        let took = self.take().await?;
        if !self.flying.is_empty() {
            // Rather late than never: the rest of the round has to be written too.
            let _ = timeout(SETTLED_EVERY, self.land_half()).await;
        }
        if !self.done.is_empty() {
            self.store.settle_parcels(C::CHANNEL, &self.done).await?;
            self.done.clear();
        }
        Ok(took || !self.flying.is_empty())
    }

    async fn take(&mut self) -> Result<bool> {
        let free = C::AT_ONCE.saturating_sub(self.flying.len() - self.unknown);
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
        let is_unknown = match self.carrier.lane(&parcel) {
            Lane::Fast => false,
            Lane::Unknown if self.unknown < UNKNOWN_AT_ONCE => true,
            Lane::Unknown => {
                let at = now.plus_ms(UNKNOWN_WAITS_MS);
                self.done.push((parcel.id, Outcome::Wait { at }));
                return;
            }
            Lane::Closed(until) => {
                self.done.push((parcel.id, Outcome::Wait { at: until }));
                return;
            }
        };
        let (carrier, id) = (Arc::clone(&self.carrier), parcel.id.clone());
        let task = self.flying.spawn(async move { carrier.carry(&parcel).await });
        self.known_as.insert(task.id(), (id, is_unknown));
        self.unknown += usize::from(is_unknown);
    }

    /// Waits until half of what flies has landed.
    async fn land_half(&mut self) {
        let half = self.flying.len() / 2;
        while self.flying.len() > half {
            let Some(landed) = self.flying.join_next_with_id().await else { return };
            let (task, outcome) = match landed {
                Ok(landed) => landed,
                Err(fault) => {
                    tracing::error!("a message broke its courier: {fault}");
                    (fault.id(), Outcome::Done)
                }
            };
            if let Some((id, is_unknown)) = self.known_as.remove(&task) {
                self.unknown -= usize::from(is_unknown);
                self.done.push((id, outcome));
            }
        }
    }
}
