//! The secret from which every signing key of this relay is made.

use crate::store::Folder;
use anyhow::Context;

const FILE: &str = "secret.key";

/// The folder's secret, made by `chance` when the folder has none. Losing it logs guests out and
/// nothing else.
///
/// # Errors
/// A file that cannot be read or written, or that is not 32 bytes.
pub fn secret(folder: &Folder, chance: impl FnOnce() -> [u8; 32]) -> anyhow::Result<[u8; 32]> {
    if let Some(secret) = existing(folder)? {
        return Ok(secret);
    }
    let secret = chance();
    replace(folder, &secret)?;
    Ok(secret)
}

/// None when the folder has no secret.
pub(super) fn existing(folder: &Folder) -> anyhow::Result<Option<[u8; 32]>> {
    let Some(bytes) = folder.read(FILE)? else { return Ok(None) };
    bytes.try_into().ok().map(Some).with_context(|| {
        format!("{FILE} in the data folder is not 32 bytes; remove it to have a new one made")
    })
}

pub(super) fn replace(folder: &Folder, secret: &[u8; 32]) -> anyhow::Result<()> {
    folder.replace(FILE, secret)
}
