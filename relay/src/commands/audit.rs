//! `causerie audit`: whether seats, orders, payments, tickets and the books say the same, while the relay
//! runs or not.

use crate::commands::{Place, run};
use anyhow::bail;

/// Compare seats, orders, payments, tickets and the books with one another, all at one moment, and
/// print what differs, a line each. Nothing is changed.
#[derive(clap::Args)]
pub struct Audit {
    #[command(flatten)]
    place: Place,
}

/// Runs `causerie audit`.
///
/// # Errors
/// That something differs, or that it could not be looked at.
pub fn audit(audit: Audit) -> anyhow::Result<()> {
    let found = run(async move {
        let store = audit.place.open().await?;
        let found = store.audit_and_count().await?;
        store.close().await;
        Ok(found)
    })?;
    for line in &found.differs {
        println!("{line}");
    }
    let all = format!(
        "{} orders, {} tickets, {} postings and {} payments",
        found.orders, found.tickets, found.postings, found.payments
    );
    match found.differs.len() {
        0 => println!("All is well with {all}."),
        some => bail!("{some} of these differ, among {all}"),
    }
    Ok(())
}
