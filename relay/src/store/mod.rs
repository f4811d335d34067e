//! What outlives the process: people, whom they follow, their proofs and sessions, the spaces, and
//! the key that signs.
//!
//! One database, SQLite in the data folder or PostgreSQL by one setting, with the same SQL on both.
//! A request waits until what it changed is on disk; a space's task does not, see `keeper`.
//! Absent: what any of it means. Rows are read and written here, and judged elsewhere.

mod addresses;
mod announcements;
mod backup;
mod bulk;
mod database;
mod deals;
mod earnings;
mod folder;
mod follows;
mod identities;
mod invitations;
mod issued;
mod keeper;
mod keys;
mod ledger;
mod live;
mod migrations;
mod orders;
mod outbox;
mod payout_accounts;
mod people;
mod pictures;
mod reminders;
mod reports;
mod sales;
mod search;
mod seats;
mod sessions;
mod settings;
mod spaces;
mod subscriptions;
mod tables;
mod ticket_news;
mod till;
mod transcripts;
mod wallet;
mod wishes;

pub use addresses::AddressRow;
pub use announcements::Upcoming;
pub use backup::{Inventory, inspect};
pub use bulk::{Crowd, Diary};
pub use database::Engine;
pub use earnings::{Audit, Line};
pub use folder::Folder;
pub use follows::{Follow, Relation, Side};
pub use identities::{Founding, IdentityRow, Kind};
pub use invitations::{Answering, Guests, Inviting};
pub use keeper::Version;
pub use keys::secret;
pub use orders::{CallRow, OrderRow, TicketRow};
pub use outbox::{About, Channel, Errand, Outcome, Parcel, Recipient};
pub use people::{Claim, PersonRow, Words};
pub use pictures::{PictureRow, PictureSizes};
pub use reminders::TOLD_AT_ONCE;
pub use sales::{NewCode, NewSale, NewTier, SaleRow};
pub use search::Liveness;
pub use sessions::{SessionRow, SignedIn};
pub use settings::Setting;
pub use spaces::{Before, SpaceRow};
pub use subscriptions::{DEVICES_MOST, SubscriptionRow};
pub use till::{Answer, Deed, Effect, NewOrder, Till, World};
pub use transcripts::SaidRow;
pub use wallet::{SETTLES_MS, WalletEvent};
pub use wishes::Wishes;

use announcements::PENDING;
use database::{Database, Tx};
use spaces::ms;

use anyhow::Context;
use causerie_shared::{id::SpaceId, time::UnixMs};
use keeper::Keeper;
use sqlx::{Row, any::AnyRow};
use std::{fmt, str::FromStr, sync::Arc};
use tokio::sync::watch;

/// What somebody is called who has gone.
const GONE: &str = "(deleted)";

/// Handle to the store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    folder: Folder,
    database: Database,
    keeper: Arc<Keeper>,
}

/// The store could not do what was asked: its disk, its network, or a row that is damaged. Its words
/// are for the log; a visitor is told to come back.
pub struct Broken(anyhow::Error);

pub type Result<T> = std::result::Result<T, Broken>;

impl Store {
    /// Opens the database that `url` names, or the folder's own, brings its schema up to date, and
    /// begins a new epoch, durable before this returns.
    ///
    /// # Errors
    /// A database that cannot be reached, understood or written.
    pub async fn open(folder: Folder, url: Option<&str>) -> anyhow::Result<Self> {
        let database = Database::open(url, folder.path()).await?;
        let mut tx = database.begin().await.context("the database cannot be written")?;
        let epoch =
            settings::next_epoch(&mut tx).await.context("the database cannot be written")?;
        tx.commit().await.context("the database cannot be written")?;
        let keeper = Keeper::start(database.clone(), epoch);
        Ok(Self { folder, database, keeper })
    }

    /// Opens the database for a command that may run beside the relay: no epoch begins.
    ///
    /// # Errors
    /// A database that cannot be reached, understood or written.
    pub async fn beside(folder: Folder, url: Option<&str>) -> anyhow::Result<Self> {
        let database = Database::open(url, folder.path()).await?;
        let mut tx = database.look().await.context("the database cannot be read")?;
        let epoch = settings::epoch(&mut tx).await.context("the database cannot be read")?;
        drop(tx);
        let keeper = Keeper::start(database.clone(), epoch);
        Ok(Self { folder, database, keeper })
    }

    /// Changes with every start of the relay.
    pub fn epoch(&self) -> u64 {
        self.keeper.epoch()
    }

    /// Spaces that were on air when the last relay stopped.
    ///
    /// # Errors
    /// See [`Broken`].
    pub async fn live(&self) -> Result<Vec<SpaceRow>> {
        self.live_spaces().await
    }

    pub fn save(&self, row: SpaceRow) -> Version {
        self.keeper.save(row)
    }

    pub fn forget(&self, id: SpaceId) -> Version {
        self.keeper.forget(id)
    }

    /// Returns when `version` is on disk.
    pub async fn is_written(&self, version: Version) {
        self.keeper.is_written(version).await;
    }

    /// Returns when every space is on disk as it is.
    pub async fn flush(&self) {
        self.keeper.flush().await;
    }

    /// True once the database is no longer this relay's, such as after a restore.
    pub fn superseded(&self) -> watch::Receiver<bool> {
        self.keeper.superseded()
    }

    /// Returns when everything is on disk and the folder is free for the next relay. Nothing may be
    /// saved after this.
    pub async fn close(&self) {
        self.flush().await;
        self.database.close().await;
        self.folder.leave();
    }

    fn database(&self) -> &Database {
        &self.database
    }

    fn being_written(&self, id: SpaceId) -> Option<Option<SpaceRow>> {
        self.keeper.pending(id)
    }
}

/// A column that holds the text of a value.
fn read_column<T: FromStr>(row: &AnyRow, at: usize) -> Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: String = row.try_get(at)?;
    Ok(text.parse().with_context(|| format!("column {at} of a row is damaged"))?)
}

/// The same where nothing may stand.
fn optional_column<T: FromStr>(row: &AnyRow, at: usize) -> Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: Option<String> = row.try_get(at)?;
    let read = text.map(|text| text.parse()).transpose();
    Ok(read.with_context(|| format!("column {at} of a row is damaged"))?)
}

/// A column that holds a moment.
fn read_ms(row: &AnyRow, at: usize) -> Result<UnixMs> {
    Ok(UnixMs(u64::try_from(row.try_get::<i64, _>(at)?).unwrap_or(0)))
}

/// The same where nothing may stand.
fn optional_ms(row: &AnyRow, at: usize) -> Result<Option<UnixMs>> {
    let value: Option<i64> = row.try_get(at)?;
    Ok(value.and_then(|at| u64::try_from(at).ok()).map(UnixMs))
}

impl Broken {
    /// Whether two transactions waited for each other and the database chose the other one: the same
    /// again may well be done. By the codes of PostgreSQL (`deadlock_detected`,
    /// `serialization_failure`) and of SQLite (`SQLITE_BUSY`).
    fn is_standoff(&self) -> bool {
        let Some(sqlx::Error::Database(fault)) = self.0.downcast_ref() else { return false };
        fault.code().is_some_and(|code| matches!(&*code, "40P01" | "40001" | "5"))
    }
}

impl From<sqlx::Error> for Broken {
    fn from(fault: sqlx::Error) -> Self {
        Self(fault.into())
    }
}

impl From<anyhow::Error> for Broken {
    fn from(fault: anyhow::Error) -> Self {
        Self(fault)
    }
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl std::error::Error for Broken {}
