//! What an hour leaves behind that nobody will ask for again.

use crate::{clock, store::Store};
use std::time::Duration;

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
