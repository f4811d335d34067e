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
    if let Some(bytes) = folder.read(FILE)? {
        return bytes.try_into().ok().with_context(|| {
            format!("{FILE} in the data folder is not 32 bytes; remove it to have a new one made")
        });
    }
    let secret = chance();
    folder.replace(FILE, &secret)?;
    Ok(secret)
}
