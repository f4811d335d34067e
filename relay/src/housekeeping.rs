//! What time leaves behind: sessions that nobody will ask for again, and announced spaces that nobody
//! began.

use crate::{clock, hub::Hub, schedule::missed_before, store::Store};
use causerie_shared::announcement::Coming;
use std::time::Duration;

/// How long a space may be missed before it is said.
const MISSED_EVERY: Duration = Duration::from_secs(30);

const EVERY: Duration = Duration::from_secs(3600);

/// Tidies at once, and then every hour. A store that cannot be reached is tidied an hour later.
pub(crate) async fn keep(store: Store) {
    loop {
        match store.forget_expired_sessions(clock::now()).await {
            Ok(0) => {}
            Ok(sessions) => tracing::debug!(sessions, "sessions that expired are forgotten"),
            Err(fault) => tracing::warn!("expired sessions are still there: {fault}"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Says of announced spaces that nobody began them, once it is too late to.
pub(crate) async fn keep_time(hub: Hub) {
    loop {
        let now = clock::now();
        match hub.store().miss_announcements(missed_before(now), now).await {
            Ok(missed) => {
                for space in missed {
                    hub.tell_announced(space, &Coming::Missed);
                    tracing::info!(%space, "an announced space was not begun in time");
                }
            }
            Err(fault) => tracing::warn!("announced spaces were not looked through: {fault}"),
        }
        tokio::time::sleep(MISSED_EVERY).await;
    }
}
