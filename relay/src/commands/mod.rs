//! What an operator does beside a relay, running or not: `causerie admin …`, `causerie audit`,
//! `causerie backup`, `causerie restore`. A command opens the database as the relay does, and leaves the data folder's lock
//! to it. What it says goes to standard output, for the person or the program that asked.

mod admin;
mod audit;
mod backup;
mod load_test;
mod recognise;

pub use admin::{Admin, admin};
pub use audit::{Audit, audit};
pub use backup::{Backup, Restore, backup, restore};
pub use recognise::{Recognise, recognise};

use crate::{
    config::{self, DatabaseUrl, Given, Source},
    store::{Folder, Store},
};
use std::{future::Future, path::PathBuf};

/// Which relay a command is about.
#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// Folder for everything that outlives the process. Default: "data".
    #[arg(long, env = "CAUSERIE_DATA", global = true)]
    data: Option<PathBuf>,
    /// The database, if it is a PostgreSQL. Default: SQLite in the data folder.
    #[arg(long, env = "CAUSERIE_DATABASE", hide_env_values = true, global = true)]
    database: Option<DatabaseUrl>,
    /// The TOML file. Default: causerie.toml in the data folder, if there is one.
    #[arg(long, env = "CAUSERIE_CONFIG", global = true)]
    config: Option<PathBuf>,
}

impl Place {
    async fn open(self) -> anyhow::Result<Store> {
        let given = Given { data: self.data, database: self.database, ..Given::default() };
        let source = Source { given, config: self.config, ..Source::default() };
        let config = config::effective(source)?;
        let folder = Folder::beside(&config.data)?;
        Store::beside(folder, config.database.get()).await
    }
}

/// Runs a command to its end.
fn run<T>(command: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(command)
}
