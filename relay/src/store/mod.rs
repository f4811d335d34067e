//! What outlives the process, in the data folder: the spaces, and the key that signs.
//!
//! One JSON file, written whole to a temporary file, synced and renamed, so that a power cut
//! leaves the old one or the new one. It is written off the async threads, at most one write at a
//! time, and a write carries everything that came while the last one ran. This fits the few
//! hundred spaces of one machine; the SQL store takes its place with accounts, behind the same
//! calls when people, tickets and ledgers need rows.

mod folder;
mod keys;
mod registry;

pub use folder::Folder;
pub use keys::secret;
pub use registry::{ENDED_MOST, Registry, SpaceRow};

use anyhow::Context;
use causerie_shared::{id::SpaceId, view::SpaceView};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::watch;

/// Handle to the store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    /// The version that was last written.
    written: watch::Receiver<u64>,
}

struct Shared {
    folder: Folder,
    registry: Mutex<Registry>,
    /// The version in memory.
    version: watch::Sender<u64>,
}

/// A version of the store, to wait for.
#[derive(Debug, Clone, Copy)]
pub struct Version(u64);

impl Store {
    /// Reads the registry and begins a new epoch, durable before this returns.
    ///
    /// # Errors
    /// A file that cannot be read, understood or written; the words name it.
    pub fn open(folder: Folder) -> anyhow::Result<Self> {
        let mut registry = Registry::read(&folder)?;
        registry.epoch += 1;
        registry.write(&folder)?;
        let (version, newest) = watch::channel(0);
        let (report, written) = watch::channel(0);
        let shared = Arc::new(Shared { folder, registry: Mutex::new(registry), version });
        tokio::spawn(write_what_changes(Arc::clone(&shared), newest, report));
        Ok(Self { shared, written })
    }

    /// Changes with every start of the relay.
    pub fn epoch(&self) -> u64 {
        self.read(|registry| registry.epoch)
    }

    pub fn live(&self) -> Vec<SpaceRow> {
        self.read(|registry| registry.live.values().cloned().collect())
    }

    pub fn ended(&self, id: SpaceId) -> Option<SpaceView> {
        self.read(|registry| registry.ended.iter().find(|view| view.id == id).cloned())
    }

    pub fn save(&self, row: SpaceRow) -> Version {
        self.change(|registry| registry.save(row))
    }

    /// The space that the demo plays in.
    pub fn demo(&self) -> Option<SpaceId> {
        self.read(|registry| registry.demo)
    }

    pub fn set_demo(&self, id: Option<SpaceId>) -> Version {
        self.change(|registry| registry.demo = id)
    }

    pub fn forget(&self, id: SpaceId) -> Version {
        self.change(|registry| {
            registry.live.remove(&id);
        })
    }

    /// Returns when `version` is on disk.
    pub async fn is_written(&self, version: Version) {
        let mut written = self.written.clone();
        let _ = written.wait_for(|written| *written >= version.0).await;
    }

    /// Returns when everything is on disk.
    pub async fn flush(&self) {
        let newest = Version(*self.shared.version.borrow());
        self.is_written(newest).await;
    }

    /// Returns when everything is on disk and the folder is free for the next relay. Nothing may
    /// be saved after this.
    pub async fn close(&self) {
        self.flush().await;
        self.shared.folder.leave();
    }

    fn read<T>(&self, look: impl FnOnce(&Registry) -> T) -> T {
        look(&self.shared.registry.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, change: impl FnOnce(&mut Registry)) -> Version {
        let mut registry = self.shared.registry.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut registry);
        let mut version = 0;
        self.shared.version.send_modify(|newest| {
            *newest += 1;
            version = *newest;
        });
        Version(version)
    }
}

/// How long to wait before a write that failed is tried again.
const AGAIN: Duration = Duration::from_secs(1);

/// Writes the newest registry whenever there is a newer one. A write that fails is said loudly
/// and tried again, and nobody waits for it: a full disk must not stop a conversation.
async fn write_what_changes(
    shared: Arc<Shared>,
    mut newest: watch::Receiver<u64>,
    report: watch::Sender<u64>,
) {
    let mut failed = false;
    loop {
        tokio::select! {
            changed = newest.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(AGAIN), if failed => {}
        }
        newest.mark_unchanged();
        let (version, registry) = {
            let registry = shared.registry.lock().unwrap_or_else(PoisonError::into_inner);
            (*shared.version.borrow(), registry.clone())
        };
        let folder = shared.folder.clone();
        let written = tokio::task::spawn_blocking(move || registry.write(&folder)).await;
        let written = written.context("the writer of the registry broke").flatten();
        failed = written.is_err();
        if let Err(fault) = written {
            tracing::error!("a restart would forget the last changes: {fault:#}");
        }
        report.send_replace(version);
    }
}
