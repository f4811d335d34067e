//! What becomes of somebody's ticket while its space is on air.

use crate::{
    hub::{Hub, room::ToRoom},
    money::Money,
    space::Input,
    store::Effect,
};
use causerie_shared::id::{PersonId, SpaceId};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How long the list of a door outlives its space.
const SWEEP_EVERY: Duration = Duration::from_secs(10 * 60);

/// Runs until there is no money any more. In order: a ticket that is stopped and bought again is good.
pub async fn hear_money(hub: Hub, money: Money, mut told: mpsc::UnboundedReceiver<Effect>) {
    let mut sweep = tokio::time::interval(SWEEP_EVERY);
    loop {
        let effect = tokio::select! {
            effect = told.recv() => effect,
            _ = sweep.tick() => {
                money.door().close_where(|space| hub.live_view(space).is_err());
                continue;
            }
        };
        let Some(effect) = effect else { return };
        match money.heed(effect) {
            Some(Effect::Admitted { space, person }) => hub.admit_ticket(space, person).await,
            Some(Effect::Stopped { space, person, .. }) => hub.stop_ticket(space, person).await,
            Some(Effect::Call | Effect::Started { .. } | Effect::WalletEvent) | None => {}
        }
    }
}

impl Hub {
    /// Somebody's ticket is good no more: nothing of it counts in the space when this returns. Where it
    /// is not on air there is nothing to do.
    pub async fn stop_ticket(&self, id: SpaceId, person: PersonId) {
        self.tell_and_wait(id, Input::StopTicket { person }).await;
    }

    /// Somebody has a good ticket: they are inside when this returns, if they are there. Where the
    /// space is not on air there is nothing to do.
    pub async fn admit_ticket(&self, id: SpaceId, person: PersonId) {
        self.tell_and_wait(id, Input::AdmitTicket { person }).await;
    }

    /// Returns when the rules have taken it, and what they answer is on its way.
    async fn tell_and_wait(&self, id: SpaceId, input: Input) {
        let Some(room) = self.spaces().get(&id).cloned() else { return };
        let (tell, told) = oneshot::channel();
        room.tell(ToRoom::Input(input)).await;
        room.tell(ToRoom::Done(tell)).await;
        // A space that is over says nothing.
        let _ = told.await;
    }
}
