//! `causerie backup FILE` and `causerie restore FILE`, while the relay runs or not.

use crate::{
    clock,
    commands::{Place, run},
    store::{Inventory, inspect},
};
use anyhow::{Context, bail};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{BufReader, BufWriter},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// Write everything that cannot be made anew to a file: people, follows, spaces, settings, and the
/// relay's own key. Whoever has the file has all of it.
#[derive(clap::Args)]
pub struct Backup {
    #[command(flatten)]
    place: Place,
    /// Where to. A file that is there is not overwritten.
    file: PathBuf,
}

/// Put a backup in the place of everything. A relay that is running starts again by itself.
#[derive(clap::Args)]
pub struct Restore {
    #[command(flatten)]
    place: Place,
    file: PathBuf,
    /// Also where people have accounts, who are gone then unless the backup has them.
    #[arg(long)]
    replace: bool,
}

/// Runs `causerie backup`.
///
/// # Errors
/// What could not be done, in words for the operator; no file is left then.
pub fn backup(backup: Backup) -> anyhow::Result<()> {
    let Backup { place, file } = backup;
    if file.exists() {
        bail!("{} is there already; choose another name", file.display());
    }
    let inventory = run(async move {
        let store = place.open().await?;
        let unfinished = Unfinished::beside(&file)?;
        let inventory = store.back_up(clock::now(), BufWriter::new(&unfinished.file)).await?;
        unfinished.is_whole(&file)?;
        store.close().await;
        Ok(inventory)
    })?;
    println!("{}", words(&inventory));
    Ok(())
}

/// Runs `causerie restore`.
///
/// # Errors
/// What could not be done, in words for the operator; nothing is changed then.
pub fn restore(restore: Restore) -> anyhow::Result<()> {
    let Restore { place, file, replace } = restore;
    let open = || -> anyhow::Result<_> {
        let backup = File::open(&file);
        Ok(BufReader::new(backup.with_context(|| format!("{} cannot be read", file.display()))?))
    };
    // Before anybody has to wait for the database.
    let inventory = inspect(open()?).with_context(|| file.display().to_string())?;
    run(async {
        let store = place.open().await?;
        let people = store.population().await?;
        if people > 0 && !replace {
            bail!(
                "{people} people have an account here, and would be gone unless the backup has them; \
                 say --replace if that is meant"
            );
        }
        store.restore(open()?).await?;
        store.close().await;
        Ok(())
    })?;
    println!("Restored: {}", words(&inventory));
    Ok(())
}

fn words(inventory: &Inventory) -> String {
    let Inventory { people, rows, .. } = inventory;
    format!("{people} people, {rows} rows in all.")
}

/// A file that has its name only once it is whole and on disk, and that is gone otherwise.
struct Unfinished {
    file: File,
    path: PathBuf,
}

impl Unfinished {
    fn beside(file: &Path) -> anyhow::Result<Self> {
        let mut path = OsString::from(file);
        path.push(".unfinished");
        let path = PathBuf::from(path);
        let made =
            OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&path);
        let file = made.with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(Self { file, path })
    }

    fn is_whole(&self, name: &Path) -> anyhow::Result<()> {
        let what = || format!("{} cannot be written", name.display());
        self.file.sync_all().with_context(what)?;
        fs::rename(&self.path, name).with_context(what)?;
        let folder = name.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = File::open(folder.unwrap_or(Path::new("."))).with_context(what)?;
        folder.sync_all().with_context(what)
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Gone already when it got its name.
        let _ = fs::remove_file(&self.path);
    }
}
