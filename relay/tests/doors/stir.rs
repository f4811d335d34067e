//! Events that everybody sees, as many as one likes: one person alone has a pace.

use causerie_relay::hub::{Attendance, Hub, Who};
use causerie_shared::{
    command::Command,
    id::{PersonId, SpaceId},
    stage::Speaking,
};

/// What one person may do at once.
const AT_ONCE: usize = 8;

/// Lets everybody come on stage, so that [`stir`] works.
pub(crate) async fn open_the_stage(host: &Attendance) {
    host.ask(0, Command::SetSpeaking { speaking: Speaking::Everyone }).await;
}

/// People come on stage and go again, in pairs of events.
pub(crate) async fn stir(hub: &Hub, space: SpaceId, events: usize) {
    for begun in (0..events).step_by(AT_ONCE) {
        let person = PersonId::from_bits(causerie_relay::clock::chance_u128());
        let who = Who::named(person, "Passer-by".parse().unwrap());
        let here = hub.arrive(space, who, None, None).await.unwrap();
        for turn in 0..AT_ONCE.min(events - begun) {
            let comes = turn.is_multiple_of(2);
            here.ask(0, if comes { Command::ComeOnStage } else { Command::StepDown }).await;
            tokio::task::yield_now().await;
        }
    }
}
