//! Brings spaces to the database in the order in which they changed, without making their tasks
//! wait: what changed lies here until it is written, and one write carries everything that came
//! while the last one ran.
//!
//! A write that fails is said loudly and tried again, and nobody waits for it: a full disk must
//! not stop a conversation.

use crate::store::{Database, SpaceRow, Tx, settings};
use anyhow::Context;
use causerie_shared::id::SpaceId;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

pub(super) struct Keeper {
    database: Database,
    epoch: u64,
    changes: Mutex<BTreeMap<SpaceId, Change>>,
    /// The newest change.
    newest: watch::Sender<u64>,
    /// Up to where everything is on disk.
    written: watch::Sender<u64>,
    /// True once another relay has begun on this database, or a backup was restored into it.
    superseded: watch::Sender<bool>,
}

/// What will become of a space's row; `None` removes it.
#[derive(Clone)]
struct Change {
    row: Option<SpaceRow>,
    version: u64,
}

/// A version of the spaces, to wait for.
#[derive(Debug, Clone, Copy)]
pub struct Version(u64);

/// How long to wait before a write that failed is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// How often an idle relay looks whether the database is still its own.
const LOOKED_EVERY: Duration = Duration::from_secs(1);

impl Keeper {
    pub(super) fn start(database: Database, epoch: u64) -> Arc<Self> {
        let keeper = Arc::new(Self {
            database,
            epoch,
            changes: Mutex::default(),
            newest: watch::Sender::new(0),
            written: watch::Sender::new(0),
            superseded: watch::Sender::new(false),
        });
        tokio::spawn(Arc::clone(&keeper).run());
        keeper
    }

    pub(super) const fn epoch(&self) -> u64 {
        self.epoch
    }

    pub(super) fn save(&self, row: SpaceRow) -> Version {
        self.change(row.view.id, Some(row))
    }

    pub(super) fn forget(&self, id: SpaceId) -> Version {
        self.change(id, None)
    }

    /// What a space's row will be, while that is not on disk.
    pub(super) fn pending(&self, id: SpaceId) -> Option<Option<SpaceRow>> {
        self.changes().get(&id).map(|change| change.row.clone())
    }

    pub(super) async fn is_written(&self, version: Version) {
        let _ = self.written.subscribe().wait_for(|written| *written >= version.0).await;
    }

    pub(super) async fn flush(&self) {
        let newest = Version(*self.newest.borrow());
        self.is_written(newest).await;
    }

    pub(super) fn superseded(&self) -> watch::Receiver<bool> {
        self.superseded.subscribe()
    }

    fn change(&self, id: SpaceId, row: Option<SpaceRow>) -> Version {
        let mut changes = self.changes();
        let mut version = 0;
        self.newest.send_modify(|newest| {
            *newest += 1;
            version = *newest;
        });
        changes.insert(id, Change { row, version });
        Version(version)
    }

    async fn run(self: Arc<Self>) {
        let mut newest = self.newest.subscribe();
        let mut failed = false;
        loop {
            let pause = if failed { AGAIN } else { LOOKED_EVERY };
            tokio::select! {
                changed = newest.changed(), if !failed => if changed.is_err() { return },
                () = tokio::time::sleep(pause) => {}
            }
            newest.mark_unchanged();
            let changes = self.changes().clone();
            let answer = self.write(&changes).await;
            failed = answer.is_err();
            match answer {
                Ok(true) => self.done(&changes),
                Ok(false) => {
                    tracing::warn!("the database has begun anew without this relay");
                    self.superseded.send_replace(true);
                    // Nobody waits for what will never be written.
                    self.written.send_replace(u64::MAX);
                    return;
                }
                Err(fault) => {
                    tracing::error!("a restart would forget the last changes: {fault:#}");
                }
            }
        }
    }

    /// False when the database is another epoch's: what this one knows has no place there.
    async fn write(&self, changes: &BTreeMap<SpaceId, Change>) -> anyhow::Result<bool> {
        if changes.is_empty() {
            let mut tx = self.database.look().await?;
            return Ok(settings::epoch(&mut tx).await? == self.epoch);
        }
        let mut tx = self.database.begin().await?;
        if settings::epoch(&mut tx).await? != self.epoch {
            return Ok(false);
        }
        for (id, change) in changes {
            match &change.row {
                Some(row) => row.write(&mut tx).await.context("a space cannot be written")?,
                None => forget(&mut tx, *id).await?,
            }
        }
        tx.commit().await?;
        Ok(true)
    }

    fn done(&self, written: &BTreeMap<SpaceId, Change>) {
        let mut changes = self.changes();
        changes.retain(|id, change| {
            written.get(id).is_none_or(|written| written.version != change.version)
        });
        let most = written.values().map(|change| change.version).max().unwrap_or(0);
        self.written.send_if_modified(|version| {
            let goes_on = most > *version;
            *version = most.max(*version);
            goes_on
        });
    }

    fn changes(&self) -> MutexGuard<'_, BTreeMap<SpaceId, Change>> {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn forget(tx: &mut Tx, id: SpaceId) -> sqlx::Result<()> {
    super::search::forget_space(tx, id).await?;
    sqlx::query("DELETE FROM spaces WHERE id = $1")
        .bind(id.to_string())
        .execute(&mut **tx)
        .await
        .map(drop)
}
