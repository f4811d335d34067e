//! Brings spaces to the database in the order in which they changed, without making their tasks
//! wait: what changed lies here until it is written, and one write carries everything that came
//! while the last one ran.
//!
//! A write that fails is said loudly and tried again, and nobody waits for it: a full disk must
//! not stop a conversation.

use crate::store::{Database, SaidRow, SpaceRow, Tx, settings};
use anyhow::Context;
use causerie_shared::id::SpaceId;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

pub(super) struct Keeper {
    database: Database,
    epoch: u64,
    changes: Mutex<BTreeMap<SpaceId, Change>>,
    /// What was said and is not on disk, the oldest first.
    said: Mutex<VecDeque<(u64, SaidRow)>>,
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

/// What is said while nothing can be written: some hours of a full relay. Beyond it the oldest is
/// lost, and said to be.
const SAID_MOST: usize = 20_000;

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
            said: Mutex::default(),
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

    pub(super) fn keep_said(&self, row: SaidRow) {
        let mut said = self.said();
        if said.len() >= SAID_MOST {
            tracing::error!("what was said cannot be written, and the oldest of it is lost");
            said.pop_front();
        }
        let mut version = 0;
        self.newest.send_modify(|newest| {
            *newest += 1;
            version = *newest;
        });
        said.push_back((version, row));
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
            let (changes, said) = self.unwritten();
            let answer = self.write(&changes, &said).await;
            failed = answer.is_err();
            match answer {
                Ok(true) => self.done(&changes, said.back().map_or(0, |(version, _)| *version)),
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
    async fn write(
        &self,
        changes: &BTreeMap<SpaceId, Change>,
        said: &VecDeque<(u64, SaidRow)>,
    ) -> anyhow::Result<bool> {
        if changes.is_empty() && said.is_empty() {
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
        for (_, row) in said {
            row.write(&mut tx).await.context("what was said cannot be written")?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Everything up to one version: both at once, or one that came between would count as written.
    fn unwritten(&self) -> (BTreeMap<SpaceId, Change>, VecDeque<(u64, SaidRow)>) {
        let changes = self.changes();
        let said = self.said();
        (changes.clone(), said.clone())
    }

    /// `said`: the newest version of what was said that is written, or 0.
    fn done(&self, written: &BTreeMap<SpaceId, Change>, said: u64) {
        self.said().retain(|(version, _)| *version > said);
        let mut changes = self.changes();
        changes.retain(|id, change| {
            written.get(id).is_none_or(|written| written.version != change.version)
        });
        let most = written.values().map(|change| change.version).max().unwrap_or(0);
        let most = most.max(said);
        self.written.send_if_modified(|version| {
            let goes_on = most > *version;
            *version = most.max(*version);
            goes_on
        });
    }

    fn said(&self) -> MutexGuard<'_, VecDeque<(u64, SaidRow)>> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
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
