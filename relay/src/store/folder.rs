//! The data folder: made when it is missing, and held by one relay at a time.

use anyhow::Context;
use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    /// Locked while the relay runs; the system unlocks it however the relay ends.
    lock: Option<Arc<File>>,
}

impl Folder {
    /// Makes the folder if it is missing, and takes it for this process.
    ///
    /// # Errors
    /// A folder that cannot be made, written, or is another relay's.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let beside = Self::beside(path)?;
        let what = || format!("the data folder {} cannot be written", path.display());
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("causerie.lock"))
            .with_context(what)?;
        if let Err(fs::TryLockError::WouldBlock) = lock.try_lock() {
            anyhow::bail!(
                "the data folder {} is in use by another causerie; end it, or choose another \
                 folder with --data",
                path.display()
            );
        }
        Ok(Self { lock: Some(Arc::new(lock)), ..beside })
    }

    /// Makes the folder if it is missing, for a command that may run beside a relay.
    ///
    /// # Errors
    /// A folder that cannot be made.
    pub fn beside(path: &Path) -> anyhow::Result<Self> {
        let what = || format!("the data folder {} cannot be written", path.display());
        fs::DirBuilder::new().recursive(true).mode(0o700).create(path).with_context(what)?;
        Ok(Self { path: path.into(), lock: None })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Lets another relay have the folder.
    pub(super) fn leave(&self) {
        let Some(lock) = &self.lock else { return };
        if let Err(fault) = lock.unlock() {
            tracing::debug!(%fault, "the data folder stays locked until the process ends");
        }
    }

    /// The text of a file; none when there is no such file.
    pub(super) fn read(&self, name: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let path = self.path.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(fault) => Err(fault).with_context(|| format!("{} cannot be read", path.display())),
        }
    }

    /// Puts `bytes` in the place of a file: a reader, or a restart after a power cut, finds the
    /// old content or the new, never a part.
    pub(super) fn replace(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let path = self.path.join(name);
        let temporary = self.path.join(format!("{name}.new"));
        let write = || {
            let mut file = OpenOptions::new()
                .create(true)
                .truncate(true)
                .write(true)
                .mode(0o600)
                .open(&temporary)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&temporary, &path)?;
            File::open(&self.path)?.sync_all()
        };
        write().with_context(|| format!("{} cannot be written", path.display()))
    }
}
