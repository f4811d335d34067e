//! Keeps the board fresh, and tells those who watch it what changed, in one text for all.

use crate::{
    clock,
    hub::{Board, Hub, room::Room},
};
use causerie_shared::{api::HomeEvent, id::SpaceId, time::UnixMs};
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

pub(super) struct Noticeboard {
    board: Mutex<(Arc<Board>, UnixMs)>,
    told: broadcast::Sender<Arc<str>>,
}

impl Default for Noticeboard {
    fn default() -> Self {
        let (told, _) = broadcast::channel(BEHIND_MOST);
        Self { board: Mutex::default(), told }
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

    /// What changes from here on, as [`HomeEvent`]s in JSON.
    pub fn watch_board(&self) -> broadcast::Receiver<Arc<str>> {
        self.shared.noticeboard.told.subscribe()
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

/// Runs as long as the relay. Nobody watches most of the time, and then it only looks whether
/// somebody does.
pub async fn tell_what_changes(hub: Hub) {
    let mut known: Option<Arc<Board>> = None;
    let mut beat = clock::Beat::every(TOLD_EVERY);
    loop {
        beat.tick(1).await;
        let told = &hub.shared.noticeboard.told;
        if told.receiver_count() == 0 {
            known = None;
            continue;
        }
        let board = hub.board();
        if let Some(event) = known.as_ref().and_then(|known| board.since(known)) {
            let _ = told.send(written(&event));
        }
        known = Some(board);
    }
}

/// An event as it travels.
pub fn written(event: &HomeEvent) -> Arc<str> {
    serde_json::to_string(event).unwrap_or_default().into()
}
