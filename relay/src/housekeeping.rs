//! What time leaves behind: sessions that nobody will ask for again, and announced spaces that nobody
//! began.

use crate::{
    clock,
    hub::Hub,
    outbox::{CONFIRM_WITHIN_MS, NEWS_LAST_MS},
    schedule::{kept_after, missed_before, sold_missed_before, stale_before},
    store::Store,
};
use causerie_shared::{announcement::Coming, time::UnixMs};
use std::time::Duration;

/// How long a space may be missed before it is said.
const MISSED_EVERY: Duration = Duration::from_secs(30);

const EVERY: Duration = Duration::from_secs(3600);

/// Tidies at once, and then every hour. A store that cannot be reached is tidied an hour later.
pub(crate) async fn keep(store: Store, transcript_days: u32) {
    loop {
        let day_ms = 24 * 3_600_000;
        let old = UnixMs(clock::now().0.saturating_sub(u64::from(transcript_days) * day_ms));
        match if transcript_days == 0 { Ok(0) } else { store.forget_said(old).await } {
            Ok(0) => {}
            Ok(lines) => tracing::debug!(lines, "what was said long ago is forgotten"),
            Err(fault) => tracing::warn!("old transcripts are still there: {fault}"),
        }
        match store.forget_expired_sessions(clock::now()).await {
            Ok(0) => {}
            Ok(sessions) => tracing::debug!(sessions, "sessions that expired are forgotten"),
            Err(fault) => tracing::warn!("expired sessions are still there: {fault}"),
        }
        match store.forget_notifications(kept_after(clock::now())).await {
            Ok(0) => {}
            Ok(old) => tracing::debug!(old, "notifications that nobody needs are forgotten"),
            Err(fault) => tracing::warn!("old notifications are still there: {fault}"),
        }
        let unconfirmed = UnixMs(clock::now().0.saturating_sub(CONFIRM_WITHIN_MS));
        match store.forget_unconfirmed(unconfirmed).await {
            Ok(0) => {}
            Ok(addresses) => tracing::debug!(addresses, "nobody confirmed them: forgotten"),
            Err(fault) => tracing::warn!("unconfirmed addresses are still there: {fault}"),
        }
        // Such as letters of a relay that sends none any more.
        let worthless = UnixMs(clock::now().0.saturating_sub(2 * NEWS_LAST_MS));
        match store.forget_parcels(worthless).await {
            Ok(0) => {}
            Ok(messages) => tracing::debug!(messages, "messages that nobody needs are forgotten"),
            Err(fault) => tracing::warn!("old messages are still there: {fault}"),
        }
        match store.forget_browsers(kept_after(clock::now())).await {
            Ok(0) => {}
            Ok(browsers) => {
                tracing::debug!(browsers, "browsers that wait for nothing are forgotten")
            }
            Err(fault) => tracing::warn!("old browsers are still there: {fault}"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Says of announced spaces that nobody began them, once it is too late to.
pub(crate) async fn keep_time(hub: Hub) {
    loop {
        let now = clock::now();
        match hub.store().miss_announcements(missed_before(now), sold_missed_before(now), now).await
        {
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

/// How long somebody may wait for a word whose moment has come, beside the telling itself.
const REMIND_EVERY: Duration = Duration::from_secs(1);

/// Tells people what they asked to be told. What is written stays, whatever stops in between; others
/// have the store for themselves between one portion and the next.
pub(crate) async fn remind(store: Store) {
    loop {
        match remind_some(&store).await {
            Ok(false) => tokio::time::sleep(REMIND_EVERY).await,
            Ok(true) => tokio::task::yield_now().await,
            Err(fault) => {
                tracing::warn!("nobody can be reminded at the moment: {fault}");
                tokio::time::sleep(10 * REMIND_EVERY).await;
            }
        }
    }
}

/// Whether there was anybody to tell.
async fn remind_some(store: &Store) -> crate::store::Result<bool> {
    let now = clock::now();
    let news = store.tell_news().await?;
    let soon = store.tell_soon(stale_before(now), now).await?;
    let live = store.tell_live().await?;
    Ok(news.is_some() || soon.is_some() || live.is_some())
}
