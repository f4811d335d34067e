//! Keeps the board fresh, and tells those who watch it what changed, in one text for all.

use crate::{
    clock,
    hub::{Board, Hub, room::Room},
};
use causerie_shared::{announcement::Coming, api::HomeEvent, id::SpaceId, time::UnixMs};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::broadcast;

/// A board that old is good enough for whoever asks.
const FRESH_MS: u64 = 500;

/// Between two things that a watcher is told: what happens in two seconds is read as one change.
const TOLD_EVERY: Duration = Duration::from_secs(2);

/// Texts that a slow watcher may be behind; then it is told to look anew.
const BEHIND_MOST: usize = 8;

/// The same for those who wait for an announced space: changes of all of them pass here.
const ANNOUNCED_BEHIND_MOST: usize = 256;

pub(super) struct Noticeboard {
    /// The newest, for whoever asks.
    board: Mutex<(Arc<Board>, UnixMs)>,
    /// The one that watchers know.
    known: Mutex<(Arc<Board>, UnixMs)>,
    told: broadcast::Sender<Arc<str>>,
    /// What becomes of announced spaces; nothing is the end.
    announced: broadcast::Sender<Option<(SpaceId, Arc<str>)>>,
}

impl Default for Noticeboard {
    fn default() -> Self {
        let (told, _) = broadcast::channel(BEHIND_MOST);
        let (announced, _) = broadcast::channel(ANNOUNCED_BEHIND_MOST);
        Self { board: Mutex::default(), known: Mutex::default(), told, announced }
    }
}

impl Hub {
    /// The listed spaces on air, at most half a second old.
    pub fn board(&self) -> Arc<Board> {
        let now = clock::now();
        let mut board =
            self.shared.noticeboard.board.lock().unwrap_or_else(PoisonError::into_inner);
        if now.since_ms(board.1) >= FRESH_MS {
            *board = (Arc::new(self.look_around(&board.0)), now);
        }
        Arc::clone(&board.0)
    }

    /// The board and its moment.
    pub fn board_as_of(&self) -> (Arc<Board>, UnixMs) {
        self.board();
        self.shared.noticeboard.board.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where things stand, and what changes from there on, as [`HomeEvent`]s in JSON; an empty text
    /// is the end.
    pub fn watch_board(&self) -> (Arc<str>, broadcast::Receiver<Arc<str>>) {
        let noticeboard = &self.shared.noticeboard;
        // Nothing is told while the first word is written, so nothing falls between the two.
        let known = noticeboard.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (board, as_of) = &*known;
        let now = HomeEvent::Now { live_total: board.total(), as_of: *as_of };
        (written(&now), noticeboard.told.subscribe())
    }

    /// Tells those who wait for an announced space what has become of it.
    pub fn tell_announced(&self, id: SpaceId, state: &Coming) {
        let text = serde_json::to_string(state).unwrap_or_default().into();
        let _ = self.shared.noticeboard.announced.send(Some((id, text)));
    }

    /// What becomes of announced spaces from here on, each as [`Coming`] in JSON.
    pub fn watch_announced(&self) -> broadcast::Receiver<Option<(SpaceId, Arc<str>)>> {
        self.shared.noticeboard.announced.subscribe()
    }

    /// Ends what those hear who watch.
    pub(super) fn close_board(&self) {
        let _ = self.shared.noticeboard.announced.send(None);
        let _ = self.shared.noticeboard.told.send("".into());
    }

    /// Cards that look as before are the ones from before, so that comparing them costs nothing.
    fn look_around(&self, before: &Board) -> Board {
        let rooms: HashMap<SpaceId, Room> = self.spaces().clone();
        let cards = rooms.values().filter_map(|room| {
            let card = room.card()?;
            let known = before.card(card.id).filter(|known| ***known == card);
            Some((known.map_or_else(|| Arc::new(card), Arc::clone), room.host()))
        });
        Board::of(cards.collect())
    }
}

/// Runs as long as the relay.
pub async fn tell_what_changes(hub: Hub) {
    let mut beat = clock::Beat::every(TOLD_EVERY);
    loop {
        beat.tick(1).await;
        let (board, as_of) = hub.board_as_of();
        let noticeboard = &hub.shared.noticeboard;
        let mut known = noticeboard.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(event) = board.since(&known.0) {
            let _ = noticeboard.told.send(written(&event));
        }
        *known = (board, as_of);
    }
}

/// An event as it travels.
fn written(event: &HomeEvent) -> Arc<str> {
    serde_json::to_string(event).unwrap_or_default().into()
}
