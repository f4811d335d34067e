//! What becomes of somebody's ticket while its space is on air.

use crate::{
    hub::{Hub, room::ToRoom},
    space::Input,
};
use causerie_shared::id::{PersonId, SpaceId};
use tokio::sync::oneshot;

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
